#include "code/bodies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "base/text.h"
#include "code/symbols.h"
#include "support/testing.h"

namespace suit {
namespace {

using namespace testing;

// The remaining text; checks that every byte comes from its stated place in the source, except replacements.
std::string rest(Grammar grammar, std::string_view source) {
  Shortened shortened = without_bodies(grammar, source);
  size_t last = 0;
  for (size_t i = 0; i < shortened.text.size(); ++i) {
    size_t at = shortened.in_source(i);
    EXPECT_TRUE(i == 0 || at > last) << i;
    if (at >= source.size()) return "beyond the source";
    bool is_other = grammar == Grammar::kPython
                        ? shortened.text[i] == '0'
                        : (grammar == Grammar::kC || grammar == Grammar::kCpp) &&
                              std::string_view(" ()").find(shortened.text[i]) != std::string_view::npos;
    EXPECT_TRUE(source.substr(at, 1) == std::string_view(shortened.text).substr(i, 1) || is_other) << i;
    last = at;
  }
  return shortened.text;
}

TEST(Bodies, OfFunctionsAndInitializersInC) {
  EXPECT_EQ(rest(Grammar::kC, "int f(int a) {return a;}\nint t[] = {1,2};\nstruct s {int a;};\n"),
            "i f(){}\nint t[] = {};\nstruct s {};\n");
  // Braces in strings, characters and comments do not count.
  EXPECT_EQ(rest(Grammar::kC, "void f(void) {a=\"}\";b='}';c='\\'';/*}*///}\nd;}int g;"), "v f(){}int g;");
  EXPECT_EQ(rest(Grammar::kC, "/* Says\n * it. */\nint f(void);/**/\n/*/"), "/**/\ni f();/**/\n/*/");
  // A directive inside: both branches may have braces.
  std::string branches =
      "void f(void)\n{\n#ifdef A\n  if (a) {x;\n#else\n  if (b) {\n#endif\n  }\n}\nint g(void) {y;}\n";
  EXPECT_EQ(rest(Grammar::kC, branches), "v f(){}\ni g(){}\n");
  EXPECT_EQ(rest(Grammar::kC, "#define F(a) do { \\\n  a; /* { \n { */ } while (0)\nint g(void) {y;}"),
            "#define F(a) do { \\\n  a; /* { \n { */ } while (0)\ni g(){}");
}

// Macros that no grammar knows do not confuse the parser.
TEST(Bodies, HeadersAsAGrammarKnowsThem) {
  auto names = [](std::string_view source) {
    std::string text;
    Shortened shortened = without_bodies(Grammar::kC, source);
    EXPECT_FALSE(must(SyntaxTree::parse(Grammar::kC, shortened.text)).root().has_error()) << shortened.text;
    for (const Symbol& one : must(symbols_of(Grammar::kC, source, shortened)).definitions)
      text += std::to_string(one.line) + " " + one.name + ", ";
    return text;
  };
  EXPECT_EQ(names("static int __init f(struct a *b,\n  char __user *c) __must_check\n{\n}\nextern void "
                  "*__weak g(int);\n"),
            "1 f, 5 g, ");
  EXPECT_EQ(names("SYSCALL_DEFINE2(open, const char __user *, name,\n  int, flags)\n{\n  x;\n}\nint g(void) "
                  "{ y; }\n"),
            "1 open, 6 g, ");
  EXPECT_EQ(names("int a __read_mostly;\nstatic char __initdata b[64];\nunsigned int __c;\nstruct s "
                  "__d;\nint e[2] __initdata = {1, 2};\nstruct s __percpu *p;\nconst __u32 q;\n"),
            "1 a, 2 b, 3 __c, 4 __d, 5 e, 6 p, 7 q, ");
  EXPECT_EQ(names("static DEFINE_MUTEX(lock);\nstatic DEFINE_PER_CPU(struct s, each);\ntypedef int "
                  "(*call)(int);\nstatic u32 (*h)(int);\n"),
            "1 lock, 2 DEFINE_PER_CPU, 3 call, 4 h, ");
  EXPECT_EQ(names("int /*x*/f(void) { return 1; }\nstruct s *\n/* why */h(int a)\n{\n}\nint/**/g(void);\n"),
            "1 f, 3 h, 6 g, ");
  // Balanced conditions, and one that is not.
  EXPECT_EQ(names("int f(int a)\n{\n#ifdef A\n  if (a) {\n#else\n  if (b) {\n#endif\n    x;\n  }\n  if (c "
                  "||\n      d) {\n    y;\n  }\n}\nint g(void)\n{\n}\n"),
            "1 f, 15 g, ");
  EXPECT_EQ(rest(Grammar::kC, "#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n  x;\n}\n"),
            "#ifdef A\ni f(){\n#else\nint f(void) {\n#endif\n  x;\n}\n");
}

TEST(Bodies, OfMethodsInTheirClasses) {
  EXPECT_EQ(
      rest(
          Grammar::kCpp,
          "namespace n {\nclass A {\n  int f() const {g();}\n  int b = 1'000'000; A() : b_(1) {x;}\n};\n}\n"),
      "namespace n {\nclass A {\n  i f(){}\n  int b = 1'000'000; A() : b_(1) {}\n};\n}\n");
  EXPECT_EQ(
      rest(Grammar::kCpp, "namespace n __attribute__((x)) {int a;}\nauto t = R\"x(}{)\")x\";void f() {y;}"),
      "namespace n __attribute__((x)) {int a;}\nauto t = R\"x(}{)\")x\";v f(){}");
  EXPECT_EQ(
      rest(Grammar::kJava,
           "record P(int x) {int f() {return 1;}}\nclass A {String s = \"\"\"\n}\"\"\";void g() {h();}}"),
      "record P(int x) {int f() {}}\nclass A {String s = \"\"\"\n}\"\"\";void g() {}}");
}

// Text that looks like a function's body or a brace, but is not.
TEST(Bodies, ContainersStay) {
  EXPECT_EQ(rest(Grammar::kJava, "record P(@Ann({\"a\", \"b\"}) String x) {\n  int f() { return 1; }\n}\n"),
            "record P(@Ann({\"a\", \"b\"}) String x) {\n  int f() {}\n}\n");
  EXPECT_EQ(rest(Grammar::kRust,
                 "impl H for fn(u8) -> u8 { fn call(&self) {x} }\ntrait A: B<fn()> {}\nfn g(f: fn(u8)) {y}"),
            "impl H for fn(u8) -> u8 { fn call(&self) {} }\ntrait A: B<fn()> {}\nfn g(f: fn(u8)) {}");
  std::string_view escaped = "namespace n {\r\nvoid f() { puts(\"a \\\r\n b\"); }\r\nvoid g();\r\n}\r\n";
  EXPECT_EQ(rest(Grammar::kCpp, escaped), "namespace n {\r\nv f(){}\r\nv g();\r\n}\r\n");
  EXPECT_EQ(rest(Grammar::kCpp, "#define OPEN(f) \\\r\n void f() {\r\nvoid a();\r\n"),
            "#define OPEN(f) \\\r\n void f() {\r\nv a();\r\n");
  EXPECT_EQ(rest(Grammar::kCpp, "class A {\n  void f() { x = 0xFF'AB'CD; y = '{'; }\n  void g();\n};\n"),
            "class A {\n  v f(){}\n  v g();\n};\n");
  // A brace that is not the match, as the indentation shows.
  EXPECT_EQ(rest(Grammar::kCpp, "class A {\n  void f() { x\n  void g();\n};\n"),
            "class A {\n  v f(){ x\n  void g();\n};\n");
  EXPECT_EQ(rest(Grammar::kPython,
                 "def f(x):\n  return f\"{\"(\" + x}\"\ndef g():\n  return (\nclass C:\n  pass\n"),
            "def f(x):\n  0\ndef g():\n  0\nclass C:\n  pass\n");
}

TEST(Bodies, HostileTextsTakeLinearTime) {
  for (auto [grammar, piece] : {std::pair<Grammar, std::string_view>{Grammar::kCpp, "R\"R"},
                                {Grammar::kRust, "r#"},
                                {Grammar::kCpp, "{ "},
                                {Grammar::kPython, "(\n"},
                                {Grammar::kJava, "\"\"\""},
                                {Grammar::kRust, "/*"},
                                {Grammar::kC, "f(){"}}) {
    std::string text;
    while (text.size() < (4u << 20)) text += piece;
    SCOPED_TRACE(piece);
    EXPECT_LE(without_bodies(grammar, text).text.size(), text.size());  // took minutes before it was linear
  }
}

TEST(Bodies, InGoAndRust) {
  EXPECT_EQ(
      rest(Grammar::kGo,
           "type S struct {a int}\ntype I interface {F()}\nfunc (s *S) F() error {x := `}`;y := '}'}\n"),
      "type S struct {a int}\ntype I interface {F()}\nfunc (s *S) F() error {}\n");
  EXPECT_EQ(rest(Grammar::kRust,
                 "impl<'a> A<'a> {fn f(&'a self, b: [u8; 4]) -> u8 {match b {c => '}'}}}\nstruct S {a: "
                 "u8}\n/* { /* { */ */ fn g() {r#\"}\"#;}"),
            "impl<'a> A<'a> {fn f(&'a self, b: [u8; 4]) -> u8 {}}\nstruct S {a: u8}\n/* { /* { */ */ fn g() "
            "{}");  // nested comments stay
}

TEST(Bodies, InPython) {
  EXPECT_EQ(rest(Grammar::kPython,
                 "class A:\n\tx = 1\n\tdef f(self,\n\t\ta):  # :\n# at the margin\n\t\t'''doc\nx'''\n\t\tdef "
                 "g():\n\t\t\tpass\n\t\treturn 1\n\ny = 2\n"),
            "class A:\n\tx = 1\n\tdef f(self,\n\t\ta):  # :\n# at the margin\n\t\t0\n\ny = 2\n");
  EXPECT_EQ(rest(Grammar::kPython,
                 "def f(): return 1\nasync def g(a={'b': 1}) -> 'x:':\n  a = (1,\n2)\n  b\nz = '\\'#'\n"),
            "def f(): return 1\nasync def g(a={'b': 1}) -> 'x:':\n  0\nz = '\\'#'\n");
}

TEST(Bodies, InPythonWithLinesThatGoOn) {
  EXPECT_EQ(rest(Grammar::kPython, "def f():\r\n  a = 1 + \\\r\n2\r\n  b = 'x\\\r\ndef y'\r\nc = 3\r\n"),
            "def f():\r\n  0\nc = 3\r\n");
}

TEST(Bodies, NotInJavaScript) {
  EXPECT_EQ(rest(Grammar::kJavaScript, "function f() {return /}/}"), "function f() {return /}/}");
}

std::string described(const FileSymbols& symbols) {
  std::string text = symbols.signatures;
  for (const Symbol& one : symbols.definitions)
    text += std::to_string(one.line) + " " + one.name + ": " + one.signature + "\n";
  return text;
}

TEST(Bodies, SignaturesAreThoseOfTheWholeTreeWhereItIsSound) {
  size_t files = 0;
  for (const char* folder : {"src", "tests", "bench", "tools"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(SUIT_SOURCE_DIR) + "/" + folder)) {
      auto grammar = grammar_of(entry.path().string());
      if (!grammar || !entry.is_regular_file()) continue;
      SCOPED_TRACE(entry.path().string());
      std::string source = must(read_file(entry.path().string(), 1 << 20));
      if (must(SyntaxTree::parse(*grammar, source)).root().has_error())
        continue;  // something in a body is taken for what follows it
      EXPECT_EQ(described(must(symbols_of(*grammar, source))),
                described(must(symbols_of(*grammar, source, {source}))));
      ++files;
    }
  EXPECT_GT(files, 200u);
}

// For any text, the rest is part of it.
TEST(Bodies, OfTextsThatAreNoPrograms) {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"{",  "}",  "(", ")",         "\"",   "'",   "`",    "/*",       "*/",
                                     "//", "\n", "#", "\\",        "fn ",  "R\"", "r#\"", "def f():", "  ",
                                     "\t", "=",  ";", "namespace", "\xff", "é",   "1"};
  for (int turn = 0; turn < 3000; ++turn) {
    std::string text;
    for (size_t count = random() % 40; count > 0; --count) text += pieces[random() % std::size(pieces)];
    for (Grammar grammar :
         {Grammar::kC, Grammar::kCpp, Grammar::kGo, Grammar::kRust, Grammar::kJava, Grammar::kPython})
      rest(grammar, text);
  }
  std::string deep(200'000, '{');
  rest(Grammar::kC, "int f()" + deep + std::string(200'000, '}'));
}

}  // namespace
}  // namespace suit
