#include "tokens/tokenizer.h"

#include <random>
#include <sstream>

#include "base/files.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

std::vector<uint32_t> ids_of(Vocabulary vocabulary, std::string_view text) {
  std::vector<uint32_t> ids;
  Tokenizer::of(vocabulary).encode(text, ids);
  EXPECT_EQ(Tokenizer::of(vocabulary).count(text), ids.size());
  std::string back;
  for (uint32_t id : ids) back += Tokenizer::of(vocabulary).text_of(id);
  EXPECT_EQ(back, text);
  return ids;
}

std::string utf8(char32_t point) {
  std::string text;
  auto rest = [&](int bits) { text += static_cast<char>(0x80 | ((point >> bits) & 0x3F)); };
  if (point < 0x80) return std::string(1, static_cast<char>(point));
  if (point < 0x800) {
    text += static_cast<char>(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | point >> 12);
    rest(6);
  } else {
    text += static_cast<char>(0xF0 | point >> 18);
    rest(12), rest(6);
  }
  rest(0);
  return text;
}

// Random sequences of words, spaces, digits, marks and letters of many scripts, all long in Unicode.
std::string random_text(uint32_t seed, size_t length) {
  static const std::vector<std::string> kParts = {
      "'s",     "'LL",    "'Re",    "'\u017F",   " the",          " ",        "  ",
      "\n\n",   "\r\n",   "\t",     "\u00A0",    "\u3000",        "\u2028",   "\u0085",
      "123",    "4567",   "ABC",    "abc",       "Abc",           "aBC",      "\u01C5",
      "\u02B0", "\u0301", "\u00DF", "\u4E2D",    "\u0663",        "\u2167",   "\u00BD",
      "_",      "/",      "//\n",   "return",    "<|endoftext|>", "https://", "....",
      "====",   "\u2019", "\u200D", "\U0001F600"};
  constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x20, 0x7F},     {0x80, 0x24FF},     {0x2600, 0x27BF},  {0x3040, 0x9FFF},
      {0xAC00, 0xD7A3}, {0x1D400, 0x1D7FF}, {0x1F300, 0x1F64F}};
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < length) {
    if (random() % 2) {
      text += kParts[random() % kParts.size()];
    } else {
      auto [low, high] = kRanges[random() % std::size(kRanges)];
      text += utf8(low + static_cast<char32_t>(random() % (high - low)));
    }
  }
  return text;
}

TEST(Tokenizer, KnownTexts) {
  EXPECT_EQ(ids_of(Vocabulary::kCl100k, "hello world"), (std::vector<uint32_t>{15339, 1917}));
  EXPECT_EQ(ids_of(Vocabulary::kO200k, "hello world"), (std::vector<uint32_t>{24912, 2375}));
  EXPECT_TRUE(ids_of(Vocabulary::kO200k, "").empty());
  EXPECT_EQ(Tokenizer::of(Vocabulary::kO200k).size(), 199'998u);
  EXPECT_EQ(Tokenizer::of(Vocabulary::kCl100k).size(), 100'256u);
}

// Same ids as tiktoken, for texts of all kinds.
TEST(Tokenizer, AgreesWithTiktoken) {
  TemporaryFolder folder;
  std::vector<std::string> texts;
  for (uint32_t seed = 0; seed < 30; ++seed) texts.push_back(random_text(seed, 20'000));
  for (const char* path : {"/src/loop/loop.cc", "/web/src/app.tsx", "/docs/performance.md",
                           "/src/verify/watchers/sitecustomize.py", "/tools/llama.sh"})
    texts.push_back(must(read_file(std::string(SUIT_SOURCE_DIR) + path, 1'000'000)));
  for (char letter : {'a', ' ', '\n', '0', '=', '\t'}) texts.push_back(std::string(500, letter));
  // Pieces too long for naive merging: random tokens of small letters.
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    std::string piece;
    while (piece.size() < 65 + random() % 400) {
      std::string_view token =
          Tokenizer::of(Vocabulary::kO200k).text_of(static_cast<uint32_t>(random() % 100'000));
      if (std::all_of(token.begin(), token.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        piece += token;
    }
    texts.push_back(piece);
  }
  for (size_t i = 0; i < texts.size(); ++i) folder.write(std::to_string(i), texts[i]);
  folder.write(
      "peer.cjs",
      "const { get_encoding } = require(process.argv[2]);\n"
      "const encoding = get_encoding(process.argv[3]);\n"
      "for (let i = 0; i < Number(process.argv[4]); ++i)\n"
      "  console.log(encoding.encode_ordinary(require('fs').readFileSync(String(i), 'utf8')).join(' '));\n");
  for (Vocabulary vocabulary : {Vocabulary::kO200k, Vocabulary::kCl100k}) {
    std::string name = vocabulary == Vocabulary::kO200k ? "o200k_base" : "cl100k_base";
    Ran ran = run_program(
        {"node", "peer.cjs", SUIT_TOKENS "/node_modules/tiktoken", name, std::to_string(texts.size())},
        folder.path());
    ASSERT_EQ(ran.code, 0) << ran.err;
    auto lines = split_lines(ran.out);
    ASSERT_EQ(lines.size(), texts.size());
    for (size_t i = 0; i < texts.size(); ++i) {
      std::vector<uint32_t> ours = ids_of(vocabulary, texts[i]), theirs;
      std::istringstream line{std::string(lines[i])};
      for (uint32_t id = 0; line >> id;) theirs.push_back(id);
      auto [mine, other] = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
      std::string before, after;
      for (auto at = ours.begin(); at != mine; ++at) before += Tokenizer::of(vocabulary).text_of(*at);
      for (; other != theirs.end() && after.size() < 30; ++other)
        after += std::string(Tokenizer::of(vocabulary).text_of(*other)) + "|";
      EXPECT_TRUE(mine == ours.end() && other == theirs.end())
          << name << ", text " << i << ", parts at " << before.size() << ": theirs " << printable(after)
          << ", of " << printable(texts[i].substr(before.size() < 20 ? 0 : before.size() - 20, 60));
    }
  }
}

TEST(Tokenizer, BytesThatAreNoTextAreTokensToo) {
  std::mt19937 random(3);
  for (Vocabulary vocabulary : {Vocabulary::kO200k, Vocabulary::kCl100k})
    for (int i = 0; i < 200; ++i) {
      std::string bytes;
      for (size_t length = random() % 200; bytes.size() < length;) bytes += static_cast<char>(random() % 256);
      ids_of(vocabulary, bytes);
      ids_of(vocabulary, "a" + bytes + "\xF0\x9F");
    }
}

TEST(Tokenizer, OneLetterForEverIsLinear) {
  // Naive merging would need 200,000 merges.
  EXPECT_EQ(ids_of(Vocabulary::kO200k, std::string(200'000, 'a')).size(), 25'000u);
  EXPECT_GT(ids_of(Vocabulary::kCl100k, std::string(1'000'000, '\n')).size(), 0u);
  std::string mixed;
  for (uint64_t i = 0; i < 200'000; ++i) mixed += "ab"[i * i / 3 % 2];
  EXPECT_GT(ids_of(Vocabulary::kO200k, mixed).size(), 0u);
}

}  // namespace
}  // namespace suit
