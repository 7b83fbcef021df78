// The models of the settings: which there are, and adding, choosing, removing them in the user's own.
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
            {"default", is_default, "Asked where no other is named"},
            {"local", local, "Runs on this machine"},
            {"path", path, "The GGUF file"},
            {"url", url, "The API's base"},
            {"id", id, "The provider's name for it"},
            Field("from", from, "Whose settings; a folder's model is asked only where it is named")
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
      return {{"models", models, ""}, {"offline", offline, "The settings say to open no connection"}};
    }
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

// What the three below say once they have changed the user's own settings.
struct SettingsChanged {
  static constexpr std::string_view kShape = "SettingsChanged";
  bool done = true;
  Bytes settings;
  Fields fields() { return {{"done", done, ""}, {"settings", settings, "The file"}}; }
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
  Fields fields() { return {Field("name", name, "As it was added").required().positional().as("NAME")}; }
};

struct UseModel {
  using Request = OneModel;  // "none": no model is asked
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
