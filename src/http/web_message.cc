#include "http/web_message.h"

#include "base/text.h"
#include "functions/as_json.h"

namespace suit {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decoded(std::string_view text, bool in_query) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return Error{ErrorCode::kInvalid, "the address has a malformed % escape"};
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && in_query) {
      c = ' ';
    }
    if (c == '\0') return Error{ErrorCode::kInvalid, "the address has a NUL byte"};
    out += c;
  }
  return out;
}

}  // namespace

std::string WebRequest::field(const std::string& name) const {
  auto it = fields.find(name);
  return it == fields.end() ? std::string() : it->second;
}

std::string WebRequest::query_value(const std::string& name) const {
  auto it = query.find(name);
  return it == query.end() ? std::string() : it->second;
}

Result<WebRequest> parse_target(std::string_view method, std::string_view target) {
  if (!target.starts_with('/')) return Error{ErrorCode::kInvalid, "the request target is not a path"};
  WebRequest request{.method = std::string(method), .path = {}};
  size_t mark = target.find('?');
  ASSIGN_OR_RETURN(request.path, decoded(target.substr(0, mark), false));
  if (mark == target.npos) return request;
  for (std::string_view pair : split(target.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    size_t equals = pair.find('=');
    ASSIGN_OR_RETURN(std::string name, decoded(pair.substr(0, equals), true));
    std::string value;
    if (equals != pair.npos) {
      ASSIGN_OR_RETURN(value, decoded(pair.substr(equals + 1), true));
    }
    request.query.emplace(std::move(name), std::move(value));
  }
  return request;
}

WebResponse json_response(const Json& json, int status) {
  return {.status = status, .body = to_text(json) + "\n"};
}

WebResponse error_response(const Error& error, int status) {
  return json_response(json_of(error), status);
}
WebResponse error_response(const Error& error) {
  return error_response(error, status_of(error.code));
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
    case ErrorCode::kCancelled:
      return 409;
    case ErrorCode::kDenied:
      return 403;
    case ErrorCode::kLimit:
      return 413;
    case ErrorCode::kUnsupported:
      return 501;
    case ErrorCode::kBusy:
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kIo:
    case ErrorCode::kNoSpace:
    case ErrorCode::kCorrupt:
      return 500;
  }
  return 500;
}

}  // namespace suit
