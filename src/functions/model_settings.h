// The models of the settings: list them; add, choose and remove them in the user's settings.
#pragma once

#include "functions/function.h"
#include "model/config.h"

namespace suit {
template <>
struct EnumNames<ModelKind> {
  static constexpr auto& names = kModelKinds;
};
}  // namespace suit

namespace suit::functions {

struct NamedModel {
  static constexpr std::string_view kShape = "Model";
  std::string name;
  ModelKind kind = ModelKind::kLlama;
  bool is_default = false, local = false;
  std::optional<Bytes> path, url, id;
  std::string from;
  Fields fields() {
    return {{"name", name, ""},
            {"kind", kind, ""},
            {"default", is_default, "Used if no other model is named"},
            {"local", local, "Runs on this machine"},
            {"path", path, "Path of the GGUF file"},
            {"url", url, "Base URL of the API"},
            {"id", id, "The provider's name for the model"},
            Field("from", from, "Owner of the setting; a folder's model is used only if named")
                .one_of("user|folder")};
  }
};
std::vector<NamedModel> named_models(const Settings& settings);

struct ListModels {
  struct Request {
    Fields fields() { return {}; }
  };
  struct Answer {
    std::vector<NamedModel> models;
    bool offline = false;
    Fields fields() {
      return {{"models", models, ""}, {"offline", offline, "The settings forbid connections"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// The answer of the three functions below.
struct SettingsChanged {
  static constexpr std::string_view kShape = "SettingsChanged";
  bool done = true;
  Bytes settings;
  Fields fields() { return {{"done", done, ""}, {"settings", settings, "Settings file"}}; }
};

struct AddModel {
  struct Request {
    ModelConfig config;
    std::string key_env, key_command, key_keyring;
    Fields fields();
  };
  using Answer = SettingsChanged;
  // Errors: kNotFound (the file); those of edit_user_settings.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct OneModel {
  std::string name;
  Fields fields() { return {Field("name", name, "Name of the model").required().positional().as("NAME")}; }
};

struct UseModel {
  using Request = OneModel;  // "none": ask no model
  using Answer = SettingsChanged;
  // Errors: kNotFound; those of edit_user_settings.
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct RemoveModel {
  using Request = OneModel;
  using Answer = SettingsChanged;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions
