#include "change/nearest_lines.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/text.h"
#include "change/elision.h"

namespace suit {
namespace {

constexpr size_t kShownMax = 14, kBytesMax = 200, kComparedMax = 400;

using Lines = std::vector<std::string_view>;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

void for_each_word(std::string_view line, const auto& visit) {
  for (size_t i = 0; i < line.size();) {
    size_t end = i;
    while (end < line.size() && is_word(line[end])) ++end;
    if (end > i) visit(line.substr(i, end - i));
    i = std::max(end, i + 1);
  }
}

// The similarity for each possible first line: whole lines count most, rare words next.
std::vector<double> scores(const Lines& lines, const Lines& wanted) {
  std::vector<double> score(lines.size(), 0);
  std::unordered_map<std::string_view, std::vector<size_t>> by_line, by_word;
  for (size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = trim(lines[i]);
    if (line.empty()) continue;
    by_line[line].push_back(i);
    for_each_word(line, [&](std::string_view word) {
      auto& at = by_word[word];
      if (at.empty() || at.back() != i) at.push_back(i);
    });
  }
  auto count = [&](size_t wanted_at, const std::vector<size_t>& places, double worth) {
    // Words on nearly every line are not informative and would cost the most.
    if (places.size() > kComparedMax) return;
    for (size_t place : places)
      score[place >= wanted_at ? place - wanted_at : 0] +=
          worth / std::sqrt(static_cast<double>(places.size()));
  };
  for (size_t i = 0; i < std::min(wanted.size(), kComparedMax); ++i) {
    std::string plain = without_entities(trim(wanted[i]));
    if (auto it = by_line.find(plain); it != by_line.end()) count(i, it->second, 10);
    for_each_word(plain, [&](std::string_view word) {
      if (auto it = by_word.find(word); it != by_word.end()) count(i, it->second, 1);
    });
  }
  return score;
}

}  // namespace

std::string nearest_lines(std::string_view content, std::string_view search) {
  Lines lines = split_lines(content), wanted = split_lines(search);
  if (lines.empty() || wanted.empty()) return "";
  std::vector<double> score = scores(lines, wanted);
  auto best = std::max_element(score.begin(), score.end());
  if (*best <= 0) return "";
  size_t start = static_cast<size_t>(best - score.begin());
  size_t first = start >= 2 ? start - 2 : 0;
  size_t last = std::min({lines.size(), start + wanted.size() + 2, first + kShownMax});
  std::string shown;
  for (size_t i = first; i < last; ++i) {
    std::string_view line = without_terminator(lines[i]);
    shown += std::to_string(i + 1) + "| " + printable(line.substr(0, kBytesMax)) +
             (line.size() > kBytesMax ? " [cut]" : "") + "\n";
  }
  return shown;
}

std::string in_words(const std::vector<size_t>& numbers) {
  std::string text;
  for (size_t i = 0; i < numbers.size(); ++i)
    text += (i == 0 ? "" : i + 1 == numbers.size() ? " and " : ", ") + std::to_string(numbers[i]);
  return text;
}

}  // namespace suit
