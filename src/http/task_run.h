// One running task: the loop on a thread, and the person that it asks, who answers over HTTP.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "http/running.h"
#include "http/runs.h"
#include "loop/person.h"

namespace suit {

class Run final : public Person, public Running, public std::enable_shared_from_this<Run> {
 public:
  Run(int64_t number, RunRequest request, Feed& feed);
  Run(int64_t number, Sequence proposal, Loop::Staleness staleness, Decision decision, Feed& feed);
  ~Run() override;

  void start(const std::string& folder, const Parts& parts) override;

  // For any thread.
  Json json() override;
  bool ended() override;
  void stop() override;
  bool set_level(Level level) override;
  bool answer(size_t choice) override;
  bool go_on(std::optional<std::string> plan) override;
  bool decide(Sequence proposal, const Decision& decision) override;
  bool has(Sequence proposal) override;
  void release(Sequence proposal) override;

  // Person, on the run's thread.
  std::optional<size_t> answer(const Question& question) override;
  Result<Decision> review(const Verified& verified, const std::vector<std::string>& why) override;
  ProposeWatch proposing() override;
  bool wants_another(const Proposal& proposal, const std::string& reason) override;
  void proposed(const Proposal& proposal) override;
  void level_lowered(const std::string& why) override;
  VerifyProgress progress() override;

 private:
  void work(const std::string& folder, const Parts& parts);
  Result<LoopOutcome> go(const std::string& folder, const Parts& parts);
  // Changes what is shown, under the lock, and says so: kNow at once, kSoon ten times a second at most.
  enum class Urgency { kNow, kSoon };
  void show(Urgency urgency, const std::function<void()>& change);
  void show_what_waits();
  Json json_locked() const;
  std::optional<std::string> ask_about(const std::string& plan);

  const int64_t number_;
  RunRequest request_;
  Sequence taken_up_ = 0;
  Loop::Staleness staleness_ = Loop::Staleness::kStop;
  Feed& feed_;
  std::atomic<bool> cancelled_{false};
  std::atomic<Level> level_;
  std::thread thread_;

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::string state_ = "proposing";
  int64_t started_us_ = now_us(), ended_us_ = 0, shown_us_ = 0;
  bool waits_to_be_shown_ = false;
  Sequence task_ = 0, proposal_ = 0;
  std::vector<std::string> steps_, why_;
  std::string said_;
  uint64_t said_bytes_ = 0;
  std::string check_name_, check_output_;
  int64_t check_started_us_ = 0;
  std::vector<CheckResult> results_;
  std::optional<Question> question_;
  std::optional<size_t> chosen_;
  std::optional<std::string> plan_;
  bool plan_answered_ = false;
  std::optional<std::string> new_plan_;
  std::optional<Decision> decision_;
  Sequence decision_about_ = 0;
  Sequence released_ = 0;        // the proposal that it is to let go of
  std::optional<Json> outcome_;  // made once: it holds the counts of every diff
  std::optional<Error> error_;
};

}  // namespace suit
