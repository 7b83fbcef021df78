#include "model/meter.h"

#include <gtest/gtest.h>

#include "model/record.h"
#include "model/scripted.h"
#include "support/testing.h"

namespace suit {
namespace {

class MeterTest : public testing::Test {
 protected:
  MeterTest() : ledger_(std::move(*Ledger::open(folder_.path() + "/ledger.db", LedgerMode::kCreate))) {
    task_ = *ledger_->append({.kind = "task", .body = {{"text", "t"}}});
  }

  std::unique_ptr<MeteredModel> metered(ScriptedModel::Script script, Budget budget = {},
                                        Price price = {2, 0.5, 10}) {
    ModelConfig config{.name = "m", .price = price};
    return std::make_unique<MeteredModel>(std::make_unique<ScriptedModel>(std::move(script)), config, budget,
                                          CallsAbout::kTheTask, *ledger_, egress_);
  }
  Context context(const std::string& text) {
    return {.messages = {{Role::kUser, text}}, .program = "chat", .task = task_};
  }
  Spent spent() {
    return *spent_in(*ledger_, [](const Event&) { return true; });
  }

  TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
  LedgerEgress egress_{*ledger_, Network::kAllowed};
  Sequence task_ = 0;
};

Completion answer(const std::string& text, Usage usage) {
  return {.text = text, .usage = usage, .answered_by = "id"};
}

TEST_F(MeterTest, EveryAttemptIsInTheLedgerAndTheSumsAreItsOwn) {
  int calls = 0;
  auto model = metered([&](const Context&, const CallWatch&) -> CallResult {
    if (++calls == 2)
      return CallFailure{
          FailureKind::kBroken, {ErrorCode::kUnavailable, "it broke off"}, -1, "half", {100, 0, 7, true}};
    return answer("yes", {1000, 400, 50, false});
  });
  EXPECT_TRUE(std::holds_alternative<Completion>(model->complete(context("a"), {})));
  EXPECT_TRUE(std::holds_alternative<CallFailure>(model->complete(context("a"), {})));
  EXPECT_TRUE(std::holds_alternative<Completion>(model->complete(context("b"), {})));
  Spent all = spent();
  EXPECT_EQ(all.calls, 3);
  EXPECT_EQ(all.failed, 1);
  EXPECT_EQ(all.tokens_in, 2100);
  EXPECT_EQ(all.tokens_cached, 800);
  EXPECT_EQ(all.tokens_out, 107);
  EXPECT_TRUE(all.estimated);
  // Two of (600 × 2 + 400 × 0.5 + 50 × 10) / 10^6, and (100 × 2 + 7 × 10) / 10^6 for the interrupted one.
  EXPECT_NEAR(all.money, 2 * 0.0019 + 0.00027, 1e-12);
  auto events = *ledger_->events({.kinds = {"call"}, .about = task_});
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(string_or(events[1].body, "failure", ""), "broken");
  EXPECT_EQ(string_or(events[1].body, "partial", ""), "half");
}

TEST_F(MeterTest, ABudgetStopsBeforeTheCall) {
  int calls = 0;
  auto script = [&](const Context&, const CallWatch&) -> CallResult {
    return ++calls, answer("x", {60, 0, 40, false});
  };
  for (Budget budget : {Budget{.task_tokens = 150}, Budget{.day_tokens = 150}, Budget{.task_money = 0.0006},
                        Budget{.day_money = 0.0006}}) {
    calls = 0;
    task_ = *ledger_->append({.kind = "task", .body = {{"text", "t"}}});
    TemporaryFolder fresh;
    ledger_ = std::move(*Ledger::open(fresh.path() + "/ledger.db", LedgerMode::kCreate));
    LedgerEgress egress(*ledger_, Network::kAllowed);
    task_ = *ledger_->append({.kind = "task", .body = {{"text", "t"}}});
    MeteredModel model(std::make_unique<ScriptedModel>(script), {.name = "m", .price = {2, 0, 10}}, budget,
                       CallsAbout::kTheTask, *ledger_, egress);
    EXPECT_TRUE(std::holds_alternative<Completion>(model.complete(context("a"), {})));
    EXPECT_TRUE(std::holds_alternative<Completion>(model.complete(context("b"), {})));
    CallResult third = model.complete(context("c"), {});
    ASSERT_TRUE(std::holds_alternative<CallFailure>(third));
    EXPECT_EQ(std::get<CallFailure>(third).kind, FailureKind::kBudget);
    EXPECT_EQ(std::get<CallFailure>(third).error.code, ErrorCode::kLimit);
    EXPECT_EQ(calls, 2) << "nothing was sent";
    EXPECT_EQ(ledger_->events({.kinds = {"call"}})->size(), 2u);
  }
}

TEST_F(MeterTest, AnotherTaskHasItsOwnBudget) {
  auto script = [](const Context&, const CallWatch&) -> CallResult {
    return answer("x", {60, 0, 40, false});
  };
  auto model = metered(script, {.task_tokens = 100});
  EXPECT_TRUE(std::holds_alternative<Completion>(model->complete(context("a"), {})));
  EXPECT_TRUE(std::holds_alternative<CallFailure>(model->complete(context("a"), {})));
  task_ = *ledger_->append({.kind = "task", .body = {{"text", "u"}}});
  EXPECT_TRUE(std::holds_alternative<Completion>(model->complete(context("a"), {})));
}

TEST_F(MeterTest, ReplaysWhatWasAnsweredByTurns) {
  int calls = 0;
  auto model = metered([&](const Context&, const CallWatch&) -> CallResult {
    Completion completion = answer("answer " + std::to_string(++calls), {10, 0, 5, false});
    completion.finish = Finish::kToolCalls;
    completion.tool_calls = {{"1", "read", "{\"path\": \"a\"}"}};
    return completion;
  });
  for (const char* text : {"a", "a", "b"}) (void)model->complete(context(text), {});
  ReplayModel replay(*ledger_, "m");
  auto said = [&](const char* text) {
    CallResult result = replay.complete(context(text), {});
    auto* completion = std::get_if<Completion>(&result);
    return completion ? completion->text + " " + completion->tool_calls[0].arguments
                      : std::get<CallFailure>(result).error.message;
  };
  EXPECT_EQ(said("b"), "answer 3 {\"path\": \"a\"}");
  EXPECT_EQ(said("a"), "answer 1 {\"path\": \"a\"}");
  EXPECT_EQ(said("a"), "answer 2 {\"path\": \"a\"}");
  EXPECT_EQ(said("a"), "answer 2 {\"path\": \"a\"}");
  EXPECT_EQ(said("c"), "the ledger has no answer to this context");
}

TEST_F(MeterTest, TheEgressLogComesBeforeTheSocket) {
  egress_.set_task(task_);
  ASSERT_TRUE(egress_.permit("example.test", 443));
  auto before = *ledger_->events({.kinds = {"egress"}, .about = task_});
  ASSERT_EQ(before.size(), 1u);
  EXPECT_EQ(string_or(before[0].body, "host", ""), "example.test");
  egress_.record({.host = "example.test", .port = 443, .model = "m", .bytes_out = 10, .bytes_in = 20});
  auto after = *ledger_->events({.kinds = {"egress_end"}});
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(integer_or(after[0].body, "bytes_in", 0), 20);
  LedgerEgress offline(*ledger_, Network::kOffline);
  EXPECT_EQ(offline.permit("example.test", 443).error().code, ErrorCode::kDenied);
  EXPECT_EQ(ledger_->events({.kinds = {"egress"}})->size(), 1u) << "a refused call is not an attempt";
}

TEST(ModelRecord, EqualContextsHaveEqualDigestsAndOthersNot) {
  Context a{.messages = {{Role::kUser, "x"}}};
  Context b = a;
  b.program = "other";
  b.task = 9;
  EXPECT_EQ(digest_of(a), digest_of(b)) << "the digest does not depend on the task";
  b.temperature = 1;
  EXPECT_NE(digest_of(a), digest_of(b));
  Context c = a;
  c.messages[0].role = Role::kSystem;
  EXPECT_NE(digest_of(a), digest_of(c));
}

}  // namespace
}  // namespace suit
