#include "propose/repair/changes.h"

#include <gtest/gtest.h>

#include "propose/repair/search.h"

namespace suit::repair {
namespace {

Source parsed(const std::string& path, const std::string& text) {
  auto source = Source::parse(path, FileVersion::file(text, 0644), *grammar_of(path));
  EXPECT_TRUE(source);
  return std::move(*source);
}

std::set<std::string> results(const Source& source, size_t line = 0) {
  std::set<std::string> texts;
  auto all = [&](size_t first, size_t last) { return !line || (first <= line && line <= last) ? 1.0 : 0.0; };
  for (Change& change : changes_of(source, all, 100'000)) {
    EXPECT_GT(change.prior, 0);
    EXPECT_LE(change.end, source.text().size());
    texts.insert(Candidate{&source, {change}, 0}.text());
  }
  return texts;
}

TEST(Changes, MistakesOfEachSortAreUndone) {
  struct {
    const char* path;
    const char* faulty;
    const char* right;
  } cases[] = {
      {"a.py", "def f(a, b):\n    return a < b\n", "def f(a, b):\n    return a <= b\n"},
      {"a.py", "def f(a, b):\n    return a and b\n", "def f(a, b):\n    return a or b\n"},
      {"a.py", "def f(a, b):\n    return a not in b\n", "def f(a, b):\n    return a in b\n"},
      {"a.py", "def f(a, b):\n    return f(b, a)\n", "def f(a, b):\n    return f(a, b)\n"},
      {"a.py", "def f(a, b):\n    return a[0:b]\n", "def f(a, b):\n    return a[1:b]\n"},
      {"a.py", "def f(a, b):\n    return a + 1\n", "def f(a, b):\n    return b + 1\n"},
      {"a.py", "def f(a):\n    for i in range(len(a)):\n        g(i)\n",
       "def f(a):\n    for i in range(len(a) - 1):\n        g(i)\n"},
      {"a.py", "def f(a):\n    if a:\n        return 1\n    return 2\n",
       "def f(a):\n    if not a:\n        return 1\n    return 2\n"},
      {"a.py", "def f(a):\n    g(a)\n", "def f(a):\n    return g(a)\n"},
      {"a.py", "def f(a):\n    yield f(a)\n", "def f(a):\n    yield from f(a)\n"},
      {"a.py", "def f(a):\n    return a.first\n\nx.last\n", "def f(a):\n    return a.last\n\nx.last\n"},
      {"a.py", "def f(a):\n    b = 1\n    a = 2\n    return a\n",
       "def f(a):\n    a = 2\n    b = 1\n    return a\n"},
      {"a.py", "def f(a):\n    for x in a:\n        g(x)\n        h()\n",
       "def f(a):\n    for x in a:\n        g(x)\n    h()\n"},
      {"a.py", "def f(a):\n    while a:\n        g(a)\n",
       "def f(a):\n    while a:\n        g(a)\n        break\n"},
      {"a.py", "def f(a):\n    return a[0]\n",
       "def f(a):\n    if not a:\n        return None\n    return a[0]\n"},
      {"a.py", "def f(a):\n    b = []\n    b.append(a)\n    return a\n",
       "def f(a):\n    b = []\n    b.append(a)\n    return b\n"},
      {"a.py", "def f(a):\n    for x in a:\n        n += 1\n    return n\n",
       "def f(a):\n    n = 0\n    for x in a:\n        n += 1\n    return n\n"},
      {"a.py", "def f(a):\n    for x in a:\n        b = g(b, x)\n    return b\n",
       "def f(a):\n    b = 0\n    for x in a:\n        b = g(b, x)\n    return b\n"},
      {"a.py", "def f(a):\n    def h(x):\n        return x in k\n    return h(a)\n",
       "def f(a):\n    k = set()\n    def h(x):\n        return x in k\n    return h(a)\n"},
      {"a.py", "def f(a):\n    best = 0\n    for x in a:\n        now = now + x\n    return best\n",
       "def f(a):\n    best = 0\n    for x in a:\n        now = now + x\n        best = max(best, now)\n    "
       "return best\n"},
      {"a.py", "def f(a):\n    return list(g(x) for x in a)\n",
       "def f(a):\n    return all(g(x) for x in a)\n"},
      {"a.c", "int f(int a) { return a > 1; }\n", "int f(int a) { return a >= 1; }\n"},
      {"a.c", "int f(int *a, int n) { return a[n]; }\n", "int f(int *a, int n) { return a[n - 1]; }\n"},
      {"a.c", "int f(int a) {\n  if (a && g(a)) return 1;\n  return 0;\n}\n",
       "int f(int a) {\n  if (a) return 1;\n  return 0;\n}\n"},
      {"a.c", "int f(int a) {\n  g(a);\n  return a;\n}\n", "int f(int a) {\n  \n  return a;\n}\n"},
      {"a.cc", "int f(S s) { return s.begin(); }\n", "int f(S s) { return s.end(); }\n"},
      {"a.js", "function f(a) { return a === 0; }\n", "function f(a) { return a !== 0; }\n"},
      {"a.js", "function f(a, b) { return Math.min(a, b); }\n",
       "function f(a, b) { return Math.max(a, b); }\n"},
      {"a.ts", "function f(a: number, n: number) { return a ? n : 0; }\n",
       "function f(a: number, n: number) { return a ? 0 : n; }\n"},
      {"a.go", "package p\nfunc f(a int, b int) int { return a - b }\n",
       "package p\nfunc f(a int, b int) int { return a + b }\n"},
      {"a.rs", "fn f(a: i32) -> bool { a < 3 }\n", "fn f(a: i32) -> bool { a <= 3 }\n"},
      {"A.java", "class A { int f(int a) { return a % 2; } }\n",
       "class A { int f(int a) { return a / 2; } }\n"},
  };
  for (auto& one : cases) {
    Source source = parsed(one.path, one.faulty);
    EXPECT_FALSE(source.root().has_error()) << one.faulty;
    EXPECT_TRUE(results(source).contains(one.right)) << one.faulty << "is not made into\n" << one.right;
  }
}

TEST(Changes, OnlySuspiciousLinesAreTouched) {
  Source source = parsed("a.py", "def f(a):\n    b = a + 1\n    c = b * 2\n    return c\n");
  for (const std::string& text : results(source, 3)) {
    EXPECT_NE(text.find("    b = a + 1\n"), text.npos) << text;
    EXPECT_NE(text.find("def f(a):\n"), text.npos) << text;
  }
  EXPECT_TRUE(results(source, 99).empty());
}

TEST(Changes, BrokenAndStrangeTextsAreSurvived) {
  std::string deep = "x = " + std::string(100'000, '(') + "1" + std::string(100'000, ')') + "\n";
  EXPECT_FALSE(Source::parse("a.py", FileVersion::file(deep, 0644), Grammar::kPython));
  for (const std::string& text :
       {std::string(), std::string("def f(:\n  if\n"), std::string("\xff\xff = 1 +\n")}) {
    Source source = parsed("a.py", text);
    results(source);
  }
  Source crammed = parsed("a.js", "if(a){b()}else{c()}for(;;){d(1)}");
  EXPECT_FALSE(results(crammed).empty());
}

uint64_t shape_of(const std::string& text, bool python) {
  auto tree = SyntaxTree::parse(python ? Grammar::kPython : Grammar::kCpp, text);
  return repair::shape_of(tree->root(), text, python);
}

TEST(Changes, ShapesDifferByMeaningAlone) {
  EXPECT_EQ(shape_of("a = 1  # one\n", true), shape_of("a  =  1\n\n", true));
  EXPECT_EQ(shape_of("int a; // x\n", false), shape_of("int   a;", false));
  EXPECT_NE(shape_of("a = 1\n", true), shape_of("a = 2\n", true));
  EXPECT_NE(shape_of("if a:\n    b\nc\n", true), shape_of("if a:\n    b\n    c\n", true));
  EXPECT_NE(shape_of("a = b // 2\n", true), shape_of("a = b // 3\n", true));
  EXPECT_NE(shape_of("a = b[0] // 2\n", true), shape_of("a = b[0] // 3\n", true));
  EXPECT_NE(shape_of("a = '#' + b\n", true), shape_of("a = '#' + c\n", true));
  EXPECT_NE(shape_of("#define A 1\n", false), shape_of("#define A 2\n", false));
  std::string one = "class A { #n = 1; f() { return this.#n + 1; } }",
              two = "class A { #n = 1; f() { return this.#n + 2; } }";
  auto first = SyntaxTree::parse(Grammar::kJavaScript, one),
       second = SyntaxTree::parse(Grammar::kJavaScript, two);
  EXPECT_NE(repair::shape_of(first->root(), one, false), repair::shape_of(second->root(), two, false));
}

TEST(Naturalness, UsualCodeIsMoreNatural) {
  Naturalness model;
  for (int i = 0; i < 20; ++i) model.learn("for i in range(len(items)):\n    total += items[i]\n");
  EXPECT_GT(model.of("for i in range(", "total", "len(items)", "):"), 1.0);
  EXPECT_LT(model.of("for i in range(", "len(items)", "total", "):"), 1.0);
  EXPECT_GT(Naturalness().of("", "a", "b", ""), 0);  // nothing learned
}

TEST(Changes, OnlyWhatHasNoValueIsGivenOne) {
  for (const char* text :
       {"import n\ndef f(a):\n    return n + a\n", "def f(a):\n    return [x for x in a]\n",
        "n = 1\ndef f(a):\n    return n + a\n", "def f(a, n):\n    return n + a\n",
        "def f(a):\n    n = 0\n    def h():\n        nonlocal n\n        n += a\n    return n\n",
        "def f(a):\n    with g(a) as n:\n        return n\n",
        "def f(a):\n    for i, n in a:\n        g(n + i)\n",
        "def f(a):\n    return sorted(a, key=len) + map(int, a)\n"})
    for (const Change& change : changes_of(
             parsed("a.py", text), [](size_t, size_t) { return 1.0; }, 100'000))
      EXPECT_NE(change.what, "initial value") << text;
}

}  // namespace
}  // namespace suit::repair
