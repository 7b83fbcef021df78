#include "ledger/origin.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

class OriginTest : public testing::Test {
 protected:
  std::string path(const std::string& name) { return folder_.path() + "/" + name; }
  static std::unique_ptr<Ledger> open(const std::string& path) {
    return must(Ledger::open(path, LedgerMode::kCreate));
  }
  static Sequence claimed(const std::string& path) {
    return must(claim_ledger(*open(path), path)).foreign_until;
  }
  static Sequence looked_at(const std::string& path) {
    return must(origin_of(*open(path), path)).foreign_until;
  }
  // A ledger created here, with two events.
  void make(const std::string& name) {
    auto ledger = open(path(name));
    ASSERT_EQ(must(claim_ledger(*ledger, path(name))).foreign_until, 0);
    for (int i = 0; i < 2; ++i) must(ledger->append({.kind = "task"}));
  }
  // A copy with all contents in its one file.
  void copy(const std::string& from, const std::string& to) {
    fs::copy_file(path(from), path(to), fs::copy_options::overwrite_existing);
  }

  TemporaryFolder folder_;
};

TEST_F(OriginTest, OneMadeHereCountsAndGoesOnCounting) {
  make("a.db");
  EXPECT_EQ(claimed(path("a.db")), 0);
  EXPECT_EQ(looked_at(path("a.db")), 0);
}

TEST_F(OriginTest, AMovedOneCounts) {
  make("a.db");
  fs::rename(path("a.db"), path("b.db"));
  EXPECT_EQ(claimed(path("b.db")), 0);
}

TEST_F(OriginTest, ACopyIsHistoryAndWhatFollowsCounts) {
  make("a.db");
  copy("a.db", "b.db");
  EXPECT_EQ(looked_at(path("b.db")), INT64_MAX) << "looking notes nothing";
  auto ledger = open(path("b.db"));
  LedgerOrigin origin = must(claim_ledger(*ledger, path("b.db")));
  EXPECT_EQ(origin.foreign_until, 2);
  EXPECT_TRUE(origin.taken_over);
  EXPECT_NE(origin.why, "");
  must(ledger->append({.kind = "task"}));
  LedgerOrigin again = must(claim_ledger(*ledger, path("b.db")));
  EXPECT_EQ(again.foreign_until, 2) << "the third was recorded here";
  EXPECT_FALSE(again.taken_over);
  EXPECT_EQ(claimed(path("a.db")), 0) << "the first one is as it was";
}

// A trusted ledger replaced by another one: by a new file, or within the same file.
TEST_F(OriginTest, AReplacedOneIsHistory) {
  make("a.db");
  {
    auto other = open(path("other.db"));
    for (int i = 0; i < 5; ++i) must(other->append({.kind = "task"}));
  }
  copy("other.db", "a.db");
  EXPECT_EQ(claimed(path("a.db")), 5);
  make("b.db");
  fs::remove(path("b.db"));
  copy("other.db", "b.db");
  EXPECT_EQ(claimed(path("b.db")), 5);
}

// The sender of a ledger knows its id, so it gets a new one when first seen.
TEST_F(OriginTest, TheIdOfOneFromElsewhereIsNotKept) {
  {
    auto theirs = open(path("theirs.db"));
    must(theirs->append({.kind = "task"}));
  }
  copy("theirs.db", "a.db");
  EXPECT_EQ(claimed(path("a.db")), 1);
  {
    auto theirs = open(path("theirs.db"));
    must(theirs->append({.kind = "task"}));
  }
  copy("theirs.db", "a.db");  // into the same file
  EXPECT_EQ(claimed(path("a.db")), 2);
}

TEST_F(OriginTest, ItsUserMayAdoptIt) {
  make("a.db");
  copy("a.db", "b.db");
  must(adopt_ledger(*open(path("b.db")), path("b.db")));
  EXPECT_EQ(claimed(path("b.db")), 0);
}

TEST_F(OriginTest, AnIdIsNoPath) {
  auto ledger = open(path("a.db"));
  must(ledger->append({.kind = "task"}));
  EXPECT_EQ(must(ledger->identity()).size(), 32u);
  EXPECT_NE(must(ledger->renew_identity()),
            must(Ledger::open(path("z.db"), LedgerMode::kCreate).value()->identity()));
}

TEST_F(OriginTest, WhereNothingCanBeNotedNothingCounts) {
  std::string before = std::getenv("XDG_STATE_HOME");
  folder_.write("file", "");
  for (std::string place : {path("file") + "/state", path("open")}) {
    ::setenv("XDG_STATE_HOME", place.c_str(), 1);
    if (place.ends_with("open")) {  // others can write to it
      folder_.write("open/suit/ledgers/x", "");
      ::chmod(path("open/suit").c_str(), 0777);
    }
    auto ledger = open(path("a.db"));
    LedgerOrigin origin = must(claim_ledger(*ledger, path("a.db")));
    EXPECT_EQ(origin.foreign_until, INT64_MAX) << place;
    EXPECT_NE(origin.why.find("can't be recorded"), std::string::npos) << origin.why;
  }
  ::setenv("XDG_STATE_HOME", before.c_str(), 1);
}

}  // namespace
}  // namespace suit
