// Protected places: files that other tools run, load or obey automatically, outside of the sandbox. One table
// lists them in two tiers; docs/protected.md is generated from it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace suit {

enum class Protection {
  kNone,
  kAsks,   // a tool runs it on a later build, install or deployment: a person must agree
  kNever,  // a tool obeys it automatically: hooks, agents, editors, CI … Only a rule that names it opens it
};

// One tool, or several with the same behaviour.
struct ProtectedRow {
  Protection tier = Protection::kNone;
  std::string_view
      patterns;             // separated by blanks: a name, or several with "/" between; * and ? as in a glob
  std::string_view reader;  // the tool
  std::string_view effect;  // what the tool does: "runs its scripts"
  std::string_view source;  // the document that says so
};
std::span<const ProtectedRow> protected_rows();

struct ProtectedPlace {
  const ProtectedRow* row = nullptr;  // null: not protected
  std::string_view pattern = {};
  explicit operator bool() const { return row != nullptr; }
  Protection tier() const { return row ? row->tier : Protection::kNone; }
};

// The strictest row that matches a path. A pattern of kNever matches at any depth and everything below it;
// one of kAsks only the file itself. Case is folded, and so is what some file systems ignore (".git ",
// ".git::$DATA", "git~1", invisible characters).
ProtectedPlace find_protected(std::string_view path);

// "git: runs its hooks and obeys its configuration".
std::string describe(const ProtectedPlace& place);

// May the rules' `allow` open it? A broad rule such as ** does not: it must name the place, or be the path
// itself.
bool names_place(std::string_view allow_glob, std::string_view path, const ProtectedPlace& place);

// What a change to such a file affects. Known for manifests (package.json, pyproject.toml, Cargo.toml,
// composer.json); all others are kRuns.
enum class Concern {
  kNothing,   // a version, a description, a linter's settings
  kInstalls,  // the names of installed packages, perhaps with the above
  kRuns,
};
Concern concern_of(std::string_view path, std::string_view before, std::string_view after);

// docs/protected.md.
std::string protected_markdown();

}  // namespace suit
