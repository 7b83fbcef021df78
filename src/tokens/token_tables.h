// The output of tools/tokens/tables.mjs, embedded in the binary. All numbers are 32-bit, in native byte
// order.
#pragma once

#include <string_view>

namespace suit {

// The number n of tokens; n + 1 text offsets; n pairs of the tokens of each one's last merge (itself twice:
// none); the n tokens sorted by text; the texts.
const char* o200k_table();
const char* cl100k_table();
// For each block of 256 code points (0x1100 blocks) the index of its kinds; then the blocks, 256 kinds each.
// A kind is a CharacterKind.
const unsigned char* kinds_table();
// HTML's named character references, NUL-terminated: "amp;", a tab, "&"; and "amp", since its semicolon is
// optional.
std::string_view html_references_table();

}  // namespace suit
