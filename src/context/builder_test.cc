#include "context/builder.h"

#include <gtest/gtest.h>

#include "support/testing.h"

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

class BuilderTest : public testing::Test {
 protected:
  FolderContext build(const std::string& task, int64_t budget, std::vector<std::string> open = {}) {
    files_ = std::move(*open_files(folder_.path()));
    Folder folder(*files_);
    return *build_folder_context(
        folder,
        {.task = task,
         .may_change = [this](std::string_view path) { return path != outside_; },
         .open_files = std::move(open),
         .budget_tokens = budget,
         .count_tokens = [](std::string_view text) { return static_cast<int64_t>(text.size() + 3) / 4; }});
  }
  static std::string paths(const FolderContext& context) {
    std::string text;
    for (const ContextFile& file : context.files) text += file.path + (file.whole ? "" : "~") + " ";
    return text;
  }
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
  std::string outside_;
};

TEST_F(BuilderTest, NamedFilesFirstThenThoseThatHoldTheNames) {
  folder_.write("src/a.cc", "int parse_line();\n");
  folder_.write("src/b.cc", "int other();\n");
  folder_.write("src/c.cc", "int parse_line() { return 1; }\n");
  folder_.write("bin.dat", std::string("parse_line\0x", 12));
  outside_ = "src/c.cc";  // not to be changed: its signatures can be read
  EXPECT_EQ(paths(build("change parse_line as in src/b.cc", 10'000)), "src/b.cc src/a.cc src/c.cc~ ");
  EXPECT_EQ(paths(build("change parse_line", 10'000, {"src/b.cc"})), "src/b.cc src/a.cc src/c.cc~ ");
}

TEST_F(BuilderTest, SignaturesOfWhatTheShownFilesUse) {
  folder_.write("src/a.py", "from clock import expiry_of\n\ndef renew(user):\n    return expiry_of(user)\n");
  folder_.write("src/clock.py", "def expiry_of(user):\n    return user.since + 3600\n");
  folder_.write("src/other.py", "def unrelated_thing():\n    return 2\n");
  FolderContext context = build("change src/a.py", 4'000);
  EXPECT_EQ(paths(context), "src/a.py src/clock.py~ ");
  EXPECT_TRUE(context.files[1].signatures);
  EXPECT_EQ(context.files[1].content, "def expiry_of(user):\n⋮\n");
}

TEST_F(BuilderTest, KeepsToTheBudgetAndSaysWhatIsLeftOut) {
  std::string large;
  for (int i = 0; i < 2000; ++i)
    large += "line " + std::to_string(i) + (i == 1000 ? " needle_here" : "") + "\n";
  folder_.write("large.txt", large);
  folder_.write("small.txt", "needle_here\n");
  FolderContext context = build("look at needle_here in large.txt", 600);
  EXPECT_LE(context.tokens, 600);
  EXPECT_EQ(paths(context), "large.txt~ small.txt ");
  EXPECT_EQ(context.files[0].first_line, 976u);
  EXPECT_EQ(context.files[0].last_line, 1026u);
  EXPECT_NE(context.files[0].content.find("needle_here"), std::string::npos);
  ASSERT_EQ(context.left_out.size(), 1u);
  EXPECT_EQ(context.left_out[0], "large.txt: only the lines 976 to 1026");
  FolderContext nothing = build("look at needle_here in large.txt", 30);
  EXPECT_LE(nothing.tokens, 30);
  EXPECT_EQ(nothing.left_out.size(), nothing.files.empty() ? 2u : 1u);
}

}  // namespace
}  // namespace suit
