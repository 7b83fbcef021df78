#include "verify/check_scripts.h"
#include "verify/word_list.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr uint64_t kScriptBytesMax = 1u << 20;
constexpr size_t kScriptsMax = 100;

constexpr std::string_view kShellEndings[] = {".sh", ".bash", ".zsh", ".ksh", ".dash", ".fish", ".bats"};
constexpr std::string_view kTextEndings[] = {".rst", ".md", ".txt", ".adoc"};
constexpr std::string_view kOtherEndings[] = {".py", ".pl",  ".rb",  ".js",  ".mjs", ".cjs",
                                              ".ts", ".php", ".awk", ".lua", ".tcl"};
// Words in the names of what checks.
constexpr std::string_view kPurposes[] = {"check",  "checks",   "checker",  "test", "tests",
                                          "verify", "verifier", "validate", "lint", "linter",
                                          "ci",     "selftest", "smoke"};
// Options whose value is a file that says what to do, with the programs that read it; "": every one.
struct FileOption {
  std::string_view options, programs;
  bool is_script = false;  // the value may be something else
};
constexpr FileOption kFileOptions[] = {
    {"-f --file --makefile", "make gmake awk gawk mawk sed just"},
    {"-c --config --rcfile --init-file --config-file --rootdir", ""},
    {"-r --require --import --loader --test-reporter", "", true},
};
constexpr std::string_view kManagers[] = {"npm", "npx", "yarn", "pnpm", "bun", "node"};

// The words of a command, or of a text with commands: what is between blanks, quotes and the shell's own
// characters.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (std::string_view(" \t\r\n\"'`;&|()<>{}$=,[]\\").find(c) == std::string_view::npos) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool says_that_it_checks(std::string_view path) {
  std::string word;
  std::string low = to_lower(path) + "/";
  for (char c : low) {
    if (std::isalpha(static_cast<unsigned char>(c))) {
      word += c;
    } else {
      if (is_one_of(word, kPurposes)) return true;
      word.clear();
    }
  }
  return false;
}

class ScriptSearch {
 public:
  explicit ScriptSearch(Files& files) : files_(files) {}

  std::map<std::string, std::string> run(const std::string& command) {
    read(command, Source::kCommand, "");
    while (!ahead_.empty() && found_.size() < kScriptsMax) {
      Text text = std::move(ahead_.back());
      ahead_.pop_back();
      read(text.content, text.source, text.name);
    }
    return std::move(found_);
  }

 private:
  enum class Source { kCommand, kSetting, kScript };
  struct Text {
    std::string content;
    Source source;
    std::string name;
  };

  void read(const std::string& text, Source source, const std::string& name) {
    auto words = words_of(text);
    runs_examples_ = is_among_words(words, {"doctest", "byexample", "cram"});
    std::string folder;  // of a `cd`
    for (size_t i = 0; i < words.size(); ++i) {
      if (i > 0 && words[i - 1] == "cd" && source != Source::kScript) folder = words[i];
      bool is_named_file = source == Source::kCommand && i > 0 && is_value_of(words[i - 1], words, words[i]);
      for (std::string_view home : {std::string_view(), std::string_view(folder)}) {
        std::string path = join_path(home, without_variable(words[i]));
        if (!path.empty() && is_inner_path(path)) look(path, source, name, is_named_file);
        if (folder.empty()) break;
      }
    }
    if (source == Source::kScript) return;
    if (is_among_words(words, {"make", "gmake"}))
      for (const std::string& file : makefiles_of(words)) read_makefile(file, words);
    if (std::any_of(words.begin(), words.end(), [](auto& word) { return is_one_of(word, kManagers); }))
      read_scripts(words);
    for (auto [program, file] : {std::pair("tox", "tox.ini"), std::pair("just", "justfile")})
      if (is_among_words(words, {program})) add_setting(file);
  }

  // "ci/verify.sh" of "$ROOT/ci/verify.sh".
  static std::string_view without_variable(std::string_view word) {
    size_t slash = word.find('/');
    bool is_variable =
        slash != word.npos && slash > 0 && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == slash;
    return is_variable ? word.substr(slash + 1) : word;
  }

