#include "model/resume.h"

#include "model/record.h"

namespace suit {

Result<std::unique_ptr<ResumingModel>> ResumingModel::create(Model& model, Ledger& ledger, Sequence task) {
  std::unique_ptr<ResumingModel> resuming(new ResumingModel(model, ledger));
  RETURN_IF_ERROR(ledger.for_each({.kinds = {"call"}, .about = task}, [&](const Event& call) {
    std::string finish = string_or(call.body, "finish", ""), answer = string_or(call.body, "answer", "");
    bool whole = finish == name_of(Finish::kStop) || finish == name_of(Finish::kToolCalls);
    if (whole && !answer.empty())
      resuming->answers_[string_or(call.body, "context", "")].push_back(std::move(answer));
    return true;
  }));
  return resuming;
}

CallResult ResumingModel::complete(const Context& context, const CallWatch& watch) {
  auto it = answers_.find(digest_of(context).hex());
  if (it != answers_.end() && !it->second.empty()) {
    std::string answer = std::move(it->second.front());
    it->second.pop_front();
    // One that retention dropped, or that can't be read, is asked for anew.
    if (auto completion = recorded_completion(ledger_, answer)) {
      ++replayed_;
      if (watch.on_text) watch.on_text(completion->text);
      return std::move(*completion);
    }
  }
  return model_.complete(context, watch);
}

}  // namespace suit
