// HTTP/1.1 on loopback: connections, size and time limits. A handler makes the answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "http/gate.h"
#include "http/web_message.h"

namespace suit {

struct ServerLimits {
  size_t connections =
      1'200;  // above it, closes the oldest without a token, or the new one if all have shown one
  size_t head_bytes = 16u << 10;
  size_t body_bytes = 4u << 20;
  // Time limits for slow clients.
  int64_t head_ms =
      10'000;  // from the first to the last byte of a request's head; also the wait for the first request
  int64_t body_ms = 30'000;
  int64_t write_ms = 30'000;
  int64_t idle_ms = 75'000;  // between requests; without a token: head_ms
};

class Server {
 public:
  // Called concurrently on worker threads; must not throw.
  using Handler = std::function<WebResponse(const WebRequest&)>;

  // Listens on 127.0.0.1; port 0: any free port. Errors: kConflict (taken), kIo.
  static Result<std::unique_ptr<Server>> listen(int port, ServerLimits limits = {});
  ~Server();

  int port() const;
  // Serves until stop(); with kStop also until SIGINT or SIGTERM.
  enum class Signals { kIgnore, kStop };
  void run(const Gate& gate, Handler handler, Signals signals);
  // Callable from any thread or a signal handler.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace suit
