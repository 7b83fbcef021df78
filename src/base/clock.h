// Time, with a switch for tests: SUIT_CLOCK_US in the environment fixes the wall clock at that microsecond.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace suit {

int64_t now_us();                       // wall clock, microseconds since 1970 UTC
int64_t monotonic_us();                 // for durations; never stopped
std::string utc_text(int64_t time_us);  // "2026-01-31 09:05:00"

// "90s", "5m", "1h" or seconds, as milliseconds. Errors: kInvalid.
Result<int64_t> read_time(const std::string& text);

}  // namespace suit
