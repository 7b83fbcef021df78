// The known providers. A server that differs from its style needs one more row.
#include <algorithm>

#include "base/text.h"
#include "model/provider.h"

namespace suit {

namespace {

using enum ModelKind;

const std::vector<Provider> kProviders = {
    {.kind = kLlama, .about = "a GGUF file, run in this process", .source = "llama.cpp's `llama.h`"},
    {.kind = kOpenAi,
     .api = "chat",
     .about = "any server of this style",
     .style = &kChatStyle,
     .path = "/chat/completions",
     .servers = {{"ollama", 11434}, {"llama-server", 8080}, {"lm-studio", 1234}, {"vllm", 8000}},
     .source = "OpenAI's API reference, chat completions"},
    {.kind = kOpenAi,
     .api = "chat",
     .host = "api.openai.com",
     .about = "OpenAI",
     .style = &kChatStyle,
     .path = "/chat/completions",
     .quirks = {{"max_tokens", "max_completion_tokens"}},
     .context_tokens = 128'000,
     .source = "OpenAI's API reference, chat completions: `max_tokens` is deprecated"},
    {.kind = kOpenAi,
     .api = "responses",
     .about = "any server of this style",
     .style = &kResponsesStyle,
     .path = "/responses",
     .source = "OpenAI's API reference, responses"},
    {.kind = kOpenAi,
     .api = "responses",
     .host = "api.openai.com",
     .about = "OpenAI",
     .style = &kResponsesStyle,
     .path = "/responses",
     .context_tokens = 128'000,
     .source = "OpenAI's API reference, responses"},
    {.kind = kAnthropic,
     .about = "Anthropic, and any server of this style",
     .style = &kMessagesStyle,
     .path = "/messages",
     .key_field = "x-api-key",
     .key_prefix = "",
     .fields = {{"anthropic-version", "2023-06-01"}},
     .context_tokens = 200'000,
     .source = "Anthropic's API reference, messages"},
};

}  // namespace

const std::vector<Provider>& providers() {
  return kProviders;
}

const Provider* provider_of(const ModelConfig& config, std::string_view host) {
  const Provider* found = nullptr;
  for (const Provider& one : kProviders) {
    bool fits = one.kind == config.kind && (one.api.empty() || one.api == config.api) &&
                (one.host.empty() || one.host == host);
    if (fits && (!found || !one.host.empty())) found = &one;
  }
  return found;
}

std::vector<std::string_view> api_names() {
  std::vector<std::string_view> names;
  for (const Provider& one : kProviders)
    if (!one.api.empty() && std::find(names.begin(), names.end(), one.api) == names.end())
      names.push_back(one.api);
  return names;
}

std::string providers_markdown() {
  std::string text =
      "| kind | API | server | path | key | differs in | source |\n|---|---|---|---|---|---|---|\n";
  auto code = [](std::string_view word) { return word.empty() ? "" : "`" + std::string(word) + "`"; };
  for (const Provider& one : kProviders) {
    std::string differs;
    for (const FieldQuirk& quirk : one.quirks)
      differs += (differs.empty() ? "" : ", ") + code(quirk.field) +
                 (quirk.instead.empty() ? " left out" : " is " + code(quirk.instead));
    std::string about = std::string(one.about) + (one.host.empty() ? "" : ", " + code(one.host));
    for (const LocalServer& server : one.servers)
      about += ", " + std::string(server.name) + " on " + std::to_string(server.port);
    for (std::string_view cell : {code(name_of(one.kind)), code(one.api), about, code(one.path),
                                  one.style ? code(one.key_field) : "", differs, std::string(one.source)})
      text.append("| ").append(cell).append(cell.empty() ? "" : " ");
    text += "|\n";
  }
  return text;
}

}  // namespace suit
