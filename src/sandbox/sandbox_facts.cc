// Finds out what the sandbox can do on this machine, by trying it.
#include "sandbox/sandbox.h"
#include "sandbox/sandbox_child.h"
#include "sandbox/sandbox_scratch.h"

namespace suit {
namespace {

constexpr const char* kNamespacesMayBeOff =
    "Unprivileged user namespaces may be switched off (kernel.apparmor_restrict_unprivileged_userns, "
    "kernel.unprivileged_userns_clone, user.max_user_namespaces)";

class Examination {
 public:
  explicit Examination(const SandboxOptions& options) : options_(options) {}

  std::vector<SandboxFact> run() {
    if (options_.isolation == SandboxIsolation::kNone) {
      add("sandbox", false,
          "switched off by your own settings (sandbox.isolation = \"none\"): checks run on a copy of the "
          "folder with your own rights; only the limits on time, output and scratch space apply");
      auto with = attempt(SandboxOverlay::kAuto);
      if (with) {
        add("without it", true, "a sandbox works here; remove that setting to use it");
      } else {
        add("without it", false, with.error().message + ". " + kNamespacesMayBeOff);
      }
      return std::move(facts_);
    }
    auto memory = attempt(SandboxOverlay::kMemory), disk = attempt(SandboxOverlay::kDisk);
    auto run = memory ? memory : disk;
    if (!run) run = attempt(SandboxOverlay::kCopy);
    if (!run) {
      add("sandbox", false,
          run.error().message + ". Checks fail closed: none is run. " + kNamespacesMayBeOff);
      return std::move(facts_);
    }
    add("sandbox", true, "user, mount, process, network, IPC and host-name namespaces");
    overlay(memory, disk);
    parts(run->output);
    return std::move(facts_);
  }

 private:
  void add(std::string name, bool good, std::string text) {
    facts_.push_back({std::move(name), good, std::move(text)});
  }

  Result<SandboxRun> attempt(SandboxOverlay overlay) {
    SandboxOptions options = options_;
    options.overlay = overlay;
    options.isolation = SandboxIsolation::kFull;
    ASSIGN_OR_RETURN(Sandbox sandbox, Sandbox::create(std::move(options)));
    return sandbox.run("grep -E '^(Seccomp|NoNewPrivs|CapEff):' /proc/self/status", {});
  }

  void overlay(const Result<SandboxRun>& memory, const Result<SandboxRun>& disk) {
    if (is_anothers(options_.folder)) {
      add("overlay", false,
          "none for this folder: its owner or group is not yours, so each check works on a copy, "
          "which costs time and space in proportion to its size");
    } else if (memory) {
      add("overlay", true, "overlayfs, writes kept in memory");
    } else if (disk) {
      add("overlay", true, "overlayfs, writes kept in /var/tmp (" + memory.error().message + ")");
    } else {
      add("overlay", false,
          "none: each check works on a copy of the folder, which costs time and space in proportion to its "
          "size (" +
              disk.error().message + ")");
    }
  }

  void parts(const std::string& status) {
    bool filtered = status.find("Seccomp:\t2") != std::string::npos;
    add("seccomp", filtered, filtered ? "filter in force" : "the filter is not in force");
    bool bare = status.find("CapEff:\t0000000000000000") != std::string::npos &&
                status.find("NoNewPrivs:\t1") != std::string::npos;
    add("capabilities", bare, bare ? "none, and none can be gained" : "not all could be dropped");
    long abi = landlock_abi();
    add("landlock", abi > 0,
        abi > 0 ? "ABI " + std::to_string(abi) +
                      (abi < 6 ? ": no rule for signals and "
                                 "abstract sockets, which namespaces cover"
                               : "")
                : "not in this kernel: only the read-only mounts protect");
    add("limits", true, "time, memory (sampled every 20 ms), processes, output, scratch space");
  }

  const SandboxOptions& options_;
  std::vector<SandboxFact> facts_;
};

}  // namespace

std::vector<SandboxFact> examine_sandbox(const SandboxOptions& options) {
  return Examination(options).run();
}

}  // namespace suit
