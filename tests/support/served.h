// A folder served by the real binary, and a client that sends what it is told to, byte for byte.
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
  int status = 0;                             // 0: the connection was closed without one
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  Json json() const;  // null, with a test failure, where it is none
};

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// A connection to 127.0.0.1 that blocks, for at most `patience_ms`.
class Client {
 public:
  explicit Client(int port, int patience_ms = 20'000);
  ~Client();
  Client(const Client&) = delete;
  bool send(std::string_view bytes);             // false: the other side is gone
  std::optional<Answer> read();                  // one answer; nullopt: closed or silent before its end
  std::string read_until(std::string_view end);  // of a stream; what came, also where the end did not
  bool is_closed();                              // by the other side, within the patience

 private:
  bool more();
  int descriptor_ = -1;
  std::string buffer_;
};

// `suit serve` in a folder. Ends with this.
class Served {
 public:
  explicit Served(const std::string& folder, const std::map<std::string, std::string>& environment = {},
                  const std::vector<std::string>& options = {});
  ~Served();
  Served(const Served&) = delete;

  int port() const { return port_; }
  const std::string& token() const { return token_; }
  pid_t process() const { return process_; }
  void kill();      // at once, as a crash would
  int terminate();  // as Ctrl-C; its exit code
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

  // With the token, on a connection of its own.
  Answer get(const std::string& target, const HeaderFields& fields = {}) const;
  Answer post(const std::string& target, const Json& body) const;
  // As it is: nothing is added but the host and the length of a body.
  Answer ask(const std::string& method, const std::string& target, const HeaderFields& fields,
             const std::string& body = "") const;
  const std::string& url() const { return url_; }
  // What the page sends once it has exchanged the code in the address: works once for each server.
  std::string session() const;

  // A task from the beginning until it is in one of the states; its run. Fails the test after 30 seconds.
  Json begin(const Json& task, const std::vector<std::string>& states) const;
  Json wait(int64_t run, const std::vector<std::string>& states) const;

 private:
  pid_t process_ = -1;
  int port_ = 0;
  std::string token_, url_;
};

}  // namespace suit
