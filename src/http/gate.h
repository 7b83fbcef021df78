// Who gets in: everything is refused but requests that carry a secret of this server's in a header.
//
// There is no cookie: a browser sends those of 127.0.0.1 to whatever listens on any of its ports. The address
// that opens the workbench holds a code in its fragment, which no browser sends anywhere. The page exchanges
// it, once, for a session, which it keeps in the storage of its origin and sends in a header that no other
// site's page can set.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/web_message.h"

namespace suit {

// Random, as hexadecimal text of 2 × `bytes` digits.
std::string random_token(size_t bytes);

inline constexpr const char* kSessionPath = "/api/session";  // where a code is exchanged

// What is held against which attack: docs/serve.md has the table, tests/serve/attacks_test.cc tries each.
// Thread-safe.
class Gate {
 public:
  // `token` is for programs: good until the server ends, as often as one likes.
  Gate(int port, std::string token);

  const std::string& token() const { return token_; }

  // A code for the address, good for one session. `lives_ms`: from now on; 0: until the server ends. `used`
  // is called, on any thread, when it is exchanged.
  std::string make_code(int64_t lives_ms = 0, std::function<void()> used = {});
  // Answers POST /api/session: a session for a code, which is used up. Whoever has one already keeps it where
  // the code is spent.
  WebResponse exchange(const WebRequest& request);

  // Looks at the head of a request. nullopt: it may pass, to exchange() where it is for kSessionPath. Else
  // the answer.
  std::optional<WebResponse> refuse(const WebRequest& request) const;
  // Does the request carry the token or a session?
  bool is_known(const WebRequest& request) const;

  // Sent with every response.
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
  mutable std::mutex mutex_;  // of what follows
  std::vector<Code> codes_;
  std::vector<std::string> sessions_;
};

}  // namespace suit
