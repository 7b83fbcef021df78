#include "functions/show.h"

#include <algorithm>

#include "change/proposal.h"
#include "functions/inquiry.h"

namespace suit::functions {
namespace {

Show::About about_of(Ledger& ledger, const Event& event) {
  Show::About about{.event = shown(event)};
  if (event.kind == "check")
    if (auto output = content_named(ledger, event.body, "output")) about.output = *output;
  if (event.kind == "reply")
    if (auto words = content_named(ledger, event.body, "text")) about.words = *words;
  for (const Json& problem : list_in(event.body, "problems"))
    if (auto text = bytes_of_json(problem)) {
      if (!about.problems) about.problems.emplace();
      about.problems->push_back(*text);
    }
  if (event.kind == "answer") about.answer = text_of_answer(event.body);
  return about;
}

}  // namespace

Result<Show::Answer> Show::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  ASSIGN_OR_RETURN(auto about, ledger->events({.about = request.id}));
  Answer answer{.itself = about_of(*ledger, event)};
  if (edit_list_digest(event.body)) {
    // Contents that retention dropped leave the list of files as it was recorded.
    if (auto proposal = load_proposal(*ledger, request.id)) answer.edits = edits_of(proposal->edits);
  }
  for (const Json& note : list_in(event.body, "notes"))
    if (auto text = bytes_of_json(note)) answer.notes.emplace_back(*text);
  for (const Event& one : about) answer.events.push_back(about_of(*ledger, one));
  answer.open = event.kind == "question" && std::none_of(about.begin(), about.end(), [](const Event& one) {
                  return one.kind == "answer";
                });
  return answer;
}

}  // namespace suit::functions
