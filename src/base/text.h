// Basic text functions: UTF-8, lines, quoting, safe output on a terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace suit {

bool is_utf8(std::string_view text);
// Length of the valid UTF-8 sequence at the start of `text` (RFC 3629: no surrogates, no overlong forms),
// else 0.
size_t utf8_length(std::string_view text, uint32_t* code_point = nullptr);
void append_utf8(std::string& out, uint32_t code_point);

// A NUL byte in the first 8,000 bytes, the rule that git uses.
bool is_binary(std::string_view content);

// The lines of a text, each with its terminator (LF or CRLF); the last one may have none. Views into `text`.
std::vector<std::string_view> split_lines(std::string_view text);
// A line without its LF or CRLF.
std::string_view without_terminator(std::string_view line);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
// Only digits, at least one.
bool is_digits(std::string_view text);
// The number; nullopt: not only digits, or too large for an int64_t.
std::optional<int64_t> decimal_number(std::string_view text);
// Replaces each run of blanks, line ends and control characters by one blank, removes those at the ends.
std::string squeezed(std::string_view text);
// "a, b": strings or views of a list, joined by `between`.
template <class List>
std::string joined(const List& parts, std::string_view between) {
  std::string text;
  bool first = true;
  for (const auto& part : parts) {
    if (!std::exchange(first, false)) text += between;
    text += part;
  }
  return text;
}
// "a, b or c", if `last` is "or".
std::string listed(std::span<const std::string_view> words, std::string_view last);
std::string to_lower(std::string_view text);  // ASCII only

// Safe to print: control characters, invalid UTF-8 and bidirectional overrides become visible escapes such as
// \x1b or \u202e. Tabs stay.
std::string printable(std::string_view text);
// The same, with newlines kept.
std::string printable_lines(std::string_view text);

// The end of a text: at most so many bytes, from a whole line on where one begins there, else a whole
// character.
std::string_view tail_of(std::string_view text, size_t bytes_max);

// One word for a POSIX shell.
std::string shell_quote(std::string_view text);

// "1.4 MB"; powers of 1000.
std::string human_bytes(uint64_t bytes);
std::string with_one_decimal(double value);
// "1 file", "2 files".
std::string counted(uint64_t count, std::string_view noun);

// Damerau–Levenshtein distance (optimal string alignment), stopping at `limit`.
size_t edit_distance(std::string_view a, std::string_view b, size_t limit);

// Is it allowed as a path inside the folder? Relative, no empty, "." or ".." component, no NUL, at most 4,095
// bytes.
bool is_inner_path(std::string_view path);
// "src/a.cc" → "src"; "a.cc" → "". And the last component.
std::string_view parent_of(std::string_view path);
std::string_view name_in(std::string_view path);
// ".cc" with the dot, lower-cased, "" for none.
std::string extension_of(std::string_view path);
// Joins and resolves "." and ".."; "" if it would leave the folder. "" + "a" → "a".
std::string join_path(std::string_view folder, std::string_view relative);
// The relative path from folder `from` to `to`, both inner paths: ("a/b", "a/c/x.h") → "../c/x.h".
std::string relative_path(std::string_view from, std::string_view to);

}  // namespace suit
