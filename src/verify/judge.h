// Judges edits by policies and checks. Records nothing and changes nothing.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "change/stages.h"
#include "change/task.h"
#include "change/watch.h"
#include "folder/folder.h"
#include "sandbox/sandbox.h"
#include "verify/account.h"
#include "verify/check.h"
#include "verify/fixes.h"
#include "verify/mutants.h"
#include "verify/policy.h"
#include "verify/run_inputs.h"
#include "verify/surroundings.h"
#include "verify/tells.h"

namespace suit {

struct Judgement {
  std::vector<CheckResult> results = {};      // of every policy, then of each check that ran
  std::vector<std::string> ask_reasons = {};  // why a person must be asked
  std::map<std::string, std::map<std::string, TestOutcome>> tests = {};  // reported, by result's name
  std::vector<std::string> notes = {};      // facts for a person that decide nothing
  std::optional<MutantCount> mutants = {};  // if some were judged
  bool must_be_read = false;                // a policy gave one of these reasons
  bool refused = false;
  bool tampered = false;      // refused because a check passed in a way that its tests do not explain
  bool cannot_judge = false;  // a check fails for a reason outside the folder, such as a missing program
  bool by_check =
      false;  // a check that passes on the unchanged folder failed: the edits are wrong, not just forbidden
};

template <>
struct EnumNames<Outcome> {
  static constexpr std::array<std::string_view, 4> names = {"passed", "failed", "failed_before", "tampered"};
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
  std::vector<std::string> fixes = {};  // tests that must turn from red to green (fixes.h)
  bool coverage = false;                // report which changed lines the checks run, even if it is unknown
  size_t mutants = 0;                   // judge so many mutants of the edits (mutants.h)
  MutantMaker mutant_maker = {};        // makes them; empty: none are judged
  bool stop_at_first = false;           // stop at the first check that refuses
  QuickLook quick_look = {};            // called before the first run of each check; may be empty
  // Keep refusals by a check, and ask about edits that one refused within a day (past_refusals.h).
  bool remembers_refusals = false;
  // Take how checks end on the unchanged folder from a store if nothing that they can read has changed for a
  // day (stored_bases.h). What it says can only raise objections; still not for evidence.
  bool stored_bases = false;
  // The sandbox's folder. Null: nothing is known of its other files: no shadowing, no surroundings, no
  // control of expectations, no tells that need the tests.
  Files* files = nullptr;
};

struct RunLimit {
  int64_t time_ms = 0;                      // 0: that of the sandbox
  const std::atomic<bool>* stop = nullptr;  // set: the run ends as if its time were over
};

// Thread-safe. Creates the sandbox for the first check and reuses it.
class Judge {
 public:
  explicit Judge(JudgeOptions options) : options_(std::move(options)) {}

  // Called with each result and the check's output; an error from it ends the judging.
  using Listener = std::function<Result<void>(const CheckResult& result, const std::string& output)>;

  // Evaluates the policies first; if one refuses, no check runs. Then runs each check that the changed paths
  // require, and once on the unchanged folder (the base) to compare with.
  // - It fails on both: the edits are not the cause unless more tests fail, but a person must be asked.
  // - It passes: what its runner reported is compared with the base (account.h). If the edits change judge
  //   files, it runs again with those of the base; if it fails so, a person must be asked, or the edits are
  //   refused where it fails on the base too: they do not fix it.
  // - It failed on the base and passes, or the edits have tells (tells.h): negative controls must fail
  //   (controls.h), and functions are called again outside of the tests (special_cases.h).
  // A person must be asked about tells, and about what the edits weaken (weakened.h).
  // docs/verify.md describes all of it. Errors: kUnsupported (no sandbox here: nothing ran unprotected),
  // kCancelled, those of the sandbox and the listener.
  Result<Judgement> judge(const Proposal& proposal, const Task& task, Watch& watch, const Listener& listener);

  // Runs a check on the unchanged folder, as if these paths had changed. Errors: as judge().
  Result<CheckResult> run_unchanged(const Check& check, const std::vector<std::string>& paths, Watch& watch);

  // What is known of checks that have not ended, if judging was cancelled: "partial: …"; "" for nothing.
  std::string partial();

  // Of everything that runs can read without an edit (run_inputs.h), as it was when this was first asked.
  // nullopt: not known, or without options.stored_bases.
  std::optional<Digest> inputs(Watch& watch);
  // Is all of it still so?
  bool has_same_inputs(Watch& watch);

 private:
  // One run of a check.
  struct Attempt {
    SandboxRun run;
    std::optional<Account> account;  // if its runners could report
  };
  // A check on the unchanged folder.
  struct Base {
    Attempt attempt;
    bool passed = false;
  };
  struct CheckRun {
    CheckResult result;
    std::string output;
    std::optional<Account> account = {};
    std::vector<std::string> ask_reasons = {};
    bool has_obstacle = false;
  };
  // The edits to judge files and the others. A file of code with tests in it is both: `others` has it with
  // the base's tests.
  struct Parts {
    std::vector<FileEdit> others = {};
    std::vector<std::string> others_paths = {};  // that exist with them, or were before
    std::vector<std::string> judge_files = {};
    std::string named = {};    // the judge files, for people
    bool may_be_code = false;  // one of them may be the code under test as well
    std::vector<std::string> ask_reasons = {};
  };
  Parts parts_of(const Proposal& proposal);

