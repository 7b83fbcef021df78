#include "propose/mechanic/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <charconv>

#include "base/text.h"
#include "code/language.h"

namespace suit::mechanic {
using namespace code;
namespace {

// A normal pattern needs a few steps per byte; one that backtracks without bound exceeds any limit.
constexpr uint32_t kMatchStepsMax = 2'000'000;
constexpr uint32_t kHeapKilobytesMax = 64 * 1024;

bool joins(char c) {
  return is_name_byte(unknown_language(), c);
}

bool stands_alone(std::string_view text, Found found) {
  bool left = found.begin > 0 && joins(text[found.begin - 1]) && joins(text[found.begin]);
  bool right = found.end < text.size() && joins(text[found.end]) && joins(text[found.end - 1]);
  return !left && !right;
}

std::string message_of(int code) {
  PCRE2_UCHAR buffer[160] = {};
  pcre2_get_error_message(code, buffer, sizeof buffer);
  return reinterpret_cast<const char*>(buffer);
}

}  // namespace

struct Search::Code {
  pcre2_code* code = nullptr;
  pcre2_match_context* context = nullptr;
  uint32_t groups = 0;

  Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() {
    pcre2_code_free(code);
    pcre2_match_context_free(context);
  }

  // The number of a group, given its digits or name; nullopt if there is none.
  std::optional<uint32_t> group(std::string_view name) const {
    uint32_t number = 0;
    auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size())
      return number <= groups ? std::optional(number) : std::nullopt;
    std::string terminated(name);
    int found = pcre2_substring_number_from_name(code, reinterpret_cast<PCRE2_SPTR>(terminated.c_str()));
    return found >= 0 ? std::optional(static_cast<uint32_t>(found)) : std::nullopt;
  }
};

namespace {

// Calls `text(part)` and `group(name)` for the pieces of a replacement, in order.
template <class OnText, class OnGroup>
void each_piece(std::string_view replacement, OnText&& text, OnGroup&& group) {
  auto digit = [&](size_t i) {
    return i < replacement.size() && replacement[i] >= '0' && replacement[i] <= '9';
  };
  for (size_t i = 0; i < replacement.size();) {
    char c = replacement[i];
    if (c == '$' && i + 1 < replacement.size() && replacement[i + 1] == '$') {
      text(std::string_view("$"));
      i += 2;
    } else if (c == '$' && i + 1 < replacement.size() && replacement[i + 1] == '&') {
      group(std::string_view("0"));
      i += 2;
    } else if (c == '$' && i + 1 < replacement.size() && replacement[i + 1] == '{' &&
               replacement.find('}', i) != replacement.npos) {
      size_t end = replacement.find('}', i);
      group(replacement.substr(i + 2, end - i - 2));
      i = end + 1;
    } else if ((c == '$' || c == '\\') && digit(i + 1)) {
      size_t end = i + 1;
      while (digit(end) && end < i + 3) ++end;
      group(replacement.substr(i + 1, end - i - 1));
      i = end;
    } else if (c == '\\' && i + 1 < replacement.size() &&
               (replacement[i + 1] == 'n' || replacement[i + 1] == 't')) {
      text(std::string_view(replacement[i + 1] == 'n' ? "\n" : "\t"));
      i += 2;
    } else if (c == '\\' && i + 1 < replacement.size() &&
               (replacement[i + 1] == '\\' || replacement[i + 1] == '/')) {
      text(replacement.substr(i + 1, 1));
      i += 2;
    } else {
      text(replacement.substr(i, 1));
      ++i;
    }
  }
}

// Does the pattern itself mention ends of lines or of the whole text?
bool names_line_ends(std::string_view pattern, std::string_view flags) {
  if (flags.find('s') != flags.npos || pattern.find_first_of("\r\n") != pattern.npos) return true;
  for (size_t i = 0; i + 1 < pattern.size(); ++i) {
    std::string_view rest = pattern.substr(i);
    if (rest.starts_with("(*")) return true;  // (*CRLF) and the like
    if (rest.starts_with("(?")) {
      size_t end = rest.find_first_not_of("imnsxJU", 2);  // (?s) and (?s:
      if (end != rest.npos && rest.substr(2, end - 2).find('s') != rest.npos) return true;
    }
    if (rest[0] != '\\') continue;
    char next = pattern[++i];
    rest.remove_prefix(1);
    if (std::string_view("nrRvAzZG").find(next) != std::string_view::npos) return true;
    for (std::string_view code :
         {"x0a",   "x0d",   "x0A", "x0D", "x{a}",  "x{d}",  "x{A}", "x{D}", "x{0a}", "x{0d}",
          "x{0A}", "x{0D}", "012", "015", "o{12}", "o{15}", "cJ",   "cM",   "cj",    "cm"})
      if (rest.starts_with(code)) return true;
  }
  return false;
}

}  // namespace

struct Search::MatchData {
  explicit MatchData(const pcre2_code* code) : data(pcre2_match_data_create_from_pattern(code, nullptr)) {}
  MatchData(const MatchData&) = delete;
  MatchData& operator=(const MatchData&) = delete;
  ~MatchData() { pcre2_match_data_free(data); }
  pcre2_match_data* data;
};

