#include "functions/gate_tools.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/digest.h"
#include "base/files.h"
#include "base/json_text.h"
#include "base/text.h"
#include "base/toml.h"
#include "folder/git.h"
#include "functions/gate_hook.h"
#include "functions/gate_texts.h"

namespace suit {
namespace {

constexpr uint64_t kSettingsFileBytesMax = 16u << 20;
constexpr int64_t kBeginSeconds = 120;
constexpr std::string_view kMark = "Written by `suit gate install";

std::string text_at(const std::string& path) {
  auto text = read_file(path, kSettingsFileBytesMax);
  return text ? std::move(*text) : std::string();
}

// The value of a variable that names a folder, else a folder in the home.
std::string user_folder(const char* variable, const char* in_home) {
  if (const char* set = std::getenv(variable); set && *set == '/') return set;
  const char* home = std::getenv("HOME");
  return std::string(home ? home : "") + "/" + in_home;
}

std::string config_home() {
  return user_folder("XDG_CONFIG_HOME", ".config");
}

Error needs_folder() {
  return {ErrorCode::kInvalid, "this folder is not in a git repository", "run it in the repository"};
}

// The gate ends before the tool's limit, so that it can answer.
std::string command_of(const GatePlace& place, std::string_view hook) {
  int64_t within_s = place.time_s - std::min<int64_t>(60, place.time_s / 2);
  return shell_quote(place.suit) + " gate run --hook " + std::string(hook) + " --within " +
         std::to_string(within_s) + "s";
}

// A file that only Suit writes.
GateFile own_file(std::string path, uint32_t mode, std::string content, std::string foreign_hint) {
  auto is_ours = [](std::string_view text) { return text.find(kMark) != text.npos; };
  GateFile file{.path = path, .mode = mode};
  file.with = [=](std::string_view text) -> Result<std::string> {
    if (trim(text).empty() || is_ours(text)) return content;
    return Error{ErrorCode::kConflict, printable(path) + " exists and is not Suit's: nothing was changed",
                 foreign_hint};
  };
  file.without = [=](std::string_view text) -> Result<std::string> {
    return is_ours(text) ? std::string() : std::string(text);
  };
  file.has = is_ours;
  return file;
}

// Agents with Claude Code's hooks.

struct HookEvent {
  std::string_view name;        // in the settings
  std::string_view codex_name;  // in codex' trust
  bool blocks;
};
constexpr HookEvent kHookEvents[] = {{"SessionStart", "session_start", false},
                                     {"UserPromptSubmit", "user_prompt_submit", false},
                                     {"Stop", "stop", true}};

std::string hook_command(const GatePlace& place, std::string_view hook, const HookEvent& event) {
  // Without it a missing or broken program lets the agent stop: only status 2 blocks.
  return command_of(place, hook) + (event.blocks ? " || exit 2" : "");
}

int64_t hook_seconds(const GatePlace& place, const HookEvent& event) {
  return event.blocks ? place.time_s : kBeginSeconds;
}

Json hook_group(const GatePlace& place, std::string_view hook, const HookEvent& event) {
  return {{"hooks",
           {{{"type", "command"},
             {"command", hook_command(place, hook, event)},
             {"timeout", hook_seconds(place, event)}}}}};
}

std::array<std::string_view, 2> hook_keys(const HookEvent& event) {
  return {"hooks", event.name};
}

bool calls_gate(const Json& group, std::string_view hook) {
  std::string call = "gate run --hook " + std::string(hook);
  for (const Json& one : list_in(group, "hooks"))
    if (string_or(one, "command", "").find(call) != std::string::npos) return true;
  return false;
}

GateFile hooks_file(const GatePlace& place, std::string path, std::string_view hook) {
  GateFile file{.path = std::move(path)};
  std::string name(hook);
  auto without = [name](std::string_view text) -> Result<std::string> {
    std::string left(text);
    for (const HookEvent& event : kHookEvents) {
      ASSIGN_OR_RETURN(left, json_without_items(left, hook_keys(event),
                                                [&](const Json& group) { return calls_gate(group, name); }));
    }
    return left;
  };
  file.without = without;
  file.with = [place, name, without](std::string_view text) -> Result<std::string> {
    std::string merged(text);
    for (const HookEvent& event : kHookEvents) {
      Json group = hook_group(place, name, event);
      auto json = parse_json(merged);
      size_t same = 0, ours = 0;
      if (json && json->is_object())
        for (const Json& one :
             list_in((*json).value("hooks", Json::object()), std::string(event.name).c_str())) {
          ours += calls_gate(one, name);
          same += one == group;
        }
      if (same == 1 && ours == 1) continue;
      if (ours > 0) {
        ASSIGN_OR_RETURN(merged, json_without_items(merged, hook_keys(event),
                                                    [&](const Json& one) { return calls_gate(one, name); }));
      }
      ASSIGN_OR_RETURN(merged, json_with_item(merged, hook_keys(event), group));
    }
    return merged;
  };
  file.has = [name](std::string_view text) { return text.find("gate run --hook " + name) != text.npos; };
  return file;
}

// Problems of a time limit that the tool or the person shortened.
void add_time_problem(const GatePlace& place, std::vector<std::string>& problems) {
  if (place.usual_ms > 0 && place.usual_ms > place.time_s * 1'000)
    problems.push_back("the tool waits " + std::to_string(place.time_s) +
                       " s, but the newest verdict here took " +
                       with_one_decimal(static_cast<double>(place.usual_ms) / 1e3) +
                       " s: install it again with a longer --time");
}

std::string claude_folder(const GatePlace& place) {
  return place.project ? place.root + "/.claude" : user_folder("CLAUDE_CONFIG_DIR", ".claude");
}

Result<std::vector<GateFile>> claude_files(const GatePlace& place) {
  if (place.project && place.root.empty()) return needs_folder();
  return std::vector<GateFile>{hooks_file(place, claude_folder(place) + "/settings.json", "claude-code")};
}

std::vector<std::string> claude_problems(const GatePlace& place) {
  std::vector<std::string> problems;
  std::string managed = "/etc/claude-code/managed-settings.json";
  std::vector<std::string> paths = {user_folder("CLAUDE_CONFIG_DIR", ".claude") + "/settings.json", managed};
  if (!place.root.empty())
    for (const char* name : {"settings.json", "settings.local.json"})
      paths.push_back(place.root + "/.claude/" + name);
  for (const std::string& path : paths) {
    std::string text = text_at(path);
    if (trim(text).empty()) continue;
    auto json = parse_json(text);
    if (!json || !json->is_object())
      problems.push_back(printable(path) + " is not valid JSON: Claude Code may ignore its hooks");
    else if (bool_or(*json, "disableAllHooks", false))
      problems.push_back(printable(path) + " switches all hooks off (disableAllHooks)");
    else if (path == managed && bool_or(*json, "allowManagedHooksOnly", false))
      problems.push_back(printable(path) + " allows only its own hooks (allowManagedHooksOnly)");
  }
  if (const char* safe = std::getenv("CLAUDE_CODE_SAFE_MODE"); safe && *safe && std::string_view(safe) != "0")
    problems.push_back("CLAUDE_CODE_SAFE_MODE switches hooks off");
  if (const char* cap = std::getenv("CLAUDE_CODE_STOP_HOOK_BLOCK_CAP"))
    if (auto blocks = decimal_number(cap); blocks && *blocks < kBlocksMax)
      problems.push_back("CLAUDE_CODE_STOP_HOOK_BLOCK_CAP lets the agent stop after " + std::string(cap) +
                         " blocks");
  add_time_problem(place, problems);
  return problems;
}

// codex.

std::string codex_folder() {
  return user_folder("CODEX_HOME", ".codex");
}
std::string codex_hooks_path(const GatePlace& place) {
  return (place.project ? place.root + "/.codex" : codex_folder()) + "/hooks.json";
}

struct TrustedHook {
  std::string key, hash;
};

// The hooks of the gate in codex' hooks.json, by the names that codex gives them.
std::vector<TrustedHook> codex_hooks(const GatePlace& place, std::string_view text) {
  std::vector<TrustedHook> hooks;
  auto json = parse_json(text);
  if (!json || !json->is_object()) return hooks;
  for (const HookEvent& event : kHookEvents) {
    Json groups = list_in((*json).value("hooks", Json::object()), std::string(event.name).c_str());
    for (size_t i = 0; i < groups.size(); ++i)
      if (calls_gate(groups[i], "codex"))
        hooks.push_back(
            {codex_hooks_path(place) + ":" + std::string(event.codex_name) + ":" + std::to_string(i) + ":0",
             codex_hook_hash(event.codex_name, hook_command(place, "codex", event),
                             hook_seconds(place, event))});
  }
  return hooks;
}

std::string toml_key(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string trusted_hash(const toml::table& table, const std::string& key) {
  const toml::table* state = table["hooks"]["state"].as_table();
  const toml::node* one = state ? state->get(key) : nullptr;
  const toml::table* entry = one ? one->as_table() : nullptr;
  return entry ? (*entry)["trusted_hash"].value_or(std::string()) : std::string();
}

std::string trust_section(const TrustedHook& hook) {
  return "[hooks.state." + toml_key(hook.key) + "]\ntrusted_hash = \"" + hook.hash + "\"\n";
}

// Removes a hook's section if it holds nothing but the hash.
std::string without_trust(std::string text, const std::string& key) {
  std::string head = "[hooks.state." + toml_key(key) + "]\n";
  size_t begin = text.find(head);
  if (begin == text.npos || (begin > 0 && text[begin - 1] != '\n')) return text;
  size_t line = begin + head.size(), end = text.find('\n', line);
  if (text.compare(line, 12, "trusted_hash") != 0) return text;
  end = end == text.npos ? text.size() : end + 1;
  size_t rest = end;
  while (rest < text.size() && text[rest] == '\n') ++rest;
  if (rest < text.size() && text[rest] != '[') return text;  // more keys of the section
  if (begin > 0 && begin + 1 > 1 && text.compare(begin - 1, 1, "\n") == 0 && begin > 1 &&
      text[begin - 2] == '\n')
    --begin;                  // the blank line above it
  if (begin == 1) begin = 0;  // only the blank line is above it
  return text.erase(begin, end - begin);
}

GateFile codex_trust_file(std::vector<TrustedHook> hooks) {
  GateFile file{.path = codex_folder() + "/config.toml", .mode = 0600};
  file.with = [hooks](std::string_view text) -> Result<std::string> {
    std::string merged(text);
    Error by_hand{ErrorCode::kInvalid,
                  "codex' config.toml can't be edited: hooks.state is not written as tables",
                  "trust the hooks in codex: /hooks"};
    for (const TrustedHook& hook : hooks) {
      ASSIGN_OR_RETURN(toml::table table, parse_toml(merged));
      if (trusted_hash(table, hook.key) == hook.hash) continue;
      merged = without_trust(std::move(merged), hook.key);
      if (!merged.empty() && !merged.ends_with('\n')) merged += '\n';
      if (!merged.empty()) merged += '\n';
      merged += trust_section(hook);
      auto changed = parse_toml(merged);
      if (!changed || trusted_hash(*changed, hook.key) != hook.hash) return by_hand;
    }
    return merged;
  };
  file.without = [hooks](std::string_view text) -> Result<std::string> {
    std::string left(text);
    for (const TrustedHook& hook : hooks) left = without_trust(std::move(left), hook.key);
    return left;
  };
  file.has = [](std::string_view) { return false; };  // says nothing without the hooks
  return file;
}

Result<std::vector<GateFile>> codex_files(const GatePlace& place) {
  if (place.project && place.root.empty()) return needs_folder();
  GateFile hooks = hooks_file(place, codex_hooks_path(place), "codex");
  std::string now = text_at(hooks.path);
  // Trust names a hook by its number in the file, as it will be.
  auto merged = hooks.with(now);
  std::vector<TrustedHook> trusted = codex_hooks(place, merged ? *merged : now);
  return std::vector<GateFile>{std::move(hooks), codex_trust_file(std::move(trusted))};
}

std::vector<std::string> codex_problems(const GatePlace& place) {
  std::vector<std::string> problems;
  std::string path = codex_folder() + "/config.toml";
  auto table = parse_toml(text_at(path));
  if (!table) {
    problems.push_back(printable(path) + " is not valid TOML");
    return problems;
  }
  if (!(*table)["features"]["hooks"].value_or(true))
    problems.push_back(printable(path) + " switches hooks off (features.hooks)");
  const toml::table* state = (*table)["hooks"]["state"].as_table();
  for (const TrustedHook& hook : codex_hooks(place, text_at(codex_hooks_path(place)))) {
    if (trusted_hash(*table, hook.key) != hook.hash)
      problems.push_back("codex does not trust " + printable(hook.key) +
                         " and skips it silently: trust it with /hooks in codex, or install it again");
    const toml::node* one = state ? state->get(hook.key) : nullptr;
    if (one && one->as_table() && !(*one->as_table())["enabled"].value_or(true))
      problems.push_back("codex has " + printable(hook.key) + " switched off");
  }
  add_time_problem(place, problems);
  return problems;
}

// opencode.

Result<std::vector<GateFile>> opencode_files(const GatePlace& place) {
  if (place.project && place.root.empty()) return needs_folder();
  const char* own = std::getenv("OPENCODE_CONFIG_DIR");
  std::string folder = place.project        ? place.root + "/.opencode"
                       : own && *own == '/' ? std::string(own)
                                            : config_home() + "/opencode";
  return std::vector<GateFile>{own_file(folder + "/plugins/suit-gate.js", 0644,
                                        opencode_plugin_text(place.suit, place.time_s), "move it away")};
}

std::vector<std::string> opencode_problems(const GatePlace& place) {
  std::vector<std::string> problems;
  if (const char* pure = std::getenv("OPENCODE_PURE"); pure && *pure && std::string_view(pure) != "0")
    problems.push_back("OPENCODE_PURE switches plugins off");
  add_time_problem(place, problems);
  return problems;
}

// git.

Result<std::string> hooks_folder(const GatePlace& place) {
  if (!place.server.empty()) return place.server + "/hooks";
  if (place.root.empty()) return needs_folder();
  ASSIGN_OR_RETURN(auto repository, GitRepository::find(place.root));
  if (!repository) return needs_folder();
  return repository->common_folder() + "hooks";
}

std::string other_hooks_folder(const GatePlace& place) {
  auto repository =
      place.server.empty() ? GitRepository::find(place.root) : GitRepository::bare(place.server);
  return repository && *repository ? (*repository)->setting("core.hookspath") : "";
}

Result<std::vector<GateFile>> git_files(const GatePlace& place) {
  ASSIGN_OR_RETURN(std::string folder, hooks_folder(place));
  bool is_server = !place.server.empty();
  std::string name = is_server ? "pre-receive" : "pre-push";
  std::string line = git_hook_line(place.suit, name, place.protect);
  GateFile file = own_file(folder + "/" + name, 0755, git_hook_text(line), "add this line to it: " + line);
  // With another folder of hooks git does not read this one.
  if (std::string other = other_hooks_folder(place); !other.empty()) {
    auto with = file.with;
    file.with = [=](std::string_view now) -> Result<std::string> {
      if (now.find(kMark) != now.npos) return with(now);
      return Error{ErrorCode::kConflict, "git runs the hooks of " + printable(other) + " (core.hooksPath)",
                   "add this line to its " + name + ": " + line};
    };
  }
  return std::vector<GateFile>{std::move(file)};
}

std::vector<std::string> git_problems(const GatePlace& place) {
  std::vector<std::string> problems;
  if (std::string other = other_hooks_folder(place); !other.empty())
    problems.push_back("git runs the hooks of " + printable(other) + " (core.hooksPath), not this one");
  if (auto files = git_files(place))
    for (const GateFile& file : *files)
      if (::access(file.path.c_str(), X_OK) != 0)
        problems.push_back(printable(file.path) + " is not executable: git skips it");
  return problems;
}

// GitHub.

std::string github_path(const GatePlace& place) {
  return place.root + "/.github/workflows/suit.yml";
}

Result<std::vector<GateFile>> github_files(const GatePlace& place) {
  if (place.root.empty()) return needs_folder();
  return std::vector<GateFile>{
      own_file(github_path(place), 0644, github_workflow_text(place.time_s), "move it away")};
}

std::vector<std::string> github_problems(const GatePlace& place) {
  auto repository = GitRepository::find(place.root);
  if (!repository || !*repository) return {};
  auto upstream = (*repository)->upstream();
  auto there = upstream ? (*repository)->text_at(upstream->commit, ".github/workflows/suit.yml")
                        : Result<std::string>(Error{ErrorCode::kNotFound, ""});
  if (there && *there == text_at(github_path(place))) return {};
  return {(upstream ? printable(upstream->name) : "no known branch of a remote") +
          (upstream ? " does not have this workflow: it runs once the default branch has it"
                    : " has this workflow: it runs once the default branch has it")};
}

constexpr GateTool kTools[] = {
    {.name = "claude-code",
     .holds_back = "the end of a turn",
     .lets_through = "the stop after eight blocks in a row; a verdict that takes longer than the hook's time "
                     "limit; a session with --bare or --safe-mode; a killed process",
     .has_project = true,
     .files = claude_files,
     .problems = claude_problems},
    {.name = "codex",
     .holds_back = "the end of a turn",
     .lets_through = "the stop after eight blocks in a row; hooks that are not trusted, which codex skips "
                     "silently; a verdict that takes longer than the hook's time limit; a killed process",
     .has_project = true,
     .files = codex_files,
     .problems = codex_problems},
    {.name = "opencode",
     .holds_back = "the end of a turn",
     .lets_through = "the stop after eight blocks in a row; a turn that ends without text; a session with "
                     "--pure; a verdict that takes longer than the plugin waits",
     .has_project = true,
     .files = opencode_files,
     .problems = opencode_problems},
    {.name = "git",
     .holds_back = "a push",
     .lets_through = "git push --no-verify; a push from another clone. With --server: branches that are not "
                     "protected, and whoever can write to the server's files",
     .files = git_files,
     .problems = git_problems},
    {.name = "github",
     .holds_back = "a pull request",
     .lets_through =
         "everything, until the branch's rules require the check suit; whoever may bypass these rules",
     .files = github_files,
     .problems = github_problems},
};

}  // namespace

std::span<const GateTool> gate_tools() {
  return kTools;
}

const GateTool* find_gate_tool(std::string_view name) {
  for (const GateTool& tool : kTools)
    if (tool.name == name) return &tool;
  return nullptr;
}

// codex 0.171: SHA-256 of the hook as JSON with sorted keys and no blanks.
std::string codex_hook_hash(std::string_view event, std::string_view command, int64_t timeout_s) {
  Json hook = {{"async", false}, {"command", command}, {"timeout", timeout_s}, {"type", "command"}};
  return "sha256:" + Digest::of(to_text({{"event_name", event}, {"hooks", Json::array({hook})}})).hex();
}

}  // namespace suit
