#include "loop/models.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

Error no_model(const Settings& settings, const std::string& name) {
  std::string known;
  for (const ModelConfig& model : settings.models) known += (known.empty() ? "" : ", ") + model.name;
  return {ErrorCode::kNotFound, "no model is named " + printable(name),
          known.empty() ? "`suit model add` adds one" : "there are: " + known};
}

// The model and its fallbacks, each once.
Result<std::vector<const ModelConfig*>> chain_of(const Settings& settings, const std::string& name) {
  std::vector<const ModelConfig*> chain;
  std::vector<std::string> wanted = {name};
  for (size_t i = 0; i < wanted.size(); ++i) {
    const ModelConfig* config = find_model(settings, wanted[i]);
    if (!config) return no_model(settings, wanted[i]);
    if (std::find(chain.begin(), chain.end(), config) != chain.end()) continue;
    chain.push_back(config);
    wanted.insert(wanted.end(), config->fallbacks.begin(), config->fallbacks.end());
  }
  return chain;
}

std::string line_of(const FailoverEvent& event) {
  std::string line = event.model + ": " + event.message;
  if (event.next.empty()) return line;
  line += event.next == event.model ? "; trying again" : "; asking " + event.next;
  return event.waits_ms > 0 ? line + " in " + std::to_string((event.waits_ms + 999) / 1000) + " s" : line;
}

}  // namespace

Result<std::unique_ptr<OpenModel>> OpenModel::open(const Settings& settings, const std::string& name,
                                                   Network network, CallsAbout about, Ledger& ledger,
                                                   const ModelFactory& make,
                                                   std::function<void(const std::string& line)> event) {
  ASSIGN_OR_RETURN(std::vector<const ModelConfig*> chain, chain_of(settings, name));
  std::unique_ptr<OpenModel> open(new OpenModel(ledger, network));
  std::vector<FailoverModel::Entry> entries;
  for (const ModelConfig* config : chain) {
    auto driver = make(*config, open->egress_);
    if (!driver) {
      if (entries.empty()) return driver.error();
      event(config->name + " is not available as a fallback: " + driver.error().message);
      continue;
    }
    entries.push_back({std::make_shared<MeteredModel>(std::move(*driver), *config, settings.budget, about,
                                                      ledger, open->egress_),
                       config->attempts});
  }
  FailoverOptions options;
  options.on_event = [event = std::move(event)](const FailoverEvent& one) { event(line_of(one)); };
  open->failover_ = std::make_unique<FailoverModel>(std::move(entries), std::move(options));
  open->outgoing_ = std::make_unique<OutgoingModel>(*open->failover_);
  return open;
}

Result<void> OpenModel::resume(Sequence task) {
  ASSIGN_OR_RETURN(resuming_, ResumingModel::create(*failover_, ledger_, task));
  outgoing_ = std::make_unique<OutgoingModel>(*resuming_);
  return {};
}

Result<ModelTokens> open_model_tokens(const ModelConfig& config, const ModelFactory& make) {
  ModelTokens counting{
      .tokens = {.name = config.name}, .egress = std::make_unique<NoEgress>(), .model = nullptr};
  if (config.kind != ModelKind::kLlama) return counting;
  ASSIGN_OR_RETURN(counting.model, make(config, *counting.egress));
  counting.tokens.count = [model = counting.model.get()](std::string_view text) {
    // Splits text that is too long for one call at a line end.
    constexpr size_t kBytesMax = 1u << 20;
    int64_t tokens = 0;
    while (!text.empty()) {
      size_t end = std::min(text.size(), kBytesMax);
      if (size_t line = text.rfind('\n', end - 1); end < text.size() && line != text.npos) end = line + 1;
      tokens += model->count_tokens(text.substr(0, end));
      text.remove_prefix(end);
    }
    return tokens;
  };
  return counting;
}

Result<std::string> choose_model(const Settings& settings, const std::string& asked) {
  std::string name = asked.empty() ? settings.default_model : asked;
  if (name.empty() || name == "none") return std::string();
  const ModelConfig* config = find_model(settings, name);
  if (!config) return no_model(settings, name);
  if (asked.empty() && config->from_folder)
    return Error{ErrorCode::kDenied,
                 "the model " + name + " is defined by this folder: it is used only if you name it",
                 "--model " + name + ", or name it in your own settings"};
  return name;
}

}  // namespace suit
