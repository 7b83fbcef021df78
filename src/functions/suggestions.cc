#include "functions/suggestions.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <regex>

#include "base/text.h"
#include "code/symbols.h"
#include "code/syntax.h"
#include "verify/check_event.h"

namespace suit {
namespace {

constexpr size_t kNamesMax = 600, kReadMax = 16;
constexpr uint64_t kSuggestionBytesMax = 64 << 10;

bool is_passed_over(std::string_view name) {
  static constexpr std::string_view names[] = {"node_modules", "vendor",     "third_party", "target",
                                               "build",        "dist",       "out",         "venv",
                                               "env",          "__pycache__"};
  return name.starts_with('.') || std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Breadth first: files near the root are the most typical of a project.
std::vector<std::string> paths_near_the_top(Files& files) {
  std::vector<std::string> paths, folders = {""};
  size_t seen = 0;
  for (size_t i = 0; i < folders.size() && seen < kNamesMax; ++i) {
    std::string folder = folders[i];
    auto entries = files.list(folder);
    if (!entries) continue;
    for (const DirectoryEntry& entry : *entries) {
      if (++seen > kNamesMax) break;
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (entry.type == FileType::kDirectory && !is_passed_over(entry.name)) folders.push_back(path);
      // Skip paths that need quoting.
      bool plain = path.find_first_of(" '\"`\\*?[") == path.npos && is_utf8(path) && printable(path) == path;
      if (entry.type == FileType::kFile && plain) paths.push_back(path);
    }
  }
  return paths;
}

std::string next_version(const std::string& major, const std::string& minor, const std::string& patch) {
  return major + "." + minor + "." + std::to_string(std::atoi(patch.c_str()) + 1);
}

class Suggestions {
 public:
  explicit Suggestions(Files& files) : files_(files) {}

  std::vector<std::string> code, settings, words;

  void look_at(const std::string& path) {
    if (read_ >= kReadMax) return;
    std::string name(name_in(path)), extension = extension_of(path);
    auto grammar = grammar_of(path);
    bool markdown = extension == ".md" || extension == ".rst" || extension == ".txt";
    static constexpr std::string_view kSettings[] = {".json", ".toml", ".yaml",      ".yml",
                                                     ".ini",  ".cfg",  ".properties"};
    bool holds_settings = name == ".env" || std::find(std::begin(kSettings), std::end(kSettings),
                                                      extension) != std::end(kSettings);
    if (grammar && code.size() < 3) {
      if (auto text = read(path)) look_at_code(*grammar, *text);
    } else if (holds_settings && settings.size() < 2 && name.find("lock") == name.npos) {
      if (auto text = read(path)) look_at_settings(path, *text);
    } else if (markdown && words.size() < 4) {
      if (auto text = read(path)) look_at_words(path, *text, extension == ".md");
    }
  }

 private:
  std::optional<std::string> read(const std::string& path) {
    ++read_;
    auto text = files_.read(path, kSuggestionBytesMax);
    if (!text || is_binary(*text) || !is_utf8(*text)) return std::nullopt;
    return *text;
  }

  void look_at_code(Grammar grammar, const std::string& text) {
    auto symbols = symbols_of(grammar, text);
    if (!symbols) return;
    for (const Symbol& symbol : symbols->definitions) {
      const std::string& name = symbol.name;
      bool usual = name.size() > 3 &&
                   name.find_first_not_of(
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == name.npos;
      if (!usual || name[0] == '_' || name == "main" || to_lower(name).starts_with("test")) continue;
      bool is_class = symbol.signature.starts_with("class ") || symbol.signature.starts_with("struct ");
      bool is_function = !is_class && symbol.signature.find('(') != symbol.signature.npos;
      if (!is_class && !is_function) continue;
      bool snake = name.find('_') != name.npos || to_lower(name) == name;
      std::string renamed =
          snake && !(code::language_of(grammar).special & code::kCamelCase)
              ? "new_" + name
              : (name[0] >= 'a' ? "new" : "New") +
                    std::string(1, static_cast<char>(name[0] >= 'a' ? name[0] - 32 : name[0])) +
                    name.substr(1);
      code.push_back("rename the " + std::string(is_class ? "class " : "function ") + name + " to " +
                     renamed);
      return;  // one per file
    }
  }

  void look_at_settings(const std::string& path, const std::string& text) {
    static const std::regex version(
        "^[ \\t]{0,4}\"?version\"?[ \\t]*[:=][ \\t]*\"?([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})\"?,?[ "
        "\\t]*$");
    static const std::regex simple(
        "^([A-Za-z_][A-Za-z0-9_.-]{1,40})[ \\t]*[:=][ \\t]*([0-9]{1,9}|true|false)[ \\t]*$");
    for (std::string_view raw : split_lines(text)) {
      std::string line(without_terminator(raw));
      if (line.size() > 200) continue;
      std::smatch found;
      if (std::regex_match(line, found, version)) {
        settings.push_back("set version to " + next_version(found[1], found[2], found[3]) + " in " + path);
        return;
      }
      if (!std::regex_match(line, found, simple)) continue;
      std::string value = found[2];
      std::string other = value == "true"    ? "false"
                          : value == "false" ? "true"
                                             : std::to_string(std::atoll(value.c_str()) + 1);
      settings.push_back("set " + found[1].str() + " to " + other + " in " + path);
      return;
    }
  }

  void look_at_words(const std::string& path, const std::string& text, bool markdown) {
    if (text.find("http://") != text.npos && text.find("http://localhost") == text.npos)
      words.push_back("replace http:// by https:// in " + path);
    if (std::string word = usual_word(text); !word.empty())
      words.push_back("replace the word " + word + " by " +
                      (word.ends_with('s') ? word.substr(0, word.size() - 1) : word + "s") + " in " + path);
    if (!text.empty() && !text.ends_with('\n')) words.push_back("add a newline at the end of " + path);
    if (markdown && path.find('/') == path.npos && !to_lower(path).starts_with("readme"))
      words.push_back("move " + path + " to docs/");
  }

  // The most frequent long word that occurs at least twice.
  static std::string usual_word(const std::string& text) {
    std::map<std::string, int> count;
    std::string word, best;
    for (char c : text + " ") {
      if (c >= 'a' && c <= 'z') {
        word += c;
        continue;
      }
      static constexpr std::string_view common[] = {"about", "after", "where", "which", "there",
                                                    "their", "these", "those", "would", "should",
                                                    "could", "other", "https"};
      if (word.size() >= 5 && word.size() <= 20 &&
          std::find(std::begin(common), std::end(common), word) == std::end(common))
        ++count[word];
      word.clear();
    }
    int most = 1;
    for (const auto& [one, times] : count)
      if (times > most) most = times, best = one;
    return best;
  }

  Files& files_;
  size_t read_ = 0;
};

// Looks at the newest run of each check.
bool a_check_failed(Ledger& ledger) {
  auto runs =
      ledger.events({.kinds = kinds_of<CheckEvent>(), .limit = 20, .newest_first = true, .brief = true});
  if (!runs) return false;
  return std::any_of(runs->begin(), runs->end(), [](const Event& run) {
    CheckResult result = CheckEvent::of(run).result;
    return !result.name.starts_with("policy:") && result.outcome == Outcome::kFailedBefore;
  });
}

}  // namespace

std::vector<std::string> suggested_tasks(Files& files, const std::vector<Check>& checks, Ledger* ledger,
                                         size_t limit) {
  Suggestions found(files);
  for (const std::string& path : paths_near_the_top(files)) found.look_at(path);
  std::vector<std::string> tasks;
  const std::string fix = "make the tests pass";
  if (!checks.empty() && ledger && a_check_failed(*ledger)) tasks.push_back(fix);
  // Alternate kinds, so that a mixed folder shows all of them.
  for (size_t i = 0; i < limit; ++i)
    for (const std::vector<std::string>* kind : {&found.code, &found.settings, &found.words})
      if (i < kind->size() && tasks.size() < limit) tasks.push_back((*kind)[i]);
  if (!checks.empty() && std::find(tasks.begin(), tasks.end(), fix) == tasks.end()) {
    if (tasks.size() == limit) tasks.pop_back();
    tasks.push_back(fix);
  }
  return tasks;
}

}  // namespace suit
