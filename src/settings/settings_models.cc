// [[model]]: how to reach a model.
#include <algorithm>

#include "base/text.h"
#include "model/provider.h"
#include "settings/settings_values.h"

namespace suit {
namespace {

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  });
}

// Can a URL only reach this machine?
bool is_loopback(std::string_view url) {
  size_t start = url.find("://");
  std::string_view host = start == url.npos ? url : url.substr(start + 3);
  if (host.substr(0, host.find('/')).find('@') != host.npos)
    return false;  // the text before it is not a host
  for (std::string_view here : {"localhost", "127.0.0.1", "[::1]"})
    if (host.starts_with(here) &&
        (host.size() == here.size() || host[here.size()] == ':' || host[here.size()] == '/'))
      return true;
  return false;
}

Result<void> kind(const toml::node& node, const SettingsValues& values, ModelKind& into) {
  std::string word;
  RETURN_IF_ERROR(values.text(node, word));
  auto known = model_kind_from(word);
  if (!known) return values.error(node, "must be " + listed(kModelKinds, "or"));
  into = *known;
  return {};
}

Result<void> key_source(std::string_view key, const toml::node& node, const SettingsValues& values,
                        KeySource& into) {
  if (into.kind != KeySource::kNone)
    return values.error(node, "a model has one key: key_env, key_command or key_keyring");
  into.kind = key == "key_env"       ? KeySource::kEnvironment
              : key == "key_command" ? KeySource::kCommand
                                     : KeySource::kKeyring;
  return values.text(node, into.value);
}

// False: no such key.
Result<bool> entry(std::string_view key, const toml::node& node, const SettingsValues& values,
                   ModelConfig& model) {
  auto done = [](Result<void> result) -> Result<bool> {
    if (!result) return result.error();
    return true;
  };
  auto number = [&](int64_t max, int& into) -> Result<bool> {
    uint64_t value = 0;
    RETURN_IF_ERROR(values.amount(node, 1, max, value));
    into = static_cast<int>(value);
    return true;
  };
  auto milliseconds = [&](int64_t& into) -> Result<bool> {
    uint64_t value = 0;
    RETURN_IF_ERROR(values.amount(node, 1000, 86'400, value));
    into = static_cast<int64_t>(value);
    return true;
  };
  if (key == "name") return done(values.text(node, model.name));
  if (key == "kind") return done(kind(node, values, model.kind));
  if (key == "id") return done(values.text(node, model.id));
  if (key == "url") return done(values.text(node, model.url));
  if (key == "path") return done(values.text(node, model.path));
  if (key == "adapters") return done(values.texts(node, model.adapters));
  if (key == "rpc") return done(values.texts(node, model.rpc));
  if (key == "fallbacks") return done(values.texts(node, model.fallbacks));
  if (key == "context_tokens") return done(values.whole(node, model.context_tokens));
  if (key == "price_in") return done(values.positive(node, model.price.in));
  if (key == "price_cached") return done(values.positive(node, model.price.cached));
  if (key == "price_out") return done(values.positive(node, model.price.out));
  if (key == "threads") return number(1024, model.threads);
  if (key == "sequences") return number(256, model.sequences);
  if (key == "attempts") return number(20, model.attempts);
  if (key == "connect_seconds") return milliseconds(model.timeouts.connect);
  if (key == "first_byte_seconds") return milliseconds(model.timeouts.first_byte);
  if (key == "between_tokens_seconds") return milliseconds(model.timeouts.between_tokens);
  if (key == "total_seconds") return milliseconds(model.timeouts.total);
  if (key == "key_env" || key == "key_command" || key == "key_keyring")
    return done(key_source(key, node, values, model.key));
  if (key == "grammar") {
    auto flag = node.value_exact<bool>();
    if (!flag) return values.error(node, "must be true or false");
    model.grammar = *flag;
    return true;
  }
  if (key == "api") {
    RETURN_IF_ERROR(values.text(node, model.api));
    std::vector<std::string_view> known = api_names();
    if (std::find(known.begin(), known.end(), model.api) == known.end())
      return values.error(node, "must be " + listed(known, "or"));
    return true;
  }
  return false;
}

}  // namespace

Result<void> read_model(const toml::table& table, const SettingsValues& values, Settings& settings) {
  ModelConfig model;
  bool has_kind = false;
  for (auto&& [key, node] : table) {
    ASSIGN_OR_RETURN(bool known, entry(key.str(), node, values, model));
    if (!known) return values.unknown(node, key.str());
    has_kind |= key.str() == "kind";
  }
  if (!is_name(model.name))
    return values.error(table, "a model needs a name of letters, digits, '-', '_' and '.'");
  if (!has_kind)
    return values.error(table, "the model " + model.name + " needs a kind: " + listed(kModelKinds, "or"));
  if (model.kind == ModelKind::kLlama && model.path.empty())
    return values.error(table, "the model " + model.name + " needs a path");
  if (model.kind != ModelKind::kLlama && (model.url.empty() || model.id.empty()))
    return values.error(table, "the model " + model.name + " needs a url and an id");
  if (values.owner() == SettingsOwner::kFolder) {
    // A folder of somebody else must not choose where the user's key or the folder's files are sent.
    if (model.key.kind != KeySource::kNone)
      return values.error(table, "a key is allowed only in your own settings, " + user_settings_path());
    if (model.kind != ModelKind::kLlama && !is_loopback(model.url))
      return values.error(
          table, "a model on another machine is allowed only in your own settings, " + user_settings_path());
    if (!model.rpc.empty())
      return values.error(table, "rpc is allowed only in your own settings, " + user_settings_path());
    model.from_folder = true;
    if (find_model(settings, model.name)) return {};  // the user's own model of that name has precedence
  } else if (find_model(settings, model.name)) {
    return values.error(table, "there are two models " + model.name);
  }
  settings.models.push_back(std::move(model));
  return {};
}

}  // namespace suit
