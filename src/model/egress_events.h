// The events of a connection, before it opens and after it closes, for the task or question that it served.
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
