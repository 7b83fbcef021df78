#include "base/parallel.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace suit {

int cores() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int threads_for(size_t count, size_t least) {
  return static_cast<int>(std::clamp<size_t>(count / least, 1, static_cast<size_t>(cores())));
}

void for_each_parallel(size_t count, int threads, const std::atomic<bool>* cancelled,
                       const std::function<void(size_t i)>& work) {
  std::atomic<size_t> next{0};
  auto run = [&] {
    for (size_t i; !(cancelled && *cancelled) && (i = next++) < count;) work(i);
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads && static_cast<size_t>(i) < count; ++i) others.emplace_back(run);
  run();
}

}  // namespace suit
