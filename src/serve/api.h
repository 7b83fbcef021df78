// The HTTP API: every route, what it takes and gives, and the work behind it. The workbench knows nothing else.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "kernel/workspace.h"
#include "serve/http_message.h"
#include "serve/proposal_view.h"
#include "serve/runs.h"
#include "serve/shape.h"

namespace suit {

// One request to one route.
struct ApiCall {
  const HttpRequest& request;
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
  Result<HttpResponse> (Api::*work)(ApiCall& call);
};

class Api {
 public:
  // All must outlive it. `folder` is a workspace's root.
  Api(std::string folder, const Parts& parts, Feed& feed, Runs& runs)
      : folder_(std::move(folder)), parts_(parts), feed_(feed), runs_(runs) {}

  // Thread-safe. Anything that is not found, malformed or fails is an answer too.
  HttpResponse handle(const HttpRequest& request);

  static const std::vector<Route>& routes();
  static const std::vector<NamedShape>& shapes();
  // The named shapes as JSON Schema.
  static const Json& schemas();
  static Json openapi();
  static std::string markdown();  // docs/api.md

 private:
  // Looking.
  Result<HttpResponse> status(ApiCall& call);
  Result<HttpResponse> levels(ApiCall& call);
  Result<HttpResponse> folder(ApiCall& call);
  Result<HttpResponse> files(ApiCall& call);
  Result<HttpResponse> file(ApiCall& call);
  Result<HttpResponse> trust(ApiCall& call);
  Result<HttpResponse> log(ApiCall& call);
  Result<HttpResponse> events(ApiCall& call);
  // Tasks and runs.
  Result<HttpResponse> begin_task(ApiCall& call);
  Result<HttpResponse> list_runs(ApiCall& call);
  Result<HttpResponse> run(ApiCall& call);
  Result<HttpResponse> stop_run(ApiCall& call);
  Result<HttpResponse> set_level(ApiCall& call);
  Result<HttpResponse> answer_run(ApiCall& call);
  Result<HttpResponse> plan_run(ApiCall& call);
  // Review.
  Result<HttpResponse> proposals(ApiCall& call);
  Result<HttpResponse> proposal(ApiCall& call);
  Result<HttpResponse> units(ApiCall& call);
  Result<HttpResponse> sides(ApiCall& call);
  Result<HttpResponse> mark(ApiCall& call);
  Result<HttpResponse> apply_proposal(ApiCall& call);
  Result<HttpResponse> reject_proposal(ApiCall& call);
  // What was.
  Result<HttpResponse> history(ApiCall& call);
  Result<HttpResponse> take_back(ApiCall& call);
  Result<HttpResponse> tasks(ApiCall& call);
  Result<HttpResponse> task(ApiCall& call);
  Result<HttpResponse> model_call(ApiCall& call);
  Result<HttpResponse> check(ApiCall& call);

  Result<Workspace> open(WorkspaceMode mode) { return Workspace::open(folder_, mode); }

  const std::string folder_;
  const Parts& parts_;
  Feed& feed_;
  Runs& runs_;
  ProposalViews views_;
  std::mutex marking_;  // one page after the other
  std::mutex listing_;  // of the two below
  std::vector<std::string> paths_;
  int64_t paths_at_us_ = 0;
};

// A run's number, a body or query field that is known to be there: checked against the shape before.
inline HttpResponse ok(const Json& json) { return json_response(json); }

}  // namespace suit
