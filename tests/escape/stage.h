// The setting for attacks on the sandbox: a folder, files around it that must not be touched, and users.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"
#include "support/testing.h"

namespace suit::escape {

// The user who runs Suit. Tests run as root try both.
enum class Who { kSelf, kNobody };
std::vector<Who> everybody();
inline const std::vector<SandboxOverlay> kOverlays = {SandboxOverlay::kMemory, SandboxOverlay::kDisk,
                                                      SandboxOverlay::kCopy};
std::string name_of(Who who);
inline SandboxOptions on(SandboxOverlay overlay) {
  return {.folder = {}, .overlay = overlay};
}
std::string name_of(SandboxOverlay overlay);

// How a command starts in the sandbox; kForked: as a fork of a waiting program.
enum class Start { kShell, kForked };

// A waiting Python that executes a run's text as Python: the first arguments of Sandbox::start_fork_server().
std::vector<std::string> forked_python();

// A run's result, as passed from another user's process.
struct Tried {
  bool ran = false;  // false: `output` is the error
  SandboxEnd end = SandboxEnd::kExited;
  int code = 0;
  std::string output;
  bool seen = false;  // `during` returned true at least once
  int64_t duration_ms = 0;
};

// A folder below the temporary one with a neighbour `outside`, both owned by `who`:
//   folder/file.txt, sub/inner.txt, .git/config, .suit/ledger.db, attacker, hard (a hard link to
//   outside/victim), to_victim and link (symbolic links to outside/victim and outside) outside/victim,
//   outside/secret
class Stage {
 public:
  explicit Stage(Who who, const std::string& folder_name = "folder");
  ~Stage();
  Stage(const Stage&) = delete;

  const std::string& folder() const { return folder_; }
  std::string outside() const { return base_.path() + "/outside"; }
  // Replaces @FOLDER@, @OUTSIDE@ and @ATTACKER@.
  std::string fill(std::string text) const;

  // Runs in the sandbox. `during` is called about ten times a second, in the sandbox's parent process.
  Tried run(const std::string& command, SandboxOptions options = {}, const std::vector<FileEdit>& edits = {},
            const std::function<bool()>& during = {}, Start start = Start::kShell) const;
  // Runs the same command without a sandbox, in the folder.
  Tried run_outside(const std::string& command) const;

  // Everything in both folders: type, mode, owner, content.
  std::map<std::string, std::string> snapshot() const;

 private:
  Who who_;
  TemporaryFolder base_;
  std::string folder_;
};

// Defines TRY: runs its arguments and prints ESCAPED on success, else "contained".
inline const std::string kTry =
    "TRY() { if \"$@\" >/dev/null 2>&1; then echo ESCAPED; else echo contained; fi; }; ";

// The C program attacker.c, compiled once per process.
const std::string& attacker_program();

// Whether a process on this machine has `text` in its command line.
bool process_exists(const std::string& text);

// A sleeping process with a mark in its command line; killed by the destructor.
class Bystander {
 public:
  explicit Bystander(const std::string& mark);
  ~Bystander();
  bool lives() const;
  pid_t id() const { return id_; }

 private:
  pid_t id_;
};

}  // namespace suit::escape
