#include "http/function_run.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "functions/as_json.h"

namespace suit {
namespace {

constexpr int64_t kShownEvery_us = 100'000;

}  // namespace

FunctionRun::FunctionRun(int64_t number, const Function& function, std::unique_ptr<Call> call,
                         SessionCache& cache, Feed& feed)
    : number_(number),
      function_(function),
      call_(std::move(call)),
      request_(json_of_fields(call_->request())),
      cache_(cache),
      feed_(feed),
      started_us_(now_us()) {}

FunctionRun::~FunctionRun() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void FunctionRun::start(const std::string& folder, const Parts& parts) {
  thread_ = std::thread([this, folder, &parts] { work(folder, parts); });
}

void FunctionRun::work(const std::string& folder, const Parts& parts) {
  Session session(folder, parts, cache_);
  auto done = call_->run(session, *this);
  {
    std::lock_guard lock(mutex_);
    ended_us_ = now_us();
    if (done)
      answer_ = json_of_fields(call_->answer());
    else
      error_ = done.error();
  }
  release_free_memory();  // a thread's share would stay
  publish();
}

Json FunctionRun::json() {
  std::lock_guard lock(mutex_);
  Json json = {{"run", number_},
               {"function", function_.name},
               {"request", request_},
               {"state", ended_us_   ? "ended"
                         : question_ ? "asking"
                                     : "working"},
               {"started_us", started_us_}};
  if (ended_us_) json["ended_us"] = ended_us_;
  json["steps"] = steps_;
  if (!line_.empty() && !ended_us_) json["line"] = line_;
  if (question_) {
    Json choices = Json::array();
    for (const std::string& choice : question_->choices) choices.push_back(printable(choice));
    json["question"] = {{"text", printable_lines(question_->text)}, {"choices", std::move(choices)}};
  }
  if (answer_) json["answer"] = *answer_;
  if (error_) json["error"] = json_of(*error_)["error"];
  return json;
}

bool FunctionRun::ended() {
  std::lock_guard lock(mutex_);
  return ended_us_ > 0;
}

void FunctionRun::stop() {
  cancelled_ = true;
  std::lock_guard lock(mutex_);
  changed_.notify_all();
}

bool FunctionRun::answer(size_t choice) {
  std::lock_guard lock(mutex_);
  if (!question_ || choice >= question_->choices.size()) return false;
  chosen_ = choice;
  changed_.notify_all();
  return true;
}

void FunctionRun::note(const std::string& line) {
  {
    std::lock_guard lock(mutex_);
    steps_.push_back(printable_lines(line));
  }
  publish();
}

void FunctionRun::state(const std::string& line) {
  {
    std::lock_guard lock(mutex_);
    line_ = printable(line);
    if (monotonic_us() - shown_us_ < kShownEvery_us) return;
    shown_us_ = monotonic_us();
  }
  publish();
}

std::optional<size_t> FunctionRun::answer(const Question& question) {
  {
    std::lock_guard lock(mutex_);
    question_ = question;
    chosen_.reset();
  }
  publish();
  std::optional<size_t> chosen;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return chosen_ || cancelled_; });
    chosen = chosen_;
    question_.reset();
  }
  publish();
  return chosen;
}

}  // namespace suit
