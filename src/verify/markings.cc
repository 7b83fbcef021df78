#include "verify/markings.h"

#include <algorithm>

#include "base/glob.h"
#include "code/syntax.h"
#include "verify/assertion.h"

namespace suit {
namespace {

using Role = TestStatement::Role;
using Kind = TestUnit::Kind;

// Names that mark a test, in the code of one family of languages. They are searched as whole dotted names.
struct MarkRow {
  std::string_view languages;  // of: py js go rs c java
  enum Where { kMark, kHeader, kAnywhere } where;
  std::string_view names;  // globs
  std::string_view effect;
  bool has_condition = false;  // its first argument says when
};

constexpr std::string_view kSkipped = "is skipped", kExpectedToFail = "is expected to fail",
                           kRetried = "is retried when it fails";

constexpr MarkRow kMarkRows[] = {
    {"py", MarkRow::kAnywhere, "*mark.skipif unittest.skipIf unittest.skipUnless", kSkipped, true},
    {"py", MarkRow::kAnywhere,
     "*mark.skip unittest.skip pytest.skip pytest.importorskip *.skipTest *SkipTest", kSkipped},
    {"py", MarkRow::kMark, "skipIf skipUnless", kSkipped, true},
    {"py", MarkRow::kMark, "skip", kSkipped},
    {"py", MarkRow::kAnywhere, "*mark.xfail pytest.xfail unittest.expectedFailure expectedFailure",
     kExpectedToFail},
    {"py", MarkRow::kAnywhere, "*mark.flaky flaky", kRetried},
    {"js", MarkRow::kAnywhere, "it.*skipIf* test.*skipIf* describe.*skipIf* *.runIf*", kSkipped, true},
    {"js", MarkRow::kAnywhere,
     "it.*skip* test.*skip* describe.*skip* suite.*skip* specify.*skip* context.*skip* it.*todo* test.*todo* "
     "describe.*todo* xit xtest xdescribe xcontext xspecify xsuite t.skip t.todo this.skip ctx.skip",
     kSkipped},
    {"js", MarkRow::kAnywhere, "it.*fails* test.*fails* it.*failing* test.*failing* *.shouldFail",
     kExpectedToFail},
    {"js", MarkRow::kAnywhere, "it.*only* test.*only* describe.*only* suite.*only* fit fdescribe ftest",
     kRunsAlone},
    {"js", MarkRow::kAnywhere, "this.retries *.retryTimes", kRetried},
    {"go", MarkRow::kAnywhere,
     "t.Skip t.Skipf t.SkipNow b.Skip b.Skipf b.SkipNow f.Skip tb.Skip tb.Skipf s.T", kSkipped},
    {"rs", MarkRow::kMark, "ignore", kSkipped},
    {"rs", MarkRow::kMark, "should_panic", kMustPanic},
    {"c", MarkRow::kAnywhere,
     "GTEST_"
     "SKIP GTEST_"
     "SKIP_",
     kSkipped},
    {"java", MarkRow::kMark,
     "Disabled Ignore DisabledIf* DisabledOn* EnabledIf* EnabledOn* org.junit.*.Disabled", kSkipped},
};

// Marks whose removal takes cases away.
constexpr std::string_view kCaseMarks =
    "*parametrize *parameterized.expand *parameterized case values rstest test_case *ValueSource *CsvSource "
    "*MethodSource *EnumSource RepeatedTest given example";

bool starts_name(std::string_view text) {
  return std::isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_' || text[0] == '$' ||
         static_cast<unsigned char>(text[0]) >= 0x80;
}

}  // namespace

bool is_any_name(std::string_view name, std::string_view globs) {
  while (!globs.empty()) {
    std::string_view each = globs.substr(0, globs.find(' '));
    globs.remove_prefix(std::min(globs.size(), each.size() + 1));
    if (each == name || (each.find('*') != each.npos && glob_matches(each, name))) return true;
  }
  return false;
}

std::string_view family_of(std::string_view path) {
  switch (*grammar_of(path)) {
    case Grammar::kPython:
      return "py";
    case Grammar::kJavaScript:
    case Grammar::kTypeScript:
    case Grammar::kTsx:
      return "js";
    case Grammar::kGo:
      return "go";
    case Grammar::kRust:
      return "rs";
    case Grammar::kC:
    case Grammar::kCpp:
      return "c";
    case Grammar::kJava:
      return "java";
  }
  return "";
}

std::vector<DottedName> dotted_names(const TestTokens& tokens) {
  std::vector<DottedName> names;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_value || !starts_name(tokens[i].text)) continue;
    DottedName found{.name = std::string(tokens[i].text), .line = tokens[i].line};
    while (i + 2 < tokens.size() && tokens[i + 1].text == "." && starts_name(tokens[i + 2].text) &&
           found.name.size() < 256) {
      found.name += "." + std::string(tokens[i + 2].text);
      i += 2;
    }
    found.end = tokens.data() + i + 1;
    names.push_back(std::move(found));
  }
  return names;
}

