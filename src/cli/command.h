// Shared by the commands: open the folder; report an error as text or JSON.
#pragma once

#include <cstdio>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "loop/workspace.h"

namespace suit {

inline int report(const Error& error, const CommonOptions& options) {
  if (options.json) {
    std::printf("%s\n", to_text(json_of(error)).c_str());
  } else {
    print_error(error);
  }
  return exit_code_of(error.code);
}

// Printed on Ctrl-C before anything was changed.
inline std::string stop_text(bool json, const std::string& hint) {
  Error error{ErrorCode::kCancelled, "stopped: nothing was changed", hint};
  if (json) return to_text(json_of(error)) + "\n";
  return "\nsuit: " + error.message + "\n" + (hint.empty() ? "" : "      " + hint + "\n");
}

// Runs `body`, which returns Result<int>, and reports its error.
template <class Body>
int guarded(const CommonOptions& options, Body body) {
  Result<int> code = body();
  return code ? *code : report(code.error(), options);
}

inline Result<Workspace> open_workspace(const CommonOptions& options, WorkspaceMode mode) {
  ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(options.folder, mode));
  for (const std::string& line : {workspace.recovered(), workspace.met()})
    if (!line.empty()) std::fprintf(stderr, "suit: %s\n", printable(line).c_str());
  return workspace;
}

inline void print_json(const Json& json) {
  std::printf("%s\n", to_text(json).c_str());
}

}  // namespace suit
