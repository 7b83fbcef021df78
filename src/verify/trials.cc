#include "verify/trials.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "verify/watchers.h"

namespace suit {
namespace {

constexpr std::string_view kMark = "\n--- what the watchers saw ---\n";
constexpr int64_t kBehaviour_ms = 5'000;  // for the calls of one candidate

std::vector<FileEdit> with_watchers(std::vector<FileEdit> edits) {
  for (const Watcher& watcher : watchers()) {
    FileEdit edit;
    edit.path = std::string(kWatcherFolder) + "/" + std::string(watcher.name);
    edit.after = FileVersion::file(std::string(watcher.text), watcher.text.starts_with("#!") ? 0755 : 0644);
    edits.push_back(std::move(edit));
  }
  return edits;
}

std::string one_a_line(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return text;
}

std::string seconds(int64_t ms) {
  return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100);
}

// kFirst: runs only the tests that failed before. kRecord: records the calls that tests make.
enum class Mode { kList, kTrace, kRecord, kJudge, kFirst };

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::kList:
      return "list";
    case Mode::kTrace:
      return "trace";
    case Mode::kRecord:
      return "record";
    case Mode::kJudge:
    case Mode::kFirst:
      return "judge";
  }
  CHECK(false);
  return {};
}

// Settings for the watchers, except their location.
std::vector<std::pair<std::string, std::string>> told(const Measure& measure, Mode mode) {
  return {{"SUIT_WATCHER", std::string(name_of(mode))},
          {"SUIT_WATCHER_ONLY", mode == Mode::kFirst ? "1" : ""},
          {"SUIT_WATCHER_ALL", measure.all_tests ? "1" : ""},
          {"SUIT_WATCHER_TEST_S", seconds(measure.test_ms)},
          {"SUIT_WATCHER_CPU_S", seconds(measure.test_cpu_ms)},
          {"SUIT_WATCHER_FIRST", one_a_line(measure.first)},
          {"SUIT_WATCHER_SKIP", one_a_line(measure.skip)}};
}

// The check's command with the watchers; their output follows the mark.
std::string watched(const Measure& measure, const std::vector<std::string>& changed, Mode mode) {
  std::string watcher = "\"$PWD\"/" + std::string(kWatcherFolder);
  std::string text = "export SUIT_WATCHER_ROOT=\"$PWD\" SUIT_WATCHER_OUT=/tmp/.suit-watcher";
  for (auto& [name, value] : told(measure, mode)) text += " " + name + "=" + shell_quote(value);
  text += "\nexport SUIT_WATCHER_PYTHONPATH=" + watcher + " PYTHONPATH=" + watcher +
          "${PYTHONPATH:+:$PYTHONPATH} PYTHONHASHSEED=0" +
          (mode == Mode::kList ? "" : " PYTHONDONTWRITEBYTECODE=1") +
          "\n"
          "mkdir -p /tmp/.suit-watcher\n. ./" +
          std::string(kWatcherFolder) + "/prepare.sh\n";
  bool judges = mode == Mode::kJudge || mode == Mode::kFirst;
  if (judges && measure.check_cpu_s) text += "ulimit -t " + std::to_string(measure.check_cpu_s) + "\n";
  std::string limit = measure.check_ms ? "timeout -k 2 " + seconds(measure.check_ms) + " " : "";
  text += limit + "sh -c " + shell_quote(with_watcher_path(command_for(measure.check, changed))) +
          "\nsuit_status=$?\n";
  if (judges) return text + "exit $suit_status\n";
  return text + "printf '%s' " + shell_quote(kMark) + "\n. ./" + std::string(kWatcherFolder) +
         "/collect.sh\nexit $suit_status\n";
}

// The same for a fork; see watchers/fork_server.py.
SandboxCommand forked(const Measure& measure, Mode mode) {
  Json run = *parse_json(measure.fork);
  for (auto& [name, value] : told(measure, mode)) run["environment"][name] = value;
  run["mark"] = kMark;
  SandboxCommand command(run.dump(-1, ' ', true, Json::error_handler_t::replace));
  command.forked = true;
  command.time_ms = measure.check_ms;
  command.on_kept = measure.on_kept;
  return command;
}

