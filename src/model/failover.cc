#include "model/failover.h"

#include <chrono>
#include <mutex>
#include <random>
#include <thread>

#include "base/clock.h"
#include "base/text.h"
#include "model/provider.h"

namespace suit {

namespace {

double real_random() {
  thread_local std::mt19937_64 source{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(source);
}

bool real_wait(int64_t ms, const std::atomic<bool>* cancelled) {
  int64_t until_us = monotonic_us() + ms * 1000;
  for (;;) {
    if (cancelled && *cancelled) return false;
    int64_t left_us = until_us - monotonic_us();
    if (left_us <= 0) return true;
    std::this_thread::sleep_for(std::chrono::microseconds(std::min<int64_t>(left_us, 50'000)));
  }
}

// What the model lacks for this call; "" if nothing.
std::string lacks(const Capabilities& able, const Context& context) {
  if (!context.tools.empty() && !able.tools) return "does not support tool calls";
  if (std::holds_alternative<MatchSchema>(context.constraint) && !able.json_schema)
    return "does not support JSON Schema";
  if (std::holds_alternative<MatchGrammar>(context.constraint) && !able.grammar)
    return "does not support grammars";
  if (context.log_probabilities > 0 && !able.log_probabilities) return "gives no log-probabilities";
  if (able.context_tokens > 0 && estimated_tokens(context) + context.tokens_out_max > able.context_tokens)
    return "has too small a context window";
  return "";
}

int hope(FailureKind kind) {
  switch (kind) {
    case FailureKind::kOverloaded:
      return 3;
    case FailureKind::kUnreachable:
      return 2;
    case FailureKind::kBroken:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

struct FailoverModel::Place {
  explicit Place(Entry made) : entry(std::move(made)) {}

  // The rest of its pause in ms; 0: it may be asked. Sets `probe` if this call tests whether it works again.
  int64_t rest_ms(int64_t now_ms, bool& probe) {
    std::lock_guard lock(mutex);
    probe = false;
    if (!resting) return 0;
    if (now_ms < rests_until_ms) return rests_until_ms - now_ms;
    if (probed) return 1;  // another call is testing it
    probed = probe = true;
    return 0;
  }

  void answered() {
    std::lock_guard lock(mutex);
    failures = 0;
    resting = probed = false;
    rest_for_ms = 0;
  }

  // Returns true if its pause starts now.
  bool failed(bool probe, int64_t now_ms, const FailoverOptions& options) {
    std::lock_guard lock(mutex);
    ++failures;
    if (probe) probed = false;
    if (!probe && (resting || failures < options.rest_after_failures)) return resting;
    rest_for_ms = rest_for_ms == 0 ? options.rest_first_ms : std::min(rest_for_ms * 2, options.rest_max_ms);
    rests_until_ms = now_ms + rest_for_ms;
    resting = true;
    return true;
  }

  // The testing call gave no result: cancelled or denied.
  void not_probed() {
    std::lock_guard lock(mutex);
    probed = false;
  }

  const Entry entry;
  std::mutex mutex;  // protects all below
  int failures = 0;  // consecutive
  bool resting = false, probed = false;
  int64_t rests_until_ms = 0, rest_for_ms = 0;
};

// One call through the list of models.
class FailoverModel::Run {
 public:
  Run(FailoverModel& all, const Context& context, const CallWatch& watch)
      : places_(all.places_), options_(all.options_), context_(context), watch_(watch), inner_(watch) {
    if (watch.on_text)
      inner_.on_text = [this](std::string_view text) {
        shown_ |= !text.empty();
        watch_.on_text(text);
      };
  }

  CallResult run() {
    for (size_t i = 0; i < places_.size(); ++i) {
      Place& place = *places_[i];
      const Model& model = *place.entry.model;
      std::string missing = i > 0 ? lacks(model.capabilities(), context_) : "";
      if (!missing.empty()) {
        pass_over(i, FailureKind::kRequest, missing);
        continue;
      }
      bool probe = false;
      if (int64_t rest_ms = place.rest_ms(options_.now_ms(), probe); rest_ms > 0) {
        soonest(rest_ms);
        pass_over(i, FailureKind::kUnreachable,
                  "is paused after failures, for " + std::to_string((rest_ms + 999) / 1000) + " s more");
        continue;
      }
      if (auto result = ask(i, probe)) return std::move(*result);
    }
    return all_failed();
  }

 private:
  // nullopt: continue with the next model.
  std::optional<CallResult> ask(size_t i, bool probe) {
    Place& place = *places_[i];
    Model& model = *place.entry.model;
    int attempts = probe ? 1 : std::max(place.entry.attempts, 1);
    for (int attempt = 1;; ++attempt) {
      if (std::exchange(shown_, false) && watch_.on_restart) watch_.on_restart();
      CallResult result = model.complete(context_, inner_);
      ++tries_;
      if (auto* completion = std::get_if<Completion>(&result)) {
        place.answered();
        if (completion->model.empty()) completion->model = model.name();
        completion->attempts = tries_;
        return result;
      }
      auto& failure = std::get<CallFailure>(result);
      bool again = retry_may_help(failure.kind);
      bool rests = again && place.failed(probe, options_.now_ms(), options_);
      if (!again && probe) place.not_probed();
      if (failure.kind == FailureKind::kRequest) place.answered();
      if (!again && !other_model_may_help(failure.kind)) {
        report(i, attempt, failure, 0, "");
        add_usage(failure);
        failure.usage = usage_;
        return result;
      }
      again = again && attempt < attempts && !rests && failure.retry_after_ms <= options_.retry_after_max_ms;
      int64_t wait_ms = again ? std::max(backoff_ms(attempt), failure.retry_after_ms) : 0;
      report(i, attempt, failure, wait_ms, again ? model.name() : next_name(i));
      add_usage(failure);
      if (!again) {
        remember(model.name(), failure, attempt);
        return std::nullopt;
      }
      if (!options_.wait(wait_ms, watch_.cancelled))
        return CallFailure{.kind = FailureKind::kCancelled,
                           .error = {ErrorCode::kCancelled, "cancelled"},
                           .partial = failure.partial,
                           .usage = usage_};
    }
  }

  int64_t backoff_ms(int attempt) const {
    int64_t most = options_.backoff_first_ms;
    for (int i = 1; i < attempt && most < options_.backoff_max_ms; ++i) most *= 2;
    return static_cast<int64_t>(options_.random() *
                                static_cast<double>(std::min(most, options_.backoff_max_ms)));
  }

  std::string next_name(size_t i) const {
    return i + 1 < places_.size() ? places_[i + 1]->entry.model->name() : "";
  }

  void soonest(int64_t ms) { retry_after_ms_ = retry_after_ms_ < 0 ? ms : std::min(retry_after_ms_, ms); }

  void report(size_t i, int attempt, const CallFailure& failure, int64_t wait_ms,
              const std::string& next) const {
    if (!options_.on_event) return;
    options_.on_event({places_[i]->entry.model->name(), attempt, failure.kind, failure.error.message,
                       failure.usage, wait_ms, next});
  }

  void add_usage(const CallFailure& failure) {
    usage_.tokens_in += failure.usage.tokens_in;
    usage_.tokens_cached += failure.usage.tokens_cached;
    usage_.tokens_out += failure.usage.tokens_out;
    usage_.estimated |= failure.usage.estimated;
  }

  void pass_over(size_t i, FailureKind kind, const std::string& why) {
    const std::string& name = places_[i]->entry.model->name();
    CallFailure skipped{.kind = kind, .error = {ErrorCode::kUnavailable, name + " " + why}};
    report(i, 0, skipped, 0, next_name(i));
    said_.push_back(skipped.error.message);
    if (hope(kind) > hope(kind_)) kind_ = kind;
  }

  void remember(const std::string& name, const CallFailure& failure, int attempts) {
    std::string text = failure.error.message;
    if (!text.starts_with(name)) text = name + ": " + text;
    if (attempts > 1) text += " (" + counted(static_cast<uint64_t>(attempts), "try") + ")";
    said_.push_back(text);
    if (hint_.empty()) hint_ = failure.error.hint;
    if (hope(failure.kind) > hope(kind_)) kind_ = failure.kind;
    if (failure.retry_after_ms >= 0) soonest(failure.retry_after_ms);
    if (!failure.partial.empty()) partial_ = failure.partial;
  }

  CallResult all_failed() const {
    CallFailure failure;
    failure.kind = kind_;
    failure.error.code = kind_ == FailureKind::kDenied ? ErrorCode::kDenied : ErrorCode::kUnavailable;
    failure.error.message = places_.size() == 1 ? "" : "no model answered: ";
    for (size_t i = 0; i < said_.size(); ++i) failure.error.message += (i ? "; " : "") + said_[i];
    failure.error.hint = hint_;
    if (retry_after_ms_ >= 0)
      failure.error.hint = "try again in " + std::to_string((retry_after_ms_ + 999) / 1000) + " s";
    else if (hint_.empty())
      failure.error.hint = "try again later, or name another model as a fallback";
    failure.retry_after_ms = retry_after_ms_;
    failure.partial = partial_;
    failure.usage = usage_;
    return failure;
  }

  std::vector<std::unique_ptr<Place>>& places_;
  const FailoverOptions& options_;
  const Context& context_;
  const CallWatch& watch_;
  CallWatch inner_;
  bool shown_ = false;
  int tries_ = 0;
  std::vector<std::string> said_;
  std::string hint_, partial_;
  FailureKind kind_ = FailureKind::kDenied;
  int64_t retry_after_ms_ = -1;
  Usage usage_;
};

FailoverModel::FailoverModel(std::vector<Entry> models, FailoverOptions options)
    : options_(std::move(options)) {
  CHECK(!models.empty());
  for (Entry& entry : models) places_.push_back(std::make_unique<Place>(std::move(entry)));
  if (!options_.random) options_.random = real_random;
  if (!options_.now_ms) options_.now_ms = [] { return monotonic_us() / 1000; };
  if (!options_.wait) options_.wait = real_wait;
}

FailoverModel::~FailoverModel() = default;

const std::string& FailoverModel::name() const {
  return places_[0]->entry.model->name();
}
const Capabilities& FailoverModel::capabilities() const {
  return places_[0]->entry.model->capabilities();
}

CallResult FailoverModel::complete(const Context& context, const CallWatch& watch) {
  return Run(*this, context, watch).run();
}

Result<std::vector<std::vector<float>>> FailoverModel::embed(const std::vector<std::string>& texts) {
  return places_[0]->entry.model->embed(texts);
}

int64_t FailoverModel::count_tokens(std::string_view text) {
  return places_[0]->entry.model->count_tokens(text);
}

void FailoverModel::give_way(bool yes) {
  for (auto& place : places_) place->entry.model->give_way(yes);
}

}  // namespace suit
