#include "verify/weakened_test_code.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

#include "base/glob.h"
#include "base/text.h"
#include "change/diff.h"
#include "code/syntax.h"
#include "verify/assertion.h"
#include "verify/tests_in.h"
#include "verify/value_changes.h"

namespace suit {
namespace {

using Role = TestStatement::Role;
using Kind = TestUnit::Kind;
constexpr size_t kNone = TestStatement::kNone;
constexpr size_t kNamesShown = 3;
constexpr size_t kComparedNamesMax = 200;  // tests for which a namesake is searched
constexpr size_t kLikeStatementsMax = 50;  // tests that share a statement, such as `x = f()`

// Names that mark a test, in the code of one family of languages. They are searched as whole dotted names.
struct MarkRow {
  std::string_view languages;  // of: py js go rs c java
  enum Where { kMark, kHeader, kAnywhere } where;
  std::string_view names;  // globs
  std::string_view effect;
  bool has_condition = false;  // its first argument says when
};

constexpr std::string_view kSkipped = "is skipped", kExpectedToFail = "is expected to fail",
                           kAlone = "runs alone: the other tests of the file do not run",
                           kRetried = "is retried when it fails", kMustPanic = "must panic";

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
     kAlone},
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

bool matches_any(std::string_view name, std::string_view globs) {
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

bool starts_name(std::string_view text) {
  return std::isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_' || text[0] == '$' ||
         static_cast<unsigned char>(text[0]) >= 0x80;
}

struct DottedName {
  std::string name;
  size_t line = 0;
  const TestToken* end = nullptr;
};

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

// The first argument of the call after a name: "(True, reason='x')" → "True".
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

struct FoundMark {
  std::string effect;
  std::string condition;  // "" always
  size_t line = 0;
};

// One version of one file.
struct TestSide {
  TestFile file;
  std::vector<bool> is_matched;
  std::set<std::string> skip_names;  // skip_on_windows = pytest.mark.skipif(…)
};

struct ComparedFile {
  const FileEdit* edit;
  std::string_view family;
  TestSide before, after;
};

struct UnitPair {
  ComparedFile* from;
  size_t before;
  ComparedFile* to;
  size_t after;
};

std::string shown_name(const TestUnit& unit) {
  std::string name = short_code(unit.name);
  return name.find(' ') == name.npos ? name : "\"" + name + "\"";
}

// A statement with what matters about where it stands.
struct Compared {
  const TestStatement* statement;
  std::string key;  // without messages and the like
  std::optional<Assertion> assertion = {};
  size_t tries = 0;  // around it
  size_t conditions = 0;
  std::string innermost = {};  // the last of those
  bool is_dead = false;        // behind a return
  bool is_paired = false;
};

bool is_exit(const TestStatement& statement) {
  if (statement.role == Role::kExit) return true;
  if (statement.tokens.empty()) return false;
  std::vector<DottedName> names = dotted_names(statement.tokens);
  return !names.empty() && statement.tokens[0].text != "def" &&
         matches_any(names[0].name,
                     "sys.exit os._exit exit process.exit pytest.exit os.Exit std.exit runtime.Goexit");
}

bool hides_failures(const TestUnit& unit, size_t at) {
  const TestStatement& statement = unit.statements[at];
  if (statement.role == Role::kTry) return true;
  if (statement.tokens.empty() || statement.tokens[0].text != "with") return false;
  for (const DottedName& name : dotted_names(statement.tokens)) {
    if (matches_any(name.name, "suppress contextlib.suppress")) return true;
    std::string argument = first_argument(statement.tokens, name.end);
    if (matches_any(name.name, "pytest.raises raises self.assertRaises") &&
        matches_any(argument, "Exception BaseException AssertionError"))
      return true;
  }
  return false;
}

bool loops_over_nothing(const TestStatement& statement) {
  std::string text = text_of_tokens(statement.tokens);
  return text.ends_with("in []:") || text.ends_with("in():") || text.ends_with("in ():") ||
         text.ends_with("range(0):") || text.ends_with("of[])") || text.ends_with("of [])");
}

// The statements of a unit that can be compared, with their assertions.
std::vector<Compared> compared_statements(const TestUnit& unit, const std::set<std::string>& asserting) {
  std::vector<Compared> found;
  std::vector<bool> has_handler(unit.statements.size(), false), is_covered(unit.statements.size(), false);
  size_t header = kNone;
  for (size_t i = 0; i < unit.statements.size(); ++i) {
    const TestStatement& each = unit.statements[i];
    if (each.role == Role::kHeader) header = i;
    if (each.role == Role::kTry && each.parent != kNone && !each.tokens.empty() &&
        (each.tokens[0].text.starts_with("except") || each.tokens[0].text == "catch"))
      has_handler[each.parent] = true;
  }
  bool is_dead = false;
  for (size_t i = 0; i < unit.statements.size(); ++i) {
    const TestStatement& each = unit.statements[i];
    if (each.tokens.empty() || (each.tokens.size() == 1 && each.tokens[0].is_value)) continue;
    const TestStatement* around = each.parent == kNone ? nullptr : &unit.statements[each.parent];
    Compared compared{.statement = &each, .assertion = assertion_of(each, around), .is_dead = is_dead};
    bool by_condition = compared.assertion && compared.assertion->text.starts_with("fails if ");
    if (by_condition) is_covered[each.parent] = true;
    if (!compared.assertion && each.role == Role::kPlain && !asserting.empty()) {
      std::vector<DottedName> names = dotted_names(each.tokens);
      if (!names.empty() && asserting.contains(names[0].name))
        compared.assertion = Assertion{.line = each.line,
                                       .text = text_of_tokens(each.tokens),
                                       .subject = text_of_tokens(each.tokens),
                                       .relation = names[0].name};
    }
    compared.key = compared.assertion ? "assert " + compared.assertion->text : text_of_tokens(each.tokens);
    size_t at = by_condition ? around->parent : each.parent;
    for (size_t depth = 0; at != kNone && depth < 64; at = unit.statements[at].parent, ++depth) {
      const TestStatement& outer = unit.statements[at];
      bool is_try = outer.role == Role::kTry
                        ? has_handler[at] || outer.tokens.empty() || outer.tokens[0].text != "try"
                        : hides_failures(unit, at);
      bool is_condition =
          outer.role == Role::kCondition || (outer.role == Role::kLoop && loops_over_nothing(outer));
      if ((is_try || is_condition) && compared.innermost.empty())
        compared.innermost = short_code(text_of_tokens(outer.tokens));
      compared.tries += is_try;
      compared.conditions += is_condition;
    }
    if (each.parent == header && header != kNone && is_exit(each)) is_dead = true;
    found.push_back(std::move(compared));
  }
  // The condition of `if got != 6 { t.Error() }` is compared once, with what fails.
  std::erase_if(found, [&](const Compared& each) {
    return is_covered[static_cast<size_t>(each.statement - unit.statements.data())];
  });
  return found;
}

std::vector<FoundMark> marks_of(const TestUnit& unit, std::string_view family, const TestSide& side) {
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
    if (statement.role == Role::kCondition && statement.parent == kNone &&
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
      if (is_mark && side.skip_names.contains(name.name))
        marks.push_back({std::string(kSkipped), name.name, name.line});
      for (const MarkRow& row : kMarkRows) {
        if (row.languages != family || (row.where == MarkRow::kMark && !is_mark) ||
            !matches_any(name.name, row.names))
          continue;
        FoundMark mark{std::string(row.effect), "", name.line};
        if (row.has_condition) mark.condition = first_argument(statement.tokens, name.end);
        if (!is_mark && !is_header && statement.parent != kNone &&
            unit.statements[statement.parent].role == Role::kCondition)
          mark.condition = text_of_tokens(unit.statements[statement.parent].tokens);
        marks.push_back(std::move(mark));
        break;
      }
      // { skip: true } of node:test, { todo: true }
      bool is_option = family == "js" && is_header && matches_any(name.name, "skip todo only expectFailure");
      const TestToken* end = statement.tokens.data() + statement.tokens.size();
      if (is_option && name.end + 1 < end && name.end->text == ":" && name.end[1].text != "false")
        marks.push_back({std::string(name.name == "only" ? kAlone : kSkipped), "", name.line});
    }
    // __test__ = False
    if (first == "__test__" && statement.tokens.back().text == "False")
      marks.push_back({std::string(kSkipped), "", statement.line});
  }
  return marks;
}

class TestComparison {
 public:
  explicit TestComparison(const std::vector<const FileEdit*>& edits) {
    for (const FileEdit* edit : edits) {
      ComparedFile& file = files_.emplace_back();
      file.edit = edit;
      file.family = family_of(edit->path);
      read(file, edit->before, file.before);
      read(file, edit->after, file.after);
    }
  }

