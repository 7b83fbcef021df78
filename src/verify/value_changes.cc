#include "verify/value_changes.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "change/diff.h"
#include "verify/assertion.h"

namespace suit {
namespace {

constexpr size_t kChangesMax = 20;
constexpr int kTableDepthMax = 6;
constexpr size_t kAlignedMax = 100;  // entries and tokens that are compared to align two tables

struct Stretch {
  const TestToken* begin;
  const TestToken* end;
  bool empty() const { return begin == end; }
  std::string text() const { return text_of_tokens(begin, end); }
};

bool opens_group(std::string_view text) {
  return text == "(" || text == "[" || text == "{";
}
bool closes_group(std::string_view text) {
  return text == ")" || text == "]" || text == "}";
}

// A token, or a group in brackets.
std::vector<Stretch> pieces_of(Stretch all) {
  std::vector<Stretch> pieces;
  for (const TestToken* at = all.begin; at != all.end;) {
    const TestToken* from = at;
    size_t depth = 0;
    do {
      if (opens_group(at->text)) ++depth;
      if (closes_group(at->text) && depth > 0) --depth;
      ++at;
    } while (depth > 0 && at != all.end);
    pieces.push_back({from, at});
  }
  return pieces;
}

// The parts between commas.
std::vector<Stretch> entries_of(Stretch inner) {
  std::vector<Stretch> entries;
  if (inner.empty()) return entries;
  const TestToken* from = inner.begin;
  for (const Stretch& piece : pieces_of(inner)) {
    if (piece.begin->text != "," || piece.begin->is_value) continue;
    entries.push_back({from, piece.begin});
    from = piece.end;
  }
  entries.push_back({from, inner.end});
  std::erase_if(entries, [](const Stretch& entry) { return entry.empty(); });
  return entries;
}

bool is_group(Stretch piece) {
  return !piece.empty() && opens_group(piece.begin->text) && piece.end - piece.begin > 1;
}

bool holds_value(Stretch stretch) {
  return std::any_of(stretch.begin, stretch.end, [](const TestToken& token) { return token.is_value; });
}

// Nothing but values and what joins them: -6, [1, 2].
bool is_value_only(Stretch stretch) {
  return holds_value(stretch) && std::all_of(stretch.begin, stretch.end, [](const TestToken& token) {
           return token.is_value || opens_group(token.text) || closes_group(token.text) ||
                  token.text == "," || token.text == "-" || token.text == "+" || token.text == "." ||
                  token.text == ":";
         });
}

bool is_word(std::string_view text) {
  return !text.empty() &&
         (std::isalnum(static_cast<unsigned char>(text[0])) || text[0] == '_' || text[0] == '$');
}

// Does a name say that its list holds cases?
bool names_cases(std::string_view name) {
  std::string low = to_lower(name);
  for (std::string_view word :
       {"case", "param", "test", "values", "each", "table", "expand", "source", "input"})
    if (low.find(word) != low.npos) return true;
  return false;
}

class ValueComparison {
 public:
  explicit ValueComparison(const TestStatement& before) {
    const TestTokens& tokens = before.tokens;
    is_header_ = before.role == TestStatement::Role::kHeader;
    is_mark_ = before.role == TestStatement::Role::kMark;
    for (size_t i = 0; i < tokens.size() && i < 16; ++i) {
      std::string_view text = tokens[i].text;
      is_assignment_ |= text == "=" || text == ":=";
      if (text == "(" || is_assignment_) break;
      if (is_word(text)) context_ = text;
    }
  }

  void sequences(Stretch before, Stretch after, std::string_view context, int depth) {
    if (depth > kTableDepthMax || found_.size() >= kChangesMax) return;
    before = without_param(before);
    after = without_param(after);
    std::vector<Stretch> old_pieces = pieces_of(before), new_pieces = pieces_of(after);
    for (const Hunk& hunk : hunks_of(old_pieces, new_pieces)) {
      Stretch old_part = part(old_pieces, hunk.old_start, hunk.old_count, before);
      Stretch new_part = part(new_pieces, hunk.new_start, hunk.new_count, after);
      if (hunk.old_count == hunk.new_count) {
        for (size_t i = 0; i < hunk.old_count; ++i)
          pieces(old_pieces, hunk.old_start + i, new_pieces, hunk.new_start + i, context, depth);
      } else if (hunk.old_count == 0) {
        // "6" → "6 - 2"
        if (holds_value(before) && (holds_value(new_part) || new_part.begin->text == "-") &&
            !is_group(new_part))
          value(before, after, context);
      } else if (holds_value(old_part)) {
        value(old_part, new_part, context);
      }
    }
  }

