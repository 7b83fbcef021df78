#include "model/scripted.h"

#include "model/call_event.h"
#include "model/record.h"
#include "model/thinking.h"

namespace suit {

ScriptedModel::ScriptedModel(std::vector<std::string> texts, Capabilities capabilities)
    : capabilities_(capabilities) {
  script_ = [texts = std::move(texts), next = size_t{0}](const Context&,
                                                         const CallWatch&) mutable -> CallResult {
    if (next == texts.size())
      return CallFailure{FailureKind::kRequest, {ErrorCode::kInvalid, "the script has ended"}};
    return Completion{.text = texts[next++], .answered_by = "scripted"};
  };
}

CallResult ScriptedModel::complete(const Context& context, const CallWatch& watch) {
  std::lock_guard lock(mutex_);
  contexts_.push_back(context);
  CallResult result = script_(context, watch);
  if (auto* completion = std::get_if<Completion>(&result)) {
    if (completion->usage.tokens_in == 0) {  // as long as the text, so that meters count something
      for (const Message& message : context.messages)
        completion->usage.tokens_in += count_tokens(message.text);
      completion->usage.tokens_out = count_tokens(completion->text);
      completion->usage.estimated = true;
    }
    if (watch.on_text) watch.on_text(completion->text);
    take_thinking(*completion);
  }
  return result;
}

std::vector<Context> ScriptedModel::contexts() const {
  std::lock_guard lock(mutex_);
  return contexts_;
}

CallResult ReplayModel::complete(const Context& context, const CallWatch& watch) {
  Digest digest = digest_of(context);
  std::vector<Digest> answers;
  auto searched = ledger_.for_each({.kinds = kinds_of<CallEvent>()}, [&](const Event& event) {
    CallEvent call = CallEvent::of(event);
    bool wanted = recorded_.empty() || call.model == recorded_;
    if (wanted && call.answer && call.context == digest) answers.push_back(*call.answer);
    return true;
  });
  if (!searched) return CallFailure{FailureKind::kRequest, searched.error()};
  if (answers.empty())
    return CallFailure{FailureKind::kRequest,
                       {ErrorCode::kNotFound, "the ledger has no answer to this context",
                        "only recorded calls can be replayed"}};
  size_t turn = std::min(turn_[digest]++, answers.size() - 1);
  auto completion = recorded_completion(ledger_, answers[turn]);
  if (!completion) return CallFailure{FailureKind::kRequest, completion.error()};
  if (watch.on_text) watch.on_text(completion->text);
  return std::move(*completion);
}

}  // namespace suit
