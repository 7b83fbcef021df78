// The HTTP API: every route, what it takes and gives, and the work behind it. The workbench knows nothing
// else.
#pragma once

#include <string>
#include <vector>

#include "functions/session.h"
#include "http/function_routes.h"
#include "http/runs.h"
#include "http/web_message.h"
#include "loop/workspace.h"

namespace suit {

// What the routes that are no functions take; each takes some of these.
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
  EventId id = {};  // the one in the path
  RouteRequest given = {};
};

class Api;
struct Route {
  std::string_view method;
  std::string_view path;                            // "{id}" stands for a number
  std::string_view summary;                         // one sentence
  Fields (*takes)(RouteRequest& take);              // null: nothing
  const FieldType* (*gives)();                      // null: what is no JSON
  Result<WebResponse> (Api::*work)(ApiCall& call);  // null: the server answers it

  Fields takes_of(RouteRequest& take) const { return takes ? takes(take) : Fields(); }
};

class Api {
 public:
  // All must outlive it. `folder` is a workspace's root.
  Api(std::string folder, const Parts& parts, SessionCache& cache, Feed& feed, Runs& runs)
      : folder_(std::move(folder)), parts_(parts), cache_(cache), feed_(feed), runs_(runs) {}

  // Thread-safe. Anything that is not found, malformed or fails is an answer too.
  WebResponse handle(const WebRequest& request);

  static const std::vector<Route>& routes();
  static Json openapi();
  static std::string markdown();  // docs/api.md

 private:
  // What takes long is started as a run.
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
