// The file system that a sandboxed command sees.
#pragma once

#include "sandbox/sandbox_child.h"

namespace suit {

// Where the file system is built; the place of each run's /tmp there, which briefly holds the fork server's
// library.
inline constexpr const char* kWorldRoot = "/new";
inline constexpr const char* kForkLibraryPlace = "/new/tmp";
// git's system-wide settings for a command, the lowest in precedence.
inline constexpr const char* kGitSettings = "/var/gitconfig";

struct WorldError {
  char step[180] = {};
  int number = 0;
  bool overlay = false;  // only the overlay is missing: another kind may work
};

// The folder's two layers, for the first process. Without an overlay both are -1.
struct FolderLayers {
  int lower = -1, upper = -1;
};

// Mounts the part that all runs on a folder share: the read-only system, the devices, the folder as the lower
// layer. Call it in new user and mount namespaces; their copies then need only the rest (base_stands). Only
// for kMemory, and not if a path below /tmp may be read.
bool build_base(const SandboxPlan& plan, WorldError& error);

// Does every sandbox show the path, for any folder?
bool is_of_system(const std::string& path, const SandboxOptions& options);

// Call it in the first process of new user, mount and process namespaces. Afterwards the root is read-only,
// with the system's folders, a private /tmp, /dev and /proc, and the folder under its overlay with the edits
// applied. False: `error` names the step that failed; the caller must stop. `layers`: opened if
// plan.list_written.
bool build_world(const SandboxPlan& plan, WorldError& error, FolderLayers& layers);

// Writes the edits to a disposable folder. Never follows a link, also not to create a directory. Errors:
// those of Files; the folder is then incomplete.
Result<void> lay_edits(const std::string& folder, const std::vector<FileEdit>& edits);

}  // namespace suit
