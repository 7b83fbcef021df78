#include "model/url.h"

#include <arpa/inet.h>

#include <charconv>

#include "base/text.h"

namespace suit {

namespace {

Error invalid(const std::string& why) {
  return {ErrorCode::kInvalid, "the URL " + why,
          "such as http://localhost:8080/v1 or https://api.example.com/v1"};
}

bool is_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  for (char c : host)
    if (!(('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '-' || c == '.' || c == '_')) return false;
  return host.front() != '.' && host.front() != '-';
}

bool is_ipv6_address(const std::string& host) {
  in6_addr ignored;
  return ::inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

}  // namespace

std::string Url::authority() const {
  std::string name = is_ipv6() ? "[" + host + "]" : host;
  return port == (tls ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

std::string Url::text() const {
  return (tls ? "https://" : "http://") + authority() + path;
}

Result<Url> parse_url(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '\\')
      return invalid("has a blank or a control character");
  size_t colon = text.find("://");
  std::string scheme = to_lower(text.substr(0, colon == text.npos ? 0 : colon));
  if (scheme != "http" && scheme != "https") return invalid("must begin with http:// or https://");
  Url url;
  url.tls = scheme == "https";
  url.port = url.tls ? 443 : 80;
  text.remove_prefix(colon + 3);
  if (text.find('#') != text.npos) return invalid("can't contain a '#'");
  std::string_view authority = text.substr(0, text.find_first_of("/?"));
  text.remove_prefix(authority.size());
  if (authority.find('@') != authority.npos)
    return invalid("can't contain a user or a password: name a key instead");

  std::string_view port;
  if (authority.starts_with("[")) {
    size_t end = authority.find(']');
    if (end == authority.npos) return invalid("has a '[' without a ']'");
    url.host = to_lower(authority.substr(1, end - 1));
    port = authority.substr(end + 1);
    if (!is_ipv6_address(url.host)) return invalid("has no IPv6 address between its brackets");
  } else {
    size_t end = std::min(authority.find(':'), authority.size());
    url.host = to_lower(authority.substr(0, end));
    port = authority.substr(end);
    if (!is_name(url.host)) return invalid("has no host that could exist");
  }
  if (!port.empty()) {
    auto [end, failed] = std::from_chars(port.data() + 1, port.data() + port.size(), url.port);
    if (port[0] != ':' || failed != std::errc() || end != port.data() + port.size() || url.port < 1 ||
        url.port > 65'535)
      return invalid("has no port between 1 and 65535 after its host");
  }
  size_t query = std::min(text.find('?'), text.size());
  url.path = text.substr(0, query);
  url.query = text.substr(query);
  while (url.path.ends_with('/')) url.path.pop_back();
  return url;
}

}  // namespace suit
