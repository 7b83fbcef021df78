// The HTTP API: every route, what it takes and gives, and the work behind it. The workbench knows nothing
// else.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "functions/session.h"
#include "http/function_routes.h"
#include "http/runs.h"
#include "http/shape.h"
#include "http/web_message.h"
#include "loop/workspace.h"

namespace suit {

// One request to one route.
struct ApiCall {
  const WebRequest& request;
  std::vector<int64_t> ids = {};  // the numbers in the path, in order
  Json body = Json::object();

  std::string query(const char* name) const { return request.query_value(name); }
  // Errors: kInvalid (not a number, or out of range).
  Result<int64_t> query_number(const char* name, int64_t fallback, int64_t least, int64_t most) const;
};
// Errors: kInvalid, naming it.
Result<int64_t> number_from(const std::string& text, const char* name, int64_t least, int64_t most);

class Api;
struct Route {
  std::string_view method;
  std::string_view path;     // "{id}" stands for a number
  std::string_view summary;  // one sentence
  std::string_view query;    // a shape of texts and numbers; "" for none
  std::string_view body;     // a shape; "" for none
  std::string_view answer;   // a shape; "" for what is no JSON
  Result<WebResponse> (Api::*work)(ApiCall& call);
};

class Api {
 public:
  // All must outlive it. `folder` is a workspace's root.
  Api(std::string folder, const Parts& parts, SessionCache& cache, Feed& feed, Runs& runs)
      : folder_(std::move(folder)), parts_(parts), cache_(cache), feed_(feed), runs_(runs) {}

  // Thread-safe. Anything that is not found, malformed or fails is an answer too.
  WebResponse handle(const WebRequest& request);

  static const std::vector<Route>& routes();
  static const std::vector<NamedShape>& shapes();
  // The named shapes as JSON Schema.
  static const Json& schemas();
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

// A run's number, a body or query field that is known to be there: checked against the shape before.
inline WebResponse ok(const Json& json) {
  return json_response(json);
}

}  // namespace suit
