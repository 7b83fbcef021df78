// suit fix on C with make, on C++ with CMake and on JavaScript with Node's own runner, through the real
// binary.
#include "support/testing.h"

namespace suit {
namespace {

TEST(LanguagesRepair, CWithMake) {
  TemporaryFolder folder;
  folder.write("stat.h", "int below(const int *a, int n, int bound);\nint largest(const int *a, int n);\n");
  folder.write(
      "stat.c",
      "#include \"stat.h\"\n"
      "int below(const int *a, int n, int bound) {\n  int count = 0;\n  for (int i = 0; i < n; i++)\n"
      "    if (a[i] <= bound) count++;\n  return count;\n}\n"
      "int largest(const int *a, int n) {\n  int best = 0;\n  for (int i = 1; i < n; i++)\n    if (a[i] > "
      "a[best]) best = i;\n  return a[best];\n}\n");
  folder.write("test_stat.c",
               "#include \"stat.h\"\n"
               "int main(void) {\n  int a[] = {3, 9, 2, 9};\n"
               "  return largest(a, 4) != 9 || below(a, 4, 9) != 2 || below(a, 4, 1) != 0 || below(a, 4, "
               "100) != 4;\n}\n");
  folder.write("Makefile", "test: t\n\t./t\nt: stat.o test_stat.o\n\tcc -o t stat.o test_stat.o\n");
  Ran ran = run_suit({"fix", "--check", "make -s test", "--yes", "--budget", "200s"}, folder.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(folder.read("stat.c"), "a[i] < bound")) << ran.out;
}

// A failed assertion ends the program at once: the results until then are used, including what it was
// asserting.
TEST(LanguagesRepair, CThatAborts) {
  TemporaryFolder folder;
  folder.write("list.c",
               "int first(const int *a) {\n  return a[0];\n}\n"
               "int last(const int *a, int n) {\n  return a[n];\n}\n"
               "int never(int a) {\n  return a + 1;\n}\n");
  folder.write("test_list.c",
               "#include <assert.h>\nint first(const int *);\nint last(const int *, int);\nint never(int);\n"
               "int main(void) {\n  int a[] = {3, 9, 2, 7};\n  assert(first(a) == 3);\n  assert(last(a, 3) "
               "== 2);\n  assert(never(1) == 2);\n  return 0;\n}\n");
  folder.write("Makefile", "test: t\n\t./t\nt: list.c test_list.c\n\tcc -o t list.c test_list.c\n");
  Ran ran = run_suit({"fix", "--check", "make -s test", "--yes", "--budget", "200s"}, folder.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "may be in list.c:4, list.c:5, list.c:1 or 1 other line")) << ran.out;
  EXPECT_TRUE(has(folder.read("list.c"), "a[n - 1]")) << ran.out;
}

TEST(LanguagesRepair, CppWithCMakeTellsTestsApart) {
  TemporaryFolder folder;
  folder.write(
      "CMakeLists.txt",
      "cmake_minimum_required(VERSION 3.20)\nproject(p CXX)\nenable_testing()\nadd_executable(t t.cc)\n"
      "add_test(NAME low COMMAND t low)\nadd_test(NAME high COMMAND t high)\n");
  folder.write("clamp.h",
               "inline int low(int v, int bound) {\n  if (v < bound) return bound;\n  return v;\n}\n"
               "inline int high(int v, int bound) {\n  if (v < bound) return bound;\n  return v;\n}\n");
  folder.write("t.cc",
               "#include <string>\n#include \"clamp.h\"\nint main(int, char** a) {\n"
               "  if (std::string(a[1]) == \"low\") return low(1, 3) != 3 || low(5, 3) != 5;\n"
               "  return high(1, 3) != 1 || high(5, 3) != 3;\n}\n");
  Ran ran = run_suit(
      {"fix", "--check", "cmake -S . -B b >/dev/null && cmake --build b >/dev/null && ctest --test-dir b",
       "--scope", "clamp.h", "--yes", "--budget", "200s"},
      folder.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "may be in clamp.h:5, clamp.h:6")) << ran.out;
  EXPECT_TRUE(has(folder.read("clamp.h"), "inline int high(int v, int bound) {\n  if (v > bound)") ||
              has(folder.read("clamp.h"), "inline int high(int v, int bound) {\n  if (v >= bound)"))
      << folder.read("clamp.h");
}

TEST(LanguagesRepair, JavaScriptWithNode) {
  TemporaryFolder folder;
  folder.write("wrap.js",
               "exports.wrap = (text, width) => {\n  const lines = [];\n  let line = \"\";\n  for (const "
               "word of text.split(\" \")) {\n"
               "    if (line && line.length + 1 + word.length >= width) {\n      lines.push(line);\n      "
               "line = word;\n    } else {\n"
               "      line = line ? line + \" \" + word : word;\n    }\n  }\n  if (line) lines.push(line);\n "
               " return lines;\n};\n"
               "exports.count = (text) => {\n  return text.length;\n};\n");
  folder.write("test/wrap.test.js",
               "const test = require('node:test'), assert = require('node:assert');\nconst { wrap, count } = "
               "require('../wrap.js');\n"
               "test('count', () => assert.equal(count('abc'), 3));\n"
               "test('full', () => assert.deepStrictEqual(wrap('a bb ccc', 4), ['a bb', 'ccc']));\n"
               "test('no fuller', () => assert.deepStrictEqual(wrap('a bb ccc', 3), ['a', 'bb', 'ccc']));\n"
               "test('long', () => assert.deepStrictEqual(wrap('abcdef g', 3), ['abcdef', 'g']));\n"
               "test('none', () => assert.deepStrictEqual(wrap('', 3), []));\n");
  Ran ran = run_suit({"fix", "--check", "node --test", "--yes", "--budget", "200s"}, folder.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_TRUE(has(folder.read("wrap.js"), "word.length > width")) << ran.out << folder.read("wrap.js");
  EXPECT_TRUE(has(ran.out, "node --test fails: 1 test of 5")) << ran.out;  // of one process
  EXPECT_FALSE(has(ran.out, "return text.length")) << "no failing test runs it\n" << ran.out;
}

}  // namespace
}  // namespace suit
