// suit.toml: allowed changes, checks, and the highest level. Reference: docs/settings.md. There are two
// files: the user's own (~/.config/suit/suit.toml) and the folder's. Only the user's own can loosen the
// sandbox or the required reliability, since somebody else may have written the folder's.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/level.h"
#include "base/result.h"
#include "model/config.h"
#include "model/meter.h"
#include "sandbox/sandbox.h"
#include "trust/bound.h"
#include "verify/check.h"
#include "verify/policy.h"

namespace suit {

struct Ceiling {
  std::string glob;
  Level level = Level::kChat;
};

struct Settings {
  Level level = Level::kChat;  // default of `suit do`
  bool has_checks = false;     // a file defines checks: none are detected
  std::vector<Check> checks;
  PolicyRules rules;
  std::vector<Ceiling> ceilings;
  SandboxLimits limits;
  SandboxIsolation isolation = SandboxIsolation::kFull;
  SandboxOverlay overlay = SandboxOverlay::kAuto;
  std::vector<std::string> sandbox_read;
  std::vector<std::string> sandbox_environment;
  TrustBar trust;
  std::vector<ModelConfig> models;
  std::string default_model;  // "" for none
  Budget budget;
  bool offline = false;
  std::vector<std::string>
      read_hosts;  // hosts from which `suit read` may fetch: "example.org", "*.example.org", "localhost:8000"
  uint64_t keep_bytes = uint64_t{1} << 30;  // contents kept for undo, in stored size
  std::set<std::string> own = {};           // keys set in the user's own file
  std::vector<std::string> refused = {};    // refused values of the folder's file, one sentence each
};

enum class SettingsOwner { kUser, kFolder };

// Adds a file's settings to `settings`; the user's own file comes first. `name` is for messages. Values of
// the folder's file that would loosen the user's own or the defaults are ignored and listed in `refused`:
// docs/settings.md has the table. Errors: kInvalid with name:line:column (not TOML, an unknown key, a wrong
// type or range, a key that only the user's own file may set).
Result<void> read_settings(std::string_view text, std::string_view name, SettingsOwner owner,
                           Settings& settings);

// Null if no model has that name.
const ModelConfig* find_model(const Settings& settings, std::string_view name);

// The path of the user's own file: $SUIT_CONFIG, else below $XDG_CONFIG_HOME or ~/.config. "" without a home
// folder.
std::string user_settings_path();

}  // namespace suit
