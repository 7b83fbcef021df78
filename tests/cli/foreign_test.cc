// A ledger that came with a folder is history: it licenses nothing and undoes nothing without review.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "change/transaction.h"
#include "ledger/ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

class ForeignTest : public testing::Test {
 protected:
  // An attacker's ledger: an application that claims to have changed `path` from `content`, and 88 clean
  // verdicts.
  void forge(const std::string& path, const std::string& content, uint32_t mode) {
    TemporaryFolder theirs;
    theirs.write(".suit/x", "");
    auto ledger = must(Ledger::open(theirs.path() + "/.suit/ledger.db", LedgerMode::kCreate));
    Sequence task = must(ledger->append({.kind = "task", .body = {{"text", "x"}, {"level", "autopilot"}}}));
    Proposal proposal{.task = task,
                      .proposer = "mechanic",
                      .proposer_version = "2",
                      .kind = "documentation",
                      .summary = "innocent"};
    proposal.edits = {{path, FileVersion::file(content, mode), FileVersion::absent()}};
    for (int i = 0; i < 88; ++i) {
      must(record(*ledger, proposal));
      must(ledger->append({.kind = "verdict",
                           .about = proposal.id,
                           .body = {{"outcome", "accepted"}, {"manner", "accepted"}}}));
      must(ledger->append(
          {.kind = "applied", .about = proposal.id, .body = {{"action", "apply"}, {"begin", 0}}}));
    }
    std::string edits = must(keep_edit_list(*ledger, proposal.edits)).hex();
    Sequence begin = must(ledger->append(
        {.kind = "apply_begin",
         .about = proposal.id,
         .body = {{"action", "apply"}, {"edits", edits}, {"made_directories", {".git/refs"}}}}));
    application_ = must(ledger->append(
        {.kind = "applied", .about = proposal.id, .body = {{"action", "apply"}, {"begin", begin}}}));
    ledger.reset();
    fs::create_directories(folder_.path() + "/.suit");
    fs::copy_file(theirs.path() + "/.suit/ledger.db", folder_.path() + "/.suit/ledger.db");
  }
  Ran suit(std::vector<std::string> arguments) { return run_suit(std::move(arguments), folder_.path()); }
  std::string id() { return std::to_string(application_); }

  TemporaryFolder folder_;
  Sequence application_ = 0;
};

