// The functions over HTTP: a route for each row of the table, what it takes and gives, and its documentation.
#pragma once

#include "functions/function.h"
#include "http/web_message.h"

namespace suit {

// The numbers that stand for the {id} of a route's path; nullopt where `path` is not such a path.
std::optional<std::vector<int64_t>> match_path(std::string_view pattern, std::string_view path);

struct FunctionRoute {
  const Function* function = nullptr;  // null: no function has this path and method
  bool known_path = false;             // some function has the path
  std::vector<int64_t> ids = {};
};
FunctionRoute find_route(const WebRequest& request);

// The call with its request. Errors: kInvalid, naming what is wrong.
Result<std::unique_ptr<Call>> call_of(const FunctionRoute& route, const WebRequest& request);

// Adds the routes to the "paths" of an OpenAPI document, and the shapes that they name to `named`.
void describe_functions(Json& paths, std::map<std::string, Json>& named);
// The part of docs/api.md that is about functions.
std::string functions_markdown();
// The workbench's types: web/src/functions.ts.
std::string functions_typescript();

}  // namespace suit
