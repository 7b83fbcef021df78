// HTTP input after protocol parsing, which Beast does: the target, the fields that authenticate, and a body
// for each route and function.
#include "http/api.h"
#include "http/gate.h"
#include "http/workbench_page.h"
#include "input.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 4);
  static Gate gate(7848, "0123456789abcdef0123456789abcdef0123456789abcdef");
  auto request = parse_target(parts[0].starts_with('P') ? "POST" : "GET",
                              parts[0].substr(parts[0].find('/') == parts[0].npos ? 0 : parts[0].find('/')));
  if (request) {
    CHECK(request->path.starts_with('/') && request->path.find('\0') == request->path.npos);
    request->fields = {{"host", std::string(parts[1])},
                       {"origin", std::string(parts[2])},
                       {"cookie", std::string(parts[2])},
                       {"authorization", std::string(parts[3])},
                       {"content-type", "application/json"}};
    bool right_host = parts[1] == "127.0.0.1:7848" || parts[1] == "localhost:7848";
    bool right_token = parts[3] == "Bearer " + gate.token();
    // Codes and sessions are random: an input can only guess the token.
    bool right_origin =
        parts[2].empty() || parts[2] == "http://127.0.0.1:7848" || parts[2] == "http://localhost:7848";
    bool is_open = request->method == "GET" ? is_page_file(request->path) : request->path == kSessionPath;
    bool passes = !gate.refuse(*request).has_value();
    CHECK(!passes || (right_host && right_origin));
    CHECK(is_open || passes == (right_host && right_token && right_origin));
    request->body = std::string(parts[3]);
    CHECK(gate.exchange(*request).status >= 400);
  }
  WebRequest asked = request ? *request : WebRequest{"POST", "/"};
  asked.body = std::string(parts[3]);
  for (const Route& route : Api::routes()) {
    RouteRequest given;
    asked.method = route.method;
    (void)read_request(asked, std::nullopt, route.takes_of(given));
  }
  for (const Function& function : function_table()) {
    auto call = function.make();
    asked.method = function.method();
    auto read = read_request(asked, std::nullopt, call->request());
    if (read) CHECK(json_of_fields(call->request()).is_object());
  }
  return 0;
}
