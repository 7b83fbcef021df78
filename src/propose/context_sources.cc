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
      SOURCE(selection_source), SOURCE(notes_source),
      SOURCE(listing_source),   SOURCE(file_source),    SOURCE(signature_source),
  };
  return sources;
}

}  // namespace suit
