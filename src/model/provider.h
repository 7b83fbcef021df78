// Models behind provider APIs. Each provider is a row of the table in provider_table.cc; the encoding of
// contexts and the decoding of answers per API style are in openai.cc, anthropic.cc and their decoders.
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

// A request field that a server names differently or refuses.
struct FieldQuirk {
  std::string_view field;
  std::string_view instead = {};  // empty: omit the field
};

// The encoding of one API style. Thread-safe.
struct ApiStyle {
  // Errors: kUnsupported (the API lacks a constraint or feature).
  Result<Json> (*encode)(const ModelConfig& config, const Context& context, Delivery delivery);
  std::unique_ptr<AnswerDecoder> (*decoder)();
  Capabilities able;
  // Learned from an answer of status 400; the request is repeated with the quirk, and later ones use it.
  std::vector<FieldQuirk> learned = {};
};

// Chat completions, also supported by Ollama, llama-server, LM Studio, vLLM and most others. MatchSchema is
// sent as a strict json_schema; MatchGrammar is kRequest unless config.grammar states that the server
// supports it.
extern const ApiStyle kChatStyle;
// OpenAI's responses: no stop texts (kRequest), no seed (omitted); requests no storage.
extern const ApiStyle kResponsesStyle;
// Anthropic's messages: system messages come first, in their order; consecutive messages of one role are
// merged; the last of context.stable_messages is marked for the provider's cache; MatchSchema is sent as
// output_config.format. No grammars, log-probabilities (kRequest), embeddings or seeds (omitted).
extern const ApiStyle kMessagesStyle;

struct LocalServer {
  std::string_view name;
  int port;  // its default
};

struct Provider {
  ModelKind kind;
  std::string_view api = {};        // if the kind has several, as in the settings
  std::string_view host = {};       // empty: any host without another row of the kind and API
  std::string_view about;           // for the documentation
  const ApiStyle* style = nullptr;  // null: runs in this process
  std::string_view path = {};       // below the base URL
  std::string_view key_field = "Authorization", key_prefix = "Bearer ";
  std::vector<std::pair<std::string, std::string>> fields = {};  // of every request
  std::vector<FieldQuirk> quirks = {};                           // differences from its style
  int64_t context_tokens = 0;             // if neither the settings nor the model give it; 0: unknown
  std::vector<LocalServer> servers = {};  // those that `suit model find` looks for
  std::string_view source = {};
};
const std::vector<Provider>& providers();

// All APIs of all kinds, each once.
std::vector<std::string_view> api_names();
// The table in docs/models.md.
std::string providers_markdown();

// A refusal is a completion with Finish::kFiltered and its words as the text. The model is thread-safe;
// `egress` must outlive it. Opens no connection and reads no key before the first call. Errors: kInvalid (the
// URL, the API's name).
Result<std::unique_ptr<Model>> make_provider_model(const ModelConfig& config, Egress& egress);
// The most specific matching row; null: the kind has no such API.
const Provider* provider_of(const ModelConfig& config, std::string_view host);

// The size of the model's whole input, for an estimate of its tokens.
int64_t estimated_tokens(const Context& context);

// Does the host name refer to this machine?
bool is_this_machine(std::string_view host);

// The messages' tool call as a JSON object, whatever the model wrote.
Json arguments_object(const std::string& arguments);

}  // namespace suit
