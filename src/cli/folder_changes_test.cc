#include "cli/folder_changes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/file_watch.h"
#include "support/testing.h"

namespace suit {
namespace {

using namespace testing;

class FolderChangesTest : public ::testing::Test {
 protected:
  // True if waiting reports what `change` does.
  bool are_told_of(FolderChanges& changes, const std::function<void()>& change) {
    std::atomic<bool> given_up = false;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      change();
    });
    bool told = changes.wait(given_up);
    other.join();
    return told;
  }
  FolderChanges changes() {
    return {*files_, folder_.path(), [](std::string_view path) { return !path.ends_with(".log"); }};
  }
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(FolderChangesTest, OfFilesThatComeGoAndAreWrittenTo) {
  folder_.write("a/b/one.txt", "1");
  FolderChanges written = changes();
  EXPECT_TRUE(are_told_of(written, [&] { folder_.write("a/b/one.txt", "2"); }));
  FolderChanges made = changes();
  EXPECT_TRUE(are_told_of(made, [&] { folder_.write("a/two.txt", "2"); }));
  FolderChanges below = changes();
  EXPECT_TRUE(are_told_of(below, [&] {
    std::filesystem::create_directories(folder_.path() + "/new/er");
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    folder_.write("new/er/three.txt", "3");
  }));
  FolderChanges removed = changes();
  EXPECT_TRUE(are_told_of(removed, [&] { std::filesystem::remove(folder_.path() + "/a/two.txt"); }));
  // A change before waiting.
  FolderChanges early = changes();
  folder_.write("a/b/one.txt", "other");
  EXPECT_TRUE(early.wait(false));
}

TEST_F(FolderChangesTest, NotOfWhatDoesNotCount) {
  folder_.write("one.txt", "1");
  folder_.write("b.log", "1");
  FolderChanges changed = changes();
  std::atomic<bool> given_up = false;
  std::thread other([&] {
    folder_.write("b.log", "2");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    given_up = true;
  });
  EXPECT_FALSE(changed.wait(given_up));
  other.join();
}

// A change while an ignored file is written constantly.
TEST_F(FolderChangesTest, AlsoBesideWhatIsNeverQuiet) {
  folder_.write("one.txt", "1");
  FolderChanges changed = changes();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i) {
      folder_.write("b.log", std::to_string(i));
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  EXPECT_TRUE(are_told_of(changed, [&] { folder_.write("one.txt", "2"); }));
  done = true;
  writer.join();
}

TEST(FolderWatch, TellsOfWhatIsInFoldersAlsoInThoseMadeLater) {
  constexpr int kLong_ms = 30'000;
  TemporaryFolder folder;
  FolderWatch watch;
  ASSERT_TRUE(watch.add({folder.path()}));
  EXPECT_FALSE(watch.wait(0));
  folder.write("a", "1");
  EXPECT_TRUE(watch.wait(kLong_ms));
  std::filesystem::create_directories(folder.path() + "/b/c");
  EXPECT_TRUE(watch.wait(kLong_ms));
  while (watch.wait(100)) {
  }
  folder.write("b/c/d", "1");
  EXPECT_TRUE(watch.wait(kLong_ms));
  EXPECT_FALSE(watch.add({folder.path() + "/none", folder.path() + "/b"}));
}

}  // namespace
}  // namespace suit
