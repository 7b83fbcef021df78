#include "propose/repair/where.h"

#include <gtest/gtest.h>

#include "support/testing.h"

namespace suit::repair {
namespace {

using namespace testing;

TEST(Where, WhatTheFailureCalls) {
  std::string test =
      "void other(void) {\n  unrelated(1);\n}\n\n\n\n\n\n\nvoid test(void) {\n  int n = parse(text);\n  "
      "assert(n == 3);\n}\n";
  auto read = [&](const std::string& named) { return named == "t.c" ? std::optional(test) : std::nullopt; };
  EXPECT_EQ(called_where_it_failed("t: t.c:12: test: Assertion `n == count(text)' failed.\n", read),
            (std::map<std::string, double>{{"assert", 1}, {"count", 1}, {"parse", .5}, {"test", .5}}));
  EXPECT_EQ(called_where_it_failed("t.c:99999999\nother.c:1\n(1)( (x\n2a(", read),
            (std::map<std::string, double>()));
}

TEST(Where, TheirLinesAreHotter) {
  TemporaryFolder folder;
  folder.write("a.c", "int good(int a) {\n  return a;\n}\nint bad(int a) {\n  return a;\n}\n");
  auto files = must(open_files(folder.path()));
  Folder opened(*files);
  Heat heat =
      Heat::of(read_test_runs("{\"test\":\"all\",\"outcome\":\"failed\",\"lines\":{\"a.c\":[1,2,4,5]}}\n"),
               "", [](const std::string&) { return true; });
  weigh_by_calls(heat, "Assertion `bad(1) == 2' failed", opened);
  EXPECT_GT(heat.at("a.c", 5, 5), heat.at("a.c", 2, 2));
  EXPECT_GT(heat.at("a.c", 2, 2), 0);
  // The file whose whole path is named, not one with a similar path.
  folder.write("b/my_t.c", "int x = bad(1);\n");
  folder.write("c/t.c", "int x = bad(1);\n");
  folder.write("d/t.c", "int x = good(1);\n");
  Folder again(*files);
  heat = Heat::of(read_test_runs("{\"test\":\"all\",\"outcome\":\"failed\",\"lines\":{\"a.c\":[1,2,4,5]}}\n"),
                  "", [](const std::string&) { return true; });
  weigh_by_calls(heat, "d/t.c:1: failed", again);
  EXPECT_GT(heat.at("a.c", 2, 2), heat.at("a.c", 5, 5));
  // If none of them is called, the suspicions do not change.
  double before = heat.at("a.c", 2, 2);
  weigh_by_calls(heat, "Assertion failed", again);
  EXPECT_EQ(heat.at("a.c", 2, 2), before);
}

}  // namespace
}  // namespace suit::repair
