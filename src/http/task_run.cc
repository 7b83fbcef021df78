#include "http/task_run.h"

#include "base/memory.h"
#include "base/text.h"
#include "functions/as_json.h"
#include "loop/chosen_proposer.h"

namespace suit {
namespace {

constexpr size_t kSaidShown = 2'000, kOutputShown = 8'000, kStepsKept = 200;
constexpr int64_t kShowEvery_us = 100'000;

// The end of a text, from a whole line on where one begins.
std::string tail_of(std::string_view text, size_t bytes_max) {
  if (text.size() > bytes_max) {
    text.remove_prefix(text.size() - bytes_max);
    if (size_t line = text.find('\n'); line != text.npos) text.remove_prefix(line + 1);
  }
  return printable_lines(text);
}

}  // namespace

Run::Run(int64_t number, RunRequest request, Feed& feed)
    : number_(number), request_(std::move(request)), feed_(feed), level_(request_.task.level) {}

Run::Run(int64_t number, Sequence proposal, Loop::Staleness staleness, Decision decision, Feed& feed)
    : number_(number),
      taken_up_(proposal),
      staleness_(staleness),
      feed_(feed),
      level_(Level::kAgent),
      proposal_(proposal) {
  state_ = "verifying";
  if (staleness == Loop::Staleness::kMerge) return;  // what comes of it has to be seen first
  decision_ = std::move(decision);
  decision_about_ = proposal;
}

Run::~Run() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void Run::start(const std::string& folder, const Parts& parts) {
  thread_ = std::thread([this, folder, &parts] { work(folder, parts); });
}

void Run::work(const std::string& folder, const Parts& parts) {
  auto outcome = go(folder, parts);
  std::optional<Json> json;
  if (outcome) {
    json = json_of(*outcome);
    outcome->proposal.edits.clear();
  }
  release_free_memory();  // a thread's share would stay
  show(Urgency::kNow, [&] {
    state_ = "ended";
    ended_us_ = now_us();
    check_name_.clear();
    if (outcome) {
      if (outcome->proposal.id) proposal_ = outcome->proposal.id;
      if (outcome->task) task_ = outcome->task;
      outcome_ = std::move(json);
    } else {
      error_ = outcome.error();
    }
  });
}

Result<LoopOutcome> Run::go(const std::string& folder, const Parts& parts) {
  ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(folder, WorkspaceMode::kChange));
  ChosenProposer chosen(parts, workspace);
  auto event = [this](const std::string& line) { show(Urgency::kNow, [&] { steps_.push_back(line); }); };
  LoopOptions options{.extra_checks = request_.checks,
                      .skip_checks = request_.no_checks,
                      .checks_run = [&chosen](bool running) { chosen.give_way(running); },
                      .level_now = &level_};
  if (taken_up_) {
    options.level_now = nullptr;
    ASSIGN_OR_RETURN(Event proposed, workspace.ledger()->event(taken_up_));
    ASSIGN_OR_RETURN(Task task, load_task(*workspace.ledger(), proposed.about));
    show(Urgency::kNow, [&] {
      task_ = task.id;
      request_.task = task;
    });
    Loop loop(workspace, parts.fix, *this, std::move(options));
    return loop.resume(taken_up_, staleness_);
  }
  ASSIGN_OR_RETURN(Proposer * proposer,
                   chosen.choose({request_.model, request_.offline, false, event}, request_.task.id));
  Loop loop(workspace, *proposer, *this, std::move(options));
  Task task = request_.task;
  if (task.id) {  // it goes on
    show(Urgency::kNow, [&] { task_ = task.id; });
    return loop.go_on(task.id);
  }
  RETURN_IF_ERROR(loop.record(task));
  show(Urgency::kNow, [&] { task_ = task.id; });
  return loop.run(std::move(task));
}