  std::vector<Weakening> run() {
    for (ComparedFile& file : files_) match_by_name(file);
    for (ComparedFile& file : files_) match_by_own_name(file, file);
    for (ComparedFile& from : files_)
      for (ComparedFile& to : files_)
        if (&from != &to && from.family == to.family) match_by_own_name(from, to);
    for (ComparedFile& file : files_) match_by_body(file, file);
    for (ComparedFile& from : files_)
      for (ComparedFile& to : files_)
        if (&from != &to && from.family == to.family) match_by_body(from, to);
    std::vector<PairWork> works = pair_equal();
    for (PairWork& work : works) {
      compare_marks(work.pair);
      compare_bodies(work);
    }
    for (const auto& [at, more] : more_marked_) found_[at].text += " (and " + std::to_string(more) + " more)";
    for (ComparedFile& file : files_) {
      report_gone(file);
      report_alone(file);
      report_build_tag(file);
      report_replaced(file);
    }
    return std::move(found_);
  }

 private:
  static void read(const ComparedFile& file, const FileVersion& version, TestSide& side) {
    if (version.type != FileType::kFile || is_binary(version.content)) return;
    side.file = tests_in(file.edit->path, version.content);
    side.is_matched.assign(side.file.units.size(), false);
    if (file.family != "py" || side.file.units.empty()) return;
    for (const TestStatement& statement : side.file.units[0].statements) {
      const TestTokens& tokens = statement.tokens;
      if (tokens.size() < 4 || tokens[1].text != "=") continue;
      for (const DottedName& name : dotted_names(tokens))
        if (matches_any(name.name, "*mark.skip *mark.skipif *mark.xfail unittest.skip*") &&
            tokens[0].text != "pytestmark")
          side.skip_names.insert(std::string(tokens[0].text));
    }
  }