// The words of a command that is one program with arguments; nullopt if a shell would interpret more.
// Expanded patterns and the like are detected when the program reports its arguments.
std::optional<std::vector<std::string>> plain_words(std::string_view command) {
  std::vector<std::string> words;
  bool open = false;
  for (size_t i = 0; i < command.size(); ++i) {
    char c = command[i];
    if (std::string_view(";&|<>()`$\\\n").find(c) != std::string_view::npos) return {};
    if (c == ' ' || c == '\t') {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c != '\'' && c != '"') {
      words.back() += c;
      continue;
    }
    size_t end = command.find(c, i + 1);
    if (end == command.npos) return {};
    std::string_view quoted = command.substr(i + 1, end - i - 1);
    if (c == '"' && quoted.find_first_of("$`\\") != quoted.npos) return {};
    words.back() += quoted;
    i = end;
  }
  // The settings are in the environment that the program reports.
  auto is_setting = [](const std::string& word) {
    return word.find('=') != word.npos && word.find('=') < word.find('/');
  };
  words.erase(words.begin(), std::find_if_not(words.begin(), words.end(), is_setting));
  return words;
}

std::vector<std::string> strings_of(const Json& list) {
  std::vector<std::string> strings;
  if (list.is_array())
    for (const Json& one : list)
      if (one.is_string()) strings.push_back(one.get<std::string>());
  return strings;
}

// Is a process with these arguments the check itself: python3 -m pytest …, python3 tests.py …, pytest …?
bool is_all_of(const std::vector<std::string>& words, const std::vector<std::string>& arguments) {
  if (words.empty() || arguments.size() < 2) return false;
  if (arguments[1] == "-m" ? arguments.size() < 3 : arguments[1].starts_with('-')) return false;
  if (arguments == words) return true;
  std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (rest[0].find('/') == rest[0].npos) return false;
  std::string script = rest[0];
  rest[0] = script.substr(script.rfind('/') + 1);
  return rest == words;
}

std::map<std::string, bool> outcomes(const Measure& measure, const std::vector<TestRun>& tests) {
  std::map<std::string, bool> outcomes;
  for (const TestRun& test : tests)
    if (std::find(measure.skip.begin(), measure.skip.end(), test.name) == measure.skip.end())
      outcomes[test.name] = test.failed;
  return outcomes;
}

std::vector<std::string> paths_of(const std::vector<FileEdit>& edits) {
  std::vector<std::string> paths;
  for (const FileEdit& edit : edits) paths.push_back(edit.path);
  return paths;
}

}  // namespace

std::string with_watcher_path(std::string command) {
  constexpr std::string_view kSetting = "PYTHONPATH=";
  for (size_t at = 0; (at = command.find(kSetting, at)) != command.npos;) {
    at += kSetting.size();
    command.insert(at, "$SUIT_WATCHER_PYTHONPATH:");
  }
  return command;
}

std::string_view watcher_text(std::string_view name) {
  auto found = std::find_if(watchers().begin(), watchers().end(),
                            [&](const Watcher& watcher) { return watcher.name == name; });
  CHECK(found != watchers().end());
  return found->text;
}

std::string obstacle_of(const Observation& seen) {
  return obstacle_of(SandboxRun{.end = seen.end, .code = seen.code, .output = seen.output});
}

std::string obstacle_of(const SandboxRun& seen) {
  if (seen.end == SandboxEnd::kMemory) return "it exceeded the memory limit";
  if (seen.end == SandboxEnd::kProcesses) return "it exceeded the process limit";
  if (seen.end == SandboxEnd::kOutput || seen.end == SandboxEnd::kScratch)
    return "it exceeded the limit of output or disk space";
  struct Sign {
    std::string_view text, meaning;
  };
  constexpr std::string_view kNetwork = "it needs the network, which the sandbox does not have";
  constexpr std::string_view kServer =
      "it needs a server that is not running: the check may start one itself, on 127.0.0.1";
  constexpr std::string_view kModule = "a module that it needs is not installed";
  constexpr Sign kSigns[] = {{"Temporary failure in name resolution", kNetwork},
                             {"Name or service not known", kNetwork},
                             {"Network is unreachable", kNetwork},
                             {"ENETUNREACH", kNetwork},
                             {"EAI_AGAIN", kNetwork},
                             {"ENOTFOUND", kNetwork},
                             {"could not translate host name", kNetwork},
                             {"Connection refused", kServer},
                             {"ECONNREFUSED", kServer},
                             {"ModuleNotFoundError: No module named", kModule},
                             {": No module named", kModule},
                             {"Cannot find module '", kModule}};
  if (seen.code == 127) return "a program was not found";
  for (const Sign& sign : kSigns)
    if (seen.output.find(sign.text) != std::string::npos) return std::string(sign.meaning);
  return {};
}