  std::vector<ValueChange> take() { return std::move(found_); }
  std::string_view context() const { return context_; }

 private:
  // pytest.param(1, 2, marks=…) is the row (1, 2), pytest.param(1) the row 1. What marks it is not a value.
  static Stretch without_param(Stretch entry) {
    size_t size = static_cast<size_t>(entry.end - entry.begin);
    if (size < 6 || entry.begin[0].text != "pytest" || entry.begin[2].text != "param") return entry;
    std::vector<Stretch> arguments = entries_of({entry.begin + 4, entry.end - 1});
    while (arguments.size() > 1 && arguments.back().end - arguments.back().begin > 2 &&
           arguments.back().begin[1].text == "=")
      arguments.pop_back();
    if (arguments.size() == 1) return arguments[0];
    // Brackets included: tokens lie one after the other, so the row ends where its marks begin.
    return {entry.begin + 3, arguments.empty() ? entry.end : arguments.back().end + 1};
  }

  static std::vector<Hunk> hunks_of(const std::vector<Stretch>& before, const std::vector<Stretch>& after) {
    std::vector<std::string> texts;
    texts.reserve(before.size() + after.size());
    for (const std::vector<Stretch>* list : {&before, &after})
      for (const Stretch& each : *list) texts.push_back(each.text());
    std::vector<std::string_view> old_lines(texts.begin(),
                                            texts.begin() + static_cast<ptrdiff_t>(before.size()));
    std::vector<std::string_view> new_lines(texts.begin() + static_cast<ptrdiff_t>(before.size()),
                                            texts.end());
    return diff_lines(old_lines, new_lines);
  }

  static Stretch part(const std::vector<Stretch>& pieces, size_t start, size_t count, Stretch all) {
    if (count == 0) return {all.end, all.end};
    return {pieces[start].begin, pieces[start + count - 1].end};
  }

  void pieces(const std::vector<Stretch>& old_pieces, size_t old_at, const std::vector<Stretch>& new_pieces,
              size_t new_at, std::string_view context, int depth) {
    Stretch before = old_pieces[old_at], after = new_pieces[new_at];
    // The cases of a test may be a list or a tuple; a value of one is what it is.
    bool is_same_kind =
        before.begin->text == after.begin->text || (is_mark_ && context == "parametrize" && depth == 1 &&
                                                    before.begin->text != "{" && after.begin->text != "{");
    if (is_group(before) && is_group(after) && is_same_kind) {
      std::string_view called;
      for (size_t i = old_at; i > 0 && called.empty(); --i) {
        std::string_view text = old_pieces[i - 1].begin->text;
        if (text == "!") continue;
        if (!is_word(text)) break;
        called = text;
      }
      bool is_call = before.begin->text == "(" && !called.empty() && called != "in" && called != "return";
      is_call &= !names_cases(called);
      if (is_header_ && before.begin->text == "(") is_call = called != "each" && called != "for";
      entries({before.begin + 1, before.end - 1}, {after.begin + 1, after.end - 1},
              called.empty() ? context : called, is_call, depth + 1);
      return;
    }
    if (holds_value(before)) value(before, after, context);
  }

  void entries(Stretch before, Stretch after, std::string_view context, bool is_call, int depth) {
    if (depth > kTableDepthMax) return;
    // The names of the parameters are no cases.
    bool names_first = is_mark_ && context == "parametrize" && !before.empty() &&
                       before.begin[-1].text == "(" && before.begin[-2].text == "parametrize";
    std::vector<Stretch> old_entries = entries_of(before), new_entries = entries_of(after);
    if (names_first && !new_entries.empty()) {
      old_entries.erase(old_entries.begin());
      new_entries.erase(new_entries.begin());
    }
    size_t lost = 0;
    Stretch first_lost{};
    for (const Hunk& hunk : hunks_of(old_entries, new_entries)) {
      std::vector<size_t> partners = aligned(old_entries, new_entries, hunk);
      for (size_t i = 0; i < hunk.old_count; ++i) {
        Stretch gone = old_entries[hunk.old_start + i];
        if (partners[i] < new_entries.size()) {
          sequences(gone, new_entries[partners[i]], named(gone, context), depth);
          continue;
        }
        if (is_call && holds_value(gone)) value(gone, {after.end, after.end}, context);
        if (is_call) continue;
        if (lost++ == 0) first_lost = gone;
      }
    }
    if (lost == 0 || found_.size() >= kChangesMax) return;
    found_.push_back({.line = after.begin[-1].line,
                      .list = context_.empty() ? "a list" : std::string(context_),
                      .text = "loses " + std::to_string(lost) + " of " + std::to_string(old_entries.size()) +
                              (names_cases(context) || names_cases(context_) ? " cases: " : " entries: ") +
                              short_code(first_lost.text())});
  }

