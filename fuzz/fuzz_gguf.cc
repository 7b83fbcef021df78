// A GGUF file's header. The input is hexadecimal digits with optional whitespace, then optionally "=====" and
// more of them, which are appended after padding to 32 bytes. Any other input is used as raw bytes.
#include <cstring>

#include "base/digest.h"
#include "input.h"
#include "model/gguf_file.h"

using namespace suit;

namespace {

std::string bytes_of(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c != ' ' && c != '\n') digits += c;
  auto bytes = from_hex(digits);
  return bytes ? *bytes : std::string(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  std::string file = bytes_of(parts[0]);
  if (!parts[1].empty()) {
    file.resize((file.size() + 31) / 32 * 32);
    file += bytes_of(parts[1]);
  }
  uint64_t asked = 0;
  auto summary = read_gguf(
      [&](uint64_t offset, char* to, size_t length) {
        CHECK(offset <= file.size() && length <= file.size() - offset);
        asked += length;
        std::memcpy(to, file.data() + offset, length);
        return true;
      },
      file.size());
  // Skipping may read a window twice, but the total is bounded.
  CHECK(asked <= 64 * (file.size() + 64));
  if (!summary) {
    CHECK(!summary.error().message.empty());
    return 0;
  }
  CHECK(summary->tensor_bytes <= file.size() && summary->header_bytes <= file.size());
  CHECK(summary->layers >= 0 && summary->context_tokens >= 0 && summary->files >= 1);
  (void)summary->cache_bytes_per_token();
  return 0;
}
