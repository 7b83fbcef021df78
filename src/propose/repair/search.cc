#include "propose/repair/search.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <unordered_set>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"

namespace suit::repair {
namespace {

constexpr size_t kChangesMax = 400'000;         // of one source
constexpr size_t kPairedMax = 160;              // single edits to build pairs from
constexpr double kWorthComparing = .06;         // fraction of the first plausible one's promise
constexpr int64_t kComparingUsual_ms = 10'000;  // at the usual budget

std::string_view trimmed_line(std::string_view text) {
  text = trim(text);
  return text.substr(0, text.find('\n'));
}

// Generating the edits of a large program takes longer than the budget for judging. Generate them in bands of
// about this many lines, most suspicious first.
constexpr size_t kBandLines = 100;

// The least suspicion in the band below `most`; 0: the band contains all remaining lines.
double coldest_of_band(const Heat& heat, double most) {
  std::vector<double> suspicions;
  for (auto& [path, lines] : heat.files())
    for (auto& [line, suspicion] : lines)
      if (suspicion < most) suspicions.push_back(suspicion);
  if (suspicions.size() <= kBandLines) return 0;
  std::sort(suspicions.begin(), suspicions.end(), std::greater<>());
  // Lines as suspicious as the first one beyond the band belong to the next band, unless there are no others.
  double beyond = suspicions[kBandLines];
  auto first_beyond = std::lower_bound(suspicions.begin(), suspicions.end(), beyond, std::greater<>());
  return first_beyond == suspicions.begin() ? beyond : *(first_beyond - 1);
}

// One queue for all threads.
class Search {
 public:
  Search(const JudgeCandidate& judge, const SearchOptions& options)
      : judge_(judge), options_(options), started_us_(monotonic_us()) {}

  void add(Candidate candidate) { queue_.push_back(std::move(candidate)); }

  void sort() {
    std::stable_sort(queue_.begin() + static_cast<ptrdiff_t>(next_), queue_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.promise > b.promise; });
  }
  const std::vector<Candidate>& queue() const { return queue_; }

  Result<void> judge_all() {
    int workers = std::max(1, options_.parallel);
    for_each_parallel(workers, workers, nullptr, [this](size_t) { work(); });
    if (error_) return *error_;
    return {};
  }

  bool has_found() const { return !outcome_.plausible.empty(); }

  bool is_over() const {
    if (options_.cancelled && *options_.cancelled) return true;
    if (options_.most && outcome_.judged >= options_.most) return true;
    int64_t now_ms = elapsed_ms();
    if (now_ms >= options_.budget_ms) return true;
    if (outcome_.plausible.empty()) return false;
    int64_t comparing_ms = std::min(kComparingUsual_ms, options_.budget_ms / 30);
    return now_ms - outcome_.first_ms > std::max(comparing_ms, outcome_.first_ms / 4);
  }

  SearchOutcome finish() {
    outcome_.left = queue_.size() - std::min(next_, queue_.size());
    outcome_.duration_ms = elapsed_ms();
    std::stable_sort(outcome_.plausible.begin(), outcome_.plausible.end(),
                     [](const Candidate& a, const Candidate& b) { return a.promise > b.promise; });
    return std::move(outcome_);
  }

 private:
  int64_t elapsed_ms() const { return (monotonic_us() - started_us_) / 1000; }

  void work() {
    std::unique_lock lock(mutex_);
    while (!error_ && !is_over() && next_ < queue_.size()) {
      const Candidate candidate = queue_[next_++];
      if (!outcome_.plausible.empty() && candidate.promise < best_ * kWorthComparing) return;
      lock.unlock();
      std::string text = candidate.text();
      auto tree = SyntaxTree::parse(candidate.source->grammar(), text);
      bool broken = !tree || (tree->root().has_error() && !candidate.source->root().has_error());
      uint64_t shape = 0;
      if (!broken)
        shape = shape_of(tree->root(), text, candidate.source->by_indentation()) ^
                std::hash<const void*>()(candidate.source);
      lock.lock();
      if (broken) {
        ++outcome_.broken;
        continue;
      }
      if (!seen_.insert(shape).second) {
        ++outcome_.equal;
        continue;
      }
      lock.unlock();
      Result<bool> passed = judge_(candidate);
      lock.lock();
      if (!passed) {
        if (passed.error().code != ErrorCode::kCancelled) error_ = passed.error();
        return;
      }
      ++outcome_.judged;
      if (*passed) {
        if (outcome_.plausible.empty()) outcome_.first_ms = elapsed_ms(), best_ = candidate.promise;
        outcome_.plausible.push_back(candidate);
      }
      show(candidate);
    }
  }