  // Of a check that takes long: runs the tests that reach the change first, where its runner can. A result if
  // tests fail that pass on the base; the rest then need not run.
  Result<std::optional<CheckRun>> run_reaching(const Check& check, const Proposal& proposal, Watch& watch);
  void keep_partial(std::string what);
  Result<CheckRun> run_check(const Check& check, const Proposal& proposal, const Parts& parts, Watch& watch);
  // Runs a check that passed with the base's judge files.
  Result<CheckRun> run_by_base(const Check& check, const Proposal& proposal, const Task& task,
                               const Parts& parts, Watch& watch);
  // Runs the negative controls of a check that passes now and failed before, or whose change has tells.
  Result<std::optional<CheckRun>> run_controls(const Check& check, const Parts& parts, const CheckRun& passed,
                                               bool has_tells, Watch& watch);
  // Functions that answer only the tests' inputs otherwise than before (special_cases.h).
  Result<std::vector<std::string>> special_cases_of(const Check& check, const Parts& parts,
                                                    bool changes_functions, Watch& watch);
  std::string why_read_by_tests(const FileEdit& edit);
  std::string why_perhaps_judges(const FileEdit& edit, Folder& folder);
  // Where the check took `with_ms` with the change, the base is stopped after several times that.
  Result<Base> base_of(const Check& check, const std::vector<std::string>& paths, Watch& watch,
                       std::optional<int64_t> with_ms);
  using Taker = std::function<Result<void>(CheckRun& run)>;  // takes a result into the judgement
  struct CheckAccounts {
    const Check* check;
    TestAccounts accounts = {};
  };
  // Judges whether options_.fixes turned green. The accounts need `patched`, and `by_base` if that was run.
  Result<void> run_fixes(std::vector<CheckAccounts>& checks, const Proposal& proposal, const Parts& parts,
                         const Taker& take, Judgement& judgement, Watch& watch);
  using Passed = std::vector<std::pair<const Check*, CheckRun>>;
  // Reports which changed lines the checks run (executed.h): if asked, and for a change that turned tests
  // green, where that is known and costs little.
  Result<void> run_executed(const Passed& passed, const Proposal& proposal, const Parts& parts,
                            const Taker& take, Judgement& judgement, Watch& watch);
  // Judges mutants: if asked, and for a change that turned tests of a quick check green.
  Result<void> run_mutants(const Passed& passed, const Proposal& proposal, const Taker& take,
                           Judgement& judgement, Watch& watch);
  // Compares a run that passed with the base.
  Result<void> examine(const Check& check, const std::vector<std::string>& base_paths, bool may_lose_tests,
                       CheckRun& run, Watch& watch);
  // Asks about judge files that a passed run changed in its copy of the folder, and the base's run did not.
  Result<void> note_written(const Check& check, const std::vector<std::string>& base_paths,
                            const SandboxRun& run, CheckRun& done, Watch& watch);
  enum class Look { kQuick, kFull, kSilent };
  Result<Attempt> attempt(const Check& check, const std::vector<std::string>& paths,
                          const std::vector<FileEdit>& edits, Look look, Watch& watch, RunLimit limit = {});
  Result<const Sandbox*> sandbox();
  const std::vector<TestText>& test_files();
  struct Judging {
    const Check* check;
    bool was_red;  // it failed on the base
  };
  std::vector<std::string> weakened(const Proposal& proposal, const std::vector<Judging>& checks);
  // Begins their examination, which takes as long as the checks may; null if the folder's files are unknown.
  const Surroundings* surroundings();
  bool is_plain(const Check& check);
  // Of everything that a run of the command on the unchanged folder can read; nullopt: bases are not stored.
  std::optional<Digest> base_key(const std::string& command, Watch& watch);
  CheckResult result_of(const std::string& name, const SandboxRun& run) const;
  // Adds what the sandbox hid from it.
  Result<void> explain(const SandboxRun& run, CheckResult& result);

  JudgeOptions options_;
  std::mutex sandbox_mutex_, base_mutex_, tests_mutex_, partial_mutex_;
  std::string partial_;
  std::optional<Sandbox> sandbox_;
  std::string without_caches_;  // begins each command; set with the sandbox
  struct BaseRun {
    std::shared_future<Result<Base>> answer;
    std::shared_ptr<std::atomic<bool>> stop;
  };
  std::map<std::string, BaseRun> bases_;  // by command
  std::once_flag inputs_once_;
  std::optional<RunInputs> inputs_;  // everything that a run can read
  std::set<std::string> plain_;      // commands of checks that fail only when their runners report
  std::optional<std::vector<TestText>> test_files_;
  std::optional<std::map<std::string, std::string>> scripts_;  // that checks run, and why
  std::once_flag surroundings_begun_;
  std::optional<Surroundings> surroundings_;
  std::shared_future<std::vector<std::string>> findings_;  // of the surroundings
};

}  // namespace suit
