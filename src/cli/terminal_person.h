// The person in front of the command line: at a terminal, or not there.
#pragma once

#include <memory>

#include "cli/pager.h"
#include "loop/person.h"

namespace suit {

enum class Consent {
  kAsk,        // at a terminal; without one the proposal stays pending
  kYes,        // suit do --yes: accepted unread, but for what must ask a person
  kNone,       // suit do --dry-run: all of it is shown, and nothing is decided
  kYesToThis,  // suit review --yes: accepted unread, after it was said what is asked
};
enum class Chatter {
  kText,   // say what happens
  kQuiet,  // --json: standard output is for the result alone
};

// Interactive where standard input and output are terminals and the chatter is text.
// `pager`: for what kNone shows.
std::unique_ptr<Person> make_person(Consent consent, Chatter chatter,
                                    Pager::Wanted pager = Pager::Wanted::kNo);

}  // namespace suit
