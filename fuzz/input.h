// Shared by the fuzz targets. Inputs are text, so that corpus files can be edited by hand; lines of "====="
// separate the parts.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit::fuzz {

inline std::string_view view_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Returns `count` parts; missing ones are empty, the last one takes the rest. The newline before a separator
// belongs to it: a part of whole lines needs an empty line there.
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
