#include "verify/fixes.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "verify/judge.h"
#include "verify/tests_within.h"

namespace suit {
namespace {

enum class SeenTest { kAbsent, kSkipped, kPassed, kFailed, kFlaky };

SeenTest look_up(const std::optional<Account>& account, const std::string& name) {
  auto test = account ? account->tests.find(name) : std::map<std::string, TestOutcome>::const_iterator();
  if (!account || test == account->tests.end()) return SeenTest::kAbsent;
  if (account->flaky.contains(name)) return SeenTest::kFlaky;
  return test->second == TestOutcome::kPassed   ? SeenTest::kPassed
         : test->second == TestOutcome::kFailed ? SeenTest::kFailed
                                                : SeenTest::kSkipped;
}

// Did the account lack this test because its file could not be loaded, or nothing could be built?
bool could_not_load(const Account& account, bool failed, std::string_view test) {
  if (account.tests.empty()) return failed;
  return std::any_of(account.tests.begin(), account.tests.end(), [&](auto& one) {
    std::string prefix = prefix_of_unloaded(one.first);
    return one.second == TestOutcome::kFailed && !prefix.empty() && test.starts_with(prefix);
  });
}

std::string similar_names(const std::string& wanted, const std::set<std::string>& names) {
  constexpr size_t kShown = 3;
  std::string lower = to_lower(test_function(wanted));
  size_t limit = std::max<size_t>(3, lower.size() / 2);
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& name : names) {
    size_t distance = edit_distance(lower, to_lower(test_function(name)), limit);
    if (distance < limit || to_lower(name).find(lower) != std::string::npos)
      near.emplace_back(distance, test_stem(name));
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  if (near.size() > kShown) near.resize(kShown);
  std::string text;
  for (auto& [distance, name] : near) text += (text.empty() ? "" : ", ") + printable(name);
  return text;
}

// What the accounts of all checks say about the tests of one name.
class NamedTests {
 public:
  explicit NamedTests(const std::string& wanted) : wanted_(wanted) {}

  void add(const TestAccounts& check) {
    std::set<std::string> named;
    for (const auto* account : {&check.base, &check.patched, &check.by_base}) {
      if (!*account) continue;
      for (auto& [name, outcome] : (*account)->tests) {
        if (!prefix_of_unloaded(name).empty()) continue;
        known_.insert(name);
        if (is_named(wanted_, name)) named.insert(name);
      }
    }
    for (const std::string& name : named) add(check, name);
  }

  Result<FixFinding> finding() const {
    if (finding_) return *finding_;
    if (!red_.empty())
      return FixFinding{FixFinding::Kind::kFixed, some_of(red_) + (red_.size() > 1 ? " fail" : " fails") +
                                                      " on the unchanged folder and " +
                                                      (red_.size() > 1 ? "pass" : "passes") +
                                                      " with the patch"};
    if (!fresh_.empty()) return of_fresh();
    if (!green_.empty())
      return FixFinding{
          FixFinding::Kind::kNotFixed,
          some_of(green_) + (green_.size() > 1 ? " pass" : " passes") + " on the unchanged folder"};
    return unknown();
  }

 private:
  struct Fresh {
    const TestAccounts* check;
    std::string name;
    bool is_in_code;  // not in a judge file: it runs without the patch's judge files
  };

  void conclude(FixFinding::Kind kind, const std::string& name, const std::string& text) {
    if (!finding_ || kind > finding_->kind) finding_ = {kind, printable(name) + " " + text};
  }

  void add(const TestAccounts& check, const std::string& name) {
    using enum SeenTest;
    using Kind = FixFinding::Kind;
    SeenTest base = look_up(check.base, name), again = look_up(check.base_again, name);
    SeenTest patched = look_up(check.patched, name), by_base = look_up(check.by_base, name);
    if (patched == kFailed) return conclude(Kind::kNotFixed, name, "fails with the patch");
    if (by_base == kFailed)
      return conclude(Kind::kNotFixed, name, "passes only with the judge files that the patch changes");
    if (patched == kFlaky || by_base == kFlaky)
      return conclude(Kind::kUnsure, name, "passes and fails with the patch");
    bool was_there = base == kFailed || base == kPassed || base == kFlaky;
    if (was_there && base != kPassed && by_base != kPassed)
      return conclude(Kind::kNotFixed, name,
                      by_base == kSkipped ? "is skipped with the patch" : "does not run with the patch");
    if (base == kFlaky || (was_there && again != base))
      return conclude(Kind::kUnsure, name, "passes and fails on the unchanged folder");
    if (base == kFailed) return red_.push_back(name);
    if (base == kPassed) return green_.push_back(name);
    bool passes_now = by_base == kPassed || patched == kPassed;
    if (!passes_now) return conclude(Kind::kNotFixed, name, "is skipped");
    bool had_it = base == kAbsent && by_base == kPassed && !check.tests_in_code;
    if (had_it && check.base && could_not_load(*check.base, check.base_failed, name))
      return red_.push_back(name);
    fresh_.push_back({&check, name, by_base == kPassed});
  }

