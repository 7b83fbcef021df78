#include "verify/account.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/sandbox.h"
#include "sandbox/toolchain.h"
#include "verify/watchers.h"

namespace suit {
namespace {

std::optional<TestOutcome> outcome_named(const std::string& name) {
  const auto& names = EnumNames<TestOutcome>::names;
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return {};
  return static_cast<TestOutcome>(found - names.begin());
}

// A runner's process.
struct Runner {
  std::string name;
  size_t tests = 0;
  bool ended = false;
};

// Tests of the base, without those that were skipped there, of which none ran. A file that could not be
// loaded there ran if one of its tests did.
std::vector<std::string> gone(const Account& account, const Account& base) {
  std::set<std::string_view> ran;
  for (auto& [name, outcome] : account.tests)
    if (outcome != TestOutcome::kSkipped) ran.insert(test_stem(name));
  std::vector<std::string> gone;
  for (auto& [name, outcome] : base.tests) {
    if (outcome == TestOutcome::kSkipped || ran.contains(test_stem(name))) continue;
    std::string prefix = prefix_of_unloaded(name);
    auto of_file = prefix.empty() ? ran.end() : ran.lower_bound(prefix);
    if (of_file == ran.end() || !of_file->starts_with(prefix)) gone.push_back(name);
  }
  return gone;
}

// Tests of the base of which fewer cases ran, though others did: those cases that are not there.
std::vector<std::string> fewer_cases(const Account& account, const Account& base) {
  struct Cases {
    size_t ran = 0, before = 0;
    std::vector<std::string> missing = {};
  };
  std::map<std::string_view, Cases> tests;
  for (auto& [name, outcome] : account.tests)
    if (outcome != TestOutcome::kSkipped) ++tests[test_stem(name)].ran;
  for (auto& [name, outcome] : base.tests) {
    if (outcome == TestOutcome::kSkipped) continue;
    Cases& cases = tests[test_stem(name)];
    ++cases.before;
    auto now = account.tests.find(name);
    if (now == account.tests.end() || now->second == TestOutcome::kSkipped) cases.missing.push_back(name);
  }
  std::vector<std::string> missing;
  for (auto& [stem, cases] : tests)
    if (cases.ran > 0 && cases.ran < cases.before)
      missing.insert(missing.end(), cases.missing.begin(), cases.missing.end());
  return missing;
}

// Programs of ours that stand before a runner of this name, if there is one.
constexpr std::string_view kShims[] = {"ctest", "cargo", "go"};

bool is_installed(std::string_view name) {
  const char* path = std::getenv("PATH");
  std::string folders = path_for_checks(path ? path : "");
  for (std::string_view folder : split(folders, ':'))
    if (!folder.empty() && ::access((std::string(folder) + "/" + std::string(name)).c_str(), X_OK) == 0)
      return true;
  return false;
}

}  // namespace

Json json_of_account(const Account& account) {
  Json tests = Json::object();
  for (auto& [name, outcome] : account.tests)
    tests[name] = EnumNames<TestOutcome>::names[static_cast<size_t>(outcome)];
  return {{"tests", std::move(tests)},
          {"flaky", account.flaky},
          {"unfinished", account.unfinished},
          {"sentinels", account.sentinels}};
}

std::optional<Account> account_in(const Json& json) {
  Account account;
  if (!json.is_object() || !json.contains("tests") || !json["tests"].is_object()) return {};
  for (auto& [name, outcome] : json["tests"].items()) {
    auto known = outcome.is_string() ? outcome_named(outcome.get<std::string>()) : std::nullopt;
    if (!known) return {};
    account.tests[name] = *known;
  }
  for (auto [key, names] : {std::pair("flaky", true), std::pair("unfinished", false)}) {
    for (const Json& name : json.value(key, Json::array())) {
      if (!name.is_string()) return {};
      if (names)
        account.flaky.insert(name.get<std::string>());
      else
        account.unfinished.insert(name.get<std::string>());
    }
  }
  account.sentinels = static_cast<size_t>(std::max<int64_t>(0, integer_or(json, "sentinels", 0)));
  return account;
}

std::string_view test_stem(std::string_view name) {
  return name.ends_with(']') ? name.substr(0, name.find('[')) : name;
}

std::string_view test_function(std::string_view name) {
  name = test_stem(name);
  size_t end = name.find_last_of(".:/");
  return end == name.npos ? name : name.substr(end + 1);
}

std::string prefix_of_unloaded(std::string_view name) {
  constexpr std::string_view kUnittest = "unittest.loader._FailedTest.";
  if (name.starts_with(kUnittest)) return std::string(name.substr(kUnittest.size())) + ".";
  // Jest, Vitest: a test's title follows its file.
  constexpr std::string_view kWholeFile = " (file)";
  if (name.ends_with(kWholeFile)) return std::string(name.substr(0, name.size() - kWholeFile.size() + 1));
  bool of_pytest = name.ends_with(".py") && name.find("::") == name.npos;
  return of_pytest ? std::string(name) + "::" : std::string();
}

std::vector<std::string> Account::failed() const {
  std::vector<std::string> names;
  for (auto& [name, outcome] : tests)
    if (outcome == TestOutcome::kFailed) names.push_back(name);
  return names;
}

Account read_account(std::string_view report) {
  Account account;
  std::map<std::string, Runner> runners;
  std::set<int64_t> processes;
  for (std::string_view line : split_lines(report)) {
    auto record = parse_json(trim(line));
    if (!record || !record->is_object()) continue;
    if (record->contains("reached")) {
      account.reached = true;
      account.reached_in_runner |= processes.contains(integer_or(*record, "process", -1));
    }
    if (std::string test = string_or(*record, "asserted", ""); !test.empty()) account.asserted.insert(test);
    std::string run = string_or(*record, "run", "");
    if (run.empty()) continue;
    if (std::string began = string_or(*record, "began", ""); !began.empty()) {
      runners[run].name = began;
      processes.insert(integer_or(*record, "process", -2));
      continue;
    }
    auto runner = runners.find(run);
    if (runner == runners.end() || runner->second.ended) continue;
    if (record->contains("ended")) {
      runner->second.ended = integer_or(*record, "ended", -1) == static_cast<int64_t>(runner->second.tests);
      continue;
    }
    auto outcome = outcome_named(string_or(*record, "outcome", ""));
    if (!outcome) continue;
    if (std::string must = string_or(*record, "sentinel", ""); !must.empty()) {
      ++account.sentinels;
      if (must != string_or(*record, "outcome", ""))
        account.lies.push_back(runner->second.name + " reports a test that must have " + must + " as " +
                               string_or(*record, "outcome", ""));
      continue;
    }
    std::string name = string_or(*record, "test", "");
    if (name.empty()) continue;
    ++runner->second.tests;
    auto [test, is_new] = account.tests.try_emplace(name, *outcome);
    if (!is_new && test->second != *outcome) account.flaky.insert(name);
    // Skipped in one of a runner's projects, it ran all the same.
    if (is_new || *outcome != TestOutcome::kSkipped) test->second = *outcome;
  }
  for (auto& [run, runner] : runners)
    if (!runner.ended) account.unfinished.insert(runner.name);
  return account;
}

std::string partial_text(const Account& account) {
  std::vector<std::string> failed = account.failed();
  std::string text = "partial: " + counted(account.tests.size(), "test") + " ran, ";
  return text +
         (failed.empty() ? "none failed" : std::to_string(failed.size()) + " failed: " + some_of(failed));
}

bool is_by_pytest(const Account& account) {
  return std::any_of(account.tests.begin(), account.tests.end(),
                     [](auto& test) { return test.first.find(".py::") != test.first.npos; });
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr size_t kNamed = 3;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kNamed); ++i) text += (i ? ", " : "") + printable(names[i]);
  if (names.size() > kNamed) text += " and " + std::to_string(names.size() - kNamed) + " more";
  return text;
}

