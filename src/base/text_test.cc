#include "base/text.h"

#include "support/testing.h"

namespace suit {
namespace {

TEST(Text, Utf8) {
  EXPECT_TRUE(is_utf8("plain and é € 😀"));
  EXPECT_TRUE(is_utf8(""));
  for (const char* bad : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "ok ok ok ok \x80"})
    EXPECT_FALSE(is_utf8(bad)) << printable(bad);
}

TEST(Text, LinesKeepTheirTerminators) {
  auto lines = split_lines("a\r\nb\n\nc");
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "a\r\n");
  EXPECT_EQ(without_terminator(lines[0]), "a");
  EXPECT_EQ(lines[3], "c");
  EXPECT_TRUE(split_lines("").empty());
}

TEST(Text, PrintableShowsWhatHides) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(printable("x\u202ey"), "x\\u202ey");
  EXPECT_EQ(printable("\xff\n"), "\\xff\\x0a");
  EXPECT_EQ(printable_lines("a\nb\x07"), "a\nb\\x07");
  EXPECT_EQ(printable("é\t€"), "é\t€");
}

TEST(Text, TheEndBeginsWithALineOrACharacter) {
  EXPECT_EQ(tail_of("one\ntwo\n", 20), "one\ntwo\n");
  EXPECT_EQ(tail_of("one\ntwo\nthree\n", 11), "two\nthree\n");
  EXPECT_EQ(tail_of("\u00e4\u00e4\u00e4\n", 4), "\u00e4\n");
}

TEST(Text, InnerPaths) {
  for (const char* good : {"a", "a/b.c", ".git/x", "a b", "\xff"}) EXPECT_TRUE(is_inner_path(good)) << good;
  for (const char* bad : {"", "/a", "a/", "a//b", "./a", "a/../b", "..", "a/."})
    EXPECT_FALSE(is_inner_path(bad)) << bad;
  EXPECT_FALSE(is_inner_path(std::string(5000, 'x')));
  EXPECT_FALSE(is_inner_path(std::string_view("a\0b", 3)));
}

TEST(Text, RelativePaths) {
  EXPECT_EQ(relative_path("a/b", "a/c/x.h"), "../c/x.h");
  EXPECT_EQ(relative_path("", "x.h"), "x.h");
  EXPECT_EQ(relative_path("a", "x.h"), "../x.h");
  EXPECT_EQ(relative_path("a/b", "a/b/x.h"), "x.h");
  EXPECT_EQ(join_path("a/b", "../c/x.h"), "a/c/x.h");
  EXPECT_EQ(join_path("a", "../../x"), "");
  EXPECT_EQ(join_path("", "./x"), "x");
}

TEST(Text, Distances) {
  EXPECT_EQ(edit_distance("parse_line", "parse_lien", 9), 1u);
  EXPECT_EQ(edit_distance("abc", "abc", 9), 0u);
  EXPECT_EQ(edit_distance("abc", "xyzuvw", 4), 4u);
}

TEST(Text, Words) {
  EXPECT_EQ(counted(1, "file"), "1 file");
  EXPECT_EQ(counted(2, "match"), "2 matches");
  EXPECT_EQ(counted(0, "entry"), "0 entries");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1'400'000), "1.4 MB");
  EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quote("src/a.cc"), "src/a.cc");
}

}  // namespace
}  // namespace suit
