// Access control: refuses every request without a secret of this server in a header.
//
// No cookies: a browser sends cookies of 127.0.0.1 to every port. The workbench address holds a code in its
// fragment, which browsers never send. The page exchanges the code, once, for a session. It keeps the session
// in the storage of its origin and sends it in a header that pages of other sites can't set.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/web_message.h"

namespace suit {

// Random bytes as hexadecimal text of 2 × `bytes` digits.
std::string random_token(size_t bytes);

inline constexpr const char* kSessionPath = "/api/session";  // exchanges a code

// docs/serve.md lists the attacks and defences; tests/serve/attacks_test.cc tests each. Thread-safe.
class Gate {
 public:
  // `token` is for programs: reusable until the server ends.
  Gate(int port, std::string token);

  const std::string& token() const { return token_; }

  // A one-time code for the address. `lives_ms`: lifetime; 0: until the server ends. `used` is called, on any
  // thread, when the code is exchanged.
  std::string make_code(int64_t lives_ms = 0, std::function<void()> used = {});
  // Answers POST /api/session: exchanges a code for a session and invalidates the code. A request that
  // already has a session keeps it if the code was used.
  WebResponse exchange(const WebRequest& request);

  // Checks the head of a request. nullopt: it may pass (kSessionPath goes to exchange()). Else the refusal.
  std::optional<WebResponse> refuse(const WebRequest& request) const;
  // True if the request carries the token or a session.
  bool is_known(const WebRequest& request) const;

  // Security headers for every response.
  static void add_protection(WebResponse& response, const std::string& style_nonce);

 private:
  struct Code {
    std::string text;
    int64_t end_us;  // monotonic; 0: none
    std::function<void()> used;
  };

  bool is_own_host(const std::string& host) const;
  bool is_own_origin(const std::string& origin) const;

  int port_;
  std::string token_;
  mutable std::mutex mutex_;  // guards all below
  std::vector<Code> codes_;
  std::vector<std::string> sessions_;
};

}  // namespace suit