std::vector<Objection> objections(const Account& account, const Account& base, bool base_passed) {
  using Kind = Objection::Kind;
  std::vector<Objection> found;
  std::vector<std::string> unfinished;
  std::set_difference(account.unfinished.begin(), account.unfinished.end(), base.unfinished.begin(),
                      base.unfinished.end(), std::back_inserter(unfinished));
  if (!unfinished.empty())
    found.push_back({Kind::kFailure, some_of(unfinished) + " ended before it reported all tests"});
  if (base.lies.empty() && !account.lies.empty()) found.push_back({Kind::kTampered, account.lies.front()});
  if (unfinished.empty() && base.sentinels > 0 && account.sentinels < base.sentinels &&
      account.tests.size() >= base.tests.size())
    found.push_back({Kind::kTampered, "tests that must fail did not run"});
  // Where the base's exit status hides failures too, as after `| tee`, only new ones count.
  std::vector<std::string> failed = account.failed(), failed_before = base.failed(), more;
  bool hides = base_passed && !failed_before.empty();
  std::set_difference(failed.begin(), failed.end(), failed_before.begin(), failed_before.end(),
                      std::back_inserter(more));
  if (hides && !more.empty())
    found.push_back({Kind::kFailure, "the exit status is 0, but tests fail: " + some_of(more)});
  if (!hides && !failed.empty())
    found.push_back({Kind::kTampered, "the exit status is 0, but tests failed: " + some_of(failed)});
  if (auto missing = gone(account, base); !missing.empty())
    found.push_back({Kind::kGone, counted(missing.size(), "test") +
                                      " of the unchanged folder did not run: " + some_of(missing)});
  if (auto missing = fewer_cases(account, base); !missing.empty())
    found.push_back(
        {Kind::kFewer, counted(missing.size(), "case") + " of tests did not run: " + some_of(missing)});
  std::vector<std::string> flaky;
  std::set_difference(account.flaky.begin(), account.flaky.end(), base.flaky.begin(), base.flaky.end(),
                      std::back_inserter(flaky));
  if (!flaky.empty()) found.push_back({Kind::kFlaky, "tests have several outcomes: " + some_of(flaky)});
  return found;
}

