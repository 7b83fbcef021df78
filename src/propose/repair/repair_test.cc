#include "propose/repair/repair.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "propose/first.h"
#include "propose/mechanic/mechanic.h"
#include "support/testing.h"

namespace suit::repair {
namespace {

class RepairProposerTest : public testing::Test {
 protected:
  Reply propose(Proposer& proposer, const std::string& text, Trying trying = {},
                std::vector<Reason> reasons = {}) {
    trying.sandbox.folder = folder_.path();
    Task task{.id = task_, .text = text};
    auto files = must(open_files(folder_.path()));
    Folder folder(*files);
    return must(
        proposer.propose({.task = task, .folder = folder, .reasons = std::move(reasons), .trying = &trying}));
  }
  Declined declined(Proposer& proposer, const std::string& text, Trying trying = {},
                    std::vector<Reason> reasons = {}) {
    return std::get<Declined>(propose(proposer, text, std::move(trying), std::move(reasons)));
  }

  TemporaryFolder folder_;
  int64_t task_ = 1;
};

TEST_F(RepairProposerTest, ReadsItsOwnPhrasingsAlone) {
  auto repair = make_repair();
  EXPECT_EQ(repair->name(), "repair");
  EXPECT_EQ(repair->examples(), (std::vector<std::string>{"make the tests pass", "fix the failing tests"}));
  for (const char* text : {"make the tests pass", "Please fix the failing tests.", "get the build green",
                           "make all checks work", "repair the broken build", "mend the tests"}) {
    EXPECT_EQ(repair->kind_of(text), "repair") << text;
    EXPECT_EQ(make_mechanic()->kind_of(text), "") << text;
    EXPECT_EQ(declined(*repair, text).understood, "make a failing check pass, but there is none to run here");
  }
  for (const char* text : {"rename a to b", "fix the bug in a.cc", "make it faster", ""})
    EXPECT_EQ(repair->kind_of(text), "") << text;
  Declined other = declined(*repair, "rename a to b");
  EXPECT_EQ(other.understood, "repair knows no instruction that begins like this");
  EXPECT_EQ(other.nearest, "make the tests pass");
}

TEST_F(RepairProposerTest, TakesAnyTextWhereItIsAskedDirectly) {
  auto fix = make_repair(RepairTexts::kAny);
  EXPECT_EQ(declined(*fix, "the dates are wrong").understood,
            "make a failing check pass, but there is none to run here");
}

TEST_F(RepairProposerTest, DoesNotSearchAgainForTheSameTask) {
  auto repair = make_repair();
  Trying passes{.checks = {{"passes", "true", {}}}}, fails{.checks = {{"fails", "false", {}}}};
  Reason reason{.source = "fails", .text = "it failed"};
  std::string first = declined(*repair, "make the tests pass", passes).understood;
  EXPECT_EQ(first, "the checks pass already: passes");
  EXPECT_EQ(declined(*repair, "make the tests pass", fails, {reason}).understood, first);
  EXPECT_NE(declined(*repair, "make the tests pass", fails).understood, first)
      << "it is asked from the start";
  task_ = 2;
  EXPECT_NE(declined(*repair, "make the tests pass", passes, {reason}).understood.find("pass already"),
            std::string::npos);
}

TEST_F(RepairProposerTest, OfTwoThatDeclineTheNearerOneSaysWhy) {
  auto mechanic = make_mechanic(), repair = make_repair();
  FirstProposer first({mechanic.get(), repair.get()});
  auto said = [&](const std::string& text) {
    ++task_;
    Declined reply = declined(first, text);
    return reply.understood + "; " + reply.nearest;
  };
  EXPECT_EQ(said("make coffee"),
            "the mechanic knows no instruction that begins like this; "
            "rename function parse_line to parse_record");
  EXPECT_EQ(said("fix the failing test now"),
            "“fix the failing test” was understood, but not “now” after it; fix the failing tests");
  EXPECT_EQ(
      said("fix the line endings quickly"),
      "“fix the line endings” was understood, but not “quickly” after it; normalise line endings in docs");
  EXPECT_EQ(said("make the tests pass").substr(0, 25), "make a failing check pass");
  Task task{.id = ++task_, .text = "rename function nothing_like_it to two"};
  auto files = must(open_files(folder_.path()));
  Folder folder(*files);
  auto reply = first.propose({.task = task, .folder = folder});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kNotFound) << "the mechanic understood it";
}

TEST_F(RepairProposerTest, TheDocumentListsThePhrasings) {
  std::ifstream file(SUIT_SOURCE_DIR "/docs/repair.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find(phrasebook().markdown()), std::string::npos) << "docs/repair.md must hold:\n"
                                                                         << phrasebook().markdown();
}

}  // namespace
}  // namespace suit::repair
