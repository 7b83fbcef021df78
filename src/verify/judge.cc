#include "verify/judge.h"

#include <algorithm>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"
#include "code/syntax.h"
#include "folder/folder.h"
#include "folder/judge_files.h"
#include "folder/path_kind.h"
#include "sandbox/folder_links.h"
#include "sandbox/toolchain.h"
#include "verify/check_scripts.h"
#include "verify/controls.h"
#include "verify/hidden_imports.h"
#include "verify/named_folders.h"
#include "verify/past_refusals.h"
#include "verify/shadowing.h"
#include "verify/special_cases.h"
#include "verify/stored_bases.h"
#include "verify/tests_within.h"
#include "verify/trials.h"
#include "verify/weakened.h"
#include "verify/word_list.h"

namespace suit {
namespace {

constexpr size_t kReasonBytesMax = 200;
// Before a command: removes the caches that the sandbox lists there, in this run's folder. PATH may lead into
// the folder.
constexpr const char* kCachesName = "caches";
constexpr const char* kWithoutCaches =
    "PATH=/usr/bin:/bin:$PATH xargs -0 rm -rf -- </var/suit/caches 2>/dev/null\n";

// The program that a shell, make or env reports as not found in this line; "" for none.
std::string program_not_found(std::string_view line) {
  for (std::string_view said : {": not found", ": command not found", ": No such file or directory"}) {
    if (!line.ends_with(said)) continue;
    std::string_view name = line.substr(0, line.size() - said.size());
    if (size_t colon = name.rfind(": "); colon != name.npos) name.remove_prefix(colon + 2);
    for (std::string_view quote : {"‘", "'", "\""})
      if (name.starts_with(quote)) name.remove_prefix(quote.size());
    for (std::string_view quote : {"’", "'", "\""})
      if (name.ends_with(quote)) name.remove_suffix(quote.size());
    return name.find(' ') == name.npos ? std::string(name) : std::string();
  }
  return {};
}

// The most informative line of an output after a failure: the last that mentions an error, else the last one.
std::string telling_line(std::string_view output) {
  std::string_view last, telling;
  for (std::string_view line :
       split_lines(output.substr(output.size() - std::min<size_t>(output.size(), 64u << 10)))) {
    line = trim(without_terminator(line));
    if (line.empty()) continue;
    last = line;
    std::string lower = to_lower(line);
    bool of_make =
        lower.starts_with("make") && lower.find("***") != lower.npos;  // says only that something failed
    for (const char* word :
         {"fatal", "error", "not found", "no such file", "denied", "not permitted", "fail"})
      if (!of_make && lower.find(word) != lower.npos) telling = line;
  }
  std::string_view found = telling.empty() ? last : telling;
  return printable(found.substr(0, kReasonBytesMax)) + (found.size() > kReasonBytesMax ? " …" : "");
}

// What the sandbox hides from a program that could not start, or from git.
std::string why_hidden(const SandboxRun& run, const SandboxOptions& options) {
  std::string_view output = run.output;
  output = output.substr(output.size() - std::min<size_t>(output.size(), 64u << 10));
  for (std::string_view line : split_lines(output)) {
    if (std::string program = program_not_found(trim(without_terminator(line))); !program.empty())
      if (std::string why = why_not_started(program, options); !why.empty()) return why;
  }
  if (output.find("not a git repository") == output.npos) return {};
  auto notes = find_folder_links(options).notes;
  return notes.empty() ? std::string() : notes.front();
}

Error stopped(const std::string& when) {
  return {ErrorCode::kCancelled, "stopped " + when + ": nothing was changed"};
}

std::string detail_of(const SandboxRun& run) {
  if (run.passed()) return {};
  if (run.end == SandboxEnd::kExited)
    return "exit status " + std::to_string(run.code) + (run.code == 127 ? ": a program was not found" : "");
  if (run.end == SandboxEnd::kSignalled) return "killed by signal " + std::to_string(run.code);
  return std::string(name_of(run.end));
}

// The folder's test files. Those that can't be read are left out.
std::vector<TestText> read_tests(Files& files) {
  constexpr uint64_t kFileBytesMax = 1u << 20;
  constexpr size_t kTotalBytesMax = 32u << 20;
  std::vector<TestText> found;
  Folder folder(files);
  auto list = folder.list();
  size_t total = 0;
  if (!list) return found;
  for (const FolderFile& file : **list) {
    if (file.type != FileType::kFile || !is_test(file.path) || total > kTotalBytesMax) continue;
    auto text = files.read(file.path, kFileBytesMax);
    if (!text) continue;
    total += text->size();
    found.emplace_back(file.path, std::move(*text));
  }
  return found;
}

// The files that the command's programs read, and those of what these files call: `make test` reads the
// Makefile. `with_pytest`: also pytest's settings, which may ask for examples.
std::string settings_of(Files& files, const std::string& command, bool with_pytest) {
  struct Row {
    const char* name;
    std::vector<std::string_view> programs;
    bool of_pytest = false;
  };
  std::vector<Row> rows = {{"Makefile", {"make", "gmake"}},
                           {"GNUmakefile", {"make", "gmake"}},
                           {"package.json", {"npm", "npx", "yarn", "pnpm", "bun"}},
                           {"tox.ini", {"tox"}},
                           {"noxfile.py", {"nox"}},
                           {"justfile", {"just"}},
                           {"CMakeLists.txt", {"cmake", "ctest"}},
                           {"pytest.ini", {"pytest", "py.test"}, true},
                           {"tox.ini", {"pytest", "py.test"}, true},
                           {"setup.cfg", {"pytest", "py.test"}, true},
                           {"pyproject.toml", {"pytest", "py.test"}, true},
                           {"conftest.py", {"pytest", "py.test"}, true}};
  std::string text, all = command;
  for (bool more = true; more;) {
    more = false;
    for (Row& row : rows) {
      bool is_read = std::any_of(row.programs.begin(), row.programs.end(),
                                 [&](std::string_view program) { return has_word(all, program); });
      if (!is_read || (row.of_pytest && !with_pytest)) continue;
      row.programs.clear();
      auto content = files.read(row.name, 1u << 20);
      if (!content) continue;
      text += *content + "\n";
      all = command + "\n" + text;
      more = true;
    }
  }
  return text;
}

// Code that asserts for tests from outside of their folders: it defines an assertion that a test calls, or it
// is named as a check and asserts. "" for other code.
std::string why_asserts(const FileEdit& edit, const std::vector<TestText>& tests) {
  bool says_check = to_lower(edit.path).find("check") != std::string::npos;
  for (std::string_view line : split_lines(edit.before.content)) {
    line = trim(line);
    if (says_check && (line.starts_with("assert ") || line.starts_with("assert(")))
      return "it asserts, and is named as a check";
    for (std::string_view start : {"def ", "function ", "export function ", "const ", "exports."}) {
      if (!line.starts_with(start)) continue;
      std::string_view name = line.substr(start.size());
      if (!name.starts_with("assert") && !name.starts_with("expect")) continue;
      size_t end = 0;
      while (end < name.size() && (std::isalnum(static_cast<unsigned char>(name[end])) || name[end] == '_'))
        ++end;
      name = name.substr(0, end);
      for (auto& [test, text] : tests)
        if (end > 6 && has_word(text, name)) return test + " asserts by " + std::string(name);
    }
  }
  return {};
}

// At most so many, and how many more there are.
void add_reasons(std::vector<std::string>& all, const std::vector<std::string>& reasons) {
  constexpr size_t kReasonsMax = 8;
  for (size_t i = 0; i < std::min(reasons.size(), kReasonsMax); ++i) all.push_back(reasons[i]);
  if (reasons.size() > kReasonsMax)
    all.push_back("and " + std::to_string(reasons.size() - kReasonsMax) + " more of this kind");
}

// How long the base may take longer than the change: it may hang where the change does not.
int64_t base_patience_ms(int64_t with_ms) {
  return std::max<int64_t>(30'000, 4 * with_ms);
}

std::vector<std::string> changed_paths(const Proposal& proposal, FileVersion FileEdit::*side) {
  std::vector<std::string> paths;
  for (const FileEdit& edit : proposal.edits)
    if ((edit.*side).type != FileType::kAbsent) paths.push_back(edit.path);
  return paths;
}

}  // namespace

Result<const Sandbox*> Judge::sandbox() {
  std::lock_guard hold(sandbox_mutex_);
  if (!sandbox_) {
    SandboxOptions options = options_.sandbox;
    if (options.isolation == SandboxIsolation::kFull) {
      options.programs = account_programs();
      const Surroundings* known = surroundings();
      if (known && !known->caches().empty()) {
        options.programs.emplace_back(kCachesName, joined(known->caches(), std::string_view("\0", 1)));
        without_caches_ = kWithoutCaches;
      }
    }
    if (cores() > 1) ++options.parallel;  // for the base
    ASSIGN_OR_RETURN(sandbox_, Sandbox::create(std::move(options)));
  }
  return &*sandbox_;
}

const Surroundings* Judge::surroundings() {
  if (!options_.files) return nullptr;
  std::call_once(surroundings_begun_, [&] {
    surroundings_.emplace(*options_.files);
    findings_ = std::async(std::launch::async, [this] { return surroundings_->examine(); }).share();
  });
  return &*surroundings_;
}

const std::vector<TestText>& Judge::test_files() {
  std::lock_guard hold(tests_mutex_);
  if (!test_files_) test_files_ = options_.files ? read_tests(*options_.files) : std::vector<TestText>();
  return *test_files_;
}

// Suppressions count if one of the checks reads them.
std::vector<std::string> Judge::weakened(const Proposal& proposal, const std::vector<Judging>& checks) {
  std::vector<std::string> reasons;
  std::map<std::pair<const Check*, bool>, std::string> settings;
  for (const Weakening& one : weakened_in(proposal.edits)) {
    bool counts = std::any_of(checks.begin(), checks.end(), [&](const Judging& judging) {
      const Check* check = judging.check;
      if (one.is_evasion && !judging.was_red) return false;
      if (is_read_by(one, check->command)) return true;
      bool is_example = one.kind != WeakeningKind::kSuppression;
      auto [read, is_new] = settings.try_emplace({check, is_example});
      if (is_new && options_.files) read->second = settings_of(*options_.files, check->command, is_example);
      return is_read_by(one, check->command, read->second);
    });
    if (counts) reasons.push_back(describe(one));
  }
  return reasons;
}

bool Judge::is_plain(const Check& check) {
  if (options_.sandbox.isolation != SandboxIsolation::kFull) return true;
  std::lock_guard hold(base_mutex_);
  return plain_.contains(check.command);
}

Result<Judge::Attempt> Judge::attempt(const Check& check, const std::vector<std::string>& paths,
                                      const std::vector<FileEdit>& edits, Look look, Watch& watch,
                                      RunLimit limit) {
  std::function<void(std::string_view)> show;
  if (look != Look::kSilent) show = [&](std::string_view output) { watch.check_printed(check, output); };
  Check filled = check;
  filled.command = command_for(check, paths);
  if (options_.quick_look && look == Look::kQuick) {
    ASSIGN_OR_RETURN(auto quick, options_.quick_look(filled, edits, watch.cancelled()));
    if (quick) return Attempt{std::move(*quick)};
  }
  ASSIGN_OR_RETURN(const Sandbox* sandbox, this->sandbox());
  bool plain = is_plain(check);
  SandboxCommand command(without_caches_ + (plain ? filled.command : accounted(filled.command)));
  command.report = !plain;
  command.list_written = options_.sandbox.isolation == SandboxIsolation::kFull;
  command.time_ms = limit.time_ms;
  ASSIGN_OR_RETURN(SandboxRun run,
                   sandbox->run(command, edits, show, limit.stop ? limit.stop : watch.cancelled()));
  if (run.end == SandboxEnd::kCancelled && limit.stop && !watch.is_cancelled()) run.end = SandboxEnd::kTime;
  Attempt attempt{std::move(run)};
  if (!plain) attempt.account = read_account(attempt.run.report);
  if (attempt.run.end == SandboxEnd::kCancelled) {
    if (look != Look::kSilent && attempt.account && !attempt.account->tests.empty())
      keep_partial(partial_text(*attempt.account) + " in " + check.name);
    return stopped("while the check " + check.name + " ran");
  }
  attempt.run.report.clear();
  return attempt;
}

std::optional<Digest> Judge::base_key(const std::string& command, Watch& watch) {
  if (!is_slow_check(options_.sandbox.folder, command)) return {};
  auto inputs = this->inputs(watch);
  if (!inputs) return {};
  return Digest::of(inputs->hex() + command);
}

std::optional<Digest> Judge::inputs(Watch& watch) {
  if (!options_.stored_bases || options_.sandbox.isolation != SandboxIsolation::kFull) return {};
  std::call_once(inputs_once_, [&] {
    if (auto sandbox = this->sandbox()) inputs_ = inputs_of_runs((*sandbox)->options(), watch.cancelled());
  });
  return inputs_ ? std::optional(inputs_->digest) : std::nullopt;
}

bool Judge::has_same_inputs(Watch& watch) {
  auto sandbox = this->sandbox();
  return sandbox && inputs_ && are_unchanged(*inputs_, (*sandbox)->options(), watch.cancelled());
}

// Several candidates wait for one answer; other commands are not delayed by it.
Result<Judge::Base> Judge::base_of(const Check& check, const std::vector<std::string>& paths, Watch& watch,
                                   std::optional<int64_t> with_ms) {
  std::string command = command_for(check, paths) + (is_plain(check) ? "\n" : "");
  std::promise<Result<Base>> mine;
  BaseRun run{mine.get_future().share(), std::make_shared<std::atomic<bool>>(false)};
  bool is_mine = false;
  {
    std::lock_guard hold(base_mutex_);
    auto known = bases_.try_emplace(command, run);
    is_mine = known.second;
    run = known.first->second;
  }
  if (!is_mine) {
    int64_t until_us = monotonic_us() + 1'000 * base_patience_ms(with_ms.value_or(0));
    while (run.answer.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready)
      if (watch.is_cancelled() || (with_ms && monotonic_us() > until_us)) *run.stop = true;
    return run.answer.get();
  }
  auto key = base_key(command, watch);
  if (auto stored = key ? stored_base(*key) : std::nullopt) {
    Base base{{.run = {.duration_ms = stored->duration_ms, .written = std::move(stored->written)},
               .account = std::move(stored->account)},
              true};
    mine.set_value(base);
    return base;
  }
  // A run that others wait for ends when they say so.
  auto unchanged = attempt(check, paths, {}, Look::kSilent, watch,
                           with_ms ? RunLimit{base_patience_ms(*with_ms)} : RunLimit{0, run.stop.get()});
  Result<Base> base = unchanged ? Result<Base>(Base{std::move(*unchanged)}) : Result<Base>(unchanged.error());
  if (base) {
    base->passed = base->attempt.run.passed();
    if (options_.stored_bases)
      keep_usual_run(
          options_.sandbox.folder, command,
          {base->attempt.run.duration_ms, base->attempt.account && is_by_pytest(*base->attempt.account)});
    if (key && base->passed && base->attempt.account)
      store_base(*key, {*base->attempt.account, base->attempt.run.duration_ms, base->attempt.run.written});
  } else {
    std::lock_guard hold(base_mutex_);
    bases_.erase(command);  // the next one asks again
  }
  mine.set_value(base);
  return base;
}

CheckResult Judge::result_of(const std::string& name, const SandboxRun& run) const {
  CheckResult result{name, run.passed() ? Outcome::kPassed : Outcome::kFailed, detail_of(run),
                     run.duration_ms};
  result.output = Digest::of(run.output);
  result.sandboxed = options_.sandbox.isolation == SandboxIsolation::kFull;
  return result;
}

// Data that a test names by its path: "" for none.
std::string Judge::why_read_by_tests(const FileEdit& edit) {
  if (edit.before.type != FileType::kFile || grammar_of(edit.path)) return {};
  for (auto& [test, text] : test_files())
    for (char quote : {'"', '\''})
      if (text.find(quote + edit.path + quote) != text.npos) return test + " reads it";
  return {};
}

// What decides by the check's own words, and may be the code under test as well: its scripts, and data in a
// folder that only tests name.
std::string Judge::why_perhaps_judges(const FileEdit& edit, Folder& folder) {
  if (edit.before.type != FileType::kFile) return {};
  {
    std::lock_guard hold(tests_mutex_);
    if (!scripts_) {
      scripts_.emplace();
      for (const Check& check : options_.checks)
        scripts_->merge(check_scripts(folder.files(), check.command));
    }
  }
  if (auto script = scripts_->find(edit.path); script != scripts_->end()) return script->second;
  return grammar_of(edit.path) ? why_asserts(edit, test_files())
                               : why_in_named_folder(edit.path, test_files(), folder);
}

Judge::Parts Judge::parts_of(const Proposal& proposal) {
  constexpr size_t kNamed = 3;
  Parts parts;
  std::optional<Folder> folder;
  if (options_.files) folder.emplace(*options_.files);
  for (const FileEdit& edit : proposal.edits) {
    std::string why = why_judge_file(edit.path);
    if (why.empty() && folder) why = why_shadows(edit, proposal.edits, *folder);
    if (why.empty()) why = why_read_by_tests(edit);
    if (why.empty() && folder) {
      why = why_perhaps_judges(edit, *folder);
      parts.may_be_code |= !why.empty();
    }
    if ((why.empty() ? edit.after : edit.before).type != FileType::kAbsent)
      parts.others_paths.push_back(edit.path);
    if (why.empty()) {
      parts.others.push_back(edit);
      if (edit.before.type != FileType::kFile || edit.after.type != FileType::kFile) continue;
      auto with_tests_of_base = with_base_tests(edit.path, edit.before.content, edit.after.content);
      if (!with_tests_of_base && edit.path.ends_with(".rs") &&
          has_tests_within(edit.path, edit.before.content))
        parts.ask_reasons.push_back("the tests in " + printable(edit.path) +
                                    " can't be told from the code that changed");
      if (!with_tests_of_base || *with_tests_of_base == edit.after.content) continue;
      FileVersion& after = parts.others.back().after;
      after = FileVersion::file(std::move(*with_tests_of_base), after.mode);
      why = "tests in it";
    }
    parts.judge_files.push_back(edit.path);
    if (parts.judge_files.size() <= kNamed)
      parts.named += (parts.named.empty() ? "" : ", ") + printable(edit.path) + " (" + why + ")";
  }
  if (folder)
    for (std::string& line : hidden_imports(proposal.edits, *folder))
      parts.ask_reasons.push_back(std::move(line));
  if (parts.judge_files.size() > kNamed)
    parts.named += " and " + std::to_string(parts.judge_files.size() - kNamed) + " more";
  return parts;
}

void Judge::keep_partial(std::string what) {
  std::lock_guard hold(partial_mutex_);
  partial_ = std::move(what);
}

std::string Judge::partial() {
  std::lock_guard hold(partial_mutex_);
  return partial_;
}

Result<std::optional<Judge::CheckRun>> Judge::run_reaching(const Check& check, const Proposal& proposal,
                                                           Watch& watch) {
  constexpr int64_t kLong_ms = 60'000;
  std::optional<CheckRun> none;
  if (!options_.stored_bases || options_.quick_look || is_plain(check)) return none;
  auto before = changed_paths(proposal, &FileEdit::before);
  auto usual = usual_run(options_.sandbox.folder, command_for(check, before));
  std::string changed;
  for (const FileEdit& edit : proposal.edits)
    if (edit.path.ends_with(".py")) changed += edit.path + "\n";
  if (!usual || usual->duration_ms < kLong_ms || !usual->by_pytest || changed.empty()) return none;
  Check first = check;
  first.name += ", tests that reach the change";
  first.command = "export SUIT_WATCHER_REACHING=" + shell_quote(changed) + "\n" + check.command;
  watch.check_began(first);
  RunLimit limit{usual->duration_ms / 2};
  ASSIGN_OR_RETURN(Attempt attempt, this->attempt(first, changed_paths(proposal, &FileEdit::after),
                                                  proposal.edits, Look::kFull, watch, limit));
  bool has_ended = attempt.run.end == SandboxEnd::kExited;
  if (!has_ended || !attempt.account || attempt.account->tests.empty()) return none;
  keep_partial(partial_text(*attempt.account) + " of those that reach the change; the others did not run");
  watch.remark(partial());
  std::vector<std::string> failed = attempt.account->failed(), more;
  if (attempt.run.passed() || failed.empty()) return none;
  ASSIGN_OR_RETURN(Attempt base, this->attempt(first, before, {}, Look::kSilent, watch, limit));
  Account known = base.account.value_or(Account());
  std::copy_if(failed.begin(), failed.end(), std::back_inserter(more), [&](const std::string& name) {
    auto test = known.tests.find(name);
    return test != known.tests.end() && test->second == TestOutcome::kPassed;
  });
  if (more.empty()) return none;
  CheckRun done{result_of(first.name, attempt.run), std::move(attempt.run.output),
                std::move(attempt.account)};
  done.result.detail += ", partial: on the unchanged folder these tests pass: " + some_of(more) +
                        "; tests that do not reach the change did not run";
  return std::optional(std::move(done));
}

Result<Judge::CheckRun> Judge::run_check(const Check& check, const Proposal& proposal, const Parts& parts,
                                         Watch& watch) {
  ASSIGN_OR_RETURN(Attempt attempt, this->attempt(check, changed_paths(proposal, &FileEdit::after),
                                                  proposal.edits, Look::kQuick, watch));
  CheckRun done{result_of(check.name, attempt.run), std::move(attempt.run.output),
                std::move(attempt.account)};
  auto before = changed_paths(proposal, &FileEdit::before);
  if (attempt.run.passed()) {
    RETURN_IF_ERROR(examine(check, before, !parts.judge_files.empty(), done, watch));
    RETURN_IF_ERROR(note_written(check, before, attempt.run, done, watch));
    return done;
  }
  attempt.run.output = done.output;
  RETURN_IF_ERROR(explain(attempt.run, done.result));
  bool has_no_time = attempt.run.end == SandboxEnd::kTime;
  if (has_no_time && done.account && !done.account->tests.empty())
    done.result.detail += "; " + partial_text(*done.account);
  ASSIGN_OR_RETURN(Base base, base_of(check, before, watch, done.result.duration_ms));
  if (base.passed) return done;
  if (done.account && !is_plain(check)) {
    // Perhaps it fails only because its runners report: then it must do without.
    {
      std::lock_guard hold(base_mutex_);
      plain_.insert(check.command);
    }
    ASSIGN_OR_RETURN(Base plain, base_of(check, before, watch, done.result.duration_ms));
    if (plain.passed) return run_check(check, proposal, parts, watch);
    std::lock_guard hold(base_mutex_);
    plain_.erase(check.command);
  }
  if (done.account && base.attempt.account) {
    std::vector<std::string> failed = done.account->failed(), base_failed = base.attempt.account->failed(),
                             more;
    for (const std::string& name : failed)
      if (base.attempt.account->tests.contains(name) &&
          !std::binary_search(base_failed.begin(), base_failed.end(), name))
        more.push_back(name);
    if (!more.empty()) {
      done.result.detail += ", as on the unchanged folder, but there these tests pass: " + some_of(more);
      return done;
    }
  }
  done.result.outcome = Outcome::kFailedBefore;
  done.result.detail += ", as on the unchanged folder";
  bool has_tests = base.attempt.account && !base.attempt.account->tests.empty();
  has_no_time &= base.attempt.run.end == SandboxEnd::kTime;
  done.has_obstacle = has_no_time || (!has_tests && !obstacle_of(base.attempt.run).empty());
  std::string reason = telling_line(done.output);
  done.ask_reasons.push_back("the check " + check.name + " fails with and without the change" +
                             (reason.empty() ? "" : ": " + reason));
  return done;
}

Result<void> Judge::examine(const Check& check, const std::vector<std::string>& base_paths,
                            bool may_lose_tests, CheckRun& run, Watch& watch) {
  if (!run.account) return {};
  ASSIGN_OR_RETURN(Base base, base_of(check, base_paths, watch, run.result.duration_ms));
  if (!base.attempt.account) return {};
  for (const Objection& objection : objections(*run.account, *base.attempt.account, base.passed)) {
    bool asks = objection.kind == Objection::Kind::kFlaky || objection.kind == Objection::Kind::kFewer ||
                (objection.kind == Objection::Kind::kGone && may_lose_tests);
    if (asks) {
      run.ask_reasons.push_back("the check " + check.name + " passes, but " + objection.text);
      continue;
    }
    if (refuses(run.result.outcome) && objection.kind != Objection::Kind::kTampered) continue;
    run.result.outcome = objection.kind == Objection::Kind::kTampered ? Outcome::kTampered : Outcome::kFailed;
    run.result.detail = objection.text;
  }
  // All of the tests are those of the base.
  if (auto skipped = newly_skipped(*run.account, *base.attempt.account);
      !base.passed && !may_lose_tests && !skipped.empty())
    run.ask_reasons.push_back("the check " + check.name + " passes, but skips tests which the unchanged " +
                              "folder, where it fails, did not come to: " + some_of(skipped));
  if (std::vector<std::string> failed = base.attempt.account->failed();
      !base.passed && !may_lose_tests && !failed.empty() &&
      suit::turned_green(*run.account, *base.attempt.account).empty())
    run.ask_reasons.push_back("the check " + check.name +
                              " passes, but no test that failed on the unchanged " +
                              "folder passes: " + some_of(failed));
  if (!base.passed && !may_lose_tests && !refuses(run.result.outcome))
    run.result.turned_green = fixed_tests(*run.account, *base.attempt.account);
  return {};
}

Result<void> Judge::note_written(const Check& check, const std::vector<std::string>& base_paths,
                                 const SandboxRun& run, CheckRun& done, Watch& watch) {
  std::vector<std::string> written;
  std::optional<Folder> folder;
  if (options_.files) folder.emplace(*options_.files);
  for (const std::string& path : run.written) {
    auto is_listed = folder ? folder->lists(path) : Result<bool>(true);  // others are outputs
    if (!why_judge_file(path).empty() && is_listed && *is_listed) written.push_back(path);
  }
  if (written.empty()) return {};
  ASSIGN_OR_RETURN(Base base, base_of(check, base_paths, watch, done.result.duration_ms));
  const std::vector<std::string>& as_before = base.attempt.run.written;
  if (as_before.size() < kWrittenFilesMax)
    std::erase_if(written, [&](const std::string& path) {
      return std::binary_search(as_before.begin(), as_before.end(), path);
    });
  if (written.empty()) return {};
  done.ask_reasons.push_back("the check " + done.result.name + " passes, but its run changes " +
                             some_of(written) + ", which on the unchanged folder it does not");
  return {};
}

Result<Judge::CheckRun> Judge::run_by_base(const Check& check, const Proposal& proposal, const Task& task,
                                           const Parts& parts, Watch& watch) {
  Check with_base = check;
  with_base.name += ", judge files unchanged";
  watch.check_began(with_base);
  ASSIGN_OR_RETURN(Attempt attempt,
                   this->attempt(check, parts.others_paths, parts.others, Look::kFull, watch));
  CheckRun done{result_of(with_base.name, attempt.run), std::move(attempt.run.output),
                std::move(attempt.account)};
  if (attempt.run.passed()) {
    RETURN_IF_ERROR(examine(check, parts.others_paths, false, done, watch));
    RETURN_IF_ERROR(note_written(check, parts.others_paths, attempt.run, done, watch));
    return done;
  }
  ASSIGN_OR_RETURN(Base base, base_of(check, parts.others_paths, watch, done.result.duration_ms));
  // A person who names a judge file in the task's scope, or amends a proposal, wants it changed. A file that
  // may be the code under test as well may be what is to be fixed.
  bool is_wanted =
      proposal.amends != 0 || parts.may_be_code ||
      (!task.scope.is_whole_folder() && std::all_of(parts.judge_files.begin(), parts.judge_files.end(),
                                                    [&](auto& path) { return task.scope.contains(path); }));
  if (!base.passed && !is_wanted) {
    done.result.detail +=
        ", as on the unchanged folder: only changed judge files make it pass: " + parts.named;
    return done;
  }
  done.result.outcome = Outcome::kFailedBefore;
  done.ask_reasons.push_back("the check " + check.name +
                             " passes only with changed judge files: " + parts.named);
  return done;
}

Result<std::optional<Judge::CheckRun>> Judge::run_controls(const Check& check, const Parts& parts,
                                                           const CheckRun& passed, bool has_tells,
                                                           Watch& watch) {
  constexpr size_t kFunctionsMax = 4;
  std::optional<CheckRun> none;
  ASSIGN_OR_RETURN(Base base, base_of(check, parts.others_paths, watch, passed.result.duration_ms));
  if ((base.passed && !has_tells) || options_.quick_look) return none;
  std::vector<std::string> turned;
  if (passed.account && base.attempt.account)
    turned = turned_green(*passed.account, base.passed ? Account() : *base.attempt.account);
  CheckRun done{{.name = check.name + ", negative controls"}, {}};
  Check named = check;
  named.name = done.result.name;
  bool any = false;
  auto run = [&](const Control& control) -> Result<Attempt> {
    if (!any) watch.check_began(named);
    any = true;
    ASSIGN_OR_RETURN(Attempt attempt,
                     this->attempt(check, parts.others_paths, control.edits, Look::kFull, watch));
    done.result.duration_ms += attempt.run.duration_ms;
    done.output += "--- " + control.name + "\n" + attempt.run.output;
    return attempt;
  };
  auto tampered = [&](std::string what) {
    done.result.outcome = Outcome::kTampered;
    done.result.detail = std::move(what);
  };

  auto controls = base.passed ? std::vector<Control>() : function_controls(parts.others, kFunctionsMax);
  std::vector<std::string> unnoticed;
  for (const Control& control : controls) {
    ASSIGN_OR_RETURN(Attempt attempt, run(control));
    if (!attempt.run.passed()) continue;
    if (attempt.account && attempt.account->reached_in_runner) {
      tampered("it passes although " + control.name + " aborts when it is called");
    } else if (attempt.account && (attempt.account->reached || !turned.empty())) {
      unnoticed.push_back(control.name);  // a check without tests, such as a linter, calls nothing
    }
  }
  auto names_one_of = [](const std::set<std::string>& names, const std::string& test) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return is_labelled(test, name); });
  };
  // Those of the tests that turned green which are named and pass under the control too.
  auto passing = [&](const Account& account, const std::set<std::string>& names) {
    std::vector<std::string> found;
    for (const std::string& test : turned) {
      auto now = account.tests.find(test);
      bool passes = now != account.tests.end() && now->second == TestOutcome::kPassed;
      if (passes && names_one_of(names, test)) found.push_back(test);
    }
    return found;
  };
  auto concerns = [&](const Control& control) {
    return std::any_of(turned.begin(), turned.end(), [&](const std::string& test) {
      return names_one_of(control.tests, test) || names_one_of(control.perhaps, test);
    });
  };
  if (Control control = expectation_control(parts.others, test_files()); concerns(control)) {
    ASSIGN_OR_RETURN(Attempt attempt, run(control));
    Account account = attempt.account.value_or(Account());
    for (const std::string& test : passing(account, control.tests))
      tampered(printable(test) + " passes whatever value it expects");
    std::vector<std::string> unheard;
    for (const std::string& test : passing(account, control.perhaps))
      if (!names_one_of(control.tests, test))
        unheard.push_back(printable(test) + " passes whatever value it expects");
    add_reasons(done.ask_reasons, unheard);
  }
  if (Control control = callback_control(parts.others, test_files()); concerns(control)) {
    ASSIGN_OR_RETURN(Attempt attempt, run(control));
    Account account = attempt.account.value_or(Account());
    for (const std::string& test : passing(account, account.asserted))
      tampered(printable(test) + " passes although an assertion in a callback fails");
    std::vector<std::string> unheard;
    for (auto& [helper, tests] : control.helpers) {
      // It failed at least once: then one of the tests that use it must have noticed.
      bool is_noticed = std::any_of(account.tests.begin(), account.tests.end(), [&](auto& test) {
        return test.second != TestOutcome::kPassed && names_one_of(tests, test.first);
      });
      if (!account.asserted.contains(helper) || is_noticed) continue;
      for (const std::string& test : passing(account, tests))
        unheard.push_back(printable(test) + " passes although an assertion in " +
                          printable(helper.substr(helper.find("::") + 2)) + " fails");
    }
    add_reasons(done.ask_reasons, unheard);
  }
  if (Control control = test_control(parts.others, test_files()); !control.edits.empty()) {
    auto is_aborted = [&](const std::string& test) {
      return std::any_of(control.tests.begin(), control.tests.end(), [&](const std::string& name) {
        if (!test.ends_with(name)) return false;
        size_t at = test.size() - name.size();
        return has_word(std::string_view(test).substr(at ? at - 1 : 0), name);
      });
    };
    if (std::any_of(turned.begin(), turned.end(), is_aborted)) {
      ASSIGN_OR_RETURN(Attempt attempt, run(control));
      Account account = attempt.account.value_or(Account());
      for (const std::string& test : turned) {
        auto now = account.tests.find(test);
        bool passes = now != account.tests.end() && now->second == TestOutcome::kPassed;
        if (passes && is_aborted(test))
          tampered(printable(test) + " passes although it aborts when it begins");
      }
    }
  }
  if (!turned.empty() && !base.passed) {
    ASSIGN_OR_RETURN(std::vector<std::string> special,
                     special_cases_of(check, parts, !controls.empty(), watch));
    any |= !special.empty();
    add_reasons(done.ask_reasons, special);
  }
  if (!any) return none;
  bool all_unnoticed = !controls.empty() && unnoticed.size() == controls.size();
  if (all_unnoticed && done.result.outcome == Outcome::kPassed)
    done.ask_reasons.push_back("the check " + check.name + " failed before and passes without calling " +
                               some_of(unnoticed));
  done.result.output = Digest::of(done.output);
  done.result.sandboxed = options_.sandbox.isolation == SandboxIsolation::kFull;
  return std::optional(std::move(done));
}

