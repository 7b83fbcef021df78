#include "http/runs.h"

#include "change/apply_events.h"
#include "trust/verdict_event.h"

namespace suit {

Runs::Runs(std::string folder, const Parts& parts, SessionCache& cache, Feed& feed)
    : folder_(std::move(folder)), parts_(parts), cache_(cache), feed_(feed) {
  feed_.on_event([this](const Event& event) { settled(event); });
}

Runs::~Runs() {
  feed_.on_event({});
  std::map<int64_t, std::shared_ptr<Run>> runs;
  {
    std::lock_guard lock(mutex_);
    runs.swap(runs_);
  }
  for (auto& [number, run] : runs) run->stop();
}

void Runs::stop_all() {
  std::lock_guard lock(mutex_);
  for (auto& [number, run] : runs_) run->stop();
}

Result<Json> Runs::start(const Function& function, std::unique_ptr<Call> call, Sequence proposal) {
  std::lock_guard lock(mutex_);
  size_t running = 0, ended = 0;
  for (auto& [number, one] : runs_) {
    if (proposal && one->has(proposal))
      return Error{ErrorCode::kConflict, "the proposal is under review by run " + std::to_string(number)};
    ++(one->ended() ? ended : running);
  }
  if (running >= kRunningMax)
    return Error{ErrorCode::kBusy, std::to_string(running) + " functions are already running",
                 "stop one, or wait until one ends"};
  for (auto it = runs_.begin(); it != runs_.end() && ended >= kEndedKept;) {
    bool drop = it->second->ended();
    ended -= drop;
    it = drop ? runs_.erase(it) : std::next(it);
  }
  auto run = std::make_shared<Run>(next_, function, std::move(call), proposal, cache_, feed_);
  runs_.emplace(next_++, run);
  run->start(folder_, parts_);
  return run->json();
}

Result<std::shared_ptr<Run>> Runs::get(int64_t number) {
  std::lock_guard lock(mutex_);
  auto it = runs_.find(number);
  if (it == runs_.end())
    return Error{ErrorCode::kNotFound, "there is no run " + std::to_string(number),
                 "GET /api/runs lists the runs of this server"};
  return it->second;
}

Result<Json> Runs::find(int64_t number) {
  ASSIGN_OR_RETURN(auto run, get(number));
  return run->json();
}

Json Runs::list() {
  std::lock_guard lock(mutex_);
  Json list = Json::array();
  for (auto& [number, run] : runs_) list.push_back(run->json());
  return {{"runs", std::move(list)}};
}

Result<Json> Runs::stop(int64_t number) {
  ASSIGN_OR_RETURN(auto run, get(number));
  run->stop();
  return run->json();
}

Result<Json> Runs::set_level(int64_t number, Level level) {
  ASSIGN_OR_RETURN(auto run, get(number));
  if (!run->set_level(level))
    return Error{ErrorCode::kConflict, "run " + std::to_string(number) + " has ended or is not a task"};
  return run->json();
}

Result<Json> Runs::answer(int64_t number, size_t choice) {
  ASSIGN_OR_RETURN(auto run, get(number));
  if (!run->choose(choice))
    return Error{ErrorCode::kConflict, "run " + std::to_string(number) + " does not ask that"};
  return run->json();
}

Result<Json> Runs::go_on(int64_t number, std::optional<std::string> plan) {
  ASSIGN_OR_RETURN(auto run, get(number));
  if (!run->go_on(std::move(plan)))
    return Error{ErrorCode::kConflict, "run " + std::to_string(number) + " shows no plan"};
  return run->json();
}

std::optional<Json> Runs::decide(Sequence proposal, const Decision& decision) {
  std::lock_guard lock(mutex_);
  for (auto& [number, run] : runs_)
    if (run->decide(proposal, decision)) return run->json();
  return std::nullopt;
}

void Runs::release(Sequence proposal) {
  std::lock_guard lock(mutex_);
  for (auto& [number, run] : runs_) run->release(proposal);
}

std::optional<int64_t> Runs::run_of(Sequence proposal) {
  std::lock_guard lock(mutex_);
  for (auto& [number, run] : runs_)
    if (run->has(proposal)) return number;
  return std::nullopt;
}

size_t Runs::running() {
  std::lock_guard lock(mutex_);
  size_t running = 0;
  for (auto& [number, run] : runs_) running += !run->ended();
  return running;
}

// Another process decided on a proposal that is under review here.
void Runs::settled(const Event& event) {
  if (event.is<VerdictEvent>() || event.is<AppliedEvent>()) release(event.about);
}

}  // namespace suit
