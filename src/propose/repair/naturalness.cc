#include "propose/repair/naturalness.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace suit::repair {
namespace {

uint64_t mix(uint64_t hash, uint64_t value) {
  return (hash ^ value) * 0x9E3779B97F4A7C15u ^ (hash >> 29);
}

uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;  // FNV-1a
  return hash;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Reads one token at `at` and advances; returns an empty one for blanks and comments.
std::string_view next_token(std::string_view text, size_t& at) {
  size_t begin = at;
  char c = text[at];
  if (std::isspace(static_cast<unsigned char>(c))) {
    ++at;
    return {};
  }
  // "#" begins a comment, except C's directives, which are skipped too; "//" does unless it divides.
  bool divides = text.substr(at, 2) == "//" && at > 0 && text[at - 1] == ' ' &&
                 text.substr(at + 2, 1) == " " && text.find_last_not_of(" \t", at - 1) != text.npos &&
                 (is_word(text[text.find_last_not_of(" \t", at - 1)]) ||
                  text[text.find_last_not_of(" \t", at - 1)] == ')');
  if (c == '#' || (text.substr(at, 2) == "//" && !divides)) {
    at = std::min(text.find('\n', at), text.size());
    return {};
  }
  if (is_word(c)) {
    while (at < text.size() && is_word(text[at])) ++at;
  } else if (c == '"' || c == '\'') {
    for (++at; at < text.size() && text[at] != c && text[at] != '\n'; ++at)
      if (text[at] == '\\') ++at;
    at = std::min(at + 1, text.size());
  } else {
    constexpr std::string_view kMore = "=<>+-*/&|.:?";
    ++at;
    if (kMore.find(c) != kMore.npos)
      while (at < text.size() && at - begin < 3 && kMore.find(text[at]) != kMore.npos &&
             (text[at] == c || text[at] == '=' || text[at] == '>'))
        ++at;
  }
  return text.substr(begin, at - begin);
}

// Tokenizes text of any language, or a part of one: names, numbers, whole strings, operators. Drops comments
// to the end of a line.
std::vector<uint64_t> rough_tokens(std::string_view text) {
  std::vector<uint64_t> tokens;
  for (size_t at = 0; at < text.size();)
    if (std::string_view token = next_token(text, at); !token.empty()) tokens.push_back(hash_of(token));
  return tokens;
}

}  // namespace

void Naturalness::learn(std::string_view text) {
  uint64_t a = 0, b = 0;
  for (uint64_t c : rough_tokens(text)) {
    ++one_[c];
    ++two_[mix(b, c)];
    ++three_[mix(mix(a, b), c)];
    a = b, b = c;
    ++tokens_;
  }
}

double Naturalness::log_probability(const std::vector<uint64_t>& tokens, size_t first, size_t count) const {
  auto counted = [](const auto& counts, uint64_t key) {
    auto found = counts.find(key);
    return found == counts.end() ? 0.0 : found->second;
  };
  double sum = 0;
  for (size_t i = first; i < first + count && i < tokens.size(); ++i) {
    uint64_t a = i > 1 ? tokens[i - 2] : 0, b = i > 0 ? tokens[i - 1] : 0, c = tokens[i];
    double pair = counted(two_, mix(a, b)), single = counted(one_, b);
    double p = .1 * (counted(one_, c) + .5) / (static_cast<double>(tokens_) + 1000);
    if (single > 0) p += .4 * counted(two_, mix(b, c)) / single;
    if (pair > 0) p += .5 * counted(three_, mix(mix(a, b), c)) / pair;
    sum += std::log(p);
  }
  return sum;
}

double Naturalness::of(std::string_view left, std::string_view before, std::string_view after,
                       std::string_view right) const {
  auto head = rough_tokens(left), tail = rough_tokens(right);
  if (head.size() > 2) head.erase(head.begin(), head.end() - 2);
  if (tail.size() > 2) tail.resize(2);
  auto mean = [&](std::string_view middle) {
    auto tokens = head;
    auto inner = rough_tokens(middle);
    tokens.insert(tokens.end(), inner.begin(), inner.end());
    tokens.insert(tokens.end(), tail.begin(), tail.end());
    size_t count = inner.size() + tail.size();
    return count ? log_probability(tokens, head.size(), count) / static_cast<double>(count) : 0;
  };
  return std::clamp(std::exp(mean(after) - mean(before)), .2, 4.0);
}

}  // namespace suit::repair
