// How a model is named and reached: one [[model]] of the settings.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// A model in this process, or a style of API. Settings, options, documents and the factory take the names
// from here; what is known of servers is in the table of provider.h.
enum class ModelKind { kLlama, kOpenAi, kAnthropic };
inline constexpr std::array<std::string_view, 3> kModelKinds = {"llama", "openai", "anthropic"};
inline std::string_view name_of(ModelKind kind) {
  return kModelKinds[static_cast<size_t>(kind)];
}
std::optional<ModelKind> model_kind_from(std::string_view name);
// "a, b or c", where `last` is "or".
std::string listed(std::span<const std::string_view> names, std::string_view last);

// Where a secret comes from; the secret itself stands in no file, event or error of Suit's.
struct KeySource {
  enum Kind { kNone, kEnvironment, kCommand, kKeyring } kind = kNone;
  std::string value =
      {};  // a variable's name; a command for sh that prints the key; the service in the keyring
};
// "" for kNone. A command runs without input or terminal, for 30 seconds at most; its output is never shown.
// Errors: kNotFound (the variable is not set, the keyring has none, or secret-tool is not installed), kDenied
// (the command failed or did not end, or what came is no key), kCancelled.
Result<std::string> read_key(const KeySource& source, const std::atomic<bool>* cancelled = nullptr);

// In units of money for a million tokens; 0: free, or not known.
struct Price {
  double in = 0;
  double cached = 0;
  double out = 0;
};

// Longest waits of one call, in milliseconds.
struct CallTimeouts {
  int64_t connect = 10'000;      // name, connection and TLS together
  int64_t first_byte = 120'000;  // from the request's end to the first byte of the answer's body
  int64_t between_tokens = 60'000;
  int64_t total = 1'800'000;
};

struct ModelConfig {
  std::string name;
  ModelKind kind = ModelKind::kOpenAi;
  std::string id = {};       // the provider's name for it
  std::string url = {};      // base URL, such as https://host/v1; remote kinds
  std::string api = "chat";  // kOpenAi: one of api_names()
  bool grammar = false;      // kOpenAi: the server takes llama.cpp's field "grammar" (llama-server does)
  KeySource key = {};
  std::string path = {};                   // kLlama: a GGUF file
  std::vector<std::string> adapters = {};  // kLlama: LoRA files
  std::vector<std::string> rpc = {};       // kLlama: host:port of ggml RPC servers
  int64_t context_tokens = 0;              // 0: what the model says; a default for remote ones
  int threads = 0;                         // kLlama; 0: as many as there are processors
  int sequences = 8;                       // kLlama: calls side by side
  Price price = {};
  CallTimeouts timeouts = {};
  int attempts = 3;
  std::vector<std::string> fallbacks = {};  // names of models, in order
  bool from_folder = false;  // named by the folder's suit.toml: used only when a person names it
};

}  // namespace suit