TEST_F(ForeignTest, ItsUndoWritesNothingUnseen) {
  forge("run.sh", "#!/bin/sh\necho owned\n", 04755);
  for (std::vector<std::string> arguments :
       {std::vector<std::string>{"undo", id()}, {"undo", id(), "--partial"}, {"undo", id(), "--json"}}) {
    Ran ran = suit(arguments);
    EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
    EXPECT_FALSE(folder_.exists("run.sh"));
  }
  Ran shown = suit({"undo", id(), "--dry-run"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_TRUE(has(shown.out, "echo owned")) << shown.out;
  EXPECT_TRUE(has(shown.out, "not made by you on this machine")) << shown.out;
  // A person reviews it and answers no, then yes.
  Ran no = run_suit_on_terminal({"undo", id()}, folder_.path(), {"1"});
  EXPECT_EQ(no.code, 4) << no.out;
  EXPECT_TRUE(has(no.out, "echo owned")) << no.out;
  EXPECT_FALSE(folder_.exists("run.sh"));
  Ran yes = run_suit_on_terminal({"undo", id()}, folder_.path(), {"2"});
  EXPECT_EQ(yes.code, 0) << yes.out;
  struct stat st;
  ASSERT_EQ(::stat((folder_.path() + "/run.sh").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 0755u) << "without the set-user-ID bit";
  // That undo was made here, so it can be redone normally.
  EXPECT_EQ(suit({"redo"}).code, 0);
  EXPECT_FALSE(folder_.exists("run.sh"));
}

TEST_F(ForeignTest, NoUndoReachesAProtectedPlace) {
  fs::create_directories(folder_.path() + "/.git/refs");
  forge(".git/hooks/post-checkout", "#!/bin/sh\necho owned\n", 0755);
  for (auto ran : {suit({"undo", id()}), suit({"undo", id(), "--dry-run"}),
                   run_suit_on_terminal({"undo", id()}, folder_.path(), {"2"})}) {
    EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
    EXPECT_TRUE(has(ran.out + ran.err, "protected place")) << ran.out << ran.err;
  }
  EXPECT_FALSE(folder_.exists(".git/hooks/post-checkout"));
  EXPECT_TRUE(folder_.exists(".git/refs")) << "nor removes a folder there";
}

TEST_F(ForeignTest, ItLicensesNothing) {
  forge("run.sh", "x\n", 0755);
  Ran trust = suit({"trust"});
  EXPECT_TRUE(has(trust.out, "no verdicts yet")) << trust.out;
  EXPECT_TRUE(has(trust.out, "history, not evidence")) << trust.out;
  folder_.write("README.md", "one\n");
  Ran done = suit({"do", "--level", "autopilot", "--no-checks", "replace one by two in README.md"});
  EXPECT_EQ(done.code, 3) << done.out << done.err;
  EXPECT_TRUE(has(done.err, "not made by you on this machine")) << "said when it is met: " << done.err;
  EXPECT_FALSE(has(suit({"status"}).err, "not made by you")) << "and only then";
  EXPECT_EQ(folder_.read("README.md"), "one\n");
}

TEST_F(ForeignTest, ItsProposalsAndTasksNeedAReview) {
  forge("run.sh", "x\n", 0755);
  folder_.write("run.sh", "x\n", 0755);
  std::string pending;
  {
    auto ledger = must(Ledger::open(folder_.path() + "/.suit/ledger.db", LedgerMode::kReadWrite));
    Sequence task = must(ledger->append({.kind = "task", .body = {{"text", "x"}, {"level", "chat"}}}));
    Proposal proposal{.task = task, .proposer = "p", .proposer_version = "1", .kind = "k", .summary = "s"};
    proposal.edits = {{"new.sh", FileVersion::absent(), FileVersion::file("echo owned\n", 0755)}};
    must(record(*ledger, proposal));
    pending = std::to_string(proposal.id);
    must(ledger->append(
        {.kind = "call",
         .about = must(ledger->append({.kind = "task", .body = {{"text", "y"}, {"level", "chat"}}}))}));
  }
  for (const char* flag : {"--accept", "--yes"}) {
    Ran ran = suit({"review", pending, flag});
    EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
  }
  EXPECT_EQ(suit({"review", pending}).code, 3) << "it waits";
  EXPECT_EQ(suit({"resume"}).code, 4);
  EXPECT_FALSE(folder_.exists("new.sh"));
  Ran seen = run_suit_on_terminal({"review", pending}, folder_.path(), {"a"});
  EXPECT_EQ(seen.code, 0) << seen.out;
  EXPECT_TRUE(has(seen.out, "not your own record")) << seen.out;
}

TEST_F(ForeignTest, ItsUserCanAdoptIt) {
  forge("run.sh", "x\n", 0755);
  EXPECT_EQ(suit({"trust", "--adopt"}).code, 4) << "not without a terminal";
  EXPECT_EQ(run_suit_on_terminal({"trust", "--adopt"}, folder_.path(), {"1"}).code, 4);
  EXPECT_TRUE(has(suit({"trust"}).out, "no verdicts yet"));
  EXPECT_EQ(run_suit_on_terminal({"trust", "--adopt"}, folder_.path(), {"2"}).code, 0);
  EXPECT_FALSE(has(suit({"trust"}).out, "history"));
  EXPECT_EQ(suit({"undo", id()}).code, 0);
}

TEST_F(ForeignTest, OneThatGitTracksIsNoEvidenceWhoeverMadeIt) {
  ASSERT_EQ(run_program({"git", "init", "-q"}, folder_.path()).code, 0);
  folder_.write("README.md", "one\n");
  ASSERT_EQ(suit({"do", "--yes", "--no-checks", "replace one by two in README.md"}).code, 0);
  ASSERT_EQ(run_program({"git", "add", "-f", ".suit/ledger.db"}, folder_.path()).code, 0);
  EXPECT_TRUE(has(suit({"trust"}).out, "git tracks .suit/ledger.db"));
  EXPECT_EQ(suit({"undo"}).code, 4);
  ASSERT_EQ(run_program({"git", "rm", "-q", "--cached", "-f", ".suit/ledger.db"}, folder_.path()).code, 0);
  EXPECT_EQ(suit({"undo"}).code, 0);
}

TEST_F(ForeignTest, AMovedFolderKeepsItsRecordACopyDoesNot) {
  TemporaryFolder place;
  fs::create_directories(place.path() + "/a");
  place.write("a/README.md", "one\n");
  ASSERT_EQ(
      run_suit({"do", "--yes", "--no-checks", "replace one by two in README.md"}, place.path() + "/a").code,
      0);
  fs::copy(place.path() + "/a", place.path() + "/copy", fs::copy_options::recursive);
  fs::rename(place.path() + "/a", place.path() + "/b");
  EXPECT_EQ(run_suit({"undo"}, place.path() + "/copy").code, 4);
  EXPECT_EQ(run_suit({"undo"}, place.path() + "/b").code, 0);
  EXPECT_EQ(place.read("b/README.md"), "one\n");
}

// Crash recovery does not act on somebody else's ledger.
TEST_F(ForeignTest, ItsUnfinishedApplicationIsLeftAlone) {
  fs::create_directories(folder_.path() + "/.git/refs/tags");
  forge(".git/refs/tags/x", "x", 0644);
  folder_.write(".suit/unfinished", "");
  EXPECT_EQ(suit({"status"}).code, 0);
  EXPECT_EQ(suit({"log"}).code, 0);
  folder_.write("README.md", "one\n");
  EXPECT_EQ(suit({"do", "--no-checks", "replace one by two in README.md"}).code, 3);
  EXPECT_TRUE(folder_.exists(".git/refs/tags"));
}

}  // namespace
}  // namespace suit