bool is_part_of_test(const Account& account, const std::string& name) {
  std::string stem(test_stem(name));
  return stem != name && account.tests.contains(stem);
}

std::vector<std::string> newly_skipped(const Account& account, const Account& base) {
  std::vector<std::string> names;
  for (auto& [name, outcome] : account.tests)
    if (outcome == TestOutcome::kSkipped && !base.tests.contains(name)) names.push_back(name);
  return names;
}

std::vector<std::string> turned_green(const Account& account, const Account& base) {
  std::vector<std::string> names;
  for (auto& [name, outcome] : account.tests) {
    auto before = base.tests.find(name);
    if (is_part_of_test(account, name)) continue;
    if (outcome == TestOutcome::kPassed &&
        (before == base.tests.end() || before->second == TestOutcome::kFailed))
      names.push_back(name);
  }
  return names;
}

std::vector<std::pair<std::string, std::string>> account_programs() {
  std::vector<std::pair<std::string, std::string>> programs;
  for (std::string_view name :
       {"sitecustomize.py", "suit_account.py", "node.cjs", "workers.cjs", "account.sh"})
    programs.emplace_back(name, watcher_text(name));
  for (std::string_view name : kShims)
    if (is_installed(name)) programs.emplace_back(name, watcher_text("runner.sh"));
  if (is_installed("node")) programs.emplace_back("node", watcher_text("node.sh"));
  return programs;
}

std::string accounted(const std::string& command) {
  std::string place = kProgramsPlace;
  return "export SUIT_WATCHER=account SUIT_WATCHER_ROOT=\"$PWD\" SUIT_WATCHER_OUT=" +
         std::string(kReportPath) + "\n. " + place + "/account.sh\nsh -c " +
         shell_quote(with_watcher_path(command)) + "\nsuit_status=$?\nsuit_report\nexit $suit_status\n";
}

}  // namespace suit
