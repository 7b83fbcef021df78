#include "context/task_names.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

TEST(NamesInTask, AreThoseThatFindSomething) {
  auto joined = [](std::string_view task) {
    std::string text;
    for (const std::string& name : names_in_task(task)) text += name + "|";
    return text;
  };
  EXPECT_EQ(joined("make parse_line() in src/a.cc return an empty list for \"no input\""),
            "parse_line|src/a.cc|no input|empty|list|");
  EXPECT_EQ(joined("Fix the function please"), "");
  EXPECT_EQ(joined("don't touch it, it's in Makefile.am."), "Makefile.am|touch|");
  EXPECT_EQ(joined("use camelCase and HTTPServer2"), "camelCase|HTTPServer2|");
  EXPECT_EQ(joined(""), "");
}

}  // namespace
}  // namespace suit
