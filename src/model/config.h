// The configuration of a model: one [[model]] of the settings.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// A model in this process, or an API style. Settings, options, documents and the factory use these names;
// what is known about servers is in the table of provider.h.
enum class ModelKind { kLlama, kOpenAi, kAnthropic };
inline constexpr std::array<std::string_view, 3> kModelKinds = {"llama", "openai", "anthropic"};
inline std::string_view name_of(ModelKind kind) {
  return kModelKinds[static_cast<size_t>(kind)];
}
std::optional<ModelKind> model_kind_from(std::string_view name);

// The source of a secret. The secret is not in any file, event or error of Suit.
struct KeySource {
  enum Kind { kNone, kEnvironment, kCommand, kKeyring } kind = kNone;
  std::string value =
      {};  // a variable's name; a shell command that prints the key; the service in the keyring
};
// "" for kNone. A command runs without input or terminal, for at most 30 seconds; its output is never shown.
// Errors: kNotFound (the variable is unset, the keyring has no entry, secret-tool is not installed), kDenied
// (the command failed or timed out, or its output is not a key), kCancelled.
Result<std::string> read_key(const KeySource& source, const std::atomic<bool>* cancelled = nullptr);

// Price of a million tokens, in any currency; 0: free or unknown.
struct Price {
  double in = 0;
  double cached = 0;
  double out = 0;
};

// Timeouts of one call, in milliseconds.
struct CallTimeouts {
  int64_t connect = 10'000;      // name, connection and TLS together
  int64_t first_byte = 120'000;  // from the end of the request to the first byte of the answer's body
  int64_t between_tokens = 60'000;
  int64_t total = 1'800'000;
};

struct ModelConfig {
  std::string name;
  ModelKind kind = ModelKind::kOpenAi;
  std::string id = {};       // the provider's name for it
  std::string url = {};      // base URL, such as https://host/v1; remote kinds
  std::string api = "chat";  // kOpenAi: one of api_names()
  bool grammar = false;      // kOpenAi: the server supports llama.cpp's field "grammar" (llama-server does)
  KeySource key = {};
  std::string path = {};                   // kLlama: a GGUF file
  std::vector<std::string> adapters = {};  // kLlama: LoRA files
  std::vector<std::string> rpc = {};       // kLlama: host:port of ggml RPC servers
  int64_t context_tokens = 0;              // 0: the model's own; a default for remote ones
  int threads = 0;                         // kLlama; 0: one per processor
  int sequences = 8;                       // kLlama: concurrent calls
  Price price = {};
  CallTimeouts timeouts = {};
  int attempts = 3;
  std::vector<std::string> fallbacks = {};  // names of models, in order
  bool from_folder = false;                 // from the folder's suit.toml: used only if a person names it
};

}  // namespace suit
