#include "ledger/retention_event.h"

namespace suit {

Json RetentionEvent::json() const {
  return {{"freed_bytes", freed_bytes}, {"kept_bytes", kept_bytes}};
}

RetentionEvent RetentionEvent::of(const Event& event) {
  return {.freed_bytes = integer_or(event.body, "freed_bytes", 0),
          .kept_bytes = integer_or(event.body, "kept_bytes", 0)};
}

}  // namespace suit
