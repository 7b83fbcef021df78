// The routes that are no functions: runs, decisions on proposals that one has, the stream of events.
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
  return {{"status", status, "rejected"}, {"run", run, "That asks for another one"}};
}

const std::vector<Route>& Api::routes() {
  using Take = RouteRequest;
  static const std::vector<Route> routes = {
      {"GET", "/api/runs", "Functions that run in this server, and those that ended lately", nullptr,
       type_of<RunList>, &Api::list_runs},
      {"GET", "/api/runs/{id}", "One of them", nullptr, type_of<RunView>, &Api::run},
      {"POST", "/api/runs/{id}/stop", "Stop it: what was proposed stays pending", nullptr, type_of<RunView>,
       &Api::stop_run},
      {"POST", "/api/runs/{id}/level", "Set the level of its task",
       [](Take& take) -> Fields {
         return {Field("level", take.level,
                       "A lower one holds from the next step on, a higher one from the next proposal on")
                     .required()};
       },
       type_of<RunView>, &Api::set_level},
      {"POST", "/api/runs/{id}/answer", "Answer its question",
       [](Take& take) -> Fields {
         return {Field("choice", take.choice, "The number of a choice, from 0").required().between(0, 1000)};
       },
       type_of<RunView>, &Api::answer_run},
      {"POST", "/api/runs/{id}/plan", "Let it go on with its plan, or with yours",
       [](Take& take) -> Fields { return {Field("plan", take.plan, "Yours")}; }, type_of<RunView>,
       &Api::plan_run},
      {"POST", "/api/proposals/{id}/apply",
       "Apply what is marked as accepted or edited; verified again where it is not the whole",
       [](Take& take) -> Fields {
         return {Field("merge", take.merge, "Carry it over to files that changed since"),
                 Field("undecided", take.undecided, "What becomes of units without a mark")
                     .one_of("leave_out|accept")};
       },
       type_of<RunView>, &Api::apply_proposal},
      {"POST", "/api/proposals/{id}/reject", "Reject it",
       [](Take& take) -> Fields {
         return {Field("reason", take.reason, "Why").required(),
                 Field("again", take.again, "Ask the model for another that heeds the reason")};
       },
       type_of<RejectAnswer>, &Api::reject_proposal},
      {"GET", "/api/events",
       "What happens, as text/event-stream: `ledger` (an Event, its number as id), `run` (a Run), `reset` "
       "(too much was missed: look again). After Last-Event-ID, else after `after`, else from now on",
       [](Take& take) -> Fields {
         return {Field("after", take.after, "An event's number").between(0, INT64_MAX)};
       },
       nullptr, &Api::events},
      {"POST", "/api/session",
       "A session for the code in the address that `suit serve` prints, which works once; asks for no token",
       [](Take& take) -> Fields { return {Field("code", take.code, "").required()}; }, type_of<SessionToken>,
       nullptr},
      {"GET", "/openapi.json", "This, for programs", nullptr, type_of<Json>, nullptr},
  };
  return routes;
}

}  // namespace suit
