// What leaves this machine. Every driver asks here before it opens a socket, and says afterwards what went
// through it.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace suit {

struct EgressEntry {
  std::string host;
  int port = 0;
  std::string model;       // on whose behalf
  uint64_t bytes_out = 0;  // as on the wire, without TLS's own framing
  uint64_t bytes_in = 0;
  std::string failure = {};  // why nothing came of it; "" where something did
};

// Thread-safe.
class Egress {
 public:
  virtual ~Egress() = default;
  // Errors: kDenied (--offline): no socket may be opened, no name looked up.
  virtual Result<void> permit(const std::string& host, int port) = 0;
  // Called once for every connection that was permitted, at its end.
  virtual void record(const EgressEntry& entry) = 0;
};

// For what must not need a connection.
class NoEgress final : public Egress {
 public:
  Result<void> permit(const std::string& host, int) override {
    return Error{ErrorCode::kDenied, "no connection to " + host + " is made here"};
  }
  void record(const EgressEntry&) override {}
};

}  // namespace suit
