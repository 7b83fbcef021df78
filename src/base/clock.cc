#include "base/clock.h"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include "base/text.h"

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

Result<int64_t> read_time(const std::string& text) {
  int64_t value = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string unit(end, text.data() + text.size());
  int64_t unit_s = unit == "h"                    ? 3600
                   : unit == "m" || unit == "min" ? 60
                   : unit.empty() || unit == "s"  ? 1
                                                  : 0;
  if (failed != std::errc() || !unit_s || value < 1 || value > 1'000'000)
    return Error{ErrorCode::kInvalid, printable(text) + " is not a duration", "write 90s, 5m or 1h"};
  return value * unit_s * 1000;
}

}  // namespace suit
