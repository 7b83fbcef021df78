// Judges edits by policies and checks. Keeps no record and changes nothing: what the verdict leads to is for
// others.
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
  std::vector<CheckResult> results = {};      // of every policy and of each check that ran, in that order
  std::vector<std::string> ask_reasons = {};  // why a person must be asked
  bool must_be_read = false;                  // the rules of the settings are among them
  bool refused = false;
  bool by_check =
      false;  // a check that the unchanged folder passes failed: the edits are wrong, not just forbidden
};

template <>
struct EnumNames<Outcome> {
  static constexpr std::array<std::string_view, 3> names = {"passed", "failed", "failed_before"};
};
inline std::string_view name_of(Outcome outcome) {
  return EnumNames<Outcome>::names[static_cast<size_t>(outcome)];
}

// A quicker way to judge a check: the run that decides, or nullopt where the check itself must. Thread-safe
// if the judge is used by several threads.
using QuickLook = std::function<Result<std::optional<SandboxRun>>(
    const Check& check, const std::vector<FileEdit>& edits, const std::atomic<bool>* cancelled)>;

struct JudgeOptions {
  PolicyRules rules = {};
  std::vector<Check> checks = {};
  SandboxOptions sandbox;
  bool stop_at_first = false;  // the first check that refuses ends it
  QuickLook quick_look = {};   // before each run of a check on edits; may be none
};

// Thread-safe. The sandbox is made when the first check runs and serves all later ones.
class Judge {
 public:
  explicit Judge(JudgeOptions options) : options_(std::move(options)) {}

  // Told each result as it comes, with what the check printed; an error from it ends the judging.
  using Listener = std::function<Result<void>(const CheckResult& result, const std::string& output)>;

  // Policies first; if one refuses, no check runs. Then each check that the changed paths call for. One that
  // fails is run once on the unchanged folder: if it fails there too, the edits are not to blame, but a
  // person must be asked. Errors: kUnsupported (no sandbox here: nothing ran unprotected), kCancelled, those
  // of the sandbox and the listener.
  Result<Judgement> judge(const Proposal& proposal, const Task& task, Watch& watch, const Listener& listener);

  // A check on the folder as it is, as if these paths had changed. Errors: as judge().
  Result<CheckResult> run_unchanged(const Check& check, const std::vector<std::string>& paths, Watch& watch);

 private:
  struct CheckRun {
    CheckResult result;
    std::string output;
  };
  Result<CheckRun> run_check(const Check& check, const Proposal& proposal, Watch& watch);
  Result<bool> passes_unchanged(const Check& check, const Proposal& proposal, Watch& watch);
  Result<SandboxRun> run(const Check& check, const std::vector<std::string>& paths,
                         const std::vector<FileEdit>& edits, Watch& watch);
  Result<const Sandbox*> sandbox();
  // Adds what the sandbox kept from it.
  Result<void> explain(const SandboxRun& run, CheckResult& result);

  JudgeOptions options_;
  std::mutex sandbox_mutex_, unchanged_mutex_;
  std::optional<Sandbox> sandbox_;
  std::map<std::string, std::shared_future<Result<bool>>>
      unchanged_;  // by command: does the folder as it is pass?
};

}  // namespace suit