Result<Search> Search::create(const Text& text, Words words, Case letter_case) {
  if (text.text.empty()) return Error{ErrorCode::kInvalid, "the search text is empty"};
  Search search;
  search.words_ = words;
  if (!text.regex && letter_case == Case::kExact) {
    search.plain_ = text.text;
    return search;
  }
  search.expands_ = text.regex;
  search.by_line_ = text.regex && !names_line_ends(text.text, text.flags);
  std::string pattern = text.regex && words == Words::kWhole ? "\\b(?:" + text.text + ")\\b" : text.text;
  uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  if (!text.regex) {
    options |= PCRE2_LITERAL;
  } else {
    options |= PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
  }
  auto flag = [&](char c) { return text.flags.find(c) != text.flags.npos; };
  if (letter_case == Case::kIgnored || flag('i')) options |= PCRE2_CASELESS;
  if (text.regex && flag('s')) options |= PCRE2_DOTALL;
  if (text.regex && flag('x')) options |= PCRE2_EXTENDED;
  auto code = std::make_shared<Code>();
  pcre2_compile_context* compile = pcre2_compile_context_create(nullptr);
  pcre2_set_newline(compile, PCRE2_NEWLINE_ANYCRLF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &error,
                             &offset, compile);
  pcre2_compile_context_free(compile);
  if (!code->code)
    return Error{ErrorCode::kInvalid, "the regular expression " + printable(text.text) +
                                          " is not valid at byte " + std::to_string(offset) + ": " +
                                          message_of(error)};
  pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);  // optional: matching is slower without it
  code->context = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(code->context, kMatchStepsMax);
  pcre2_set_heap_limit(code->context, kHeapKilobytesMax);
  pcre2_pattern_info(code->code, PCRE2_INFO_CAPTURECOUNT, &code->groups);
  search.code_ = std::move(code);
  return search;
}

Result<void> Search::check_replacement(const std::string& replacement) const {
  if (!expands_) return {};
  std::optional<std::string> unknown;
  each_piece(
      replacement, [](std::string_view) {},
      [&](std::string_view name) {
        if (!code_->group(name)) unknown = name;
      });
  if (!unknown) return {};
  return Error{ErrorCode::kInvalid,
               "the replacement names group " + printable(*unknown) + ", which the pattern does not have",
               "write $$ for a dollar sign"};
}

Result<void> Search::each_plain(std::string_view text, const std::string* replacement,
                                const Visit& visit) const {
  static const std::string nothing;
  for (size_t at = text.find(plain_); at != text.npos;) {
    Found found{at, at + plain_.size()};
    bool fits = words_ == Words::kAny || stands_alone(text, found);
    if (fits) visit(found, replacement ? *replacement : nothing);
    at = text.find(plain_, fits ? found.end : at + 1);
  }
  return {};
}

Result<void> Search::each_match(std::string_view text, const std::string* replacement,
                                const Visit& visit) const {
  if (!code_) return each_plain(text, replacement, visit);
  MatchData match(code_->code);
  if (!by_line_) return each_in(text, 0, match, replacement, visit);
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    RETURN_IF_ERROR(each_in(text.substr(at, end - at), at, match, replacement, visit));
    at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  return {};
}

Result<void> Search::each_in(std::string_view text, size_t offset, MatchData& match,
                             const std::string* replacement, const Visit& visit) const {
  std::string with;
  size_t from = 0, last_end = text.npos;
  while (from <= text.size()) {
    int result = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, 0,
                             match.data, code_->context);
    if (result == PCRE2_ERROR_NOMATCH) return {};
    if (result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT ||
        result == PCRE2_ERROR_HEAPLIMIT || result == PCRE2_ERROR_JIT_STACKLIMIT)
      return Error{ErrorCode::kLimit, "the regular expression takes too many steps",
                   "make it less ambiguous, such as a+ for (a+)+"};
    if (result < 0) return Error{ErrorCode::kInvalid, "the regular expression failed: " + message_of(result)};
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.data);
    Found found{ends[0], std::max(ends[0], ends[1])};
    bool empty = found.begin == found.end;
    bool fits = expands_ || words_ == Words::kAny || empty || stands_alone(text, found);
    if (fits && !(empty && found.begin == last_end)) {
      with.clear();
      if (replacement && !expands_) with = *replacement;
      if (replacement && expands_)
        each_piece(
            *replacement, [&](std::string_view part) { with.append(part); },
            [&](std::string_view name) {
              uint32_t group = code_->group(name).value_or(0);
              if (ends[2 * group] != PCRE2_UNSET && static_cast<int>(group) < result)
                with.append(text.substr(ends[2 * group], ends[2 * group + 1] - ends[2 * group]));
            });
      visit({found.begin + offset, found.end + offset}, with);
    }
    last_end = found.end;
    from = empty ? found.end + 1 : found.end;
    // After an empty match, advance by a whole character; CRLF counts as one.
    if (empty && from < text.size() && text[from - 1] == '\r' && text[from] == '\n') ++from;
    while (empty && from < text.size() && (text[from] & 0xC0) == 0x80) ++from;
  }
  return {};
}

Result<bool> Search::matches(std::string_view line) const {
  bool any = false;
  auto found = [&](Found, const std::string&) { any = true; };
  if (!code_) {
    RETURN_IF_ERROR(each_plain(line, nullptr, found));
  } else {
    MatchData match(code_->code);
    RETURN_IF_ERROR(each_in(line, 0, match, nullptr, found));
  }
  return any;
}

}  // namespace suit::mechanic
