#include "model/redact.h"

#include <algorithm>

namespace suit {

namespace {
constexpr size_t kPieceMin = 8;
constexpr size_t kKeyMin = 4;
}  // namespace

std::string redacted(std::string_view text, std::string_view key) {
  if (key.size() < kKeyMin) return std::string(text);
  size_t piece = std::min(kPieceMin, key.size());
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t length = piece;
    if (at + length > text.size() || key.find(text.substr(at, length)) == key.npos) {
      out += text[at++];
      continue;
    }
    while (at + length < text.size() && key.find(text.substr(at, length + 1)) != key.npos) ++length;
    if (!out.ends_with("[key]")) out += "[key]";
    at += length;
  }
  return out;
}

}  // namespace suit
