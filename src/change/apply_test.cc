#include "change/apply.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "change/in_force.h"
#include "change/transaction.h"
#include "support/old_ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

class ApplyTest : public testing::Test {
 protected:
  ApplyTest()
      : files_(must(open_files(folder_.path()))),
        ledger_((folder_.write(".suit/x", ""),
                 must(Ledger::open(folder_.path() + "/.suit/ledger.db", LedgerMode::kCreate)))),
        lock_(must(FileLock::acquire(folder_.path() + "/.suit/lock", 0))) {}

  Workplace place() { return {*files_, *ledger_, lock_}; }
  FileVersion now(const std::string& path) { return must(read_version(*files_, path, kEditBytesMax)); }
  FileEdit change(const std::string& path, std::string content) {
    FileVersion before = now(path);
    uint32_t mode = before.type == FileType::kAbsent ? 0644 : before.mode;
    return {path, before, FileVersion::file(std::move(content), mode)};
  }
  FileEdit removal(const std::string& path) { return {path, now(path), FileVersion::absent()}; }
  Result<ApplyOutcome> run(const std::vector<FileEdit>& edits) {
    return run_transaction(place(), edits, {ApplyAction::kApply, 1});
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Ledger> ledger_;
  FileLock lock_;
};

TEST_F(ApplyTest, ChangesCreatesAndRemoves) {
  folder_.write("a", "1", 0750);
  folder_.write("gone", "x");
  ApplyOutcome outcome = must(run({change("a", "2"), removal("gone"), change("new/deep/b", "3")}));
  EXPECT_GT(outcome.application, 0);
  EXPECT_EQ(folder_.read("a"), "2");
  EXPECT_EQ(must(files_->info("a")).mode, 0750u);
  EXPECT_FALSE(folder_.exists("gone"));
  EXPECT_EQ(folder_.read("new/deep/b"), "3");
  EXPECT_FALSE(folder_.exists(".suit/unfinished"));
  for (auto& [name, content] : folder_.snapshot()) EXPECT_EQ(name.find(".suit-tmp"), name.npos);
}

TEST_F(ApplyTest, AChangedFileStopsEverything) {
  folder_.write("a", "1");
  folder_.write("b", "1");
  std::vector<FileEdit> edits = {change("a", "2"), change("b", "2"), change("new", "2")};
  folder_.write("b", "somebody else's");
  folder_.write("new", "too");
  auto before = folder_.snapshot();
  ApplyOutcome outcome = must(run(edits));
  EXPECT_EQ(outcome.application, 0);
  ASSERT_EQ(outcome.conflicts.size(), 2u);
  EXPECT_EQ(outcome.conflicts[0].path, "b");
  EXPECT_EQ(outcome.conflicts[0].now.content, "somebody else's");
  EXPECT_EQ(folder_.snapshot(), before);
}

TEST_F(ApplyTest, BytesSurvive) {
  std::string odd = "caf\xe9 \xff\xfe";
  folder_.write(odd,
                "\xEF\xBB\xBF"
                "a\r\nb\r\n\xff last");
  must(run({change(odd,
                   "\xEF\xBB\xBF"
                   "a\r\nB\r\n\xff last")}));
  EXPECT_EQ(folder_.read(odd),
            "\xEF\xBB\xBF"
            "a\r\nB\r\n\xff last");
  must(undo(place(), must(ledger_->events({.kinds = {"applied"}}))[0].sequence, UndoExtent::kWhole));
  EXPECT_EQ(folder_.read(odd),
            "\xEF\xBB\xBF"
            "a\r\nb\r\n\xff last");
}

TEST_F(ApplyTest, LinksAreChangedAsLinksAndNeverFollowed) {
  TemporaryFolder outside;
  outside.write("f", "outside");
  ASSERT_EQ(::symlink(outside.path().c_str(), (folder_.path() + "/out").c_str()), 0);
  ASSERT_EQ(::symlink("old", (folder_.path() + "/link").c_str()), 0);
  must(run({{"link", now("link"), FileVersion::symlink("new")}}));
  EXPECT_EQ(now("link").content, "new");
  FileEdit through{"out/f", FileVersion::absent(), FileVersion::file("x", 0644)};
  EXPECT_FALSE(run({through}));
  EXPECT_EQ(outside.read("f"), "outside");
}

TEST_F(ApplyTest, AModeChangedMeanwhileStays) {
  folder_.write("a", "1", 0644);
  FileEdit edit = change("a", "2");
  ::chmod((folder_.path() + "/a").c_str(), 0755);
  must(run({edit}));
  EXPECT_EQ(must(files_->info("a")).mode, 0755u);
}

class UndoTest : public ApplyTest {
 protected:
  Sequence apply_to(const std::string& path, std::string content) {
    return must(run({change(path, std::move(content))})).application;
  }
};

const std::string kTen = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

TEST_F(UndoTest, KeepsLaterEditsElsewhereInTheFile) {
  folder_.write("a", kTen);
  Sequence application = apply_to("a", "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  folder_.write("a", "one\n2\n3\n4\n5\n6\n7\n8\n9\nTEN\n");
  must(undo(place(), application, UndoExtent::kWhole));
  EXPECT_EQ(folder_.read("a"), "1\n2\n3\n4\n5\n6\n7\n8\n9\nTEN\n");
}

TEST_F(UndoTest, AConflictChangesNothing) {
  folder_.write("a", kTen);
  folder_.write("b", "b\n");
  Sequence application =
      must(run({change("a", "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"), change("b", "B\n")})).application;
  folder_.write("a", "EINS\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  auto before = folder_.snapshot();
  ApplyOutcome whole = must(undo(place(), application, UndoExtent::kWhole));
  EXPECT_EQ(whole.application, 0);
  ASSERT_EQ(whole.conflicts.size(), 1u);
  EXPECT_EQ(folder_.snapshot(), before);
  ApplyOutcome partial = must(undo(place(), application, UndoExtent::kPartial));
  EXPECT_GT(partial.application, 0);
  EXPECT_EQ(partial.conflicts.size(), 1u);
  EXPECT_EQ(folder_.read("b"), "b\n");
  EXPECT_EQ(folder_.read("a"), "EINS\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
}

TEST_F(UndoTest, NeverRemovesOrReplacesWhatTheUserMade) {
  Sequence created = apply_to("new", "ours");
  folder_.write("new", "ours, and the user's work");
  EXPECT_EQ(must(undo(place(), created, UndoExtent::kWhole)).application, 0);
  EXPECT_EQ(folder_.read("new"), "ours, and the user's work");
  folder_.write("old", "x");
  Sequence removed = must(run({removal("old")})).application;
  folder_.write("old", "the user's new one");
  EXPECT_EQ(must(undo(place(), removed, UndoExtent::kWhole)).application, 0);
  EXPECT_EQ(folder_.read("old"), "the user's new one");
}

TEST_F(UndoTest, OfAnUndoIsARedo) {
  folder_.write("a", "1\n");
  Sequence application = apply_to("a", "2\n");
  Sequence undone = must(undo(place(), application, UndoExtent::kWhole)).application;
  EXPECT_EQ(folder_.read("a"), "1\n");
  Sequence redone = must(undo(place(), undone, UndoExtent::kWhole)).application;
  EXPECT_EQ(folder_.read("a"), "2\n");
  EXPECT_EQ(must(ledger_->event(redone)).body["action"], "redo");
}

TEST_F(UndoTest, OfAMoveBringsTheFolderBack) {
  folder_.write("old/place/f", "x", 0700);
  FileVersion moved = now("old/place/f");
  Sequence application =
      must(run({{"new/f", FileVersion::absent(), moved, "old/place/f"}, removal("old/place/f")})).application;
  EXPECT_FALSE(folder_.exists("old")) << "a move leaves no empty folders";
  must(undo(place(), application, UndoExtent::kWhole));
  EXPECT_EQ(folder_.read("old/place/f"), "x");
  EXPECT_EQ(must(files_->info("old/place/f")).mode, 0700u);
  EXPECT_FALSE(folder_.exists("new"));
}

TEST_F(UndoTest, FoldersThatWereMadeGoAgainUnlessUsed) {
  Sequence application = apply_to("made/deep/f", "x");
  must(undo(place(), application, UndoExtent::kWhole));
  EXPECT_FALSE(folder_.exists("made"));
  application = apply_to("made/deep/f", "x");
  folder_.write("made/other", "the user's");
  must(undo(place(), application, UndoExtent::kWhole));
  EXPECT_FALSE(folder_.exists("made/deep"));
  EXPECT_EQ(folder_.read("made/other"), "the user's");
}

// A move of s/h.h to d/h.h that changes the file and one that includes it, then later changes.
class MoveUndoTest : public UndoTest {
 protected:
  MoveUndoTest() {
    folder_.write("s/h.h", text("above", "below"), 0640);
    folder_.write("use.c", "#include \"s/h.h\"\n1\n2\n3\nend\n");
    first_ = move("s/h.h", "d/h.h", "fixed");
  }
  static std::string text(const std::string& top, const std::string& bottom,
                          const std::string& middle = "middle") {
    return top + "\n1\n2\n3\n" + middle + "\n4\n5\n6\n" + bottom + "\n";
  }
  // Moves and changes the file's middle line, and the include of it in use.c.
  Sequence move(const std::string& from, const std::string& to, const std::string& middle) {
    FileVersion old_one = now(from);
    std::string content = old_one.content;
    size_t at = content.find("3\n") + 2;
    content.replace(at, content.find('\n', at) - at, middle);
    std::string use = folder_.read("use.c");
    use.replace(0, use.find('\n'), "#include \"" + to + "\"");
    std::vector<FileEdit> edits = {
        {to, now(to), FileVersion::file(content, old_one.mode), from}, removal(from), change("use.c", use)};
    std::sort(edits.begin(), edits.end(), [](auto& a, auto& b) { return a.path < b.path; });
    return must(run(edits)).application;
  }
  ApplyOutcome take_back(Sequence application, UndoExtent extent = UndoExtent::kWhole) {
    return must(undo(place(), application, extent));
  }
  bool in_force(Sequence application) {
    return !must(read_applications(*ledger_)).at(application).in_force.is_empty();
  }
  Sequence first_ = 0;
};

TEST_F(MoveUndoTest, WhatWasEditedSinceComesBackWithTheFile) {
  folder_.write("d/h.h", text("above", "edited", "fixed"), 0640);
  auto edited = folder_.snapshot();
  Sequence undone = take_back(first_).application;
  ASSERT_GT(undone, 0);
  EXPECT_EQ(folder_.read("s/h.h"), text("above", "edited"));
  EXPECT_EQ(must(files_->info("s/h.h")).mode, 0640u);
  EXPECT_FALSE(folder_.exists("d"));
  EXPECT_EQ(folder_.read("use.c"), "#include \"s/h.h\"\n1\n2\n3\nend\n");
  // And back, with the edits made meanwhile; and again.
  Sequence redone = take_back(undone).application;
  EXPECT_EQ(folder_.snapshot(), edited);
  take_back(first_);
  folder_.write("s/h.h", text("again", "edited"), 0640);
  Sequence last = must(ledger_->events({.kinds = {"applied"}, .newest_first = true}))[0].sequence;
  EXPECT_GT(last, redone);
  take_back(last);
  EXPECT_EQ(folder_.read("d/h.h"), text("again", "edited", "fixed"));
  EXPECT_FALSE(folder_.exists("s"));
}

TEST_F(MoveUndoTest, AnEditOfTheSameLinesIsAConflictThatLeavesTheMoveWhole) {
  folder_.write("d/h.h", text("above", "below", "the user's"));
  auto before = folder_.snapshot();
  ApplyOutcome whole = take_back(first_);
  EXPECT_EQ(whole.application, 0);
  ASSERT_EQ(whole.conflicts.size(), 1u);
  EXPECT_EQ(whole.conflicts[0].path, "d/h.h");
  EXPECT_EQ(folder_.snapshot(), before);
  ApplyOutcome partial = take_back(first_, UndoExtent::kPartial);
  EXPECT_GT(partial.application, 0);
  EXPECT_FALSE(folder_.exists("s/h.h")) << "no second copy";
  EXPECT_EQ(folder_.read("d/h.h"), text("above", "below", "the user's"));
  EXPECT_EQ(folder_.read("use.c").substr(0, 16), "#include \"s/h.h\"");
  // The rest can be undone once it merges, and each undo can be undone.
  EXPECT_TRUE(in_force(first_));
  EXPECT_EQ(take_back(first_).application, 0);
  folder_.write("d/h.h", text("above", "below", "middle"));
  Sequence rest = take_back(first_).application;
  ASSERT_GT(rest, 0);
  EXPECT_EQ(folder_.read("s/h.h"), text("above", "below"));
  EXPECT_FALSE(folder_.exists("d"));
  EXPECT_FALSE(in_force(first_));
  EXPECT_EQ(folder_.read("use.c").substr(0, 16), "#include \"s/h.h\"");
  take_back(rest);
  EXPECT_TRUE(in_force(first_));
  EXPECT_TRUE(folder_.exists("d/h.h"));
  EXPECT_EQ(folder_.read("use.c").substr(0, 16), "#include \"s/h.h\"") << "that was the other undo";
  take_back(partial.application);
  EXPECT_EQ(folder_.read("use.c").substr(0, 16), "#include \"d/h.h\"");
  EXPECT_GT(take_back(first_).application, 0) << "all of it again";
  EXPECT_EQ(folder_.read("use.c").substr(0, 16), "#include \"s/h.h\"");
  EXPECT_TRUE(folder_.exists("s/h.h"));
}

TEST_F(MoveUndoTest, NothingIsOverwrittenAtTheOldPlace) {
  folder_.write("s/h.h", "the user's new one\n");
  EXPECT_EQ(take_back(first_).application, 0);
  EXPECT_EQ(folder_.read("s/h.h"), "the user's new one\n");
  EXPECT_TRUE(folder_.exists("d/h.h"));
  folder_.write("s/h.h", text("above", "below"));  // a copy of the file that comes back
  EXPECT_GT(take_back(first_).application, 0);
  EXPECT_FALSE(folder_.exists("d/h.h"));
}

TEST_F(MoveUndoTest, ACopyAtTheOldPlaceIsNoReasonToDropALaterEdit) {
  folder_.write("s/h.h", text("above", "below"));
  folder_.write("d/h.h", text("above", "edited", "fixed"));
  EXPECT_EQ(take_back(first_).application, 0);
  EXPECT_EQ(folder_.read("d/h.h"), text("above", "edited", "fixed"));
}

TEST_F(MoveUndoTest, AMovedFileThatIsGoneComesBack) {
  std::filesystem::remove(folder_.path() + "/d/h.h");
  EXPECT_GT(take_back(first_).application, 0);
  EXPECT_EQ(folder_.read("s/h.h"), text("above", "below"));
}

TEST_F(MoveUndoTest, AMoveThatWentOnIsTakenBackFirst) {
  Sequence second = move("d/h.h", "e/h.h", "fixed twice");
  auto before = folder_.snapshot();
  ApplyOutcome outcome = take_back(first_);
  EXPECT_EQ(outcome.application, 0);
  EXPECT_NE(outcome.conflicts[0].why.find("moved on"), std::string::npos);
  EXPECT_EQ(folder_.snapshot(), before);
  folder_.write("e/h.h", text("edited", "below", "fixed twice"));
  EXPECT_GT(take_back(second).application, 0);
  EXPECT_EQ(folder_.read("d/h.h"), text("edited", "below", "fixed"));
  EXPECT_GT(take_back(first_).application, 0);
  EXPECT_EQ(folder_.read("s/h.h"), text("edited", "below"));
}

TEST_F(MoveUndoTest, AMoveThatWasMovedBackIsDoneWith) {
  move("d/h.h", "s/h.h", "fixed twice");
  auto before = folder_.snapshot();
  ApplyOutcome outcome = take_back(first_);
  EXPECT_EQ(outcome.application, 0) << "the middle was fixed again";
  EXPECT_EQ(folder_.snapshot(), before);
  folder_.write("s/h.h", text("above", "below", "fixed"));
  EXPECT_GT(take_back(first_).application, 0);
  EXPECT_EQ(folder_.read("s/h.h"), text("above", "below"));
}

TEST_F(MoveUndoTest, AnEditIsTakenBackWhereTheFileIsNow) {
  Sequence edit = apply_to("d/h.h", text("changed", "below", "fixed"));
  move("d/h.h", "e/h.h", "fixed twice");
  folder_.write("d/h.h", "another file by now\n");
  Sequence undone = take_back(edit).application;
  ASSERT_GT(undone, 0);
  EXPECT_EQ(folder_.read("e/h.h"), text("above", "below", "fixed twice"));
  EXPECT_EQ(folder_.read("d/h.h"), "another file by now\n");
  EXPECT_FALSE(in_force(edit));
  // The undo of the undo, after another move of the file.
  move("e/h.h", "f/h.h", "fixed thrice");
  EXPECT_GT(take_back(undone).application, 0);
  EXPECT_EQ(folder_.read("f/h.h"), text("changed", "below", "fixed thrice"));
  EXPECT_TRUE(in_force(edit));
  EXPECT_GT(take_back(edit).application, 0);
  EXPECT_EQ(folder_.read("f/h.h"), text("above", "below", "fixed thrice"));
}

TEST_F(MoveUndoTest, AFileThatWasMadeAndMovedGoesWhereItIs) {
  Sequence made = apply_to("new.h", "x\n1\n2\n3\nmade\n4\n");
  FileVersion content = now("new.h");
  must(run({{"moved.h", FileVersion::absent(), content, "new.h"}, removal("new.h")}));
  EXPECT_GT(take_back(made).application, 0);
  EXPECT_FALSE(folder_.exists("moved.h"));
}

TEST_F(MoveUndoTest, ABinaryFileMovesBackWithWhatChangedInIt) {
  folder_.write("a.bin", std::string("\0\1", 2));
  FileVersion content = now("a.bin");
  Sequence moved =
      must(run({removal("a.bin"), {"z.bin", FileVersion::absent(), content, "a.bin"}})).application;
  folder_.write("z.bin", std::string("\0\2", 2));
  EXPECT_GT(take_back(moved).application, 0);
  EXPECT_EQ(folder_.read("a.bin"), std::string("\0\2", 2));
  EXPECT_FALSE(folder_.exists("z.bin"));
}

TEST_F(MoveUndoTest, WhatIsAsItWasBeforeCountsAsTakenBack) {
  folder_.write("a", "1\n");
  Sequence application = apply_to("a", "2\n");
  folder_.write("a", "1\n");
  EXPECT_GT(take_back(application).application, 0);
  EXPECT_FALSE(in_force(application));
  EXPECT_EQ(folder_.read("a"), "1\n");
}

TEST_F(MoveUndoTest, AProposedMoveTakesALaterEditAlong) {
  std::vector<FileEdit> edits = {removal("d/h.h"),
                                 {"g/h.h", FileVersion::absent(),
                                  FileVersion::file(text("above", "below", "fixed twice"), 0640), "d/h.h"}};
  folder_.write("d/h.h", text("above", "edited", "fixed"), 0640);
  Rebased rebased = must(rebase(*files_, edits));
  EXPECT_TRUE(rebased.conflicts.empty());
  ASSERT_EQ(rebased.edits.size(), 2u);
  EXPECT_EQ(rebased.edits[1].after.content, text("above", "edited", "fixed twice"));
  EXPECT_EQ(rebased.edits[1].moved_from, "d/h.h");
  std::filesystem::remove(folder_.path() + "/d/h.h");
  EXPECT_EQ(must(rebase(*files_, edits)).conflicts.size(), 1u) << "what is gone can't be moved";
}

class OldLedgerTest : public testing::Test {
 protected:
  void open(OldLedgerEnd end) {
    folder_.write(".suit/x", "");
    make_version_1_ledger(folder_.path() + "/.suit/ledger.db", end);
    ledger_ = must(Ledger::open(folder_.path() + "/.suit/ledger.db", LedgerMode::kReadWrite));
    files_ = must(open_files(folder_.path()));
  }
  Result<std::string> recover_now() {
    FileLock lock = must(FileLock::acquire(folder_.path() + "/.suit/lock", 0));
    return recover({*files_, *ledger_, lock});
  }
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(OldLedgerTest, WhatItSaysCanBeUndoneAndRedone) {
  folder_.write("a.txt", "two\n");
  open(OldLedgerEnd::kApplied);
  EXPECT_EQ(must(load_proposal(*ledger_, 2)).edits[0].after.content, "two\n");
  FileLock lock = must(FileLock::acquire(folder_.path() + "/.suit/lock", 0));
  Sequence undone = must(undo({*files_, *ledger_, lock}, 5, UndoExtent::kWhole)).application;
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
  must(undo({*files_, *ledger_, lock}, undone, UndoExtent::kWhole));
  EXPECT_EQ(folder_.read("a.txt"), "two\n");
}

TEST_F(OldLedgerTest, AnApplicationThatACrashCutShortIsTakenBack) {
  folder_.write("a.txt", "two\n");
  folder_.write(".suit-tmp-00000000-0", "one\n");
  open(OldLedgerEnd::kUnfinished);
  folder_.write(".suit/unfinished", "");
  EXPECT_NE(must(recover_now()), "");
  EXPECT_EQ(folder_.read("a.txt"), "one\n");
  EXPECT_FALSE(folder_.exists(".suit-tmp-00000000-0"));
}

TEST_F(ApplyTest, TheListOfEditsIsKeptOnce) {
  std::vector<FileEdit> there, back;
  for (int i = 0; i < 100; ++i) {
    std::string path = "folder/" + std::to_string(i);
    folder_.write(path, "one\n");
    there.push_back(change(path, "two\n"));
    back.push_back({path, there.back().after, there.back().before});
  }
  for (int i = 0; i < 20; ++i) must(run(i % 2 ? back : there));
  LedgerSize size = must(ledger_->size());
  EXPECT_EQ(size.blobs, 4u) << "two contents, two lists";
  EXPECT_LT(size.blob_bytes, 20'000u);
  uint64_t bodies = 0;
  for (const Event& event : must(ledger_->events({}))) bodies += to_text(event.body).size();
  EXPECT_LT(bodies, 15'000u);
}

TEST_F(UndoTest, RebaseCarriesAProposalOver) {
  folder_.write("a", kTen);
  std::vector<FileEdit> edits = {change("a", "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n")};
  folder_.write("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\nTEN\n");
  Rebased rebased = must(rebase(*files_, edits));
  ASSERT_EQ(rebased.edits.size(), 1u);
  EXPECT_EQ(rebased.edits[0].after.content, "one\n2\n3\n4\n5\n6\n7\n8\n9\nTEN\n");
}

TEST(Normalise, RefusesWhatIsNoProposal) {
  FileVersion some = FileVersion::file("x", 0644);
  auto refused = [](std::vector<FileEdit> edits) {
    Proposal proposal;
    proposal.edits = std::move(edits);
    return !normalise(proposal);
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused({{"a", some, some}}));
  EXPECT_TRUE(refused({{"../a", FileVersion::absent(), some}}));
  EXPECT_TRUE(refused({{"a", FileVersion::absent(), some}, {"a", FileVersion::absent(), some}}));
  EXPECT_TRUE(refused({{"a", FileVersion::absent(), some}, {"a/b", FileVersion::absent(), some}}));
  EXPECT_FALSE(refused({{"a", FileVersion::absent(), some}, {"b", FileVersion::absent(), some}}));
}

}  // namespace
}  // namespace suit
