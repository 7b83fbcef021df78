// The events of a connection: it is about to be opened, and it is over. They speak of the task or question
// that it was for.
#pragma once

#include "ledger/ledger.h"
#include "model/egress.h"

namespace suit {

struct EgressEvent {
  static constexpr std::string_view kKind = "egress";
  std::string host = {};
  int port = 0;

  Json json() const;
  static EgressEvent of(const Event& event);
};

struct EgressEndEvent {
  static constexpr std::string_view kKind = "egress_end";
  EgressEntry entry = {};

  Json json() const;
  static EgressEndEvent of(const Event& event);
};

}  // namespace suit
