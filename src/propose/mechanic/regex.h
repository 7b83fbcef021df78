// Searches text, plain or by PCRE2 regular expression. Limits turn a hostile pattern into an error.
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

// A compiled search. A regular expression sees one line at a time without its end (LF, CRLF or CR), as in
// sed: \s and [^x] never match a line end. A pattern that mentions line ends (\n, \r, \R, \A, \z, flag s …)
// sees the whole text, where ^ and $ match at each line. Thread-safe once created.
class Search {
 public:
  enum class Words { kAny, kWhole };
  enum class Case { kExact, kIgnored };

  // Errors: kInvalid (the pattern does not compile, with the position; the text is empty).
  static Result<Search> create(const Text& text, Words words, Case letter_case);

  // A string that every match contains, for a cheap test beforehand; empty if there is none.
  std::string_view needle() const { return plain_; }

  // Errors: kInvalid (`replacement` uses a group that the pattern does not have).
  Result<void> check_replacement(const std::string& replacement) const;

  // Replaces every match that `takes` accepts and adds their number to `count`; nullopt if there was none. In
  // a regular expression's replacement $1, ${1}, ${name}, $0, $& and \1 are groups, $$ is a dollar.
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

  // Does the line, without its end, contain a match? Errors: kLimit.
  Result<bool> matches(std::string_view line) const;

 private:
  struct Code;  // PCRE2's
  using Visit = std::function<void(Found, const std::string& with)>;
  Result<void> each_match(std::string_view text, const std::string* replacement, const Visit& visit) const;
  Result<void> each_plain(std::string_view text, const std::string* replacement, const Visit& visit) const;
  // Searches the part of a text that begins at `offset`.
  struct MatchData;
  Result<void> each_in(std::string_view part, size_t offset, MatchData& match, const std::string* replacement,
                       const Visit& visit) const;

  std::string plain_;  // set if no regular expression is needed
  Words words_ = Words::kAny;
  bool expands_ = false;  // $1 in the replacement means a group
  bool by_line_ = false;
  std::shared_ptr<const Code> code_;
};

}  // namespace suit::mechanic
