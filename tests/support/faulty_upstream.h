// A real HTTP server on loopback with scripted answers, correct or faulty, byte by byte if needed.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/test_certificates.h"

namespace suit {

struct Received {
  std::string method, target;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  int connection = 0;  // one-based
};

// Shared by a test and its upstream's threads.
template <class T>
class Shared {
 public:
  Shared(T value) : value_(std::move(value)) {}
  Shared& operator=(T value) {
    std::lock_guard lock(mutex_);
    value_ = std::move(value);
    return *this;
  }
  T get() const {
    std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

// The server's end of one connection.
class Peer {
 public:
  virtual ~Peer() = default;
  // Returns false if the other side is gone.
  virtual bool send(std::string_view bytes) = 0;
  virtual void close() = 0;  // orderly, including TLS close_notify
  virtual void cut() = 0;    // orderly for TCP, without TLS close_notify
  virtual void reset() = 0;  // the kernel answers with RST
  virtual void stall() = 0;  // returns when the other side is gone or the test ends
};

class FaultyUpstream {
 public:
  // Runs on the connection's own thread; if it leaves the peer open, the next request is read.
  using Handler = std::function<void(const Received&, Peer&)>;

  // Listens on 127.0.0.1, on a free port.
  explicit FaultyUpstream(Handler handler, std::optional<TestIdentity> identity = {});
  ~FaultyUpstream();
  FaultyUpstream(const FaultyUpstream&) = delete;

  // Set before the first call: runs before a request is read.
  std::function<void(Peer&)> on_connection = {};

  int port() const { return port_; }
  std::string url(const std::string& path = "/v1") const;
  std::vector<Received> received() const;
  int connections() const { return connections_; }
  uint64_t bytes_in() const { return bytes_in_; }  // without TLS framing
  uint64_t bytes_out() const { return bytes_out_; }

 private:
  class Connection;
  void listen();
  void serve(int descriptor, int number);

  Handler handler_;
  void* tls_ = nullptr;  // SSL_CTX
  int listener_ = -1, port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::atomic<uint64_t> bytes_in_{0}, bytes_out_{0};
  mutable std::mutex mutex_;  // guards the following
  std::vector<Received> received_;
  std::vector<std::thread> threads_;
  std::thread listening_;
};

// A complete answer: status line, Content-Length and body.
std::string answer_of(int status, std::string_view body, const std::string& fields = "");
std::string answer_head(int status, const std::string& fields);  // each field ends in CRLF
std::string chunk_of(std::string_view bytes);

// A text as a stream of an OpenAI-style server.
std::string chat_stream(const std::string& text);
void say_chat(Peer& peer, const std::string& text);

// A port on loopback without a listener.
int closed_port();

}  // namespace suit
