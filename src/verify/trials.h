// Runs a folder's checks on candidates under watchers, which record each test's lines and result.
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

// The behaviour of a check on the unchanged folder, or with edits.
struct Observation {
  bool passed = false;
  SandboxEnd end = SandboxEnd::kExited;
  int code = 0;                     // as in a SandboxRun
  std::string output = {};          // the check's own
  std::vector<TestRun> tests = {};  // as far as a watcher can separate them; "" for code outside of tests
  std::string starts = {};          // how its Python processes were started: one JSON object per line
  int64_t duration_ms = 0;
};

// A cause of a run's failure that no edit of the folder can fix; empty if none is known.
std::string obstacle_of(const SandboxRun& run);
std::string obstacle_of(const Observation& seen);

// How to judge candidates, determined on the unchanged folder.
struct Measure {
  Check check;
  std::shared_ptr<const Sandbox> sandbox = {};
  std::vector<std::string> first = {};  // tests that fail now: a candidate must pass them, so they run first
  bool knows_python = false;            // its Python processes load the watcher
  bool narrow = false;                  // those can be run alone
  bool all_tests = false;               // trace the lines of all tests, however long it takes
  std::vector<std::string> skip = {};   // flaky tests
  int64_t test_ms = 0;                  // limit per test; 0: none
  int64_t test_cpu_ms = 0;              // the same in processor time, which a busy machine does not use up
  int64_t check_ms = 0;                 // limit of the whole check
  int64_t check_cpu_s = 0;              // per process, for candidates; 0: none
  bool on_kept = false;                 // candidates reuse the first run's build output
  std::string fork = {};  // how its Python was started, if forks of a waiting one replace it; JSON
};

// Thread-safe. Each run has its own sandbox, which is removed afterwards.
class Trials {
 public:
  explicit Trials(SandboxOptions sandbox) : options_(std::move(sandbox)) {}

  // Errors: those of Sandbox::create.
  Result<Measure> measure(const Check& check) const;

  enum class Watching { kOutcomes, kLines };
  // Keeps what the first kOutcomes run of a measure writes into the folder. Errors: kCancelled; those of the
  // sandbox.
  Result<Observation> observe(const Measure& measure, Watching watching, const std::atomic<bool>* cancelled,
                              const std::vector<FileEdit>& edits = {}) const;

  // Enables faster judging: with the first run's build output and, if the check is one Python program, by
  // forks of a Python that has loaded its imports. Each only if the unchanged folder gives the result `seen`
  // that way too. Errors: kCancelled. That neither is possible is not an error.
  Result<void> prepare(Measure& measure, const Observation& seen, const std::atomic<bool>* cancelled) const;

  // Compares candidates on new calls (Python; kLeaves also Node; watchers/behaviour.{py,cjs}). calls()
  // returns the calls that a passing candidate's tests make to functions of these files, behaviour() the
  // results of those and similar calls, both as the watchers print them. Empty if there are none. Errors:
  // kCancelled; those of the sandbox.
  Result<std::string> calls(const Measure& measure, const std::vector<FileEdit>& edits,
                            const std::vector<std::string>& files, const std::atomic<bool>* cancelled) const;
  // kLeaves: with one value of their arguments changed at a time, and the recorded calls many times.
  enum class Similar { kNear, kLeaves };
  Result<std::string> behaviour(const Measure& measure, const std::vector<FileEdit>& edits,
                                const std::string& calls, Similar similar,
                                const std::atomic<bool>* cancelled) const;

  // Judges a candidate in the fast way set up by prepare(). Returns the run that failed, or the last one;
  // nullopt if there is no faster way than the check itself. Stops at the first failing test. Errors:
  // kCancelled; those of the sandbox.
  Result<std::optional<SandboxRun>> screen(const Measure& measure, const std::vector<FileEdit>& edits,
                                           const std::atomic<bool>* cancelled) const;

  // Does it pass? Runs screen(), and if that finds no failure the check itself. Stops at the first failing
  // test. Errors: kCancelled; those of the sandbox.
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
