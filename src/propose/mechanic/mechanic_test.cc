// The mechanic on folders: renaming and replacing, questions, refusals, scopes.
#include "propose/mechanic/mechanic.h"

#include "propose/mechanic/folder_test.h"

namespace suit::mechanic {
namespace {

class Mechanic : public FolderTest {};

TEST_F(Mechanic, RenamesWholeNamesInCode) {
  put("a.cc", "int parse_line(); // parse_line\nauto s = \"parse_line\"; parse_line2(); x.parse_line();\r\n",
      0755);
  put("b/c.py", "# parse_line\nparse_line(1)");
  put("n.md", "parse_line and `parse_line`\n");
  put("t.txt", "parse_line\n");
  auto done = changes("rename function parse_line to parse_record");
  EXPECT_EQ(done, (Files_{{"a.cc",
                           "int parse_record(); // parse_line\nauto s = \"parse_line\"; parse_line2(); "
                           "x.parse_record();\r\n"},
                          {"b/c.py", "# parse_line\nparse_record(1)"},
                          {"n.md", "parse_line and `parse_record`\n"}}));
  EXPECT_EQ(last_.summary, "rename parse_line to parse_record: 4 places in 3 files");
  EXPECT_EQ(last_.kind, "rename_identifier");
  EXPECT_EQ(last_.proposer, "mechanic");
  EXPECT_TRUE(noted("5 more in comments, strings and prose, left alone"));
  EXPECT_TRUE(noted("also mentioned in t.txt:1"));
}

TEST_F(Mechanic, RenamesInCommentsAndStringsWhenAsked) {
  put("a.cc", "f(); // f\n\"f\";\n");
  EXPECT_EQ(changes("rename function f to g including comments and strings")["a.cc"], "g(); // g\n\"g\";\n");
  EXPECT_EQ(changes("rename function f() to g() also in comments")["a.cc"], "g(); // g\n\"f\";\n");
}

TEST_F(Mechanic, RenameLeavesFileNamesAlone) {
  put("util.c", "#include <util.h>\nint util(void);\n");
  put("Makefile", "util.o: util.c\n\tcc -c util.c\n");
  put("CMakeLists.txt", "add_library(x src/util.c)\n");
  put("run.sh", "./util.sh; util-test; util\n");
  put("n.md", "`util.c` `util()`\n");
  EXPECT_EQ(changes("rename the function util to helper"),
            (Files_{{"util.c", "#include <util.h>\nint helper(void);\n"},
                    {"run.sh", "./util.sh; util-test; helper\n"},
                    {"n.md", "`util.c` `helper()`\n"}}));
  EXPECT_TRUE(noted("7 more in file names, paths or hyphenated words, left alone (first CMakeLists.txt:1)"));
  EXPECT_TRUE(noted("1 more in strings"));
  Error none = error("rename the function util to helper in Makefile");
  EXPECT_EQ(none.code, ErrorCode::kNotFound);
  EXPECT_NE(none.message.find("3 more in file names"), std::string::npos) << none.message;
}

TEST_F(Mechanic, RenameAsksWhereAWordIsAlsoAFile) {
  put("util/x.c", "int util(void);\n");
  put("CMakeLists.txt", "add_subdirectory(util)\nset(a ${util})\n");
  put("n.md", "`util`\n");
  EXPECT_EQ(question("rename the function util to helper").text,
            "util is also a file or folder, and 1 place (first CMakeLists.txt:1) may mean that");
  EXPECT_EQ(changes("rename the function util to helper", {}, {0}),
            (Files_{{"CMakeLists.txt", "add_subdirectory(util)\nset(a ${helper})\n"},
                    {"util/x.c", "int helper(void);\n"}}));
  EXPECT_EQ(changes("rename the function util to helper", {}, {1})["CMakeLists.txt"],
            "add_subdirectory(helper)\nset(a ${helper})\n");
  declined("rename the function util to helper", {}, {2});
}

TEST_F(Mechanic, RenameAsksWhereANameIsAlsoAModule) {
  put("util.py", "def f(): pass\n");
  put("main.py", "import util\nutil.f()\n");
  put("other.py", "from x import f\n");
  EXPECT_EQ(question("rename the variable util to helper").text,
            "util is also the name of util.py, which keeps it; 1 place (first main.py:1) may mean that");
  EXPECT_EQ(changes("rename the variable util to helper", {}, {0}).size(), 1u);
  declined("rename the variable util to helper", {}, {1});
  EXPECT_EQ(changes("rename the function f to g").size(), 3u);
  put("s/lib.rs", "mod part;\npub(crate) mod part2;\nfn part() {}\n");
  put("s/part.rs", "");
  put("s/part2.rs", "");
  EXPECT_FALSE(question("rename the function part to piece").text.empty());
  EXPECT_FALSE(question("rename the function part2 to piece").text.empty());
}

TEST_F(Mechanic, RenameKeepsMacrosApart) {
  put("a.rs", "let vec = vec![1]; f(vec);\n");
  EXPECT_EQ(changes("rename the variable vec to list")["a.rs"], "let list = vec![1]; f(list);\n");
  EXPECT_TRUE(noted("1 more of the macro vec!, left alone"));
  put("b.rs", "macro_rules! put { () => {} }\nput!();\n");
  EXPECT_EQ(changes("rename the macro put to set")["b.rs"], "macro_rules! set { () => {} }\nset!();\n");
  EXPECT_EQ(changes("rename the identifier put to set")["b.rs"], "macro_rules! set { () => {} }\nset!();\n");
  put("c.rs", "fn put() {}\n");
  EXPECT_EQ(changes("rename the function put to set"), (Files_{{"c.rs", "fn set() {}\n"}}));
  put("d.rb", "ok = ok? && ok!\n");
  EXPECT_EQ(changes("rename the variable ok to good")["d.rb"], "good = ok? && ok!\n");
  EXPECT_EQ(changes("rename the method \"ok?\" to \"good?\"")["d.rb"], "ok = good? && ok!\n");
}

TEST_F(Mechanic, RenameInJsxAndFormats) {
  put("a.jsx", "const el = <li><b>{foo}</b> <i>{foo}</i> {foo}</li>;\n");
  put("b.rs", "let foo = 1; println!(\"{foo} {foo:>4} foo\");\n");
  EXPECT_EQ(changes("rename the variable foo to bar"),
            (Files_{{"a.jsx", "const el = <li><b>{bar}</b> <i>{bar}</i> {bar}</li>;\n"},
                    {"b.rs", "let bar = 1; println!(\"{bar} {bar:>4} foo\");\n"}}));
  EXPECT_EQ(error("rename the variable i to index in a.jsx").code, ErrorCode::kNotFound);
}

TEST_F(Mechanic, RenameKeepsOddBytes) {
  put("a.cc", "\xef\xbb\xbfint f;\r\n// \xff\xfe\r\nf = 1;");
  EXPECT_EQ(changes("rename variable f to g")["a.cc"], "\xef\xbb\xbfint g;\r\n// \xff\xfe\r\ng = 1;");
}

TEST_F(Mechanic, RenameSkipsBinariesAndLinks) {
  put("a.cc", "f();\n");
  put("b.cc", std::string("f();\0", 5));
  link("c.cc", "a.cc");
  EXPECT_EQ(changes("rename function f to g").size(), 1u);
  EXPECT_EQ(error("rename function f to g in c.cc").code, ErrorCode::kInvalid);
}

TEST_F(Mechanic, RenameRespectsPathsAndLinesOfTheScope) {
  put("a.cc", "f();\nf();\nf();\n");
  put("b.cc", "f();\n");
  EXPECT_EQ(changes("rename function f to g", {"a.cc:2"}), (Files_{{"a.cc", "f();\ng();\nf();\n"}}));
  EXPECT_TRUE(noted("2 more outside the lines"));
  EXPECT_EQ(changes("rename function f to g in b.cc", {"*.cc"}), (Files_{{"b.cc", "g();\n"}}));
  EXPECT_EQ(error("rename function f to g in b.cc", {"a.cc"}).code, ErrorCode::kDenied);
  EXPECT_EQ(error("rename function f to g", {"a.cc:9"}).code, ErrorCode::kNotFound);
}

TEST_F(Mechanic, RenameAsksBeforeItMerges) {
  put("a.cc", "old_one();\n");
  put("b.cc", "\nnew_one();\n");
  Question asked = question("rename function old_one to new_one");
  EXPECT_EQ(asked.text,
            "new_one already exists in 1 place (first b.cc:2); renaming old_one would merge the two");
  EXPECT_EQ(asked.choices, (std::vector<std::string>{"rename anyway", "stop"}));
  EXPECT_EQ(changes("rename function old_one to new_one", {}, {0})["a.cc"], "new_one();\n");
  declined("rename function old_one to new_one", {}, {1});
  EXPECT_EQ(error("rename function old_one to new_one", {}, {7}).code, ErrorCode::kInvalid);
}

TEST_F(Mechanic, RenameRefuses) {
  put("a.cc", "parse_line(); // only_here\n");
  EXPECT_EQ(error("rename function parse_lime to x").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("rename function parse_lime to x").hint, "did you mean parse_line?");
  EXPECT_EQ(error("rename function only_here to x").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("rename function parse_line to parse_line").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("rename function parse_line to 2x").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("rename function parse_line to class").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("rename function parse_line to \"a b\"").code, ErrorCode::kInvalid);
  EXPECT_EQ(declined("rename a::parse_line to a::x").nearest, "rename parse_line to x");
  EXPECT_EQ(declined("rename obj.run to obj.start").nearest, "rename run to start");
  EXPECT_EQ(declined("rename a.b.c to d").nearest, "rename c to d");
  EXPECT_EQ(error("rename function parse_line to x in nowhere").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("rename function parse_line to x in a.cd").hint, "did you mean a.cc?");
}

TEST_F(Mechanic, FileOrIdentifier) {
  put("util", "x\n");
  put("a.cc", "util();\n");
  put("only.md", "x\n");
  EXPECT_EQ(question("rename util to tools").choices.size(), 2u);
  EXPECT_EQ(changes("rename util to tools", {}, {0}), (Files_{{"a.cc", "tools();\n"}}));
  EXPECT_EQ(changes("rename util to tools", {}, {1}), (Files_{{"tools", "x\n"}, {"util", "(gone)"}}));
  EXPECT_EQ(changes("rename only.md to other.md").size(), 2u);
  EXPECT_EQ(error("rename nosuch.md to other.md").code, ErrorCode::kNotFound);
}

TEST_F(Mechanic, ReplacesText) {
  put("docs/a.md", "see http://x and HTTP://y\r\n");
  put("b.txt", "cat concat cat\n");
  EXPECT_EQ(changes("replace http:// by https:// in docs/**/*.md"),
            (Files_{{"docs/a.md", "see https://x and HTTP://y\r\n"}}));
  EXPECT_EQ(changes("replace http:// by https:// ignoring case")["docs/a.md"],
            "see https://x and https://y\r\n");
  EXPECT_EQ(changes("replace cat by dog as whole words")["b.txt"], "dog concat dog\n");
  EXPECT_EQ(last_.summary, "replace “cat” by “dog”: 2 places in 1 file");
  EXPECT_EQ(changes("replace \"cat \" with \"\" in b.txt")["b.txt"], "concat\n");
  EXPECT_EQ(error("replace nothing by x").code, ErrorCode::kNotFound);
  EXPECT_EQ(error("replace \"\" by x").code, ErrorCode::kInvalid);
}

TEST_F(Mechanic, ReplacesByRegex) {
  put("a.txt", "v1 v22\nend\r\n\r\nx \xff v3");
  EXPECT_EQ(changes("replace the regex \"v(\\d+)\" by \"version $1\"")["a.txt"],
            "version 1 version 22\nend\r\n\r\nx \xff version 3");
  EXPECT_EQ(changes("replace /V(?<n>\\d)\\b/i by <${n}\\1$0$$>")["a.txt"],
            "<11v1$> v22\nend\r\n\r\nx \xff <33v3$>");
  EXPECT_EQ(changes("replace /^/ by \"> \" in a.txt")["a.txt"], "> v1 v22\n> end\r\n> \r\n> x \xff v3");
  EXPECT_EQ(changes("replace /d$/ by D")["a.txt"], "v1 v22\nenD\r\n\r\nx \xff v3");
  EXPECT_EQ(changes("replace /q*/ by - in a.txt", {"a.txt:2"})["a.txt"].substr(7),
            "-e-n-d-\r\n\r\nx \xff v3");
  EXPECT_EQ(error("replace /v(/ by x").code, ErrorCode::kInvalid);
  EXPECT_EQ(error("replace /v/ by $3").code, ErrorCode::kInvalid);
}

TEST_F(Mechanic, ARegexTakesNoLineEnds) {
  put("a.txt", "a  \n\n\t\nb \r\n\r\nc\t");
  EXPECT_EQ(changes("replace /\\s+$/ by \"\"")["a.txt"], "a\n\n\nb\r\n\r\nc");
  EXPECT_EQ(changes("replace /\\s*$/ by \"\"")["a.txt"], "a\n\n\nb\r\n\r\nc");
  EXPECT_EQ(changes("replace /[^a-c]+/ by -")["a.txt"], "a-\n\n-\nb-\r\n\r\nc-");
  EXPECT_EQ(changes("replace /\\W+/ by -")["a.txt"], "a-\n\n-\nb-\r\n\r\nc-");
  EXPECT_EQ(changes("replace /^\\s*/ by \"\"")["a.txt"], "a  \n\n\nb \r\n\r\nc\t");
  EXPECT_EQ(changes("replace /$/ by ;")["a.txt"], "a  ;\n;\n\t;\nb ;\r\n;\r\nc\t;");
  put("a.txt", "x\n");
  EXPECT_EQ(changes("replace /$/ by ;")["a.txt"], "x;\n") << "there is no line after the last end";
  put("a.txt", "a\n\nb\n\n\n");
  EXPECT_EQ(changes("replace /\\n\\n+/ by \"\\n\"")["a.txt"], "a\nb\n") << "it names the ends itself";
  EXPECT_EQ(changes("replace /\\s+\\z/ by \"\"")["a.txt"], "a\n\nb");
  EXPECT_EQ(changes("replace /a.*b/s by c")["a.txt"], "c\n\n\n");
  EXPECT_EQ(changes("replace /(?s)a.*b/ by c")["a.txt"], "c\n\n\n");
  EXPECT_EQ(error("replace /a.*b/ by c").code, ErrorCode::kNotFound);
  EXPECT_EQ(changes("remove lines matching /^\\s*$/ from a.txt")["a.txt"], "a\nb\n");
}

TEST_F(Mechanic, PathsCountFromWhereThePersonStands) {
  put("package.json", "{\"version\": \"1\"}");
  put("packages/ui/package.json", "{\"version\": \"2\"}");
  put("packages/ui/src/a.ts", "x");
  put("src/b.ts", "x");
  put("LICENSE", "x");
  put("a/[id]/x.md", "x");
  here_ = "packages/ui";
  EXPECT_EQ(question("set version to 3 in package.json").choices,
            (std::vector<std::string>{"packages/ui/package.json", "package.json", "stop"}));
  EXPECT_EQ(changes("set version to 3 in package.json", {}, {0}),
            (Files_{{"packages/ui/package.json", "{\"version\": \"3\"}"}}));
  EXPECT_EQ(changes("set version to 3 in package.json", {}, {1}),
            (Files_{{"package.json", "{\"version\": \"3\"}"}}));
  declined("set version to 3 in package.json", {}, {2});
  EXPECT_EQ(changes("set version to 3 in ./package.json").count("packages/ui/package.json"), 1u);
  EXPECT_EQ(changes("set version to 3 in ../../package.json").count("package.json"), 1u);
  EXPECT_EQ(changes("replace x by y in src/a.ts").count("packages/ui/src/a.ts"), 1u);
  EXPECT_EQ(changes("replace x by y in src/b.ts").count("src/b.ts"), 1u) << "it is only there";
  EXPECT_EQ(changes("replace x by y in LICENSE").count("LICENSE"), 1u);
  EXPECT_EQ(question("replace x by y in src/*.ts").choices.front(), "packages/ui/src/*.ts");
  EXPECT_EQ(changes("replace x by y in ./src").size(), 1u);
  EXPECT_EQ(changes("replace x by y in .").size(), 1u);
  EXPECT_EQ(changes("replace x by y in all files").size(), 4u) << "all of the folder";
  EXPECT_EQ(error("replace x by y in ../../*.md").code, ErrorCode::kNotFound) << "at the top alone";
  EXPECT_EQ(error("replace x by y in ../../../x").code, ErrorCode::kInvalid);
  here_ = "a/[id]";
  EXPECT_EQ(changes("replace x by y in *.md").size(), 1u);
  EXPECT_EQ(changes("replace x by y in x.md").size(), 1u);
}

TEST_F(Mechanic, AHostileRegexEndsInALimit) {
  put("a.txt", std::string(40, 'a') + "!\n");
  EXPECT_EQ(error("replace /^(a|aa|aaa)+$/ by x").code, ErrorCode::kLimit);
}

TEST_F(Mechanic, TwoReadingsAreAQuestion) {
  put("a.txt", "/tmp/ tmp. tmp\n");
  EXPECT_EQ(question("replace /tmp/ by x").choices.size(), 2u);
  EXPECT_EQ(changes("replace /tmp/ by x", {}, {0})["a.txt"], "/x/ x. x\n");
  EXPECT_EQ(changes("replace /tmp/ by x", {}, {1})["a.txt"], "x tmp. tmp\n");
  EXPECT_EQ(question("replace tmp by y.").choices.size(), 2u);
  put("b.txt", "tmp\n");
  EXPECT_EQ(changes("replace /tmp/ by x in b.txt")["b.txt"], "x\n");  // only one of them is there
}

TEST_F(Mechanic, AQuotedTextIsNoNull) {
  put("a.yaml", "empty:\nb: null\n");
  put("a.json", "{\"a\": null}\n");
  EXPECT_EQ(changes("set empty to '' in a.yaml")["a.yaml"], "empty: \"\"\nb: null\n");
  EXPECT_EQ(changes("set b to \"null\" in a.yaml")["a.yaml"], "empty:\nb: \"null\"\n");
  EXPECT_EQ(changes("set b to 3 in a.yaml")["a.yaml"], "empty:\nb: 3\n");
  EXPECT_EQ(changes("set a to '' in a.json")["a.json"], "{\"a\": \"\"}\n");
  EXPECT_EQ(error("set b to null in a.yaml").code, ErrorCode::kInvalid);
}

TEST_F(Mechanic, DeclinesWhatItDoesNotKnow) {
  Declined reply = declined("make the parser faster");
  EXPECT_FALSE(reply.understood.empty());
  reply = declined("rename the function foo");
  EXPECT_NE(reply.understood.find("rename the function foo"), std::string::npos);
  EXPECT_NE(reply.nearest.find("rename"), std::string::npos);
  EXPECT_EQ(error(std::string(20'000, 'x')).code, ErrorCode::kInvalid);
}

TEST_F(Mechanic, APlainNameForSeveralFilesIsAQuestion) {
  put("a/x.txt", "q\n");
  put("b/x.txt", "q\n");
  EXPECT_EQ(question("replace q by r in x.txt").choices.size(), 4u);
  EXPECT_EQ(changes("replace q by r in x.txt", {}, {1}), (Files_{{"b/x.txt", "r\n"}}));
  EXPECT_EQ(changes("replace q by r in x.txt", {}, {2}).size(), 2u);
  declined("replace q by r in x.txt", {}, {3});
  put("x.txt", "q\n");
  EXPECT_EQ(changes("replace q by r in x.txt"), (Files_{{"x.txt", "r\n"}}));
  EXPECT_EQ(changes("replace q by r in all text files").size(), 3u);
  EXPECT_EQ(changes("replace q by r in a and b/*.txt").size(), 2u);
}

TEST_F(Mechanic, SameRequestSameReply) {
  for (int i = 0; i < 40; ++i) put("d/" + std::to_string(i) + ".cc", "f(); // f\n");
  auto first = std::get<Proposal>(*propose("rename function f to g"));
  auto second = std::get<Proposal>(*propose("rename function f to g"));
  EXPECT_EQ(first.summary, second.summary);
  EXPECT_EQ(first.notes, second.notes);
  ASSERT_EQ(first.edits.size(), 40u);
  for (size_t i = 0; i < 40; ++i) EXPECT_EQ(first.edits[i].path, second.edits[i].path);
}

}  // namespace
}  // namespace suit::mechanic
