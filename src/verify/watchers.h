// The programs that watch a check's processes; the build embeds them from src/verify/watchers/.
#pragma once

#include <string_view>
#include <vector>

namespace suit {

inline constexpr std::string_view kWatcherFolder = ".suit-watcher";  // in the folder, as a sandbox sees it

struct Watcher {
  std::string_view name, text;
};
const std::vector<Watcher>& watchers();
std::string_view watcher_text(std::string_view name);  // `name` must exist
// If the command sets PYTHONPATH itself, the watchers' folder ($SUIT_WATCHER_PYTHONPATH) is added to it.
std::string with_watcher_path(std::string command);

}  // namespace suit
