// What to show a model whose lines are not in a file: the real ones that are nearest, numbered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// The part of `content` most like `search`, a few lines more on both sides, as
//   12| int main() {
// at most 14 lines of at most 200 bytes, safe to print. Empty where nothing is alike. Time is near linear in
// both.
std::string nearest_lines(std::string_view content, std::string_view search);

// Line numbers as a person says them: "3", "3 and 9", "3, 9 and 12".
std::string in_words(const std::vector<size_t>& numbers);

}  // namespace suit
