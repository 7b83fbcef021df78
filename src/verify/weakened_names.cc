#include "verify/weakened_names.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "folder/path_kind.h"
#include "verify/assertion.h"
#include "verify/markings.h"

namespace suit {
namespace {

using Role = TestStatement::Role;
using Kind = TestUnit::Kind;

// Functions that a runner calls by their names, and lists that it reads.
constexpr std::string_view kCalledByRunner[][3] = {
    {"py", "load_tests pytest_*", "the runner calls it by its name"},
    {"go", "TestMain init", "it runs before the tests"},
};
constexpr std::string_view kReadByRunner = "pytest_plugins collect_ignore collect_ignore_glob";

class NameComparison {
 public:
  NameComparison(const FileEdit& edit, const TestFile& before, const TestFile& after)
      : edit_(edit), before_(before), after_(after), family_(family_of(edit.path)) {}

  std::vector<Weakening> run() {
    if (after_.units.empty()) return {};
    report_called();
    if (edit_.before.type != FileType::kFile || before_.units.empty()) return std::move(found_);
    report_alone();
    report_build_tag();
    report_twice();
    report_replaced();
    report_imports();
    report_fixtures();
    return std::move(found_);
  }

 private:
  void report(size_t line, WeakeningKind kind, std::string text) {
    found_.push_back({.path = edit_.path, .line = line, .kind = kind, .text = std::move(text)});
  }

  // Also in a new file: what it does reaches the other tests.
  void report_called() {
    if (!is_test(edit_.path)) return;
    std::set<std::string_view> known;
    for (const TestUnit& unit : before_.units) known.insert(unit.name);
    std::optional<size_t> told;
    size_t more = 0;
    for (const TestUnit& unit : after_.units)
      for (const auto& [family, names, effect] : kCalledByRunner) {
        bool is_called = family == family_ && unit.kind == Kind::kHelper && unit.outer == 0 &&
                         is_any_name(unit.own_name, names);
        if (!is_called || known.contains(unit.name)) continue;
        more += told.has_value();
        if (told) continue;
        told = found_.size();
        report(unit.line, WeakeningKind::kHook, short_code(unit.own_name) + " added: " + std::string(effect));
      }
    if (more > 0) found_[*told].text += " (and " + std::to_string(more) + " more)";
    for (const TestStatement& each : file_statements(after_))
      if (family_ == "py" && each.tokens.size() > 2 && each.tokens[1].text == "=" &&
          is_any_name(each.tokens[0].text, kReadByRunner) && !stands_in(before_, each))
        report(each.line, WeakeningKind::kHook, short_code(text_of_tokens(each.tokens)));
  }

  // A new `.only` stops every other test, wherever it stands.
  void report_alone() {
    auto count = [&](const TestFile& file) {
      std::pair<size_t, size_t> found{0, 0};  // how many, and the last line
      for (const TestUnit& unit : file.units)
        for (const FoundMark& mark : marks_of(unit, family_, {}))
          if (mark.effect == kRunsAlone) found = {found.first + 1, mark.line};
      return found;
    };
    if (family_ != "js") return;
    size_t was = count(before_).first;
    auto [is, line] = count(after_);
    if (was == 0 && is > 0) report(line, WeakeningKind::kTest, "one test " + std::string(kRunsAlone));
  }

  // Go: a file with a build tag that is not set holds no tests.
  void report_build_tag() {
    if (family_ != "go") return;
    auto tags = [](std::string_view content) {
      std::map<std::string, size_t> found;  // expressions, with their lines
      size_t number = 0;
      for (std::string_view line : split_lines(content)) {
        ++number;
        line = trim(line);
        if (line.starts_with("package ")) break;
        for (std::string_view mark : {"//go:build ", "// +build "})
          if (line.starts_with(mark)) found.emplace(line.substr(mark.size()), number);
      }
      return found;
    };
    auto was = tags(edit_.before.content), is = tags(edit_.after.content);
    if (std::none_of(before_.units.begin(), before_.units.end(), is_test_unit)) return;
    for (const auto& found : is) {
      std::string_view tag = found.first;
      // "a" → "a || b" builds them more often; "a b" in the old form too.
      bool is_as_wide = std::any_of(was.begin(), was.end(), [&](const auto& old) {
        return tag == old.first || tag.starts_with(old.first + " || ") ||
               (tag.starts_with(old.first + " ") && tag.find('&') == tag.npos && tag.find('|') == tag.npos);
      });
      if (is_as_wide) continue;
      report(found.second, WeakeningKind::kTest, "the tests are built only with: " + short_code(tag));
      return;
    }
  }

