#include "cli/help.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

// Common words for features with another name. A hint that ends with a space is completed with the typed
// text.
struct Meaning {
  const char* hint;
  std::vector<std::string_view> words;
};

const std::vector<Meaning>& meanings() {
  static const std::vector<Meaning> all = {
      {"`suit do \"…\"` changes files; commit them with git: git commit",
       {"commit", "stage", "stash", "push"}},
      {"to ask: suit ask \"…\"; to change something: suit do \"…\"",
       {"chat", "talk", "prompt", "say", "tell", "agent", "run"}},
      {"suit do ", {"rename", "replace",  "change",    "edit",     "move",   "set",    "delete", "add",
                    "create", "refactor", "write",     "make",     "insert", "update", "bump",   "format",
                    "sort",   "code",     "implement", "generate", "task",   "propose"}},
      {"suit ask ",
       {"question", "explain", "find", "grep", "where", "how", "what", "why", "who", "when", "query",
        "research", "answer", "summarize", "summarise"}},
      {"`suit fix` searches for an edit that makes a failing check pass",
       {"repair", "debug", "bug", "bugfix", "heal"}},
      {"`suit doctor` lists the checks; `suit fix` searches for an edit that makes them pass",
       {"test", "tests", "check", "checks", "lint", "build", "ci"}},
      {"`suit review` opens the oldest pending proposal",
       {"apply", "accept", "approve", "reject", "merge", "pending", "pr", "continue-review"}},
      {"`suit undo` undoes what was applied",
       {"revert", "rollback", "restore", "reset", "checkout", "discard", "unapply"}},
      {"`suit resume` resumes an interrupted task", {"continue", "retry", "goon"}},
      {"`suit log` shows what happened", {"history", "events", "ledger", "audit", "blame", "list"}},
      {"`suit show N` and `suit diff N` show one proposal, `suit log` lists all",
       {"view", "inspect", "cat", "changes", "patch", "proposal", "proposals"}},
      {"no setup is needed: `suit doctor` shows what was found; docs/settings.md lists the settings",
       {"init", "setup", "config", "configure", "settings", "install"}},
      {"`suit model` adds, lists and tests models",
       {"models", "login", "auth", "key", "provider", "providers", "llm", "use"}},
      {"`suit serve` opens the workbench in the browser",
       {"web", "ui", "gui", "open", "start", "server", "workbench", "browser", "dashboard"}},
      {"`suit pack` writes a folder as one text, `suit map` its symbols",
       {"context", "dump", "bundle", "concat", "tree", "ls", "symbols", "outline", "files"}},
      {"`suit wiki` writes pages about a repository", {"document", "docs", "site", "readme"}},
      {"`suit read` turns a document into Markdown",
       {"convert", "markdown", "md", "pdf", "html", "fetch", "url", "import"}},
      {"`suit cost` shows what models cost", {"price", "usage", "spend", "bill", "tokens", "money"}},
      {"`suit trust` shows how reliable each kind of task is",
       {"stats", "licence", "license", "reliability", "score"}},
      {"`suit verify` judges a patch", {"judge", "gate", "validate"}},
      {"`suit receipt` shows a verdict as JUnit or SARIF",
       {"junit", "sarif", "replay", "attest", "attestation", "sign", "report"}},
      {"`suit manual` prints the manual and shell completions", {"man", "completion", "completions"}},
  };
  return all;
}

// Allows one wrong letter in three.
std::string nearest_name(const CLI::App& app, const std::string& word) {
  std::string nearest;
  size_t distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const CLI::App* known : app.get_subcommands([](const CLI::App*) { return true; }))
    if (size_t d = edit_distance(word, known->get_name(), distance); d < distance)
      distance = d, nearest = known->get_name();
  return nearest;
}

}  // namespace

CLI::App* command_in(const CLI::App& app, const std::string& name) {
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    if (one->get_name() == name) return const_cast<CLI::App*>(one);
  return nullptr;
}

Error unknown_inner_command_error(const std::string& outer, const std::string& word) {
  return {ErrorCode::kInvalid, "there is no command " + outer + " " + printable(word),
          "`suit " + outer + " --help` lists them"};
}

Error unknown_command_error(const CLI::App& app, const std::vector<std::string>& words) {
  const std::string& word = words.front();
  Error error{ErrorCode::kInvalid, "there is no command " + printable(word), "`suit --help` lists them"};
  std::string all;
  for (const std::string& one : words) {
    if (one.starts_with("-")) break;
    all += (all.empty() ? "" : " ") + one;
  }
  std::string quoted = all.size() > 200 ? "\"…\"" : "\"" + printable(all) + "\"";
  bool sentence = word.find(' ') != word.npos;
  std::string first = to_lower(word.substr(0, word.find(' ')));
  if (std::string near = sentence ? "" : nearest_name(app, first);
      !near.empty() && edit_distance(first, near, 2) <= 1) {
    error.hint = "did you mean suit " + near + "?";
    return error;
  }
  for (const Meaning& meaning : meanings()) {
    if (std::find(meaning.words.begin(), meaning.words.end(), first) == meaning.words.end()) continue;
    error.hint = meaning.hint;
    if (error.hint.ends_with(' '))
      error.hint = "did you mean " + error.hint +
                   (all.find(' ') == all.npos ? "\"" + printable(all) + " …\"" : quoted) + "?";
    return error;
  }
  if (sentence || words.size() > 2) {
    error.hint = "a task is one argument of suit do: suit do " + quoted;
  } else if (std::string near = nearest_name(app, first); !near.empty()) {
    error.hint = "did you mean suit " + near + "?";
  }
  return error;
}

Result<std::string> help_text(CLI::App& app, const std::vector<std::string>& words) {
  CLI::App* at = &app;
  std::string before;
  for (const std::string& word : words) {
    CLI::App* inner = command_in(*at, word);
    if (!inner && at != &app) return unknown_inner_command_error(before.substr(1), word);
    if (!inner) return unknown_command_error(app, {word});
    before += " " + word;
    at = inner;
  }
  return at == &app ? app.help() : at->help("suit" + before.substr(0, before.rfind(' ')));
}

}  // namespace suit
