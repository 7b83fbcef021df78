// Review on a terminal, hunk by hunk, with single keys.
#pragma once

#include <optional>

#include "change/watch.h"

namespace suit {

Decision review_on_terminal(const Verified& verified, const std::vector<std::string>& why);

// Numbers the choices and reads one key. nullopt: q, Ctrl-C or the end of input.
std::optional<size_t> ask_on_terminal(const Question& question);

// Shows a plan, page by page. Returns the edited plan; nullopt: unchanged, or `stopped`.
std::optional<std::string> review_plan_on_terminal(const std::string& plan, bool& stopped);

}  // namespace suit