  static bool is_test_kind(const TestUnit& unit) { return unit.kind == Kind::kTest && !unit.is_replaced; }

  void add_pair(ComparedFile& from, size_t before, ComparedFile& to, size_t after) {
    from.before.is_matched[before] = true;
    to.after.is_matched[after] = true;
    pairs_.push_back({&from, before, &to, after});
  }

  void match_by_name(ComparedFile& file) {
    std::map<std::string, std::vector<size_t>> after;
    const std::vector<TestUnit>&was = file.before.file.units, &is = file.after.file.units;
    auto key = [](const TestUnit& unit) { return std::to_string(static_cast<int>(unit.kind)) + unit.name; };
    for (size_t i = is.size(); i > 0; --i)
      if (!is[i - 1].is_replaced) after[key(is[i - 1])].push_back(i - 1);
    for (size_t i = 0; i < was.size(); ++i) {
      if (was[i].is_replaced) continue;
      auto it = after.find(key(was[i]));
      if (it == after.end() || it->second.empty()) continue;
      add_pair(file, i, file, it->second.back());
      it->second.pop_back();
    }
  }

  void match_by_own_name(ComparedFile& from, ComparedFile& to) {
    if (!is_collected(to.edit->path, from.edit->path)) return;
    std::multimap<std::string_view, size_t> after;
    for (size_t i = 0; i < to.after.file.units.size(); ++i)
      if (is_test_kind(to.after.file.units[i]) && !to.after.is_matched[i])
        after.emplace(to.after.file.units[i].own_name, i);
    for (size_t i = 0; i < from.before.file.units.size(); ++i) {
      const TestUnit& unit = from.before.file.units[i];
      if (!is_test_kind(unit) || from.before.is_matched[i]) continue;
      auto it = after.find(unit.own_name);
      if (it == after.end()) continue;
      add_pair(from, i, to, it->second);
      after.erase(it);
    }
  }

  // A renamed test keeps most of its statements.
  void match_by_body(ComparedFile& from, ComparedFile& to) {
    if (!is_collected(to.edit->path, from.edit->path)) return;
    std::vector<TestUnit>&was = from.before.file.units, &is = to.after.file.units;
    std::map<std::string, std::vector<size_t>> units_with;  // by a statement
    for (size_t i = 0; i < is.size(); ++i)
      if (is_test_kind(is[i]) && !to.after.is_matched[i])
        for (const std::string& text : body_of(is[i])) {
          std::vector<size_t>& units = units_with[text];
          if (units.size() < kLikeStatementsMax) units.push_back(i);
        }
    if (units_with.empty()) return;
    for (size_t i = 0; i < was.size(); ++i) {
      if (!is_test_kind(was[i]) || from.before.is_matched[i]) continue;
      std::vector<std::string> body = body_of(was[i]);
      std::map<size_t, size_t> shared;
      for (const std::string& text : body)
        if (auto it = units_with.find(text); it != units_with.end())
          for (size_t unit : it->second) ++shared[unit];
      size_t best = kNone, most = body.size() / 2;
      for (const auto& [unit, count] : shared)
        if (count > most && !to.after.is_matched[unit]) {
          best = unit;
          most = count;
        }
      if (best != kNone) add_pair(from, i, to, best);
    }
  }

