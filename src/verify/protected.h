// Places in a folder that act: what other tools run, load or obey by themselves, outside of the sandbox, once
// it is there. One table says which they are, in two tiers; docs/protected.md is made from it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace suit {

enum class Protection {
  kNone,
  kAsks,   // a tool runs it later, when somebody builds, installs or deploys: a person must say yes
  kNever,  // a tool obeys it unasked: hooks, agents, editors, CI … Only a rule that names it opens it
};

// One tool, or several that do the same.
struct ProtectedRow {
  Protection tier = Protection::kNone;
  std::string_view
      patterns;             // separated by blanks: a name, or several with "/" between; * and ? as in a glob
  std::string_view reader;  // the tool
  std::string_view effect;  // what it does with it: "runs its scripts"
  std::string_view source;  // the document that says so
};
std::span<const ProtectedRow> protected_rows();

struct ProtectedPlace {
  const ProtectedRow* row = nullptr;  // null: it is none
  std::string_view pattern = {};
  explicit operator bool() const { return row != nullptr; }
  Protection tier() const { return row ? row->tier : Protection::kNone; }
};

// The strictest row that a path falls under. A pattern of the tier kNever matches at any depth, and then all
// below it; one of kAsks the file itself. Spelling does not help: case, and what some file systems ignore
// (".git ", ".git::$DATA", "git~1", invisible characters), is folded.
ProtectedPlace find_protected(std::string_view path);

// "git: runs its hooks and obeys its configuration".
std::string describe(const ProtectedPlace& place);

// May the rules' `allow` open it? A broad rule such as ** does not: it must name the place, or be the path
// itself.
bool names_place(std::string_view allow_glob, std::string_view path, const ProtectedPlace& place);

// What of such a file a change concerns. In a manifest (package.json, pyproject.toml, Cargo.toml,
// composer.json) it can be told; what can't is kRuns.
enum class Concern {
  kNothing,   // a version, a description, a linter's settings
  kInstalls,  // the names of what is installed, perhaps with the above
  kRuns,
};
Concern concern_of(std::string_view path, std::string_view before, std::string_view after);

// docs/protected.md.
std::string protected_markdown();

}  // namespace suit