std::string first_argument(const TestTokens& tokens, const TestToken* at) {
  const TestToken* end = tokens.data() + tokens.size();
  if (at == end || at->text != "(") return "";
  const TestToken* from = ++at;
  int depth = 0;
  for (; at != end; ++at) {
    if (depth == 0 && (at->text == "," || at->text == ")")) break;
    if (at->text == "(" || at->text == "[" || at->text == "{") ++depth;
    if (at->text == ")" || at->text == "]" || at->text == "}") --depth;
  }
  return text_of_tokens(from, at);
}

std::vector<FoundMark> marks_of(const TestUnit& unit, std::string_view family,
                                const std::set<std::string>& skip_names) {
  std::vector<FoundMark> marks;
  if (unit.is_disabled && family == "c") marks.push_back({std::string(kSkipped), "", unit.line});
  for (const TestStatement& statement : unit.statements) {
    if (statement.tokens.empty()) continue;
    bool is_mark = statement.role == Role::kMark, is_header = statement.role == Role::kHeader;
    std::string_view first = statement.tokens[0].text;
    // A mark given a name for later is not one of the file.
    if (unit.kind == Kind::kFile && family == "py" && first != "pytestmark" && first != "pytest" &&
        first != "raise" && first != "unittest")
      continue;
    if (statement.role == Role::kCondition && statement.parent == TestStatement::kNone &&
        &statement < &unit.statements.back() && unit.kind != Kind::kFile) {
      std::string condition = text_of_tokens(statement.tokens);
      if (!condition.starts_with("if __name__"))
        marks.push_back({"stands under `" + short_code(condition) + "`", "", statement.line});
      continue;
    }
    if (family == "rs" && is_mark) {
      std::string text = text_of_tokens(statement.tokens);
      if (text.find("cfg(") != text.npos && text != "#[cfg(test)]")
        marks.push_back({"is compiled only with " + short_code(text), "", statement.line});
    }
    for (const DottedName& name : dotted_names(statement.tokens)) {
      if (is_mark && skip_names.contains(name.name))
        marks.push_back({std::string(kSkipped), name.name, name.line});
      for (const MarkRow& row : kMarkRows) {
        if (row.languages != family || (row.where == MarkRow::kMark && !is_mark) ||
            !is_any_name(name.name, row.names))
          continue;
        FoundMark mark{std::string(row.effect), "", name.line};
        if (row.has_condition) mark.condition = first_argument(statement.tokens, name.end);
        if (!is_mark && !is_header && statement.parent != TestStatement::kNone &&
            unit.statements[statement.parent].role == Role::kCondition)
          mark.condition = text_of_tokens(unit.statements[statement.parent].tokens);
        marks.push_back(std::move(mark));
        break;
      }
      // { skip: true } of node:test, { todo: true }
      bool is_option = family == "js" && is_header && is_any_name(name.name, "skip todo only expectFailure");
      const TestToken* end = statement.tokens.data() + statement.tokens.size();
      if (is_option && name.end + 1 < end && name.end->text == ":" && name.end[1].text != "false")
        marks.push_back({std::string(name.name == "only" ? kRunsAlone : kSkipped), "", name.line});
    }
    // __test__ = False
    if (first == "__test__" && statement.tokens.back().text == "False")
      marks.push_back({std::string(kSkipped), "", statement.line});
  }
  return marks;
}

std::set<std::string> skip_names_of(const TestFile& file, std::string_view family) {
  std::set<std::string> names;
  if (family != "py" || file.units.empty()) return names;
  for (const TestStatement& statement : file.units[0].statements) {
    const TestTokens& tokens = statement.tokens;
    if (tokens.size() < 4 || tokens[1].text != "=" || tokens[0].text == "pytestmark") continue;
    for (const DottedName& name : dotted_names(tokens))
      if (is_any_name(name.name, "*mark.skip *mark.skipif *mark.xfail unittest.skip*"))
        names.insert(std::string(tokens[0].text));
  }
  return names;
}

bool gives_cases(std::string_view name) {
  return is_any_name(name, kCaseMarks);
}

}  // namespace suit