  static bool is_test_unit(const TestUnit& unit) { return unit.kind == Kind::kTest; }

  // A second definition of the same name.
  void report_twice() {
    std::set<std::string_view> was_replaced;
    for (const TestUnit& unit : before_.units)
      if (unit.is_replaced) was_replaced.insert(unit.name);
    for (const TestUnit& unit : after_.units)
      if (unit.is_replaced && unit.kind == Kind::kTest && was_replaced.insert(unit.name).second)
        report(unit.line, WeakeningKind::kTest,
               short_code(unit.name) + " is defined twice: only the last one runs");
  }

  // What takes a name away from a test or from the test library: `test_x = None`, a macro.
  void report_replaced() {
    std::set<std::string> tests;
    for (const TestUnit& unit : before_.units)
      if (unit.kind == Kind::kTest) tests.insert(unit.own_name);
    for (const TestStatement& each : file_statements(after_)) {
      std::string name = replaced_name(family_, each.tokens, tests);
      if (name.empty() || stands_in(before_, each)) continue;
      report(each.line, WeakeningKind::kTest,
             short_code(name) + " is replaced: " + short_code(text_of_tokens(each.tokens)));
    }
  }

  static std::string replaced_name(std::string_view family, const TestTokens& tokens,
                                   const std::set<std::string>& tests) {
    if (tokens.size() < 2) return "";
    std::string first(tokens[0].text), second(tokens[1].text);
    static constexpr std::string_view kOfScripts =
        "it test describe expect assert global.it global.test global.describe global.expect globalThis.it "
        "globalThis.test globalThis.describe globalThis.expect";
    if (family == "py" && first == "del" && tests.contains(second)) return second;
    if (family == "py" && second == "=" && tests.contains(first)) return first;
    if (family == "c" && first == "#define" &&
        is_any_name(second, "EXPECT_* ASSERT_* TEST TEST_F TEST_P REQUIRE* CHECK* assert"))
      return second;
    if (family == "rs" && first == "macro_rules!" && is_any_name(second, "assert*")) return second;
    if (family != "js") return "";
    std::vector<DottedName> names = dotted_names(tokens);
    const TestToken* end = tokens.data() + tokens.size();
    for (size_t i = 0; i < names.size() && i < 2; ++i)
      if (names[i].end < end && names[i].end->text == "=" && is_any_name(names[i].name, kOfScripts) &&
          std::none_of(names.begin(), names.end(), [](const DottedName& name) {
            return name.name.starts_with("require") || name.name.starts_with("import") ||
                   is_any_name(name.name, "chai.*");
          }))
        return names[i].name;
    return "";
  }

  static const std::vector<TestStatement>& file_statements(const TestFile& file) {
    return file.units[0].statements;
  }

  static bool stands_in(const TestFile& file, const TestStatement& statement) {
    if (file.units.empty()) return false;
    std::string text = text_of_tokens(statement.tokens);
    return std::any_of(file_statements(file).begin(), file_statements(file).end(),
                       [&](const TestStatement& each) { return text_of_tokens(each.tokens) == text; });
  }

