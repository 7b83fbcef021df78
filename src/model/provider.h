// A model behind a provider's API: what all APIs have in common. The differences are in a ProviderApi.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/config.h"
#include "model/decoder.h"
#include "model/http.h"
#include "model/model.h"

namespace suit {

enum class Delivery { kWhole, kStream };

// How one API writes a context down. Thread-safe.
class ProviderApi {
 public:
  virtual ~ProviderApi() = default;
  virtual std::string path() const = 0;  // below the base URL
  virtual std::vector<std::pair<std::string, std::string>> fields() const { return {}; }
  // Errors: kUnsupported (the API can't hold a constraint, or has no such thing), kInvalid.
  virtual Result<Json> encode(const Context& context, Delivery delivery) const = 0;
  virtual std::unique_ptr<AnswerDecoder> decoder() const = 0;
  // An answer of status 400 may say that this model doesn't take a field. True: encode() leaves it out from
  // now on.
  virtual bool learn_from(const ProviderError&) { return false; }
  // Errors: kUnsupported (the API has none).
  virtual Result<Json> encode_embedding(const std::vector<std::string>& texts) const;
};

struct ProviderParts {
  ModelConfig config;
  Capabilities capabilities;
  std::unique_ptr<ProviderApi> api;
  std::string key_field, key_prefix;
};

// Errors: kInvalid (the URL).
Result<std::unique_ptr<Model>> make_provider_model(ProviderParts parts, Egress& egress);

// Bytes of all that the model gets, for an estimate of its tokens.
int64_t estimated_tokens(const Context& context);

// Does the host name this machine itself?
bool is_this_machine(std::string_view host);

// The messages' tool call as JSON of an object, whatever the model wrote.
Json arguments_object(const std::string& arguments);

}  // namespace suit
