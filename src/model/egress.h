// What leaves this machine. Every driver asks here before it opens a socket, and reports afterwards what it
// sent.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace suit {

struct EgressEntry {
  std::string host;
  int port = 0;
  std::string model;       // that uses the connection
  uint64_t bytes_out = 0;  // as sent, without TLS framing
  uint64_t bytes_in = 0;
  std::string failure = {};  // the reason if it failed; "" on success
};

// Thread-safe.
class Egress {
 public:
  virtual ~Egress() = default;
  // Errors: kDenied (--offline): open no socket, look up no name.
  virtual Result<void> permit(const std::string& host, int port) = 0;
  // Called once at the end of every permitted connection.
  virtual void record(const EgressEntry& entry) = 0;
};

// For code that must not need a connection.
class NoEgress final : public Egress {
 public:
  Result<void> permit(const std::string& host, int) override {
    return Error{ErrorCode::kDenied, "no connection to " + host + " is made here"};
  }
  void record(const EgressEntry&) override {}
};

}  // namespace suit
