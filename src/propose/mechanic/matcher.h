// Splits an instruction into tokens and matches them against phrasing templates. Independent of their
// meaning.
//
// A template consists of words, [a|b] optional, (a|b) alternatives, {name:type} a slot, {tail} any number of
// the tails given to compile(), and <flag>, which is set when the match passes it. Words match
// case-insensitively; a quoted token never matches a word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit::mechanic {

struct Token {
  std::string text;     // without its quotes
  bool quoted = false;  // in "…", '…', `…` or “…”
  bool regex = false;   // written /…/flags; text is what is between the slashes
  std::string flags = {};
  bool operator==(const Token&) const = default;
};

// How to read the two ambiguous things in a text; the parser tries every combination.
struct TokenOptions {
  bool keep_final_period = false;  // is the last "." part of the last word, or the end of the sentence?
  bool slashes_quote = true;       // is /a b/ one regular expression, or plain words?
};

// A comma after a word is a separate token. Errors: kInvalid (an unclosed quote).
Result<std::vector<Token>> tokenize(std::string_view text, const TokenOptions& options);

// The allowed content of a slot.
enum class SlotType {
  kWord,    // one token
  kText,    // one token, quoted if it has blanks
  kQuoted,  // one quoted token
  kPlain,   // one token that is not a bare number
  kNumber,  // decimal digits
  kRange,   // "3-7", "3 to 7"
  kFiles,   // "src/**/*.cc, docs and all C++ files"
  kSymbol,  // "function", "class", …
  kEnding,  // "LF", "CRLF", "unix", "windows", "dos"
  kAssign,  // KEY=VALUE as one bare token
  kKey,     // a word, or "[section] key"
  kLines,   // at least two numbers or ranges: "2, 3 and 7-9"
};

struct Capture {
  std::string_view name;      // of the slot or flag; lives as long as the pattern
  std::vector<Token> tokens;  // empty for a flag
};

struct Match {
  bool complete = false;
  std::vector<Capture> captures;  // in the order of the text
  size_t furthest = 0;            // how many tokens matched before the template failed
};

class Pattern {
 public:
  // `text` and `tail` are constants of the program: a malformed one breaks an invariant.
  static Pattern compile(std::string_view text, std::string_view tail);

  // Returns the first match that takes all tokens. Gives up after a fixed number of steps, as if nothing
  // matched.
  Match match(const std::vector<Token>& tokens) const;

 private:
  enum class Code { kWord, kSlot, kFlag, kSplit, kJump, kEnd };
  struct Op {
    Code code;
    std::string text = {};  // the word, or the name of the slot or flag
    SlotType slot = SlotType::kWord;
    size_t next = 0;   // kSplit: tried first; kJump: where to
    size_t other = 0;  // kSplit: tried second
  };
  struct Compiler;
  struct Runner;
  std::vector<Op> ops_;
};

// A template's required words, lower-case, to find the template nearest to a text that matches none.
std::vector<std::string> plain_words(std::string_view text);

// The globs that a kFiles slot names, in order. "all files" gives "**".
std::vector<std::string> globs_of(const std::vector<Token>& tokens);

}  // namespace suit::mechanic
