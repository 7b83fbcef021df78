// The person at the terminal; nobody without a terminal or if programs read the output.
#pragma once

#include <memory>

#include "change/watch.h"
#include "cli/pager.h"

namespace suit {

struct TerminalStyle {
  bool quiet = false;  // --json: print only the result, ask nobody
  // The decision given in advance.
  enum class Consent {
    kAsk,    // none: review hunk by hunk
    kGiven,  // --yes and the like: accepted without asking or showing
    kNone,   // --dry-run: show everything, decide nothing
  } consent = Consent::kAsk;
  Pager::Wanted pager = Pager::Wanted::kNo;  // used with kNone
  // Ctrl-C cancels from the start. Otherwise only while a proposer or checks run: before that it ends the
  // process at once.
  bool catches_interrupts = false;
};

std::unique_ptr<Watch> terminal_watch(const TerminalStyle& style);

}  // namespace suit
