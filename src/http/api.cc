#include "http/api.h"

#include "base/text.h"

namespace suit {

WebResponse Api::handle(const WebRequest& request) {
  if (request.path == "/openapi.json") return json_response(openapi());
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
    ApiCall call{request, ids->empty() ? EventId() : ids->front()};
    if (auto read = read_request(request, {}, route.takes_of(call.given)); !read)
      return error_response(read.error());
    auto response = (this->*route.work)(call);
    return response ? std::move(*response) : error_response(response.error());
  }
  if (known_path) return error_response({ErrorCode::kInvalid, "method not allowed: " + request.method}, 405);
  return error_response(
      {ErrorCode::kNotFound, "there is no " + printable(request.path), "GET /openapi.json lists the routes"});
}

Result<WebResponse> Api::serve(const FunctionRoute& route, const WebRequest& request) {
  ASSIGN_OR_RETURN(std::unique_ptr<Call> call, call_of(route, request));
  if (route.function->takes_long) return start(*route.function, std::move(call));
  Session session(folder_, parts_, cache_);
  RETURN_IF_ERROR(call->run(session, nobody()));
  if (route.function->effects & kChanges) feed_.wake();
  return json_response(json_of_fields(call->answer()));
}

Result<WebResponse> Api::start(const Function& function, std::unique_ptr<Call> call, Sequence proposal) {
  Session session(folder_, parts_, cache_);
  RETURN_IF_ERROR(call->check(session));
  ASSIGN_OR_RETURN(Json run, runs_.start(function, std::move(call), proposal));
  return json_response(run, 202);
}

Result<WebResponse> Api::events(ApiCall& call) {
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(Sequence newest, workspace.ledger()->newest());
  Sequence after = call.given.after.value_or(newest);
  // After a reconnect, Last-Event-ID is newer than `after`, which is from the page load.
  if (std::string last = call.request.field("last-event-id"); !last.empty()) {
    auto number = decimal_number(last);
    if (!number || *number < 0) return Error{ErrorCode::kInvalid, "Last-Event-ID must be a number from 0"};
    after = *number;
  }
  WebResponse response{.type = "text/event-stream"};
  response.stream = feed_.subscribe(after);
  return response;
}

namespace {

// Runs have only numbers. A name yields 0, which no run has.
int64_t number_of_run(const EventId& id) {
  return id.series ? 0 : id.number;
}

Result<WebResponse> shown_run(Result<Json> run) {
  if (!run) return run.error();
  return json_response(*run);
}

}  // namespace

Result<WebResponse> Api::list_runs(ApiCall&) {
  return json_response(runs_.list());
}
Result<WebResponse> Api::run(ApiCall& call) {
  return shown_run(runs_.find(number_of_run(call.id)));
}
Result<WebResponse> Api::stop_run(ApiCall& call) {
  return shown_run(runs_.stop(number_of_run(call.id)));
}
Result<WebResponse> Api::set_level(ApiCall& call) {
  return shown_run(runs_.set_level(number_of_run(call.id), call.given.level));
}
Result<WebResponse> Api::answer_run(ApiCall& call) {
  return shown_run(runs_.answer(number_of_run(call.id), static_cast<size_t>(call.given.choice)));
}
Result<WebResponse> Api::plan_run(ApiCall& call) {
  return shown_run(runs_.go_on(number_of_run(call.id), call.given.plan));
}

namespace {

// The routes of functions, then the others.
std::vector<DescribedRoute> described_routes() {
  std::vector<DescribedRoute> all = described_functions();
  static RouteRequest none;
  for (const Route& route : Api::routes())
    all.push_back({.method = std::string(route.method),
                   .path = std::string(route.path),
                   .summary = std::string(route.summary),
                   .takes = route.takes_of(none),
                   .gives = route.gives ? route.gives() : nullptr});
  return all;
}

}  // namespace

Json Api::openapi() {
  Json paths = Json::object(), shapes = Json::object();
  std::map<std::string, Json> named;
  for (const DescribedRoute& route : described_routes()) describe(route, paths, named);
  for (auto& [name, schema] : named) shapes[name] = std::move(schema);
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

<!-- Generated from src/functions/table.cc and src/http/routes.cc: UPDATE=1 build/release/tests/docs_tests. -->

The workbench and other programs use this API. `suit serve --json` prints the port and a token; `/openapi.json` describes the
same for programs. JSON is UTF-8; a path or line that is not UTF-8 is `{"hex": "…"}` ("bytes" below). A field with `?` is
optional; unknown fields are refused. Errors are `{"error": Error}` with status 400 (invalid), 401 (no token), 403
(denied), 404, 405, 409 (conflict), 413 (limit), 415, 421 (another host's name), 501 (unsupported) or 503 (busy, unavailable).

A function that may take more than a second answers with 202 and a Run. `GET /api/events` streams its changes,
`GET /api/runs/{id}` returns its state, `POST /api/runs/{id}/stop` stops it. Each function is also a command of the same
name: docs/cli.md.

```sh
curl -sS -H "Authorization: Bearer $SUIT_TOKEN" http://127.0.0.1:7848/api/status
curl -sS -H "Authorization: Bearer $SUIT_TOKEN" -H 'Content-Type: application/json' \
     -d '{"task": "rename the function f to g"}' http://127.0.0.1:7848/api/do
```

## Routes

)";
  for (const DescribedRoute& route : described_routes()) text += markdown_of(route);
  text += "## Shapes\n\n" + shapes_markdown();
  text.pop_back();
  return text;
}

}  // namespace suit