  // The statements besides the header.
  static std::vector<std::string> body_of(const TestUnit& unit) {
    std::vector<std::string> body;
    for (const TestStatement& statement : unit.statements)
      if (statement.role != Role::kHeader && statement.role != Role::kMark && !statement.tokens.empty())
        body.push_back(text_of_tokens(statement.tokens));
    return body;
  }

  // Do most statements of one test stand in another?
  static bool is_alike(const TestUnit& one, const TestUnit& other) {
    std::vector<std::string> body = body_of(one), theirs = body_of(other);
    if (body.size() > 500 || theirs.size() > 500) return false;
    std::multiset<std::string> left(theirs.begin(), theirs.end());
    size_t shared = 0;
    for (const std::string& text : body)
      if (auto it = left.find(text); it != left.end()) {
        left.erase(it);
        ++shared;
      }
    return shared * 10 > body.size() * 7;
  }

  // Helpers of a file that assert: a call of one is an assertion of its caller.
  static std::set<std::string> asserting_helpers(const TestFile& file) {
    std::set<std::string> names;
    for (const TestUnit& unit : file.units) {
      if (unit.kind != Kind::kHelper || unit.own_name.starts_with("set") || unit.own_name == "main") continue;
      for (size_t i = 0; i < unit.statements.size(); ++i) {
        const TestStatement& each = unit.statements[i];
        const TestStatement* around = each.parent == kNone ? nullptr : &unit.statements[each.parent];
        if (!assertion_of(each, around)) continue;
        names.insert(unit.own_name);
        names.insert("self." + unit.own_name);
        break;
      }
    }
    return names;
  }

  // Lines about one unit, so that several of one sort become one.
  struct Lines {
    struct Line {
      size_t line;
      bool of_base;
      WeakeningKind kind;
      std::string text;
      size_t more = 0;
    };
    std::vector<Line> lines;
    void add(size_t line, std::string text, WeakeningKind kind = WeakeningKind::kAssertion,
             bool of_base = false) {
      std::string_view sort = std::string_view(text).substr(0, text.find(':'));
      for (Line& each : lines)
        if (each.text.starts_with(sort)) {
          ++each.more;
          return;
        }
      lines.push_back({line, of_base, kind, std::move(text)});
    }
  };

  // One pair of units, with what both sides share already paired.
  struct PairWork {
    UnitPair pair;
    std::vector<Compared> before, after;
    std::vector<Hunk> hunks;
    Lines lines = {};
  };

  // Does a runner collect a new file, as it collects those that were there?
  bool runs_some_of(const ComparedFile& file) const {
    return file.edit->before.type == FileType::kFile ||
           std::any_of(files_.begin(), files_.end(), [&](const ComparedFile& other) {
             return other.family == file.family && other.edit->before.type == FileType::kFile &&
                    is_collected(file.edit->path, other.edit->path);
           });
  }

  // Names that tests use, without what they are called on.
  static std::set<std::string> called_by_tests(const TestFile& file) {
    std::set<std::string> names;
    for (const TestUnit& unit : file.units)
      for (const TestStatement& statement : unit.statements)
        if (unit.kind == Kind::kTest && statement.role != Role::kHeader)
          for (const DottedName& name : dotted_names(statement.tokens))
            names.insert(name.name.substr(name.name.rfind('.') + 1));
    return names;
  }

  // Pairs what is the same, and collects the assertions that are new where they stand: one that a test lost
  // may have moved there.
  std::vector<PairWork> pair_equal() {
    for (ComparedFile& file : files_) file_asserting_.push_back(asserting_helpers(file.before.file));
    std::vector<PairWork> works;
    for (const UnitPair& pair : pairs_) {
      const std::set<std::string>& asserting = asserting_in(*pair.from);
      PairWork work{.pair = pair,
                    .before = compared_statements(pair.from->before.file.units[pair.before], asserting),
                    .after = compared_statements(pair.to->after.file.units[pair.after], asserting)};
      pair_in_place(work);
      pair_moved(work);
      if (marks_of(pair.to->after.file.units[pair.after], pair.to->family, pair.to->after).empty())
        for (const Compared& each : work.after)
          if (each.assertion && !each.is_paired && !each.is_dead) ++moved_[each.key];
      works.push_back(std::move(work));
    }
    for (ComparedFile& file : files_) {
      if (!runs_some_of(file)) continue;
      std::set<std::string> called = called_by_tests(file.after.file);
      for (size_t i = 0; i < file.after.file.units.size(); ++i) {
        const TestUnit& unit = file.after.file.units[i];
        bool runs = unit.kind == Kind::kTest || called.contains(unit.own_name);
        if (file.after.is_matched[i] || unit.is_replaced || !runs ||
            !marks_of(unit, file.family, file.after).empty())
          continue;
        for (const Compared& each : compared_statements(unit, asserting_in(file)))
          if (each.assertion && !each.is_dead) ++moved_[each.key];
      }
    }
    return works;
  }

