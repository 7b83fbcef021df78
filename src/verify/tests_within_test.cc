#include "verify/tests_within.h"

#include "support/testing.h"

namespace suit {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

// `after` with the tests of `before`; "cannot" for nullopt.
std::string base(const std::string& path, const std::string& before, const std::string& after) {
  return with_base_tests(path, before, after).value_or("cannot");
}

const std::string kRust =
    "//! Numbers.\n"
    "\n"
    "/// The greatest divisor.\n"
    "///\n"
    "/// ```\n"
    "/// assert_eq!(gcd(12, 18), 6);\n"
    "/// ```\n"
    "pub fn gcd(a: u32, b: u32) -> u32 {\n"
    "    if b == 0 { a } else { gcd(b, a % b) }\n"
    "}\n"
    "\n"
    "pub fn one() -> u32 { 1 }\n"
    "\n"
    "#[cfg(test)]\n"
    "mod tests {\n"
    "    use super::*;\n"
    "\n"
    "    #[test]\n"
    "    fn basic() {\n"
    "        assert_eq!(gcd(12, 18), 6);\n"
    "    }\n"
    "}\n";

TEST(TestsWithin, AreFound) {
  EXPECT_TRUE(has_tests_within("src/lib.rs", kRust));
  EXPECT_TRUE(has_tests_within("src/lib.rs", "#[cfg(all(test, unix))]\nmod tests {}\n"));
  EXPECT_TRUE(has_tests_within("src/lib.rs", "/// ```\n/// f();\n/// ```\nfn f() {}\n"));
  EXPECT_FALSE(has_tests_within("src/lib.rs", "/// A test.\nfn test() {}\n"));
  EXPECT_FALSE(has_tests_within("src/lib.rs", "#[cfg(not(test))]\nfn f() {}\n"));
  EXPECT_TRUE(
      has_tests_within("a.py", "def f():\n    \"\"\"One.\n\n    >>> f()\n    1\n    \"\"\"\n    return 1\n"));
  EXPECT_FALSE(
      has_tests_within("a.py", "def f():\n    x = \"\"\"\n    >>> f()\n    \"\"\"\n    # >>> f()\n"));
  EXPECT_TRUE(has_tests_within("a.ts", "if (import.meta.vitest) { test(\"x\", () => {}); }\n"));
  EXPECT_FALSE(has_tests_within("a.ts", "// import.meta.vitest\n"));
  EXPECT_FALSE(has_tests_within("a.txt", ">>> f()\n"));
}

TEST(TestsWithin, RustsModuleComesFromTheBase) {
  std::string fixed = replaced(kRust, "a % b", "b % a");
  EXPECT_EQ(base("src/lib.rs", kRust, fixed), fixed);
  std::string weak = replaced(fixed, "        assert_eq!(gcd(12, 18), 6);", "        assert!(true);");
  EXPECT_EQ(base("src/lib.rs", kRust, weak), fixed);
  EXPECT_EQ(base("src/lib.rs", kRust, replaced(fixed, "    #[test]\n", "    #[test]\n    #[ignore]\n")),
            fixed);
  EXPECT_EQ(base("src/lib.rs", kRust, replaced(fixed, "#[cfg(test)]", "#[cfg(any())]")), fixed);
  // Deleted: it comes back at the end.
  size_t at = fixed.find("#[cfg(test)]");
  std::string module = kRust.substr(kRust.find("#[cfg(test)]"));
  EXPECT_EQ(base("src/lib.rs", kRust, fixed.substr(0, at)), fixed.substr(0, at) + "\n" + module);
  // Added: it goes.
  std::string added = fixed + "#[cfg(test)]\nmod more {\n    #[test]\n    fn x() {}\n}\n";
  EXPECT_EQ(base("src/lib.rs", kRust, added), fixed + "\n");
  // Code is not a test, wherever it moves.
  std::string moved = replaced(fixed, "pub fn one() -> u32 { 1 }\n\n", "") + "pub fn one() -> u32 { 2 }\n";
  EXPECT_EQ(base("src/lib.rs", kRust, moved), moved);
  EXPECT_EQ(base("src/lib.rs", kRust, replaced(fixed, "pub fn one", "#[cfg(test)]\npub fn one")), "cannot");
  EXPECT_EQ(base("src/lib.rs", kRust, weak + "fn (\n"), "cannot");
}

TEST(TestsWithin, RustsExamplesComeFromTheBase) {
  EXPECT_EQ(base("src/lib.rs", kRust, replaced(kRust, "/// assert_eq!(gcd(12, 18), 6);", "/// gcd(12, 18);")),
            kRust);
  EXPECT_EQ(base("src/lib.rs", kRust, replaced(kRust, "/// ```\n", "/// ```ignore\n")), kRust);
  std::string reworded = replaced(kRust, "/// The greatest divisor.", "/// The greatest common divisor.");
  EXPECT_EQ(base("src/lib.rs", kRust, reworded), reworded);
  std::string bare = replaced(
      kRust, "/// The greatest divisor.\n///\n/// ```\n/// assert_eq!(gcd(12, 18), 6);\n/// ```\n", "");
  EXPECT_EQ(base("src/lib.rs", kRust, bare), kRust);
  EXPECT_EQ(base("src/lib.rs", kRust, replaced(kRust, "pub fn gcd", "pub fn gcd2")), "cannot");
}

const std::string kPython =
    "\"\"\"Numbers.\"\"\"\n"
    "\n"
    "class Divisor:\n"
    "    def gcd(self, a, b):\n"
    "        \"\"\"The greatest divisor.\n"
    "\n"
    "        >>> Divisor().gcd(12, 18)\n"
    "        6\n"
    "        \"\"\"\n"
    "        return a if b == 0 else self.gcd(b, a % b)\n"
    "\n"
    "def one():\n"
    "    return 1\n";

TEST(TestsWithin, DoctestsComeFromTheBase) {
  std::string fixed = replaced(kPython, "a % b", "b % a");
  EXPECT_EQ(base("a.py", kPython, fixed), fixed);
  EXPECT_EQ(base("a.py", kPython, replaced(fixed, "        6\n", "        4\n")), fixed);
  EXPECT_EQ(base("a.py", kPython, replaced(fixed, "(12, 18)\n", "(12, 18)  # doctest: +SKIP\n")), fixed);
  // Deleted with its docstring: it comes back.
  size_t at = kPython.find("        \"\"\"The");
  std::string docstring = kPython.substr(at, kPython.find("        return") - at);
  EXPECT_EQ(base("a.py", kPython, replaced(fixed, docstring, "")), fixed);
  std::string reworded = replaced(fixed, "The greatest divisor.", "The greatest common divisor.");
  EXPECT_EQ(base("a.py", kPython, reworded), reworded);
  // Added: it goes.
  std::string added =
      replaced(fixed, "    return 1\n", "    \"\"\"One.\n\n    >>> one()\n    1\n    \"\"\"\n    return 1\n");
  EXPECT_EQ(base("a.py", kPython, added),
            replaced(fixed, "    return 1\n", "    \"\"\"One.\n\n    \"\"\"\n    return 1\n"));
  EXPECT_EQ(base("a.py", kPython, replaced(fixed, "def gcd", "def divisor")), "cannot");
  EXPECT_EQ(base("a.py", kPython, replaced(fixed, "        6\n", "        4\n") + "def (\n"), "cannot");
}

TEST(TestsWithin, TheBlocksOfVitestComeFromTheBase) {
  const std::string code = "export const one = () => 1;\n";
  const std::string tests =
      "if (import.meta.vitest) {\n  const { it, expect } = import.meta.vitest;\n  it(\"one\", () => "
      "expect(one()).toBe(1));\n}\n";
  std::string changed = replaced(code, "1", "2");
  EXPECT_EQ(base("a.ts", code + tests, changed + tests), changed + tests);
  EXPECT_EQ(base("a.ts", code + tests, changed + replaced(tests, "toBe(1)", "toBe(2)")), changed + tests);
  EXPECT_EQ(base("a.ts", code + tests, changed), changed + "\n" + tests);
  EXPECT_EQ(base("a.ts", code, changed + tests), changed + "\n");
  EXPECT_EQ(base("a.ts", code, changed), changed);
}

TEST(TestsWithin, ChangedExamplesAreTold) {
  auto told = [](const std::string& path, const std::string& before, const std::string& after) {
    std::string text;
    for (const WeakenedExample& each : weakened_examples(path, before, after))
      text += std::to_string(each.line) + (each.of_base ? " (before) " : " ") + each.text;
    return text;
  };
  EXPECT_EQ(told("a.py", kPython, replaced(kPython, "        6\n", "        4\n")),
            "5 an example of gcd changed: 6 → 4");
  EXPECT_EQ(told("a.py", kPython, "\n"), "5 (before) the examples of gcd are gone");
  EXPECT_EQ(told("a.py", kPython, replaced(kPython, "        6\n", "        6\n        >>> 1\n        1\n")),
            "");
  EXPECT_EQ(told("a.py", kPython, replaced(kPython, "a % b", "b % a")), "");
  EXPECT_EQ(told("a.rs", kRust,
                 replaced(kRust, "/// assert_eq!(gcd(12, 18), 6);", "/// assert_eq!(gcd(12, 18), 4);")),
            "3 an example of gcd changed: assert_eq!(gcd(12, 18), 6); → assert_eq!(gcd(12, 18), 4);");
  EXPECT_EQ(told("a.rs", kRust, replaced(kRust, "The greatest", "the greatest")), "");
}

TEST(TestsWithin, HostileContents) {
  EXPECT_EQ(base("a.py", std::string(5u << 20, '>'), "x"), "cannot");
  EXPECT_FALSE(has_tests_within("a.py", std::string(5u << 20, '>')));
  std::string deep;
  for (int i = 0; i < 2'000; ++i) deep += std::string(static_cast<size_t>(i), ' ') + "class C:\n";
  base("a.py", deep, deep + ">>> x");
  std::string mods;
  for (int i = 0; i < 20'000; ++i) mods += "mod m {";
  base("a.rs", mods + "#[test] fn x() {}", mods);
  base("a.rs", "\xff\xfe ``` test", "\xfe");
}

}  // namespace
}  // namespace suit