  // Names that a file imports, with the module and the line.
  struct Import {
    std::string module;
    size_t line = 0;
  };
  std::map<std::string, Import> imports_of(const TestFile& file) const {
    std::map<std::string, Import> imports;
    for (const TestStatement& each : file_statements(file)) {
      const TestTokens& tokens = each.tokens;
      bool is_python = family_ == "py" && tokens.size() > 3 && tokens[0].text == "from";
      bool is_import = family_ == "js" && tokens.size() > 3 && tokens[0].text == "import";
      bool is_require = family_ == "js" && tokens.size() > 5 && tokens[tokens.size() - 4].text == "require" &&
                        (tokens[0].text == "const" || tokens[0].text == "let" || tokens[0].text == "var");
      if (!is_python && !is_import && !is_require) continue;
      size_t begin = 1, end = tokens.size();
      std::string module;
      if (is_python) {
        while (begin < end && tokens[begin].text != "import") module += tokens[begin++].text;
        ++begin;
      } else if (is_import) {
        module = tokens.back().text;
        end = tokens.size() - 2;
      } else {
        module = tokens[tokens.size() - 2].text;
        end = tokens.size() - 5;
      }
      for (size_t i = begin; i < end; ++i) {
        std::string_view text = tokens[i].text;
        bool is_renamed = i + 1 < end && (tokens[i + 1].text == "as" || tokens[i + 1].text == ":");
        bool is_name = std::isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_' || text[0] == '$';
        if (is_name && text != "as" && text != "type" && !is_renamed)
          imports[std::string(text)] = {module, tokens[i].line};
      }
    }
    return imports;
  }

  // Names that the file itself gives a meaning, with their lines.
  std::map<std::string, size_t> definitions_of(const TestFile& file) const {
    std::map<std::string, size_t> defined;
    for (const TestUnit& unit : file.units)
      if (unit.outer == 0 && (unit.kind == Kind::kHelper || unit.kind == Kind::kGroup))
        defined.emplace(unit.own_name, unit.line);
    for (const TestStatement& each : file_statements(file)) {
      size_t at = 0;
      if (each.tokens.size() > 3 && is_any_name(each.tokens[0].text, "const let var")) at = 1;
      if (each.tokens.size() > at + 2 && each.tokens[at + 1].text == "=")
        defined.emplace(each.tokens[at].text, each.line);
    }
    return defined;
  }

  void report_imports() {
    std::map<std::string, Import> was = imports_of(before_), is = imports_of(after_);
    std::map<std::string, size_t> old_definitions = definitions_of(before_),
                                  definitions = definitions_of(after_);
    for (const auto& [name, import] : was) {
      auto defined = definitions.find(name);
      if (defined != definitions.end() && !old_definitions.contains(name)) {
        report(defined->second, WeakeningKind::kAssertion,
               short_code(name) + " is the test file's own now, not that of " + short_code(import.module));
        continue;
      }
      auto it = is.find(name);
      if (it != is.end() && it->second.module != import.module)
        report(
            it->second.line, WeakeningKind::kExpectation,
            short_code(name) + " is imported from elsewhere: " + from_to(import.module, it->second.module));
    }
  }

  // pytest: fixtures that every test of the file uses, classes that it no longer collects.
  void report_fixtures() {
    if (family_ != "py") return;
    std::set<std::string_view> known;
    for (const TestUnit& unit : before_.units) known.insert(unit.name);
    for (const TestUnit& unit : after_.units) {
      if (known.contains(unit.name)) continue;
      for (const TestStatement& each : unit.statements)
        if (each.role == Role::kMark &&
            text_of_tokens(each.tokens).find("autouse = True") != std::string::npos)
          report(each.line, WeakeningKind::kHook,
                 short_code(unit.own_name) + " added: every test of the file uses it");
      bool is_constructor = unit.own_name == "__init__" && unit.outer < after_.units.size();
      const TestUnit& outer = after_.units[is_constructor ? unit.outer : 0];
      if (is_constructor && outer.own_name.starts_with("Test") && known.contains(outer.name))
        report(unit.line, WeakeningKind::kTest,
               short_code(outer.own_name) + " has an __init__ now: pytest does not collect it");
    }
  }

  const FileEdit& edit_;
  const TestFile &before_, &after_;
  std::string_view family_;
  std::vector<Weakening> found_;
};

}  // namespace

std::vector<Weakening> weakened_names(const FileEdit& edit, const TestFile& before, const TestFile& after) {
  return NameComparison(edit, before, after).run();
}

}  // namespace suit
