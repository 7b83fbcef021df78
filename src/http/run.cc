#include "http/run.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kSaidShown = 2'000, kOutputShown = 8'000, kStepsKept = 200, kStreamedBytesMax = 256 << 10;
constexpr int64_t kShowEvery_us = 100'000;

}  // namespace

Fields RunView::fields() {
  return {{"run", run, "Number in this server"},
          {"function", function, ""},
          {"request", request, "The function's request, without standard input"},
          {"state", state, "reviewing: waits for marks on its proposal"},
          {"started_us", started_us, ""},
          {"ended_us", ended_us, ""},
          {"steps", steps, "Completed steps"},
          {"line", line, "Current activity"},
          {"said", said, "End of the model's output"},
          {"said_bytes", said_bytes, ""},
          {"check", check, "Running check"},
          {"results", results, "Results of completed checks"},
          {"question", question, "Question that waits for an answer"},
          {"plan", plan, "Plan that waits for approval or an edit"},
          {"task", task, "Event number of its task or question, once recorded"},
          {"task_name", task_name, "Name of the task: t3"},
          {"proposal", proposal, "Latest proposal"},
          {"text", text, "Text of the task"},
          {"level", level, "Level of the task"},
          {"scope", scope, "Scope of the task"},
          {"why", why, "What a person must know for the review"},
          {"answer", answer, "Answer of the function, when it has ended"},
          {"answer_bytes", answer_bytes, "Set in events whose answer exceeds 256 KiB: fetch the run instead"},
          {"error", error, "Error of the function, when it has failed"}};
}

Run::Run(int64_t number, const Function& function, std::unique_ptr<Call> call, Sequence proposal,
         SessionCache& cache, Feed& feed)
    : call_(std::move(call)), cache_(cache), feed_(feed) {
  view_.run = number;
  view_.function = function.name;
  Fields shown = call_->request();
  std::erase_if(shown, [](const Field& one) { return one.is_input; });  // it may be large
  view_.request = json_of_fields(shown);
  view_.started_us = now_us();
  if (proposal) view_.proposal = proposal;
}

Run::~Run() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void Run::start(const std::string& folder, const Parts& parts) {
  thread_ = std::thread([this, folder, &parts] { work(folder, parts); });
}

void Run::work(const std::string& folder, const Parts& parts) {
  Result<void> done = [&] {
    Session session(folder, parts, cache_);
    return call_->run(session, *this);
  }();
  std::optional<Json> answer;
  if (done) answer = json_of_fields(call_->answer());
  release_free_memory();  // return the thread's memory
  show(Urgency::kNow, [&] {
    view_.state = RunState::kEnded;
    view_.ended_us = now_us();
    view_.check.reset();
    view_.line.reset();
    view_.answer = std::move(answer);
    if (done) return;
    const Error& error = done.error();
    view_.error = {std::string(name_of(error.code)), error.message, {}};
    if (!error.hint.empty()) view_.error->hint = error.hint;
  });
}

void Run::show(Urgency urgency, const std::function<void()>& change) {
  Json json;
  {
    std::lock_guard lock(mutex_);
    change();
    if (view_.steps.size() > kStepsKept) view_.steps.erase(view_.steps.begin());
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
    json = json_of_struct(view_);
  }
  if (auto answer = json.find("answer"); answer != json.end()) {
    if (size_t bytes = to_text(*answer).size(); bytes > kStreamedBytesMax) {
      json.erase(answer);
      json["answer_bytes"] = bytes;
    }
  }
  feed_.publish("run", json);
}

// Publishes an update that was delayed by the rate limit.
void Run::show_what_waits() {
  {
    std::lock_guard lock(mutex_);
    if (!waits_to_be_shown_) return;
  }
  show(Urgency::kNow, [] {});
}

void Run::wait(RunState asking, const std::function<void()>& ask, const std::function<bool()>& is_there) {
  RunState before = RunState::kWorking;
  show(Urgency::kNow, [&] {
    ask();
    before = std::exchange(view_.state, asking);
  });
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_there() || cancelled_; });
  }
  show(Urgency::kNow, [&] {
    view_.state = before;
    view_.question.reset();
    view_.plan.reset();
  });
}

Json Run::json() {
  std::lock_guard lock(mutex_);
  return json_of_struct(view_);
}

bool Run::ended() {
  std::lock_guard lock(mutex_);
  return view_.state == RunState::kEnded;
}

void Run::stop() {
  cancelled_ = true;
  std::lock_guard lock(mutex_);
  changed_.notify_all();
}

bool Run::set_level(Level level) {
  {
    std::lock_guard lock(mutex_);
    if (view_.state == RunState::kEnded || !view_.level) return false;
  }
  show(Urgency::kNow, [&] {
    view_.level = level;
    level_set_ = true;
  });
  return true;
}

bool Run::choose(size_t choice) {
  std::lock_guard lock(mutex_);
  if (view_.state != RunState::kAsking || choice >= view_.question->choices.size()) return false;
  chosen_ = choice;
  changed_.notify_all();
  return true;
}

bool Run::go_on(std::optional<std::string> plan) {
  std::lock_guard lock(mutex_);
  if (view_.state != RunState::kPlanning) return false;
  plan_answered_ = true;
  new_plan_ = std::move(plan);
  changed_.notify_all();
  return true;
}

