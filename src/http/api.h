// The HTTP API: each route, its request, its answer and its implementation. The workbench uses nothing else.
#pragma once

#include <string>
#include <vector>

#include "functions/session.h"
#include "http/function_routes.h"
#include "http/runs.h"
#include "http/web_message.h"
#include "loop/workspace.h"

namespace suit {

// The request fields of routes that are not functions; each route uses some of them.
struct RouteRequest {
  Level level = Level::kChat;
  int64_t choice = 0;
  std::optional<std::string> plan, undecided;
  bool merge = false, again = false;
  Bytes reason;
  std::string code;
  std::optional<int64_t> after;
};
struct RejectAnswer {
  std::string status = "rejected";
  std::optional<int64_t> run;
  Fields fields();
};

// One request to one route.
struct ApiCall {
  const WebRequest& request;
  EventId id = {};  // from the path
  RouteRequest given = {};
};

class Api;
struct Route {
  std::string_view method;
  std::string_view path;                            // "{id}" stands for a number or name
  std::string_view summary;                         // one sentence
  Fields (*takes)(RouteRequest& take);              // null: no fields
  const FieldType* (*gives)();                      // null: not JSON
  Result<WebResponse> (Api::*work)(ApiCall& call);  // null: answered by the server

  Fields takes_of(RouteRequest& take) const { return takes ? takes(take) : Fields(); }
};

class Api {
 public:
  // All references must outlive the Api. `folder` is a workspace root.
  Api(std::string folder, const Parts& parts, SessionCache& cache, Feed& feed, Runs& runs)
      : folder_(std::move(folder)), parts_(parts), cache_(cache), feed_(feed), runs_(runs) {}

  // Thread-safe. Errors are responses too.
  WebResponse handle(const WebRequest& request);

  static const std::vector<Route>& routes();
  static Json openapi();
  static std::string markdown();  // docs/api.md

 private:
  // Starts a long-running function as a run.
  Result<WebResponse> start(const Function& function, std::unique_ptr<Call> call, Sequence proposal = 0);
  Result<WebResponse> serve(const FunctionRoute& route, const WebRequest& request);
  Result<WebResponse> events(ApiCall& call);
  // Runs.
  Result<WebResponse> list_runs(ApiCall& call);
  Result<WebResponse> run(ApiCall& call);
  Result<WebResponse> stop_run(ApiCall& call);
  Result<WebResponse> set_level(ApiCall& call);
  Result<WebResponse> answer_run(ApiCall& call);
  Result<WebResponse> plan_run(ApiCall& call);
  // Review.
  Result<WebResponse> apply_proposal(ApiCall& call);
  Result<WebResponse> reject_proposal(ApiCall& call);

  Result<Workspace> open(WorkspaceMode mode) { return Workspace::open(folder_, mode); }

  const std::string folder_;
  const Parts& parts_;
  SessionCache& cache_;
  Feed& feed_;
  Runs& runs_;
};

}  // namespace suit
