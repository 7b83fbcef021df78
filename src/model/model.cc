#include "model/model.h"

namespace suit {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::kSystem:
      return "system";
    case Role::kUser:
      return "user";
    case Role::kAssistant:
      return "assistant";
    case Role::kTool:
      return "tool";
  }
  return "";
}

std::string_view name_of(ContextPart::Kind kind) {
  constexpr std::string_view kNames[] = {"program", "task", "file", "listing", "notes", "check"};
  return kNames[static_cast<size_t>(kind)];
}

std::string_view name_of(Finish finish) {
  switch (finish) {
    case Finish::kStop:
      return "stop";
    case Finish::kLength:
      return "length";
    case Finish::kToolCalls:
      return "tool_calls";
    case Finish::kFiltered:
      return "filtered";
  }
  return "";
}

std::string_view name_of(FailureKind kind) {
  constexpr std::string_view kNames[] = {"request", "denied", "overloaded", "unreachable",
                                         "broken",  "budget", "cancelled"};
  return kNames[static_cast<size_t>(kind)];
}

bool retry_may_help(FailureKind kind) {
  return kind == FailureKind::kOverloaded || kind == FailureKind::kUnreachable ||
         kind == FailureKind::kBroken;
}

bool other_model_may_help(FailureKind kind) {
  return retry_may_help(kind) || kind == FailureKind::kDenied;
}

Result<Completion> completion_of(CallResult result) {
  if (auto* failure = std::get_if<CallFailure>(&result)) return std::move(failure->error);
  return std::get<Completion>(std::move(result));
}

Result<std::vector<std::vector<float>>> Model::embed(const std::vector<std::string>&) {
  return Error{ErrorCode::kUnsupported, name() + " does not support embeddings"};
}

// A rule of thumb for English and code, within a third of the actual number.
int64_t Model::count_tokens(std::string_view text) {
  return (static_cast<int64_t>(text.size()) + 3) / 4;
}

void Model::give_way(bool) {}

}  // namespace suit
