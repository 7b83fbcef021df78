#include "verify/weakened_build.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "base/glob.h"
#include "base/text.h"
#include "verify/assertion.h"

namespace suit {
namespace {

std::string_view text_of_version(const FileVersion& version) {
  return version.type == FileType::kFile ? std::string_view(version.content) : std::string_view();
}

bool mentions_one_of(std::string_view text, std::string_view words) {
  std::string low = to_lower(text);
  for (std::string_view word : split(words, ' '))
    if (low.find(word) != low.npos) return true;
  return false;
}

class BuildReport {
 public:
  explicit BuildReport(const FileEdit& edit) : edit_(edit) {}
  void add(size_t line, bool of_base, std::string text) {
    found_.push_back({.path = edit_.path,
                      .line = line,
                      .of_base = of_base,
                      .kind = WeakeningKind::kSettings,
                      .text = std::move(text)});
  }
  void changed(size_t line, const std::string& what, std::string_view before, std::string_view after) {
    add(line, false, what + " changed: " + from_to(before, after));
  }
  std::vector<Weakening> take() { return std::move(found_); }

 private:
  const FileEdit& edit_;
  std::vector<Weakening> found_;
};

// --- make

struct MakeEntry {
  std::string value;       // a recipe's lines, or a variable's value
  std::string needs = {};  // of a target: its prerequisites
  size_t line = 0;
};
struct MakeText {
  std::map<std::string, MakeEntry> targets, variables;
  std::map<std::string, size_t> includes;
};

MakeText read_make(std::string_view text) {
  MakeText read;
  std::vector<std::string> open;
  std::string logical;
  size_t number = 0, begin = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    line = without_terminator(line);
    if (logical.empty()) begin = number;
    bool goes_on = line.ends_with('\\');
    logical += goes_on ? line.substr(0, line.size() - 1) : line;
    if (goes_on && logical.size() < 65'536) continue;
    std::string whole = std::exchange(logical, "");
    if (whole.starts_with('\t')) {
      std::string command = squeezed(whole);
      for (const std::string& target : open) {
        MakeEntry& entry = read.targets[target];
        if (!command.empty() && command[0] != '#') entry.value += (entry.value.empty() ? "" : "; ") + command;
      }
      continue;
    }
    std::string bare = squeezed(whole.substr(0, whole.find('#')));
    if (bare.empty()) continue;
    open.clear();
    if (bare.starts_with("include ") || bare.starts_with("-include ") || bare.starts_with("sinclude ")) {
      read.includes.emplace(bare.substr(bare.find(' ') + 1), begin);
      continue;
    }
    for (std::string_view word : {"export ", "override ", "unexport "})
      if (bare.starts_with(word)) bare.erase(0, word.size());
    size_t equals = bare.find('='), colon = bare.find(':');
    if (equals != bare.npos &&
        (colon == bare.npos || equals < colon || colon + 1 == equals || colon + 2 == equals)) {
      size_t end = equals;
      while (end > 0 && std::string_view(":?+! ").find(bare[end - 1]) != std::string_view::npos) --end;
      MakeEntry& entry = read.variables[bare.substr(0, end)];
      entry.value += (entry.value.empty() ? "" : " ") + squeezed(bare.substr(equals + 1));
      if (entry.line == 0) entry.line = begin;
      continue;
    }
    if (colon == bare.npos) continue;
    std::string needs = squeezed(bare.substr(
        bare.find_first_not_of(':', colon) == bare.npos ? bare.size() : bare.find_first_not_of(':', colon)));
    std::string recipe;
    if (size_t semicolon = needs.find(';'); semicolon != needs.npos) {
      recipe = squeezed(needs.substr(semicolon + 1));
      needs = squeezed(needs.substr(0, semicolon));
    }
    for (std::string_view target : split(std::string_view(bare).substr(0, colon), ' ')) {
      if (target.empty() || read.targets.size() > 20'000) continue;
      MakeEntry& entry = read.targets[std::string(target)];
      if (entry.line == 0) entry.line = begin;
      entry.needs += (entry.needs.empty() || needs.empty() ? "" : " ") + needs;
      entry.value += recipe;
      open.emplace_back(target);
    }
  }
  return read;
}

constexpr std::string_view kCheckWords = "test check lint verify ci cov spec valid typecheck tox";

void compare_make(std::string_view before, std::string_view after, BuildReport& report) {
  MakeText was = read_make(before), is = read_make(after);
  std::string recipes;  // of targets that check
  std::set<std::string> checking;
  for (const auto& [target, entry] : was.targets)
    if (mentions_one_of(target, kCheckWords) && target != ".PHONY") {
      checking.insert(target);
      recipes += entry.value + " ";
    }
  for (const std::string& target : checking) {
    const MakeEntry& old = was.targets[target];
    auto it = is.targets.find(target);
    if (it == is.targets.end()) {
      report.add(old.line, true, "the target " + short_code(target) + " is gone");
      continue;
    }
    if (it->second.value != old.value)
      report.changed(it->second.line, "the recipe of " + short_code(target), old.value, it->second.value);
    std::vector<std::string_view> needed = split(it->second.needs, ' ');
    std::vector<std::string> lost;
    for (std::string_view need : split(old.needs, ' '))
      if (!need.empty() && std::find(needed.begin(), needed.end(), need) == needed.end())
        lost.emplace_back(need);
    if (!lost.empty())
      report.add(it->second.line, false,
                 "the target " + short_code(target) + " no longer needs " + short_code(joined(lost, " ")));
  }
  for (const auto& [name, entry] : is.variables) {
    auto old = was.variables.find(name);
    bool is_used =
        recipes.find("$(" + name + ")") != recipes.npos || recipes.find("${" + name + "}") != recipes.npos;
    bool is_of_make =
        name == "SHELL" || name == ".SHELLFLAGS" || name == "MAKEFLAGS" || name == ".DEFAULT_GOAL";
    bool was_there = old != was.variables.end();
    if (was_there ? old->second.value == entry.value ||
                        !(is_used || is_of_make || mentions_one_of(name, "test check"))
                  : !is_of_make)
      continue;
    report.changed(entry.line, "the variable " + short_code(name), was_there ? old->second.value : "",
                   entry.value);
  }
  if (is.targets.contains(".IGNORE") && !was.targets.contains(".IGNORE"))
    report.add(is.targets[".IGNORE"].line, false, ".IGNORE added: failing commands do not count");
  for (const auto& [path, line] : is.includes)
    if (!was.includes.contains(path)) report.add(line, false, "includes " + short_code(path));
}

// --- CMake and Meson: calls

struct BuildCall {
  std::string name;
  std::vector<std::string> arguments;
  size_t line = 0;
  std::string text() const { return joined(arguments, " "); }
};

// `separators`: besides blanks. Comments begin with #.
std::vector<BuildCall> read_calls(std::string_view text, bool has_commas) {
  std::vector<BuildCall> calls;
  size_t line = 1;
  std::string word;
  BuildCall* open = nullptr;
  size_t depth = 0;
  auto end_word = [&] {
    if (open && !word.empty()) open->arguments.push_back(word);
    word.clear();
  };
  for (size_t i = 0; i < text.size() && calls.size() < 20'000; ++i) {
    char c = text[i];
    if (c == '\n') ++line;
    if (c == '#') {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
    } else if (c == '"' || (has_commas && c == '\'')) {
      size_t end = i + 1;
      while (end < text.size() && text[end] != c) {
        if (text[end] == '\\') ++end;
        if (end < text.size() && text[end] == '\n') ++line;
        ++end;
      }
      end = std::min(end, text.size());
      word += text.substr(i + 1, end - i - 1);
      if (open && word.empty()) open->arguments.emplace_back();
      i = end;
    } else if (c == '(' && !open) {
      calls.push_back({.name = to_lower(word), .arguments = {}, .line = line});
      open = &calls.back();
      depth = 1;
      word.clear();
    } else if (c == '(') {
      ++depth;
      word += c;
    } else if (c == ')' && open) {
      if (--depth == 0) {
        end_word();
        open = nullptr;
      } else {
        word += c;
      }
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || (has_commas && c == ',')) {
      if (open)
        end_word();
      else if (c != ' ' && c != '\t')
        word.clear();
    } else {
      word += c;
    }
  }
  return calls;
}

std::string argument_after(const BuildCall& call, std::string_view keyword) {
  for (size_t i = 0; i + 1 < call.arguments.size(); ++i)
    if (call.arguments[i] == keyword) return call.arguments[i + 1];
  return "";
}

// "x" of add_test(NAME x …), add_test(x …), test('x', …); "" if it is not one test.
std::string test_of(const BuildCall& call) {
  if (call.name == "add_test" && !call.arguments.empty())
    return call.arguments[0] == "NAME" && call.arguments.size() > 1 ? call.arguments[1] : call.arguments[0];
  if (call.name == "test" || call.name == "benchmark") return call.arguments.empty() ? "" : call.arguments[0];
  return "";
}

bool finds_tests(const BuildCall& call) {
  return glob_matches("*discover_tests", call.name) || call.name == "enable_testing" ||
         glob_matches("*add_tests", call.name) || (call.name == "include" && call.text() == "CTest") ||
         ((call.name == "add_subdirectory" || call.name == "subdir") &&
          mentions_one_of(call.text(), "test spec check"));
}

constexpr std::string_view kTestProperties[][2] = {
    {"WILL_FAIL", "is expected to fail"},
    {"DISABLED", "is disabled"},
    {"SKIP_RETURN_CODE", "may be skipped by its exit status"},
    {"SKIP_REGULAR_EXPRESSION", "may be skipped by its output"},
    {"PASS_REGULAR_EXPRESSION", "passes by its output, whatever its exit status"},
};

constexpr std::string_view kStrictFlags =
    "-Werror /WX -Wall -Wextra -Wpedantic -Wconversion -Wshadow -fsanitize=";
constexpr std::string_view kLaxFlags = "-DNDEBUG NDEBUG -w -Wno-error -Wno-";

// Flags in any call, with how often they occur.
std::map<std::string, std::pair<size_t, size_t>> flags_in(const std::vector<BuildCall>& calls) {
  std::map<std::string, std::pair<size_t, size_t>> flags;  // count, first line
  for (const BuildCall& call : calls)
    for (const std::string& argument : call.arguments)
      for (std::string_view flag : split(argument, ' ')) {
        bool counts = flag == "NDEBUG";
        counts |= flag.size() > 1 && (flag[0] == '-' || flag[0] == '/') && flag.size() < 100;
        if (!counts) continue;
        auto& [count, line] = flags[std::string(flag)];
        if (count++ == 0) line = call.line;
      }
  return flags;
}

void compare_flags(const std::vector<BuildCall>& before, const std::vector<BuildCall>& after,
                   BuildReport& report) {
  auto was = flags_in(before), is = flags_in(after);
  auto begins_any = [](std::string_view flag, std::string_view list) {
    for (std::string_view each : split(list, ' ')) {
      bool is_prefix = each.ends_with('=') || each.ends_with("Wno-") || each == "-Werror";
      if (flag == each || (is_prefix && flag.starts_with(each))) return true;
    }
    return false;
  };
  for (const auto& [flag, place] : was)
    if (begins_any(flag, kStrictFlags) && !is.contains(flag))
      report.add(place.second, true, "the flag " + short_code(flag) + " is gone");
  for (const auto& [flag, place] : is)
    if (begins_any(flag, kLaxFlags) && !was.contains(flag))
      report.add(place.second, false, "the flag " + short_code(flag) + " is new");
}

void compare_calls(std::string_view before, std::string_view after, bool has_commas, BuildReport& report) {
  std::vector<BuildCall> was = read_calls(before, has_commas), is = read_calls(after, has_commas);
  std::map<std::string, const BuildCall*> tests;
  std::multiset<std::string> finders;
  std::set<std::string> kept;  // a name, such as a variable's, may stand for several tests
  for (const BuildCall& call : is) {
    if (std::string name = test_of(call); !name.empty()) tests.emplace(name, &call), kept.insert(call.text());
    if (finds_tests(call)) finders.insert(call.name + " " + call.text());
  }
  for (const BuildCall& call : was) {
    std::string name = test_of(call);
    if (!name.empty() && !kept.contains(call.text())) {
      auto it = tests.find(name);
      if (it == tests.end()) {
        report.add(call.line, true, "the test " + short_code(name) + " is gone");
      } else {
        report.changed(it->second->line, "the test " + short_code(name), call.text(), it->second->text());
      }
    }
    if (!finds_tests(call)) continue;
    auto it = finders.find(call.name + " " + call.text());
    if (it != finders.end())
      finders.erase(it);
    else
      report.add(call.line, true, call.name + "(" + short_code(call.text()) + ") is gone or changed");
  }
  std::set<std::string> old_calls, old_tests;
  for (const BuildCall& call : was) {
    old_calls.insert(call.name + " " + call.text());
    old_tests.insert(test_of(call));
  }
  for (const BuildCall& call : is) {
    if (old_calls.contains(call.name + " " + call.text())) continue;
    if (has_commas || !mentions_one_of(call.name, "propert") || call.arguments.empty()) continue;
    const std::string& subject = call.arguments[0];
    if (tests.contains(subject) && !old_tests.contains(subject)) continue;  // a new test
    for (const auto& [property, effect] : kTestProperties)
      if (std::find(call.arguments.begin(), call.arguments.end(), property) != call.arguments.end())
        report.add(call.line, false, short_code(subject) + " " + std::string(effect));
    std::string timeout = argument_after(call, "TIMEOUT");
    for (const BuildCall& old : was) {
      if (timeout.empty() || old.name != call.name || old.arguments.empty() || old.arguments[0] != subject)
        continue;
      std::string limit = argument_after(old, "TIMEOUT");
      if (!limit.empty() && std::strtod(timeout.c_str(), nullptr) > std::strtod(limit.c_str(), nullptr))
        report.add(call.line, false, "timeout raised: " + short_code(limit) + " → " + short_code(timeout));
    }
  }
  compare_flags(was, is, report);
}

// --- go.mod, go.work

void compare_replaces(std::string_view before, std::string_view after, BuildReport& report) {
  auto read = [](std::string_view text) {
    std::map<std::string, size_t> replaces;
    bool in_block = false;
    size_t number = 0;
    for (std::string_view line : split_lines(text)) {
      ++number;
      std::string bare = squeezed(line.substr(0, line.find("//")));
      if (bare == ")") in_block = false;
      bool is_one = bare.starts_with("replace ") && !bare.ends_with("(");
      if (is_one || (in_block && bare.find("=>") != bare.npos))
        replaces.emplace(is_one ? bare.substr(8) : bare, number);
      if (bare == "replace (" || bare == "replace(") in_block = true;
    }
    return replaces;
  };
  auto was = read(before), is = read(after);
  for (const auto& [replace, line] : is)
    if (!was.contains(replace)) report.add(line, false, "replaces a module: " + short_code(replace));
}

}  // namespace

std::vector<Weakening> weakened_build(const FileEdit& edit) {
  std::string name = to_lower(name_in(edit.path));
  std::string_view before = text_of_version(edit.before), after = text_of_version(edit.after);
  BuildReport report(edit);
  bool is_make = name == "makefile" || name == "gnumakefile" || name.ends_with(".mk");
  if (is_make && edit.before.type == FileType::kAbsent && name == "gnumakefile")
    report.add(1, false, "added: make reads it instead of Makefile");
  if (edit.before.type == FileType::kAbsent && name != "go.mod" && name != "go.work") return report.take();
  if (is_make) compare_make(before, after, report);
  if (name == "cmakelists.txt" || name.ends_with(".cmake")) compare_calls(before, after, false, report);
  if (name == "meson.build") compare_calls(before, after, true, report);
  if (name == "go.mod" || name == "go.work") compare_replaces(before, after, report);
  return report.take();
}

}  // namespace suit
