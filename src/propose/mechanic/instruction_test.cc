#include "propose/mechanic/kinds.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "propose/mechanic/matcher.h"

namespace suit::mechanic {
namespace {

// One reading as "kind: sentence", with what the sentence leaves out.
std::string reading(const Instruction& in) {
  std::string out = std::string(in.kind->wording.name) + ": " + describe(in);
  for (const char* mark : {"comments", "strings", "prose", "words", "nocase", "reverse", "numeric", "unique"})
    if (in.has(mark)) out += std::string(" +") + mark;
  return out;
}

std::vector<std::string> readings(std::string_view text) {
  auto parse = parse_instruction(text);
  if (!parse) return {"error: " + parse.error().message};
  std::vector<std::string> out;
  for (const Instruction& in : parse->readings) out.push_back(reading(in));
  if (out.empty()) out.push_back("nothing; nearest: " + parse->declined.nearest);
  return out;
}

struct Case {
  const char* text;
  std::vector<std::string> readings;
};

const Case kCases[] = {
    {"rename parse to read",
     {"rename_identifier: rename the identifier parse to read", "move_file: move the file parse to read"}},
    {"rename function parse to read", {"rename_identifier: rename the function parse to read"}},
    {"Rename the Function parse To read", {"rename_identifier: rename the function parse to read"}},
    {"rename the method parse into read", {"rename_identifier: rename the method parse to read"}},
    {"rename class A as B", {"rename_identifier: rename the class A to B"}},
    {"rename the struct A to B everywhere", {"rename_identifier: rename the struct A to B"}},
    {"rename type A to B in src", {"rename_identifier: rename the type A to B in src"}},
    {"rename variable `a` to `b`", {"rename_identifier: rename the variable a to b"}},
    {"rename the constant \"A\" to \"B\"", {"rename_identifier: rename the constant A to B"}},
    {"rename the field 'a' to 'b'", {"rename_identifier: rename the field a to b"}},
    {"rename the member “a” to “b”", {"rename_identifier: rename the member a to b"}},
    {"rename macro A to B in src/**/*.h", {"rename_identifier: rename the macro A to B in src/**/*.h"}},
    {"rename enum A to B in a.h, b.h and c.h",
     {"rename_identifier: rename the enum A to B in a.h, b.h and c.h"}},
    {"rename namespace a to b in src and tests, including comments",
     {"rename_identifier: rename the namespace a to b in src and tests +comments"}},
    {"rename parameter a to b including comments",
     {"rename_identifier: rename the parameter a to b +comments"}},
    {"rename property a to b including comments and strings",
     {"rename_identifier: rename the property a to b +comments +strings"}},
    {"rename symbol a to b also in comments", {"rename_identifier: rename the symbol a to b +comments"}},
    {"rename identifier a to b and strings", {"rename_identifier: rename the identifier a to b +strings"}},
    {"rename function a to b in comments too", {"rename_identifier: rename the function a to b +comments"}},
    {"rename function a to b in code only", {"rename_identifier: rename the function a to b"}},
    {"rename function a to b in src including comments and prose",
     {"rename_identifier: rename the function a to b in src +comments +prose"}},
    {"rename function a to b including strings in src and in tests",
     {"rename_identifier: rename the function a to b in src and tests +strings"}},
    {"rename a in src/**/*.cc to b", {"rename_identifier: rename the identifier a to b in src/**/*.cc"}},
    {"in src, rename the class A to B", {"rename_identifier: rename the class A to B in src"}},
    {"in src and tests rename class A to B everywhere",
     {"rename_identifier: rename the class A to B in src and tests"}},
    {"in a, b and c, rename class A to B", {"rename_identifier: rename the class A to B in a, b and c"}},
    {"change the name of a to b", {"rename_identifier: rename the identifier a to b"}},
    {"change the name of the function a into b in src",
     {"rename_identifier: rename the function a to b in src"}},
    {"change the function name a to b", {"rename_identifier: rename the function a to b"}},
    {"call a b instead", {"rename_identifier: rename the identifier a to b"}},
    {"call the method a b instead in src", {"rename_identifier: rename the method a to b in src"}},
    {"a should be called b", {"rename_identifier: rename the identifier a to b"}},
    {"the variable a should be named b", {"rename_identifier: rename the variable a to b"}},
    {"the class A should be renamed to B in all C++ files",
     {"rename_identifier: rename the class A to B in "
      "{*.cc,*.cpp,*.cxx,*.c++,*.hh,*.hpp,*.hxx,*.h,*.h++,*.ipp,*.tpp,*.tcc,*.inl,*.inc,*.cu,*.cuh,*.mm,*."
      "ino}"}},
    {"use the name b for a", {"rename_identifier: rename the identifier a to b"}},
    {"use the name b instead of the function a", {"rename_identifier: rename the function a to b"}},
    {"give the method run the name start", {"rename_identifier: rename the method run to start"}},
    {"please rename function a to b", {"rename_identifier: rename the function a to b"}},
    {"could you please rename function a to b?",
     {"rename_identifier: rename the function a to b", "rename_identifier: rename the function a to b?"}},
    {"rename function a to b.",
     {"rename_identifier: rename the function a to b", "rename_identifier: rename the function a to b."}},
    {"rename function a to b in all files", {"rename_identifier: rename the function a to b in **"}},
    {"rename function a to b in the whole folder", {"rename_identifier: rename the function a to b in **"}},

    {"move a.h into the folder b", {"move_file: move the file a.h into the folder b"}},
    {"move the file a.h to a new directory b", {"move_file: move the file a.h into the folder b"}},
    {"move a.h to b", {"move_file: move the file a.h to b"}},

    {"replace http:// by https:// in docs/**/*.md",
     {"replace_text: replace the text “http://” by “https://” in docs/**/*.md"}},
    {"replace \"a b\" with \"c d\"", {"replace_text: replace the text “a b” by “c d”"}},
    {"replace 'a b' with 'it's' in x", {"replace_text: replace the text “a b” by “it's” in x"}},
    {"replace `a` by “b c”", {"replace_text: replace the text “a” by “b c”"}},
    {"replace \"a\\tb\" by \"x\\\"y\"", {"replace_text: replace the text “a\tb” by “x\"y”"}},
    {"replace all occurrences of a with b", {"replace_text: replace the text “a” by “b”"}},
    {"replace every occurrence of the text a by b in x", {"replace_text: replace the text “a” by “b” in x"}},
    {"replace the word a by b", {"replace_text: replace the text “a” by “b” +words"}},
    {"replace a by b as whole words", {"replace_text: replace the text “a” by “b” +words"}},
    {"replace a by b whole words only in x", {"replace_text: replace the text “a” by “b” in x +words"}},
    {"replace a by b ignoring case", {"replace_text: replace the text “a” by “b” +nocase"}},
    {"replace a by b case-insensitively in x everywhere",
     {"replace_text: replace the text “a” by “b” in x +nocase"}},
    {"replace colour in docs with color", {"replace_text: replace the text “colour” by “color” in docs"}},
    {"in docs, replace a by b", {"replace_text: replace the text “a” by “b” in docs"}},
    {"in all markdown files, replace a with b",
     {"replace_text: replace the text “a” by “b” in {*.md,*.markdown,*.mdx,*.qmd}"}},
    {"change \"2024\" to \"2025\" in LICENSE",
     {"replace_text: replace the text “2024” by “2025” in LICENSE",
      "set_key: set the key 2024 to “2025” in LICENSE"}},
    {"in LICENSE, change 2024 to 2025",
     {"replace_text: replace the text “2024” by “2025” in LICENSE",
      "set_key: set the key 2024 to “2025” in LICENSE"}},
    {"substitute b for a in docs", {"replace_text: replace the text “a” by “b” in docs"}},
    {"substitute a with b in docs", {"replace_text: replace the text “a” by “b” in docs"}},
    {"replace regex \"a+\" by b", {"replace_text: replace what matches /a+/ by “b”"}},
    {"replace the regular expression a+ with \"$0\" in x",
     {"replace_text: replace what matches /a+/ by “$0” in x"}},
    {"replace the pattern /a +b/i by b in x", {"replace_text: replace what matches /a +b/i by “b” in x"}},
    {"in x, replace the pattern \"a(b)\" with \"\\1\"",
     {"replace_text: replace what matches /a(b)/ by “\\1” in x"}},
    {"replace /a +b/ by c", {"replace_text: replace what matches /a +b/ by “c”"}},
    {"replace /tmp/ by /var/tmp/ in x",
     {"replace_text: replace what matches /tmp/ by “/var/tmp/” in x",
      "replace_text: replace the text “/tmp/” by “/var/tmp/” in x"}},
    {"replace /usr/lib by /opt/lib in x", {"replace_text: replace the text “/usr/lib” by “/opt/lib” in x"}},
    {"replace a by b.",
     {"replace_text: replace the text “a” by “b”", "replace_text: replace the text “a” by “b.”"}},
    {"replace a by \"b\".", {"replace_text: replace the text “a” by “b”"}},

    {"set server.port to 8080 in config.yaml", {"set_key: set the key server.port to “8080” in config.yaml"}},
    {"set the key a.b to \"x y\" in c.toml", {"set_key: set the key a.b to “x y” in c.toml"}},
    {"set version in package.json to 2.0.0", {"set_key: set the key version to “2.0.0” in package.json"}},
    {"set a = 1 in x.ini", {"set_key: set the key a to “1” in x.ini"}},
    {"set a=1 in x.ini", {"set_key: set the key a to “1” in x.ini"}},
    {"set the option a.b to true in x.yaml and y.yaml",
     {"set_key: set the key a.b to “true” in x.yaml and y.yaml"}},
    {"set \"a.b\".c to 1 in x.json", {"set_key: set the key \"a.b\".c to “1” in x.json"}},
    {"set a[0].b to 1 in x.json", {"set_key: set the key a[0].b to “1” in x.json"}},
    {"change the value of a in x.json to 2", {"set_key: set the key a to “2” in x.json"}},
    {"change a in x.json to 2", {"set_key: set the key a to “2” in x.json"}},
    {"update a in x.json to 2", {"set_key: set the key a to “2” in x.json"}},
    {"update the value of a to 2 in x.json", {"set_key: set the key a to “2” in x.json"}},
    {"change a from 1 to 2 in x.json", {"set_key: set the key a from “1” to “2” in x.json"}},
    {"change the value of a from 1 to 2 in x.json", {"set_key: set the key a from “1” to “2” in x.json"}},
    {"change a in x.json from 1 to 2", {"set_key: set the key a from “1” to “2” in x.json"}},
    {"in x.json, set a to 2", {"set_key: set the key a to “2” in x.json"}},
    {"in x.json set a = 2", {"set_key: set the key a to “2” in x.json"}},
    {"in x.json, change a from 1 to 2", {"set_key: set the key a from “1” to “2” in x.json"}},
    {"set path to /usr/ in x.json", {"set_key: set the key path to “/usr/” in x.json"}},
    {"change path from /usr/ to /opt/ in x.json",
     {"set_key: set the key path from “/usr/” to “/opt/” in x.json"}},
    {"set a to 2", {"set_key: set the key a to “2”"}},

    {"move src/a.h to src/base/", {"move_file: move the file src/a.h to src/base/"}},
    {"move the file a.h into base", {"move_file: move the file a.h to base"}},
    {"move the folder a to the folder b", {"move_file: move the file a into the folder b"}},
    {"rename the file a.h to b.h", {"move_file: move the file a.h to b.h"}},
    {"rename file a.h as b.h", {"move_file: move the file a.h to b.h"}},
    {"change the name of the file a to b", {"move_file: move the file a to b"}},
    {"rename the directory a to b", {"move_file: move the file a to b"}},
    {"rename the folder test/ to tests/", {"move_file: move the file test/ to tests/"}},
    {"mv test/ tests/", {"move_file: move the file test/ to tests/"}},
    {"git mv a.h b.h", {"move_file: move the file a.h to b.h"}},
    {"move test/ into tests/", {"move_file: move the file test/ to tests/"}},

    {"add the line \"x y\" at the top of a.h", {"insert_line: insert the line “x y” at the top in a.h"}},
    {"insert line x to the beginning of a.h", {"insert_line: insert the line “x” at the top in a.h"}},
    {"add the line *.o to .gitignore", {"insert_line: insert the line “*.o” at the end in .gitignore"}},
    {"add \"*.o\" at the end of .gitignore", {"insert_line: insert the line “*.o” at the end in .gitignore"}},
    {"insert the line x at the bottom of a and b",
     {"insert_line: insert the line “x” at the end in a and b"}},
    {"append x to a.txt", {"insert_line: insert the line “x” at the end in a.txt"}},
    {"append the line \"x y\" to the end of a.txt",
     {"insert_line: insert the line “x y” at the end in a.txt"}},
    {"prepend \"x\" to a.txt", {"insert_line: insert the line “x” at the top in a.txt"}},
    {"insert \"x\" before line 3 of a.txt", {"insert_line: insert the line “x” before line 3 in a.txt"}},
    {"insert the line x after line 3 in a.txt", {"insert_line: insert the line “x” after line 3 in a.txt"}},
    {"add \"x\" after the line containing \"y z\" in a.txt",
     {"insert_line: insert the line “x” after the line containing “y z” in a.txt"}},
    {"insert \"x\" before the line y in a.txt",
     {"insert_line: insert the line “x” before the line containing “y” in a.txt"}},
    {"in a.txt, insert \"x\" after line 3", {"insert_line: insert the line “x” after line 3 in a.txt"}},
    {"in a.txt, add x before the line with y",
     {"insert_line: insert the line “x” before the line containing “y” in a.txt"}},
    {"add the header \"// C\" to src/**/*.cc", {"insert_line: add the header “// C” in src/**/*.cc"}},
    {"add the header from HEADER to src", {"insert_line: add the header in HEADER in src"}},
    {"add header from the file HEADER to src", {"insert_line: add the header in HEADER in src"}},

    {"delete line 7 of a.txt", {"remove_line: remove line 7 in a.txt"}},
    {"remove lines 3-7 from a.txt", {"remove_line: remove the lines 3-7 in a.txt"}},
    {"remove lines 3 to 7 from a.txt", {"remove_line: remove the lines 3-7 in a.txt"}},
    {"remove all lines containing \"TODO x\" from src",
     {"remove_line: remove every line containing “TODO x” in src"}},
    {"delete every line containing x", {"remove_line: remove every line containing “x”"}},
    {"delete lines matching /^# *$/ in conf", {"remove_line: remove every line containing /^# *$/ in conf"}},
    {"remove lines starting with \"#\" from a", {"remove_line: remove every line starting with “#” in a"}},
    {"remove all lines ending with ; from a", {"remove_line: remove every line ending with “;” in a"}},
    {"remove the line \"x y\" from a", {"remove_line: remove every line “x y” in a"}},
    {"remove the header \"// C\" from src", {"remove_line: remove the header “// C” in src"}},

    {"sort the lines of a.txt", {"sort_lines: sort the lines in a.txt"}},
    {"sort lines 3-9 in a.txt in reverse", {"sort_lines: sort the lines 3-9 in a.txt +reverse"}},
    {"sort lines", {"sort_lines: sort the lines"}},
    {"sort the lines numerically and remove duplicates", {"sort_lines: sort the lines +numeric +unique"}},
    {"sort the lines of a.txt ignoring case in descending order",
     {"sort_lines: sort the lines in a.txt +nocase +reverse"}},
    {"sort a.txt numerically", {"sort_lines: sort the lines in a.txt +numeric"}},
    {"remove duplicate lines from a.txt", {"dedupe_lines: remove duplicates among the lines in a.txt"}},
    {"remove duplicate lines 3-9 in a.txt", {"dedupe_lines: remove duplicates among the lines 3-9 in a.txt"}},
    {"deduplicate the lines in a and b", {"dedupe_lines: remove duplicates among the lines in a and b"}},
    {"deduplicate a.txt", {"dedupe_lines: remove duplicates among the lines in a.txt"}},
    {"remove trailing whitespace", {"trim_trailing: remove trailing blanks"}},
    {"strip trailing spaces in src/**/*.cc", {"trim_trailing: remove trailing blanks in src/**/*.cc"}},
    {"trim all trailing blanks from a and b", {"trim_trailing: remove trailing blanks in a and b"}},
    {"in docs, delete trailing white space", {"trim_trailing: remove trailing blanks in docs"}},
    {"convert the line endings of a to LF", {"line_endings: change line endings to lf in a"}},
    {"normalise line endings to CRLF in *.bat", {"line_endings: change line endings to crlf in *.bat"}},
    {"normalize the line endings in src to unix", {"line_endings: change line endings to lf in src"}},
    {"convert *.bat to windows line endings", {"line_endings: change line endings to crlf in *.bat"}},
    {"convert a.txt to dos", {"line_endings: change line endings to crlf in a.txt"}},
    {"use LF line endings in all shell files",
     {"line_endings: change line endings to lf in "
      "{*.sh,*.bash,*.zsh,*.ksh,*.bats,.bashrc,.profile,.bash_profile,.zshrc}"}},
    {"add missing final newlines to src", {"final_newline: add missing final newlines in src"}},
    {"add a final newline to a.txt", {"final_newline: add missing final newlines in a.txt"}},
    {"add a missing final newline in a.txt", {"final_newline: add missing final newlines in a.txt"}},
    {"rename all occurrences of a to b", {"rename_identifier: rename the identifier a to b"}},
    {"rename a -> b", {"rename_identifier: rename the identifier a to b", "move_file: move the file a to b"}},
    {"rename a → b in src", {"rename_identifier: rename the identifier a to b in src"}},
    {"rename a.md => b.md",
     {"rename_identifier: rename the identifier a.md to b.md", "move_file: move the file a.md to b.md"}},
    {"replace a with b in the docs folder", {"replace_text: replace the text “a” by “b” in docs"}},
    {"replace a with b in the README file and the src directory",
     {"replace_text: replace the text “a” by “b” in README and src"}},
    {"set [server] port to 8080 in app.ini", {"set_key: set the key server.port to “8080” in app.ini"}},
    {"in app.ini, change [server] port from 80 to 8080",
     {"set_key: set the key server.port from “80” to “8080” in app.ini"}},
    {"move a.md to the docs folder", {"move_file: move the file a.md into the folder docs"}},
    {"add a license header \"// C\" to *.cc", {"insert_line: add the header “// C” in *.cc"}},
    {"add the licence header from H to *.cc", {"insert_line: add the header in H in *.cc"}},
    {"remove lines 2 and 3 of a", {"remove_line: remove the lines 2 and 3 in a"}},
    {"delete lines 2, 5-6, and 9 of a", {"remove_line: remove the lines 2, 5-6 and 9 in a"}},
    {"remove the first line of a", {"remove_line: remove line 1 in a"}},
    {"remove the first 3 lines of a", {"remove_line: remove the lines 1-3 in a"}},
    {"remove the last line of a", {"remove_line: remove the last line in a"}},
    {"remove the last 2 lines from a", {"remove_line: remove the last 2 lines in a"}},
    {"remove blank lines", {"remove_line: remove every blank line"}},
    {"delete all the empty lines in a", {"remove_line: remove every empty line in a"}},
    {"remove duplicates from a", {"dedupe_lines: remove duplicates among the lines in a"}},
    {"remove the duplicates in a ignoring case",
     {"dedupe_lines: remove duplicates among the lines in a +nocase"}},
    {"delete trailing whitespace everywhere", {"trim_trailing: remove trailing blanks"}},
    {"normalise line endings", {"line_endings: make all line endings the same"}},
    {"fix the line endings in src", {"line_endings: make all line endings the same in src"}},
    {"convert CRLF to LF", {"line_endings: change line endings to lf"}},
    {"change unix line endings to dos in a", {"line_endings: change line endings to crlf in a"}},
    {"ensure all files end with a newline", {"final_newline: add missing final newlines in **"}},
    {"make sure that every file ends with a newline", {"final_newline: add missing final newlines in **"}},
    {"end all files with a newline", {"final_newline: add missing final newlines in **"}},
};

TEST(Instruction, Phrasings) {
  EXPECT_GE(std::size(kCases), 120u);
  for (const Case& one : kCases) EXPECT_EQ(readings(one.text), one.readings) << one.text;
}

TEST(Instruction, EveryExampleIsUnderstood) {
  for (const Kind* kind : kKinds)
    for (const Phrasing& phrasing : kind->wording.phrasings) {
      auto parse = parse_instruction(phrasing.example);
      ASSERT_TRUE(parse) << phrasing.example;
      bool own = false;
      for (const Instruction& in : parse->readings) own |= in.kind == kind;
      EXPECT_TRUE(own) << phrasing.example;
      Pattern pattern = Pattern::compile(phrasing.text, kind->wording.tail);
      EXPECT_TRUE(pattern.match(*tokenize(phrasing.example, {})).complete) << phrasing.text << "\n"
                                                                           << phrasing.example;
    }
}

TEST(Instruction, NothingIsGuessed) {
  for (const char* text :
       {"make it faster", "rename a b", "rename to b", "replace a b c", "fix the bug in a.cc", "sort",
        "add newline to a.cc", "set title to Hello World in a.yaml", "rename function a to b quickly",
        "delete everything", "remove a.txt", "rename foo bar to baz", "insert x", "move a"}) {
    auto parse = parse_instruction(text);
    ASSERT_TRUE(parse) << text;
    EXPECT_TRUE(parse->readings.empty()) << text << ": " << reading(parse->readings.front());
    EXPECT_FALSE(parse->declined.understood.empty());
    EXPECT_FALSE(parse->declined.nearest.empty());
  }
}

TEST(Instruction, NearestIsOfTheSameKind) {
  EXPECT_EQ(parse_instruction("rename the function foo")->declined.nearest.substr(0, 6), "rename");
  EXPECT_EQ(parse_instruction("sort the lines of a.txt by length")->declined.nearest.substr(0, 4), "sort");
  EXPECT_EQ(parse_instruction("set title to Hello World in a.yaml")->declined.nearest.substr(0, 3), "set");
}

TEST(Instruction, HostileTextsAreErrors) {
  auto code = [](std::string_view text) { return parse_instruction(text).error().code; };
  EXPECT_EQ(code(std::string(100'000, 'a')), ErrorCode::kInvalid);
  EXPECT_EQ(code(""), ErrorCode::kInvalid);
  EXPECT_EQ(code("  \n"), ErrorCode::kInvalid);
  EXPECT_EQ(code("rename \x1b[2J to b"), ErrorCode::kInvalid);
  EXPECT_EQ(code("rename \xff to b"), ErrorCode::kInvalid);
  EXPECT_EQ(code(std::string_view("rename a\0 to b", 14)), ErrorCode::kInvalid);
  EXPECT_EQ(code("replace \"a by b"), ErrorCode::kInvalid);
  // Many tokens that fit a repeated slot end soon.
  std::string many = "rename a to b";
  while (many.size() < 9'900) many += " in a, b and c";
  EXPECT_TRUE(parse_instruction(many));
  std::string commas = "rename a to b in x";
  while (commas.size() < 9'900) commas += ",x and";
  EXPECT_TRUE(parse_instruction(commas));
}

TEST(Instruction, TheDocumentListsThePhrasings) {
  std::string path = __FILE__;
  path = path.substr(0, path.rfind("/src/")) + "/docs/mechanic.md";
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::string document = text.str(), begin = "<!-- phrasings -->\n", end = "<!-- /phrasings -->";
  size_t from = document.find(begin), to = document.find(end);
  ASSERT_NE(from, document.npos) << path;
  ASSERT_NE(to, document.npos);
  if (std::getenv("UPDATE")) {
    document.replace(from + begin.size(), to - from - begin.size(), phrasebook().markdown());
    std::ofstream(path) << document;
    return;
  }
  EXPECT_EQ(document.substr(from + begin.size(), to - from - begin.size()), phrasebook().markdown());
}

}  // namespace
}  // namespace suit::mechanic
