#include "context/builder.h"

#include <gtest/gtest.h>

#include "propose/context_sources.h"
#include "support/testing.h"

namespace suit {
namespace {

class BuilderTest : public testing::Test {
 protected:
  BuiltContext build(const std::string& task, int64_t budget, std::vector<std::string> scope = {}) {
    files_ = must(open_files(folder_.path()));
    Folder folder(*files_);
    ContextRequest request{
        .folder = &folder,
        .task = task,
        .scope = std::move(scope),
        .may_change = [this](std::string_view path) { return path != outside_; },
        .budget_tokens = budget,
        .count_tokens = [](std::string_view text) { return static_cast<int64_t>(text.size() + 3) / 4; }};
    return must(build_context(request, context_sources()));
  }
  static std::string paths(const BuiltContext& context) {
    std::string text;
    for (const OfferedPart& part : context.parts)
      if (part.kind == PartKind::kFile || part.kind == PartKind::kSignatures)
        text += part.name + (part.whole ? "" : "~") + " ";
    return text;
  }
  static const OfferedPart& part_of(const BuiltContext& context, std::string_view name) {
    for (const OfferedPart& part : context.parts)
      if (part.name == name) return part;
    throw std::runtime_error("no part " + std::string(name));
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
  BuiltContext context = build("change src/a.py", 4'000);
  EXPECT_EQ(paths(context), "src/a.py src/clock.py~ ");
  EXPECT_EQ(part_of(context, "src/clock.py").kind, PartKind::kSignatures);
  EXPECT_EQ(part_of(context, "src/clock.py").text, "def expiry_of(user):\n⋮\n");
}

TEST_F(BuilderTest, KeepsToTheBudgetAndSaysWhatIsLeftOut) {
  std::string large;
  for (int i = 0; i < 2000; ++i)
    large += "line " + std::to_string(i) + (i == 1000 ? " needle_here" : "") + "\n";
  folder_.write("large.txt", large);
  folder_.write("small.txt", "needle_here\n");
  BuiltContext context = build("look at needle_here in large.txt", 600);
  EXPECT_LE(context.tokens, 600);
  EXPECT_EQ(paths(context), "large.txt~ small.txt ");
  const OfferedPart& excerpt = part_of(context, "large.txt");
  EXPECT_EQ(excerpt.first_line, 976u);
  EXPECT_EQ(excerpt.last_line, 1026u);
  EXPECT_TRUE(has(excerpt.text, "needle_here"));
  ASSERT_EQ(context.left_out.size(), 1u);
  EXPECT_EQ(context.left_out[0], "large.txt: only the lines 976 to 1026");
  BuiltContext nothing = build("look at needle_here in large.txt", 30);
  EXPECT_LE(nothing.tokens, 30);
  EXPECT_EQ(paths(nothing), "small.txt ");
  ASSERT_EQ(nothing.left_out.size(), 2u);
  EXPECT_EQ(nothing.left_out[0], "the names of files");
  EXPECT_TRUE(has(nothing.left_out[1], "large.txt: named in the task, holds needle_here"))
      << nothing.left_out[1];
}

}  // namespace
}  // namespace suit
