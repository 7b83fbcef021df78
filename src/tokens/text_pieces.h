// Where a vocabulary's pattern cuts a text into pieces, before byte pair encoding: the regular expressions of
// OpenAI's tiktoken for o200k and cl100k, written out by hand. Linear in the text; no piece depends on what
// follows it beyond one character.
#pragma once

#include <cstddef>
#include <string_view>

namespace suit {

// The end of the piece that begins at `at`, which must be below text.size(). A byte that is no UTF-8 stands
// for U+FFFD.
size_t o200k_piece_end(std::string_view text, size_t at);
size_t cl100k_piece_end(std::string_view text, size_t at);

}  // namespace suit
