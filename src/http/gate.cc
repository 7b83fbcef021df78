#include "http/gate.h"

#include <sys/random.h>

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "http/workbench_page.h"

namespace suit {
namespace {

// Constant-time comparison.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

// The secret in the request's header; "": none.
std::string bearer_of(const WebRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  std::string field = request.field("authorization");
  return field.starts_with(kScheme) ? field.substr(kScheme.size()) : std::string();
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

Gate::Gate(int port, std::string token) : port_(port), token_(std::move(token)) {}

bool Gate::is_own_host(const std::string& host) const {
  std::string port = ":" + std::to_string(port_);
  return host == "127.0.0.1" + port || host == "localhost" + port;
}

bool Gate::is_own_origin(const std::string& origin) const {
  return origin.starts_with("http://") && is_own_host(origin.substr(7));
}

std::string Gate::make_code(int64_t lives_ms, std::function<void()> used) {
  std::string text = random_token(24);
  std::lock_guard hold(mutex_);
  codes_.push_back({text, lives_ms == 0 ? 0 : monotonic_us() + lives_ms * 1000, std::move(used)});
  return text;
}

WebResponse Gate::exchange(const WebRequest& request) {
  auto body = parse_json(request.body);
  if (!body || !body->is_object() || body->size() != 1 || !body->contains("code") ||
      !(*body)["code"].is_string())
    return error_response({ErrorCode::kInvalid, "the body must be {\"code\": \"…\"}"}, 400);
  std::string given = (*body)["code"], session = random_token(32);
  bool is_in = is_known(request);
  std::function<void()> used;
  {
    std::lock_guard hold(mutex_);
    std::erase_if(codes_, [](const Code& code) { return code.end_us != 0 && code.end_us < monotonic_us(); });
    auto code = std::find_if(codes_.begin(), codes_.end(),
                             [&](const Code& one) { return same_secret(one.text, given); });
    if (code == codes_.end() && is_in) return json_response({{"token", bearer_of(request)}});
    if (code == codes_.end())
      return refusal(401, "this address was already used or has expired",
                     "each address opens the workbench once: restart `suit serve`");
    used = std::move(code->used);
    codes_.erase(code);
    sessions_.push_back(session);
  }
  if (used) used();
  return json_response({{"token", session}});
}

bool Gate::is_known(const WebRequest& request) const {
  std::string given = bearer_of(request);
  if (given.empty()) return false;
  bool known = same_secret(given, token_);
  std::lock_guard hold(mutex_);
  for (const std::string& session : sessions_) known |= same_secret(given, session);
  return known;
}

std::optional<WebResponse> Gate::refuse(const WebRequest& request) const {
  // Against DNS rebinding: reject host names other than our own.
  if (!is_own_host(request.field("host")))
    return refusal(421, "this server answers only to its own address",
                   "open the address that `suit serve` printed");
  // Requests from pages of other sites.
  std::string origin = request.field("origin"), site = request.field("sec-fetch-site");
  if (!origin.empty() && !is_own_origin(origin)) return refusal(403, "requests from other sites are refused");
  if (!site.empty() && site != "same-origin" && site != "none" && request.path != "/")
    return refusal(403, "requests from other sites are refused");

  bool is_exchange = request.method == "POST" && request.path == kSessionPath;
  // The page needs no secret: it is the same in every copy of Suit, and a browser can't send a header yet.
  if (request.method == "GET" && is_page_file(request.path)) return std::nullopt;
  if (!is_exchange && !is_known(request))
    return refusal(401, "no token",
                   "open the address that `suit serve` printed, or send its token as Authorization: Bearer");
  if (request.method == "GET") return std::nullopt;
  if (request.method != "POST") return refusal(405, "only GET and POST are allowed");
  // A form on another site can't send this type without a preflight request.
  std::string type = request.field("content-type");
  if (trim(std::string_view(type).substr(0, type.find(';'))) != "application/json")
    return refusal(415, "the body must be JSON", "send Content-Type: application/json");
  // A request without a secret must have a short body of known length.
  std::string length = request.field("content-length");
  if (is_exchange && !is_known(request) && (length.empty() || length.size() > 3))
    return refusal(413, "the request is too large");
  return std::nullopt;
}

void Gate::add_protection(WebResponse& response, const std::string& style_nonce) {
  std::string styles = "'self'" + (style_nonce.empty() ? "" : " 'nonce-" + style_nonce + "'");
  auto add = [&](const char* name, std::string value) {
    response.fields.emplace_back(name, std::move(value));
  };
  add("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src " + styles +
                                     "; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                                     "form-action 'none'; frame-ancestors 'none'");
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cache-Control", "no-store");
}

}  // namespace suit
