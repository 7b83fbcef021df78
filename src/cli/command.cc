#include "cli/command.h"

#include <charconv>

#include "loop/typed_scope.h"

namespace suit {

std::vector<Check> named_checks(const Workspace& workspace, const std::vector<std::string>& commands) {
  std::vector<Check> checks;
  for (const std::string& command : commands) checks.push_back(check_from_here(workspace.here(), command));
  return checks;
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
    return Error{ErrorCode::kInvalid, printable(text) + " is no time", "say it as 90s, 5m or 1h"};
  return value * unit_s * 1000;
}

}  // namespace suit
