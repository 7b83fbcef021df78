#include "settings/settings.h"

#include <cstdlib>

#include "base/glob.h"
#include "settings/settings_values.h"

namespace suit {
namespace {

class Reader : private SettingsValues {
 public:
  Reader(std::string_view name, SettingsOwner owner, Settings& settings)
      : SettingsValues(name, owner), settings_(settings) {}

  Result<void> read(const toml::table& top) {
    for (auto&& [key, value] : top) {
      std::string_view name = key.str();
      set_by(std::string(name));
      if (name == "level") {
        Level wanted;
        RETURN_IF_ERROR(level(value, wanted));
        if (is_folder() && wanted == Level::kAutopilot)
          return error(value, "a folder can't set autopilot: use --level or your own settings");
        bool is_more = is_folder() && settings_.own.contains("level") && wanted > settings_.level;
        if (is_more) refuse("level", name_of(wanted), name_of(settings_.level));
        if (!is_more) settings_.level = wanted;
      } else if (name == "default_model") {
        std::string wanted;
        RETURN_IF_ERROR(text(value, wanted));
        // The other model may be on another machine.
        bool is_other =
            is_folder() && settings_.own.contains("default_model") && wanted != settings_.default_model;
        if (is_other) refuse("default_model", wanted, settings_.default_model);
        if (!is_other) settings_.default_model = wanted;
      } else if (name == "model") {
        RETURN_IF_ERROR(
            each_table(value, [&](const toml::table& t) { return read_model(t, *this, settings_); }));
      } else if (name == "offline") {
        auto flag = value.value_exact<bool>();
        if (!flag) return error(value, "must be true or false");
        settings_.offline |= *flag;  // either file can forbid the network, neither can allow it
      } else if (name == "check") {
        RETURN_IF_ERROR(each_table(value, [&](const toml::table& t) { return check(t); }));
        settings_.has_checks = true;
      } else if (name == "ceiling") {
        RETURN_IF_ERROR(each_table(value, [&](const toml::table& t) { return ceiling(t); }));
      } else if (name == "scope" || name == "limits" || name == "sandbox" || name == "trust" ||
                 name == "ledger" || name == "budget" || name == "read") {
        const toml::table* section = value.as_table();
        if (!section) return error(value, "[" + std::string(name) + "] must be a table");
        if (owner_ == SettingsOwner::kFolder && (name == "sandbox" || name == "trust" || name == "read"))
          return error(value, "[" + std::string(name) + "] is allowed only in your own settings, " +
                                  user_settings_path() + ": a folder must not loosen it");
        RETURN_IF_ERROR(this->section(name, *section));
      } else {
        return unknown(value, name);
      }
    }
    return {};
  }

 private:
  bool is_folder() const { return owner_ == SettingsOwner::kFolder; }
  void set_by(const std::string& key) {
    if (!is_folder()) settings_.own.insert(key);
  }
  void refuse(std::string_view key, std::string_view wanted, std::string_view holds) {
    settings_.refused.push_back(std::string(key) + " = " + std::string(wanted) + " in " + std::string(name_) +
                                " is ignored: " + std::string(holds) +
                                " applies, from your own settings or the default");
  }

  Result<void> globs(const toml::node& node, std::vector<std::string>& into) {
    size_t before = into.size();
    RETURN_IF_ERROR(texts(node, into));
    for (size_t i = before; i < into.size(); ++i) {
      const toml::array* list = node.as_array();
      RETURN_IF_ERROR(sound_glob(list ? *list->get(i - before) : node, into[i]));
    }
    return {};
  }

  Result<void> sound_glob(const toml::node& node, std::string_view glob) {
    if (std::string_view why = glob_error(glob); !why.empty())
      return error(node, "is not a glob: " + std::string(why));
    return {};
  }

  Result<void> level(const toml::node& node, Level& into) {
    std::string name;
    RETURN_IF_ERROR(text(node, name));
    auto level = level_from(name);
    if (!level) return error(node, "must be complete, edit, chat, agent or autopilot");
    into = *level;
    return {};
  }

