#include "model/meter.h"

#include <cstdio>

#include "base/clock.h"
#include "model/record.h"

namespace suit {
namespace {

constexpr int64_t kDay_us = int64_t{86'400} * 1'000'000;

double number_or_zero(const Json& json, const char* key) {
  auto it = json.find(key);
  return it != json.end() && it->is_number() ? it->get<double>() : 0.0;
}

std::string amount(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace

void Spent::add(const Event& call) {
  ++calls;
  if (call.body.contains("failure")) ++failed;
  tokens_in += integer_or(call.body, "tokens_in", 0);
  tokens_cached += integer_or(call.body, "tokens_cached", 0);
  tokens_out += integer_or(call.body, "tokens_out", 0);
  money += number_or_zero(call.body, "money");
  total_us += integer_or(call.body, "total_us", 0);
  if (int64_t first = integer_or(call.body, "first_token_us", 0); first > 0)
    first_token_us += first, ++first_tokens;
  estimated |= bool_or(call.body, "estimated", false);
}

double money_of(const Usage& usage, const Price& price) {
  double fresh = static_cast<double>(usage.tokens_in - usage.tokens_cached);
  return (fresh * price.in + static_cast<double>(usage.tokens_cached) * price.cached +
          static_cast<double>(usage.tokens_out) * price.out) /
         1e6;
}

Result<Spent> spent_in(Ledger& ledger, const std::function<bool(const Event& call)>& select) {
  Spent spent;
  RETURN_IF_ERROR(ledger.for_each({.kinds = {"call"}}, [&](const Event& call) {
    if (select(call)) spent.add(call);
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
    RETURN_IF_ERROR(ledger.for_each({.kinds = {"call"}, .about = task}, [&](const Event& call) {
      spent.add(call);
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
    RETURN_IF_ERROR(ledger.for_each({.kinds = {"call"}, .newest_first = true}, [&](const Event& call) {
      if (call.at_us < midnight_us) return false;
      spent.add(call);
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
  // An answer that the ledger does not have would be one that nobody paid for.
  if (auto recorded = record(context, about, result, monotonic_us() - started_us); !recorded)
    return CallFailure{FailureKind::kRequest, recorded.error()};
  return result;
}

Result<void> MeteredModel::record(const Context& context, Sequence about, const CallResult& result,
                                  int64_t took_us) {
  std::string asked = to_text(json_of(context));
  Digest asked_digest = Digest::of(asked);
  // A conversation's context begins with the one before: only what came to it is stored.
  RETURN_IF_ERROR(ledger_.keep(asked_digest, asked, last_context_ ? &*last_context_ : nullptr));
  last_context_ = asked_digest;
  Json body = {{"model", config_.name}, {"program", context.program}, {"context", asked_digest.hex()}};
  Usage usage;
  if (auto* completion = std::get_if<Completion>(&result)) {
    std::string answer = to_text(json_of(*completion));
    Digest digest = Digest::of(answer);
    RETURN_IF_ERROR(ledger_.keep(digest, answer));
    usage = completion->usage;
    body["answer"] = digest.hex();
    body["finish"] = name_of(completion->finish);
    body["answered_by"] = json_of_bytes(completion->answered_by);
    if (completion->first_token_us > 0) body["first_token_us"] = completion->first_token_us;
  } else {
    const CallFailure& failure = std::get<CallFailure>(result);
    usage = failure.usage;
    body["failure"] = name_of(failure.kind);
    body["message"] = json_of_bytes(failure.error.message);
    if (!failure.partial.empty()) body["partial"] = json_of_bytes(failure.partial);
  }
  for (const ContextPart& part : context.parts) {
    Json one = {{"kind", name_of(part.kind)}, {"name", json_of_bytes(part.name)}, {"tokens", part.tokens}};
    if (!part.why.empty()) one["why"] = json_of_bytes(part.why);
    if (!part.lines.empty()) one["lines"] = part.lines;
    body["parts"].push_back(std::move(one));
  }
  for (const std::string& text : context.left_out) body["left_out"].push_back(json_of_bytes(text));
  body["tokens_in"] = usage.tokens_in;
  body["tokens_cached"] = usage.tokens_cached;
  body["tokens_out"] = usage.tokens_out;
  if (usage.estimated) body["estimated"] = true;
  body["money"] = money_of(usage, config_.price);
  body["total_us"] = took_us;
  RETURN_IF_ERROR(ledger_.append({.kind = "call", .about = about, .body = std::move(body)}));
  return {};
}

}  // namespace suit
