// Tasks that run.
#include "base/text.h"
#include "http/api.h"

namespace suit {
namespace {

Result<WebResponse> accepted(Result<Json> run) {
  if (!run) return run.error();
  return json_response(*run, 202);
}

Result<WebResponse> shown(Result<Json> run) {
  if (!run) return run.error();
  return ok(*run);
}

}  // namespace

Result<WebResponse> Api::begin_task(ApiCall& call) {
  RunRequest request;
  ASSIGN_OR_RETURN(request.task.text, bytes_of_json(call.body["text"]));
  if (trim(request.task.text).empty())
    return Error{ErrorCode::kInvalid, "there is no task", "say what to do"};
  std::vector<std::string> scope;
  for (const Json& item : list_in(call.body, "scope")) scope.push_back(item);
  ASSIGN_OR_RETURN(request.task.scope, Scope::parse(scope));
  for (const Json& item : list_in(call.body, "checks")) request.checks.push_back({item, item, {}});
  request.no_checks = bool_or(call.body, "no_checks", false);
  request.model = string_or(call.body, "model", "");
  request.offline = bool_or(call.body, "offline", false);
  ASSIGN_OR_RETURN(Workspace workspace, open(WorkspaceMode::kChange));
  request.task.level = level_from(string_or(call.body, "level", "")).value_or(workspace.settings().level);
  ASSIGN_OR_RETURN(std::string model, choose_model(workspace.settings(), request.model));
  return accepted(runs_.start(std::move(request)));
}

Result<WebResponse> Api::list_runs(ApiCall&) {
  return ok(runs_.list());
}
Result<WebResponse> Api::run(ApiCall& call) {
  return shown(runs_.find(call.ids[0]));
}
Result<WebResponse> Api::stop_run(ApiCall& call) {
  return shown(runs_.stop(call.ids[0]));
}

Result<WebResponse> Api::set_level(ApiCall& call) {
  return shown(runs_.set_level(call.ids[0], *level_from(string_or(call.body, "level", ""))));
}

Result<WebResponse> Api::answer_run(ApiCall& call) {
  int64_t choice = call.body["choice"];
  if (choice < 0) return Error{ErrorCode::kInvalid, "choice must be a number from 0"};
  return shown(runs_.answer(call.ids[0], static_cast<size_t>(choice)));
}

Result<WebResponse> Api::plan_run(ApiCall& call) {
  std::optional<std::string> plan;
  if (call.body.contains("plan")) plan = call.body["plan"];
  return shown(runs_.go_on(call.ids[0], std::move(plan)));
}

}  // namespace suit
