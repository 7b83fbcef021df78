// The functions over HTTP: a route for each row of the table, its request and answer, and its documentation.
#pragma once

#include "functions/function.h"
#include "http/web_message.h"

namespace suit {

// The values of {id} in a route's path; nullopt: `path` does not match.
std::optional<std::vector<EventId>> match_path(std::string_view pattern, std::string_view path);

struct FunctionRoute {
  const Function* function = nullptr;  // null: no function has this path and method
  bool known_path = false;             // a function has this path
  std::vector<EventId> ids = {};
};
FunctionRoute find_route(const WebRequest& request);

// Creates the call with its request. Errors: kInvalid, naming the field.
Result<std::unique_ptr<Call>> call_of(const FunctionRoute& route, const WebRequest& request);

// Reads the query or the body into the fields; `id` is from the path, if it is a field.
// Errors: kInvalid, naming the field.
Result<void> read_request(const WebRequest& request, std::optional<EventId> id, const Fields& fields);

// A route, for its documentation.
struct DescribedRoute {
  std::string method, path, summary;
  std::string_view function = "";  // "": not a function
  Fields takes = {};
  const FieldType* gives = nullptr;  // null: an event stream
  bool starts_run = false;           // `gives` is the final answer of the run
};
const std::vector<DescribedRoute>& described_functions();
// Adds a route to the "paths" of an OpenAPI document, and its shapes to `named`.
void describe(const DescribedRoute& route, Json& paths, std::map<std::string, Json>& named);
// Parts of docs/api.md.
std::string markdown_of(const DescribedRoute& route);
std::string shapes_markdown();
// The workbench's types: web/src/functions.ts.
std::string functions_typescript();

}  // namespace suit
