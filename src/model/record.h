// Calls as stored in the ledger: the context and the completion as JSON, to read and replay them.
#pragma once

#include "base/digest.h"
#include "ledger/ledger.h"
#include "model/model.h"

namespace suit {

Json json_of(const Context& context);  // everything that affects the answer; not what the call is for
Json json_of(const Completion& completion);
// Errors: kCorrupt.
Result<Completion> completion_of_json(const Json& json);

// The completion stored under a digest. Errors: kNotFound (dropped by retention), kCorrupt.
Result<Completion> recorded_completion(Ledger& ledger, const Digest& digest);

// Equal contexts have equal digests.
Digest digest_of(const Context& context);

}  // namespace suit
