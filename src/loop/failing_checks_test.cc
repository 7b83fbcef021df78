#include "loop/failing_checks.h"

#include "loop/loop.h"
#include "model/scripted.h"
#include "propose/program/program_proposer.h"
#include "support/testing.h"

namespace suit {
namespace {

TEST(LoopFailingChecks, ATaskIsAboutAFailingCheckByItsWords) {
  const std::vector<std::string> checks = {"pytest", "make it"};
  for (const char* task :
       {"fix the failing test in calc.py", "make the tests pass", "the build is broken", "CI fails on main",
        "repair the lint errors", "pytest fails", "fix what make it says", "it does not compile: fix that"})
    EXPECT_TRUE(is_about_failing_check(task, checks)) << task;
  for (const char* task : {"add a test for parse_line()", "fix the bug in calc.py", "rename test_a to test_b",
                           "rebuild the index page", "add a build step", "explain the test"})
    EXPECT_FALSE(is_about_failing_check(task, checks)) << task;
}

class LoopContextTest : public testing::Test {
 protected:
  LoopContextTest() {
    ::setenv("SUIT_CONFIG", "/nonexistent", 1);
    folder_.write("calc.sh", "echo $(($1 - $2))\n");
    folder_.write("tests/test_calc.sh",
                  "# adds\n[ \"$(sh calc.sh 1 2)\" = 3 ] || { echo tests/test_calc.sh:2: not 3; exit 1; }\n");
  }
  // Returns the outcome; `sent_` has the first message to the model.
  LoopOutcome run(const std::string& text, Level level, std::vector<std::string> scope = {}) {
    Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
    ScriptedModel model(answers_);
    auto proposer = make_program_proposer(model, {});
    ScriptedPerson person({Decision::kLater});
    Loop loop(workspace, *proposer, person, {.extra_checks = {{"sums", "sh tests/test_calc.sh", {}}}});
    auto outcome = loop.run(Task{.text = text, .scope = must(Scope::parse(scope)), .level = level});
    contexts_ = model.contexts();
    sent_ = contexts_.at(0).messages.back().text;
    return must(std::move(outcome));
  }
  static std::string edit(const std::string& to) { return "calc.sh\n```\necho " + to + "\n```\n"; }

  TemporaryFolder folder_;
  std::vector<std::string> answers_ = {edit("$(($1 + $2))")};
  std::vector<Context> contexts_;
  std::string sent_;
};

TEST_F(LoopContextTest, TheFirstPromptHasTheFailingTestAndWhatItPrinted) {
  LoopOutcome outcome = run("fix the failing test", Level::kChat);
  EXPECT_EQ(outcome.status, LoopStatus::kPending);
  EXPECT_EQ(outcome.results.back().outcome, Outcome::kPassed);
  EXPECT_TRUE(has(sent_,
                  "The check sums fails on the unchanged folder. It printed:\n<data>\n"
                  "tests/test_calc.sh:2: not 3\n</data>\n"))
      << sent_;
  EXPECT_TRUE(has(sent_, "The failing test, from tests/test_calc.sh, lines 1 to 2:\n<data>\n# adds\n"))
      << sent_;
  std::map<std::string, std::string> why;
  for (const ContextPart& part : contexts_[0].parts) {
    EXPECT_NE(part.why, "") << part.name;
    why[part.name] = part.why;
  }
  EXPECT_EQ(why["what the check sums printed"], "the check fails on the unchanged folder");
  EXPECT_EQ(why["tests/test_calc.sh"], "the check sums names its line 2, in the scope");
}

TEST_F(LoopContextTest, ChecksRunBeforeTheProposalOnlyWhereTheTaskIsAboutThem) {
  run("make calc.sh add", Level::kChat);
  EXPECT_FALSE(has(sent_, "It printed:")) << sent_;
  answers_ = {"```\necho $(($1 + $2))\n```\n"};
  run("fix the failing test", Level::kEdit, {"calc.sh:1"});
  EXPECT_TRUE(has(sent_, "tests/test_calc.sh:2: not 3")) << sent_;
  answers_ = {"```\n# adds\n```\n"};
  run("fix the failing test", Level::kComplete, {"calc.sh:1"});
  EXPECT_FALSE(has(sent_, "not 3")) << "to go on in a text has to be quick";
}

TEST_F(LoopContextTest, TheRunIsShownAndCanBeStopped) {
  struct Watching final : Watch {
    void step(const std::string& line) override {
      steps += line + "\n";
      flag = stops && line.starts_with("runs the checks");
    }
    const std::atomic<bool>* cancelled() const override { return &flag; }
    std::string steps;
    std::atomic<bool> flag = false;
    bool stops = false;
  } person;
  Workspace workspace = must(Workspace::open(folder_.path(), WorkspaceMode::kChange));
  ScriptedModel model(answers_);
  auto proposer = make_program_proposer(model, {});
  LoopOptions options{.extra_checks = {{"sums", "sh tests/test_calc.sh", {}}}};
  Task task{.text = "fix the failing test"};
  EXPECT_EQ(must(Loop(workspace, *proposer, person, options).run(task)).status, LoopStatus::kPending);
  EXPECT_TRUE(has(person.steps,
                  "runs the checks on the unchanged folder: sums\n"
                  "fails on the unchanged folder: sums\n"))
      << person.steps;
  person.stops = true;
  options.extra_checks[0].command = "sleep 100";
  EXPECT_EQ(Loop(workspace, *proposer, person, options).run(task).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(model.contexts().size(), 1u);
}

TEST_F(LoopContextTest, AnEarlierProposalsFailureNamesItsTest) {
  folder_.write("calc.sh", "echo $(($1 + $2))\n");
  answers_ = {edit("4"), edit("$(($2 + $1))")};
  run("simplify it", Level::kChat, {"calc.sh"});
  EXPECT_FALSE(has(sent_, "test_calc.sh"));
  ASSERT_EQ(contexts_.size(), 2u);
  const std::string& again = contexts_[1].messages.back().text;
  EXPECT_TRUE(has(again, "tests/test_calc.sh:2: not 3")) << again;
  EXPECT_TRUE(has(again, "The failing test, from tests/test_calc.sh, lines 1 to 2:")) << again;
}

}  // namespace
}  // namespace suit
