// Tasks that run in this process, each on a thread of its own with the browser as its person. What came of
// one is in the ledger; this is what it does meanwhile.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "functions/function.h"
#include "http/feed.h"
#include "loop/chosen_proposer.h"
#include "loop/loop.h"

namespace suit {

class Running;

struct RunRequest {
  Task task = {};  // one with a number goes on, with the checks that it named
  std::vector<Check> checks = {};
  bool no_checks = false;
  std::string model = {};
  bool offline = false;
};

class Runs {
 public:
  static constexpr size_t kRunningMax = 16;
  static constexpr size_t kEndedKept = 50;

  // All must outlive it. `folder` is a workspace's root.
  Runs(std::string folder, const Parts& parts, Feed& feed);
  // Stops all: what was proposed stays pending.
  ~Runs();

  // Each gives the run as JSON (docs/api.md). Errors: kNotFound (no such run), kConflict (it does not wait
  // for that), kBusy (too many at once), kInvalid.
  Result<Json> start(RunRequest request);
  // A function that takes long. `call` has its request; `cache` must outlive this.
  Result<Json> start(const Function& function, std::unique_ptr<Call> call, SessionCache& cache);
  // From a pending proposal on. `decision` is given where the proposal is as it was; one that had to be
  // carried over to changed files is a new one and waits for its own.
  Result<Json> take_up(Sequence proposal, Loop::Staleness staleness, Decision decision);
  Result<Json> find(int64_t run);
  Json list();
  Result<Json> stop(int64_t run);
  Result<Json> set_level(int64_t run, Level level);
  Result<Json> answer(int64_t run, size_t choice);
  Result<Json> go_on(int64_t run, std::optional<std::string> plan);

  // Gives a decision to the run that has this proposal before the person, or verifies it. nullopt: there is
  // none.
  std::optional<Json> decide(Sequence proposal, const Decision& decision);
  // Lets go of a proposal that is before the person: it stays pending.
  void release(Sequence proposal);
  std::optional<int64_t> run_of(Sequence proposal);
  size_t running();

 private:
  Result<std::shared_ptr<Running>> get(int64_t run);
  Result<Json> launch(std::shared_ptr<Running> run);
  void settled(const Event& event);

  std::string folder_;
  const Parts& parts_;
  Feed& feed_;
  std::mutex mutex_;  // of all below
  std::map<int64_t, std::shared_ptr<Running>> runs_;
  int64_t next_ = 1;
};

}  // namespace suit
