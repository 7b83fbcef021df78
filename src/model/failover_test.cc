#include "model/failover.h"

#include "support/testing.h"

namespace suit {
namespace {

// Gives scripted answers; after the list it repeats the last.
class TurnsModel final : public Model {
 public:
  TurnsModel(std::string name, std::vector<CallResult> results)
      : name_(std::move(name)), results_(std::move(results)) {
    able.tools = able.json_schema = true;
  }
  const std::string& name() const override { return name_; }
  const Capabilities& capabilities() const override { return able; }
  CallResult complete(const Context&, const CallWatch& watch) override {
    CallResult result = results_[std::min(static_cast<size_t>(calls++), results_.size() - 1)];
    auto* failure = std::get_if<CallFailure>(&result);
    if (watch.on_text) watch.on_text(failure ? failure->partial : std::get<Completion>(result).text);
    return result;
  }
  Capabilities able;
  int calls = 0;

 private:
  std::string name_;
  std::vector<CallResult> results_;
};

Completion text(const std::string& said) {
  return {.text = said};
}
CallFailure failed(FailureKind kind, int64_t retry_after_ms = -1, const std::string& partial = "") {
  return {.kind = kind,
          .error = {ErrorCode::kUnavailable, std::string(name_of(kind))},
          .retry_after_ms = retry_after_ms,
          .partial = partial,
          .usage = {.tokens_in = 10, .tokens_out = 1}};
}

constexpr FailureKind kAway = FailureKind::kUnreachable, kBusy = FailureKind::kOverloaded;

// A list of scripted models with a clock that only waiting advances.
struct FailoverStage {
  std::vector<std::shared_ptr<TurnsModel>> models;
  std::vector<FailoverEvent> events;
  std::vector<int64_t> waits;
  int64_t now_ms = 0;
  double random = 0.5;
  FailoverOptions options = {};

