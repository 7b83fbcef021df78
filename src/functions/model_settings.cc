#include "functions/model_settings.h"

#include <cstdlib>

#include "base/text.h"
#include "model/provider.h"
#include "settings/settings_edit.h"

namespace suit::functions {
namespace {

Result<SettingsChanged> change(const std::function<Result<std::string>(std::string_view text)>& change) {
  RETURN_IF_ERROR(edit_user_settings(change));
  return SettingsChanged{.settings = user_settings_path()};
}

}  // namespace

std::vector<NamedModel> named_models(const Settings& settings) {
  std::vector<NamedModel> models;
  for (const ModelConfig& model : settings.models) {
    NamedModel& one = models.emplace_back();
    one.name = model.name;
    one.kind = model.kind;
    one.is_default = model.name == settings.default_model;
    one.local = model.kind == ModelKind::kLlama;
    if (!model.path.empty()) one.path = model.path;
    if (!model.url.empty()) one.url = model.url;
    if (!model.id.empty()) one.id = model.id;
    one.from = model.from_folder ? "folder" : "user";
  }
  return models;
}

Result<ListModels::Answer> ListModels::run(Session& session, const Request&, Watch& watch) {
  ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
  return Answer{named_models(workspace->settings()), workspace->settings().offline};
}

Fields AddModel::Request::fields() {
  static const std::string kKinds = std::string(kModelKinds[0]) + " (a GGUF file), " +
                                    listed(std::span(kModelKinds).subspan(1), "or") +
                                    " (an API of that style)";
  static const std::string kApis =
                               std::string(name_of(ModelKind::kOpenAi)) + ": " + listed(api_names(), "or"),
                           kApiChoices = joined(api_names(), "|");
  return {Field("name", config.name, "Name to use here").required().positional().as("NAME"),
          Field("kind", config.kind, kKinds).required().as("KIND"),
          Field("path", config.path, "Path of the GGUF file").as("FILE"),
          Field("url", config.url, "Base URL of the API, such as https://HOST/v1").as("URL"),
          Field("id", config.id, "The provider's name for the model").as("ID"),
          Field("api", config.api, kApis).as("API").one_of(kApiChoices),
          Field("key_env", key_env, "Environment variable that holds the key").as("VAR"),
          Field("key_command", key_command, "Command that prints the key").as("COMMAND"),
          Field("key_keyring", key_keyring, "Name of the key in the system keyring").as("SERVICE"),
          Field("fallback", config.fallbacks, "Model to ask when this one fails").as("NAME"),
          Field("context", config.context_tokens, "Context window in tokens").as("N"),
          Field("price_in", config.price.in, "Price of a million input tokens").as("X"),
          Field("price_cached", config.price.cached, "Price of a million cached input tokens").as("X"),
          Field("price_out", config.price.out, "Price of a million output tokens").as("X")};
}

Result<SettingsChanged> AddModel::run(Session&, const Request& request, Watch&) {
  ModelConfig config = request.config;
  if (!request.key_env.empty()) config.key = {KeySource::kEnvironment, request.key_env};
  if (!request.key_command.empty()) config.key = {KeySource::kCommand, request.key_command};
  if (!request.key_keyring.empty()) config.key = {KeySource::kKeyring, request.key_keyring};
  if (!config.path.empty()) {
    char* whole = ::realpath(config.path.c_str(), nullptr);
    if (!whole) return error_from_errno(errno, "find", printable(config.path));
    config.path = whole;
    std::free(whole);
  }
  return change([&](std::string_view text) { return Result<std::string>(with_model(text, config)); });
}

Result<SettingsChanged> UseModel::run(Session& session, const Request& request, Watch& watch) {
  if (request.name != "none") {
    ASSIGN_OR_RETURN(Workspace * workspace, session.open(WorkspaceMode::kLook, watch));
    const ModelConfig* model = find_model(workspace->settings(), request.name);
    if (!model || model->from_folder)
      return Error{ErrorCode::kNotFound, "your settings name no model " + printable(request.name),
                   "`suit model list` lists them"};
  }
  return change([&](std::string_view text) { return with_default_model(text, request.name); });
}

Result<SettingsChanged> RemoveModel::run(Session&, const Request& request, Watch&) {
  return change([&](std::string_view text) -> Result<std::string> {
    ASSIGN_OR_RETURN(std::string changed, without_model(text, request.name));
    Settings settings;
    RETURN_IF_ERROR(read_settings(changed, "your settings", SettingsOwner::kUser, settings));
    if (settings.default_model == request.name) return with_default_model(changed, "none");
    return changed;
  });
}

}  // namespace suit::functions
