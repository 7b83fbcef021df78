// HTTP/1.1 on loopback: connections, limits, time limits. What is answered is a handler's business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "http/gate.h"
#include "http/web_message.h"

namespace suit {

struct ServerLimits {
  size_t connections =
      1'200;  // beyond it, the oldest that never showed a token goes; if all did, the new one
  size_t head_bytes = 16u << 10;
  size_t body_bytes = 4u << 20;
  // A slow client is cut off after so long.
  int64_t head_ms =
      10'000;  // from the first byte of a request's head to its last; also the wait for the first request
  int64_t body_ms = 30'000;
  int64_t write_ms = 30'000;
  int64_t idle_ms = 75'000;  // between requests; head_ms for who never showed a token
};

class Server {
 public:
  // Called on a worker thread, several at a time; must not throw.
  using Handler = std::function<WebResponse(const WebRequest&)>;

  // Listens on 127.0.0.1; port 0: any that is free. Errors: kConflict (taken), kIo.
  static Result<std::unique_ptr<Server>> listen(int port, ServerLimits limits = {});
  ~Server();

  int port() const;
  // Serves until stop(), or SIGINT or SIGTERM where `signals` is set.
  enum class Signals { kIgnore, kStop };
  void run(const Gate& gate, Handler handler, Signals signals);
  // From any thread, or a signal's.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace suit
