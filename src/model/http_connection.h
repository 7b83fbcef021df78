// One connection to a provider, plain or TLS; every wait has a timeout. Only for http.cc. One thread at a
// time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "model/http_answer.h"
#include "model/url.h"

namespace suit {

// How long to wait. Cancellation is noticed within 50 ms.
struct Patience {
  int64_t until_us = 0;  // of monotonic_us()
  const std::atomic<bool>* cancelled = nullptr;
};

struct Trouble {
  enum Kind {
    kCancelled,
    kTimeout,
    kClosed,      // the other side closed the connection properly
    kLost,        // reset, refused, no such name, TLS broken
    kNotTrusted,  // the certificate is not valid for this host
    kMalformed,   // not HTTP, or larger than allowed
  } kind = kLost;
  std::string why;
};

// The trusted certificates: from SSL_CERT_FILE or SSL_CERT_DIR if set, else the system's. Thread-safe once
// loaded.
class Certificates {
 public:
  // Errors: kNotFound (a named file can't be read, the system has none).
  static Result<std::shared_ptr<Certificates>> load();
  struct Context;
  Context& context() { return *context_; }

 private:
  std::shared_ptr<Context> context_;
};

class HttpConnection {
 public:
  // Resolves the name, connects (trying each address) and does the TLS handshake, the only use of
  // `certificates`.
  static std::variant<std::unique_ptr<HttpConnection>, Trouble> open(
      const Url& url, std::shared_ptr<Certificates> certificates, const Patience& patience);
  ~HttpConnection();

  // Sends everything, or returns the problem. `stall_us`: the longest wait without progress.
  std::optional<Trouble> send(std::string_view bytes, int64_t stall_us, const Patience& patience);
  // Reads more of the answer. Bytes may have arrived even if it returns a problem.
  std::optional<Trouble> receive(HttpAnswer& answer, const Patience& patience);
  // Can the connection be reused? Not if the other side has closed it or sent something between calls.
  bool is_quiet();

  uint64_t bytes_out() const;
  uint64_t bytes_in() const;

 private:
  struct Parts;
  explicit HttpConnection(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suit