Result<std::vector<std::string>> Judge::special_cases_of(const Check& check, const Parts& parts,
                                                         bool changes_functions, Watch& watch) {
  std::vector<std::string> files;
  std::string known;
  for (const FileEdit& edit : parts.others) {
    bool runs = false;
    for (std::string_view extension : {".py", ".js", ".cjs", ".mjs"}) runs |= edit.path.ends_with(extension);
    if (!runs || edit.before.type != FileType::kFile || edit.after.type != FileType::kFile) continue;
    files.push_back(edit.path);
    known += edit.before.content;
  }
  std::vector<std::string> none;
  if (files.empty() || options_.sandbox.isolation != SandboxIsolation::kFull) return none;
  ASSIGN_OR_RETURN(const Sandbox* sandbox, this->sandbox());
  Trials trials(options_.sandbox);
  Measure measure{.check = check, .sandbox = std::shared_ptr<const Sandbox>(sandbox, [](auto*) {})};
  ASSIGN_OR_RETURN(std::string calls, trials.calls(measure, parts.others, files, watch.cancelled()));
  if (calls.find("{\"call\"") == calls.npos) return none;
  std::string printed[2];
  for (bool with : {false, true}) {
    ASSIGN_OR_RETURN(printed[with], trials.behaviour(measure, with ? parts.others : std::vector<FileEdit>(),
                                                     calls, Trials::Similar::kLeaves, watch.cancelled()));
  }
  bool complete = changes_functions && calls.find("{\"missed\"") == calls.npos;
  return special_cases(printed[false], printed[true], known, complete);
}

