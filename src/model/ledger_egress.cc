#include "model/ledger_egress.h"

#include "model/egress_events.h"

namespace suit {

Result<void> LedgerEgress::permit(const std::string& host, int port) {
  std::lock_guard lock(mutex_);
  if (network_ == Network::kOffline)
    return Error{ErrorCode::kDenied,
                 "offline: no connection to " + host + ":" + std::to_string(port) + " is made",
                 "--offline, or offline = true in the settings, forbids it; a local model needs none"};
  // Logged before the socket opens, so that the log is complete even if the process dies.
  RETURN_IF_ERROR(ledger_.append(EgressEvent{.host = host, .port = port}, task_));
  return {};
}

void LedgerEgress::record(const EgressEntry& entry) {
  std::lock_guard lock(mutex_);
  (void)ledger_.append(EgressEndEvent{.entry = entry}, task_);  // the attempt is already logged
}

}  // namespace suit
