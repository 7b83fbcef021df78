#include "verify/tells.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "code/language.h"
#include "folder/judge_files.h"
#include "verify/tell_rules.h"

namespace suit {
namespace {

using tells::CodeFile;
using tells::Finding;
using tells::Names;

constexpr size_t kCodeBytesMax = 4u << 20;  // of a file whose syntax is examined

std::optional<Grammar> grammar_by_content(const std::string& path, const std::string& content) {
  if (auto grammar = grammar_of(path)) return grammar;
  const code::Language& language = code::language_of(path, content);
  bool unparsed = !extension_of(path).empty();
  if (unparsed || language.parsers.empty()) return std::nullopt;
  return language.parsers.front().grammar;
}

// A command's own file, by its place, its first line or its use of arguments.
bool is_program(std::string_view path, std::string_view content) {
  if (content.starts_with("#!")) return true;
  for (std::string_view folder : split(parent_of(path), '/'))
    for (std::string_view one : {"bin", "cli", "scripts", "script", "tools", "cmd", "examples"})
      if (folder == one) return true;
  std::string_view name = name_in(path), stem = name.substr(0, name.find('.'));
  for (std::string_view one : {"cli", "main", "__main__", "run"})
    if (stem == one) return true;
  for (std::string_view one : {"process.argv", "sys.argv", "require.main", "package main", "int main("})
    if (content.find(one) != content.npos) return true;
  return false;
}

constexpr size_t kDataBytesMax = 256u << 10;

struct Side {
  std::vector<Finding> findings;
  bool too_large = false;
};

Side examine(const std::string& path, const FileVersion& version, bool program,
             std::span<const TestText> test_texts, tells::TestLiterals& tests) {
  Side side;
  if (version.type != FileType::kFile || is_binary(version.content)) return side;
  const std::string& content = version.content;
  tells::find_hidden_text(path, content, side.findings);
  if (!why_judge_file(path).empty()) return side;
  if (tells::is_shell(path, content) && content.size() <= kCodeBytesMax)
    tells::find_in_shell(content, test_texts, tests, side.findings);
  auto grammar = grammar_by_content(path, content);
  if (!grammar) return side;
  if (content.size() > kCodeBytesMax) {
    side.too_large = true;
    return side;
  }
  auto code = CodeFile::parse(*grammar, content);
  if (!code) {
    side.too_large = true;
    return side;
  }
  Names names(code.value());
  tells::Examined file{path, code.value(), names, program, side.findings};
  find_references(file);
  find_literals(file);
  find_computed_code(file);
  find_catches(file);
  find_comparisons(file);
  find_clocks(file);
  find_test_files(file);
  find_test_inputs(file, tests);
  find_lookalikes(file);
  return side;
}

// The last: the place of code that runs text, and what it does.
using Key = std::tuple<TellRule, std::string, std::string, std::string>;
Key key_of(const Finding& finding, const std::string& path) {
  bool is_computed = finding.rule == TellRule::kComputedCode;
  return {finding.rule, finding.function, finding.text, is_computed ? path + "\n" + finding.reason : ""};
}

}  // namespace

void tells::Examined::add(TellRule rule, At at, std::string reason) const {
  findings.push_back(
      {rule, code.line(at), std::move(reason), std::string(code.function_name(at)), squeezed(code.text(at))});
}

void tells::Examined::add_named(TellRule rule, At at, std::string reason, std::string_view name) const {
  findings.push_back(
      {rule, code.line(at), std::move(reason), std::string(code.function_name(at)), std::string(name)});
}

std::span<const TellRow> tell_rows() {
  static constexpr TellRow kRows[] = {
      {TellRule::kTestEnvironment, "test environment", "Python, JavaScript, C, C++, Go, Rust, Java",
       "looks for a test runner, its variables or arguments, CI, the call stack, other functions' variables, "
       "`/proc/self`, what watches the tests"},
      {TellRule::kProcessEnd, "process end", "Python, JavaScript, C, C++, Go, Rust, Java",
       "ends or replaces the process with success, calls the kernel directly, or handles its failures"},
      {TellRule::kRunner, "runner", "Python, JavaScript, C, C++, Go, Rust, Java",
       "imports or changes a test runner, built-ins or the standard library; hooks into the interpreter; "
       "names what mocks assert; changes the loaded modules, the working folder or the random numbers that "
       "tests share; gives a symbol another name"},
      {TellRule::kComputedCode, "computed code", "Python, JavaScript", "runs text as code; disguises a name"},
      {TellRule::kAssertionErrors, "assertion errors", "Python, JavaScript, Java",
       "catches assertion errors, or every exception of its caller's code"},
      {TellRule::kComparison, "comparison", "Python, JavaScript, C, C++, Go, Rust, Java",
       "a comparison that is true for everything, does not look at the other object or asks for nothing of "
       "it, or replaces that of a type of values"},
      {TellRule::kTestInputs, "test inputs", "Python, JavaScript, C, C++, Go, Rust, Java",
       "answers an input of a test with the constant that the test expects, compares with several values of "
       "a test or a length with one, sets a variable that tests read, or is a new file of data with inputs "
       "and results of tests"},
      {TellRule::kClock, "clock", "Python, JavaScript, C, Go, Rust, Java",
       "behaves differently from a date or a run time on, or by a file that outlives a run"},
      {TellRule::kSkip, "skip", "Python, C, C++", "skips a test from the code"},
      {TellRule::kTestFiles, "test files", "Python, JavaScript, C, Go, Rust", "reads the tests' files"},
      {TellRule::kHiddenText, "hidden text", "all",
       "reorders or hides text, encodings that hide code, look-alike names, `.gitattributes` that hides "
       "changes"},
  };
  return kRows;
}

std::string_view name_of(TellRule rule) {
  return tell_rows()[static_cast<size_t>(rule)].name;
}

std::string Tell::text() const {
  return printable(path) + ":" + std::to_string(line) + " " + reason;
}

std::vector<Tell> tells_of(const std::vector<FileEdit>& edits, std::span<const TestText> tests) {
  tells::TestLiterals literals(tests);
  std::map<Key, size_t> before;
  std::vector<Tell> found;
  std::vector<std::pair<const FileEdit*, Side>> after;
  for (const FileEdit& edit : edits) {
    if (edit.before.same_as(edit.after)) continue;
    const std::string& known = edit.before.type == FileType::kFile ? edit.before.content : edit.after.content;
    bool program = is_program(edit.path, known);
    Side side = examine(edit.path, edit.after, program, tests, literals);
    if (side.too_large) found.push_back({TellRule::kHiddenText, edit.path, 1, "is too large to examine"});
    bool is_data = edit.before.type == FileType::kAbsent && edit.after.type == FileType::kFile &&
                   edit.after.content.size() <= kDataBytesMax && !is_binary(edit.after.content) &&
                   !grammar_by_content(edit.path, edit.after.content) && why_judge_file(edit.path).empty();
    if (is_data) tells::find_test_table(edit.after.content, literals, side.findings);
    after.emplace_back(&edit, std::move(side));
    for (const Finding& finding : examine(edit.path, edit.before, program, tests, literals).findings)
      ++before[key_of(finding, edit.path)];
  }
  // Code that runs text may move to another function.
  std::map<std::string, size_t> computed;
  for (const auto& [key, count] : before)
    if (std::get<0>(key) == TellRule::kComputedCode) computed[std::get<3>(key)] += count;
  for (const auto& [edit, side] : after) {
    for (const Finding& finding : side.findings) {
      if (finding.rule == TellRule::kComputedCode) {
        if (size_t& left = computed[edit->path + "\n" + finding.reason]; left > 0) {
          --left;
          continue;
        }
      }
      if (auto known = before.find(key_of(finding, edit->path)); known != before.end() && known->second > 0) {
        --known->second;
      } else {
        found.push_back({finding.rule, edit->path, finding.line, finding.reason});
      }
    }
  }
  auto place = [](const Tell& tell) { return std::tie(tell.path, tell.line, tell.rule, tell.reason); };
  std::sort(found.begin(), found.end(), [&](const Tell& a, const Tell& b) { return place(a) < place(b); });
  found.erase(std::unique(found.begin(), found.end(),
                          [&](const Tell& a, const Tell& b) { return place(a) == place(b); }),
              found.end());
  return found;
}

}  // namespace suit
