// The egress log: every connection is an event before it opens, and another after it closes.
#pragma once

#include <mutex>

#include "ledger/ledger.h"
#include "model/egress.h"

namespace suit {

enum class Network { kAllowed, kOffline };

// Use it on the ledger's thread. The ledger must outlive it.
class LedgerEgress final : public Egress {
 public:
  LedgerEgress(Ledger& ledger, Network network) : ledger_(ledger), network_(network) {}
  // The task of the following connections.
  void set_task(Sequence task) { task_ = task; }
  Result<void> permit(const std::string& host, int port) override;
  void record(const EgressEntry& entry) override;

 private:
  Ledger& ledger_;
  Network network_;
  std::mutex mutex_;
  Sequence task_ = 0;
};

}  // namespace suit
