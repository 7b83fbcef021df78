// What the fuzz targets share. An input is text, so that a corpus file can be read and written by hand: its
// parts stand between lines of "=====".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit::fuzz {

inline std::string_view view_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// `count` parts; those that are missing are empty, and the last one takes what is left. The newline before a
// separator belongs to it: a part of whole lines needs an empty line there.
inline std::vector<std::string_view> parts_of(std::string_view input, size_t count) {
  constexpr std::string_view kSeparator = "\n=====\n";
  std::vector<std::string_view> parts(count);
  for (size_t i = 0; i < count; ++i) {
    size_t end = i + 1 == count ? input.npos : input.find(kSeparator);
    parts[i] = input.substr(0, end);
    if (end == input.npos) break;
    input.remove_prefix(end + kSeparator.size());
  }
  return parts;
}

}  // namespace suit::fuzz
