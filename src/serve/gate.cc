#include "serve/gate.h"

#include <sys/random.h>

#include "base/text.h"

namespace suit {
namespace {

// Takes as long for a wrong secret as for the right one.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

WebResponse refusal(int status, std::string message, std::string hint = {}) {
  return error_response({ErrorCode::kDenied, std::move(message), std::move(hint)}, status);
}

}  // namespace

std::string random_token(size_t bytes) {
  std::string raw(bytes, '\0'), text;
  CHECK(::getrandom(raw.data(), raw.size(), 0) == static_cast<ssize_t>(raw.size()));
  for (unsigned char byte : raw) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

Gate::Gate(int port, std::string token)
    : port_(port), token_(std::move(token)), cookie_name_("suit_" + std::to_string(port)), cookie_value_(random_token(32)) {}

bool Gate::is_own_host(const std::string& host) const {
  std::string port = ":" + std::to_string(port_);
  return host == "127.0.0.1" + port || host == "localhost" + port;
}

bool Gate::is_own_origin(const std::string& origin) const {
  return origin.starts_with("http://") && is_own_host(origin.substr(7));
}

bool Gate::has_cookie(const WebRequest& request) const {
  std::string cookies = request.field("cookie");
  bool found = false;
  for (std::string_view cookie : split(cookies, ';')) {
    std::string_view pair = trim(cookie);
    size_t equals = pair.find('=');
    if (equals == pair.npos || pair.substr(0, equals) != cookie_name_) continue;
    found |= same_secret(pair.substr(equals + 1), cookie_value_);
  }
  return found;
}

std::optional<WebResponse> Gate::refuse(const WebRequest& request) const {
  // A name that somebody else's DNS points at this machine is not one of ours.
  if (!is_own_host(request.field("host")))
    return refusal(421, "this server answers to its own address alone", "open the address that `suit serve` printed");
  // What a page of another site sends, whatever it asks for.
  std::string origin = request.field("origin"), site = request.field("sec-fetch-site");
  if (!origin.empty() && !is_own_origin(origin)) return refusal(403, "requests of other sites are refused");
  if (!site.empty() && site != "same-origin" && site != "none" && request.path != "/")
    return refusal(403, "requests of other sites are refused");

  std::string bearer = request.field("authorization");
  bool has_token = bearer.starts_with("Bearer ") && same_secret(std::string_view(bearer).substr(7), token_);
  if (request.method == "GET" && request.path == "/" && same_secret(request.query_value("token"), token_)) {
    WebResponse response{.status = 303, .type = "text/plain", .body = "open /\n"};
    response.fields = {{"Location", "/"},
                       {"Set-Cookie", cookie_name_ + "=" + cookie_value_ + "; HttpOnly; SameSite=Strict; Path=/"}};
    return response;
  }
  if (!has_token && !has_cookie(request)) {
    if (request.path == "/")
      return WebResponse{.status = 401, .type = "text/plain; charset=utf-8",
                          .body = "This is Suit. Open the address that `suit serve` printed: it has a token.\n"};
    return refusal(401, "no token", "open the address that `suit serve` printed, or send it as Authorization: Bearer");
  }
  if (request.method == "GET") return std::nullopt;
  if (request.method != "POST") return refusal(405, "only GET and POST are answered");
  // A form of another site can't send this type; a browser tells where a POST comes from.
  std::string type = request.field("content-type");
  if (trim(std::string_view(type).substr(0, type.find(';'))) != "application/json")
    return refusal(415, "the body must be JSON", "send Content-Type: application/json");
  if (!has_token && origin.empty()) return refusal(403, "a request with a cookie has to say its origin");
  return std::nullopt;
}

void Gate::add_protection(WebResponse& response, const std::string& style_nonce) {
  std::string styles = "'self'" + (style_nonce.empty() ? "" : " 'nonce-" + style_nonce + "'");
  auto add = [&](const char* name, std::string value) { response.fields.emplace_back(name, std::move(value)); };
  add("Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src " + styles +
          "; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cache-Control", "no-store");
}

}  // namespace suit
