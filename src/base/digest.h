// SHA-256 of contents: the key of a blob, and the base that an edit states.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suit {

struct Digest {
  std::array<uint8_t, 32> bytes{};

  static Digest of(std::string_view content);                   // thread-safe
  static std::optional<Digest> from_hex(std::string_view hex);  // 64 hexadecimal digits, else nullopt
  std::string hex() const;
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  auto operator<=>(const Digest&) const = default;
};

// Bytes as lower-case hexadecimal digits, and back (nullopt on an odd length or another character).
std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);

}  // namespace suit