  void show(const Candidate& last) {
    int64_t now = monotonic_us();
    if (!options_.state || now - shown_us_ < 150'000) return;
    shown_us_ = now;
    double seconds = static_cast<double>(now - started_us_) / 1e6;
    char rate[32];
    std::snprintf(rate, sizeof rate, "%.1f/s",
                  static_cast<double>(outcome_.judged) / std::max(seconds, .001));
    std::string line = std::to_string(outcome_.judged) + " of " + counted(queue_.size(), "candidate") + ", " +
                       rate + ", " + std::to_string(static_cast<int>(seconds)) + " s, " +
                       std::to_string(outcome_.plausible.size()) + " plausible";
    const Candidate& shown = outcome_.plausible.empty() ? last : outcome_.plausible.front();
    options_.state(line + "  " + shown.in_words());
  }

  const JudgeCandidate& judge_;
  const SearchOptions& options_;
  int64_t started_us_, shown_us_ = 0;
  std::mutex mutex_;
  std::vector<Candidate> queue_;
  size_t next_ = 0;
  double best_ = 0;
  std::unordered_set<uint64_t> seen_;
  SearchOutcome outcome_;
  std::optional<Error> error_;
};

}  // namespace

std::string Candidate::text() const {
  std::string text;
  size_t at = 0;
  for (const Change& change : changes) {
    text += source->text().substr(at, change.begin - at);
    text += change.text;
    at = change.end;
  }
  text += source->text().substr(at);
  return text;
}

FileEdit Candidate::edit() const {
  return {source->path(), source->version(), FileVersion::file(text(), source->version().mode), {}};
}

std::string Candidate::in_words() const {
  std::string words;
  for (const Change& change : changes) {
    std::string_view before = trimmed_line(source->text().substr(change.begin, change.end - change.begin));
    std::string_view after = trimmed_line(change.text);
    if (!words.empty()) words += "; ";
    words += source->path() + ":" + std::to_string(change.line) + " " + std::string(change.what);
    if (!before.empty() && !after.empty() && before != after) {
      words += ": " + std::string(before) + " becomes " + std::string(after);
    } else if (!before.empty() || !after.empty()) {
      words += ": " + std::string(after.empty() ? before : after);
    }
  }
  return words;
}

Result<SearchOutcome> search(const std::vector<const Source*>& sources, const Heat& heat,
                             const Naturalness& naturalness, const JudgeCandidate& judge,
                             const SearchOptions& options) {
  Search search(judge, options);
  for (double most = 2, least = 0; most > 0 && !search.has_found() && !search.is_over(); most = least) {
    least = coldest_of_band(heat, most);
    for (const Source* source : sources) {
      auto suspicion = [&](size_t first, size_t last) {
        double hot = heat.at(source->path(), first, last);
        return hot >= least && hot < most ? hot : 0;
      };
      for (Change& change : changes_of(*source, suspicion, kChangesMax)) {
        std::string_view text = source->text();
        size_t left = change.begin > 80 ? change.begin - 80 : 0;
        double natural = naturalness.of(text.substr(left, change.begin - left),
                                        text.substr(change.begin, change.end - change.begin), change.text,
                                        text.substr(change.end, 80));
        double hot = heat.at(source->path(), change.line, change.line);
        if (hot <= 0)
          hot = heat.at(source->path(), change.line > 2 ? change.line - 2 : 1, change.line + 2) * .7;
        search.add({source, {change}, hot * hot * change.prior * std::sqrt(natural)});
      }
    }
    search.sort();
    RETURN_IF_ERROR(search.judge_all());
  }
  if (!search.has_found() && !search.is_over()) {
    // Pairs, used if no single edit passes.
    std::vector<Candidate> singles(
        search.queue().begin(),
        search.queue().begin() + static_cast<ptrdiff_t>(std::min(kPairedMax, search.queue().size())));
    for (size_t i = 0; i < singles.size(); ++i)
      for (size_t j = i + 1; j < singles.size(); ++j) {
        const Change *a = &singles[i].changes[0], *b = &singles[j].changes[0];
        if (singles[i].source != singles[j].source) continue;
        if (a->begin > b->begin) std::swap(a, b);
        if (a->end > b->begin || (a->begin == b->begin && a->end == b->end)) continue;
        search.add({singles[i].source, {*a, *b}, singles[i].promise * singles[j].promise * .1});
      }
    search.sort();
    RETURN_IF_ERROR(search.judge_all());
  }
  return search.finish();
}

}  // namespace suit::repair
