#include "functions/show.h"

#include <algorithm>

#include "change/edit_list.h"
#include "change/proposal_event.h"
#include "functions/inquiry.h"
#include "functions/question_events.h"
#include "functions/tasks.h"
#include "trust/reply_event.h"
#include "verify/check_event.h"

namespace suit::functions {
namespace {

Result<Show::About> about_of(Ledger& ledger, const Event& event, EventNames& names) {
  Show::About about{.event = shown(event, names)};
  if (event.is<CallEvent>()) {
    ASSIGN_OR_RETURN(CallTexts texts, texts_of(ledger, CallEvent::of(event)));
    if (!texts.sent.empty()) about.sent = std::move(texts.sent);
    about.said = std::move(texts.said);
    about.thinking = std::move(texts.thinking);
  }
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
  EventNames names(*ledger);
  ASSIGN_OR_RETURN(Sequence id, names.find(request.id));
  ASSIGN_OR_RETURN(Event event, ledger->event(id));
  ASSIGN_OR_RETURN(auto about, events_about(*ledger, event));
  Answer answer;
  ASSIGN_OR_RETURN(answer.itself, about_of(*ledger, event, names));
  // Edits can't be shown if retention dropped their contents.
  if (auto edits = edits_of(*ledger, EditListRef::of(event)); edits && !edits->empty())
    answer.edits = edits_of(*edits);
  if (event.is<ProposalEvent>())
    for (const std::string& note : ProposalEvent::of(event).notes) answer.notes.emplace_back(note);
  for (const Event& one : about) {
    ASSIGN_OR_RETURN(answer.events.emplace_back(), about_of(*ledger, one, names));
  }
  answer.open = event.is<QuestionEvent>() && std::none_of(about.begin(), about.end(), [](const Event& one) {
                  return one.is<AnswerEvent>();
                });
  return answer;
}

}  // namespace suit::functions