  Result<void> check(const toml::table& table) {
    Check check;
    for (auto&& [key, value] : table) {
      std::string_view name = key.str();
      if (name == "name") {
        RETURN_IF_ERROR(text(value, check.name));
      } else if (name == "command") {
        RETURN_IF_ERROR(text(value, check.command));
      } else if (name == "when") {
        RETURN_IF_ERROR(globs(value, check.when));
      } else {
        return unknown(value, name);
      }
    }
    if (check.name.empty() || check.command.empty())
      return error(table, "a check needs a name and a command");
    settings_.checks.push_back(std::move(check));
    return {};
  }

  Result<void> ceiling(const toml::table& table) {
    Ceiling ceiling;
    bool has_level = false;
    for (auto&& [key, value] : table) {
      std::string_view name = key.str();
      if (name == "glob") {
        RETURN_IF_ERROR(text(value, ceiling.glob));
        RETURN_IF_ERROR(sound_glob(value, ceiling.glob));
      } else if (name == "level") {
        RETURN_IF_ERROR(level(value, ceiling.level));
        has_level = true;
      } else {
        return unknown(value, name);
      }
    }
    if (ceiling.glob.empty() || !has_level) return error(table, "a ceiling needs a glob and a level");
    settings_.ceilings.push_back(std::move(ceiling));
    return {};
  }

  Result<void> section(std::string_view section, const toml::table& table) {
    for (auto&& [key, value] : table) {
      std::string name = std::string(section) + "." + std::string(key.str());
      auto known = entry(name, value);
      set_by(name);
      if (!known) return known.error();
      if (!*known) return unknown(value, key.str());
    }
    return {};
  }

