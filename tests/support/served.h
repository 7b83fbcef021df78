// A folder served by the real binary, and a client that sends exact bytes.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace suit {

struct Answer {
  int status = 0;                             // 0: closed without an answer
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  Json json() const;  // null, with a test failure, if it is not JSON
};

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// A blocking connection to 127.0.0.1, with a timeout of `patience_ms`.
class Client {
 public:
  explicit Client(int port, int patience_ms = 20'000);
  ~Client();
  Client(const Client&) = delete;
  bool send(std::string_view bytes);             // false: the other side is gone
  std::optional<Answer> read();                  // nullopt: closed, or timed out before its end
  std::string read_until(std::string_view end);  // of a stream; returns what came, even without the end
  bool is_closed();                              // by the other side, before the timeout

 private:
  bool more();
  int descriptor_ = -1;
  std::string buffer_;
};

// `suit serve` in a folder; stops in the destructor.
class Served {
 public:
  explicit Served(const std::string& folder, const std::map<std::string, std::string>& environment = {},
                  const std::vector<std::string>& options = {});
  ~Served();
  Served(const Served&) = delete;

  int port() const { return port_; }
  const std::string& token() const { return token_; }
  pid_t process() const { return process_; }
  void kill();      // like a crash
  int terminate();  // like Ctrl-C; returns the exit code
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

  // With the token, on its own connection.
  Answer get(const std::string& target, const HeaderFields& fields = {}) const;
  Answer post(const std::string& target, const Json& body) const;
  // Sends exactly this, plus the host and the body's length.
  Answer ask(const std::string& method, const std::string& target, const HeaderFields& fields,
             const std::string& body = "") const;
  const std::string& url() const { return url_; }
  // Exchanges the URL's code for the session token that the page then sends; works once per server.
  std::string session() const;

  // Starts a task and waits until its run, which is returned, is in one of the states. Fails the test after
  // 30 seconds.
  Json begin(const Json& task, const std::vector<std::string>& states) const;
  Json wait(int64_t run, const std::vector<std::string>& states) const;

 private:
  pid_t process_ = -1;
  int port_ = 0;
  std::string token_, url_;
};

}  // namespace suit
