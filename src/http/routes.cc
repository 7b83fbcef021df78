// The table of routes and shapes: docs/api.md and /openapi.json are made from it.
#include "http/api.h"

namespace suit {

const std::vector<NamedShape>& Api::shapes() {
  static const std::vector<NamedShape> shapes = {
      {"Level", R"("complete" | "edit" | "chat" | "agent" | "autopilot")", "The autonomy slider."},
      {"Passage", "{ path: bytes, first_line: int, last_line: int, score: number, text: bytes }",
       "Lines that have to do with a question; secrets are masked."},
      {"Claim",
       "{ text: text, place: bytes, first_line: int, last_line: int, quote: bytes, untrusted?: bool }",
       "What a model claims, with the quote that was found to bear it; `untrusted`: of a document that was "
       "read, not of the folder."},
      {"Answer",
       R"({ id: int, question: bytes, level: "research" | "deep", claims: [Claim], removed: [{ text: text, why: text }],
        not_found: text, passages_read: int, calls: int, answered_by: bytes, queries?: [text],
        contradictions?: [{ a: int, b: int, why: text }], report?: [{ heading: text, sentences: [{ text: text, claims: [int] }] }] })",
       "Claims that hold, those that were thrown away, and what was not found; numbers of claims count from "
       "1."},
      {"Question",
       R"({ question: int, text: bytes, level: "research" | "deep", state: "running" | "answered" | "failed" | "stopped",
        steps: [text], answer?: Answer, error?: Error })",
       "A question to a model; one that was stopped goes on with `suit ask --resume`."},
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
      {"GET", "/api/search",
       "Passages of the folder that have most to do with a question, as `suit ask` finds them.",
       "{ question: text, limit?: int, scope?: text }", "", "{ question: bytes, passages: [Passage] }",
       &Api::search},
      {"POST", "/api/questions",
       "Ask a model, as `suit ask --level research` does; answered with 202 at once.", "",
       R"({ text: bytes, level: "research" | "deep", scope?: [text], model?: text, offline?: bool })",
       "Question", &Api::begin_question},
      {"GET", "/api/questions/{id}", "A question and what came of it.", "", "", "Question", &Api::question},
      {"POST", "/api/questions/{id}/stop", "Stop it.", "", "{ }", "Question", &Api::stop_question},
      {"GET", "/api/wiki",
       "Pages about the folder, as `suit wiki` writes them; links to files are relative to the folder.", "",
       "",
       R"({ title: bytes, pages: [{ path: text, markdown: bytes }], modules: [{ path: bytes, page: text, lines: int }],
        needs: [{ from: int, to: int, count: int, path: bytes, line: int }] })",
       &Api::wiki},
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
