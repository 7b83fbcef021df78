#include "verify/protected.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/glob.h"
#include "base/json.h"
#include "base/text.h"
#include "base/toml.h"

namespace suit {
namespace {

struct PatternRow {
  std::vector<std::string_view> parts;  // of the path
  std::string_view pattern;
  const ProtectedRow* row;
};

// Indexed by their last part if it is a plain name; the others are searched one by one.
struct PatternIndex {
  std::multimap<std::string_view, PatternRow> plain;
  std::vector<PatternRow> globs;

  PatternIndex() {
    for (const ProtectedRow& row : protected_rows())
      for (std::string_view pattern : split(row.patterns, ' ')) {
        PatternRow one{split(pattern, '/'), pattern, &row};
        if (has_glob_characters(one.parts.back())) {
          globs.push_back(std::move(one));
        } else {
          plain.emplace(one.parts.back(), std::move(one));
        }
      }
  }
};

const PatternIndex& pattern_index() {
  static const PatternIndex index;
  return index;
}

// Characters that HFS+ ignores, as listed by git.
bool is_ignorable(uint32_t c) {
  return (c >= 0x200C && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x206A && c <= 0x206F) ||
         c == 0xFEFF;
}

// One part of a path as the most permissive file system reads it: APFS, ext4's casefold and NTFS fold case.
std::string folded_part(std::string_view part) {
  std::string seen, folded;
  for (size_t at = 0; at < part.size();) {
    uint32_t c = 0;
    size_t length = std::max<size_t>(utf8_length(part.substr(at), &c), 1);
    if (!is_ignorable(c)) seen += part.substr(at, length);
    at += length;
  }
  icu::StringByteSink<std::string> sink(&folded);
  UErrorCode code = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(0, seen, sink, nullptr, code);
  // NTFS: a stream's name, and trailing blanks and dots.
  if (size_t colon = folded.find(':'); colon != folded.npos && colon > 0) folded.resize(colon);
  while (folded.size() > 1 && (folded.ends_with(' ') || folded.ends_with('.'))) folded.pop_back();
  // Windows short names.
  if (folded.size() == 5 && folded.starts_with("git~")) return ".git";
  if (folded.size() == 8 && folded.starts_with("gitmod~")) return ".gitmodules";
  if (folded.size() == 8 && folded.starts_with("gitatt~")) return ".gitattributes";
  return folded;
}

bool parts_match(const PatternRow& row, const std::vector<std::string>& parts, size_t last) {
  size_t count = row.parts.size();
  if (count > last + 1) return false;
  for (size_t i = 0; i < count; ++i)
    if (!glob_matches(row.parts[i], parts[last + 1 - count + i])) return false;
  return true;
}

// The longest part of a pattern without wildcards.
std::string_view literal_of(std::string_view pattern) {
  std::string_view longest;
  for (std::string_view run : split(pattern, '*'))
    if (run.size() > longest.size()) longest = run;
  return longest;
}

// Paths of keys in a manifest, each with everything below it.
struct Manifest {
  std::string_view name;
  std::vector<std::string_view> harmless;   // no effect on the tool
  std::vector<std::string_view> installed;  // names of what it installs
};
const std::vector<Manifest>& manifests() {
  static const std::vector<Manifest> list = {
      {"package.json",
       {"name", "version", "description", "keywords", "author", "contributors", "maintainers", "license",
        "homepage", "bugs", "repository", "funding", "private"},
       {"dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "peerDependenciesMeta",
        "bundledDependencies", "bundleDependencies", "overrides", "resolutions"}},
      {"composer.json",
       {"name", "version", "description", "keywords", "authors", "license", "homepage", "support", "funding",
        "time"},
       {"require", "require-dev", "conflict", "replace", "provide", "suggest"}},
      {"cargo.toml",
       {"package.name", "package.version", "package.description", "package.keywords", "package.authors",
        "package.license", "package.categories", "package.homepage", "package.repository",
        "package.documentation", "package.readme", "workspace.package.version"},
       {"dependencies", "dev-dependencies", "build-dependencies", "workspace.dependencies"}},
      {"pyproject.toml",
       {"project.name",
        "project.version",
        "project.description",
        "project.keywords",
        "project.authors",
        "project.maintainers",
        "project.license",
        "project.classifiers",
        "project.urls",
        "project.readme",
        "tool.poetry.name",
        "tool.poetry.version",
        "tool.poetry.description",
        "tool.poetry.authors",
        "tool.poetry.license",
        "tool.poetry.readme",
        "tool.poetry.keywords",
        "tool.poetry.classifiers",
        "tool.black",
        "tool.ruff",
        "tool.isort",
        "tool.mypy",
        "tool.pyright",
        "tool.pylint",
        "tool.flake8",
        "tool.coverage",
        "tool.pytest"},
       {"project.dependencies", "project.optional-dependencies", "dependency-groups",
        "tool.poetry.dependencies", "tool.poetry.group", "tool.poetry.dev-dependencies"}},
  };
  return list;
}

Result<Json> manifest_data(std::string_view name, std::string_view text) {
  if (!name.ends_with(".toml")) return parse_json(text);
  ASSIGN_OR_RETURN(toml::table table, parse_toml(text));
  std::ostringstream out;
  out << toml::json_formatter(table);
  return parse_json(out.str());
}

void remove_key(Json& json, std::string_view path) {
  size_t dot = path.find('.');
  std::string key(path.substr(0, dot));
  if (!json.is_object() || !json.contains(key)) return;
  if (dot == path.npos) {
    json.erase(key);
  } else {
    remove_key(json[key], path.substr(dot + 1));
    if (json[key].is_object() && json[key].empty()) json.erase(key);
  }
}

}  // namespace

ProtectedPlace find_protected(std::string_view path) {
  std::vector<std::string> parts;
  for (std::string_view part : split(path, '/')) parts.push_back(folded_part(part));
  ProtectedPlace found;
  auto take = [&](const PatternRow& row, size_t last) {
    if (row.row->tier == Protection::kAsks && last + 1 != parts.size()) return;
    if (row.row->tier <= found.tier() || !parts_match(row, parts, last)) return;
    found = {row.row, row.pattern};
  };
  const PatternIndex& index = pattern_index();
  for (size_t last = 0; last < parts.size(); ++last) {
    for (auto [it, end] = index.plain.equal_range(parts[last]); it != end; ++it) take(it->second, last);
    for (const PatternRow& row : index.globs) take(row, last);
  }
  return found;
}

std::string describe(const ProtectedPlace& place) {
  return std::string(place.row->reader) + ": " + std::string(place.row->effect);
}

bool names_place(std::string_view allow_glob, std::string_view path, const ProtectedPlace& place) {
  if (place.pattern == ".suit" || !scope_glob_matches(allow_glob, path)) return false;
  return allow_glob == path || to_lower(allow_glob).find(literal_of(place.pattern)) != std::string::npos;
}

Concern concern_of(std::string_view path, std::string_view before, std::string_view after) {
  std::string name = folded_part(name_in(path));
  auto manifest = std::find_if(manifests().begin(), manifests().end(),
                               [&](const Manifest& one) { return one.name == name; });
  if (manifest == manifests().end()) return Concern::kRuns;
  auto was = manifest_data(name, before), is = manifest_data(name, after);
  if (!was || !is || !was->is_object() || !is->is_object()) return Concern::kRuns;
  for (auto [keys, concern] :
       {std::pair{&manifest->harmless, Concern::kNothing}, {&manifest->installed, Concern::kInstalls}}) {
    for (std::string_view key : *keys) {
      remove_key(*was, key);
      remove_key(*is, key);
    }
    if (to_text(*was) == to_text(*is)) return concern;
  }
  return Concern::kRuns;
}

std::string protected_markdown() {
  std::string text =
      "# Protected places\n"
      "\n"
      "Other tools run, load or obey these files automatically, outside of the sandbox. The tier of a file "
      "decides what happens to a\n"
      "proposal that touches it. The first tier also restricts undo and redo. This page is generated from "
      "the table in\n"
      "`src/verify/protected_table.cc`.\n"
      "\n"
      "* **Never without a person.** A tool obeys it automatically: on a commit, on a push, when the folder "
      "is entered or\n"
      "  opened. The policy `protected` refuses the proposal at every level. A rule `[scope] allow` allows a "
      "place if it names it\n"
      "  (`.github/**`, not `**`); `.suit` is never allowed. A pattern matches at any depth, and includes "
      "everything below it.\n"
      "* **Asks.** A tool runs it on a later build, install or deployment. The proposal stays pending until "
      "a person agrees;\n"
      "  `--yes` and autopilot do not apply it. Suit does not ask if a rule `[scope] allow` names the place. "
      "A pattern matches\n"
      "  only the file itself, at any depth. In `package.json`, `composer.json`, `Cargo.toml` and "
      "`pyproject.toml`, changes of\n"
      "  descriptive fields (version, description, authors, a linter's settings …) do not ask.\n"
      "\n"
      "Names are compared as on the most permissive file system: case is ignored, and `.git.`, "
      "`.git::$DATA`, `git~1` and a\n"
      "`.git` with invisible characters are all `.git`. Files that only checks read are not listed.\n";
  for (Protection tier : {Protection::kNever, Protection::kAsks}) {
    text += tier == Protection::kNever ? "\n## Never without a person\n" : "\n## Asks\n";
    text += "\n| read by | which | what it does with it | source |\n|---|---|---|---|\n";
    for (const ProtectedRow& row : protected_rows()) {
      if (row.tier != tier) continue;
      std::string patterns;
      for (std::string_view pattern : split(row.patterns, ' '))
        patterns += (patterns.empty() ? "`" : " `") + std::string(pattern) + "`";
      text += "| " + std::string(row.reader) + " | " + patterns + " | " + std::string(row.effect) + " | " +
              std::string(row.source) + " |\n";
    }
  }
  return text;
}

}  // namespace suit