  static bool is_among_words(const std::vector<std::string>& words,
                             std::initializer_list<std::string_view> programs) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return is_one_of(word, programs); });
  }

  static bool is_value_of(std::string_view option, const std::vector<std::string>& words,
                          std::string_view value) {
    for (const FileOption& row : kFileOptions) {
      if (!is_one_of(option, split(row.options, ' '))) continue;
      auto programs = split(row.programs, ' ');
      bool is_read = row.programs.empty() || std::any_of(words.begin(), words.end(), [&](auto& word) {
                       return is_one_of(word, programs);
                     });
      std::string ending = extension_of(value);
      return is_read && (!row.is_script || is_one_of(ending, kOtherEndings));
    }
    return false;
  }

  void look(const std::string& path, Source source, const std::string& name, bool is_named_file) {
    if (found_.contains(path) || found_.size() >= kScriptsMax) return;
    std::string ending = extension_of(path);
    bool is_shell = is_one_of(ending, kShellEndings), is_other = is_one_of(ending, kOtherEndings);
    // Examples that a command such as `doctest docs/guide.rst` runs.
    is_named_file |= runs_examples_ && source == Source::kCommand && is_one_of(ending, kTextEndings);
    bool is_wanted = is_named_file || (source == Source::kCommand && is_shell) || says_that_it_checks(path);
    bool may_be = is_shell || is_other || ending.empty() || is_named_file;
    if (!may_be || (!is_wanted && !(ending.empty() && source == Source::kCommand))) return;
    auto info = files_.info(path);
    if (!info || info->type != FileType::kFile) return;
    auto text = files_.read(path, kScriptBytesMax);
    if (!text) return;
    if (ending.empty() && !is_named_file) {
      std::string_view first = text->starts_with("#!") ? split_lines(*text)[0] : std::string_view();
      if (first.empty() || (!is_wanted && trim(first).find("sh") == first.npos)) return;
    }
    found_[path] = source == Source::kCommand ? "the check runs it" : printable(name) + " runs it";
    ahead_.push_back({std::move(*text), Source::kScript, path});
  }

  void add_setting(const std::string& file) {
    if (!settings_.insert(file).second) return;
    if (auto text = files_.read(file, kScriptBytesMax)) ahead_.push_back({*text, Source::kSetting, file});
  }

  // The one that make finds, and those that `-f` names.
  std::vector<std::string> makefiles_of(const std::vector<std::string>& words) {
    std::vector<std::string> found;
    for (size_t i = 1; i < words.size(); ++i)
      if (words[i - 1] == "-f" || words[i - 1] == "--file" || words[i - 1] == "--makefile")
        if (std::string path = join_path("", words[i]); !path.empty()) found.push_back(std::move(path));
    for (const char* name : {"GNUmakefile", "makefile", "Makefile"}) {
      auto info = files_.info(name);
      if (!found.empty() || !info || info->type != FileType::kFile) continue;
      found.emplace_back(name);
    }
    return found;
  }

  // The recipes of the targets among the words and of what they need; of the first target if none is there.
  void read_makefile(const std::string& file, const std::vector<std::string>& words) {
    struct Rule {
      std::vector<std::string> needs;
      std::string recipe;
    };
    auto text = files_.read(file, kScriptBytesMax);
    if (!text) return;
    std::map<std::string, Rule> rules;
    std::string first;
    std::vector<std::string> targets;
    for (std::string_view line : split_lines(*text)) {
      if (line.starts_with('\t')) {
        for (const std::string& target : targets) rules[target].recipe += std::string(line);
        continue;
      }
      size_t colon = line.find(':');
      if (colon == line.npos || line.substr(colon).starts_with(":=") || line.starts_with('#')) continue;
      targets = words_of(line.substr(0, colon));
      std::string_view rest = line.substr(colon + 1);
      size_t command = rest.find(';');
      for (const std::string& target : targets) {
        if (first.empty() && !target.starts_with('.')) first = target;
        for (std::string& need : words_of(rest.substr(0, command)))
          rules[target].needs.push_back(std::move(need));
        if (command != rest.npos) rules[target].recipe += std::string(rest.substr(command + 1));
      }
    }
    std::vector<std::string> wanted;
    for (const std::string& word : words)
      if (rules.contains(word)) wanted.push_back(word);
    if (wanted.empty()) wanted.push_back(first);
    while (!wanted.empty()) {
      std::string target = std::move(wanted.back());
      wanted.pop_back();
      auto rule = rules.find(target);
      if (rule == rules.end() || !settings_.insert(file + ":" + target).second) continue;
      wanted.insert(wanted.end(), rule->second.needs.begin(), rule->second.needs.end());
      ahead_.push_back({rule->second.recipe, Source::kSetting, file});
    }
  }

  // The scripts of package.json that the words name, with those that npm runs before and after.
  void read_scripts(const std::vector<std::string>& words) {
    auto text = files_.read("package.json", kScriptBytesMax);
    auto json = text ? parse_json(*text) : Result<Json>(text.error());
    if (!json || !json->is_object() || !json->contains("scripts") || !(*json)["scripts"].is_object()) return;
    bool is_short = std::find(words.begin(), words.end(), "t") != words.end();
    for (auto& [key, script] : (*json)["scripts"].items()) {
      std::string_view bare = key;
      for (std::string_view start : {"pre", "post"})
        if (bare.starts_with(start)) bare.remove_prefix(start.size());
      bool is_named = std::any_of(words.begin(), words.end(),
                                  [&](const std::string& word) { return word == key || word == bare; });
      bool is_run = is_named || (is_short && bare == "test");
      if (is_run && script.is_string() && settings_.insert("package.json:" + key).second)
        ahead_.push_back({script.get<std::string>(), Source::kSetting, "package.json"});
    }
  }

  Files& files_;
  bool runs_examples_ = false;  // the text that is read
  std::map<std::string, std::string> found_;
  std::vector<Text> ahead_;
  std::set<std::string> settings_;  // that were read
};

}  // namespace

std::map<std::string, std::string> check_scripts(Files& files, const std::string& command) {
  return ScriptSearch(files).run(command);
}

}  // namespace suit
