// Must crash: proves that the sanitizers, CHECK and the fuzzer work. The mistakes are deliberate.
#include <limits>
#include <memory>

#include "input.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input = fuzz::view_of(data, size);
  if (input.starts_with("heap")) {
    auto bytes = std::make_unique<volatile char[]>(4);
    bytes[input.size()] = 1;
  }
  if (input.starts_with("sign")) {
    volatile int most = std::numeric_limits<int>::max();
    most = most + static_cast<int>(input.size());
  }
  if (input.starts_with("hang"))
    for (volatile bool forever = true; forever;) {
    }
  CHECK(!input.starts_with("fuzz"));
  return 0;
}
