// Claims and what they stand on: a claim is kept where the passage that it quotes is there, word for word,
// and has to do with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"

namespace suit {

// What may be cited: lines of a file, a passage of a page.
struct Source {
  std::string place;      // a path or an address
  size_t first_line = 1;  // of `text` in it
  std::string text;
  bool untrusted = false;  // of a document that was read, not of the folder
};

// As a model states it.
struct StatedClaim {
  std::string text;
  size_t source = 0;  // index; one that is not there counts as none
  std::string quote;
};

struct Claim {
  std::string text;
  size_t source = 0;
  size_t first_line = 0, last_line = 0;  // of the quote, in the place
  std::string quote;                     // as it stands in the source
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

// A quote is looked for in all sources, the named one first; blanks, comment signs and the shape of quotation
// marks do not count, "…" stands for words left out. It bears on the claim where
// - half of the claim's words stand in the passage, one of them in the quote itself, and
// - each number, identifier and name in code marks of the claim stands in the passage or in the question.
// What this can't see: a claim that denies what its quote says.
CheckedClaims check_claims(const std::vector<StatedClaim>& stated, const std::vector<Source>& sources,
                           std::string_view question);

}  // namespace suit
