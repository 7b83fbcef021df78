#include "cli/function_commands.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

struct Row {
  std::string model, kind;
  int64_t tasks = 0;
  std::optional<double> money;
  Fields fields() {
    return {{"model", model, ""}, {"kind", kind, ""}, {"tasks", tasks, ""}, {"money", money, ""}};
  }
};

TEST(FunctionCommands, AsCommaSeparatedValues) {
  std::vector<Row> rows = {{"=cmd|\"x\",\n", "bug-fix", 0, {}}};
  EXPECT_EQ(csv_of_list(Field("rows", rows, "")),
            "model,kind,tasks,money\r\n\"'=cmd|\"\"x\"\",\n\",bug-fix,0,\r\n");
}

TEST(FunctionCommands, AsPlainText) {
  EXPECT_EQ(
      plain_text(
          {{"a", 1}, {"longer", "two\nlines"}, {"none", Json::array()}, {"some", {{{"x", 1}}, {{"x", 2}}}}}),
      "a       1\nlonger  two\n        lines\nnone  none\nsome\n  x  1\n\n  x  2\n");
}

}  // namespace
}  // namespace suit
