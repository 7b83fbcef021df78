#include "base/glob.h"

#include "support/testing.h"

namespace suit {
namespace {

struct GlobCase {
  const char* pattern;
  const char* path;
  bool matches;
};

TEST(Glob, WholePaths) {
  const GlobCase cases[] = {{"*.cc", "a.cc", true},
                            {"*.cc", "src/a.cc", false},
                            {"**/*.cc", "a.cc", true},
                            {"**/*.cc", "x/y/a.cc", true},
                            {"src/**", "src/a/b", true},
                            {"src/**", "srcs/a", false},
                            {"a?c", "abc", true},
                            {"a?c", "a/c", false},
                            {"[a-c]x", "bx", true},
                            {"[!a-c]x", "bx", false},
                            {"[]]", "]", true},
                            {"[a", "[a", true},
                            {"*.{h,cc}", "a.cc", true},
                            {"*.{h,cc}", "a.c", false},
                            {"{a,b/{c,d}}/x", "b/d/x", true},
                            {"\\*", "*", true},
                            {"\\*", "x", false},
                            {"**", "any/thing", true},
                            {"a/**/b", "a/b", true},
                            {"a/**/b", "a/x/y/b", true},
                            {"a/**/b", "ab", false},
                            {"", "", true},
                            {"", "a", false},
                            {"*", "", true},
                            {"{a", "{a", true},
                            {"ab*b", "ab", false},  // the literal head and tail must not share bytes
                            {"ab*b", "abb", true},
                            {"a*", "", false},
                            {"a**/b", "ax/y/b", true},
                            {"**/n.txt", "n.txt", true},
                            {"**/n.txt", "m.txt", false},
                            {"a/**/n.txt", "a/n.txt", true},
                            {"a**/b", "b", false},
                            {"src\\*", "src*", true},
                            {"src\\*", "srcs", false},
                            {"*\\", "a\\", true},
                            {"x[ab]", "xb", true},
                            {"x[ab", "x[ab", true},
                            {"x*y*z", "x1y2z", true},
                            {"x*y*z", "x1y2", false}};
  for (const GlobCase& c : cases)
    EXPECT_EQ(glob_matches(c.pattern, c.path), c.matches) << c.pattern << " on " << c.path;
}

TEST(Glob, AsAScope) {
  const GlobCase cases[] = {{"src", "src/a/b.cc", true},    {"src/", "src/a.cc", true},
                            {"a.cc", "x/y/a.cc", true},     {"./a.cc", "a.cc", true},
                            {"src/a.cc", "src/a.cc", true}, {"src/a.cc", "b/src/a.cc", false},
                            {"*.md", "docs/x.md", true},    {".", "x", true}};
  for (const GlobCase& c : cases)
    EXPECT_EQ(scope_glob_matches(c.pattern, c.path), c.matches) << c.pattern << " on " << c.path;
}

// Patterns that make backtracking matchers hang, and braces that would explode.
TEST(Glob, HostilePatternsEnd) {
  std::string stars, braces;
  for (int i = 0; i < 200; ++i) stars += "*a";
  for (int i = 0; i < 40; ++i) braces += "{a,b}";
  EXPECT_FALSE(glob_matches(stars + "b", std::string(2000, 'a')));
  EXPECT_FALSE(glob_matches(braces, std::string(40, 'c')));
}

TEST(Glob, WhatIsMalformed) {
  for (const char* good : {"a", "**/*.{c,h}", "[a-z]", "[]a]", "[!a]?", "a\\[b", "{a,{b,c}}", "a]b", "\\{"})
    EXPECT_EQ(glob_error(good), "") << good;
  for (const char* bad : {"", "[", "a[b", "src/[a-", "{a,b", "a}", "a\\", "[a\\"})
    EXPECT_NE(glob_error(bad), "") << bad;
}

}  // namespace
}  // namespace suit
