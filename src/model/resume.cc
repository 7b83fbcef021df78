#include "model/resume.h"

#include "model/call_event.h"
#include "model/record.h"

namespace suit {

Result<std::unique_ptr<ResumingModel>> ResumingModel::create(Model& model, Ledger& ledger, Sequence task) {
  std::unique_ptr<ResumingModel> resuming(new ResumingModel(model, ledger));
  RETURN_IF_ERROR(ledger.for_each({.kinds = kinds_of<CallEvent>(), .about = task}, [&](const Event& event) {
    CallEvent call = CallEvent::of(event);
    bool whole = call.finish == Finish::kStop || call.finish == Finish::kToolCalls;
    if (whole && call.answer && call.context) resuming->answers_[*call.context].push_back(*call.answer);
    return true;
  }));
  return resuming;
}

CallResult ResumingModel::complete(const Context& context, const CallWatch& watch) {
  auto it = answers_.find(digest_of(context));
  if (it != answers_.end() && !it->second.empty()) {
    Digest answer = it->second.front();
    it->second.pop_front();
    // A dropped or unreadable answer is requested again.
    if (auto completion = recorded_completion(ledger_, answer)) {
      ++replayed_;
      if (watch.on_text) watch.on_text(completion->text);
      return std::move(*completion);
    }
  }
  return model_.complete(context, watch);
}

}  // namespace suit
