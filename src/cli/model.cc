// suit model: naming models, looking at them, trying one.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/clock.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "settings/settings_edit.h"

namespace suit {
namespace {

constexpr const char* kNoModel =
    "no model is named: Suit does what the mechanic can, offline and for nothing (docs/mechanic.md).\n"
    "`suit model add` names one, `suit model find` looks for some on this machine\n";

Json json_of(const ModelConfig& model, const Settings& settings) {
  Json json = {
      {"name", model.name}, {"kind", name_of(model.kind)}, {"default", model.name == settings.default_model}};
  if (!model.path.empty()) json["path"] = json_of_bytes(model.path);
  if (!model.url.empty()) json["url"] = json_of_bytes(model.url);
  if (!model.id.empty()) json["id"] = json_of_bytes(model.id);
  json["from"] = model.from_folder ? "folder" : "user";
  return json;
}

Result<int> done(const ModelOptions& options, const std::string& text) {
  if (options.common.json) {
    print_json({{"done", true}});
  } else {
    std::printf("%s\n", text.c_str());
  }
  return 0;
}

// The model with its ledger, for the two commands that call one.
Result<int> with_open_model(
    const ModelOptions& options, const Parts& parts,
    const std::function<Result<int>(Model& model, const std::atomic<bool>& stop)>& use) {
  ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kChange));
  Settings settings = workspace.settings();
  if (const ModelConfig* config = find_model(settings, options.name)) {
    // The one that was asked for, not what stands behind it.
    for (ModelConfig& model : settings.models)
      if (&model == config) model.fallbacks.clear();
  }
  Network network = options.offline || settings.offline ? Network::kOffline : Network::kAllowed;
  auto say = [&](const std::string& line) { std::fprintf(stderr, "%s\n", printable(line).c_str()); };
  ASSIGN_OR_RETURN(auto open, OpenModel::open(settings, options.name, network, CallsAbout::kNothing,
                                              *workspace.ledger(), parts.make_model, say));
  CatchInterrupt interrupt;
  return use(open->model(), interrupt.flag());
}

double tokens_per_second(int64_t tokens, int64_t us) {
  return us > 0 ? static_cast<double>(tokens) * 1e6 / static_cast<double>(us) : 0;
}

}  // namespace

int run_model_add(const ModelOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ModelConfig config = options.config;
    config.name = options.name;
    config.kind = model_kind_from(options.kind).value_or(config.kind);
    if (!options.key_env.empty()) config.key = {KeySource::kEnvironment, options.key_env};
    if (!options.key_command.empty()) config.key = {KeySource::kCommand, options.key_command};
    if (!options.key_keyring.empty()) config.key = {KeySource::kKeyring, options.key_keyring};
    if (!config.path.empty()) {
      char* whole = ::realpath(config.path.c_str(), nullptr);
      if (!whole) return error_from_errno(errno, "find", printable(config.path));
      config.path = whole;
      std::free(whole);
    }
    RETURN_IF_ERROR(edit_user_settings(
        [&](std::string_view text) -> Result<std::string> { return with_model(text, config); }));
    return done(options, "added " + config.name + " to " + printable(user_settings_path()) +
                             ". `suit model test " + config.name + "` tries it, `suit model use " +
                             config.name + "` makes it the one that is asked");
  });
}

int run_model_use(const ModelOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    if (options.name != "none") {
      ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
      const ModelConfig* model = find_model(workspace.settings(), options.name);
      if (!model || model->from_folder)
        return Error{ErrorCode::kNotFound, "your settings name no model " + printable(options.name),
                     "`suit model list` lists them"};
    }
    RETURN_IF_ERROR(
        edit_user_settings([&](std::string_view text) { return with_default_model(text, options.name); }));
    return done(options, options.name == "none" ? "from now on no model is asked"
                                                : "from now on " + options.name +
                                                      " is asked for what can't be done without a model");
  });
}

int run_model_remove(const ModelOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    auto without = [&](std::string_view text) -> Result<std::string> {
      ASSIGN_OR_RETURN(std::string changed, without_model(text, options.name));
      Settings settings;
      RETURN_IF_ERROR(read_settings(changed, "your settings", SettingsOwner::kUser, settings));
      if (settings.default_model == options.name) return with_default_model(changed, "none");
      return changed;
    };
    RETURN_IF_ERROR(edit_user_settings(without));
    return done(options, "removed " + printable(options.name));
  });
}

