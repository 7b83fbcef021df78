// Runs the same work on many items with several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

namespace suit {

int cores();  // at least 1
// As many as there are cores, but none for fewer than `least` things each; at least 1.
int threads_for(size_t count, size_t least);

// Calls work(i) once for each i below `count`, on at most `threads` threads, one of which is the caller's.
// The numbers are begun in their order. Returns when all work has ended; once `cancelled` is set, no more is
// begun. `work` must not throw; `cancelled` may be null.
void for_each_parallel(size_t count, int threads, const std::atomic<bool>* cancelled,
                       const std::function<void(size_t i)>& work);

}  // namespace suit
