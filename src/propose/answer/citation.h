// Claims and their evidence: a claim is kept only if the passage that it quotes exists verbatim and relates
// to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"

namespace suit {

// Citable text: lines of a file, a passage of a page.
struct Source {
  std::string place;      // a path or an address
  size_t first_line = 1;  // of `text` in it
  std::string text;
  bool untrusted = false;  // of a document that was read, not of the folder
};

// A claim as the model states it.
struct StatedClaim {
  std::string text;
  size_t source = 0;  // index; an invalid one counts as none
  std::string quote;
};

struct Claim {
  std::string text;
  size_t source = 0;
  size_t first_line = 0, last_line = 0;  // of the quote, in the place
  std::string quote;                     // verbatim from the source
};

struct RemovedClaim {
  std::string text;
  std::string why;
  Fields fields() { return {{"text", text, ""}, {"why", why, ""}}; }
};

struct CheckedClaims {
  std::vector<Claim> kept;
  std::vector<RemovedClaim> removed;
};

// Searches for each quote in all sources, the named one first; ignores blanks, comment markers and the kind
// of quotation marks; "…" stands for omitted words. The quote supports the claim if
// - half of the claim's words occur in the passage, one of them in the quote, and
// - each number, identifier and name in code marks of the claim occurs in the passage or the question.
// It can't detect a claim that denies its quote.
CheckedClaims check_claims(const std::vector<StatedClaim>& stated, const std::vector<Source>& sources,
                           std::string_view question);

}  // namespace suit
