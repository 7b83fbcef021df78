#include "change/git_binary.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>

#include "base/digest.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr std::string_view kBase85 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

// A line: a letter for the number of its bytes, then five characters for each four bytes.
bool add_line(std::string_view line, std::string& bytes) {
  char first = line.empty() ? '\0' : line[0];
  size_t count = first >= 'A' && first <= 'Z'   ? static_cast<size_t>(first - 'A' + 1)
                 : first >= 'a' && first <= 'z' ? static_cast<size_t>(first - 'a' + 27)
                                                : 0;
  line.remove_prefix(count ? 1 : 0);
  if (count == 0 || line.size() != (count + 3) / 4 * 5) return false;
  for (size_t at = 0; at < line.size(); at += 5) {
    uint64_t number = 0;
    for (char digit : line.substr(at, 5)) {
      size_t value = kBase85.find(digit);
      if (value == kBase85.npos) return false;
      number = number * 85 + value;
    }
    if (number > UINT32_MAX) return false;
    for (int shift = 24; shift >= 0 && count > 0; shift -= 8, --count)
      bytes += static_cast<char>(number >> shift & 0xff);
  }
  return true;
}

// Takes a number of seven bits a byte, the lowest first.
std::optional<uint64_t> take_size(std::string_view& delta) {
  uint64_t size = 0;
  for (int shift = 0; shift < 63 && !delta.empty(); shift += 7) {
    auto byte = static_cast<uint8_t>(delta[0]);
    delta.remove_prefix(1);
    size |= uint64_t{byte & 0x7fu} << shift;
    if (!(byte & 0x80)) return size;
  }
  return {};
}

}  // namespace

std::optional<BinaryPatch> read_binary_patch(const std::vector<std::string_view>& lines) {
  if (lines.empty()) return {};
  std::string_view head = lines[0];
  BinaryPatch patch{head.starts_with("delta "), {}};
  std::string_view prefix = patch.is_delta ? "delta " : "literal ";
  if (!head.starts_with(prefix)) return {};
  auto size = decimal_number(trim(head.substr(prefix.size())));
  if (!size || static_cast<uint64_t>(*size) > kBinaryBytesMax) return {};
  std::string packed;
  for (size_t i = 1; i < lines.size(); ++i)
    if (!add_line(lines[i], packed)) return {};
  patch.data.resize(static_cast<size_t>(*size) + 1);  // one more: longer data is malformed
  uLongf length = patch.data.size();
  if (::uncompress(reinterpret_cast<Bytef*>(patch.data.data()), &length,
                   reinterpret_cast<const Bytef*>(packed.data()), packed.size()) != Z_OK ||
      length != static_cast<uLongf>(*size))
    return {};
  patch.data.resize(length);
  return patch;
}

std::optional<std::string> apply_binary_patch(const BinaryPatch& patch, std::string_view old_content) {
  if (!patch.is_delta) return patch.data;
  std::string_view delta = patch.data;
  auto old_size = take_size(delta), new_size = take_size(delta);
  if (!old_size || *old_size != old_content.size() || !new_size || *new_size > kBinaryBytesMax) return {};
  std::string content;
  content.reserve(*new_size);
  while (!delta.empty()) {
    auto code = static_cast<uint8_t>(delta[0]);
    delta.remove_prefix(1);
    if (code & 0x80) {  // a part of the old content: up to four bytes of its place, three of its size
      uint64_t place = 0, size = 0;
      for (int i = 0; i < 7; ++i) {
        if (!(code >> i & 1)) continue;
        if (delta.empty()) return {};
        uint64_t byte = static_cast<uint8_t>(delta[0]);
        delta.remove_prefix(1);
        i < 4 ? place |= byte << (8 * i) : size |= byte << (8 * (i - 4));
      }
      if (size == 0) size = 0x10000;
      if (place > old_content.size() || size > old_content.size() - place) return {};
      content += old_content.substr(place, size);
    } else if (code == 0 || code > delta.size()) {
      return {};
    } else {
      content += delta.substr(0, code);
      delta.remove_prefix(code);
    }
    if (content.size() > *new_size) return {};
  }
  if (content.size() != *new_size) return {};
  return content;
}

bool is_git_id(std::string_view id, std::string_view content) {
  if (id.size() < 4) return false;
  std::string whole = "blob " + std::to_string(content.size());
  whole.append(1, '\0').append(content);
  for (const EVP_MD* kind : {::EVP_sha1(), ::EVP_sha256()}) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned length = 0;
    if (::EVP_Digest(whole.data(), whole.size(), hash.data(), &length, kind, nullptr) == 1 &&
        to_hex({reinterpret_cast<const char*>(hash.data()), length}).starts_with(id))
      return true;
  }
  return false;
}

}  // namespace suit
