#include "verify/weakened_settings.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/glob.h"
#include "base/text.h"
#include "code/lexer.h"
#include "code/syntax.h"
#include "folder/judge_files.h"
#include "verify/assertion.h"
#include "verify/settings_in.h"

namespace suit {
namespace {

using enum SettingChange;

constexpr std::string_view kPytestFiles = "pytest.ini .pytest.ini tox.ini setup.cfg pyproject.toml";
constexpr std::string_view kJestFiles = "jest.config.* package.json";
constexpr std::string_view kVitestFiles = "vitest.config.* vitest.workspace.* vite.config.*";
constexpr std::string_view kMochaFiles = ".mocharc* package.json";
constexpr std::string_view kPythonLintFiles =
    ".flake8 tox.ini setup.cfg pyproject.toml ruff.toml .ruff.toml .pylintrc pylintrc mypy.ini .mypy.ini";

// The first row that fits a key counts.
constexpr SettingRow kSettingRows[] = {
    // pytest
    {kPytestFiles,
     "*pytest*.addopts *pytest*.testpaths *pytest*.python_files *pytest*.python_classes "
     "*pytest*.python_functions *pytest*.norecursedirs *pytest*.collect_ignore* *pytest*.pythonpath "
     "*pytest*.env *pytest*.doctest_optionflags *pytest*.usefixtures *pytest*.asyncio_mode",
     kChanged},
    {kPytestFiles, "*pytest*.filterwarnings", kGrown, "ignore default once"},
    {kPytestFiles, "*pytest*.xfail_strict *pytest*.strict", kOff},
    {kPytestFiles, "*pytest*.timeout *pytest*.reruns *pytest*.retries *pytest*.flaky", kRaised},
    {"setup.cfg pyproject.toml", "*pytest11*", kChanged},
    {"tox.ini",
     "testenv:docs*.* testenv:build*.* testenv:release*.* testenv:publish*.* testenv:codecov*.* "
     "testenv*.passenv",
     kNothing},
    {"tox.ini", "testenv*.commands* testenv*.setenv", kReplaced},
    {"tox.ini", "testenv*.ignore_outcome testenv*.ignore_errors", kOn},
    {"pyproject.toml",
     "tool.tox.* tool.*.scripts.*test* tool.*.scripts.*lint* tool.*.tasks.*test* tool.*.tasks.*lint*",
     kReplaced},
    // coverage
    {".coveragerc setup.cfg tox.ini pyproject.toml", "*fail_under", kLowered},
    {".coveragerc setup.cfg tox.ini pyproject.toml",
     "*report.omit *run.omit *report.exclude_lines *report.exclude_also *report.partial_branches", kGrown},
    {".coveragerc setup.cfg tox.ini pyproject.toml", "*run.source run.include report.include", kReplaced},
    {"codecov.y*ml .codecov.y*ml", "*target", kLowered},
    {"codecov.y*ml .codecov.y*ml", "*threshold", kRaised},
    {"codecov.y*ml .codecov.y*ml", "ignore* *informational *if_not_found", kGrown},
    // Python linters
    {kPythonLintFiles,
     "*ignore *extend_ignore *per_file_ignores* *exclude *extend_exclude *disable *disable_error_code "
     "*ignore_paths *ignore_patterns *ignored_modules",
     kGrown},
    {kPythonLintFiles,
     "flake8.select flake8.extend_select *lint.select *lint.extend_select *ruff.select select "
     "extend_select *enable *enable_error_code",
     kShrunk},
    {kPythonLintFiles,
     "*max_line_length *line_length *max_complexity *max_args *max_locals *max_branches "
     "*max_statements *max_returns",
     kRaised},
    {kPythonLintFiles, "*fail_under *fail_on", kLowered},
    {kPythonLintFiles,
     "mypy*.ignore_errors mypy*.ignore_missing_imports *mypy*.ignore_errors "
     "*mypy*.ignore_missing_imports mypy*.allow_* *mypy*.allow_* *mypy*.implicit_optional",
     kOn},
    {kPythonLintFiles,
     "*mypy*.strict* *mypy*.disallow_* *mypy*.warn_* *mypy*.check_untyped_defs *mypy*.no_implicit_*", kOff},
    {kPythonLintFiles,
     "*mypy*.follow_imports *mypy*.files *pyright.typecheckingmode *pyright.report* *pyright.include",
     kReplaced},
    // npm
    {"package.json", "scripts.pretest* scripts.posttest* scripts.prelint* scripts.postlint*", kChanged},
    {"package.json",
     "scripts.test* scripts.*:test* scripts.lint* scripts.*:lint* scripts.check* scripts.type* scripts.tsc "
     "scripts.cov* scripts.ci* scripts.verify* scripts.validate* scripts.unit* scripts.e2e* "
     "scripts.integration*",
     kReplaced},
    {"package.json", "dependencies.* devdependencies.*", kSource},
    {"package.json", "overrides.* resolutions.* pnpm.overrides.* pnpm.patcheddependencies.*", kChanged},
    {".npmrc", "node_options script_shell", kChanged},
    // Jest
    {kJestFiles,
     "*testmatch *testregex *jest.roots roots *jest.rootdir rootdir *jest.projects *setupfiles "
     "*setupfilesafterenv "
     "*globalsetup *globalteardown *testenvironment *testrunner *jest.runner *jest.reporters "
     "*jest.transform.* "
     "*modulenamemapper.* *jest.resolver *testresultsprocessor *testnamepattern *testfailureexitcode "
     "*snapshotserializers *snapshotresolver *collectcoveragefrom",
     kChanged},
    {kJestFiles, "*testpathignorepatterns *modulepathignorepatterns *coveragepathignorepatterns", kGrown},
    {kJestFiles, "*coveragethreshold.*", kLowered},
    {kJestFiles, "*testtimeout", kRaised},
    {kJestFiles, "*passwithnotests", kOn},
    {kJestFiles, "*errorondeprecated *injectglobals", kOff},
    // Vitest
    {kVitestFiles,
     "test.include test.dir test.root test.setupfiles test.globalsetup test.environment test.alias* "
     "resolve.alias* "
     "test.reporters test.runner test.testnamepattern test.projects* test.workspace test.env* define.*",
     kChanged},
    {kVitestFiles, "test.exclude test.coverage.exclude", kGrown},
    {kVitestFiles, "*.passwithnotests *.dangerouslyignoreunhandlederrors *.allowonly", kOn},
    {kVitestFiles, "*.testtimeout *.hooktimeout *.retry", kRaised},
    {kVitestFiles,
     "*.coverage.thresholds.* *.coverage.lines *.coverage.branches *.coverage.functions "
     "*.coverage.statements",
     kLowered},
    {kVitestFiles, "*.coverage.enabled", kOff},
    // Mocha, browser tests, nyc
    {kMochaFiles,
     "spec grep fgrep invert require file loader node_option import mocha.spec mocha.grep mocha.fgrep "
     "mocha.invert "
     "mocha.require mocha.file mocha.loader",
     kChanged},
    {kMochaFiles, "ignore exclude mocha.ignore mocha.exclude", kGrown},
    {kMochaFiles, "timeout retries slow mocha.timeout mocha.retries", kRaised},
    {kMochaFiles, "forbidonly forbidpending forbid_only forbid_pending mocha.forbid*", kOff},
    {kMochaFiles, "passonfailingtestsuite allow_uncaught", kOn},
    {"playwright.config.* cypress.config.* karma.conf.*",
     "testdir testmatch testignore *specpattern *excludespecpattern grep grepinvert *supportfile globalsetup",
     kChanged},
    {"playwright.config.* cypress.config.*",
     "*timeout retries retries.* *maxdiffpixel* *threshold *defaultcommandtimeout", kRaised},
    {".nycrc* .c8rc* package.json", "check_coverage nyc.check_coverage c8.check_coverage", kOff},
    {".nycrc* .c8rc* package.json",
     "lines branches functions statements nyc.lines nyc.branches nyc.functions nyc.statements c8.lines "
     "c8.branches "
     "c8.functions c8.statements",
     kLowered},
    {".nycrc* .c8rc* package.json", "exclude nyc.exclude c8.exclude", kGrown},
    // JavaScript linters, TypeScript
    {".eslintrc* eslint.config.* package.json", "*rules.*", kSeverity},
    {".eslintrc* eslint.config.* package.json", "*ignorepatterns *ignores", kGrown},
    {".eslintrc* package.json", "extends eslintconfig.extends", kReplaced},
    {"tsconfig*.json jsconfig.json",
     "compileroptions.strict* compileroptions.noimplicit* compileroptions.nounused* "
     "compileroptions.nounchecked* compileroptions.nofallthrough* compileroptions.exactoptional* "
     "compileroptions.useunknown* compileroptions.alwaysstrict compileroptions.checkjs "
     "compileroptions.noemitonerror compileroptions.noproperty*",
     kOff},
    {"tsconfig*.json jsconfig.json",
     "compileroptions.skiplibcheck compileroptions.suppress* compileroptions.allowunreachablecode "
     "compileroptions.allowunusedlabels",
     kOn},
    {"tsconfig*.json jsconfig.json", "exclude", kGrown},
    {"tsconfig*.json jsconfig.json", "include files extends compileroptions.paths.* compileroptions.types",
     kReplaced},
    // C and C++, Go
    {".clang-tidy", "checks headerfilterregex", kChanged},
    {".clang-tidy", "warningsaserrors", kReplaced},
    {".golangci.y*ml", "*disable *exclude *exclude_* *exclusions.* *skip_dirs *skip_files", kGrown},
    {".golangci.y*ml", "*enable", kShrunk},
    {".golangci.y*ml", "*disable_all *issues.new *default", kOn},
    {"cmakepresets.json",
     "testpresets.*filter.* testpresets.*execution.* testpresets.*environment.* "
     "*cacheVariables.cmake_*flags*",
     kChanged},
    // Cargo
    {"cargo.toml",
     "lib.test lib.doctest bin.*.test test.*.test test.*.harness lib.harness "
     "package.autotests *.overflow_checks *.debug_assertions",
     kOff},
    {"cargo.toml", "patch.* replace.* test.*.required_features test.*.path lib.path", kChanged},
    {"cargo.toml", "*lints.*", kSeverity},
    {"config.toml", "target.*.runner build.rustflags target.*.rustflags build.rustc* alias.test env.*",
     kChanged},
};

std::string folded_key(std::string_view key) {
  std::string folded = to_lower(key);
  std::replace(folded.begin(), folded.end(), '-', '_');
  std::replace(folded.begin(), folded.end(), '/', '_');  // a glob's * stops at /
  return folded;
}

bool fits_any(std::string_view name, std::string_view globs) {
  for (std::string_view glob : split(globs, ' '))
    if (glob_matches(glob, name)) return true;
  return false;
}

// Other tools of pyproject.toml, such as those that build packages, have lists of the same names.
bool is_of_linter(std::string_view key) {
  return fits_any(
      key,
      "tool.ruff.* tool.flake8.* tool.pylint.* tool.mypy.* tool.pyright.* tool.basedpyright.* tool.bandit.*");
}

const SettingRow* setting_row_of(std::string_view name, std::string_view key) {
  for (const SettingRow& row : kSettingRows)
    if (fits_any(name, row.files) && fits_any(key, folded_key(row.keys)) &&
        (row.files != kPythonLintFiles || name != "pyproject.toml" || is_of_linter(key)))
      return &row;
  return nullptr;
}

std::string value_of(const Setting* setting) {
  return setting ? joined(setting->items, setting->is_list ? ", " : " ") : "";
}

// 2: error, 1: a warning, 0: off; -1: no severity.
int severity_of(const Setting* setting) {
  if (!setting || setting->items.empty()) return -1;
  std::string text = to_lower(setting->items[0]);
  if (text == "2" || text == "error" || text == "deny" || text == "forbid") return 2;
  if (text == "1" || text == "warn") return 1;
  if (text == "0" || text == "off" || text == "allow") return 0;
  return -1;
}

bool is_true(const Setting* setting) {
  return setting && !setting->items.empty() && to_lower(setting->items[0]) != "false" &&
         setting->items[0] != "0";
}

std::vector<std::string> missing_in(const Setting* some, const Setting* all) {
  std::vector<std::string> missing;
  if (!some) return missing;
  // "E501,W503" in one line of an INI file, or one in each.
  auto entries = [](const Setting* setting) {
    std::vector<std::string> list;
    if (!setting) return list;
    for (const std::string& item : setting->items)
      for (std::string_view part : split(item, ',')) {
        part = trim(part.substr(0, part.find(" #")));
        if (!part.empty() && part[0] != '#') list.emplace_back(part);
      }
    return list;
  };
  std::vector<std::string> have = entries(all);
  for (std::string& entry : entries(some))
    if (std::find(have.begin(), have.end(), entry) == have.end()) missing.push_back(std::move(entry));
  return missing;
}

double number_of(const Setting* setting) {
  return setting && !setting->items.empty() ? std::strtod(setting->items[0].c_str(), nullptr) : 0;
}

// Tools' own directory of packages; a path or an address is somebody's.
bool is_from_elsewhere(const Setting* setting) {
  if (!setting || setting->items.empty()) return false;
  const std::string& from = setting->items[0];
  for (std::string_view start :
       {"file:", "link:", "portal:", "git", "http:", "https:", "ssh:", "npm:", "./", "../", "/"})
    if (from.starts_with(start)) return true;
  return from.find('/') != from.npos;  // owner/repository
}

// "" if the change does not count.
std::string setting_line(const SettingRow& row, const std::string& name, const Setting* before,
                         const Setting* after) {
  std::string change = from_to(value_of(before), value_of(after));
  switch (row.change) {
    case kReplaced:
      return before ? name + " changed: " + change : "";
    case kChanged:
      return name +
             (before  ? " changed: "
              : after ? " added: "
                      : " changed: ") +
             (before ? change : short_code(value_of(after)));
    case kGrown: {
      std::vector<std::string> more = missing_in(after, before);
      std::erase_if(more, [&](const std::string& entry) {
        std::string first = entry.substr(0, entry.find_first_of(": "));
        return !row.entries.empty() && !fits_any(first, row.entries);
      });
      return more.empty() ? "" : name + " grew: " + short_code(joined(more, ", "));
    }
    case kShrunk: {
      std::vector<std::string> fewer = missing_in(before, after);
      return fewer.empty() ? "" : name + " lost: " + short_code(joined(fewer, ", "));
    }
    case kLowered:
      return before && (!after || number_of(after) < number_of(before)) ? name + " lowered: " + change : "";
    case kRaised:
      return after && (!before || number_of(after) > number_of(before)) ? name + " raised: " + change : "";
    case kOff:
      return (is_true(before) || (!before && after)) && !is_true(after) ? name + " is off: " + change : "";
    case kOn:
      return !is_true(before) && is_true(after) ? name + " is on: " + change : "";
    case kSeverity: {
      int was = severity_of(before), is = severity_of(after);
      bool is_known = was >= 0 || is >= 0;
      if (is_known && was >= 0 && is < was) return name + " weakened: " + change;
      return is_known && !before && is == 0 ? name + " is off" : "";
    }
    case kSource:
      return !is_from_elsewhere(before) && is_from_elsewhere(after)
                 ? name + " now comes from " + short_code(value_of(after))
                 : "";
    case kNothing:
      return "";
  }
  return "";
}

std::string shown_key(std::string_view key) {
  if (key.starts_with("scripts.")) return "the script " + short_code(key.substr(8));
  for (std::string_view outer : {"rules.", "compilerOptions.", "dependencies.", "devDependencies."})
    if (size_t at = key.find(outer); at != key.npos) return short_code(key.substr(at + outer.size()));
  if (key.starts_with("tool.")) key.remove_prefix(5);
  for (std::string_view outer : {"pytest.ini_options.", "tool:pytest.", "pytest."})
    if (key.starts_with(outer)) return short_code(key.substr(outer.size()));
  return short_code(key);
}

// The text without comments and with single blanks: what a tool reads.
std::string read_text(std::string_view path, std::string_view text) {
  const code::Language& language = code::language_of(path, text);
  std::string read;
  size_t at = 0;
  for (const code::Region& region : code::lex(language, text)) {
    if (region.part != code::Part::kComment) read += text.substr(at, region.end - at);
    at = region.end;
  }
  return squeezed(read);
}

std::string_view content_of(const FileVersion& version) {
  return version.type == FileType::kFile ? std::string_view(version.content) : std::string_view();
}

// Does any setting stand in the same table as that of `key`?
bool has_table(const std::vector<Setting>& settings, std::string_view key) {
  std::string_view table = key.substr(0, key.rfind('.') + 1);
  return std::any_of(settings.begin(), settings.end(),
                     [&](const Setting& setting) { return setting.key.starts_with(table); });
}

// The k-th setting of a key belongs to the k-th of the other side.
using SettingIndex = std::map<std::pair<std::string, size_t>, const Setting*>;
SettingIndex index_of(const std::vector<Setting>& settings) {
  SettingIndex index;
  std::map<std::string, size_t> count;
  for (const Setting& setting : settings) index[{setting.key, count[setting.key]++}] = &setting;
  return index;
}

}  // namespace

std::span<const SettingRow> setting_rows() {
  return kSettingRows;
}

std::vector<Weakening> weakened_settings(const FileEdit& edit) {
  std::string name = to_lower(name_in(edit.path));
  // setup.cfg and tox.ini also hold what a package is.
  bool only_checks = configures_checks(edit.path) && name != "setup.cfg" && name != "tox.ini";
  bool is_known = only_checks;
  for (const SettingRow& row : kSettingRows) is_known |= fits_any(name, row.files);
  if (name == "config.toml") is_known = ("/" + edit.path).ends_with("/.cargo/config.toml");
  if (!is_known) return {};
  std::vector<Weakening> found;
  auto report = [&](size_t line, bool of_base, std::string text) {
    found.push_back({.path = edit.path,
                     .line = line,
                     .of_base = of_base,
                     .kind = WeakeningKind::kSettings,
                     .text = std::move(text)});
  };
  std::string_view before = content_of(edit.before), after = content_of(edit.after);
  auto was = settings_in(edit.path, before), is = settings_in(edit.path, after);
  bool is_unknown = !was || !is, differs = is_unknown;
  if (!is_unknown) {
    SettingIndex old_settings = index_of(*was), new_settings = index_of(*is);
    SettingIndex all = old_settings;
    all.insert(new_settings.begin(), new_settings.end());
    for (const auto& [key, unused] : all) {
      auto old_it = old_settings.find(key), new_it = new_settings.find(key);
      const Setting* old_setting = old_it == old_settings.end() ? nullptr : old_it->second;
      const Setting* new_setting = new_it == new_settings.end() ? nullptr : new_it->second;
      if (old_setting && new_setting && old_setting->items == new_setting->items) continue;
      differs = true;
      const SettingRow* row = setting_row_of(name, folded_key(key.first));
      is_unknown |= !row;
      // A test that is new may have any settings.
      bool is_new_test =
          name == "cargo.toml" && key.first.starts_with("test.") && !has_table(*was, key.first);
      if (!row || is_new_test) continue;
      std::string text = setting_line(*row, shown_key(key.first), old_setting, new_setting);
      if (!text.empty())
        report(new_setting ? new_setting->line : old_setting->line, !new_setting, std::move(text));
    }
  }
  if (!found.empty()) return found;
  if (!only_checks) {
    if (was && !is && edit.after.type == FileType::kFile)
      report(1, false, "can't be read as what its name says");
    return found;
  }
  // Code, such as a plugin in vitest.config.ts, is not among the settings.
  if (!differs)
    is_unknown = read_text(edit.path, before) != read_text(edit.path, after) && grammar_of(edit.path);
  if (is_unknown) {
    bool is_gone = edit.after.type != FileType::kFile;
    std::string_view verb = edit.before.type != FileType::kFile ? "added" : is_gone ? "deleted" : "changed";
    report(is_gone ? 0 : 1, is_gone, std::string(verb) + ": " + why_judge_file(edit.path));
  }
  return found;
}

}  // namespace suit
