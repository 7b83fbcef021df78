// Lists of words in the tables: blank-separated texts.
#pragma once

#include <string_view>

#include "base/text.h"

namespace suit {

inline bool is_one_of(std::string_view word, std::string_view words) {
  for (std::string_view one : split(words, ' '))
    if (word == one) return !word.empty();
  return false;
}

}  // namespace suit