  const std::set<std::string>& asserting_in(const ComparedFile& file) const {
    return file_asserting_[static_cast<size_t>(&file - files_.data())];
  }

  void report(const ComparedFile& file, size_t line, bool of_base, WeakeningKind kind, std::string text) {
    found_.push_back(
        {.path = file.edit->path, .line = line, .of_base = of_base, .kind = kind, .text = std::move(text)});
  }

  void compare_marks(const UnitPair& pair) {
    const TestUnit& was = pair.from->before.file.units[pair.before];
    const TestUnit& is = pair.to->after.file.units[pair.after];
    std::vector<FoundMark> before = marks_of(was, pair.from->family, pair.from->before);
    std::vector<FoundMark> after = marks_of(is, pair.to->family, pair.to->after);
    auto had = [&](const FoundMark& mark) {
      return std::any_of(before.begin(), before.end(), [&](const FoundMark& each) {
        return each.effect == mark.effect && (each.condition.empty() || each.condition == mark.condition);
      });
    };
    std::string subject = is.kind == Kind::kFile ? "the file" : shown_name(is);
    if (is.kind == Kind::kHelper) subject = "every user of " + subject;
    for (const FoundMark& mark : after) {
      if (had(mark) || mark.effect == kAlone) continue;
      std::string text = subject + " " + mark.effect;
      if (!mark.condition.empty()) text += ": " + short_code(mark.condition);
      // One line a test, and one for a mark that many share.
      auto [it, is_new] =
          shared_marks_.emplace(std::tuple(pair.to->edit, mark.line, mark.effect), found_.size());
      if (is_new) report(*pair.to, mark.line, false, WeakeningKind::kTest, std::move(text));
      if (!is_new) ++more_marked_[it->second];
      return;
    }
    for (const FoundMark& mark : before)
      if (mark.effect == kMustPanic && std::none_of(after.begin(), after.end(), [](const FoundMark& each) {
            return each.effect == kMustPanic;
          }))
        report(*pair.from, mark.line, true, WeakeningKind::kAssertion, subject + " need not panic any more");
  }

  void compare_bodies(PairWork& work) {
    const TestUnit& was = work.pair.from->before.file.units[work.pair.before];
    const TestUnit& is = work.pair.to->after.file.units[work.pair.after];
    std::vector<const Compared*> lost;
    for (const Hunk& hunk : work.hunks) compare_hunk(was, work, hunk, lost);
    for (const Lines::Line& line : work.lines.lines) {
      std::string text = line.text;
      if (line.more > 0)
        text += " (and " + std::to_string(line.more) + " more" +
                (is.kind == Kind::kFile ? ")" : " in " + shown_name(is) + ")");
      report(line.of_base ? *work.pair.from : *work.pair.to, line.line, line.of_base, line.kind,
             std::move(text));
    }
    if (!is_replaced(work.pair.to->after.file, is)) report_lost(work.pair, was, work.before, lost);
  }

  // Then that is what is told.
  static bool is_replaced(const TestFile& file, const TestUnit& unit) {
    return std::any_of(file.units.begin(), file.units.end(), [&](const TestUnit& each) {
      return each.is_replaced && each.kind == Kind::kTest && each.name == unit.name;
    });
  }

  static void pair_in_place(PairWork& work) {
    std::vector<std::string_view> old_keys, new_keys;
    for (const Compared& each : work.before) old_keys.push_back(each.key);
    for (const Compared& each : work.after) new_keys.push_back(each.key);
    work.hunks = diff_lines(old_keys, new_keys);
    size_t at_old = 0, at_new = 0;
    auto pair_until = [&](size_t end) {
      for (; at_old < end && at_new < work.after.size(); ++at_old, ++at_new)
        compare_places(work.before[at_old], work.after[at_new], work.lines);
    };
    for (const Hunk& hunk : work.hunks) {
      pair_until(hunk.old_start);
      at_old = hunk.old_start + hunk.old_count;
      at_new = hunk.new_start + hunk.new_count;
    }
    pair_until(work.before.size());
  }

