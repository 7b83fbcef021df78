// The routes that are not functions: runs, decisions on proposals, the event stream.
#include "http/api.h"

namespace suit {
namespace {

template <class T>
const FieldType* type_of() {
  return &field_type<T>();
}

struct RunList {
  std::vector<RunView> runs;
  Fields fields() { return {{"runs", runs, "Oldest first"}}; }
};
struct SessionToken {
  std::string token;
  Fields fields() { return {{"token", token, ""}}; }
};

}  // namespace

Fields RejectAnswer::fields() {
  return {{"status", status, "rejected"}, {"run", run, "Run that asks for another proposal"}};
}

const std::vector<Route>& Api::routes() {
  using Take = RouteRequest;
  static const std::vector<Route> routes = {
      {"GET", "/api/runs", "Running and recently ended functions of this server", nullptr, type_of<RunList>,
       &Api::list_runs},
      {"GET", "/api/runs/{id}", "One run", nullptr, type_of<RunView>, &Api::run},
      {"POST", "/api/runs/{id}/stop", "Stop a run; its proposals stay pending", nullptr, type_of<RunView>,
       &Api::stop_run},
      {"POST", "/api/runs/{id}/level", "Set the level of a run's task",
       [](Take& take) -> Fields {
         return {Field("level", take.level,
                       "A lower level takes effect at the next step, a higher one at the next proposal")
                     .required()};
       },
       type_of<RunView>, &Api::set_level},
      {"POST", "/api/runs/{id}/answer", "Answer the question of a run",
       [](Take& take) -> Fields {
         return {Field("choice", take.choice, "Index of the choice, from 0").required().between(0, 1000)};
       },
       type_of<RunView>, &Api::answer_run},
      {"POST", "/api/runs/{id}/plan", "Continue a run with its plan or yours",
       [](Take& take) -> Fields { return {Field("plan", take.plan, "Your plan; default: the run's plan")}; },
       type_of<RunView>, &Api::plan_run},
      {"POST", "/api/proposals/{id}/apply",
       "Apply the accepted and edited units; verifies again if some are left out",
       [](Take& take) -> Fields {
         return {Field("merge", take.merge, "Three-way merge into files that changed since"),
                 Field("undecided", take.undecided, "What to do with units that have no mark")
                     .one_of("leave_out|accept")};
       },
       type_of<RunView>, &Api::apply_proposal},
      {"POST", "/api/proposals/{id}/reject", "Reject a proposal",
       [](Take& take) -> Fields {
         return {Field("reason", take.reason, "Reason").required(),
                 Field("again", take.again, "Ask the model for another proposal, with the reason")};
       },
       type_of<RejectAnswer>, &Api::reject_proposal},
      {"GET", "/api/events",
       "Event stream (text/event-stream): `ledger` (an Event, its number as id), `run` (a Run), `reset` "
       "(too many events missed: reload). Starts after Last-Event-ID, else after `after`, else now",
       [](Take& take) -> Fields {
         return {Field("after", take.after, "Event number").between(0, INT64_MAX)};
       },
       nullptr, &Api::events},
      {"POST", "/api/session",
       "Exchange the one-time code in the address that `suit serve` prints for a session; needs no token",
       [](Take& take) -> Fields { return {Field("code", take.code, "").required()}; }, type_of<SessionToken>,
       nullptr},
      {"GET", "/openapi.json", "This API as OpenAPI", nullptr, type_of<Json>, nullptr},
  };
  return routes;
}

}  // namespace suit
