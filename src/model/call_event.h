// The event of one attempt at a model. It speaks of the task or question that it was made for; of nothing in
// a dry run.
#pragma once

#include <optional>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

struct CallEvent {
  static constexpr std::string_view kKind = "call";
  std::string model = {};  // as the person named it
  std::string program = {};
  std::optional<Digest> context = {};  // of the context as JSON: a content
  // Of a call that came to its end.
  std::optional<Digest> answer = {};  // of the completion as JSON: a content
  std::optional<Finish> finish = {};
  std::string answered_by = {};
  int64_t first_token_us = 0;  // 0: not known
  // Of one that failed; a kind of failure that is not known is kRequest.
  std::optional<FailureKind> failure = {};
  std::string message = {};
  std::string partial = {};  // the text until then
  // Where the context's tokens come from, and what was left out of it. A kind of part that is not known is
  // kFile.
  std::vector<ContextPart> parts = {};
  std::vector<std::string> left_out = {};
  Usage usage = {};
  double money = 0;
  int64_t total_us = 0;

  Json json() const;
  static CallEvent of(const Event& event);
};

Json json_of(const std::vector<ContextPart>& parts);

}  // namespace suit
