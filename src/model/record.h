// Calls as the ledger keeps them: the context and the completion as JSON, so that a call can be read and
// replayed.
#pragma once

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

Json json_of(const Context& context);  // all that shapes the answer; not whom the call is for
Json json_of(const Completion& completion);
// Errors: kCorrupt.
Result<Completion> completion_of_json(const Json& json);

// The completion that is kept under a digest. Errors: kNotFound (dropped by retention), kCorrupt.
Result<Completion> recorded_completion(Ledger& ledger, const Digest& digest);

// Equal contexts have equal digests.
Digest digest_of(const Context& context);

}  // namespace suit
