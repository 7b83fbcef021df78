// The file system that a sandboxed command sees.
#pragma once

#include "sandbox/sandbox_child.h"

namespace suit {

// Where the world is built; the place of each run's /tmp there, on which the fork server puts its library for
// a moment.
inline constexpr const char* kWorldRoot = "/new";
inline constexpr const char* kForkLibraryPlace = "/new/tmp";
// git's settings for the whole system, as a command finds them: below all others.
inline constexpr const char* kGitSettings = "/var/gitconfig";

struct WorldError {
  char step[180] = {};
  int number = 0;
  bool overlay =
      false;  // only the overlay is missing: another way to lay the folder under the edits may work
};

// What all runs on a folder share: the system, read-only, the devices, the folder as the lower layer. Called
// in a user and a mount namespace of their own, whose copies then need only the rest (base_stands). For
// kMemory alone, and not where a path below /tmp may be read.
bool build_base(const SandboxPlan& plan, WorldError& error);

// Is the path shown in every sandbox, whatever the folder?
bool is_of_system(const std::string& path, const SandboxOptions& options);

// Called by the first process of new user, mount and process namespaces. Afterwards the root is a read-only
// one with the system's folders, a private /tmp, /dev and /proc, and the folder under its overlay with the
// edits applied. False: `error` says which step failed; the caller must not go on.
bool build_world(const SandboxPlan& plan, WorldError& error);

// Puts the edits into a folder that is thrown away later. Never passes through a link, also not to make a
// directory. Errors: as Files; the folder is half-done then.
Result<void> lay_edits(const std::string& folder, const std::vector<FileEdit>& edits);

}  // namespace suit