  TurnsModel& add(const std::string& name, std::vector<CallResult> results) {
    models.push_back(std::make_shared<TurnsModel>(name, std::move(results)));
    return *models.back();
  }
  std::unique_ptr<FailoverModel> make(int attempts = 3) {
    options.on_event = [this](const FailoverEvent& event) { events.push_back(event); };
    options.random = [this] { return random; };
    options.now_ms = [this] { return now_ms; };
    options.wait = [this](int64_t ms, const std::atomic<bool>* cancelled) {
      waits.push_back(ms);
      now_ms += ms;
      return !(cancelled && *cancelled);
    };
    std::vector<FailoverModel::Entry> entries;
    for (auto& model : models) entries.push_back({model, attempts});
    return std::make_unique<FailoverModel>(entries, options);
  }
};

TEST(Failover, TheFirstThatAnswers) {
  FailoverStage stage;
  stage.add("a", {text("hi")});
  stage.add("b", {text("no")});
  auto model = stage.make();
  Completion completion = must(completion_of(model->complete({}, {})));
  EXPECT_EQ(completion.text, "hi");
  EXPECT_EQ(completion.model, "a");
  EXPECT_EQ(completion.attempts, 1);
  EXPECT_TRUE(stage.events.empty());
  EXPECT_EQ(stage.models[1]->calls, 0);
}

TEST(Failover, TriesAgainWithGrowingWaits) {
  FailoverStage stage;
  stage.add("a", {failed(kAway), failed(FailureKind::kBroken), failed(kBusy), text("hi")});
  auto model = stage.make(4);
  Completion completion = must(completion_of(model->complete({}, {})));
  EXPECT_EQ(completion.attempts, 4);
  EXPECT_EQ(stage.waits, (std::vector<int64_t>{250, 500, 1000}));  // half of 500, 1000, 2000
  ASSERT_EQ(stage.events.size(), 3u);
  EXPECT_EQ(stage.events[2].attempt, 3);
  EXPECT_EQ(stage.events[2].kind, kBusy);
  EXPECT_EQ(stage.events[2].waits_ms, 1000);
  EXPECT_EQ(stage.events[2].next, "a");
  EXPECT_EQ(stage.events[2].usage.tokens_in, 10);
}

TEST(Failover, JitterIsFullAndTheBackoffHasAnEnd) {
  for (double random : {0.0, 0.999}) {
    FailoverStage stage;
    stage.random = random;
    stage.options.rest_after_failures = 100;
    stage.add("a", {failed(kAway)});
    (void)stage.make(12)->complete({}, {});
    ASSERT_EQ(stage.waits.size(), 11u);
    EXPECT_EQ(stage.waits.back(), static_cast<int64_t>(random * 20'000));
    EXPECT_EQ(stage.waits.front(), static_cast<int64_t>(random * 500));
  }
}

TEST(Failover, WaitsAsLongAsTheProviderAsksUpToALimit) {
  FailoverStage stage;
  stage.add("a", {failed(kBusy, 7'000), text("hi")});
  must(completion_of(stage.make()->complete({}, {})));
  EXPECT_EQ(stage.waits, std::vector<int64_t>{7'000});

  FailoverStage far;
  far.add("a", {failed(kBusy, 3'600'000)});
  far.add("b", {text("there")});
  EXPECT_EQ(must(completion_of(far.make()->complete({}, {}))).model, "b");
  EXPECT_TRUE(far.waits.empty());
  EXPECT_EQ(far.events.at(0).next, "b");

  FailoverStage alone;
  alone.add("a", {failed(kBusy, 3'600'000)});
  auto failure = std::get<CallFailure>(alone.make()->complete({}, {}));
  EXPECT_EQ(failure.kind, kBusy);
  EXPECT_EQ(failure.retry_after_ms, 3'600'000);
  EXPECT_NE(failure.error.hint.find("3600 s"), std::string::npos);
}

TEST(Failover, WhatNoOtherTryCanMendEndsAtOnce) {
  for (FailureKind kind : {FailureKind::kRequest, FailureKind::kBudget, FailureKind::kCancelled}) {
    FailoverStage stage;
    stage.add("a", {failed(kind)});
    stage.add("b", {text("no")});
    EXPECT_EQ(std::get<CallFailure>(stage.make()->complete({}, {})).kind, kind);
    EXPECT_EQ(stage.models[0]->calls, 1);
    EXPECT_EQ(stage.models[1]->calls, 0);
    EXPECT_EQ(stage.events.at(0).next, "");
  }
}

TEST(Failover, DeniedIsNotTriedAgainButAnotherModelIs) {
  FailoverStage stage;
  stage.add("a", {failed(FailureKind::kDenied)});
  stage.add("b", {text("there")});
  Completion completion = must(completion_of(stage.make()->complete({}, {})));
  EXPECT_EQ(completion.model, "b");
  EXPECT_EQ(completion.attempts, 2);
  EXPECT_EQ(stage.models[0]->calls, 1);
}

TEST(Failover, AllFailedSaysEverythingTried) {
  FailoverStage stage;
  stage.add("a", {failed(FailureKind::kDenied)});
  stage.add("b", {failed(kBusy, 9'000, "half a")});
  stage.add("c", {failed(FailureKind::kBroken, -1, "half b")});
  auto failure = std::get<CallFailure>(stage.make(2)->complete({}, {}));
  EXPECT_EQ(failure.kind, kBusy);
  EXPECT_EQ(failure.error.code, ErrorCode::kUnavailable);
  EXPECT_EQ(failure.error.message,
            "no model answered: a: denied; b: overloaded (2 tries); c: broken (2 tries)");
  EXPECT_EQ(failure.error.hint, "try again in 9 s");
  EXPECT_EQ(failure.retry_after_ms, 9'000);
  EXPECT_EQ(failure.partial, "half b");
  EXPECT_EQ(failure.usage.tokens_in, 50);
  EXPECT_EQ(stage.events.size(), 5u);
  EXPECT_EQ(stage.events.back().next, "");
}

TEST(Failover, ShownTextIsDeclaredVoidBeforeMoreComes) {
  FailoverStage stage;
  stage.add("a", {failed(FailureKind::kBroken, -1, "Hel"), failed(kAway)});
  stage.add("b", {text("Hello")});
  std::string shown;
  int restarts = 0;
  CallWatch watch;
  watch.on_text = [&](std::string_view piece) { shown += piece; };
  watch.on_restart = [&] {
    ++restarts;
    shown.clear();
  };
  EXPECT_EQ(must(completion_of(stage.make(2)->complete({}, watch))).text, "Hello");
  EXPECT_EQ(shown, "Hello");
  EXPECT_EQ(restarts, 1);  // the second try showed nothing
}

TEST(Failover, AModelThatFailsAndFailsRestsAndIsTriedOutByOneCall) {
  FailoverStage stage;
  stage.options.rest_after_failures = 3;
  auto& a = stage.add("a", {failed(kAway), failed(kAway), failed(kAway), failed(kAway), text("back")});
  stage.add("b", {text("stand-in")});
  auto model = stage.make(2);
  auto call = [&] { return must(completion_of(model->complete({}, {}))).model; };
  EXPECT_EQ(call(), "b");  // two failures
  EXPECT_EQ(call(), "b");  // the third: it pauses, no second try
  EXPECT_EQ(a.calls, 3);
  EXPECT_EQ(call(), "b");
  EXPECT_EQ(a.calls, 3);  // not asked
  EXPECT_EQ(stage.events.back().attempt, 0);
  EXPECT_EQ(stage.events.back().message, "a is paused after failures, for 30 s more");
  stage.now_ms += 30'000;
  EXPECT_EQ(call(), "b");  // tested once without success: pauses twice as long
  EXPECT_EQ(a.calls, 4);
  stage.now_ms += 59'999;
  EXPECT_EQ(call(), "b");
  EXPECT_EQ(a.calls, 4);
  stage.now_ms += 1;
  EXPECT_EQ(call(), "a");
  EXPECT_EQ(call(), "a");
}

TEST(Failover, WhereAllRestNothingIsAskedAndTheTimeIsSaid) {
  FailoverStage stage;
  stage.options.rest_after_failures = 1;
  auto& a = stage.add("a", {failed(kAway)});
  auto model = stage.make(1);
  (void)model->complete({}, {});
  auto failure = std::get<CallFailure>(model->complete({}, {}));
  EXPECT_EQ(a.calls, 1);
  EXPECT_EQ(failure.kind, kAway);
  EXPECT_EQ(failure.retry_after_ms, 30'000);
  EXPECT_EQ(failure.error.hint, "try again in 30 s");
}

TEST(Failover, ACancelledTryOutTellsNothing) {
  FailoverStage stage;
  stage.options.rest_after_failures = 1;
  auto& a = stage.add("a", {failed(kAway), failed(FailureKind::kCancelled), text("back")});
  auto model = stage.make(1);
  (void)model->complete({}, {});
  stage.now_ms += 30'000;
  EXPECT_EQ(std::get<CallFailure>(model->complete({}, {})).kind, FailureKind::kCancelled);
  EXPECT_EQ(must(completion_of(model->complete({}, {}))).text, "back");
  EXPECT_EQ(a.calls, 3);
}

TEST(Failover, AStandInMustBeAbleToDoIt) {
  FailoverStage stage;
  stage.add("a", {failed(FailureKind::kDenied)});
  auto& plain = stage.add("plain", {text("no")});
  plain.able.tools = false;
  auto& small = stage.add("small", {text("no")});
  small.able.context_tokens = 100;
  stage.add("able", {text("yes")});
  Context context;
  context.tools.push_back({"list", "lists", Json::object()});
  EXPECT_EQ(must(completion_of(stage.make()->complete(context, {}))).model, "able");
  EXPECT_EQ(plain.calls + small.calls, 0);
  EXPECT_EQ(stage.events.at(1).message, "plain does not support tool calls");
  EXPECT_EQ(stage.events.at(2).message, "small has too small a context window");
}

TEST(Failover, CancelledWhileItWaits) {
  FailoverStage stage;
  std::atomic<bool> cancelled{true};
  stage.add("a", {failed(kAway, -1, "half")});
  stage.add("b", {text("no")});
  CallWatch watch;
  watch.cancelled = &cancelled;
  auto failure = std::get<CallFailure>(stage.make()->complete({}, watch));
  EXPECT_EQ(failure.kind, FailureKind::kCancelled);
  EXPECT_EQ(failure.partial, "half");
  EXPECT_EQ(stage.models[1]->calls, 0);
}

TEST(Failover, TheRealWaitEndsWhenCancelled) {
  std::atomic<bool> cancelled{false};
  auto model = std::make_shared<TurnsModel>("a", std::vector<CallResult>{failed(kBusy, 50'000'000)});
  FailoverOptions options;
  options.retry_after_max_ms = 100'000'000;
  options.on_event = [&](const FailoverEvent&) { cancelled = true; };
  FailoverModel failover({{model, 3}}, options);
  CallWatch watch;
  watch.cancelled = &cancelled;
  EXPECT_EQ(std::get<CallFailure>(failover.complete({}, watch)).kind, FailureKind::kCancelled);
}

}  // namespace
}  // namespace suit