bool Run::decide(Sequence proposal, const Decision& decision) {
  std::lock_guard lock(mutex_);
  bool decided = decision_ && decision_about_ == proposal;
  if (view_.proposal != proposal || decided || released_ == proposal ||
      (view_.state != RunState::kVerifying && view_.state != RunState::kReviewing))
    return false;
  decision_ = decision;
  decision_about_ = proposal;
  if (view_.state == RunState::kReviewing) view_.state = RunState::kApplying;
  changed_.notify_all();
  return true;
}

bool Run::has(Sequence proposal) {
  std::lock_guard lock(mutex_);
  return view_.proposal == proposal && view_.state != RunState::kEnded;
}

void Run::release(Sequence proposal) {
  std::lock_guard lock(mutex_);
  if (view_.proposal != proposal || (decision_ && decision_about_ == proposal)) return;
  released_ = proposal;
  changed_.notify_all();
}

void Run::step(const std::string& line) {
  show(Urgency::kNow, [&] { view_.steps.push_back(printable_lines(line)); });
}

void Run::state(const std::string& line) {
  show(Urgency::kSoon, [&] { view_.line = printable(line); });
}

void Run::text(std::string_view piece) {
  show(Urgency::kSoon, [&] {
    said_ += piece;
    view_.said_bytes += static_cast<int64_t>(piece.size());
    if (said_.size() > 4 * kSaidShown) said_.erase(0, said_.size() - kSaidShown);
    view_.said = printable_lines(tail_of(said_, kSaidShown));
  });
}

void Run::began(const Task& task, Sequence proposal) {
  show(Urgency::kNow, [&] {
    view_.task = task.id;
    view_.task_name = task.name;
    view_.text = task.text;
    if (!level_set_) view_.level = task.level;
    view_.scope = task.scope.texts();
    if (proposal) view_.proposal = proposal;
  });
}

void Run::recorded(int64_t id) {
  show(Urgency::kNow, [&] { view_.task = id; });
}

void Run::proposing() {
  show(Urgency::kNow, [&] {
    view_.state = RunState::kProposing;
    said_.clear();
    view_.said.reset();
    view_.said_bytes = 0;
  });
}

void Run::proposed(const Proposal& proposal) {
  show(Urgency::kNow, [&] {
    view_.proposal = proposal.id;
    view_.results.clear();
    view_.why.clear();
    view_.line.reset();
    view_.state = RunState::kVerifying;
  });
}

void Run::verifying() {
  show(Urgency::kNow, [&] { view_.state = RunState::kVerifying; });
}

void Run::check_began(const Check& check) {
  show(Urgency::kNow, [&] { view_.check = {printable(check.name), "", now_us()}; });
}

void Run::check_printed(const Check&, std::string_view output) {
  show(Urgency::kSoon, [&] {
    if (view_.check) view_.check->output = printable_lines(tail_of(output, kOutputShown));
  });
}

void Run::check_ended(const CheckResult& result) {
  show(Urgency::kNow, [&] {
    view_.check.reset();
    view_.results.push_back(functions::shown_check(result));
  });
}

void Run::level_lowered(const std::string& why) {
  show(Urgency::kNow, [&] { view_.why.push_back(printable(why)); });
}

bool Run::can_be_asked() const {
  std::lock_guard lock(mutex_);
  return !view_.level || *view_.level < Level::kAutopilot;
}

std::optional<Level> Run::level_now() const {
  std::lock_guard lock(mutex_);
  return level_set_ ? view_.level : std::nullopt;
}

std::optional<size_t> Run::answer(const Question& question) {
  wait(
      RunState::kAsking,
      [&] {
        view_.question = {printable_lines(question.text), {}};
        for (const std::string& choice : question.choices)
          view_.question->choices.push_back(printable(choice));
        chosen_.reset();
      },
      [&] { return chosen_.has_value(); });
  std::lock_guard lock(mutex_);
  return chosen_;
}

std::optional<std::string> Run::plan(const std::string& plan) {
  wait(
      RunState::kPlanning,
      [&] {
        view_.plan = plan;
        plan_answered_ = false;
        new_plan_.reset();
      },
      [&] { return plan_answered_; });
  std::lock_guard lock(mutex_);
  return new_plan_;
}

Result<Decision> Run::review(const Verified& verified, const std::vector<std::string>& why) {
  Sequence id = verified.proposal().id;
  show(Urgency::kNow, [&] {
    view_.state = RunState::kReviewing;
    view_.proposal = id;
    view_.check.reset();
    view_.why.clear();
    for (const std::string& one : why) view_.why.push_back(printable(one));
  });
  Decision decision;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return (decision_ && decision_about_ == id) || released_ == id || cancelled_; });
    if (decision_ && decision_about_ == id) decision = *decision_;
  }
  if (decision.kind != Decision::kLater) show(Urgency::kNow, [&] { view_.state = RunState::kApplying; });
  return decision;
}

bool Run::wants_another(const Proposal& proposal, const std::string&) {
  std::lock_guard lock(mutex_);
  return decision_ && decision_about_ == proposal.id && decision_->again;
}

}  // namespace suit
