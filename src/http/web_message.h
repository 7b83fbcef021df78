// A request and its response, independent of sockets.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace suit {

class Subscription;

struct WebRequest {
  std::string method;
  std::string path;                                    // decoded, without the query; begins with "/"
  std::multimap<std::string, std::string> query = {};  // decoded
  std::map<std::string, std::string> fields = {};      // lower-case names; repeated fields are joined by ", "
  std::string body = {};

  // "" if absent.
  std::string field(const std::string& name) const;
  std::string query_value(const std::string& name) const;
};

struct WebResponse {
  int status = 200;
  std::string type = "application/json";
  std::string body = {};
  std::string_view fixed = {};  // instead of body: static bytes
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::shared_ptr<Subscription> stream = {};  // instead of both: an event stream
};

// Splits a request target and decodes it. Errors: kInvalid (a malformed escape, a NUL, no leading slash).
Result<WebRequest> parse_target(std::string_view method, std::string_view target);

WebResponse json_response(const Json& json, int status = 200);
// {"error": {…}} with the status of its code.
WebResponse error_response(const Error& error);
WebResponse error_response(const Error& error, int status);
int status_of(ErrorCode code);

}  // namespace suit
