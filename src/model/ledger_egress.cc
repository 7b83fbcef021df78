#include "model/ledger_egress.h"

namespace suit {

Result<void> LedgerEgress::permit(const std::string& host, int port) {
  std::lock_guard lock(mutex_);
  if (network_ == Network::kOffline)
    return Error{ErrorCode::kDenied,
                 "offline: no connection to " + host + ":" + std::to_string(port) + " is made",
                 "--offline, or offline = true in the settings, forbids it; a local model needs none"};
  // Before the socket: what left the machine is in the log even if the process dies the next moment.
  RETURN_IF_ERROR(ledger_.append(
      {.kind = "egress", .about = task_, .body = {{"host", json_of_bytes(host)}, {"port", port}}}));
  return {};
}

void LedgerEgress::record(const EgressEntry& entry) {
  std::lock_guard lock(mutex_);
  Json body = {{"host", json_of_bytes(entry.host)},
               {"port", entry.port},
               {"model", entry.model},
               {"bytes_out", entry.bytes_out},
               {"bytes_in", entry.bytes_in}};
  if (!entry.failure.empty()) body["failure"] = json_of_bytes(entry.failure);
  (void)ledger_.append(
      {.kind = "egress_end", .about = task_, .body = std::move(body)});  // the attempt is logged already
}

}  // namespace suit
