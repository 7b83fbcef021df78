// One connection to a provider, plain or TLS: bytes out, answers in, each wait with an end. For http.cc
// alone. One thread at a time.
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

// How long to wait. A cancellation is noticed within 50 ms.
struct Patience {
  int64_t until_us = 0;  // of monotonic_us()
  const std::atomic<bool>* cancelled = nullptr;
};

struct Trouble {
  enum Kind {
    kCancelled,
    kTimeout,
    kClosed,      // the other side ended the connection in order
    kLost,        // reset, refused, no such name, TLS broken
    kNotTrusted,  // the certificate is not good for this host
    kMalformed,   // what came is not HTTP, or larger than is allowed
  } kind = kLost;
  std::string why;
};

// The certificates that are trusted: of the file in SSL_CERT_FILE or the folder in SSL_CERT_DIR where one is
// set, else of the system. Thread-safe once loaded.
class Certificates {
 public:
  // Errors: kNotFound (a file that was named can't be read, the system has none).
  static Result<std::shared_ptr<Certificates>> load();
  struct Context;
  Context& context() { return *context_; }

 private:
  std::shared_ptr<Context> context_;
};

class HttpConnection {
 public:
  // Looks the name up, connects (each address in turn) and greets. `certificates` is needed for TLS only.
  static std::variant<std::unique_ptr<HttpConnection>, Trouble> open(
      const Url& url, std::shared_ptr<Certificates> certificates, const Patience& patience);
  ~HttpConnection();

  // All of it, or trouble. `stall_us`: the longest wait without progress.
  std::optional<Trouble> send(std::string_view bytes, int64_t stall_us, const Patience& patience);
  // Some more of the answer, which may be there with trouble too.
  std::optional<Trouble> receive(HttpAnswer& answer, const Patience& patience);
  // Between calls nothing may come: if something did, or the other side has closed it, it can't be used
  // again.
  bool is_quiet();

  uint64_t bytes_out() const;
  uint64_t bytes_in() const;

 private:
  struct Parts;
  explicit HttpConnection(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suit
