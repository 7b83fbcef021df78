// The event of what was said instead of a proposal. It speaks of the task. The loop writes it; trust counts
// it.
#pragma once

#include <optional>

#include "base/digest.h"
#include "ledger/ledger.h"

namespace suit {

struct ReplyEvent {
  static constexpr std::string_view kKind = "reply";
  enum Status { kAnswered, kDeclined } status = kDeclined;  // kDeclined: what is not an answer
  // kAnswered: a model's words.
  std::string model = {};
  std::optional<Digest> text = {};  // a content
  // kDeclined.
  std::string why = {};
  // Where answers of a model did not fit: as a proposal has them; "" otherwise.
  std::string proposer = {};
  std::string version = {};
  std::string kind = {};
  int64_t answers = 0;                     // how many
  std::vector<std::string> problems = {};  // of the last one

  Json json() const;
  static ReplyEvent of(const Event& event);
};
std::string_view name_of(ReplyEvent::Status status);

}  // namespace suit
