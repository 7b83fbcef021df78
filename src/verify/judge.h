// Judges edits by policies and checks. Records nothing and changes nothing.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "change/stages.h"
#include "change/task.h"
#include "change/watch.h"
#include "sandbox/sandbox.h"
#include "verify/check.h"
#include "verify/policy.h"

namespace suit {

struct Judgement {
  std::vector<CheckResult> results = {};      // of every policy, then of each check that ran
  std::vector<std::string> ask_reasons = {};  // why a person must be asked
  bool must_be_read = false;                  // a policy gave one of these reasons
  bool refused = false;
  bool by_check =
      false;  // a check that passes on the unchanged folder failed: the edits are wrong, not just forbidden
};

template <>
struct EnumNames<Outcome> {
  static constexpr std::array<std::string_view, 3> names = {"passed", "failed", "failed_before"};
};
inline std::string_view name_of(Outcome outcome) {
  return EnumNames<Outcome>::names[static_cast<size_t>(outcome)];
}

// A faster way to judge a check: the deciding run, or nullopt if the check itself must run. Must be
// thread-safe if several threads use the judge.
using QuickLook = std::function<Result<std::optional<SandboxRun>>(
    const Check& check, const std::vector<FileEdit>& edits, const std::atomic<bool>* cancelled)>;

struct JudgeOptions {
  PolicyRules rules = {};
  std::vector<Check> checks = {};
  SandboxOptions sandbox;
  bool stop_at_first = false;  // stop at the first check that refuses
  QuickLook quick_look = {};   // called before each run of a check on edits; may be empty
};

// Thread-safe. Creates the sandbox for the first check and reuses it.
class Judge {
 public:
  explicit Judge(JudgeOptions options) : options_(std::move(options)) {}

  // Called with each result and the check's output; an error from it ends the judging.
  using Listener = std::function<Result<void>(const CheckResult& result, const std::string& output)>;

  // Evaluates the policies first; if one refuses, no check runs. Then runs each check that the changed paths
  // require. A failing check runs once on the unchanged folder: if it fails there too, the edits are not the
  // cause, but a person must be asked. If all pass and the edits change judge files, each check that passed
  // runs again with the judge files of the unchanged folder; if it fails so, a person must be asked. Errors:
  // kUnsupported (no sandbox here: nothing ran unprotected), kCancelled, those of the sandbox and the
  // listener.
  Result<Judgement> judge(const Proposal& proposal, const Task& task, Watch& watch, const Listener& listener);

  // Runs a check on the unchanged folder, as if these paths had changed. Errors: as judge().
  Result<CheckResult> run_unchanged(const Check& check, const std::vector<std::string>& paths, Watch& watch);

 private:
  struct CheckRun {
    CheckResult result;
    std::string output;
  };
  Result<CheckRun> run_check(const Check& check, const Proposal& proposal, Watch& watch);
  // Runs the checks that passed with the base's judge files.
  Result<void> judge_by_base(const Proposal& proposal, Judgement& judgement, Watch& watch,
                             const Listener& listener);
  Result<bool> passes_unchanged(const Check& check, const Proposal& proposal, Watch& watch);
  Result<SandboxRun> run(const Check& check, const std::vector<std::string>& paths,
                         const std::vector<FileEdit>& edits, Watch& watch);
  Result<const Sandbox*> sandbox();
  CheckResult result_of(const std::string& name, const SandboxRun& run) const;
  // Adds what the sandbox hid from it.
  Result<void> explain(const SandboxRun& run, CheckResult& result);

  JudgeOptions options_;
  std::mutex sandbox_mutex_, unchanged_mutex_;
  std::optional<Sandbox> sandbox_;
  std::map<std::string, std::shared_future<Result<bool>>>
      unchanged_;  // by command: does the unchanged folder pass?
};

}  // namespace suit
