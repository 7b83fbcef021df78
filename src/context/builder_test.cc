#include "context/builder.h"

#include <gtest/gtest.h>

#include "base/secret_masks.h"
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
        .count_tokens = [](std::string_view text) { return static_cast<int64_t>(text.size() + 3) / 4; },
        .shown_as = [this](std::string_view text) { return masks_.masked(text); }};
    if (!failed_.empty())
      request.failed_checks = [this] { return Result<std::vector<FailedCheck>>(failed_); };
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
  std::vector<FailedCheck> failed_;
  SecretMasks masks_;
};

TEST_F(BuilderTest, NamedFilesFirstThenThoseThatHoldTheNames) {
  folder_.write("src/a.cc", "int parse_line();\n");
  folder_.write("src/b.cc", "int other();\n");
  folder_.write("src/c.cc", "int parse_line() { return 1; }\n");
  folder_.write("bin.dat", std::string("parse_line\0x", 12));
  outside_ = "src/c.cc";  // out of scope: only its signatures can be read
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

TEST_F(BuilderTest, TheLeastValuableIsDroppedFirst) {
  folder_.write("named.txt", "needle_here\n" + std::string(800, 'n') + "\n");
  folder_.write("holds.txt", "needle_here\n" + std::string(800, 'h') + "\n");
  folder_.write("AGENTS.md", "Use tabs.\n" + std::string(800, 'a') + "\n");
  const std::string task = "look at needle_here in named.txt";
  EXPECT_EQ(paths(build(task, 4'000)), "named.txt holds.txt ");
  BuiltContext less = build(task, 400);
  EXPECT_EQ(paths(less), "named.txt ");
  EXPECT_LE(less.tokens, 400);
  std::string left_out;
  for (const std::string& text : less.left_out) left_out += text + "\n";
  EXPECT_TRUE(has(left_out, "holds.txt: holds needle_here, 220 tokens")) << left_out;
  EXPECT_TRUE(has(left_out, "AGENTS.md: only the lines 1 to 1")) << left_out;
  EXPECT_TRUE(paths(build(task, 100)).empty());
}

TEST_F(BuilderTest, EveryPartHasAReason) {
  folder_.write("calc.py", "def add(a, b):\n    return a - b\n");
  folder_.write("tests/test_calc.py", "from calc import add\n\ndef test_add():\n    assert add(1, 2) == 3\n");
  folder_.write("AGENTS.md", "Use tabs.\n");
  failed_ = {{"tests", "tests/test_calc.py:4: AssertionError\n", "on the unchanged folder"}};
  BuiltContext context = build("fix it", 8'000);
  EXPECT_GE(context.parts.size(), 5u);
  int64_t tokens = 0;
  for (const OfferedPart& part : context.parts) {
    EXPECT_NE(part.why, "") << part.name;
    tokens += part.tokens;
  }
  EXPECT_EQ(tokens, context.tokens);
}

TEST_F(BuilderTest, NotesNearestToTheTaskComeBeforeThoseOfTheTop) {
  folder_.write("AGENTS.md", "Top.\n");
  folder_.write("src/AGENTS.md", "Of src.\n");
  folder_.write("src/api/AGENTS.md", "Of the API.\n");
  folder_.write("docs/AGENTS.md", "Of docs.\n");
  folder_.write("CLAUDE.md", "Top.\n");  // a copy of AGENTS.md
  folder_.write(".github/copilot-instructions.md", "Copilot.\n");
  folder_.write(".cursorrules", "Old rules.\n");
  folder_.write(".cursor/rules/style.mdc", "Style.\n");
  folder_.write("src/api/a.py", "x = 1\n");
  folder_.write("src/b.py", "x = 1\n");
  auto notes = [&](const std::string& task, std::vector<std::string> scope = {}) {
    std::string text;
    for (const OfferedPart& part : build(task, 8'000, std::move(scope)).parts)
      if (part.kind == PartKind::kNotes) text += part.name + " ";
    return text;
  };
  const std::string rest = "AGENTS.md .github/copilot-instructions.md .cursorrules .cursor/rules/style.mdc ";
  EXPECT_EQ(notes("improve it"), rest);
  EXPECT_EQ(notes("improve it", {"src/api/**"}), "src/api/AGENTS.md " + rest);
  EXPECT_EQ(notes("improve it", {"src/*.py"}), "src/AGENTS.md " + rest);
  EXPECT_EQ(notes("improve src/api/a.py"), "src/api/AGENTS.md " + rest);
}

TEST_F(BuilderTest, NotesAreBoundedAndMasked) {
  std::string key = std::string("ghp_") + "1234567890abcdefghijABCDEFGHIJ123456";
  std::string notes = "The token is " + key + "\n";
  for (int i = 0; i < 5'000; ++i) notes += "Rule " + std::to_string(i) + "\n";
  folder_.write("AGENTS.md", notes);
  BuiltContext context = build("improve it", 100'000);
  const OfferedPart& part = part_of(context, "AGENTS.md");
  EXPECT_LE(part.tokens, 2'000);
  EXPECT_GT(part.tokens, 1'500);
  EXPECT_TRUE(has(part.text, "[secret 1: a GitHub token]\nRule 0\n")) << part.text.substr(0, 80);
  EXPECT_FALSE(has(part.text, key));
  EXPECT_TRUE(context.left_out[0].starts_with("AGENTS.md: only the lines 1 to ")) << context.left_out[0];
}

TEST_F(BuilderTest, WhatAFailingCheckPrintedAndTheTestThatFailed) {
  folder_.write("calc.py", "def add(a, b):\n    return a - b\n");
  folder_.write("other.py", "def add_nothing():\n    return 0\n");
  std::string test = "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n";
  folder_.write("tests/test_calc.py", test);
  outside_ = "tests/test_calc.py";  // readable although out of scope
  failed_ = {{"tests",
              "test_calc.py:5: AssertionError\nFAILED tests/test_calc.py::test_add - assert -1 == 3\n",
              "on the unchanged folder"}};
  BuiltContext context = build("fix it", 4'000);
  const OfferedPart& output = part_of(context, "what the check tests printed");
  EXPECT_EQ(output.kind, PartKind::kCheck);
  EXPECT_EQ(output.title, "The check tests fails on the unchanged folder. It printed:");
  EXPECT_EQ(output.text, failed_[0].output);
  const OfferedPart& source = part_of(context, "tests/test_calc.py");
  EXPECT_EQ(source.kind, PartKind::kCheck);
  EXPECT_EQ(source.text, test);
  EXPECT_EQ(source.title, "The failing test, from tests/test_calc.py, lines 1 to 5:");
  EXPECT_EQ(source.why, "the check tests names its line 5");
  EXPECT_EQ(part_of(context, "calc.py").kind, PartKind::kFile);
  EXPECT_TRUE(has(part_of(context, "calc.py").why, "the failing test tests/test_calc.py imports it"))
      << part_of(context, "calc.py").why;
  // The reasons already contain the output.
  failed_[0].is_said = true;
  context = build("fix it", 4'000);
  EXPECT_THROW(part_of(context, "what the check tests printed"), std::runtime_error);
  EXPECT_EQ(part_of(context, "tests/test_calc.py").text, test);
}

TEST_F(BuilderTest, AFailingTestThatIsOnlyNamedIsLookedFor) {
  folder_.write("pkg/calc.go", "package pkg\n");
  std::string test = "package pkg\n";
  for (int i = 0; i < 200; ++i) test += "// " + std::to_string(i) + "\n";
  test += "func TestAdd(t *testing.T) {\n\tt.Fail()\n}\n";
  folder_.write("pkg/calc_test.go", test);
  failed_ = {{"tests", "--- FAIL: TestAdd (0.00s)\nFAIL\n", "on the unchanged folder"}};
  BuiltContext context = build("fix it", 4'000);
  const OfferedPart& source = part_of(context, "pkg/calc_test.go");
  EXPECT_EQ(source.first_line, 200u);
  EXPECT_TRUE(has(source.text, "func TestAdd")) << source.text;
  EXPECT_EQ(part_of(context, "pkg/calc.go").why,
            "it has the name of the failing test pkg/calc_test.go, in the scope");
}

TEST_F(BuilderTest, AFileOfSeveralSourcesIsOnePartWithAllReasons) {
  folder_.write("calc.py", "def add(a, b):\n    return a - b\n");
  failed_ = {{"tests", "calc.py:2: TypeError\n", "on the unchanged folder"}};
  BuiltContext context = build("fix calc.py", 4'000);
  EXPECT_EQ(paths(context), "calc.py ");
  EXPECT_EQ(part_of(context, "calc.py").why, "named in the task, the check tests names it");
}

TEST_F(BuilderTest, ChecksThatCantRunAreLeftOut) {
  folder_.write("a.txt", "one\n");
  files_ = must(open_files(folder_.path()));
  Folder folder(*files_);
  ContextRequest request{
      .folder = &folder,
      .task = "fix the test",
      .may_change = [](std::string_view) { return true; },
      .budget_tokens = 1'000,
      .count_tokens = [](std::string_view text) { return static_cast<int64_t>(text.size()); }};
  Error error{ErrorCode::kUnsupported, "no sandbox here"};
  request.failed_checks = [&] { return Result<std::vector<FailedCheck>>(error); };
  EXPECT_EQ(must(build_context(request, context_sources())).left_out[0],
            "what the checks print: no sandbox here");
  error.code = ErrorCode::kCancelled;
  EXPECT_EQ(build_context(request, context_sources()).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace suit
