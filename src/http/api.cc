#include "http/api.h"

#include "base/text.h"

namespace suit {
namespace {

Json schema_or_null(std::string_view shape) {
  if (shape.empty()) return nullptr;
  auto schema = schema_of(shape);
  CHECK(schema.has_value());
  return *schema;
}

}  // namespace

Result<int64_t> ApiCall::query_number(const char* name, int64_t fallback, int64_t least, int64_t most) const {
  std::string text = query(name);
  return text.empty() ? Result<int64_t>(fallback) : number_from(text, name, least, most);
}

Result<int64_t> number_from(const std::string& text, const char* name, int64_t least, int64_t most) {
  auto number = decimal_number(text);
  if (!number || *number < least || *number > most)
    return Error{ErrorCode::kInvalid, std::string(name) + " must be a number from " + std::to_string(least) +
                                          " to " + std::to_string(most)};
  return *number;
}

const Json& Api::schemas() {
  static const Json schemas = [] {
    Json all = Json::object();
    for (const NamedShape& shape : shapes()) all[std::string(shape.name)] = schema_or_null(shape.text);
    return all;
  }();
  return schemas;
}

WebResponse Api::handle(const WebRequest& request) {
  if (request.path == "/openapi.json") return ok(openapi());
  FunctionRoute of_function = find_route(request);
  if (of_function.function) {
    auto response = serve(of_function, request);
    return response ? std::move(*response) : error_response(response.error());
  }
  bool known_path = of_function.known_path;
  for (const Route& route : routes()) {
    auto ids = match_path(route.path, request.path);
    if (!ids) continue;
    known_path = true;
    if (route.method != request.method || !route.work) continue;
    ApiCall call{request, std::move(*ids)};
    Json query = schema_or_null(route.query);
    for (const auto& [name, value] : request.query)
      if (query.is_null() || !query["properties"].contains(name))
        return error_response({ErrorCode::kInvalid, "there is no query field " + printable(name),
                               "docs/api.md has those of each route"});
    if (!route.body.empty()) {
      auto body = parse_json(request.body.empty() ? "{}" : request.body);
      if (!body) return error_response(body.error());
      if (auto fits = check_schema(*body, schema_or_null(route.body), schemas()); !fits)
        return error_response(fits.error());
      call.body = std::move(*body);
    }
    auto response = (this->*route.work)(call);
    return response ? std::move(*response) : error_response(response.error());
  }
  if (known_path) return error_response({ErrorCode::kInvalid, "not with " + request.method}, 405);
  return error_response({ErrorCode::kNotFound, "there is no " + printable(request.path),
                         "GET /openapi.json lists what there is"});
}

Result<WebResponse> Api::serve(const FunctionRoute& route, const WebRequest& request) {
  ASSIGN_OR_RETURN(std::unique_ptr<Call> call, call_of(route, request));
  if (route.function->takes_long) return start(*route.function, std::move(call));
  Session session(folder_, parts_, cache_);
  CancelOnly watch(&cache_.stopped);
  RETURN_IF_ERROR(call->run(session, watch));
  if (route.function->effects & kChanges) feed_.wake();
  return json_response(json_of_fields(call->answer()));
}

Result<WebResponse> Api::start(const Function& function, std::unique_ptr<Call> call, Sequence proposal) {
  Session session(folder_, parts_, cache_);
  RETURN_IF_ERROR(call->check(session));
  ASSIGN_OR_RETURN(Json run, runs_.start(function, std::move(call), proposal));
  return json_response(run, 202);
}

Json Api::openapi() {
  Json paths = Json::object(), shapes = schemas();
  std::map<std::string, Json> named;
  describe_functions(paths, named);
  for (auto& [name, schema] : named) shapes[name] = std::move(schema);
  for (const Route& route : routes()) {
    Json one = {{"summary", route.summary}};
    Json parameters = Json::array();
    if (route.path.find("{id}") != route.path.npos)
      parameters.push_back(
          {{"name", "id"}, {"in", "path"}, {"required", true}, {"schema", {{"type", "integer"}}}});
    Json query = schema_or_null(route.query);
    if (!query.is_null()) {
      Json required = query.contains("required") ? query["required"] : Json::array();
      for (const auto& [name, schema] : query["properties"].items()) {
        bool needed = std::find(required.begin(), required.end(), name) != required.end();
        parameters.push_back({{"name", name}, {"in", "query"}, {"required", needed}, {"schema", schema}});
      }
    }
    if (!parameters.empty()) one["parameters"] = std::move(parameters);
    if (!route.body.empty())
      one["requestBody"] = {{"required", true},
                            {"content", {{"application/json", {{"schema", schema_or_null(route.body)}}}}}};
    Json content = route.answer.empty()
                       ? Json{{"text/event-stream", {{"schema", {{"type", "string"}}}}}}
                       : Json{{"application/json", {{"schema", schema_or_null(route.answer)}}}};
    one["responses"] = {
        {"2XX", {{"description", "done"}, {"content", std::move(content)}}},
        {"default",
         {{"description", "an error"},
          {"content", {{"application/json", {{"schema", schema_or_null("{ error: Error }")}}}}}}}};
    std::string method = to_lower(route.method);
    paths[std::string(route.path)][method] = std::move(one);
  }
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Suit"}, {"version", SUIT_VERSION}}},
          {"paths", std::move(paths)},
          {"components",
           {{"schemas", std::move(shapes)},
            {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}},
          {"security", {{{"token", Json::array()}}}}};
}

std::string Api::markdown() {
  std::string text = R"(# The HTTP API

<!-- Made from src/functions/table.cc and src/http/routes.cc: UPDATE=1 build/release/tests/docs_tests. -->

What the workbench knows, and any program can use: `suit serve --json` prints the port and a token. `/openapi.json` says the same
for programs. JSON in UTF-8; a path or line that is not UTF-8 is `{"hex": "…"}` ("bytes" below). A field with `?` may be
missing; one that is not known is refused. Errors are `{"error": Error}` with status 400 (invalid), 401 (no token), 403
(denied), 404, 405, 409 (conflict), 413 (limit), 415, 421 (another host's name), 501 (unsupported) or 503 (busy, unavailable).

```sh
curl -sS -H "Authorization: Bearer $SUIT_TOKEN" http://127.0.0.1:7848/api/status
curl -sS -H "Authorization: Bearer $SUIT_TOKEN" -H 'Content-Type: application/json' \
     -d '{"task": "rename the function f to g"}' http://127.0.0.1:7848/api/do
```

## Routes

)";
  for (const Route& route : routes()) {
    text += "### " + std::string(route.method) + " " + std::string(route.path) + "\n\n" +
            squeezed(route.summary) + "\n\n";
    auto line = [&](const char* name, std::string_view shape) {
      if (!shape.empty()) text += std::string("- ") + name + " `" + squeezed(shape) + "`\n";
    };
    line("query", route.query);
    line("body", route.body);
    line("answer", route.answer);
    text += "\n";
  }
  text += functions_markdown() + "## Shapes\n\n";
  for (const NamedShape& shape : shapes())
    text += "**" + std::string(shape.name) + "** `" + squeezed(shape.text) + "`  \n" + squeezed(shape.about) +
            "\n\n";
  text.pop_back();
  return text;
}

}  // namespace suit
