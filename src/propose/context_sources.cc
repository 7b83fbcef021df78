// The table of sources. To add one, write a file that defines `ContextSource NAME()` and add a row here.
#include "propose/context_sources.h"

namespace suit {

// Declares the function where it is named: so a row is all that a new source needs.
#define SOURCE(name)             \
  [] {                           \
    extern ContextSource name(); \
    return name();               \
  }()

const std::vector<ContextSource>& context_sources() {
  static const std::vector<ContextSource> sources = {
      SOURCE(selection_source),  // the lines that the task is about
      SOURCE(failure_source),    // what failing checks print, and the tests that failed
      SOURCE(notes_source),      // AGENTS.md and the like
      SOURCE(listing_source),    // names of files
      SOURCE(file_source),       // what the scope and the task name
      SOURCE(signature_source),  // what the chosen files use
  };
  return sources;
}

}  // namespace suit
