// For a model whose lines are not in a file: the most similar existing lines, numbered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// The part of `content` most similar to `search`, with a few lines around it, as
//   12| int main() {
// at most 14 lines of at most 200 bytes, safe to print. Empty if nothing is similar. Near-linear time.
std::string nearest_lines(std::string_view content, std::string_view search);

// Line numbers in words: "3", "3 and 9", "3, 9 and 12".
std::string in_words(const std::vector<size_t>& numbers);

}  // namespace suit