  // The same statement at another place of the unit.
  static void pair_moved(PairWork& work) {
    std::multimap<std::string_view, Compared*> added;
    for (const Hunk& hunk : work.hunks)
      for (size_t i = 0; i < hunk.new_count; ++i)
        added.emplace(work.after[hunk.new_start + i].key, &work.after[hunk.new_start + i]);
    for (const Hunk& hunk : work.hunks)
      for (size_t i = 0; i < hunk.old_count; ++i) {
        Compared& old = work.before[hunk.old_start + i];
        auto it = added.find(old.key);
        if (it == added.end()) continue;
        compare_places(old, *it->second, work.lines);
        added.erase(it);
      }
  }

  // Marks both as paired; says whether the same assertion now counts for less where it stands.
  static void compare_places(Compared& was, Compared& is, Lines& lines) {
    was.is_paired = is.is_paired = true;
    if (!was.assertion || !is.assertion) return;
    if (is.is_dead && !was.is_dead)
      lines.add(is.statement->line, "assertion is behind a return: " + short_code(is.assertion->text));
    else if (is.tries > was.tries)
      lines.add(is.statement->line, "assertion may now fail unseen, within `" + is.innermost + "`");
    else if (is.conditions > was.conditions)
      lines.add(is.statement->line, "assertion now depends on `" + is.innermost + "`");
  }

  void compare_hunk(const TestUnit& unit, PairWork& work, const Hunk& hunk,
                    std::vector<const Compared*>& lost) {
    std::vector<Compared>&before = work.before, &after = work.after;
    Lines& lines = work.lines;
    std::vector<Compared*> old_left, new_left;
    for (size_t i = 0; i < hunk.old_count; ++i)
      if (!before[hunk.old_start + i].is_paired) old_left.push_back(&before[hunk.old_start + i]);
    for (size_t i = 0; i < hunk.new_count; ++i)
      if (!after[hunk.new_start + i].is_paired) new_left.push_back(&after[hunk.new_start + i]);
    auto pair_if = [&](auto fits) {
      size_t from = 0;
      for (Compared* old : old_left) {
        if (old->is_paired) continue;
        for (size_t i = from; i < new_left.size(); ++i) {
          Compared* candidate = new_left[i];
          if (candidate->is_paired || !fits(*old, *candidate)) continue;
          compare_places(*old, *candidate, lines);
          compare_contents(unit, *old, *candidate, lines);
          from = i + 1;
          break;
        }
      }
    };
    auto both_assert = [](const Compared& a, const Compared& b) { return a.assertion && b.assertion; };
    pair_if([&](const Compared& a, const Compared& b) {
      return both_assert(a, b) && a.assertion->subject == b.assertion->subject;
    });
    for (Compared* old : old_left) {
      if (old->is_paired || !old->assertion) continue;
      auto it = moved_.find(old->key);
      if (it == moved_.end() || it->second <= 0) continue;
      --it->second;  // it stands in another test now
      old->is_paired = true;
    }
    pair_if(both_assert);
    pair_if([](const Compared& a, const Compared& b) {
      return !a.assertion && !b.assertion && a.statement->role == b.statement->role && same_head(a, b);
    });
    for (Compared* old : old_left) {
      if (old->is_paired) continue;
      if (old->assertion) {
        lost.push_back(old);
      } else if (old->statement->role == Role::kMark) {
        for (const DottedName& name : dotted_names(old->statement->tokens))
          if (matches_any(name.name, kCaseMarks)) {
            lines.add(old->statement->line, shown_name(unit) + " lost its cases: " + short_code(old->key),
                      WeakeningKind::kTest, true);
            break;
          }
      } else if (matches_any(old->statement->tokens[0].text,
                             "INSTANTIATE_TEST_SUITE_P INSTANTIATE_TYPED_TEST_SUITE_P")) {
        lines.add(old->statement->line, "tests lost their cases: " + short_code(old->key),
                  WeakeningKind::kTest, true);
      }
    }
  }

  // "x = 6" and "x = f()", "@parametrize(…)" and "@parametrize(…)": two versions of one statement.
  static bool same_head(const Compared& a, const Compared& b) {
    const TestTokens &one = a.statement->tokens, &other = b.statement->tokens;
    size_t i = 0;
    while (i < one.size() && i < other.size() && one[i].text == other[i].text) {
      std::string_view text = one[i].text;
      if (text == "=" || text == ":=" || text == "(") return true;
      ++i;
    }
    return a.statement->role == Role::kCondition || a.statement->role == Role::kLoop;
  }

