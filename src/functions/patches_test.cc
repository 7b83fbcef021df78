#include "functions/patches.h"

#include <thread>

#include "support/testing.h"

namespace suit {
namespace {

std::string patch_to(const std::string& value) {
  return "--- a/value.txt\n+++ b/value.txt\n@@ -1 +1 @@\n-1\n+" + value + "\n";
}

class PatchJudgeTest : public testing::Test {
 protected:
  void SetUp() override { folder_.write("value.txt", "1\n"); }
  std::unique_ptr<PatchJudge> judge(PatchOptions options) {
    return must(PatchJudge::create(workspace_, std::move(options)));
  }
  TemporaryFolder folder_;
  Workspace workspace_ = must(Workspace::open(folder_.path(), WorkspaceMode::kLook));
};

TEST_F(PatchJudgeTest, ManyThreadsGetTheVerdictsThatOneGets) {
  auto judge = this->judge({.checks = {{"small", "test $(cat value.txt) -lt 6", {}}}, .parallel = 4});
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0, equal = 0;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int value = 2; value < 10; ++value) {
        auto verdict = judge->judge(thread * 100 + value, patch_to(std::to_string(value)));
        if (!verdict || (verdict->verdict == PatchVerdict::Kind::kAccepted) != (value < 6)) ++wrong;
        if (verdict && verdict->same_as) ++equal;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(equal, 24);  // 32 judged, 8 distinct
}

TEST_F(PatchJudgeTest, StoppedItIsAnErrorForThoseThatWaitToo) {
  std::atomic<bool> cancelled = false;
  auto judge = this->judge({.checks = {{"slow", "sleep 60", {}}}, .parallel = 2, .cancelled = &cancelled});
  std::vector<std::thread> threads;
  std::atomic<int> stopped = 0;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&, i] {
      auto verdict = judge->judge(i, patch_to("2"));
      stopped += !verdict && verdict.error().code == ErrorCode::kCancelled;
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  cancelled = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stopped, 2);
}

}  // namespace
}  // namespace suit