Result<Measure> Trials::measure(const Check& check) const {
  ASSIGN_OR_RETURN(Sandbox sandbox, Sandbox::create(options_));
  return Measure{.check = check, .sandbox = std::make_shared<const Sandbox>(std::move(sandbox))};
}

Result<SandboxRun> Trials::run(const Measure& measure, const SandboxCommand& command,
                               std::vector<FileEdit> edits, const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(SandboxRun run,
                   measure.sandbox->run(command, with_watchers(std::move(edits)), {}, cancelled));
  if (run.end == SandboxEnd::kCancelled)
    return Error{ErrorCode::kCancelled, "stopped while the checks ran: nothing was changed"};
  return run;
}

Result<Observation> Trials::observe(const Measure& measure, Watching watching,
                                    const std::atomic<bool>* cancelled,
                                    const std::vector<FileEdit>& edits) const {
  Mode mode = watching == Watching::kLines ? Mode::kTrace : Mode::kList;
  SandboxCommand command(watched(measure, paths_of(edits), mode));
  command.keep = watching == Watching::kOutcomes;
  ASSIGN_OR_RETURN(SandboxRun done, run(measure, command, edits, cancelled));
  return observation(done);
}

Observation Trials::observation(const SandboxRun& done) {
  Observation seen{
      .passed = done.passed(), .end = done.end, .code = done.code, .duration_ms = done.duration_ms};
  size_t mark = done.output.rfind(kMark);
  seen.output = done.output.substr(0, mark);
  if (mark == done.output.npos) return seen;
  std::string_view watchers = std::string_view(done.output).substr(mark + kMark.size());
  seen.tests = read_test_runs(watchers);
  for (std::string_view line : split_lines(watchers))
    if (line.starts_with("{\"started\"")) seen.starts.append(line).append("\n");
  return seen;
}

// Also false if it can't run this way.
Result<bool> Trials::fares_like(const Measure& measure, const SandboxCommand& command,
                                const Observation& seen, const std::atomic<bool>* cancelled) {
  auto done = run(measure, command, {}, cancelled);
  if (!done && done.error().code == ErrorCode::kCancelled) return done.error();
  if (!done) return false;
  Observation again = observation(*done);
  return again.passed == seen.passed && outcomes(measure, again.tests) == outcomes(measure, seen.tests);
}

Result<void> Trials::prepare(Measure& measure, const Observation& seen,
                             const std::atomic<bool>* cancelled) const {
  if (seen.end != SandboxEnd::kExited) return {};
  SandboxCommand command(watched(measure, {}, Mode::kList));
  command.on_kept = true;
  ASSIGN_OR_RETURN(measure.on_kept, fares_like(measure, command, seen, cancelled));
  return prepare_forks(measure, seen, cancelled);
}

Result<void> Trials::prepare_forks(Measure& measure, const Observation& seen,
                                   const std::atomic<bool>* cancelled) {
  auto words = plain_words(measure.check.command);
  if (!words) return {};
  for (const std::string& name : measure.sandbox->options().environment)
    if (name.starts_with("PYTHON")) return {};  // some of these take effect only when Python starts
  for (std::string_view line : split_lines(seen.starts)) {
    auto json = parse_json(line);
    if (!json || !json->is_object() || !json->contains("started")) continue;
    const Json& start = (*json)["started"];
    if (!is_all_of(*words, strings_of(start.value("arguments", Json())))) continue;
    std::vector<std::string> program = {string_or(start, "executable", ""), "-c",
                                        std::string(watcher_text("fork_server.py"))};
    for (std::string& module : strings_of(start.value("modules", Json())))
      program.push_back(std::move(module));
    if (!measure.sandbox->start_fork_server(program)) return {};
    Measure trial = measure;
    trial.fork = Json{{"arguments", start["arguments"]},
                      {"path", start.value("path", Json::array())},
                      {"environment", start.value("environment", Json::object())}}
                     .dump();
    ASSIGN_OR_RETURN(bool same, fares_like(measure, forked(trial, Mode::kList), seen, cancelled));
    if (same) measure.fork = std::move(trial.fork);
    return {};
  }
  return {};
}

