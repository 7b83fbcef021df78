// Shared by the builder and the reader of a text index.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace suit {

inline constexpr std::string_view kIndexMagic = "SUITIX03";
inline constexpr size_t kIndexFileBytes = 32, kIndexWordBytes = 24, kIndexTableBytes = 12,
                        kIndexTrailerBytes = 56;
inline constexpr uint32_t kIndexBlock = 128;

template <class Number>
Number number_at(std::string_view bytes, size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

template <class Number>
void append_number(std::string& bytes, Number number) {
  char raw[sizeof number];
  std::memcpy(raw, &number, sizeof number);
  bytes.append(raw, sizeof number);
}

inline void append_varint(std::string& bytes, uint32_t number) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  bytes += static_cast<char>(number);
}

// Returns false if the bytes end within the number, or it is too large.
inline bool take_varint(const uint8_t*& at, const uint8_t* end, uint32_t& number) {
  number = 0;
  for (unsigned shift = 0; at < end && shift < 35; shift += 7) {
    uint8_t byte = *at++;
    number |= static_cast<uint32_t>(byte & 0x7f) << (shift & 31);
    if (byte < 0x80) return shift < 28 || byte < 0x10;
    if (shift == 28) return false;
  }
  return false;
}

inline void append_posting(std::string& bytes, uint32_t distance, uint32_t times) {
  append_varint(bytes, distance << 1 | (times > 1));
  if (times > 1) append_varint(bytes, times);
}
// Advances `passage`; returns false at the end and on invalid bytes.
inline bool take_posting(const uint8_t*& at, const uint8_t* end, uint32_t& passage, uint32_t& times) {
  uint32_t distance = 0;
  times = 1;
  if (!take_varint(at, end, distance) || ((distance & 1) && !take_varint(at, end, times))) return false;
  passage += distance >> 1;
  return true;
}

}  // namespace suit
