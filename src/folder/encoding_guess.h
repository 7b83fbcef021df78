// Detects the encoding of bytes without a declaration. If it can't be determined it is unknown: a text is
// never decoded wrongly on a guess.
//
// The measure is length: bytes are decoded in each encoding, and the decoding with the shortest tokenization
// is the most likely. The tokens of o200k were chosen on text of every language: words take few tokens,
// random letters take many. A token costs about 17 bits, more if it is rare. Implausible text costs bits too
// (letters of two scripts in a word, a capital after a small letter, signs within words, letters that no
// language of the encoding has). The best must be kMargin_bits shorter than the next different text. A wrong
// encoding costs far more, except for a word or two.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "folder/encoding.h"

namespace suit {

inline constexpr double kMargin_bits = 16,
                        kMarginOfFewRuns_bits = 20;  // for at most three words with letters beyond ASCII

struct GuessedText {
  Encoding encoding = Encoding::kUnknown;
  std::string text = {};
  size_t errors = 0;  // bytes shown as U+FFFD
};

// For bytes that are not entirely UTF-8. kUtf8WithErrors: most of it is. kUnknown: each byte beyond ASCII
// becomes U+FFFD.
GuessedText guessed(std::string_view bytes);

// For UTF-8 with one or two letters beyond ASCII, all of them uncommon in every language: two bytes of
// another encoding can look like that ("年" in EUC-JP is "ǯ"). nullopt: it is UTF-8.
std::optional<GuessedText> utf8_by_chance(std::string_view text);

// For bytes with zeros: UTF-16 or UTF-32 without a mark; nullopt if they are not text.
std::optional<GuessedText> guessed_wide(std::string_view bytes);

// The encoding that a text declares near its beginning (Python, Emacs, Ruby, XML, HTML, CSS) or in a modeline
// of Vim at its end.
std::optional<Encoding> declared_encoding(std::string_view bytes);

// No control characters beyond ASCII's, no unassigned or private characters. `text` is UTF-8.
bool may_be_text(std::string_view text);

// The text's information content in bits.
double length_in_bits(std::string_view text);

}  // namespace suit
