// All kinds of event, for tests that iterate over them.
#pragma once

#include <tuple>

#include "change/apply_events.h"
#include "change/proposal_event.h"
#include "change/task_events.h"
#include "functions/question_events.h"
#include "ledger/retention_event.h"
#include "loop/mark_event.h"
#include "model/call_event.h"
#include "model/egress_events.h"
#include "trust/reply_event.h"
#include "trust/verdict_event.h"
#include "verify/check_event.h"

namespace suit {

using EventKinds =
    std::tuple<TaskEvent, LevelEvent, OverrideEvent, ProposalEvent, MarkEvent, CheckEvent, VerdictEvent,
               ReplyEvent, ApplyBeginEvent, AppliedEvent, ApplyRolledBackEvent, CallEvent, EgressEvent,
               EgressEndEvent, QuestionEvent, AnswerEvent, RetentionEvent>;

// Reads and writes the body with its kind's struct; nullopt if no kind has that name.
inline std::optional<Json> reread(const Event& event) {
  std::optional<Json> body;
  auto read = [&]<class E>(const E&) {
    if (event.is<E>()) body = E::of(event).json();
  };
  std::apply([&](const auto&... kind) { (read(kind), ...); }, EventKinds());
  return body;
}

inline std::vector<std::string> event_kinds() {
  return []<class... E>(const std::tuple<E...>&) { return kinds_of<E...>(); }(EventKinds());
}

}  // namespace suit
