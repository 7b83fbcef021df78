// Whoever sits at the terminal; nobody, where there is none or programs read the output.
#pragma once

#include <memory>

#include "change/watch.h"
#include "cli/pager.h"

namespace suit {

struct TerminalStyle {
  bool quiet = false;  // --json: standard output is for the result alone, and nobody is asked
  // What the person said about a proposal beforehand.
  enum class Consent {
    kAsk,    // nothing: shown hunk by hunk
    kGiven,  // --yes and the like: they are not asked, and do not read it
    kNone,   // --dry-run: all of it is shown, and nothing is decided
  } consent = Consent::kAsk;
  Pager::Wanted pager = Pager::Wanted::kNo;  // for what kNone shows
  // Ctrl-C is told to what runs from the start on. Else only while a proposer or checks run: what changes
  // files ends at once before.
  bool catches_interrupts = false;
};

std::unique_ptr<Watch> terminal_watch(const TerminalStyle& style);

}  // namespace suit
