#include "functions/model_search.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "model/http.h"
#include "model/provider.h"

namespace suit::functions {
namespace {

namespace fs = std::filesystem;

constexpr size_t kEntriesMax = 20'000;  // visited below one folder
constexpr int kDepthMax = 6;

// Permits loopback connections only; they do not leave this machine, so nothing is logged.
class LoopbackOnly final : public Egress {
 public:
  Result<void> permit(const std::string& host, int) override {
    if (host == "127.0.0.1") return {};
    return Error{ErrorCode::kDenied, "only this machine is searched"};
  }
  void record(const EgressEntry&) override {}
};

std::vector<std::string> gguf_files() {
  std::vector<std::string> files;
  const char* home = std::getenv("HOME");
  if (!home || !*home) return files;
  for (const char* place : {"/models", "/.cache/suit/models", "/.cache/llama.cpp", "/.cache/huggingface/hub",
                            "/.lmstudio/models", "/.cache/lm-studio/models", "/.local/share/models"}) {
    std::error_code error;
    size_t seen = 0;
    auto it = fs::recursive_directory_iterator(std::string(home) + place,
                                               fs::directory_options::skip_permission_denied, error);
    for (; !error && it != fs::recursive_directory_iterator() && ++seen < kEntriesMax; it.increment(error)) {
      if (it.depth() >= kDepthMax) it.disable_recursion_pending();
      if (it->path().extension() == ".gguf") files.push_back(it->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The ids of a server's models; empty if no server answers.
std::vector<std::string> models_at(int port) {
  LoopbackOnly egress;
  auto url = parse_url("http://127.0.0.1:" + std::to_string(port) + "/v1");
  if (!url) return {};
  HttpClient client({.url = *url,
                     .model = "find",
                     .timeouts = {.connect = 300, .first_byte = 1000, .between_tokens = 1000, .total = 2000}},
                    egress);
  std::string body;
  HttpOutcome outcome = client.call(
      {.method = "GET", .path = "/models"},
      [&](const HttpHead&, std::string_view piece) {
        body += piece;
        return body.size() < (1u << 20) ? Flow::kMore : Flow::kAbort;
      },
      nullptr);
  std::vector<std::string> ids;
  if (outcome.failure || !outcome.complete) return ids;
  auto json = parse_json(body);
  if (!json || !json->is_object()) return ids;
  for (const Json& model : list_in(*json, "data"))
    if (model.is_object() && model.contains("id")) ids.push_back(printable(string_or(model, "id", "")));
  return ids;
}

}  // namespace

Result<FindModels::Answer> FindModels::run(Session&, const Request&, Watch&) {
  Answer answer;
  for (std::string& path : gguf_files()) answer.files.push_back(std::move(path));
  for (const Provider& provider : providers())
    for (const LocalServer& server : provider.servers) {
      answer.ports.push_back(server.port);
      for (std::string& id : models_at(server.port))
        answer.servers.push_back({std::string(server.name), provider.kind,
                                  "http://127.0.0.1:" + std::to_string(server.port) + "/v1", std::move(id)});
    }
  return answer;
}

}  // namespace suit::functions
