// Searching text: plain or by PCRE2 regular expression, with limits that turn a hostile pattern into an
// error.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "propose/mechanic/instruction.h"

namespace suit::mechanic {

struct Found {
  size_t begin = 0;
  size_t end = 0;
};

// What to look for. A regular expression sees one line at a time, without the line's end (LF, CRLF or CR), as
// in sed: \s and [^x] never take an end. One that names ends itself (\n, \r, \R, \A, \z, the flag s …) sees
// the whole text, where ^ and $ match at each line. Thread-safe once made.
class Search {
 public:
  enum class Words { kAny, kWhole };
  enum class Case { kExact, kIgnored };

  // Errors: kInvalid (the pattern does not compile, with where; an empty text).
  static Result<Search> create(const Text& text, Words words, Case letter_case);

  // A needle that every match holds, for a quick look beforehand; empty where there is none.
  std::string_view needle() const { return plain_; }

  // Is `replacement` sensible for this pattern? Errors: kInvalid (a group that the pattern does not have).
  Result<void> check_replacement(const std::string& replacement) const;

  // The text with every match that `takes` accepts replaced; nullopt where there was none. Adds to `count`.
  // In a regular expression's replacement $1, ${1}, ${name}, $0, $& and \1 stand for groups, $$ for a dollar.
  // Errors: kLimit (the pattern takes too many steps).
  template <class Takes>
  Result<std::optional<std::string>> replace(std::string_view text, const std::string& replacement,
                                             size_t& count, Takes&& takes) const {
    std::string out;
    size_t copied = 0;
    auto each = [&](Found found, const std::string& with) {
      if (!takes(found)) return;
      ++count;
      out.append(text.substr(copied, found.begin - copied)).append(with);
      copied = found.end;
    };
    size_t before = count;
    RETURN_IF_ERROR(each_match(text, &replacement, each));
    if (count == before) return std::optional<std::string>();
    out.append(text.substr(copied));
    return std::optional<std::string>(std::move(out));
  }

  // Does the line, without its end, hold a match? Errors: kLimit.
  Result<bool> matches(std::string_view line) const;

 private:
  struct Code;  // of PCRE2
  using Visit = std::function<void(Found, const std::string& with)>;
  Result<void> each_match(std::string_view text, const std::string* replacement, const Visit& visit) const;
  Result<void> each_plain(std::string_view text, const std::string* replacement, const Visit& visit) const;
  // In the part of a text that begins at `offset`.
  struct MatchData;
  Result<void> each_in(std::string_view part, size_t offset, MatchData& match, const std::string* replacement,
                       const Visit& visit) const;

  std::string plain_;  // set where no regular expression is needed
  Words words_ = Words::kAny;
  bool expands_ = false;  // $1 in the replacement means a group
  bool by_line_ = false;
  std::shared_ptr<const Code> code_;
};

}  // namespace suit::mechanic
