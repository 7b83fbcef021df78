// suit model find: what there is on this machine already.
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "cli/command.h"
#include "model/provider.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

constexpr size_t kEntriesMax = 20'000;  // looked at below one folder
constexpr int kDepthMax = 6;

// Lets out what stays on this machine and nothing else; that is no egress, so there is nothing to log.
class LoopbackOnly final : public Egress {
 public:
  Result<void> permit(const std::string& host, int) override {
    if (host == "127.0.0.1") return {};
    return Error{ErrorCode::kDenied, "only this machine is looked at"};
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

// The ids of the models that a server offers; empty where none answers.
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

// A file's or id's name as a name of ours.
std::string name_for(std::string_view text) {
  std::string name;
  for (char c : text) name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' ? c : '-';
  return name.substr(0, 64);
}

}  // namespace

int run_model_find(const ModelOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    Json files = Json::array(), servers = Json::array();
    std::string text;
    std::vector<std::string> ports;
    for (const std::string& path : gguf_files()) {
      files.push_back(json_of_bytes(path));
      text += "suit model add " + name_for(fs::path(path).stem().string()) + " --kind " +
              std::string(name_of(ModelKind::kLlama)) + " --path " + shell_quote(path) + "\n";
    }
    for (const Provider& provider : providers())
      for (const LocalServer& server : provider.servers) {
        ports.push_back(std::to_string(server.port));
        for (const std::string& id : models_at(server.port)) {
          std::string url = "http://127.0.0.1:" + ports.back() + "/v1";
          servers.push_back({{"server", server.name}, {"url", url}, {"id", id}});
          text.append("suit model add ")
              .append(name_for(id))
              .append(" --kind ")
              .append(name_of(provider.kind));
          text += " --url " + url + " --id " + shell_quote(id) + "   # " + std::string(server.name) + "\n";
        }
      }
    if (options.common.json) {
      print_json({{"files", std::move(files)}, {"servers", std::move(servers)}});
      return 0;
    }
    if (text.empty())
      text =
          "no GGUF file in the usual folders below your home, no server on ports " +
          listed(std::vector<std::string_view>(ports.begin(), ports.end()), "and") +
          ".\nWithout a model Suit does what the mechanic can, offline and for nothing: docs/mechanic.md\n";
    std::fputs(printable_lines(text).c_str(), stdout);
    return 0;
  });
}

}  // namespace suit