void Run::show(Urgency urgency, const std::function<void()>& change) {
  Json json;
  {
    std::lock_guard lock(mutex_);
    change();
    if (steps_.size() > kStepsKept) steps_.erase(steps_.begin());
    changed_.notify_all();
    if (urgency == Urgency::kSoon && monotonic_us() - shown_us_ < kShowEvery_us) {
      if (!std::exchange(waits_to_be_shown_, true))
        feed_.later(shown_us_ + kShowEvery_us, [run = weak_from_this()] {
          if (auto here = run.lock()) here->show_what_waits();
        });
      return;
    }
    waits_to_be_shown_ = false;
    shown_us_ = monotonic_us();
    json = json_locked();
  }
  feed_.publish("run", json);
}

// What came too soon after something else, where nothing has shown it since.
void Run::show_what_waits() {
  {
    std::lock_guard lock(mutex_);
    if (!waits_to_be_shown_) return;
  }
  show(Urgency::kNow, [] {});
}

Json Run::json() {
  std::lock_guard lock(mutex_);
  return json_locked();
}

Json Run::json_locked() const {
  Json json = {{"run", number_},
               {"function", "do"},
               {"task", task_},
               {"text", json_of_bytes(request_.task.text)},
               {"level", name_of(level_.load())},
               {"scope", request_.task.scope.texts()},
               {"state", state_},
               {"started_us", started_us_}};
  if (ended_us_) json["ended_us"] = ended_us_;
  Json steps = Json::array(), results = Json::array();
  for (const std::string& step : steps_) steps.push_back(printable_lines(step));
  for (const CheckResult& result : results_) results.push_back(json_of(result));
  json["steps"] = std::move(steps);
  if (!said_.empty()) json["said"] = tail_of(said_, kSaidShown);
  json["said_bytes"] = said_bytes_;
  if (!check_name_.empty())
    json["check"] = {
        {"name", printable(check_name_)}, {"output", check_output_}, {"started_us", check_started_us_}};
  json["results"] = std::move(results);
  if (question_ && state_ == "asking") {
    Json choices = Json::array();
    for (const std::string& choice : question_->choices) choices.push_back(printable(choice));
    json["question"] = {{"text", printable_lines(question_->text)}, {"choices", std::move(choices)}};
  }
  if (plan_ && state_ == "planning") json["plan"] = json_of_bytes(*plan_);
  if (proposal_) json["proposal"] = proposal_;
  if (!why_.empty()) json["why"] = why_;
  if (outcome_) json["outcome"] = *outcome_;
  if (error_) json["error"] = json_of(*error_)["error"];
  return json;
}

bool Run::ended() {
  std::lock_guard lock(mutex_);
  return state_ == "ended";
}

void Run::stop() {
  cancelled_ = true;
  std::lock_guard lock(mutex_);
  changed_.notify_all();
}

bool Run::set_level(Level level) {
  if (ended()) return false;
  level_ = level;
  show(Urgency::kNow, [] {});
  return true;
}

bool Run::answer(size_t choice) {
  std::lock_guard lock(mutex_);
  if (state_ != "asking" || !question_ || choice >= question_->choices.size()) return false;
  chosen_ = choice;
  changed_.notify_all();
  return true;
}

bool Run::go_on(std::optional<std::string> plan) {
  std::lock_guard lock(mutex_);
  if (state_ != "planning") return false;
  plan_answered_ = true;
  new_plan_ = std::move(plan);
  changed_.notify_all();
  return true;
}

bool Run::decide(Sequence proposal, const Decision& decision) {
  std::lock_guard lock(mutex_);
  bool decided = decision_ && decision_about_ == proposal;
  if (proposal_ != proposal || decided || released_ == proposal ||
      (state_ != "verifying" && state_ != "reviewing"))
    return false;
  decision_ = decision;
  decision_about_ = proposal;
  if (state_ == "reviewing") state_ = "applying";
  changed_.notify_all();
  return true;
}

