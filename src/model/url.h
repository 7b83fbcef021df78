// The address of a provider or a page's host: http or https, a host, a port, the beginning of a path.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

struct Url {
  bool tls = true;
  std::string host;  // a name in lower case, or an address; an IPv6 address without its brackets
  int port = 443;
  std::string path;   // "" or "/v1", without a final slash
  std::string query;  // "" or "?api-version=1", sent with every request

  bool is_ipv6() const { return host.find(':') != std::string::npos; }
  std::string authority() const;  // as the Host field says it: the port only where it is not the usual one
  std::string text() const;       // without the query, which may hold what is nobody's business
};

// Errors: kInvalid; the message never shows what stands before an '@'.
Result<Url> parse_url(std::string_view text);

}  // namespace suit
