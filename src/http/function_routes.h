// The functions over HTTP: a route for each row of the table, what it takes and gives, and its documentation.
#pragma once

#include "functions/function.h"
#include "http/web_message.h"

namespace suit {

// The numbers that stand for the {id} of a route's path; nullopt where `path` is not such a path.
std::optional<std::vector<EventId>> match_path(std::string_view pattern, std::string_view path);

struct FunctionRoute {
  const Function* function = nullptr;  // null: no function has this path and method
  bool known_path = false;             // some function has the path
  std::vector<EventId> ids = {};
};
FunctionRoute find_route(const WebRequest& request);

// The call with its request. Errors: kInvalid, naming what is wrong.
Result<std::unique_ptr<Call>> call_of(const FunctionRoute& route, const WebRequest& request);

// Reads the query or the body into the fields; `id` is that of the path, where it is a field.
// Errors: kInvalid, naming what is wrong.
Result<void> read_request(const WebRequest& request, std::optional<EventId> id, const Fields& fields);

// A route, for its documentation.
struct DescribedRoute {
  std::string method, path, summary;
  std::string_view function = "";  // "": it is none
  Fields takes = {};
  const FieldType* gives = nullptr;  // null: an event stream
  bool starts_run = false;           // `gives` is the run's answer in the end
};
const std::vector<DescribedRoute>& described_functions();
// Adds a route to the "paths" of an OpenAPI document, and the shapes that it names to `named`.
void describe(const DescribedRoute& route, Json& paths, std::map<std::string, Json>& named);
// Parts of docs/api.md.
std::string markdown_of(const DescribedRoute& route);
std::string shapes_markdown();
// The workbench's types: web/src/functions.ts.
std::string functions_typescript();

}  // namespace suit