Result<std::string> Trials::calls(const Measure& measure, const std::vector<FileEdit>& edits,
                                  const std::vector<std::string>& files,
                                  const std::atomic<bool>* cancelled) const {
  SandboxCommand command("export SUIT_WATCHER_RECORDED=" + shell_quote(one_a_line(files)) + "\n" +
                         watched(measure, paths_of(edits), Mode::kRecord));
  ASSIGN_OR_RETURN(SandboxRun done, run(measure, command, edits, cancelled));
  size_t mark = done.output.rfind(kMark);
  return mark == done.output.npos ? std::string() : done.output.substr(mark + kMark.size());
}

Result<std::string> Trials::behaviour(const Measure& measure, const std::vector<FileEdit>& edits,
                                      const std::string& calls, Similar similar,
                                      const std::atomic<bool>* cancelled) const {
  std::string program, text;
  bool is_node = false;
  for (std::string_view line : split_lines(calls)) {
    auto json = parse_json(line);
    if (!json || !json->is_object()) continue;
    bool of_node = json->contains("node");
    if (program.empty()) {
      program = string_or(*json, "executable", "");
      is_node = of_node;
    }
    if (of_node == is_node) text.append(line).append(line.ends_with('\n') ? "" : "\n");
  }
  if (program.empty() || (is_node && similar == Similar::kNear)) return std::string();
  std::vector<FileEdit> all = edits;
  std::string path = std::string(kWatcherFolder) + "/calls";
  all.push_back({path, FileVersion::absent(), FileVersion::file(std::move(text), 0644), {}});
  // Only standard output is read.
  SandboxCommand command("export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1\nexec 2>/dev/null\nexec " +
                         shell_quote(program) + " " + std::string(kWatcherFolder) +
                         (is_node ? "/behaviour.cjs " : "/behaviour.py ") + path +
                         (similar == Similar::kLeaves ? " leaves\n" : "\n"));
  command.time_ms = kBehaviour_ms;
  ASSIGN_OR_RETURN(SandboxRun done, run(measure, command, std::move(all), cancelled));
  return std::move(done.output);
}

Result<std::optional<SandboxRun>> Trials::screen(const Measure& measure, const std::vector<FileEdit>& edits,
                                                 const std::atomic<bool>* cancelled) const {
  std::optional<SandboxRun> last;
  for (Mode mode : {Mode::kFirst, Mode::kJudge}) {
    if (mode == Mode::kFirst && !measure.narrow) continue;
    if (mode == Mode::kJudge && measure.fork.empty() && !measure.on_kept) continue;
    SandboxCommand command =
        measure.fork.empty() ? watched(measure, paths_of(edits), mode) : forked(measure, mode);
    command.on_kept = measure.on_kept;
    auto done = run(measure, command, edits, cancelled);
    if (!done && command.forked && done.error().code != ErrorCode::kCancelled)
      continue;  // the fork server is gone
    if (!done) return done.error();
    last = std::move(*done);
    if (!last->passed()) break;
  }
  return last;
}

Result<bool> Trials::passes(const Measure& measure, const std::vector<FileEdit>& edits,
                            const std::atomic<bool>* cancelled) const {
  ASSIGN_OR_RETURN(auto screened, screen(measure, edits, cancelled));
  if (screened && !screened->passed()) return false;
  ASSIGN_OR_RETURN(SandboxRun done,
                   run(measure, watched(measure, paths_of(edits), Mode::kJudge), edits, cancelled));
  return done.passed();
}

}  // namespace suit