  Result<FixFinding> of_fresh() const {
    using Kind = FixFinding::Kind;
    FixFinding found{Kind::kUnsure, ""};
    for (const Fresh& one : fresh_) {
      std::string name = printable(one.name);
      if (one.is_in_code) return FixFinding{Kind::kUnsure, name + " did not run on the unchanged folder"};
      ASSIGN_OR_RETURN(std::optional<Account> old, one.check->old_code());
      SeenTest before = look_up(old, one.name);
      if (before == SeenTest::kPassed)
        return FixFinding{Kind::kNotFixed,
                          name + " passes with the patch's judge files alone: the code was not wrong"};
      bool is_red = before == SeenTest::kFailed || (old && could_not_load(*old, true, one.name));
      if (!is_red) return FixFinding{Kind::kUnsure, name + " did not run without the patch"};
      found = {Kind::kNew, name +
                               " is new or changed in the patch: it fails on the unchanged code and passes "
                               "with the patch"};
    }
    return found;
  }

  FixFinding unknown() const {
    std::string text = "no check reports a test named " + printable(wanted_);
    if (known_.empty()) text = "no check reports its tests, so " + printable(wanted_) + " can't be found";
    if (std::string near = similar_names(wanted_, known_); !near.empty()) text += "; similar: " + near;
    return {FixFinding::Kind::kUnknown, text};
  }

  const std::string& wanted_;
  std::set<std::string> known_;
  std::vector<std::string> red_, green_;
  std::vector<Fresh> fresh_;
  std::optional<FixFinding> finding_;
};

}  // namespace

bool is_named(std::string_view wanted, std::string_view test) {
  auto ends = [&](std::string_view name) {
    if (name == wanted) return true;
    if (!name.ends_with(wanted) || wanted.empty()) return false;
    std::string_view before = name.substr(0, name.size() - wanted.size());
    // The title of a JavaScript test follows its file's name and may have blanks of its own.
    if (before.ends_with(' ')) return before.find(' ') == before.size() - 1;
    return before.find_last_of(":./") == before.size() - 1;
  };
  if (ends(test) || ends(test_stem(test))) return true;
  // Vitest and Jest print "outer > inner", "outer › inner" for a title of two parts.
  for (std::string_view arrow : {" > ", " › "})
    if (size_t at = wanted.find(arrow); at != wanted.npos)
      return is_named(std::string(wanted.substr(0, at)) + " " + std::string(wanted.substr(at + arrow.size())),
                      test);
  return false;
}

std::vector<std::string> fixed_tests(const Account& account, const Account& base) {
  std::vector<std::string> names;
  for (auto& [name, outcome] : account.tests) {
    if (names.size() == kFixedTestsMax) break;
    if (is_part_of_test(account, name)) continue;
    auto before = base.tests.find(name);
    bool was_red = before == base.tests.end() ? could_not_load(base, true, name)
                                              : before->second == TestOutcome::kFailed;
    if (outcome == TestOutcome::kPassed && was_red) names.push_back(name);
  }
  return names;
}

Result<FixFinding> examine_fix(const std::string& wanted, const std::vector<TestAccounts>& checks) {
  NamedTests tests(wanted);
  for (const TestAccounts& check : checks) tests.add(check);
  return tests.finding();
}

Result<void> Judge::run_fixes(std::vector<CheckAccounts>& checks, const Proposal& proposal,
                              const Parts& parts, const Taker& take, Judgement& judgement, Watch& watch) {
  std::vector<FileEdit> judge_edits;
  for (const FileEdit& edit : proposal.edits)
    if (std::find(parts.judge_files.begin(), parts.judge_files.end(), edit.path) != parts.judge_files.end())
      judge_edits.push_back(edit);
  bool in_code = std::any_of(parts.others.begin(), parts.others.end(), [](const FileEdit& edit) {
    return edit.after.type == FileType::kFile && has_tests_within(edit.path, edit.after.content);
  });
  auto account_of = [&](const Check& check, const std::vector<std::string>& paths,
                        const std::vector<FileEdit>& edits) -> Result<std::optional<Account>> {
    ASSIGN_OR_RETURN(Attempt attempt, this->attempt(check, paths, edits, Look::kSilent, watch));
    return std::move(attempt.account);
  };
  std::vector<TestAccounts> all;
  for (auto& [check, accounts] : checks) {
    ASSIGN_OR_RETURN(Base base, base_of(*check, parts.others_paths, watch, {}));
    accounts.base = base.attempt.account;
    accounts.base_failed = !base.passed;
    accounts.tests_in_code = in_code;
    accounts.base_again = accounts.base;
    if (accounts.base && !accounts.base->failed().empty()) {
      ASSIGN_OR_RETURN(accounts.base_again, account_of(*check, parts.others_paths, {}));
    }
    if (judge_edits.empty()) {
      accounts.by_base = accounts.patched;
    } else if (!accounts.by_base) {
      ASSIGN_OR_RETURN(accounts.by_base, account_of(*check, parts.others_paths, parts.others));
    }
    std::vector<std::string> paths;
    for (const FileEdit& edit : judge_edits) paths.push_back(edit.path);
    accounts.old_code = [account_of, check = check, paths, &judge_edits] {
      return account_of(*check, paths, judge_edits);
    };
    all.push_back(accounts);
  }
  for (const std::string& test : options_.fixes) {
    using enum FixFinding::Kind;
    ASSIGN_OR_RETURN(FixFinding finding, examine_fix(test, all));
    if (finding.kind == kUnknown) {
      judgement.cannot_judge = true;
      judgement.ask_reasons.push_back(finding.text);
      continue;
    }
    CheckRun run{{.name = "red to green: " + printable(test), .detail = finding.text}};
    if (finding.kind == kNotFixed) run.result.outcome = Outcome::kFailed;
    if (finding.kind == kNew || finding.kind == kUnsure) run.ask_reasons.push_back(finding.text);
    RETURN_IF_ERROR(take(run));
  }
  return {};
}

}  // namespace suit
