// What providers say, rightly and wrongly: the answers of each API, and everything that can go wrong with
// one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/model.h"
#include "support/faulty_upstream.h"

namespace suit {

// An answer of "Hello, world" with 12 tokens in, of which 4 cached, and 3 out.
struct ProviderAnswer {
  std::string whole;                // JSON
  std::vector<std::string> events;  // of a stream, each with its blank line
  size_t word = 0;                  // so many events end with a finished word, but no end mark has come
};
ProviderAnswer chat_answer(const std::string& model = "m-1");
ProviderAnswer responses_answer(const std::string& model = "m-1");
ProviderAnswer anthropic_answer(const std::string& model = "m-1");

// As all should be: plain or streaming as the request asks.
FaultyUpstream::Handler well(const ProviderAnswer& answer);

struct ProviderFault {
  std::string name;
  FaultyUpstream::Handler handler;
  FailureKind whole, stream;    // what a plain and a streaming call must come to
  std::string says = {};        // a piece of the message
  CallTimeouts timeouts = {};   // short in the phase that matters
  int64_t retry_after_ms = -1;  // at most, above 0
};
// What is wrong with a connection that was made. Each handler looks at "stream" in the request.
std::vector<ProviderFault> provider_faults(const ProviderAnswer& answer);

inline constexpr const char* kTestKey = "sk-test-0123456789abcdefghij";

}  // namespace suit