  // For each old entry of a hunk the new one that took its place, in order; else the number of new entries.
  static std::vector<size_t> aligned(const std::vector<Stretch>& before, const std::vector<Stretch>& after,
                                     const Hunk& hunk) {
    std::vector<size_t> partners(hunk.old_count, after.size());
    size_t from = 0;
    for (size_t i = 0; i < hunk.old_count; ++i) {
      // The others need one each, as long as there are enough.
      size_t left = hunk.old_count - i - 1;
      size_t to = hunk.new_count > from + left ? hunk.new_count - left : from + 1;
      if (from >= hunk.new_count) break;
      size_t best = from, most = 0;
      for (size_t j = from; j < std::min({to, hunk.new_count, from + kAlignedMax}); ++j) {
        size_t alike = likeness(before[hunk.old_start + i], after[hunk.new_start + j]);
        if (alike <= most) continue;
        best = j;
        most = alike;
      }
      partners[i] = hunk.new_start + best;
      from = best + 1;
    }
    return partners;
  }

  // How many tokens both share at the beginning and the end.
  static size_t likeness(Stretch before, Stretch after) {
    size_t most = static_cast<size_t>(std::min(before.end - before.begin, after.end - after.begin));
    most = std::min(most, kAlignedMax);
    size_t head = 0, tail = 0;
    while (head < most && before.begin[head].text == after.begin[head].text) ++head;
    while (tail < most - head && before.end[-1 - static_cast<ptrdiff_t>(tail)].text ==
                                     after.end[-1 - static_cast<ptrdiff_t>(tail)].text)
      ++tail;
    return head + tail;
  }

  // "abs" of `abs = 1e-6`, "timeout" of `timeout: 5`.
  static std::string_view named(Stretch entry, std::string_view otherwise) {
    if (entry.end - entry.begin > 2 && (entry.begin[1].text == "=" || entry.begin[1].text == ":"))
      return entry.begin->text;
    return otherwise;
  }

  void value(Stretch before, Stretch after, std::string_view context) {
    if (found_.size() >= kChangesMax) return;
    std::string old_text = before.text(), new_text = after.text();
    std::string low = to_lower(context);
    if (low == "reason" || low == "msg" || low == "message" || low == "ids" || low == "id" || low == "name")
      return;
    size_t line = after.empty() ? (before.empty() ? 0 : before.begin->line) : after.begin->line;
    bool is_timeout =
        low.find("timeout") != low.npos || (is_header_ && (low == "it" || low == "test" || low == "specify"));
    bool is_name = old_text.find_first_of("'\"`") == 0 && low != "each" && low != "for";
    if (is_header_ && !is_timeout && (is_name || old_text == "true" || old_text == "false")) return;
    if (is_timeout) {
      if (old_text.find_first_of("0123456789") != 0 && !old_text.empty()) return;
      double was = std::strtod(old_text.c_str(), nullptr), is = std::strtod(new_text.c_str(), nullptr);
      if (!new_text.empty() && is <= was && is > 0) return;
      found_.push_back({.line = line, .text = "timeout raised: " + from_to(old_text, new_text)});
      return;
    }
    // A name in place of a value counts only where the value had a name: `expected = 6`, `expected = f()`.
    if (!is_value_only(before) || (!is_assignment_ && !after.empty() && !is_value_only(after))) return;
    found_.push_back(
        {.line = line, .is_other = true, .text = "value changed: " + from_to(old_text, new_text)});
  }

  std::vector<ValueChange> found_;
  std::string_view context_;
  bool is_header_ = false, is_mark_ = false, is_assignment_ = false;
};

// What is written for people only.
bool is_printed(const TestTokens& tokens) {
  static constexpr std::string_view kPrinting[] = {"print",  "printf", "println",  "console",
                                                   "log",    "logger", "logging",  "fmt",
                                                   "import", "from",   "#include", "package"};
  return !tokens.empty() &&
         std::find(std::begin(kPrinting), std::end(kPrinting), tokens[0].text) != std::end(kPrinting);
}

}  // namespace

std::vector<ValueChange> value_changes(const TestStatement& before, const TestStatement& after) {
  if (is_printed(before.tokens)) return {};
  ValueComparison comparison(before);
  auto all = [](const TestTokens& tokens) { return Stretch{tokens.data(), tokens.data() + tokens.size()}; };
  comparison.sequences(all(before.tokens), all(after.tokens), comparison.context(), 0);
  return comparison.take();
}

}  // namespace suit
