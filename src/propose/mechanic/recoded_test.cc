#include "propose/mechanic/recoded.h"

#include <gtest/gtest.h>

#include "support/testing.h"

namespace suit::mechanic {
namespace {

using namespace testing;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

TEST(Recoded, ATextIsChangedInItsEncoding) {
  std::string before =
      "// Читает файл настроек, а если его нет, использует значения по умолчанию.\nint limit = 3;\n";
  for (Encoding encoding : {Encoding::kWindows1251, Encoding::kKoi8R, Encoding::kIbm866}) {
    std::string bytes = *encoded(encoding, before);
    Recoded file(bytes);
    EXPECT_EQ(file.text(), before);
    EXPECT_EQ(must(file.bytes_of(replaced(before, "файл", "образ"), "a.c")),
              *encoded(encoding, replaced(before, "файл", "образ")));
    EXPECT_EQ(must(file.bytes_of(before, "a.c")), bytes);
    auto refused = file.bytes_of(before + "日本", "a.c");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(has(refused.error().message, "which has no “日”")) << refused.error().message;
  }
  // ASCII bytes inside multi-byte characters are not letters: "ア" ends in "A".
  std::string japanese = "/* アプリの設定ファイルを読み込みます。アーカイブも対象です。 */\nint A;\n";
  std::string bytes = *encoded(Encoding::kShiftJis, japanese);
  ASSERT_NE(bytes.find("\x83\x41"), std::string::npos);
  EXPECT_EQ(must(Recoded(bytes).bytes_of(replaced(Recoded(bytes).text(), "A", "BB"), "a.c")),
            *encoded(Encoding::kShiftJis, replaced(japanese, "A", "BB")));
}

TEST(Recoded, WhatCannotBeReadIsNotTouched) {
  std::string bytes = "a \x81\x41 b \xFF\nname = A\r\n";
  Recoded file(bytes);
  EXPECT_EQ(file.text(), bytes);
  EXPECT_EQ(must(file.bytes_of(replaced(bytes, "name", "other"), "f")), replaced(bytes, "name", "other"));
  EXPECT_EQ(must(file.bytes_of(replaced(bytes, "\r\n", "\n"), "f")), replaced(bytes, "\r\n", "\n"));
  EXPECT_FALSE(file.bytes_of(replaced(bytes, "A", "B"), "f"));
  EXPECT_FALSE(file.bytes_of(replaced(bytes, "name", "é"), "f"));
  // UTF-8 stays unchanged.
  std::string utf8 = "é";
  EXPECT_EQ(must(Recoded(utf8).bytes_of("日", "f")), "日");
}

}  // namespace
}  // namespace suit::mechanic
