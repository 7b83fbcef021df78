// The programs that watch a check's processes, made by the build from src/propose/repair/probes/.
#pragma once

#include <string_view>
#include <vector>

namespace suit::repair {

inline constexpr std::string_view kProbeFolder = ".suit-probe";  // in the folder, as a sandbox sees it

struct Probe {
  std::string_view name, text;
};
const std::vector<Probe>& probes();
std::string_view probe_text(std::string_view name);  // of one that is there

}  // namespace suit::repair