int run_model_list(const ModelOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    const Settings& settings = workspace.settings();
    if (options.common.json) {
      Json list = Json::array();
      for (const ModelConfig& model : settings.models) list.push_back(json_of(model, settings));
      print_json({{"models", std::move(list)}, {"offline", settings.offline}});
      return 0;
    }
    for (const ModelConfig& model : settings.models)
      std::printf(
          "%s %-16s %-10s %s%s\n", model.name == settings.default_model ? "*" : " ", model.name.c_str(),
          std::string(name_of(model.kind)).c_str(),
          printable(model.kind == ModelKind::kLlama ? model.path : model.id + " at " + model.url).c_str(),
          model.from_folder ? "  (the folder's: only by --model)" : "");
    if (settings.models.empty()) std::fputs(kNoModel, stdout);
    if (settings.offline) std::printf("offline: no connection is opened\n");
    return 0;
  });
}

int run_model_test(const ModelOptions& options, const Parts& parts) {
  return guarded(options.common, [&]() -> Result<int> {
    return with_open_model(options, parts, [&](Model& model, const std::atomic<bool>& stop) -> Result<int> {
      Context context{.messages = {{Role::kUser, "Answer with the one word: ready"}},
                      .tokens_out_max = 32,
                      .program = "test"};
      ASSIGN_OR_RETURN(Completion answer, completion_of(model.complete(context, {.cancelled = &stop})));
      if (options.common.json) {
        print_json({{"text", json_of_bytes(answer.text)},
                    {"answered_by", json_of_bytes(answer.answered_by)},
                    {"finish", name_of(answer.finish)},
                    {"tokens_in", answer.usage.tokens_in},
                    {"tokens_out", answer.usage.tokens_out},
                    {"total_ms", answer.total_us / 1000}});
        return 0;
      }
      std::printf(
          "%s\n%s %s answers: %s in %lld ms, %lld tokens in, %lld out%s\n",
          printable_lines(trim(answer.text)).c_str(), paint(Color::kGreen, "✓").c_str(), options.name.c_str(),
          printable(answer.answered_by).c_str(), static_cast<long long>(answer.total_us / 1000),
          static_cast<long long>(answer.usage.tokens_in), static_cast<long long>(answer.usage.tokens_out),
          answer.usage.estimated ? " (estimated)" : "");
      return 0;
    });
  });
}

int run_model_bench(const ModelOptions& options, const Parts& parts) {
  return guarded(options.common, [&]() -> Result<int> {
    return with_open_model(options, parts, [&](Model& model, const std::atomic<bool>& stop) -> Result<int> {
      // A fresh beginning each time, so that no cache helps; the middle one of three counts.
      constexpr int kTurns = 3;
      std::string material;
      while (model.count_tokens(material) < 512)
        material += "The quick brown fox jumps over the lazy dog, again and again. ";
      struct Turn {
        double read, write;
        int64_t first_ms;
      };
      std::vector<Turn> turns;
      for (int turn = 0; turn < kTurns; ++turn) {
        Context context{.messages = {{Role::kUser, "Number " + std::to_string(now_us()) +
                                                       ". Go on with this text: " + material}},
                        .tokens_out_max = 128,
                        .program = "bench"};
        ASSIGN_OR_RETURN(
            Completion answer,
            completion_of(model.complete(context, {.on_text = [](std::string_view) {}, .cancelled = &stop})));
        turns.push_back({tokens_per_second(answer.usage.tokens_in, answer.first_token_us),
                         tokens_per_second(answer.usage.tokens_out, answer.total_us - answer.first_token_us),
                         answer.first_token_us / 1000});
        if (!options.common.json) std::fprintf(stderr, "turn %d of %d\n", turn + 1, kTurns);
      }
      std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.write < b.write; });
      const Turn& middle = turns[kTurns / 2];
      if (options.common.json) {
        print_json({{"read_tokens_per_second", middle.read},
                    {"write_tokens_per_second", middle.write},
                    {"first_token_ms", middle.first_ms}});
      } else {
        std::printf("reads %.0f tokens/s, first token after %lld ms, writes %.1f tokens/s\n", middle.read,
                    static_cast<long long>(middle.first_ms), middle.write);
      }
      return 0;
    });
  });
}

}  // namespace suit