bool Run::has(Sequence proposal) {
  std::lock_guard lock(mutex_);
  return proposal_ == proposal && state_ != "ended";
}

void Run::release(Sequence proposal) {
  std::lock_guard lock(mutex_);
  if (proposal_ != proposal || (decision_ && decision_about_ == proposal)) return;
  released_ = proposal;
  changed_.notify_all();
}

std::optional<size_t> Run::answer(const Question& question) {
  show(Urgency::kNow, [&] {
    question_ = question;
    chosen_.reset();
    state_ = "asking";
  });
  std::optional<size_t> chosen;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return chosen_ || cancelled_; });
    chosen = chosen_;
  }
  show(Urgency::kNow, [&] { state_ = "proposing"; });
  return chosen;
}

Result<Decision> Run::review(const Verified& verified, const std::vector<std::string>& why) {
  Sequence id = verified.proposal().id;
  show(Urgency::kNow, [&] {
    state_ = "reviewing";
    proposal_ = id;
    check_name_.clear();
    why_.clear();
    for (const std::string& one : why) why_.push_back(printable(one));
  });
  Decision decision;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return (decision_ && decision_about_ == id) || released_ == id || cancelled_; });
    if (decision_ && decision_about_ == id) decision = *decision_;
  }
  show(Urgency::kNow, [&] { state_ = decision.kind == Decision::kLater ? "reviewing" : "applying"; });
  return decision;
}

ProposeWatch Run::proposing() {
  show(Urgency::kNow, [&] {
    state_ = "proposing";
    said_.clear();
    said_bytes_ = 0;
  });
  ProposeWatch watch;
  watch.cancelled = &cancelled_;
  watch.text = [this](std::string_view text) {
    show(Urgency::kSoon, [&] {
      said_ += text;
      said_bytes_ += text.size();
      if (said_.size() > 4 * kSaidShown) said_.erase(0, said_.size() - kSaidShown);
    });
  };
  watch.step = [this](const std::string& line) { show(Urgency::kNow, [&] { steps_.push_back(line); }); };
  if (level_ < Level::kAutopilot) {
    watch.plan = [this](const std::string& plan) { return ask_about(plan); };
    watch.ask = [this](const Question& question) { return answer(question); };
  }
  return watch;
}

std::optional<std::string> Run::ask_about(const std::string& plan) {
  show(Urgency::kNow, [&] {
    plan_ = plan;
    plan_answered_ = false;
    new_plan_.reset();
    state_ = "planning";
  });
  std::optional<std::string> changed;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return plan_answered_ || cancelled_; });
    changed = new_plan_;
  }
  show(Urgency::kNow, [&] { state_ = "proposing"; });
  return changed;
}

bool Run::wants_another(const Proposal& proposal, const std::string&) {
  std::lock_guard lock(mutex_);
  return decision_ && decision_about_ == proposal.id && decision_->again;
}

void Run::proposed(const Proposal& proposal) {
  show(Urgency::kNow, [&] {
    proposal_ = proposal.id;
    state_ = "verifying";
    results_.clear();
    why_.clear();
  });
}

void Run::level_lowered(const std::string& why) {
  show(Urgency::kNow, [&] { why_.push_back(printable(why)); });
}

VerifyProgress Run::progress() {
  VerifyProgress progress;
  progress.cancelled = &cancelled_;
  progress.started = [this](const Check& check) {
    show(Urgency::kNow, [&] {
      check_name_ = check.name;
      check_output_.clear();
      check_started_us_ = now_us();
    });
  };
  progress.running = [this](const Check&, std::string_view output) {
    show(Urgency::kSoon, [&] { check_output_ = tail_of(output, kOutputShown); });
  };
  progress.finished = [this](const CheckResult& result) {
    show(Urgency::kNow, [&] {
      check_name_.clear();
      results_.push_back(result);
    });
  };
  return progress;
}

}  // namespace suit
