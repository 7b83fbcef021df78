// A long-running function on its own thread: started, followed through its JSON and the event stream,
// answered, stopped, and fetched when it has ended. Holds its progress; the ledger holds the results.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "functions/function.h"
#include "functions/outcome.h"
#include "http/feed.h"

namespace suit {

enum class RunState { kWorking, kProposing, kAsking, kPlanning, kVerifying, kReviewing, kApplying, kEnded };
template <>
struct EnumNames<RunState> {
  static constexpr std::array<std::string_view, 8> names = {"working",   "proposing", "asking",   "planning",
                                                            "verifying", "reviewing", "applying", "ended"};
};

// A run as the page and programs see it.
struct RunView {
  static constexpr std::string_view kShape = "Run";
  struct Asked {
    std::string text;
    std::vector<std::string> choices;
    Fields fields() { return {{"text", text, ""}, {"choices", choices, ""}}; }
  };
  struct RunningCheck {
    std::string name, output;
    int64_t started_us = 0;
    Fields fields() {
      return {{"name", name, ""}, {"output", output, "End of the output"}, {"started_us", started_us, ""}};
    }
  };
  struct Failure {
    static constexpr std::string_view kShape = "Error";
    std::string code;
    Bytes message;
    std::optional<Bytes> hint;
    Fields fields() {
      return {
          {"code", code, "Listed in docs/errors.md"}, {"message", message, ""}, {"hint", hint, "What to do"}};
    }
  };

  int64_t run = 0;
  std::string function;
  Json request = Json::object();
  RunState state = RunState::kWorking;
  int64_t started_us = 0;
  std::optional<int64_t> ended_us;
  std::vector<std::string> steps;
  std::optional<std::string> line;
  std::optional<std::string> said;
  int64_t said_bytes = 0;
  std::optional<RunningCheck> check;
  std::vector<functions::CheckAnswer> results;
  std::optional<Asked> question;
  std::optional<Bytes> plan;
  std::optional<int64_t> task, proposal;
  std::optional<std::string> task_name;
  std::optional<Bytes> text;
  std::optional<Level> level;
  std::optional<std::vector<std::string>> scope;
  std::vector<std::string> why;
  std::optional<Json> answer;
  std::optional<int64_t> answer_bytes;
  std::optional<Failure> error;
  Fields fields();
};

class Run final : public Watch, public std::enable_shared_from_this<Run> {
 public:
  // `call` holds its request. `proposal`: the one to review; 0: none. `cache` and `feed` must outlive the
  // run.
  Run(int64_t number, const Function& function, std::unique_ptr<Call> call, Sequence proposal,
      SessionCache& cache, Feed& feed);
  ~Run() override;

  // Call once. `parts` must outlive the run.
  void start(const std::string& folder, const Parts& parts);

  // Thread-safe. False: the run does not wait for this, or has ended.
  Json json();
  bool ended();
  void stop();
  bool set_level(Level level);
  bool choose(size_t choice);
  bool go_on(std::optional<std::string> plan);
  bool decide(Sequence proposal, const Decision& decision);
  bool has(Sequence proposal);
  void release(Sequence proposal);

  // Watch, called on the run's thread.
  void note(const std::string& line) override { step(line); }
  void step(const std::string& line) override;
  void state(const std::string& line) override;
  void recorded(int64_t id) override;
  void text(std::string_view piece) override;
  void began(const Task& task, Sequence proposal) override;
  void proposing() override;
  void proposed(const Proposal& proposal) override;
  void verifying() override;
  void check_began(const Check& check) override;
  void check_printed(const Check& check, std::string_view output) override;
  void check_ended(const CheckResult& result) override;
  void level_lowered(const std::string& why) override;
  bool is_seen() const override { return true; }
  bool can_be_asked() const override;
  std::optional<size_t> answer(const Question& question) override;
  std::optional<std::string> plan(const std::string& plan) override;
  Result<Decision> review(const Verified& verified, const std::vector<std::string>& why) override;
  bool wants_another(const Proposal& proposal, const std::string& reason) override;
  std::optional<Level> level_now() const override;
  const std::atomic<bool>* cancelled() const override { return &cancelled_; }

 private:
  void work(const std::string& folder, const Parts& parts);
  // Changes the view under the lock and publishes it: kNow at once, kSoon at most ten times a second.
  enum class Urgency { kNow, kSoon };
  void show(Urgency urgency, const std::function<void()>& change);
  void show_what_waits();
  // Shows the state `asking` until the awaited input arrives or the run is stopped; then the previous state.
  void wait(RunState asking, const std::function<void()>& ask, const std::function<bool()>& is_there);

  const std::unique_ptr<Call> call_;
  SessionCache& cache_;
  Feed& feed_;
  std::atomic<bool> cancelled_{false};
  std::thread thread_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  RunView view_;
  int64_t shown_us_ = 0;
  bool waits_to_be_shown_ = false;
  std::string said_;
  bool level_set_ = false;
  std::optional<size_t> chosen_;
  bool plan_answered_ = false;
  std::optional<std::string> new_plan_;
  std::optional<Decision> decision_;
  Sequence decision_about_ = 0;
  Sequence released_ = 0;  // the proposal to release
};

}  // namespace suit
