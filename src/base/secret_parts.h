// Parts of lines with a credential: names, values, surrounding text. Only for the rules in secret_*.cc.
#pragma once

#include <string_view>

#include "base/secret_formats.h"

namespace suit {

inline constexpr size_t kSecretNameBytesMax = 80;

inline bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
inline bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}
inline bool is_name_character(char c) {
  return in_alphabet(c, SecretAlphabet::kDash);
}
inline char at_or(std::string_view text, size_t at, char other = '\n') {
  return at < text.size() ? text[at] : other;
}

// Does the name end with the words of a row of the table? Without '_', '-' and case.
const SecretName* secret_name(std::string_view word);
// Does any of them end so? Rejects nearly all names quickly.
bool may_end_name(char c);

struct NameBefore {
  size_t begin = 0, end = 0;
  bool quoted = false;
  bool found() const { return end > begin; }
};
// The name before a sign: a word, perhaps in quotes or brackets.
NameBefore name_before(std::string_view text, size_t at);

struct ValueAt {
  std::string_view text;
  bool quoted = false;
};
// The value at `at` in a line that ends at `end`: without its quotes, up to a blank if it has none.
ValueAt value_from(std::string_view text, size_t at, size_t end);

// The end of the line, or of the examined part: a minified file is one line.
size_t line_end_of(std::string_view text, size_t at);
// The text before `at` in the line, at most so many bytes.
std::string_view line_before(std::string_view text, size_t at, size_t most);

}  // namespace suit
