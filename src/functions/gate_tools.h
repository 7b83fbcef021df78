// The tools that can call the gate: what an installation writes, what makes it not hold, what it never stops.
// One table, a row a tool; docs/gate.md lists them.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// Where an installation is.
struct GatePlace {
  std::string root;                  // the folder; "" outside of a repository
  bool project = false;              // an agent's settings in the folder, not the user's
  std::string server;                // a bare repository; "" for none
  std::vector<std::string> protect;  // its protected branches; none: that of HEAD
  std::string suit;                  // the program that the tool starts, absolute
  int64_t time_s = 0;                // that the tool gives the gate
  int64_t usual_ms = 0;              // duration of the newest verdict here; 0: unknown
};

// A file of an installation.
struct GateFile {
  std::string path;  // absolute
  uint32_t mode = 0644;
  // The text with the gate in it: the same text if it is there already. Errors: kConflict (it is somebody
  // else's), kInvalid (it can't be edited).
  std::function<Result<std::string>(std::string_view text)> with;
  // The text without it; "" for a file that is Suit's alone. Errors: kInvalid.
  std::function<Result<std::string>(std::string_view text)> without;
  // Does the text call the gate, perhaps in another way than with() would?
  std::function<bool(std::string_view text)> has;
};

struct GateTool {
  std::string_view name;
  std::string_view holds_back;    // what the gate stops there
  std::string_view lets_through;  // what it does not stop, by the tool's own rules; separated by "; "
  bool has_project = false;       // it reads settings of the user and of the folder
  // Errors: kInvalid (not in a repository).
  Result<std::vector<GateFile>> (*files)(const GatePlace& place);
  // Why an installed gate does not hold, one sentence each; null: nothing else is looked at.
  std::vector<std::string> (*problems)(const GatePlace& place) = nullptr;
};
std::span<const GateTool> gate_tools();
// Null: none has that name.
const GateTool* find_gate_tool(std::string_view name);

// The hash by which codex recognizes a hook that the user trusts, as "sha256:…".
std::string codex_hook_hash(std::string_view event, std::string_view command, int64_t timeout_s);

}  // namespace suit
