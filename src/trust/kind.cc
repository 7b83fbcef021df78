#include "trust/kind.h"

#include <algorithm>
#include <cctype>

#include "base/glob.h"
#include "base/text.h"
#include "folder/judge_files.h"
#include "folder/path_kind.h"

namespace suit {
namespace {

struct KindRow {
  TaskKind kind;
  std::string_view name;
  std::string_view touches;  // files, or changes, of this kind
};

using enum TaskKind;

constexpr KindRow kKinds[kTaskKindCount] = {
    {kDocumentation, "documentation",
     "prose: Markdown, reStructuredText, AsciiDoc, plain text, README, LICENSE, CHANGELOG …"},
    {kComments, "comments", "source code in which only comments differ"},
    {kFormat, "format",
     "a file in which only blanks at the ends of lines, line endings or the final newline differ"},
    {kTest, "test",
     "tests and their data, by folder (`tests/`, `__tests__/`, `fixtures/` …) or name (`test_*`, `*_test.*`, "
     "`*.spec.*` …)"},
    {kRename, "rename", "source code in which only names differ, each old one always by the same new one"},
    {kRefactor, "refactor",
     "source code that is moved; or the words: refactor, simplify, extract, clean up, replace, improve, "
     "rename …"},
    {kBugFix, "bug-fix",
     "source code, if the words say: fix, bug, crash, broken, wrong, failing, error, leak, typo …"},
    {kFeature, "feature",
     "source code, if the words say: add, implement, introduce, create, support … or none of the above"},
    {kConfiguration, "configuration",
     "data and settings: JSON, YAML, TOML, INI, XML, CSV …; manifests where only their description changes"},
    {kDependency, "dependency",
     "installed packages: lock files, lists of requirements, the dependencies of a manifest"},
    {kBuild, "build",
     "protected places (docs/protected.md), shell scripts, files that decide how checks judge; any file that "
     "becomes executable, a link or binary"},
    {kDeletion, "deletion",
     "a file that is removed or emptied, or that loses over 50 lines and ten times as many as it gains"},
};

// Globs for the name; with a final "/", for a folder on the path.
bool any_of(std::string_view globs, std::string_view path) {
  for (std::string_view glob : split(globs, ' ')) {
    if (!glob.ends_with('/')) {
      if (glob_matches(glob, name_in(path))) return true;
      continue;
    }
    glob.remove_suffix(1);
    for (std::string_view folder : split(parent_of(path), '/'))
      if (glob_matches(glob, folder)) return true;
  }
  return false;
}

constexpr std::string_view kProse =
    "*.md *.markdown *.mdown *.rst *.adoc *.asciidoc *.txt *.text *.org *.textile *.tex *.pod *.[1-8] readme "
    "readme.* license license.* "
    "licence* copying copying.* changelog changelog.* changes authors notice contributing* news todo "
    "install.md security.md";
constexpr std::string_view kData =
    "*.json *.json5 *.jsonc *.jsonl *.yaml *.yml *.toml *.ini *.cfg *.conf *.config *.properties *.env .env "
    ".env.* *.xml *.csv *.tsv *.plist "
    "*.lock .gitignore .dockerignore *.po *.strings *.resx";
constexpr std::string_view kInstalled =
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.y*ml bun.lock bun.lockb deno.lock "
    "requirements*.txt requirements*.in "
    "constraints*.txt pipfile pipfile.lock poetry.lock uv.lock pdm.lock pylock*.toml cargo.lock go.mod "
    "go.sum gemfile.lock gems.locked "
    "composer.lock mix.lock podfile.lock package.resolved pubspec.lock flake.lock renv.lock vcpkg.json "
    "conanfile.txt *.versions.toml "
    "rebar.lock packages.lock.json";
constexpr std::string_view kScripts = "*.sh *.bash *.zsh *.fish *.ps1 *.psm1 *.bat *.cmd *.awk *.sed";

struct WordRow {
  TaskKind kind;
  std::string_view words;  // each matches words that begin with it; with a final "." only itself
};
constexpr WordRow kWords[] = {
    {kRename, "renam"},
    {kRefactor,
     "refactor simplif clean extract split restructur reorgani inline. dedup tidy moderni port. convert "
     "replac optimi improv speed "
     "faster move. reformat format"},
    {kBugFix,
     "fix bug repair correct crash broken break. fault defect wrong incorrect regress fail error exception "
     "leak deadlock typo debug "
     "hotfix segfault overflow hang off-by-one misspell resolv fix patch"},
    {kFeature, "add. adds. adding implement introduc creat feature support extend expos"},
};

std::optional<TaskKind> kind_of_word(std::string_view word) {
  for (const WordRow& row : kWords)
    for (std::string_view stem : split(row.words, ' ')) {
      bool whole = stem.ends_with('.');
      if (whole ? word == stem.substr(0, stem.size() - 1) : word.starts_with(stem)) return row.kind;
    }
  return std::nullopt;
}

TaskKind kind_of_file(const TouchedFile& file, TaskKind words) {
  std::string path = to_lower(file.path);
  if (file.change == TouchedFile::kRemoved || (file.removed > 50 && file.removed > 10 * file.added))
    return kDeletion;
  if (file.reader == TouchedFile::kRun || file.special || any_of(kScripts, path) || configures_checks(path))
    return kBuild;
  if (file.reader == TouchedFile::kInstalled || any_of(kInstalled, path)) return kDependency;
  if (file.content == TouchedFile::kBlanksDiffer) return kFormat;
  if (is_test(file.path)) return kTest;
  if (any_of(kProse, path)) return kDocumentation;
  if (any_of(kData, path)) return kConfiguration;
  if (file.content == TouchedFile::kCommentsDiffer) return kComments;
  if (file.content == TouchedFile::kNamesDiffer) return kRename;
  TaskKind kind = words == kRename ? kRefactor : words;  // changes more than names
  return file.change == TouchedFile::kMoved && file.added + file.removed == 0 ? kRefactor : kind;
}

}  // namespace

std::string_view name_of(TaskKind kind) {
  return kKinds[static_cast<size_t>(kind)].name;
}

std::optional<TaskKind> task_kind_from(std::string_view name) {
  for (const KindRow& row : kKinds)
    if (row.name == name) return row.kind;
  return std::nullopt;
}

std::string_view name_of(TaskSize size) {
  return size == TaskSize::kSmall ? "small" : size == TaskSize::kMedium ? "medium" : "large";
}

TaskSize task_size_from(std::string_view name) {
  return name == "large" ? TaskSize::kLarge : name == "medium" ? TaskSize::kMedium : TaskSize::kSmall;
}

// Each part of the sentence has the kind of its first decisive word.
TaskKind kind_of_words(std::string_view text) {
  std::optional<TaskKind> riskiest;
  bool told = false, of_checks = false;  // "make the tests pass"
  std::string word;
  auto end_word = [&] {
    of_checks |= word.starts_with("test") || word.starts_with("check") || word == "build";
    bool passes = of_checks && (word.starts_with("pass") || word == "green" || word == "work");
    if (!told && !word.empty())
      if (auto kind = passes ? kBugFix : kind_of_word(word)) {
        told = true;
        riskiest = std::max(riskiest.value_or(*kind), *kind);
      }
    if (word == "and" || word == "then" || word == "also" || word == "but") told = of_checks = false;
    word.clear();
  };
  std::string lower = to_lower(text);
  for (size_t i = 0; i < lower.size(); ++i) {
    char c = lower[i];
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '\'' ||
        static_cast<unsigned char>(c) >= 0x80) {
      word += c;
      continue;
    }
    end_word();
    bool ends_sentence =
        c == '\n' || c == ';' ||
        ((c == '.' || c == '!' || c == '?') && (i + 1 == lower.size() || lower[i + 1] <= ' '));
    if (ends_sentence) told = of_checks = false;
  }
  end_word();
  return riskiest.value_or(kFeature);
}

TaskClass classify(std::string_view text, const std::vector<TouchedFile>& files) {
  TaskClass found{kDocumentation, TaskSize::kSmall};
  TaskKind words = kind_of_words(text);
  uint64_t lines = 0;
  for (const TouchedFile& file : files) {
    lines += file.added + file.removed;
    found.kind = std::max(found.kind, kind_of_file(file, words));
  }
  if (files.size() > 20 || lines > 600) {
    found.size = TaskSize::kLarge;
  } else if (files.size() > 3 || lines > 60) {
    found.size = TaskSize::kMedium;
  }
  return found;
}

std::string task_kinds_markdown() {
  std::string text = "| kind, in order of risk | what is touched, or asked |\n|---|---|\n";
  for (const KindRow& row : kKinds)
    text += "| `" + std::string(row.name) + "` | " + std::string(row.touches) + " |\n";
  return text;
}

}  // namespace suit
