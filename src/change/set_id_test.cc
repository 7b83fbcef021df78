#include <sys/stat.h>

#include "change/apply.h"
#include "change/transaction.h"
#include "support/testing.h"

namespace suit {
namespace {

class SetIdTest : public testing::Test {
 protected:
  SetIdTest()
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
  Result<ApplyOutcome> run(const std::vector<FileEdit>& edits) {
    return run_transaction(place(), edits, {ApplyAction::kApply, 1});
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<Ledger> ledger_;
  FileLock lock_;
};

TEST_F(SetIdTest, SetIdBitsAreDropped) {
  folder_.write("a", "1", 0755);
  ASSERT_EQ(::chmod((folder_.path() + "/a").c_str(), 04755), 0);
  Sequence application = must(run({change("a", "2")})).application;
  EXPECT_EQ(must(files_->info("a")).mode, 0755u);
  must(undo(place(), application, UndoExtent::kWhole));
  EXPECT_EQ(folder_.read("a"), "1");
  EXPECT_EQ(must(files_->info("a")).mode, 0755u) << "also what was recorded with it";
  FileEdit forged{"new", FileVersion::absent(), FileVersion::file("x", 06777)};
  must(run({forged}));
  EXPECT_EQ(must(files_->info("new")).mode, 0777u);
  FileEdit flip{"a", now("a"), FileVersion::file("1", 07755)};
  must(run({flip}));
  EXPECT_EQ(must(files_->info("a")).mode, 0755u);
}

}  // namespace
}  // namespace suit