Result<void> Judge::explain(const SandboxRun& run, CheckResult& result) {
  auto says = [&](std::string_view words) { return run.output.find(words) != std::string::npos; };
  if (!result.sandboxed || !(says("not found") || says("No such file") || says("not a git repository")))
    return {};
  ASSIGN_OR_RETURN(const Sandbox* sandbox, this->sandbox());
  if (std::string why = why_hidden(run, sandbox->options()); !why.empty())
    result.detail += "; " + printable(why);
  return {};
}

Result<CheckResult> Judge::run_unchanged(const Check& check, const std::vector<std::string>& paths,
                                         Watch& watch) {
  ASSIGN_OR_RETURN(Attempt attempt, this->attempt(check, paths, {}, Look::kFull, watch));
  CheckResult result = result_of(check.name, attempt.run);
  if (attempt.run.passed()) return result;
  RETURN_IF_ERROR(explain(attempt.run, result));
  if (std::string line = telling_line(attempt.run.output); !line.empty()) result.detail += ": " + line;
  return result;
}

Result<Judgement> Judge::judge(const Proposal& proposal, const Task& task, Watch& watch,
                               const Listener& listener) {
  PolicyVerdict policy = examine_policy(proposal, task, options_.rules);
  Judgement judgement{.ask_reasons = std::move(policy.ask_reasons)};
  judgement.must_be_read = !judgement.ask_reasons.empty();
  for (CheckResult& result : policy.results) {
    judgement.refused |= refuses(result.outcome);
    RETURN_IF_ERROR(listener(result, {}));
    judgement.results.push_back(std::move(result));
  }
  if (judgement.refused) return judgement;

  Taker take = [&](CheckRun& run) -> Result<void> {
    RETURN_IF_ERROR(listener(run.result, run.output));
    watch.check_ended(run.result);
    judgement.ask_reasons.insert(judgement.ask_reasons.end(), run.ask_reasons.begin(), run.ask_reasons.end());
    judgement.cannot_judge |= run.has_obstacle;
    judgement.tampered |= run.result.outcome == Outcome::kTampered;
    judgement.by_check |= refuses(run.result.outcome);
    judgement.refused = judgement.by_check;
    judgement.results.push_back(run.result);
    if (run.account) judgement.tests[run.result.name] = run.account->tests;
    return {};
  };
  auto is_over = [&] { return judgement.refused && options_.stop_at_first; };
  auto paths = changed_paths(proposal, &FileEdit::after);
  auto gone = changed_paths(proposal, &FileEdit::before);
  paths.insert(paths.end(), gone.begin(), gone.end());
  Parts parts = parts_of(proposal);
  Passed passed;
  std::vector<CheckAccounts> accounts;
  bool is_early = false;  // a refusal that needs no base
  // The base runs at the same time: it is needed whatever comes.
  std::vector<std::future<void>> ahead;
  std::shared_ptr<void> stop_all(nullptr, [&](void*) {
    std::lock_guard hold(base_mutex_);
    if (watch.is_cancelled() || is_early)
      for (auto& [command, run] : bases_) *run.stop = true;
  });
  for (const Check& check : options_.checks) {
    if (!is_called_for(check, paths)) continue;
    watch.check_began(check);
    if (!options_.quick_look && cores() > 1)
      ahead.push_back(std::async(std::launch::async, [&] { (void)base_of(check, gone, watch, {}); }));
    ASSIGN_OR_RETURN(auto early, run_reaching(check, proposal, watch));
    if (early) {
      is_early = true;
      RETURN_IF_ERROR(take(*early));
      break;
    }
    ASSIGN_OR_RETURN(CheckRun run, run_check(check, proposal, parts, watch));
    RETURN_IF_ERROR(take(run));
    accounts.push_back({&check, {.patched = run.account}});
    if (run.result.outcome == Outcome::kPassed) passed.emplace_back(&check, std::move(run));
    if (is_over()) break;
  }
  std::vector<Tell> tells;
  if (!judgement.refused) tells = tells_of(proposal.edits, test_files());
  std::vector<Judging> judging;
  for (auto& [check, run] : passed) {
    if (judgement.refused) break;
    ASSIGN_OR_RETURN(Base base, base_of(*check, parts.others_paths, watch, run.result.duration_ms));
    judging.push_back({check, !base.passed});
    if (!parts.judge_files.empty()) {
      ASSIGN_OR_RETURN(CheckRun by_base, run_by_base(*check, proposal, task, parts, watch));
      RETURN_IF_ERROR(take(by_base));
      for (CheckAccounts& one : accounts)
        if (one.check == check) one.accounts.by_base = by_base.account;
      if (by_base.result.outcome != Outcome::kPassed) continue;
      run.account = std::move(by_base.account);
    }
    ASSIGN_OR_RETURN(auto controls, run_controls(*check, parts, run, !tells.empty(), watch));
    if (controls) RETURN_IF_ERROR(take(*controls));
  }
  if (!judgement.refused && !options_.fixes.empty())
    RETURN_IF_ERROR(run_fixes(accounts, proposal, parts, take, judgement, watch));
  if (!judgement.refused && passed.size() == accounts.size()) {
    RETURN_IF_ERROR(run_executed(passed, proposal, parts, take, judgement, watch));
    RETURN_IF_ERROR(run_mutants(passed, proposal, take, judgement, watch));
  } else if (!judgement.refused && (options_.coverage || options_.mutants > 0)) {
    judgement.notes.push_back("executed lines and mutants are judged only if all checks pass");
  }
  if (!judgement.refused) {
    std::vector<std::string> reasons = parts.ask_reasons;
    for (const Tell& tell : tells) reasons.push_back(tell.text());
    add_reasons(judgement.ask_reasons, reasons);
    add_reasons(judgement.ask_reasons, weakened(proposal, judging));
  }
  if (!judgement.refused && watch.is_cancelled()) return stopped("before the review");
  bool has_run = std::any_of(options_.checks.begin(), options_.checks.end(),
                             [&](const Check& check) { return is_called_for(check, paths); });
  if (!judgement.refused && has_run && surroundings()) {
    const auto& findings = findings_.get();
    judgement.ask_reasons.insert(judgement.ask_reasons.end(), findings.begin(), findings.end());
    bool runs_git = std::any_of(options_.checks.begin(), options_.checks.end(), [&](const Check& check) {
      return has_word(check.command, "git") ||
             has_word(settings_of(*options_.files, check.command, false), "git");
    });
    if (runs_git) add_reasons(judgement.ask_reasons, blind_spots_of_git(*options_.files));
  }
  if (options_.remembers_refusals && options_.files) {
    if (judgement.by_check) {
      // Not by what was asked besides, such as a test that must be fixed.
      auto by = std::find_if(judgement.results.begin(), judgement.results.end(), [&](const CheckResult& one) {
        return refuses(one.outcome) &&
               std::any_of(options_.checks.begin(), options_.checks.end(),
                           [&](const Check& check) { return one.name.starts_with(check.name); });
      });
      if (by != judgement.results.end())
        keep_refusal(*options_.files, proposal.edits, options_.checks, by->name + ": " + by->detail);
    } else if (!judgement.refused && has_run) {
      if (auto past = past_refusal(*options_.files, proposal.edits, options_.checks))
        judgement.ask_reasons.push_back(*past);
    }
  }
  return judgement;
}

}  // namespace suit
