// What tools/tokens/tables.mjs made, as it lies in the binary. All numbers are 32 bits, of this machine's
// order.
#pragma once

#include <string_view>

namespace suit {

// A count n of tokens; n + 1 offsets of their texts; n pairs of the tokens that each was joined of last
// (itself twice: of none); the n tokens sorted by their texts; the texts.
const char* o200k_table();
const char* cl100k_table();
// Of each block of 256 code points, 0x1100 in all, where its kinds stand; then the blocks, 256 kinds each. A
// kind is a CharacterKind.
const unsigned char* kinds_table();
// HTML's named character references, each ended by a NUL: "amp;", a tab, "&"; and "amp", since it needs no
// semicolon.
std::string_view html_references_table();

}  // namespace suit
