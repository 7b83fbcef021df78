#include "functions/show.h"

#include <algorithm>

#include "change/edit_list.h"
#include "change/proposal_event.h"
#include "functions/inquiry.h"
#include "functions/question_events.h"
#include "trust/reply_event.h"
#include "verify/check_event.h"

namespace suit::functions {
namespace {

Show::About about_of(Ledger& ledger, const Event& event) {
  Show::About about{.event = shown(event)};
  if (event.is<CheckEvent>())
    if (auto output = content_of(ledger, CheckEvent::of(event).result.output)) about.output = *output;
  if (event.is<ReplyEvent>()) {
    ReplyEvent reply = ReplyEvent::of(event);
    if (reply.text)
      if (auto words = content_of(ledger, reply.text)) about.words = *words;
    if (!reply.problems.empty()) about.problems = reply.problems;
  }
  if (event.is<AnswerEvent>()) about.answer = text_of_answer(AnswerEvent::of(event));
  return about;
}

}  // namespace

Result<Show::Answer> Show::run(Session& session, const Request& request, Watch& watch) {
  ASSIGN_OR_RETURN(Ledger * ledger, session.record(watch));
  ASSIGN_OR_RETURN(Event event, ledger->event(request.id));
  ASSIGN_OR_RETURN(auto about, ledger->events({.about = request.id}));
  Answer answer{.itself = about_of(*ledger, event)};
  // Contents that retention dropped leave nothing to show of the edits.
  if (auto edits = edits_of(*ledger, EditListRef::of(event)); edits && !edits->empty())
    answer.edits = edits_of(*edits);
  if (event.is<ProposalEvent>())
    for (const std::string& note : ProposalEvent::of(event).notes) answer.notes.emplace_back(note);
  for (const Event& one : about) answer.events.push_back(about_of(*ledger, one));
  answer.open = event.is<QuestionEvent>() && std::none_of(about.begin(), about.end(), [](const Event& one) {
                  return one.is<AnswerEvent>();
                });
  return answer;
}

}  // namespace suit::functions
