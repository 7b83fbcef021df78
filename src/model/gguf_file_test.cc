#include "model/gguf_file.h"

#include <cstring>

#include "support/testing.h"
#include "support/tiny.h"

namespace suit {
namespace {

std::string bytes_of(uint64_t value, size_t count = 8) {
  return {reinterpret_cast<const char*>(&value), count};
}
std::string text_of(const std::string& text) {
  return bytes_of(text.size()) + text;
}
std::string key(const std::string& name, uint32_t type, const std::string& value) {
  return text_of(name) + bytes_of(type, 4) + value;
}
std::string tensor(const std::string& name, std::vector<uint64_t> lengths, uint32_t type, uint64_t offset) {
  std::string result = text_of(name) + bytes_of(lengths.size(), 4);
  for (uint64_t length : lengths) result += bytes_of(length);
  return result + bytes_of(type, 4) + bytes_of(offset);
}
std::string file_of(const std::vector<std::string>& keys, const std::vector<std::string>& tensors,
                    size_t data) {
  std::string file = "GGUF" + bytes_of(3, 4) + bytes_of(tensors.size()) + bytes_of(keys.size());
  for (const std::string& one : keys) file += one;
  for (const std::string& one : tensors) file += one;
  file.resize((file.size() + 31) / 32 * 32);
  return file + std::string(data, '\1');
}

Result<GgufSummary> summary_in(const std::string& file) {
  return read_gguf(
      [&](uint64_t offset, char* to, size_t length) {
        if (offset > file.size() || length > file.size() - offset) return false;
        std::memcpy(to, file.data() + offset, length);
        return true;
      },
      file.size());
}

const std::string kArchitecture = key("general.architecture", 8, text_of("llama"));

TEST(GgufFile, ReadsTheTinyModel) {
  GgufSummary summary = must(read_gguf_file(kTiny));
  EXPECT_EQ(summary.architecture, "llama");
  EXPECT_EQ(summary.context_tokens, 4096);
  EXPECT_EQ(summary.layers, 4);
  EXPECT_EQ(summary.width, 128);
  EXPECT_EQ(summary.tensors, 2u + 9 * 4);
  EXPECT_GT(summary.tensor_bytes, 1'000'000u);
  // Two bytes per number of keys and values: 4 layers, 2 heads of 32.
  EXPECT_EQ(summary.cache_bytes_per_token(), 2u * 4 * 2 * (32 + 32));
  EXPECT_EQ(must(fingerprint_of_gguf(kTiny, summary)), must(fingerprint_of_gguf(kTiny, summary)));
  EXPECT_NE(must(fingerprint_of_gguf(kTiny, summary)),
            must(fingerprint_of_gguf(kAye, must(read_gguf_file(kAye)))));
}

TEST(GgufFile, EveryShorterFileIsRefused) {
  std::string whole = file_of({kArchitecture, key("llama.block_count", 4, bytes_of(7, 4))},
                              {tensor("a", {32, 2}, 0, 0)}, 256);
  EXPECT_EQ(must(summary_in(whole)).layers, 7);
  for (size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(summary_in(whole.substr(0, length))) << length << " of " << whole.size();
}

TEST(GgufFile, EveryFlippedBitIsReadOrRefused) {
  std::string whole =
      file_of({kArchitecture, key("llama.tags", 9, bytes_of(8, 4) + bytes_of(1) + text_of("x"))},
              {tensor("a", {32, 2}, 0, 0), tensor("b", {32}, 8, 256)}, 512);
  ASSERT_TRUE(summary_in(whole));
  for (size_t bit = 0; bit < 8 * (whole.size() - 512); ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    if (auto summary = summary_in(changed)) {
      EXPECT_LE(summary->tensor_bytes, changed.size());
    }
  }
}

TEST(GgufFile, NumbersThatCantBeAreRefused) {
  const uint64_t huge = ~uint64_t{0};
  auto code = [](const std::string& file) {
    auto summary = summary_in(file);
    EXPECT_FALSE(summary);
    return summary ? ErrorCode::kInvalid : summary.error().code;
  };
  auto counts = [](uint64_t tensors, uint64_t keys, uint32_t version = 3) {
    return "GGUF" + bytes_of(version, 4) + bytes_of(tensors) + bytes_of(keys) + std::string(64, '\0');
  };
  EXPECT_EQ(code("GGML" + std::string(64, '\0')), ErrorCode::kInvalid);
  EXPECT_EQ(code(""), ErrorCode::kInvalid);
  EXPECT_EQ(code(counts(0, 0, 1)), ErrorCode::kUnsupported);
  EXPECT_EQ(code(counts(0, 0, 0x03000000)), ErrorCode::kUnsupported);  // the other byte order
  EXPECT_EQ(code(counts(huge, 0)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(counts(0, huge)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({bytes_of(huge) + "x"}, {}, 0)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({key("a", 8, bytes_of(huge))}, {}, 64)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({key("a", 99, "")}, {}, 64)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({key("a", 9, bytes_of(4, 4) + bytes_of(huge / 4))}, {}, 64)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({key("a", 9, bytes_of(9, 4) + bytes_of(1))}, {}, 64)),
            ErrorCode::kCorrupt);  // lists of lists
  EXPECT_EQ(code(file_of({key("a", 4, bytes_of(1, 4)), key("a", 4, bytes_of(1, 4))}, {}, 0)),
            ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({key("general.alignment", 4, bytes_of(0, 4))}, {}, 0)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({key("general.alignment", 4, bytes_of(48, 4))}, {}, 0)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({kArchitecture, key("llama.block_count", 11, bytes_of(huge))}, {}, 0)),
            ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {32}, 0, 0), tensor("a", {32}, 0, 128)}, 256)),
            ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {32}, 0, 7)}, 256)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {32}, 0, huge - 31)}, 256)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {0}, 0, 0)}, 256)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {1u << 31, 1u << 31, 4, 1}, 0, 0)}, 256)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {8, 8, 8, 8, 8}, 0, 0)}, 256)), ErrorCode::kCorrupt);
  EXPECT_EQ(code(file_of({}, {tensor("a", {33}, 8, 0)}, 256)), ErrorCode::kCorrupt);  // q8_0 has blocks of 32
  EXPECT_EQ(code(file_of({}, {tensor("a", {32}, 4, 0)}, 256)),
            ErrorCode::kUnsupported);  // a removed type
  EXPECT_EQ(code(file_of({}, {tensor("a", {32}, 77, 0)}, 256)), ErrorCode::kUnsupported);
  // Many tensors on the same bytes.
  EXPECT_EQ(
      code(file_of({}, {tensor("a", {64}, 0, 0), tensor("b", {64}, 0, 0), tensor("c", {64}, 0, 0)}, 256)),
      ErrorCode::kCorrupt);
}

TEST(GgufFile, AListIsSkippedWholeAndItsFirstNumberCounts) {
  std::string heads = key("llama.attention.head_count", 9,
                          bytes_of(5, 4) + bytes_of(3) + bytes_of(16, 4) + bytes_of(8, 4) + bytes_of(4, 4));
  std::string words =
      key("tokenizer.ggml.tokens", 9, bytes_of(8, 4) + bytes_of(2) + text_of("one") + text_of(""));
  GgufSummary summary = must(summary_in(
      file_of({kArchitecture, heads, words, key("llama.context_length", 10, bytes_of(2048))}, {}, 0)));
  EXPECT_EQ(summary.heads, 16);
  EXPECT_EQ(summary.context_tokens, 2048);
}

}  // namespace
}  // namespace suit
