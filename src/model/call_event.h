// The event of one attempt at a model, for the task or question that it was made for; in a dry run, for none.
#pragma once

#include <optional>

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

struct CallEvent {
  static constexpr std::string_view kKind = "call";
  std::string model = {};  // the configured name
  std::string program = {};
  std::optional<Digest> context = {};  // of the context as JSON: a stored content
  // Set if the call succeeded.
  std::optional<Digest> answer = {};  // of the completion as JSON: a stored content
  std::optional<Finish> finish = {};
  std::string answered_by = {};
  int64_t first_token_us = 0;  // 0: unknown
  // Set if it failed; an unknown kind of failure is kRequest.
  std::optional<FailureKind> failure = {};
  std::string message = {};
  std::string partial = {};  // the text before the failure
  // The origin of the context's tokens, and what was left out. An unknown kind of part is kFile.
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
