// What lines with a credential are made of: names, values, what stands round them. For the rules in
// secret_*.cc alone.
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

// The name's last words are those of one in the table. Names without '_' and '-' and without case.
const SecretName* secret_name(std::string_view word);
// Does one of them end so? Nearly all names do not.
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
// The value from `at` on, of a line that ends at `end`: without its quotes, up to a blank where it has none.
ValueAt value_from(std::string_view text, size_t at, size_t end);

// Where the line ends, or where it is looked at no further: a minified file is one line.
size_t line_end_of(std::string_view text, size_t at);
// Of the line what stands before `at`, at most so many bytes.
std::string_view line_before(std::string_view text, size_t at, size_t most);

}  // namespace suit
