#include "base/files.h"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "support/testing.h"

namespace suit {
namespace {

class FilesTest : public testing::Test {
 protected:
  FilesTest() : files_(must(open_files(folder_.path()))) {}
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_;
};

TEST_F(FilesTest, ReadsAndTells) {
  folder_.write("d/a.txt", "hello", 0640);
  FileInfo info = must(files_->info("d/a.txt"));
  EXPECT_EQ(info.type, FileType::kFile);
  EXPECT_EQ(info.mode, 0640u);
  EXPECT_EQ(info.size, 5u);
  EXPECT_EQ(must(files_->read("d/a.txt", 5)), "hello");
  EXPECT_EQ(files_->read("d/a.txt", 4).error().code, ErrorCode::kLimit);
  EXPECT_EQ(files_->read("none", 9).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_->read("d", 9).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(must(files_->info("no/such/thing")).type, FileType::kAbsent);
  EXPECT_EQ(must(files_->list("")).size(), 1u);
}

TEST_F(FilesTest, NeverLeavesTheFolderNorFollowsLinks) {
  TemporaryFolder outside;
  outside.write("secret", "s");
  ASSERT_EQ(::symlink(outside.path().c_str(), (folder_.path() + "/out").c_str()), 0);
  ASSERT_EQ(::symlink("a", (folder_.path() + "/link").c_str()), 0);
  folder_.write("a", "x");
  EXPECT_EQ(files_->read("out/secret", 9).error().code, ErrorCode::kDenied);
  EXPECT_EQ(files_->create("out/new", FileType::kFile, 0644, "x").error().code, ErrorCode::kDenied);
  EXPECT_EQ(files_->create("../new", FileType::kFile, 0644, "x").error().code, ErrorCode::kDenied);
  EXPECT_EQ(files_->read("../etc/passwd", 9).error().code, ErrorCode::kDenied);
  EXPECT_EQ(must(files_->read("link", 9)), "a") << "a link's content is its target";
  EXPECT_EQ(must(files_->info("link")).type, FileType::kSymlink);
  EXPECT_FALSE(outside.exists("new"));
}

TEST_F(FilesTest, NeitherCreateNorMoveReplaces) {
  folder_.write("a", "1");
  folder_.write("b", "2");
  EXPECT_EQ(files_->create("a", FileType::kFile, 0644, "x").error().code, ErrorCode::kConflict);
  EXPECT_EQ(files_->move("a", "b").error().code, ErrorCode::kConflict);
  must(files_->exchange("a", "b"));
  EXPECT_EQ(folder_.read("a"), "2");
  must(files_->move("a", "c"));
  EXPECT_FALSE(folder_.exists("a"));
  must(files_->remove("c"));
  must(files_->remove("c"));  // absent is fine
}

TEST_F(FilesTest, APipeDoesNotHang) {
  ASSERT_EQ(::mkfifo((folder_.path() + "/pipe").c_str(), 0644), 0);
  EXPECT_EQ(files_->read("pipe", 9).error().code, ErrorCode::kInvalid);
}

TEST_F(FilesTest, NamesAreBytes) {
  std::string name = "caf\xe9\n";
  must(files_->create(name, FileType::kFile, 0644, "x"));
  EXPECT_EQ(must(files_->list(""))[0].name, name);
  EXPECT_EQ(must(files_->read(name, 9)), "x");
}

TEST_F(FilesTest, AttributesAreCopied) {
  folder_.write("a", "x");
  folder_.write("b", "y");
  if (::setxattr((folder_.path() + "/a").c_str(), "user.note", "v", 1, 0) != 0)
    return;  // not on this file system
  must(files_->copy_attributes("a", "b"));
  char value[8];
  EXPECT_EQ(::getxattr((folder_.path() + "/b").c_str(), "user.note", value, sizeof value), 1);
}

TEST_F(FilesTest, TheLockIsExclusive) {
  FileLock held = must(FileLock::acquire(folder_.path() + "/lock", 0));
  EXPECT_EQ(FileLock::acquire(folder_.path() + "/lock", 20).error().code, ErrorCode::kBusy);
}

}  // namespace
}  // namespace suit
