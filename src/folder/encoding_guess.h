// Which encoding bytes are in, where nothing outside of them tells. What can't be told is called unknown: no
// text comes out as another.
//
// The measure is length: bytes are decoded as each encoding, and the text that a tokenizer says shortest is
// the likeliest. The tokens of o200k were chosen on text of every language, so words of a language are few
// tokens and letters that only happen to stand together are many. A token costs about 17 bits, more where it
// is rare; so does what no writing does (letters of two scripts in a word, a capital after a small letter,
// signs within words, letters that no language of the encoding has). The best must be kMargin_bits shorter
// than the next that says something else: a text in a wrong encoding comes out longer by far more, unless it
// is a word or two.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "folder/encoding.h"

namespace suit {

inline constexpr double kMargin_bits = 16,
                        kMarginOfFewRuns_bits = 20;  // of three words with letters beyond ASCII and fewer

struct GuessedText {
  Encoding encoding = Encoding::kUnknown;
  std::string text = {};
  size_t errors = 0;  // bytes shown as U+FFFD
};

// Of bytes that are not UTF-8 as a whole. kUtf8WithErrors: most of it is. kUnknown: each byte that is not
// ASCII is U+FFFD.
GuessedText guessed(std::string_view bytes);

// Of UTF-8 that has a letter or two beyond ASCII, all of them such as no common language has: two bytes of
// another encoding look like that by chance ("年" in EUC-JP is "ǯ"). nullopt: it is what it seems.
std::optional<GuessedText> utf8_by_chance(std::string_view text);

// Of bytes with zeros in them: UTF-16 or UTF-32 without a mark; nullopt where they are not text.
std::optional<GuessedText> guessed_wide(std::string_view bytes);

// What a text says of its own encoding near its begin (Python, Emacs, Ruby, XML, HTML, CSS) or in a modeline
// of Vim at its end.
std::optional<Encoding> declared_encoding(std::string_view bytes);

// No controls beyond ASCII's, nothing unassigned or of private use. `text` is UTF-8.
bool may_be_text(std::string_view text);

// Bits that it takes to say the text.
double length_in_bits(std::string_view text);

}  // namespace suit