  // False: no such key.
  Result<bool> entry(const std::string& key, const toml::node& value) {
    constexpr int64_t kCountMax = 1'000'000'000;
    auto done = [](Result<void> result) -> Result<bool> {
      if (!result) return result.error();
      return true;
    };
    PolicyRules& rules = settings_.rules;
    SandboxLimits& limits = settings_.limits;
    if (key == "scope.allow") {
      // Both lists together would allow more than either.
      std::vector<std::string> wanted;
      bool is_second = is_folder() && settings_.own.contains(key);
      RETURN_IF_ERROR(globs(value, is_second ? wanted : rules.allow));
      if (is_second) refuse(key, "[…]", "your own list");
      return true;
    }
    if (key == "scope.ask") return done(globs(value, rules.ask));
    if (key == "scope.deny") return done(globs(value, rules.deny));
    if (key == "limits.diff_lines") return limit(key, value, 1, kCountMax, rules.diff_lines_max);
    if (key == "limits.files") return limit(key, value, 1, kCountMax, rules.files_max);
    if (key == "limits.file_kb") return limit(key, value, 1 << 10, 256 << 10, rules.file_bytes_max);
    if (key == "limits.check_seconds") return limit(key, value, 1000, 86'400, limits.time_ms);
    if (key == "limits.memory_mb") return limit(key, value, 1 << 20, 1 << 24, limits.memory_bytes);
    if (key == "limits.scratch_mb") return limit(key, value, 1 << 20, 1 << 24, limits.scratch_bytes);
    if (key == "limits.output_mb") return limit(key, value, 1 << 20, 1 << 10, limits.output_bytes);
    if (key == "limits.processes") return limit(key, value, 1, 100'000, limits.processes);
    if (key == "ledger.keep_mb") {
      // A larger value uses the user's disk, a smaller one limits undo.
      uint64_t wanted = 0;
      RETURN_IF_ERROR(amount(value, 1 << 20, 1 << 24, wanted));
      bool is_other = is_folder() && (settings_.own.contains(key) ? wanted != settings_.keep_bytes
                                                                  : wanted > settings_.keep_bytes);
      if (is_other) refuse(key, std::to_string(wanted >> 20), std::to_string(settings_.keep_bytes >> 20));
      if (!is_other) settings_.keep_bytes = wanted;
      return true;
    }
    if (key == "trust.reliability") return done(fraction(value, settings_.trust.reliability));
    if (key == "trust.error_rate") return done(fraction(value, settings_.trust.error_rate));
    if (key.starts_with("budget.")) return budget(key, value);
    if (key == "read.hosts") return done(texts(value, settings_.read_hosts));
    if (key == "sandbox.read") return done(texts(value, settings_.sandbox_read));
    if (key == "sandbox.environment") return done(texts(value, settings_.sandbox_environment));
    if (key == "sandbox.isolation" || key == "sandbox.overlay") return choice(key, value);
    return false;
  }

  // A folder can lower the limit in force, also a default, but not raise it: checks use this machine's
  // resources.
  template <class Number>
  Result<bool> limit(const std::string& key, const toml::node& value, uint64_t unit, int64_t max,
                     Number& into) {
    uint64_t wanted = 0, holds = static_cast<uint64_t>(into);
    RETURN_IF_ERROR(amount(value, unit, max, wanted));
    bool is_more = is_folder() && wanted > holds;
    if (is_more) refuse(key, std::to_string(wanted / unit), std::to_string(holds / unit));
    if (!is_more) into = static_cast<Number>(wanted);
    return true;
  }

  // The smaller limit holds: a folder can lower the user's own, not raise it.
  template <class Number>
  Result<bool> bound(Result<void> read, const Number& number, Number& into) {
    if (!read) return read.error();
    into = owner_ == SettingsOwner::kFolder && into > 0 ? std::min(into, number) : number;
    return true;
  }

  Result<bool> budget(const std::string& key, const toml::node& value) {
    Budget& budget = settings_.budget;
    int64_t count = 0;
    double money = 0;
    if (key == "budget.task_tokens") return bound(whole(value, count), count, budget.task_tokens);
    if (key == "budget.day_tokens") return bound(whole(value, count), count, budget.day_tokens);
    if (key == "budget.task_seconds") return bound(whole(value, count), count, budget.task_seconds);
    if (key == "budget.task_money") return bound(positive(value, money), money, budget.task_money);
    if (key == "budget.day_money") return bound(positive(value, money), money, budget.day_money);
    return false;
  }

  Result<bool> choice(const std::string& key, const toml::node& value) {
    std::string word;
    RETURN_IF_ERROR(text(value, word));
    if (key == "sandbox.isolation") {
      if (word != "full" && word != "none") return error(value, "must be full or none");
      settings_.isolation = word == "full" ? SandboxIsolation::kFull : SandboxIsolation::kNone;
      return true;
    }
    constexpr std::pair<std::string_view, SandboxOverlay> words[] = {{"auto", SandboxOverlay::kAuto},
                                                                     {"memory", SandboxOverlay::kMemory},
                                                                     {"disk", SandboxOverlay::kDisk},
                                                                     {"copy", SandboxOverlay::kCopy}};
    for (auto [name, overlay] : words) {
      if (name != word) continue;
      settings_.overlay = overlay;
      return true;
    }
    return error(value, "must be auto, memory, disk or copy");
  }

  Settings& settings_;
};

}  // namespace

Result<void> read_settings(std::string_view text, std::string_view name, SettingsOwner owner,
                           Settings& settings) {
  auto table = parse_toml(text);
  if (!table)
    return Error{ErrorCode::kInvalid, std::string(name) + ":" + table.error().message, kSettingsHint};
  return Reader(name, owner, settings).read(*table);
}

const ModelConfig* find_model(const Settings& settings, std::string_view name) {
  for (const ModelConfig& model : settings.models)
    if (model.name == name) return &model;
  return nullptr;
}

std::string user_settings_path() {
  if (const char* path = std::getenv("SUIT_CONFIG")) return path;
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config)
    return std::string(config) + "/suit/suit.toml";
  if (const char* home = std::getenv("HOME"); home && *home)
    return std::string(home) + "/.config/suit/suit.toml";
  return {};
}

}  // namespace suit
