#include "search/words.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

std::string words(std::string_view text) {
  std::string all, word;
  for_each_identifier(text, [&](std::string_view identifier) {
    for_each_word(identifier, word, [&](const std::string& one) { all += (all.empty() ? "" : " ") + one; });
  });
  return all;
}

TEST(Words, OfIdentifiers) {
  EXPECT_EQ(words("parseLine parse_lines HTTPServer x2"), "pars lin pars lin http serv 2");
  EXPECT_EQ(words("renewSession()"), "renew sess");
  EXPECT_EQ(words(""), "");
}

TEST(Words, CaseIsFoldedInEveryScript) {
  EXPECT_EQ(words("Ёлка ЁЛКА ёлка"), "ёлка ёлка ёлка");
  EXPECT_EQ(words("ΣΊΣΥΦΟΣ Σίσυφος"), words("σίσυφοσ σίσυφοσ"));
  EXPECT_EQ(words("STRASSE"), words("straße"));
  EXPECT_EQ(words("İstanbul"), words("istanbul"));
  EXPECT_EQ(words("ÉCOLE"), words("école"));
  EXPECT_EQ(words("ԱՐԱՐԱՏ"), words("արարատ"));
  EXPECT_EQ(words("e\xCC\x81"
                  "cole"),
            words("école"));  // base letter and combining accent
  EXPECT_EQ(words("ＡＢＣ ﬁle"), words("abc file"));
  EXPECT_EQ(words("«слово» — “и”"), "слово и");
  EXPECT_EQ(words("разобратьСтроку разобрать_строку"), "разобрать строку разобрать строку");
  EXPECT_EQ(words("naïveParser"), "naïv pars");
}

TEST(Words, AreFoundWhereNoSpacesAre) {
  auto has_words = [](std::string_view text, std::string_view wanted) {
    std::string all = " " + words(text) + " ";
    return all.find(" " + words(wanted) + " ") != std::string::npos;
  };
  EXPECT_TRUE(has_words("读取配置文件，如果找不到则使用默认值", "配置"));
  EXPECT_TRUE(has_words("读取配置文件，如果找不到则使用默认值", "默认"));
  EXPECT_TRUE(has_words("連接數據庫時發生錯誤", "數據"));
  EXPECT_TRUE(has_words("设定ファイルを読み込みます", "ファイル"));
  EXPECT_TRUE(has_words("日本語のコメントを書く", "コメント"));
  EXPECT_TRUE(has_words("กรุณาป้อนชื่อผู้ใช้และรหัสผ่าน", "รหัส"));
  EXPECT_TRUE(has_words("សូមបញ្ចូលឈ្មោះអ្នកប្រើ", "ឈ្មោះ"));
  EXPECT_TRUE(has_words("세션을 갱신한다", "세션"));
  EXPECT_TRUE(has_words("userが登録", "user"));
  EXPECT_FALSE(has_words("读取配置文件", "数据"));
}

TEST(Words, OfBytesThatAreNoText) {
  EXPECT_EQ(words("ab\xFF\xFE cd"), "ab cd");
  EXPECT_EQ(words("\xE6\x97"), "");
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "\xCC\x81";
  EXPECT_LE(words("a" + deep).size(), kWordBytesMax);
}

TEST(Words, OfAQuestion) {
  EXPECT_EQ(question_words("Where is the Ёлка of ёлка?"), (std::vector<std::string>{"ёлка"}));
}

}  // namespace
}  // namespace suit
