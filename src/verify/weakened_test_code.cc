#include "verify/weakened_test_code.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "change/diff.h"
#include "verify/assertion.h"
#include "verify/compared_statement.h"
#include "verify/markings.h"
#include "verify/tests_in.h"
#include "verify/value_changes.h"
#include "verify/weakened_names.h"

namespace suit {
namespace {

using Role = TestStatement::Role;
using Kind = TestUnit::Kind;
constexpr size_t kNamesShown = 3;
constexpr size_t kComparedNamesMax = 200;  // tests for which a namesake is searched
constexpr size_t kLikeStatementsMax = 50;  // tests that share a statement, such as `x = f()`

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
      work.is_marked = compare_marks(work.pair);
      compare_bodies(work);
    }
    for (const auto& [at, more] : more_marked_) found_[at].text += " (and " + std::to_string(more) + " more)";
    for (ComparedFile& file : files_) {
      report_gone(file);
      for (Weakening& each : weakened_names(*file.edit, file.before.file, file.after.file))
        found_.push_back(std::move(each));
    }
    return std::move(found_);
  }

 private:
  static void read(const ComparedFile& file, const FileVersion& version, TestSide& side) {
    if (version.type != FileType::kFile || is_binary(version.content)) return;
    side.file = tests_in(file.edit->path, version.content);
    side.is_matched.assign(side.file.units.size(), false);
    side.skip_names = skip_names_of(side.file, file.family);
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

  // Is a test left without a partner?
  static bool has_open(const TestSide& side) {
    for (size_t i = 0; i < side.file.units.size(); ++i)
      if (!side.is_matched[i] && is_test_kind(side.file.units[i])) return true;
    return false;
  }

  void match_by_own_name(ComparedFile& from, ComparedFile& to) {
    if (!has_open(from.before) || !has_open(to.after)) return;
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
    if (!has_open(from.before) || !has_open(to.after)) return;
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
      size_t best = TestStatement::kNone, most = body.size() / 2;
      for (const auto& [unit, count] : shared)
        if (count > most && !to.after.is_matched[unit]) {
          best = unit;
          most = count;
        }
      if (best != TestStatement::kNone) add_pair(from, i, to, best);
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
        const TestStatement* around =
            each.parent == TestStatement::kNone ? nullptr : &unit.statements[each.parent];
        if (!assertion_of(each, around)) continue;
        names.insert(unit.own_name);
        names.insert("self." + unit.own_name);
        break;
      }
    }
    return names;
  }

  static bool begins_async(const TestUnit& unit) {
    for (const TestStatement& each : unit.statements)
      if (each.role == Role::kHeader) return !each.tokens.empty() && each.tokens[0].text == "async";
    return false;
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
    std::vector<ComparedStatement> before, after;
    std::vector<Hunk> hunks = {};
    Lines lines = {};
    bool is_marked = false;  // a new mark is told
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
      if (marks_of(pair.to->after.file.units[pair.after], pair.to->family, pair.to->after.skip_names).empty())
        for (const ComparedStatement& each : work.after)
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
            !marks_of(unit, file.family, file.after.skip_names).empty())
          continue;
        for (const ComparedStatement& each : compared_statements(unit, asserting_in(file)))
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

  // True if a new mark is told.
  bool compare_marks(const UnitPair& pair) {
    const TestUnit& was = pair.from->before.file.units[pair.before];
    const TestUnit& is = pair.to->after.file.units[pair.after];
    std::vector<FoundMark> before = marks_of(was, pair.from->family, pair.from->before.skip_names);
    std::vector<FoundMark> after = marks_of(is, pair.to->family, pair.to->after.skip_names);
    auto had = [&](const FoundMark& mark) {
      return std::any_of(before.begin(), before.end(), [&](const FoundMark& each) {
        return each.effect == mark.effect && (each.condition.empty() || each.condition == mark.condition);
      });
    };
    std::string subject = is.kind == Kind::kFile ? "the file" : shown_name(is);
    if (is.kind == Kind::kHelper) subject = "every user of " + subject;
    for (const FoundMark& mark : after) {
      if (had(mark) || mark.effect == kRunsAlone) continue;
      std::string text = subject + " " + mark.effect;
      if (!mark.condition.empty()) text += ": " + short_code(mark.condition);
      // One line a test, and one for a mark that many share.
      auto [it, is_new] =
          shared_marks_.emplace(std::tuple(pair.to->edit, mark.line, mark.effect), found_.size());
      if (is_new) report(*pair.to, mark.line, false, WeakeningKind::kTest, std::move(text));
      if (!is_new) ++more_marked_[it->second];
      return true;
    }
    bool is_async =
        pair.to->family == "py" && is.kind == Kind::kTest && begins_async(is) && !begins_async(was);
    if (is_async)
      report(*pair.to, is.line, false, WeakeningKind::kTest,
             subject + " is async now: not every runner awaits it");
    for (const FoundMark& mark : before)
      if (mark.effect == kMustPanic && std::none_of(after.begin(), after.end(), [](const FoundMark& each) {
            return each.effect == kMustPanic;
          }))
        report(*pair.from, mark.line, true, WeakeningKind::kAssertion, subject + " need not panic any more");
    return false;
  }

  void compare_bodies(PairWork& work) {
    const TestUnit& was = work.pair.from->before.file.units[work.pair.before];
    const TestUnit& is = work.pair.to->after.file.units[work.pair.after];
    std::vector<const ComparedStatement*> lost;
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
    for (const ComparedStatement& each : work.before) old_keys.push_back(each.key);
    for (const ComparedStatement& each : work.after) new_keys.push_back(each.key);
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
    std::multimap<std::string_view, ComparedStatement*> added;
    for (const Hunk& hunk : work.hunks)
      for (size_t i = 0; i < hunk.new_count; ++i)
        added.emplace(work.after[hunk.new_start + i].key, &work.after[hunk.new_start + i]);
    for (const Hunk& hunk : work.hunks)
      for (size_t i = 0; i < hunk.old_count; ++i) {
        ComparedStatement& old = work.before[hunk.old_start + i];
        auto it = added.find(old.key);
        if (it == added.end()) continue;
        compare_places(old, *it->second, work.lines);
        added.erase(it);
      }
  }

  // Marks both as paired; says whether the same assertion now counts for less where it stands.
  static void compare_places(ComparedStatement& was, ComparedStatement& is, Lines& lines) {
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
                    std::vector<const ComparedStatement*>& lost) {
    std::vector<ComparedStatement>&before = work.before, &after = work.after;
    Lines& lines = work.lines;
    std::vector<ComparedStatement*> old_left, new_left;
    for (size_t i = 0; i < hunk.old_count; ++i)
      if (!before[hunk.old_start + i].is_paired) old_left.push_back(&before[hunk.old_start + i]);
    for (size_t i = 0; i < hunk.new_count; ++i)
      if (!after[hunk.new_start + i].is_paired) new_left.push_back(&after[hunk.new_start + i]);
    auto pair_if = [&](auto fits) {
      size_t from = 0;
      for (ComparedStatement* old : old_left) {
        if (old->is_paired) continue;
        for (size_t i = from; i < new_left.size(); ++i) {
          ComparedStatement* candidate = new_left[i];
          if (candidate->is_paired || !fits(*old, *candidate)) continue;
          compare_places(*old, *candidate, lines);
          compare_contents(unit, *old, *candidate, lines);
          from = i + 1;
          break;
        }
      }
    };
    auto both_assert = [](const ComparedStatement& a, const ComparedStatement& b) {
      return a.assertion && b.assertion;
    };
    pair_if([&](const ComparedStatement& a, const ComparedStatement& b) {
      return both_assert(a, b) && a.assertion->subject == b.assertion->subject;
    });
    for (ComparedStatement* old : old_left) {
      if (old->is_paired || !old->assertion) continue;
      auto it = moved_.find(old->key);
      if (it == moved_.end() || it->second <= 0) continue;
      --it->second;  // it stands in another test now
      old->is_paired = true;
    }
    pair_if(both_assert);
    pair_if([](const ComparedStatement& a, const ComparedStatement& b) {
      return !a.assertion && !b.assertion && a.statement->role == b.statement->role && same_head(a, b);
    });
    for (const ComparedStatement* added : new_left)
      if (!added->is_paired && !(work.is_marked && added->statement->role == Role::kMark))
        tell_added(unit, *added, lines);
    for (ComparedStatement* old : old_left) {
      if (old->is_paired) continue;
      if (old->assertion) {
        lost.push_back(old);
      } else if (old->statement->role == Role::kMark) {
        for (const DottedName& name : dotted_names(old->statement->tokens))
          if (gives_cases(name.name)) {
            lines.add(old->statement->line, shown_name(unit) + " lost its cases: " + short_code(old->key),
                      WeakeningKind::kTest, true);
            break;
          }
      } else if (is_any_name(old->statement->tokens[0].text,
                             "INSTANTIATE_TEST_SUITE_P INSTANTIATE_TYPED_TEST_SUITE_P")) {
        lines.add(old->statement->line, "tests lost their cases: " + short_code(old->key),
                  WeakeningKind::kTest, true);
      }
    }
  }

  // A new statement of an old test that replaces what it tests, or lets it pass.
  static void tell_added(const TestUnit& unit, const ComparedStatement& added, Lines& lines) {
    if (unit.kind == Kind::kFile && added.statement->role == Role::kFunction) return;
    const TestTokens& tokens = added.statement->tokens;
    std::string name = unit.kind == Kind::kFile ? "the file" : shown_name(unit);
    std::vector<DottedName> names = dotted_names(tokens);
    static constexpr std::string_view kReplacing =
        "monkeypatch.setattr monkeypatch.setitem *mock.patch *mock.patch.* patch patch.object patch.dict "
        "mocker.patch "
        "mocker.patch.* jest.mock jest.doMock jest.spyOn vi.mock vi.doMock vi.spyOn sinon.stub sinon.replace "
        "*mock.method td.replace";
    if (std::any_of(names.begin(), names.end(),
                    [](const DottedName& each) { return is_any_name(each.name, kReplacing); })) {
      lines.add(added.statement->line, name + " replaces what it uses: " + short_code(added.key),
                WeakeningKind::kExpectation);
    } else if (added.statement->role == Role::kMark && tokens[0].text == "@" && unit.kind == Kind::kTest &&
               !names.empty() &&
               !is_any_name(names[0].name, "pytest.* unittest.* mark.* staticmethod Test* Tag")) {
      lines.add(added.statement->line, name + " is decorated now: " + short_code(added.key),
                WeakeningKind::kExpectation);
    } else if (unit.kind == Kind::kTest && tokens[0].text == "t" && tokens.size() > 2 &&
               is_any_name(tokens[1].text, ":= =")) {
      lines.add(added.statement->line, name + " reports to another test: " + short_code(added.key),
                WeakeningKind::kTest);
    } else if (unit.kind == Kind::kTest && tokens[0].text == "yield") {
      lines.add(added.statement->line, name + " is a generator now: no runner calls it",
                WeakeningKind::kTest);
    }
  }

  // "x = 6" and "x = f()", "@parametrize(…)" and "@parametrize(…)": two versions of one statement.
  static bool same_head(const ComparedStatement& a, const ComparedStatement& b) {
    const TestTokens &one = a.statement->tokens, &other = b.statement->tokens;
    if (one[0].text == "return" && other[0].text == "return")
      return a.around && b.around && text_of_tokens(a.around->tokens) == text_of_tokens(b.around->tokens);
    size_t i = 0;
    while (i < one.size() && i < other.size() && one[i].text == other[i].text) {
      std::string_view text = one[i].text;
      if (text == "=" || text == ":=" || text == "(") return true;
      ++i;
    }
    return a.statement->role == Role::kCondition || a.statement->role == Role::kLoop;
  }

  void compare_contents(const TestUnit& unit, const ComparedStatement& was, const ComparedStatement& is,
                        Lines& lines) {
    if (was.assertion && is.assertion) {
      AssertionChange change = assertion_change(*was.assertion, *is.assertion);
      if (!change.text.empty())
        lines.add(is.assertion->line, std::move(change.text),
                  change.is_other ? WeakeningKind::kExpectation : WeakeningKind::kAssertion);
      return;
    }
    if (compare_ends(unit, was, is, lines)) return;
    if (was.statement->tokens[0].text == "pytestmark") return;
    for (const ValueChange& change : value_changes(*was.statement, *is.statement)) {
      std::string text = change.text;
      if (!change.list.empty())
        text = (unit.kind == Kind::kFile ? change.list : shown_name(unit)) + " " + text;
      lines.add(change.line, std::move(text),
                change.is_other ? WeakeningKind::kExpectation : WeakeningKind::kAssertion);
    }
  }

  // What a function returns, how a program ends, over what a loop goes: true if told.
  static bool compare_ends(const TestUnit& unit, const ComparedStatement& was, const ComparedStatement& is,
                           Lines& lines) {
    const TestTokens &before = was.statement->tokens, &after = is.statement->tokens;
    auto is_constant = [](const TestTokens& tokens) {
      return tokens.size() > 1 && std::all_of(tokens.begin() + 1, tokens.end(),
                                              [](const TestToken& token) { return token.is_value; });
    };
    bool returns = before[0].text == "return" && after[0].text == "return" && unit.kind == Kind::kHelper;
    if (returns && is_constant(after) && !is_constant(before)) {
      lines.add(is.statement->line, shown_name(unit) + " returns a constant: " +
                                        from_to(text_of_tokens(before), text_of_tokens(after)));
      return true;
    }
    bool ends = unit.kind == Kind::kFile || unit.own_name == "main" || unit.own_name == "TestMain";
    std::vector<DottedName> names = dotted_names(before);
    if (ends && !names.empty() &&
        is_any_name(names[0].name,
                    "unittest.main sys.exit os._exit exit process.exit os.Exit pytest.main return")) {
      lines.add(is.statement->line, "exit status changed: " + from_to(was.key, is.key));
      return true;
    }
    // for c in CASES → for c in CASES[:1]
    bool repeats = was.statement->role == Role::kLoop || was.statement->role == Role::kMark;
    std::string over = repeats ? repeated_over(before) : "", now = repeats ? repeated_over(after) : "";
    if (over.empty() || now == over || now.find(over) == now.npos || now.starts_with(over + ",") ||
        now.starts_with(over + " +"))
      return false;
    lines.add(is.statement->line, "cases are chosen: " + from_to(over, now), WeakeningKind::kTest);
    return true;
  }

  // The name of the list that a loop goes over, or that gives the cases of a mark, with what stands behind
  // it.
  static std::string repeated_over(const TestTokens& tokens) {
    size_t at = 0, colon = 0;
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (is_any_name(tokens[i].text, "in of range")) at = i + 1;
      if (tokens[i].text == ":" && i + 2 < tokens.size()) colon = i + 1;
    }
    if (at == 0) at = colon;  // for (int x : xs)
    if (tokens[0].text == "@" && tokens.size() > 4) {
      size_t comma = 0;
      while (comma < tokens.size() && tokens[comma].text != ",") ++comma;
      at = comma + 1;
    }
    bool is_name =
        at > 0 && at < tokens.size() && !tokens[at].is_value &&
        (std::isalpha(static_cast<unsigned char>(tokens[at].text[0])) || tokens[at].text[0] == '_');
    if (!is_name) return "";
    size_t end = tokens.size();
    while (end > at + 1 && is_any_name(tokens[end - 1].text, ") : {")) --end;
    return text_of_tokens(tokens.data() + at, tokens.data() + end);
  }

  void report_lost(const UnitPair& pair, const TestUnit& unit, const std::vector<ComparedStatement>& before,
                   const std::vector<const ComparedStatement*>& lost) {
    if (lost.empty()) return;
    size_t all = 0;
    for (const ComparedStatement& each : before) all += each.assertion.has_value();
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
    for (const ComparedStatement& each : compared_statements(unit, asserting_in(file)))
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
    for (size_t outer = side.file.units[at].outer; outer != TestStatement::kNone;
         outer = side.file.units[outer].outer)
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
