#include "code/code_lines.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

// The code lines, one per line; "-" for others.
std::string code_of(std::string_view path, std::string_view text) {
  std::string all;
  for (const CodeLine& line : code_lines(path, text))
    all += (line.text.empty() ? "-" : std::string(line.text)) + "\n";
  return all;
}

TEST(CodeLines, StringsAndCommentsThatSpanLinesAreNoCode) {
  EXPECT_EQ(code_of("a.py",
                    "\"\"\"Doc.\nfrom x import y\n\"\"\"\nimport a  # import b\ns = '''\nimport "
                    "c\n'''\n'it\\'s'\nimport d\n"),
            "\"\"\"Doc.\n-\n-\nimport a  \ns = '''\n-\n-\n'it\\'s'\nimport d\n");
  EXPECT_EQ(code_of("a.py", "x = 'a\\\nimport b'\nimport c\n"), "x = 'a\\\n-\nimport c\n");
  EXPECT_EQ(code_of("a.cc",
                    "/* a\n#include \"b.h\"\n*/\n#include \"c.h\" // d\nauto x = R\"y(\n#include "
                    "\"e.h\"\n)\" )y\";\nchar q = '\"';\nint z;"),
            "-\n-\n-\n#include \"c.h\" \nauto x = R\"y(\n-\n-\nchar q = '\"';\nint z;\n");
  EXPECT_EQ(
      code_of("a.ts", "const a = `\nimport b from './b'\n`\nimport c /* d */ from './c'\n// from './e'\n"),
      "const a = `\n-\n-\nimport c /* d */ from './c'\n-\n");
  EXPECT_EQ(code_of("a.go", "s := `\nimport \"x/y\"\\`\nimport \"x/z\"\n"), "s := `\n-\nimport \"x/z\"\n");
  EXPECT_EQ(code_of("a.rs",
                    "/* /* */\nmod a;\n*/\nlet c: &'static str = \"\nmod b;\n\";\nlet r = r#\"\nmod d; "
                    "\"\n\"#;\nlet q = '\"';\nmod e;\n"),
            "-\n-\n-\nlet c: &'static str = \"\n-\n-\nlet r = r#\"\n-\n-\nlet q = '\"';\nmod e;\n");
  EXPECT_EQ(code_of("a.java", "String s = \"\"\"\n  import a.B;\n  \"\"\";\nimport c.D;\n"),
            "String s = \"\"\"\n-\n-\nimport c.D;\n");
  EXPECT_EQ(code_of("a.txt", "/* a\nb\n"), "/* a\nb\n");
  EXPECT_EQ(code_of("a.sh", "a='# b\n# c\n'\nd # e\n"), "a='# b\n-\n-\nd \n");
  EXPECT_EQ(code_of("a.py", ""), "");
  EXPECT_EQ(code_of("a.cc", "/*"), "-\n");
  EXPECT_EQ(code_of("a.py", "'''\r\nimport a\r\n'''\r\nimport b\r\n"), "'''\n-\n-\nimport b\n");
}

TEST(CodeLines, WithinQuotes) {
  std::string_view line = R"(a = "x \" from 'y'"; import('z'))";
  EXPECT_TRUE(is_quoted(line, line.find("from")));
  EXPECT_FALSE(is_quoted(line, line.find("import")));
}

}  // namespace
}  // namespace suit
