// Rules on shell scripts, by their words: there is no syntax tree.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/text.h"
#include "folder/path_kind.h"
#include "verify/tell_rules.h"
#include "verify/word_list.h"

namespace suit::tells {
namespace {

constexpr size_t kShellLineMax = 4'000;

bool is_name_byte(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c));
}

// "$NAME" or "${NAME".
bool has_variable(std::string_view line, std::string_view name) {
  for (size_t at = line.find(name); at != line.npos; at = line.find(name, at + 1)) {
    size_t end = at + name.size();
    bool begins = at > 0 && (line[at - 1] == '$' || (at > 1 && line.substr(at - 2, 2) == "${"));
    if (begins && (end == line.size() || !is_name_byte(line[end]))) return true;
  }
  return false;
}

template <size_t N>
bool has_one_of(std::string_view line, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(line, word); });
}

bool compares(std::string_view line) {
  constexpr std::array<std::string_view, 7> kComparing = {"-ge", "-gt", "-le", "-lt", "-eq", "-ne", "case"};
  return has_one_of(line, kComparing) || line.find("[ ") != line.npos;
}

// The file or folder of tests that the line names; "" for none.
std::string_view test_path(std::string_view line) {
  for (size_t at = 0; at < line.size();) {
    size_t end = at;
    while (end < line.size() &&
           (is_name_byte(line[end]) || std::string_view("./-*").find(line[end]) != line.npos))
      ++end;
    std::string_view word = line.substr(at, end - at);
    bool is_path = word.find('/') != word.npos || word.find('.') != word.npos;
    bool is_folder = (word == "tests" || word == "test") && at >= 3 && line.substr(at - 3, 2) == "-d";
    if (is_folder || word.ends_with("*.test") || (is_path && word.size() > 4 && is_test(word))) return word;
    at = end + 1;
  }
  return {};
}

// Numbers of three digits and more.
std::vector<std::string> numbers_of_line(std::string_view line) {
  std::vector<std::string> found;
  for (size_t at = 0; at < line.size();) {
    size_t end = at;
    while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end]))) ++end;
    if (end - at >= 3) found.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

// "equal" of "equal() {" and "function equal {"; "" for another line.
std::string_view defined_function(std::string_view line) {
  if (line.starts_with("function ")) line = trim(line.substr(9));
  size_t end = 0;
  while (end < line.size() && is_name_byte(line[end])) ++end;
  return end > 0 && trim(line.substr(end)).starts_with("()") ? line.substr(0, end) : std::string_view();
}

}  // namespace

bool is_shell(std::string_view path, std::string_view text) {
  if (path.ends_with(".sh") || path.ends_with(".bash")) return true;
  std::string_view first = text.substr(0, std::min(text.find('\n'), text.size()));
  return first.starts_with("#!") && (first.ends_with("sh") || first.find("sh ") != first.npos);
}

void find_in_shell(std::string_view text, std::span<const TestText> tests, TestLiterals& literals,
                   std::vector<Finding>& findings) {
  constexpr std::array<std::string_view, 5> kRunVariables = {"MAKELEVEL", "MAKEFLAGS", "MFLAGS", "PPID",
                                                             "CI"};
  constexpr std::array<std::string_view, 5> kSums = {"cksum", "md5sum", "sha1sum", "sha256sum", "b2sum"};
  size_t number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    line = trim(without_terminator(line));
    if (line.empty() || line.starts_with('#') || line.size() > kShellLineMax) continue;
    auto add = [&](TellRule rule, std::string reason) {
      findings.push_back({rule, number, std::move(reason), "", std::string(line)});
    };
    for (std::string_view name : kRunVariables)
      if (has_variable(line, name))
        add(TellRule::kTestEnvironment, "looks for a test run ($" + std::string(name) + ")");
    if (line.find("/proc/") != line.npos) add(TellRule::kTestEnvironment, "looks for a test run (/proc)");
    if (line.starts_with("case $PATH ") || line.starts_with("case \"$PATH\" "))
      add(TellRule::kTestEnvironment, "looks for a test run ($PATH)");
    if (std::string_view path = test_path(line); !path.empty())
      add(TellRule::kTestFiles, "uses the tests' files (" + printable(path) + ")");
    if (has_word(line, "date") && line.find("date +") != line.npos && compares(line))
      add(TellRule::kClock, "behaves differently from a certain time on");
    if (line.find("wc -l") != line.npos && compares(line))
      add(TellRule::kClock, "depends on the length of a file, which may count runs");
    bool verifies = line.find(" -c") != line.npos || line.find("--check") != line.npos;
    if (has_one_of(line, kSums) && compares(line) && !verifies)
      add(TellRule::kTestInputs, "recognizes content by a checksum");
    if (has_word(line, "trap") && has_word(line, "exit"))
      add(TellRule::kProcessEnd, "decides the exit status when the process ends");
    if (std::string_view name = defined_function(line); !name.empty()) {
      for (std::string_view command :
           split("diff cmp comm grep egrep fgrep test expr cat sort uniq head tail wc cut tr "
                 "sed awk printf echo exit return command env sh bash true false",
                 ' '))
        if (name == command) add(TellRule::kRunner, "redefines the command " + std::string(name));
      std::string definition = std::string(name) + "()";
      for (auto& [path, content] : tests)
        if (content.find("\n" + definition) != content.npos || content.starts_with(definition))
          add(TellRule::kRunner, "redefines " + printable(name) + " of " + printable(path));
    }
    for (const std::string& one : numbers_of_line(line))
      if (literals.mentions_number(std::stod(one))) {
        add(TellRule::kTestInputs, "has a number of the tests (" + one + ")");
        break;
      }
  }
}

}  // namespace suit::tells
