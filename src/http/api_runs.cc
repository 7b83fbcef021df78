// Functions that run.
#include "http/api.h"

namespace suit {
namespace {

Result<WebResponse> shown(Result<Json> run) {
  if (!run) return run.error();
  return ok(*run);
}

}  // namespace

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
