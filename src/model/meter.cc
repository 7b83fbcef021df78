#include "model/meter.h"

#include <cstdio>

#include "base/clock.h"
#include "model/record.h"

namespace suit {
namespace {

constexpr int64_t kDay_us = int64_t{86'400} * 1'000'000;

std::string amount(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace

void Spent::add(const CallEvent& call) {
  ++calls;
  if (call.failure) ++failed;
  tokens_in += call.usage.tokens_in;
  tokens_cached += call.usage.tokens_cached;
  tokens_out += call.usage.tokens_out;
  money += call.money;
  total_us += call.total_us;
  if (call.first_token_us > 0) first_token_us += call.first_token_us, ++first_tokens;
  estimated |= call.usage.estimated;
}

double money_of(const Usage& usage, const Price& price) {
  double fresh = static_cast<double>(usage.tokens_in - usage.tokens_cached);
  return (fresh * price.in + static_cast<double>(usage.tokens_cached) * price.cached +
          static_cast<double>(usage.tokens_out) * price.out) /
         1e6;
}

Result<Spent> spent_in(Ledger& ledger, const std::function<bool(const Event& event)>& select) {
  Spent spent;
  RETURN_IF_ERROR(ledger.for_each({.kinds = kinds_of<CallEvent>()}, [&](const Event& event) {
    if (select(event)) spent.add(CallEvent::of(event));
    return true;
  }));
  return spent;
}

Result<std::optional<std::string>> over_budget(Ledger& ledger, const Budget& budget, Sequence task) {
  auto passed = [](std::string_view what, double spent, double bound) {
    return std::string(what) + " is spent: " + amount(spent) + " of " + amount(bound);
  };
  if (task > 0 && (budget.task_tokens > 0 || budget.task_money > 0 || budget.task_seconds > 0)) {
    Spent spent;
    Ledger::Query query{.kinds = kinds_of<CallEvent>(), .about = task};
    RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
      spent.add(CallEvent::of(event));
      return true;
    }));
    int64_t tokens = spent.tokens_in + spent.tokens_out;
    if (budget.task_tokens > 0 && tokens >= budget.task_tokens)
      return std::optional(passed("the task's budget of tokens", static_cast<double>(tokens),
                                  static_cast<double>(budget.task_tokens)));
    if (budget.task_money > 0 && spent.money >= budget.task_money)
      return std::optional(passed("the task's budget of money", spent.money, budget.task_money));
    if (budget.task_seconds > 0 && spent.total_us >= budget.task_seconds * 1'000'000)
      return std::optional(passed("the task's budget of seconds", static_cast<double>(spent.total_us) / 1e6,
                                  static_cast<double>(budget.task_seconds)));
  }
  if (budget.day_tokens > 0 || budget.day_money > 0) {
    Spent spent;
    int64_t midnight_us = now_us() / kDay_us * kDay_us;
    Ledger::Query query{.kinds = kinds_of<CallEvent>(), .newest_first = true};
    RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
      if (event.at_us < midnight_us) return false;
      spent.add(CallEvent::of(event));
      return true;
    }));
    int64_t tokens = spent.tokens_in + spent.tokens_out;
    if (budget.day_tokens > 0 && tokens >= budget.day_tokens)
      return std::optional(passed("the day's budget of tokens", static_cast<double>(tokens),
                                  static_cast<double>(budget.day_tokens)));
    if (budget.day_money > 0 && spent.money >= budget.day_money)
      return std::optional(passed("the day's budget of money", spent.money, budget.day_money));
  }
  return std::optional<std::string>();
}

CallResult MeteredModel::complete(const Context& context, const CallWatch& watch) {
  Sequence about = about_ == CallsAbout::kTheTask ? context.task : 0;
  auto over = over_budget(ledger_, budget_, about);
  if (!over) return CallFailure{FailureKind::kBudget, over.error()};
  if (*over)
    return CallFailure{
        FailureKind::kBudget,
        {ErrorCode::kLimit, **over + ". Nothing was sent", "[budget] in your settings raises it"}};
  egress_.set_task(about);
  int64_t started_us = monotonic_us();
  CallResult result = model_->complete(context, watch);
  // Never return an answer that the ledger lacks: its cost would not be counted.
  if (auto recorded = record(context, about, result, monotonic_us() - started_us); !recorded)
    return CallFailure{FailureKind::kRequest, recorded.error()};
  return result;
}

Result<void> MeteredModel::record(const Context& context, Sequence about, const CallResult& result,
                                  int64_t took_us) {
  std::string asked = to_text(json_of(context));
  Digest asked_digest = Digest::of(asked);
  // A conversation's context begins with the previous one: store only the addition.
  RETURN_IF_ERROR(ledger_.keep(asked_digest, asked, last_context_ ? &*last_context_ : nullptr));
  last_context_ = asked_digest;
  CallEvent call{.model = config_.name,
                 .program = context.program,
                 .context = asked_digest,
                 .parts = context.parts,
                 .left_out = context.left_out,
                 .total_us = took_us};
  if (auto* completion = std::get_if<Completion>(&result)) {
    std::string answer = to_text(json_of(*completion));
    call.answer = Digest::of(answer);
    RETURN_IF_ERROR(ledger_.keep(*call.answer, answer));
    call.finish = completion->finish;
    call.answered_by = completion->answered_by;
    call.first_token_us = completion->first_token_us;
    call.usage = completion->usage;
  } else {
    const CallFailure& failure = std::get<CallFailure>(result);
    call.failure = failure.kind;
    call.message = failure.error.message;
    call.partial = failure.partial;
    call.usage = failure.usage;
  }
  call.money = money_of(call.usage, config_.price);
  RETURN_IF_ERROR(ledger_.append(call, about));
  return {};
}

}  // namespace suit