  void compare_contents(const TestUnit& unit, const Compared& was, const Compared& is, Lines& lines) {
    if (was.assertion && is.assertion) {
      AssertionChange change = assertion_change(*was.assertion, *is.assertion);
      if (!change.text.empty())
        lines.add(is.assertion->line, std::move(change.text),
                  change.is_other ? WeakeningKind::kExpectation : WeakeningKind::kAssertion);
      return;
    }
    if (was.statement->tokens[0].text == "pytestmark") return;
    for (const ValueChange& change : value_changes(*was.statement, *is.statement)) {
      std::string text = change.text;
      if (!change.list.empty())
        text = (unit.kind == Kind::kFile ? change.list : shown_name(unit)) + " " + text;
      lines.add(change.line, std::move(text),
                change.is_other ? WeakeningKind::kExpectation : WeakeningKind::kAssertion);
    }
  }

  void report_lost(const UnitPair& pair, const TestUnit& unit, const std::vector<Compared>& before,
                   const std::vector<const Compared*>& lost) {
    if (lost.empty()) return;
    size_t all = 0;
    for (const Compared& each : before) all += each.assertion.has_value();
    std::string name = unit.kind == Kind::kFile ? "the file" : shown_name(unit);
    std::string text = lost.size() == 1 ? name + " lost an assertion: "
                                        : name + " lost " + std::to_string(lost.size()) + " of " +
                                              std::to_string(all) + " assertions: ";
    text += short_code(lost[0]->assertion->text);
    if (lost.size() > 1) text += ", …";
    report(*pair.from, lost[0]->assertion->line, true, WeakeningKind::kAssertion, std::move(text));
  }

  // All of its assertions stand in other tests now.
  bool is_merged(const ComparedFile& file, const TestUnit& unit) {
    std::map<std::string, int> needed;
    for (const Compared& each : compared_statements(unit, asserting_in(file)))
      if (each.assertion) ++needed[each.key];
    for (const auto& [key, count] : needed)
      if (moved_[key] < count) return false;
    for (const auto& [key, count] : needed) moved_[key] -= count;
    return !needed.empty();
  }

  // A function that looks like the test, but that no runner collects.
  const TestUnit* namesake_of(const ComparedFile& file, const TestUnit& gone) const {
    const TestUnit* best = nullptr;
    for (const TestUnit& unit : file.after.file.units) {
      if (unit.kind != Kind::kHelper || unit.is_replaced) continue;
      if (unit.own_name == gone.own_name) return &unit;
      bool is_like = unit.own_name.find(gone.own_name) != std::string::npos ||
                     edit_distance(unit.own_name, gone.own_name, 3) < 3 || is_alike(gone, unit);
      bool is_old = std::any_of(file.before.file.units.begin(), file.before.file.units.end(),
                                [&](const TestUnit& was) { return was.name == unit.name; });
      if (is_like && !is_old) best = &unit;
    }
    return best;
  }

  void report_gone(const ComparedFile& file) {
    std::vector<const TestUnit*> gone;
    size_t all = 0;
    for (size_t i = 0; i < file.before.file.units.size(); ++i) {
      const TestUnit& unit = file.before.file.units[i];
      if (!is_test_kind(unit) || is_inside_gone(file.before, i)) continue;
      ++all;
      if (file.before.is_matched[i] || is_merged(file, unit)) continue;
      if (gone.size() < kComparedNamesMax)
        if (const TestUnit* namesake = namesake_of(file, unit)) {
          report(file, namesake->line, false, WeakeningKind::kTest,
                 namesake->name == unit.name
                     ? shown_name(unit) + " is no longer a test"
                     : shown_name(unit) + " is now " + shown_name(*namesake) + ", which no runner collects");
          continue;
        }
      gone.push_back(&unit);
    }
    if (gone.empty()) return;
    if (file.edit->after.type == FileType::kAbsent && gone.size() == all) {
      report(file, 1, true, WeakeningKind::kTest, where_to(file) + counted(all, "test") + " gone");
      return;
    }
    if (gone.size() <= kNamesShown) {
      for (const TestUnit* unit : gone)
        report(file, unit->line, true, WeakeningKind::kTest, shown_name(*unit) + " is gone");
      return;
    }
    std::vector<std::string> names;
    for (size_t i = 0; i < kNamesShown; ++i) names.push_back(shown_name(*gone[i]));
    report(file, gone[0]->line, true, WeakeningKind::kTest,
           std::to_string(gone.size()) + " of " + std::to_string(all) +
               " tests are gone: " + joined(names, ", ") + ", …");
  }

  // A subtest of a test that is itself gone is not told apart.
  static bool is_inside_gone(const TestSide& side, size_t at) {
    for (size_t outer = side.file.units[at].outer; outer != kNone; outer = side.file.units[outer].outer)
      if (side.file.units[outer].kind == Kind::kTest && !side.is_matched[outer]) return true;
    return false;
  }

