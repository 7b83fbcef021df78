// Inserting, removing and sorting lines; trailing blanks and line endings.
#include "propose/mechanic/folder_test.h"

namespace suit::mechanic {
namespace {

class LineTasks : public FolderTest {};

TEST_F(LineTasks, Insert) {
  put("a.txt", "one\ntwo\n", 0600);
  put("c.txt", "one\r\ntwo");
  EXPECT_EQ(changes("add the line zero at the top of a.txt")["a.txt"], "zero\none\ntwo\n");
  EXPECT_EQ(changes("append three to a.txt")["a.txt"], "one\ntwo\nthree\n");
  EXPECT_EQ(changes("append three to c.txt")["c.txt"], "one\r\ntwo\r\nthree");
  EXPECT_EQ(changes("insert \"x\\ny\" before line 2 of c.txt")["c.txt"], "one\r\nx\r\ny\r\ntwo");
  EXPECT_EQ(changes("insert \"x\" after line 2 of c.txt")["c.txt"], "one\r\ntwo\r\nx");
  EXPECT_EQ(changes("insert \"x\" after the line containing \"one\" in a.txt and c.txt").size(), 2u);
  EXPECT_EQ(error("insert \"x\" after line 3 of a.txt").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("insert \"x\" after the line containing \"zzz\" in a.txt").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("insert \"x\" before line 1 of a.txt", {"a.txt:2"}).code, ErrorCode::kDenied);
  EXPECT_EQ(changes("insert \"x\" before line 2 of a.txt", {"a.txt:2"})["a.txt"], "one\nx\ntwo\n");
}

TEST_F(LineTasks, InsertAsksWhichLine) {
  put("a.txt", "x 1\nx 2\n");
  EXPECT_EQ(question("insert \"y\" before the line containing \"x\" in a.txt").choices.size(), 3u);
  EXPECT_EQ(changes("insert \"y\" before the line containing \"x\" in a.txt", {}, {1})["a.txt"],
            "x 1\ny\nx 2\n");
  declined("insert \"y\" before the line containing \"x\" in a.txt", {}, {2});
}

TEST_F(LineTasks, Headers) {
  put("a.sh", "#!/bin/sh\necho\n", 0755);
  put("b.sh",
      "\xef\xbb\xbf"
      "echo\r\n");
  put("c.sh", "# C\n# D\necho\n");
  put("HEADER", "# C\n# D\n");
  EXPECT_EQ(
      changes("add the header from HEADER to *.sh"),
      (Files_{{"a.sh", "#!/bin/sh\n# C\n# D\necho\n"}, {"b.sh", "\xef\xbb\xbf# C\r\n# D\r\necho\r\n"}}));
  EXPECT_TRUE(noted("is already in 1 file"));
  EXPECT_EQ(error("add the header \"# C\" to c.sh").code, ErrorCode::kConflict);
  EXPECT_EQ(changes("remove the header \"# C\\n# D\" from *.sh"), (Files_{{"c.sh", "echo\n"}}));
}

TEST_F(LineTasks, Remove) {
  put("a.txt", "one\ntwo\n  one \n#x\nlast");
  EXPECT_EQ(changes("delete line 2 of a.txt")["a.txt"], "one\n  one \n#x\nlast");
  EXPECT_EQ(changes("remove lines 4 to 5 from a.txt")["a.txt"], "one\ntwo\n  one ");
  EXPECT_EQ(changes("remove the line \"one\" from a.txt")["a.txt"], "two\n#x\nlast");
  EXPECT_EQ(changes("remove all lines containing \"o\"")["a.txt"], "#x\nlast");
  EXPECT_EQ(changes("remove lines matching /^\\s*o|t$/ in a.txt")["a.txt"], "two\n#x");
  EXPECT_EQ(changes("remove lines starting with # from a.txt")["a.txt"], "one\ntwo\n  one \nlast");
  EXPECT_EQ(changes("remove lines ending with \"o\" from a.txt")["a.txt"], "one\n  one \n#x\nlast");
  EXPECT_EQ(changes("remove all lines containing \"o\"", {"a.txt:2-3"})["a.txt"], "one\n#x\nlast");
  EXPECT_EQ(error("delete line 9 of a.txt").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("delete line 1 of a.txt", {"a.txt:2"}).code, ErrorCode::kDenied);
  EXPECT_EQ(error("remove lines containing \"zzz\"").code, ErrorCode::kNotFound);
  declined("delete line 1");
  put("b.txt", "x\n");
  EXPECT_EQ(question("delete line 1 of *.txt").choices.size(), 2u);
}

TEST_F(LineTasks, WhatHasToStayAtTheTop) {
  put("a.py", "#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\nx = \"\xe9\"\n");
  put("b.svg", "<?xml version=\"1.0\"?><svg/>\n");
  put("c.md", "---\nt: x\n---\n# X\n");
  put("d.php", "<?php /* a\n */\n");
  EXPECT_EQ(changes("add the header '# C' to a.py")["a.py"],
            "#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\n# C\nx = \"\xe9\"\n");
  EXPECT_EQ(changes("add the header '<!-- c -->' to *.svg and *.md"),
            (Files_{{"b.svg", "<?xml version=\"1.0\"?>\n<!-- c -->\n<svg/>\n"},
                    {"c.md", "---\nt: x\n---\n<!-- c -->\n# X\n"}}));
  EXPECT_EQ(error("add the header '// c' to d.php").code, ErrorCode::kInvalid);
  EXPECT_EQ(changes("add the header '# C' to a.py and d.php").size(), 1u);
  EXPECT_TRUE(noted("1 file whose code begins on the line of <?php (first d.php), left alone"));
  EXPECT_EQ(error("insert \"# C\" at the top of a.py", {"a.py:1-2"}).code, ErrorCode::kDenied);
  put("a.py", "# C\n# coding: utf-8\nx\n");
  EXPECT_EQ(error("add the header '# C' to a.py").code, ErrorCode::kConflict);
  EXPECT_EQ(changes("remove the header '# C' from a.py")["a.py"], "# coding: utf-8\nx\n");
}

TEST_F(LineTasks, WhyNothingWasDone) {
  put("big.txt", "");
  std::filesystem::resize_file(root_ + "/big.txt", kFolderFileBytesMax + 1);
  put("nul.txt", std::string("a\0b\n", 4));
  put("ok.txt", "b\na\n");
  for (const char* task :
       {"append x to big.txt", "replace foo by bar in big.txt", "rename function foo to bar in big.txt",
        "remove line 1 of big.txt", "sort big.txt", "strip trailing blanks in big.txt",
        "add the header 'x' to big.txt", "remove lines containing x from big.txt"}) {
    Error refused = error(task);
    EXPECT_EQ(refused.code, ErrorCode::kLimit) << task;
    EXPECT_NE(refused.message.find("big.txt is too large"), std::string::npos)
        << task << ": " << refused.message;
    std::string other = task;
    other.replace(other.find("big.txt"), 7, "nul.txt");
    refused = error(other);
    EXPECT_EQ(refused.code, ErrorCode::kInvalid) << other;
    EXPECT_NE(refused.message.find("nul.txt is binary"), std::string::npos)
        << other << ": " << refused.message;
  }
  EXPECT_NE(error("replace foo by bar in big.txt and ok.txt").hint.find("big.txt is too large"),
            std::string::npos);
  EXPECT_NE(error("sort big.txt and nul.txt", {}, {0}).hint.find("1 other file"), std::string::npos);
  EXPECT_EQ(changes("append x to nul.txt and ok.txt").size(), 1u);
  EXPECT_TRUE(noted("left alone: nul.txt is binary"));
  EXPECT_EQ(changes("append x to *.txt").size(), 1u);
  EXPECT_FALSE(noted("is binary"));
}

TEST_F(LineTasks, RemoveByPlaceAndBlankness) {
  put("a.txt", "1\n\n3\n \n5");
  EXPECT_EQ(changes("remove lines 1, 3 and 4-5 of a.txt")["a.txt"], "");
  EXPECT_EQ(changes("remove lines 2 and 4 of a.txt")["a.txt"], "1\n3\n5");
  EXPECT_EQ(changes("remove the first line of a.txt")["a.txt"], "\n3\n \n5");
  EXPECT_EQ(changes("remove the last 2 lines of a.txt")["a.txt"], "1\n\n3");
  EXPECT_EQ(changes("remove blank lines from a.txt")["a.txt"], "1\n3\n5");
  EXPECT_EQ(changes("remove empty lines from a.txt")["a.txt"], "1\n3\n \n5");
  EXPECT_EQ(error("remove the last 9 lines of a.txt").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("remove the last 0 lines of a.txt").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("remove lines 5-4 and 1 of a.txt").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("remove the last line of a.txt", {"a.txt:1"}).code, ErrorCode::kDenied);
  declined("remove blank lines");
  EXPECT_EQ(changes("remove blank lines", {"a.txt:1-2"})["a.txt"], "1\n3\n \n5");
}

TEST_F(LineTasks, WhichEndingsIsAsked) {
  put("a.txt", "a\r\nb\n");
  EXPECT_EQ(question("normalise line endings").choices.size(), 2u);
  EXPECT_EQ(changes("normalise line endings", {}, {0})["a.txt"], "a\nb\n");
  EXPECT_EQ(changes("normalise line endings", {}, {1})["a.txt"], "a\r\nb\r\n");
  EXPECT_EQ(changes("convert CRLF to LF")["a.txt"], "a\nb\n");
  EXPECT_EQ(changes("replace CRLF by LF")["a.txt"], "a\nb\n");
  EXPECT_EQ(error("convert LF to unix").code, ErrorCode::kInvalid);
  put("a.txt", "CRLF\r\n");
  EXPECT_EQ(question("replace CRLF by LF").choices.size(), 2u);
}

TEST_F(LineTasks, Sort) {
  put("a.txt", "b\r\nA\r\na\r\nb");
  EXPECT_EQ(changes("sort a.txt")["a.txt"], "A\r\na\r\nb\r\nb");
  EXPECT_EQ(changes("sort the lines of a.txt in reverse and remove duplicates")["a.txt"], "b\r\na\r\nA");
  EXPECT_EQ(changes("sort the lines 1-2 of a.txt")["a.txt"], "A\r\nb\r\na\r\nb");
  EXPECT_EQ(changes("sort the lines", {"a.txt:1-3"})["a.txt"], "A\r\na\r\nb\r\nb");
  put("n.txt", "10\n9\nx\n-1.5\n");
  EXPECT_EQ(changes("sort n.txt numerically")["n.txt"], "-1.5\nx\n9\n10\n");
  EXPECT_EQ(error("sort the lines 1-9 of a.txt").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("sort the lines 1-2 of a.txt", {"a.txt:2-3"}).code, ErrorCode::kDenied);
  declined("sort the lines");
}

TEST_F(LineTasks, Dedupe) {
  put("a.txt",
      "\xef\xbb\xbf"
      "b\na\nb\nB\nb");
  EXPECT_EQ(changes("remove duplicate lines from a.txt")["a.txt"],
            "\xef\xbb\xbf"
            "b\na\nB");
  EXPECT_EQ(changes("deduplicate a.txt ignoring case")["a.txt"],
            "\xef\xbb\xbf"
            "b\na");
  EXPECT_EQ(changes("deduplicate the lines 3-5 in a.txt")["a.txt"],
            "\xef\xbb\xbf"
            "b\na\nb\nB");
  put("u.txt", "a\nb\n");
  EXPECT_EQ(error("deduplicate u.txt").code, ErrorCode::kInvalid);
}

TEST_F(LineTasks, TrailingBlanks) {
  put("a.txt", "a \t\r\n b\n  \nc  ");
  put("b.md", "x  \n");
  EXPECT_EQ(changes("remove trailing whitespace"), (Files_{{"a.txt", "a\r\n b\n\nc"}, {"b.md", "x\n"}}));
  EXPECT_TRUE(noted("Markdown"));
  EXPECT_EQ(changes("trim trailing blanks", {"a.txt:3-4"}), (Files_{{"a.txt", "a \t\r\n b\n\nc"}}));
  EXPECT_EQ(changes("in *.md, remove trailing blanks").size(), 1u);
}

TEST_F(LineTasks, Endings) {
  put("a.bat", "a\nb\r\nc");
  EXPECT_EQ(changes("convert a.bat to windows line endings")["a.bat"], "a\r\nb\r\nc");
  EXPECT_EQ(changes("convert the line endings of a.bat to LF")["a.bat"], "a\nb\nc");
  EXPECT_EQ(changes("add missing final newlines")["a.bat"], "a\nb\r\nc\n");
  put("e.txt", "");
  EXPECT_EQ(error("add a final newline to e.txt").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("convert e.txt to unix line endings").code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace suit::mechanic
