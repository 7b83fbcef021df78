// Splits text into pieces before byte pair encoding: the o200k and cl100k regular expressions of OpenAI's
// tiktoken, hand-written. Linear time; a piece depends on at most one character after it.
#pragma once

#include <cstddef>
#include <string_view>

namespace suit {

// Returns the end of the piece at `at`, which must be below text.size(). Invalid UTF-8 bytes count as U+FFFD.
size_t o200k_piece_end(std::string_view text, size_t at);
size_t cl100k_piece_end(std::string_view text, size_t at);

}  // namespace suit