  // What became of a deleted file: "deleted: ", or where its content is now.
  std::string where_to(const ComparedFile& file) const {
    for (const ComparedFile& other : files_)
      if (&other != &file && other.edit->before.type == FileType::kAbsent &&
          (other.edit->moved_from == file.edit->path || other.edit->after.digest == file.edit->before.digest))
        return "moved to " + printable(other.edit->path) + ", which no runner collects: ";
    return "deleted: ";
  }

  // A new `.only` stops every other test, wherever it stands.
  void report_alone(const ComparedFile& file) {
    auto count = [&](const TestSide& side) {
      std::pair<size_t, size_t> found{0, 0};  // how many, and the last line
      for (const TestUnit& unit : side.file.units)
        for (const FoundMark& mark : marks_of(unit, file.family, side))
          if (mark.effect == kAlone) found = {found.first + 1, mark.line};
      return found;
    };
    if (file.family != "js" || file.edit->before.type != FileType::kFile) return;
    auto [was, was_line] = count(file.before);
    auto [is, line] = count(file.after);
    if (was == 0 && is > 0)
      report(file, line, false, WeakeningKind::kTest, "one test " + std::string(kAlone));
  }

  // Go: a file with a build tag that is not set holds no tests.
  void report_build_tag(const ComparedFile& file) {
    if (file.family != "go" || file.edit->before.type != FileType::kFile) return;
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
    auto was = tags(file.edit->before.content), is = tags(file.edit->after.content);
    if (!is_any_test(file.before.file)) return;
    for (const auto& [tag, line] : is) {
      // "a" → "a || b" builds them more often; "a b" in the old form too.
      bool is_as_wide = std::any_of(was.begin(), was.end(), [&](const auto& old) {
        return tag == old.first || tag.starts_with(old.first + " || ") ||
               (tag.starts_with(old.first + " ") && tag.find('&') == tag.npos && tag.find('|') == tag.npos);
      });
      if (is_as_wide) continue;
      report(file, line, false, WeakeningKind::kTest, "the tests are built only with: " + short_code(tag));
      return;
    }
  }

  static bool is_any_test(const TestFile& file) {
    return std::any_of(file.units.begin(), file.units.end(), is_test_kind);
  }

  // What takes a name away from a test or from the test library: a second definition, `test_x = None`, a
  // macro.
  void report_replaced(const ComparedFile& file) {
    if (file.edit->before.type != FileType::kFile) return;
    std::set<std::string_view> was_replaced;
    std::set<std::string> tests, before;
    for (const TestUnit& unit : file.before.file.units) {
      if (unit.is_replaced) was_replaced.insert(unit.name);
      if (unit.kind == Kind::kTest) tests.insert(unit.own_name);
      if (unit.kind == Kind::kFile)
        for (const TestStatement& each : unit.statements) before.insert(text_of_tokens(each.tokens));
    }
    for (const TestUnit& unit : file.after.file.units)
      if (unit.is_replaced && unit.kind == Kind::kTest && was_replaced.insert(unit.name).second)
        report(file, unit.line, false, WeakeningKind::kTest,
               shown_name(unit) + " is defined twice: only the last one runs");
    if (file.after.file.units.empty()) return;
    for (const TestStatement& each : file.after.file.units[0].statements) {
      std::string name = replaced_name(file.family, each.tokens, tests);
      if (name.empty() || before.contains(text_of_tokens(each.tokens))) continue;
      report(file, each.line, false, WeakeningKind::kTest,
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
        matches_any(second, "EXPECT_* ASSERT_* TEST TEST_F TEST_P REQUIRE* CHECK* assert"))
      return second;
    if (family != "js") return "";
    std::vector<DottedName> names = dotted_names(tokens);
    const TestToken* end = tokens.data() + tokens.size();
    for (size_t i = 0; i < names.size() && i < 2; ++i)
      if (names[i].end < end && names[i].end->text == "=" && matches_any(names[i].name, kOfScripts) &&
          std::none_of(names.begin(), names.end(), [](const DottedName& name) {
            return name.name.starts_with("require") || name.name.starts_with("import") ||
                   matches_any(name.name, "chai.*");
          }))
        return names[i].name;
    return "";
  }

  std::vector<ComparedFile> files_;
  std::vector<UnitPair> pairs_;
  std::vector<std::set<std::string>> file_asserting_;
  std::map<std::string, int> moved_;
  std::map<std::tuple<const FileEdit*, size_t, std::string>, size_t> shared_marks_;  // places in found_
  std::map<size_t, size_t> more_marked_;
  std::vector<Weakening> found_;
};

}  // namespace

std::vector<Weakening> weakened_tests(const std::vector<const FileEdit*>& edits) {
  return TestComparison(edits).run();
}

}  // namespace suit
