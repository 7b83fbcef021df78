// Models behind the APIs of providers. All that is known of one provider is a row of the table in
// provider_table.cc; how a style of API writes a context down and reads the answer: openai.cc, anthropic.cc
// and their decoders.
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

// A field of a request's body that a server names otherwise, or does not take.
struct FieldQuirk {
  std::string_view field;
  std::string_view instead = {};  // empty: the field is left out
};

// How one style of API writes things down. Thread-safe.
struct ApiStyle {
  // Errors: kUnsupported (the API can't hold a constraint, or has no such thing).
  Result<Json> (*encode)(const ModelConfig& config, const Context& context, Delivery delivery);
  std::unique_ptr<AnswerDecoder> (*decoder)();
  Capabilities able;
  // Told by an answer of status 400, after which the model is asked again, from then on with the quirk.
  std::vector<FieldQuirk> learned = {};
};

// Chat completions, which Ollama, llama-server, LM Studio, vLLM and most others speak too. MatchSchema is
// sent as a strict json_schema; MatchGrammar is kRequest unless config.grammar says that the server takes it.
extern const ApiStyle kChatStyle;
// OpenAI's responses: no stop texts (kRequest), no seed (left out); it is told to store nothing.
extern const ApiStyle kResponsesStyle;
// Anthropic's messages: all system messages go before the others, in their order; neighbours of one role
// become one message; the last of context.stable_messages is marked for the provider's cache; MatchSchema is
// sent as output_config.format; there are no grammars, log-probabilities (kRequest), embeddings or seeds
// (left out).
extern const ApiStyle kMessagesStyle;

struct LocalServer {
  std::string_view name;
  int port;  // that it takes when nothing else is said
};

struct Provider {
  ModelKind kind;
  std::string_view api = {};        // of several that the kind has, as the settings name it
  std::string_view host = {};       // empty: any that no other row of the kind and API names
  std::string_view about;           // for the documents
  const ApiStyle* style = nullptr;  // null: runs in this process
  std::string_view path = {};       // below the base URL
  std::string_view key_field = "Authorization", key_prefix = "Bearer ";
  std::vector<std::pair<std::string, std::string>> fields = {};  // of every request
  std::vector<FieldQuirk> quirks = {};                           // in what it differs from its style
  int64_t context_tokens = 0;             // where neither the settings nor the model say more; 0: not known
  std::vector<LocalServer> servers = {};  // those that `suit model find` looks for
  std::string_view source = {};
};
const std::vector<Provider>& providers();

// All APIs of all kinds, each once.
std::vector<std::string_view> api_names();
// The table, for docs/models.md.
std::string providers_markdown();

// A refusal is a completion with Finish::kFiltered, its words are the text. The model is thread-safe;
// `egress` must outlive it. Opens no connection and reads no key before the first call. Errors: kInvalid (the
// URL, the API's name).
Result<std::unique_ptr<Model>> make_provider_model(const ModelConfig& config, Egress& egress);
// The row that says most of it; null: the kind has no such API.
const Provider* provider_of(const ModelConfig& config, std::string_view host);

// Bytes of all that the model gets, for an estimate of its tokens.
int64_t estimated_tokens(const Context& context);

// Does the host name this machine itself?
bool is_this_machine(std::string_view host);

// The messages' tool call as JSON of an object, whatever the model wrote.
Json arguments_object(const std::string& arguments);

}  // namespace suit
