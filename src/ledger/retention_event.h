// The event of dropped contents.
#pragma once

#include "ledger/ledger.h"

namespace suit {

struct RetentionEvent {
  static constexpr std::string_view kKind = "retention";
  int64_t freed_bytes = 0;
  int64_t kept_bytes = 0;

  Json json() const;
  static RetentionEvent of(const Event& event);
};

}  // namespace suit
