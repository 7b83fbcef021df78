// Who gets in: everything is refused but requests of the person's own browser page, or with the token.
#pragma once

#include <optional>
#include <string>

#include "serve/web_message.h"

namespace suit {

// Random, as hexadecimal text of 2 × `bytes` digits.
std::string random_token(size_t bytes);

// What is held against which attack: docs/serve.md has the table, tests/serve/attacks_test.cc tries each.
// Thread-safe: it never changes.
class Gate {
 public:
  // `token` is what the address that opens the workbench carries.
  Gate(int port, std::string token);

  const std::string& token() const { return token_; }

  // Looks at the head of a request. nullopt: it may pass. Else the answer, which may be the cookie for a token.
  std::optional<WebResponse> refuse(const WebRequest& request) const;

  // Sent with every response.
  static void add_protection(WebResponse& response, const std::string& style_nonce);

 private:
  bool is_own_host(const std::string& host) const;
  bool is_own_origin(const std::string& origin) const;
  bool has_cookie(const WebRequest& request) const;

  int port_;
  std::string token_;
  std::string cookie_name_;   // of this port: cookies are shared between the ports of a host
  std::string cookie_value_;  // not the token: a page that were to leak its cookie would not leak the address
};

}  // namespace suit
