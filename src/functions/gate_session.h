// What the gate knows of an agent's session: the folder as it was when the session began. Kept in the user's
// state, out of the folder. docs/gate.md says who can still change it.
#pragma once

#include <optional>
#include <string>

#include "folder/folder_version.h"

namespace suit {

struct GateSession {
  std::string id;      // the agent's name for it; "" for a person's, one for each folder
  std::string tool;    // "claude-code"; "" for a person
  std::string folder;  // absolute
  int64_t began_us = 0;
  int64_t renewed = 0;  // how often its base was recorded again
  FolderVersion base;   // without `files`
  int64_t blocks = 0;   // stops that were blocked since the agent last was let go
};

// Records the present state of the folder as the base of a session. A session that has a base keeps it,
// unless `renews`. Errors: kUnsupported (not a git repository, no state folder), those of version_on_disk().
struct BegunSession {
  GateSession session;
  bool is_new = false;  // false: the base recorded earlier stays
};
Result<BegunSession> begin_gate_session(const std::string& folder, const std::string& id,
                                        const std::string& tool, bool renews);

// nullopt: there is none. Errors: kCorrupt, those of the state.
Result<std::optional<GateSession>> find_gate_session(const std::string& id, const std::string& folder);
// The session that began last in this folder.
Result<std::optional<GateSession>> newest_gate_session(const std::string& folder);
// Keeps everything but the base. Errors: those of the state.
Result<void> keep_gate_session(const GateSession& session);

// How long the newest verdict on a folder, or a bare repository, took; 0: unknown.
int64_t gate_time_ms(const std::string& folder);
void keep_gate_time(const std::string& folder, int64_t ms);

}  // namespace suit
