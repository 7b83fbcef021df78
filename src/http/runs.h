// The functions that run in this process, each on its own thread; the browser answers for the person.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/run.h"
#include "loop/chosen_proposer.h"

namespace suit {

class Runs {
 public:
  static constexpr size_t kRunningMax = 16;
  static constexpr size_t kEndedKept = 50;

  // All references must outlive it. `folder` is a workspace root.
  Runs(std::string folder, const Parts& parts, SessionCache& cache, Feed& feed);
  // Stops all runs; their proposals stay pending.
  ~Runs();
  // Stops all runs; their answers report that.
  void stop_all();

  // Each returns the run as JSON (docs/api.md). Errors: kNotFound (no such run), kConflict (it does not wait
  // for this), kBusy (too many runs), kInvalid.
  // `call` holds its request. `proposal`: the one to review; 0: none.
  Result<Json> start(const Function& function, std::unique_ptr<Call> call, Sequence proposal = 0);
  Result<Json> find(int64_t run);
  Json list();
  Result<Json> stop(int64_t run);
  Result<Json> set_level(int64_t run, Level level);
  Result<Json> answer(int64_t run, size_t choice);
  Result<Json> go_on(int64_t run, std::optional<std::string> plan);

  // Passes a decision to the run that verifies this proposal or has it under review. nullopt: no such run.
  std::optional<Json> decide(Sequence proposal, const Decision& decision);
  // Releases a proposal under review; it stays pending.
  void release(Sequence proposal);
  std::optional<int64_t> run_of(Sequence proposal);
  size_t running();

 private:
  Result<std::shared_ptr<Run>> get(int64_t run);
  void settled(const Event& event);

  std::string folder_;
  const Parts& parts_;
  SessionCache& cache_;
  Feed& feed_;
  std::mutex mutex_;  // guards all below
  std::map<int64_t, std::shared_ptr<Run>> runs_;
  int64_t next_ = 1;
};

}  // namespace suit
