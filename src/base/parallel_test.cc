#include "base/parallel.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace suit {
namespace {

TEST(Parallel, EachIsDoneOnceHoweverManyThreads) {
  for (int threads : {0, 1, 3, 64})
    for (size_t count : {0u, 1u, 2u, 1000u}) {
      std::vector<std::atomic<int>> done(count);
      for_each_parallel(count, threads, nullptr, [&](size_t i) { ++done[i]; });
      for (auto& times : done) EXPECT_EQ(times, 1) << threads << " threads, " << count;
    }
}

TEST(Parallel, AsManyThreadsWorkAsAreAskedForAndTheCallersIsOne) {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  std::atomic<int> waiting{0};
  for_each_parallel(3, 3, nullptr, [&](size_t) {
    ++waiting;
    while (waiting < 3) std::this_thread::yield();  // ends only if three are at work
    std::lock_guard hold(mutex);
    seen.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_TRUE(seen.contains(std::this_thread::get_id()));
}

TEST(Parallel, NothingIsBegunOnceItIsCancelled) {
  std::atomic<bool> cancelled{false};
  std::vector<size_t> done;
  for_each_parallel(10, 1, &cancelled, [&](size_t i) {
    done.push_back(i);
    cancelled = i == 3;
  });
  EXPECT_EQ(done, (std::vector<size_t>{0, 1, 2, 3}));
}

TEST(Parallel, FewThingsGetFewThreads) {
  EXPECT_EQ(threads_for(0, 8), 1);
  EXPECT_EQ(threads_for(15, 8), 1);
  EXPECT_LE(threads_for(16, 8), 2);
  EXPECT_EQ(threads_for(1'000'000, 8), cores());
}

}  // namespace
}  // namespace suit
