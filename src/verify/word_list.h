// Words of lists and of texts. Lists in the tables are blank-separated texts.
#pragma once

#include <algorithm>
#include <cctype>
#include <concepts>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "base/text.h"

namespace suit {

inline bool is_one_of(std::string_view word, std::string_view words) {
  for (std::string_view one : split(words, ' '))
    if (word == one) return !word.empty();
  return false;
}

// Of an array, a vector or a braced list.
template <typename List = std::initializer_list<std::string_view>>
bool is_one_of(std::string_view word,
               const List& list) requires(!std::convertible_to<const List&, std::string_view>) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// Is it in the text, not as a part of a longer word?
inline bool has_word(std::string_view text, std::string_view word) {
  auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

}  // namespace suit
