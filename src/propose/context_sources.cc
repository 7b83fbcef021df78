// The table of sources. To add one, write a file that defines `ContextSource NAME()` and add a row here.
#include "propose/context_sources.h"

namespace suit {

// Declares the function, so that a new source needs only a row.
#define SOURCE(name)             \
  [] {                           \
    extern ContextSource name(); \
    return name();               \
  }()

const std::vector<ContextSource>& context_sources() {
  static const std::vector<ContextSource> sources = {
      SOURCE(selection_source),  // the lines selected by the task
      SOURCE(failure_source),    // output of failing checks, and the failed tests
      SOURCE(notes_source),      // AGENTS.md and similar
      SOURCE(listing_source),    // file names
      SOURCE(file_source),       // files named by the scope and the task
      SOURCE(signature_source),  // signatures that the chosen files use
  };
  return sources;
}

}  // namespace suit
