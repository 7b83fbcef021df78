// The table of routes and shapes: docs/api.md and /openapi.json are made from it.
#include "http/api.h"

namespace suit {

const std::vector<NamedShape>& Api::shapes() {
  static const std::vector<NamedShape> shapes = {
      {"Level", R"("complete" | "edit" | "chat" | "agent" | "autopilot")", "The autonomy slider."},
  };
  return shapes;
}

const std::vector<Route>& Api::routes() {
  static const std::vector<Route> routes = {
      {"GET", "/api/runs", "Functions that run in this server, and those that ended lately.", "", "",
       "{ runs: [Run] }", &Api::list_runs},
      {"GET", "/api/runs/{id}", "One of them.", "", "", "Run", &Api::run},
      {"POST", "/api/runs/{id}/stop", "Stop it: what was proposed stays pending.", "", "{ }", "Run",
       &Api::stop_run},
      {"POST", "/api/runs/{id}/level",
       "Set its level: a lower one holds from the next step on, a higher one from the next proposal on.", "",
       "{ level: Level }", "Run", &Api::set_level},
      {"POST", "/api/runs/{id}/answer", "Answer its question by the number of a choice, from 0.", "",
       "{ choice: int }", "Run", &Api::answer_run},
      {"POST", "/api/runs/{id}/plan", "Let it go on with its plan, or with yours.", "", "{ plan?: text }",
       "Run", &Api::plan_run},
      {"POST", "/api/proposals/{id}/apply",
       "Apply what is marked as accepted or edited; verified again where it is not the whole. `merge` "
       "carries it over to files that changed since.",
       "", R"({ merge?: bool, undecided?: "leave_out" | "accept" })", "Run", &Api::apply_proposal},
      {"POST", "/api/proposals/{id}/reject",
       "Reject it, with a reason; `again` asks the model for another proposal that heeds it.", "",
       "{ reason: bytes, again?: bool }", R"({ status: "rejected", run?: int })", &Api::reject_proposal},
      {"GET", "/api/events",
       "What happens, as text/event-stream: `ledger` (an Event, its number as id), `run` (a Run), `reset` "
       "(too much was missed: look again). "
       "After Last-Event-ID, else after `after`, else from now on.",
       "{ after?: int }", "", "", &Api::events},
      {"POST", "/api/session",
       "A session for the code in the address that `suit serve` prints, which works once; asks for no token.",
       "", "{ code: text }", "{ token: text }", nullptr},
      {"GET", "/openapi.json", "This, for programs.", "", "", "any", nullptr},
  };
  return routes;
}

}  // namespace suit
