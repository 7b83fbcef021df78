// The event of a reply instead of a proposal. It refers to the task. The loop writes it; trust counts it.
#pragma once

#include <optional>

#include "base/digest.h"
#include "ledger/ledger.h"

namespace suit {

struct ReplyEvent {
  static constexpr std::string_view kKind = "reply";
  enum Status { kAnswered, kDeclined } status = kDeclined;  // kDeclined: any other value
  // kAnswered: a model's words.
  std::string model = {};
  std::optional<Digest> text = {};  // a content
  // kDeclined.
  std::string why = {};
  // After unusable answers of a model: as in a proposal; "" otherwise.
  std::string proposer = {};
  std::string version = {};
  std::string kind = {};
  int64_t answers = 0;                     // number of answers
  std::vector<std::string> problems = {};  // of the last one

  Json json() const;
  static ReplyEvent of(const Event& event);
};
std::string_view name_of(ReplyEvent::Status status);

}  // namespace suit
