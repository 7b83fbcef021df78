// The texts of files that an installation of the gate writes as a whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace suit {

// The command of a git hook, "pre-push" or "pre-receive", and the hook that runs it.
std::string git_hook_line(const std::string& suit, const std::string& hook,
                          const std::vector<std::string>& protect);
std::string git_hook_text(const std::string& line);
std::string opencode_plugin_text(const std::string& suit, int64_t time_s);
std::string github_workflow_text(int64_t time_s);

}  // namespace suit
