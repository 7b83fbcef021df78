// The address of a provider or a page's host: http or https, host, port, path prefix.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suit {

struct Url {
  bool tls = true;
  std::string host;  // a name in lower case, or an address; IPv6 without brackets
  int port = 443;
  std::string path;   // "" or "/v1", without a final slash
  std::string query;  // "" or "?api-version=1", sent with every request

  bool is_ipv6() const { return host.find(':') != std::string::npos; }
  std::string authority() const;  // as in the Host field: the port only if it is not the default
  std::string text() const;       // without the query, which may be confidential
};

// Errors: kInvalid; the message never shows text before an '@'.
Result<Url> parse_url(std::string_view text);

}  // namespace suit
