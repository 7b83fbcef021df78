// suit.toml: what may be changed here, how it is checked, and how far the slider goes. Reference:
// docs/settings.md. Two files: the user's own (~/.config/suit/suit.toml) and the folder's. What loosens the
// sandbox or the bar of trust is the user's alone: a folder that somebody else wrote must not be able to.
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
  Level level = Level::kChat;  // of `suit do` without --level
  bool has_checks = false;     // some file names checks: none are detected then
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
  std::string default_model;  // used where none is named; "" for none
  Budget budget;
  bool offline = false;
  std::vector<std::string>
      read_hosts;  // from which `suit read` may fetch: "example.org", "*.example.org", "localhost:8000"
  uint64_t keep_bytes = uint64_t{1} << 30;  // contents kept for undo, as stored
  std::set<std::string> own = {};           // keys that the user's own file sets
  std::vector<std::string> refused =
      {};  // what the folder's file asks for beyond the user's own, one sentence each
};

enum class SettingsOwner { kUser, kFolder };

// Adds what a file says to `settings`; the user's own comes first. `name` is for messages. What of the
// folder's file would loosen what the user's own or the defaults say is not followed, and named in `refused`:
// docs/settings.md has the table. Errors: kInvalid with name:line:column (not TOML, an unknown key, a value
// of the wrong type or out of range, a key that only the user's own file may set).
Result<void> read_settings(std::string_view text, std::string_view name, SettingsOwner owner,
                           Settings& settings);

// Null where no model is named so.
const ModelConfig* find_model(const Settings& settings, std::string_view name);

// Where the user's own file is: $SUIT_CONFIG, else below $XDG_CONFIG_HOME or ~/.config. "" where there is no
// home.
std::string user_settings_path();

}  // namespace suit
