// Providers' answers for each API, and their possible faults.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/model.h"
#include "support/faulty_upstream.h"

namespace suit {

// The answer "Hello, world" with 12 tokens in, of which 4 cached, and 3 out.
struct ProviderAnswer {
  std::string whole;                // JSON
  std::vector<std::string> events;  // of a stream, each with its empty line
  size_t word = 0;                  // after this many events a word is complete, without an end mark
};
ProviderAnswer chat_answer(const std::string& model = "m-1");
ProviderAnswer responses_answer(const std::string& model = "m-1");
ProviderAnswer anthropic_answer(const std::string& model = "m-1");

// A correct answer, plain or streaming as requested.
FaultyUpstream::Handler well(const ProviderAnswer& answer);

struct ProviderFault {
  std::string name;
  FaultyUpstream::Handler handler;
  FailureKind whole, stream;    // expected outcome of a plain and of a streaming call
  std::string says = {};        // part of the message
  CallTimeouts timeouts = {};   // short in the relevant phase
  int64_t retry_after_ms = -1;  // maximum, above 0
};
// Faults after the connection is made. Each handler checks "stream" in the request.
std::vector<ProviderFault> provider_faults(const ProviderAnswer& answer);

inline constexpr const char* kTestKey = "sk-test-0123456789abcdefghij";

}  // namespace suit
