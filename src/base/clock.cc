#include "base/clock.h"

#include <chrono>
#include <cstdlib>
#include <ctime>

namespace suit {

int64_t now_us() {
  if (const char* stopped = std::getenv("SUIT_CLOCK_US")) return std::strtoll(stopped, nullptr, 10);
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

int64_t monotonic_us() {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

std::string utc_text(int64_t time_us) {
  std::time_t seconds = time_us / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char buffer[32];
  std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &parts);
  return buffer;
}

}  // namespace suit
