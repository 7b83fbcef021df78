// Memory of a page's tree, freed as a whole, with limits. Allocation does not check them: callers check
// is_over() for each token and inside steps whose cost can exceed their input's size.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "read/html_tree.h"

namespace suit {

class HtmlArena {
 public:
  explicit HtmlArena(const HtmlLimits& limits)
      : limits_(limits), until_us_(monotonic_us() + limits.time_ms * 1000) {}

  char* bytes(size_t count) {
    count = (count + 7) & ~size_t{7};
    if (count > left_) {
      left_ = std::max(count, kPieceBytes);
      pieces_.push_back(std::make_unique_for_overwrite<char[]>(left_));
      used_ += left_;
      next_ = pieces_.back().get();
    }
    char* place = next_;
    next_ += count;
    left_ -= count;
    return place;
  }
  template <class T>
  T* make() {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    return new (bytes(sizeof(T))) T();
  }
  std::string_view copy(std::string_view text) {
    char* place = bytes(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  bool is_full() const { return used_ > limits_.memory_bytes; }
  bool is_late() const { return late_; }
  bool is_over() {
    if (++looks_ % 64 == 0 && monotonic_us() > until_us_) late_ = true;
    return late_ || is_full();
  }

 private:
  static constexpr size_t kPieceBytes = 256 << 10;
  HtmlLimits limits_;
  int64_t until_us_;
  uint64_t looks_ = 0, used_ = 0;
  std::vector<std::unique_ptr<char[]>> pieces_;
  char* next_ = nullptr;
  size_t left_ = 0;
  bool late_ = false;
};

}  // namespace suit
