// Runs a folder's checks on candidates, watched: what each test runs and how it fares.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"
#include "verify/check.h"
#include "verify/test_runs.h"

namespace suit {

// What a check does on the folder as it is.
struct Observation {
  bool passed = false;
  SandboxEnd end = SandboxEnd::kExited;
  int code = 0;             // as in a SandboxRun
  std::string output = {};  // the check's own
  std::vector<TestRun> tests =
      {};                   // as far as a watcher could tell them apart; "" for what ran outside of them
  std::string starts = {};  // how Python processes of it were started: JSON objects, a line each
  int64_t duration_ms = 0;
};

// What stood in the check's way that no edit of the folder fixes; empty where nothing is known to.
std::string obstacle_of(const Observation& seen);

// What candidates are judged by, once the folder was looked at.
struct Measure {
  Check check;
  std::shared_ptr<const Sandbox> sandbox = {};
  std::vector<std::string> first = {};  // tests that fail now: a candidate must pass these, so they run first
  bool knows_python = false;            // Python processes of it have the watcher
  bool narrow = false;                  // those can be run alone
  std::vector<std::string> skip = {};   // tests that flake
  int64_t test_ms = 0;                  // limit of one test; 0: none
  int64_t test_cpu_ms = 0;              // the same in processor time, which a busy machine does not use up
  int64_t check_ms = 0;                 // limit of all
  int64_t check_cpu_s = 0;              // of each of its processes, for candidates; 0: none
  bool on_kept = false;                 // what the first run compiled is there for the candidates
  std::string fork = {};  // how its Python was started, where forks of a waiting one stand in for it; JSON
};

// Thread-safe. Nothing outlives a run: each has a sandbox of its own.
class Trials {
 public:
  explicit Trials(SandboxOptions sandbox) : options_(std::move(sandbox)) {}

  // Errors: those of Sandbox::create.
  Result<Measure> measure(const Check& check) const;

  enum class Watching { kOutcomes, kLines };
  // What the first kOutcomes of a measure writes into the folder is kept.
  // Errors: kCancelled; those of the sandbox.
  Result<Observation> observe(const Measure& measure, Watching watching,
                              const std::atomic<bool>* cancelled) const;

  // Candidates are judged first where what the first run compiled is there and, if the check is one Python
  // program, by forks of a Python that has loaded what that one did: each only if the folder as it is fares
  // there like `seen`. Errors: kCancelled. That it can't be done is none.
  Result<void> prepare(Measure& measure, const Observation& seen, const std::atomic<bool>* cancelled) const;

  // How candidates' functions behave beside the tests, of Python: watchers/behaviour.py. First the calls that
  // a passing candidate's tests make of what these files define, then what comes of such calls and of others
  // near them; both as the watchers print it. Empty where nothing can be told. Errors: kCancelled; those of
  // the sandbox.
  Result<std::string> calls(const Measure& measure, const std::vector<FileEdit>& edits,
                            const std::vector<std::string>& files, const std::atomic<bool>* cancelled) const;
  Result<std::string> behaviour(const Measure& measure, const std::vector<FileEdit>& edits,
                                const std::string& calls, const std::atomic<bool>* cancelled) const;

  // A quick look at a candidate with what prepare() found: the run that failed, or the last of them; nullopt
  // where there is no quicker way than the check itself. Ends at the first test that fails. Errors:
  // kCancelled; those of the sandbox.
  Result<std::optional<SandboxRun>> screen(const Measure& measure, const std::vector<FileEdit>& edits,
                                           const std::atomic<bool>* cancelled) const;

  // Does it pass? A quick look, and where that finds no fault the check itself. Ends at the first test that
  // fails. Errors: kCancelled; those of the sandbox.
  Result<bool> passes(const Measure& measure, const std::vector<FileEdit>& edits,
                      const std::atomic<bool>* cancelled) const;

 private:
  static Observation observation(const SandboxRun& done);
  static Result<SandboxRun> run(const Measure& measure, const SandboxCommand& command,
                                std::vector<FileEdit> edits, const std::atomic<bool>* cancelled);
  static Result<bool> fares_like(const Measure& measure, const SandboxCommand& command,
                                 const Observation& seen, const std::atomic<bool>* cancelled);
  static Result<void> prepare_forks(Measure& measure, const Observation& seen,
                                    const std::atomic<bool>* cancelled);
  SandboxOptions options_;
};

}  // namespace suit
