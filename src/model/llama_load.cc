#include "model/llama_load.h"

#include <ggml-backend.h>
#include <ggml-rpc.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/text.h"

namespace suit {
namespace {

thread_local std::string* messages = nullptr;

// For the rest of the process: graphs, the vocabulary, scratch space.
constexpr uint64_t kOverheadBytes = 64'000'000;
constexpr int64_t kContextMin = 512;

Error refused(const std::string& path, const LlamaMessages& log, ErrorCode code, std::string_view what) {
  std::string why = log.text().empty() ? "it gives no reason" : log.text();
  return Error{code, printable(path) + ": llama.cpp " + std::string(what) + ": " + why,
               "is it a model that llama.cpp " + std::string(llama_version()) + " knows?"};
}

// Total bytes of all files of a split model.
Result<uint64_t> tensor_bytes(const std::string& path, const GgufSummary& first) {
  if (first.files == 1) return first.tensor_bytes;
  if (first.files > 9'999)
    return Error{ErrorCode::kCorrupt,
                 printable(path) + " claims to be one of " + std::to_string(first.files)};
  std::string prefix(path.size() + 1, '\0');
  int files = static_cast<int>(first.files);
  int length = llama_split_prefix(prefix.data(), prefix.size(), path.c_str(), 0, files);
  if (length <= 0)
    return Error{ErrorCode::kInvalid, printable(path) + " is not the first file of a split model",
                 "name the one that ends in -00001-of-" + std::to_string(files) + ".gguf"};
  prefix.resize(static_cast<size_t>(length));
  uint64_t bytes = first.tensor_bytes;
  for (int i = 1; i < files; ++i) {
    std::string part(prefix.size() + 64, '\0');
    int size = llama_split_path(part.data(), part.size(), prefix.c_str(), i, files);
    part.resize(static_cast<size_t>(std::max(0, size)));
    ASSIGN_OR_RETURN(GgufSummary summary, read_gguf_file(part));
    bytes += summary.tensor_bytes;
  }
  return bytes;
}

// llama.cpp ends the whole process if it can't connect, so test the connection first.
Result<void> answers(const std::string& host, const std::string& port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (int code = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); code != 0)
    return Error{ErrorCode::kUnavailable, "the RPC server " + host + " is not known: " + gai_strerror(code)};
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  std::string why = "no address";
  for (addrinfo* one = found; one != nullptr; one = one->ai_next) {
    int descriptor = ::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) continue;
    int failure = ::connect(descriptor, one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
    if (failure == EINPROGRESS) {
      pollfd ready{descriptor, POLLOUT, 0};
      socklen_t size = sizeof failure;
      if (::poll(&ready, 1, 5'000) != 1)
        failure = ETIMEDOUT;
      else
        ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size);
    }
    ::close(descriptor);
    if (failure == 0) return {};
    why = std::generic_category().message(failure);
  }
  return Error{ErrorCode::kUnavailable, "the RPC server " + host + ":" + port + " does not answer: " + why,
               "start ggml-rpc-server there"};
}

Result<std::vector<ggml_backend_dev_t>> rpc_devices(const ModelConfig& config, Egress* egress) {
  std::vector<ggml_backend_dev_t> devices;
  for (const std::string& server : config.rpc) {
    size_t colon = server.rfind(':');
    int port = 0;
    std::string host = server.substr(0, colon), digits = colon == server.npos ? "" : server.substr(colon + 1);
    auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (host.empty() || failure != std::errc() || end != digits.data() + digits.size() || port < 1 ||
        port > 65'535)
      return Error{ErrorCode::kInvalid, printable(server) + " is not an RPC server", "write host:port"};
    if (egress == nullptr) return Error{ErrorCode::kDenied, "RPC servers may not be reached from here"};
    RETURN_IF_ERROR(egress->permit(host, port));
    auto reached = answers(host, digits);
    egress->record({host, port, config.name, 0, 0, reached ? "" : reached.error().message});
    RETURN_IF_ERROR(std::move(reached));
    ggml_backend_reg_t reg = ggml_backend_rpc_add_server(server.c_str());
    if (reg == nullptr)
      return Error{ErrorCode::kUnavailable, "the RPC server " + server + " offers no device"};
    for (size_t i = 0; i < ggml_backend_reg_dev_count(reg); ++i)
      devices.push_back(ggml_backend_reg_dev_get(reg, i));
  }
  return devices;
}

// The possible length of the context. Errors: kLimit.
Result<int64_t> fitting_context(const ModelConfig& config, const GgufSummary& summary, uint64_t model_bytes,
                                uint64_t memory) {
  uint64_t per_token = std::max<uint64_t>(1, summary.cache_bytes_per_token());
  int64_t trained = summary.context_tokens > 0 ? summary.context_tokens : 4'096;
  int64_t wanted = config.context_tokens > 0 ? config.context_tokens : trained;
  // By default use at most half of the remaining memory.
  uint64_t left = memory > model_bytes + kOverheadBytes ? memory - model_bytes - kOverheadBytes : 0;
  if (config.context_tokens <= 0) {
    wanted =
        std::min<int64_t>(wanted, static_cast<int64_t>(std::min<uint64_t>(left / 2 / per_token, 1u << 30)));
    wanted = std::max(wanted, std::min(trained, kContextMin));
  }
  uint64_t needed = model_bytes + kOverheadBytes + static_cast<uint64_t>(wanted) * per_token;
  if (needed <= memory) return wanted;
  return Error{ErrorCode::kLimit,
               printable(config.path) + " needs " + human_bytes(needed) + " of memory (" +
                   human_bytes(model_bytes) + " for the model, " +
                   human_bytes(static_cast<uint64_t>(wanted) * per_token) + " for " + std::to_string(wanted) +
                   " tokens), and " + human_bytes(memory) + " are free",
               "use a smaller or more quantized model, or fewer context_tokens"};
}

}  // namespace

LlamaMessages::LlamaMessages() {
  static const bool once = [] {
    llama_log_set(&LlamaMessages::note, nullptr);
    llama_backend_init();
    return true;
  }();
  (void)once;
  messages = &text_;
}

LlamaMessages::~LlamaMessages() {
  messages = nullptr;
}

void LlamaMessages::note(ggml_log_level level, const char* text, void*) {
  if (messages == nullptr || text == nullptr || level < GGML_LOG_LEVEL_WARN || level > GGML_LOG_LEVEL_ERROR)
    return;
  if (level == GGML_LOG_LEVEL_WARN && std::string_view(text).find("load") != 0) return;
  std::string_view first = trim(text);
  std::string line = printable(first.substr(0, std::min<size_t>(first.find('\n'), 300)));
  if (messages->size() + line.size() < 2'000) *messages += (messages->empty() ? "" : "; ") + line;
}

Result<LlamaPtr<llama_context>> LoadedLlama::make_context(const llama_context_params& params) const {
  LlamaMessages log;
  LlamaPtr<llama_context> context(llama_init_from_model(model.get(), params));
  if (!context) return refused("the model", log, ErrorCode::kLimit, "can't create a context");
  std::vector<llama_adapter_lora*> all = adapters;
  std::vector<float> scales(all.size(), 1.0f);
  if (!all.empty() && llama_set_adapters_lora(context.get(), all.data(), all.size(), scales.data()) != 0)
    return refused("the adapters", log, ErrorCode::kUnsupported, "does not accept them");
  return context;
}

Result<LoadedLlama> load_llama(const ModelConfig& config, Egress* egress, uint64_t memory_bytes) {
  LoadedLlama loaded;
  ASSIGN_OR_RETURN(loaded.summary, read_gguf_file(config.path));
  if (loaded.summary.type == "adapter")
    return Error{ErrorCode::kInvalid, printable(config.path) + " is an adapter, not a model",
                 "name it under adapters"};
  for (const std::string& adapter : config.adapters) {
    ASSIGN_OR_RETURN(GgufSummary summary, read_gguf_file(adapter));
    if (summary.type != "adapter")
      return Error{ErrorCode::kInvalid, printable(adapter) + " is not an adapter"};
  }
  ASSIGN_OR_RETURN(uint64_t bytes, tensor_bytes(config.path, loaded.summary));
  // Layers on other machines need no memory here; llama.cpp decides how many.
  uint64_t memory = memory_bytes > 0 ? memory_bytes : available_memory_bytes();
  ASSIGN_OR_RETURN(loaded.context_tokens,
                   fitting_context(config, loaded.summary, config.rpc.empty() ? bytes : 0, memory));
  ASSIGN_OR_RETURN(loaded.fingerprint, fingerprint_of_gguf(config.path, loaded.summary));
  loaded.threads = config.threads > 0 ? config.threads : cores();

  LlamaMessages log;
  llama_model_params params = llama_model_default_params();
  ASSIGN_OR_RETURN(std::vector<ggml_backend_dev_t> devices, rpc_devices(config, egress));
  devices.push_back(nullptr);
  if (!config.rpc.empty()) {
    params.devices = devices.data();
    params.n_gpu_layers = -1;
  }
  loaded.model.reset(llama_model_load_from_file(config.path.c_str(), params));
  if (!loaded.model) return refused(config.path, log, ErrorCode::kCorrupt, "can't load it");
  loaded.vocab = llama_model_get_vocab(loaded.model.get());
  if (llama_vocab_type(loaded.vocab) == LLAMA_VOCAB_TYPE_NONE || llama_model_has_encoder(loaded.model.get()))
    return Error{ErrorCode::kUnsupported, printable(config.path) + " does not continue text",
                 "use a language model"};
  for (const std::string& adapter : config.adapters) {
    llama_adapter_lora* one = llama_adapter_lora_init(loaded.model.get(), adapter.c_str());
    if (one == nullptr) return refused(adapter, log, ErrorCode::kInvalid, "can't apply it to the model");
    loaded.adapters.push_back(one);
  }
  return loaded;
}

}  // namespace suit
