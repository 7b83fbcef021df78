#include "context/builder.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

struct Candidate {
  OfferedPart part;
  size_t source = 0;
  double worth = 0;  // weight per token of the shortest form
};

bool is_of_file(const OfferedPart& part) {
  return part.kind == PartKind::kFile ||
         (part.last_line > 0 && (part.kind == PartKind::kNotes || part.kind == PartKind::kCheck));
}

class Builder {
 public:
  Builder(const ContextRequest& request, const std::vector<ContextSource>& sources)
      : request_(request), sources_(sources), left_(sources.size()) {}

  Result<BuiltContext> build() {
    for (bool last : {false, true}) {
      RETURN_IF_ERROR(ask(last));
      choose();
    }
    std::stable_sort(built_.parts.begin(), built_.parts.end(),
                     [](const OfferedPart& a, const OfferedPart& b) { return a.weight > b.weight; });
    return std::move(built_);
  }

 private:
  int64_t room() const { return request_.budget_tokens - built_.tokens; }

  bool wants(PartKind kind) const {
    return request_.kinds.empty() ||
           std::find(request_.kinds.begin(), request_.kinds.end(), kind) != request_.kinds.end();
  }

  Result<void> ask(bool last) {
    ContextRequest own = request_;
    for (const OfferedPart& part : built_.parts)
      if (part.kind == PartKind::kSelection || is_of_file(part)) own.chosen.push_back(part.name);
    for (size_t i = 0; i < sources_.size(); ++i) {
      const ContextSource& source = sources_[i];
      if (source.asked_last != last || !wants(source.kind)) continue;
      auto share = static_cast<int64_t>(static_cast<double>(request_.budget_tokens) * source.share);
      left_[i] = std::min({share, source.tokens_max, room()});
      own.budget_tokens = left_[i];
      ASSIGN_OR_RETURN(Offer offer, source.offer(own));
      for (OfferedPart& part : offer.parts)
        if (wants(part.kind)) add(std::move(part), i);
      for (std::string& text : offer.left_out) built_.left_out.push_back(std::move(text));
    }
    return {};
  }

  void add(OfferedPart part, size_t source) {
    for (Candidate& one : candidates_)
      if (one.source != source && is_of_file(part) && is_of_file(one.part) && one.part.name == part.name)
        return merge(one, std::move(part), source);
    candidates_.push_back({std::move(part), source});
  }

  // Same kind: keeps the longer part, with the other's lines as a shorter form. Different kinds: keeps the
  // heavier.
  void merge(Candidate& into, OfferedPart other, size_t source) {
    bool is_heavier = other.weight > into.part.weight;
    bool is_same_kind = other.kind == into.part.kind;
    bool is_swapped = is_same_kind ? other.whole && !into.part.whole : is_heavier;
    double weight = std::max(into.part.weight, other.weight);
    std::string why = is_heavier ? other.why + ", " + into.part.why : into.part.why + ", " + other.why;
    if (is_swapped) std::swap(into.part, other);
    if (is_swapped || (is_same_kind && left_[source] > left_[into.source])) into.source = source;
    std::vector<OfferedPart> forms = std::move(other.shorter);
    if (!other.whole) {
      other.shorter.clear();
      forms.insert(forms.begin(), std::move(other));
    }
    // The heavier part's forms come first.
    auto at = is_heavier != is_swapped ? into.part.shorter.begin() : into.part.shorter.end();
    into.part.shorter.insert(at, std::make_move_iterator(forms.begin()),
                             std::make_move_iterator(forms.end()));
    into.part.why = std::move(why);
    into.part.weight = weight;
  }

  void count(OfferedPart& part) { part.tokens = request_.count_tokens(part.text) + kPartMarks_tokens; }

  void choose() {
    for (Candidate& one : candidates_) {
      count(one.part);
      int64_t least = one.part.tokens;
      for (OfferedPart& form : one.part.shorter) {
        count(form);
        least = std::min(least, form.tokens);
      }
      one.worth = one.part.weight / static_cast<double>(least);
    }
    std::stable_sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return a.part.required != b.part.required ? a.part.required : a.worth > b.worth;
    });
    for (Candidate& one : candidates_) take(one);
    candidates_.clear();
  }

  void take(Candidate& one) {
    if (built_.parts.size() >= request_.parts_max && !one.part.required) return leave_out(one.part);
    int64_t fits = std::min(room(), left_[one.source]);
    if (one.part.required || one.part.tokens <= fits) return take_form(std::move(one.part), one.source);
    for (OfferedPart& form : one.part.shorter) {
      if (form.tokens > fits) continue;
      built_.left_out.push_back(printable(form.name) +
                                (form.last_line > 0 ? ": only the lines " + std::to_string(form.first_line) +
                                                          " to " + std::to_string(form.last_line)
                                                    : ": cut to " + std::to_string(form.tokens) + " tokens"));
      form.why = one.part.why;
      form.weight = one.part.weight;
      return take_form(std::move(form), one.source);
    }
    leave_out(one.part);
  }

  void take_form(OfferedPart part, size_t source) {
    built_.tokens += part.tokens;
    left_[source] -= part.tokens;
    part.shorter.clear();
    built_.parts.push_back(std::move(part));
  }

  void leave_out(const OfferedPart& part) {
    built_.left_out.push_back(printable(part.name) + ": " + part.why + ", " + std::to_string(part.tokens) +
                              " tokens");
  }

  const ContextRequest& request_;
  const std::vector<ContextSource>& sources_;
  std::vector<int64_t> left_;  // remaining share per source
  std::vector<Candidate> candidates_;
  BuiltContext built_;
};

}  // namespace

Result<BuiltContext> build_context(const ContextRequest& request, const std::vector<ContextSource>& sources) {
  return Builder(request, sources).build();
}

}  // namespace suit
