// suit doctor: what is there, what is missing, what the sandbox can do here.
#include <unistd.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "folder/folder.h"
#include "sandbox/folder_links.h"
#include "sandbox/toolchain.h"
#include "verify/judge.h"

namespace suit {
namespace {

// What a check comes to on the folder as it is.
struct CheckNow {
  enum { kNotRun, kPasses, kFails, kUnknown } outcome = kNotRun;
  std::string text;
  int64_t duration_ms = 0;
};

std::string_view name_of(const CheckNow& now) {
  return now.outcome == CheckNow::kPasses    ? "passes"
         : now.outcome == CheckNow::kFails   ? "fails"
         : now.outcome == CheckNow::kUnknown ? "unknown"
                                             : "not_run";
}

class Doctor {
 public:
  Doctor(Workspace& workspace, const DoctorOptions& wanted)
      : workspace_(workspace), wanted_(wanted), options_(workspace.sandbox_options()) {}

  Result<int> run() {
    ASSIGN_OR_RETURN(int64_t time_ms, read_time(wanted_.time));
    bool as_json = wanted_.common.json;
    from_settings_ = workspace_.settings().has_checks;
    if (from_settings_) {
      detected_.checks = workspace_.settings().checks;
    } else {
      detected_ = detect_checks(workspace_.files());
    }
    facts_ = examine_sandbox(options_);
    healthy_ = !facts_.empty() && facts_[0].good;
    if (healthy_) find_missing();
    if (Ledger* ledger = workspace_.ledger())
      if (auto sound = ledger->examine(); !sound) damage_ = sound.error().message;
    if (healthy_ && !wanted_.no_checks) run_checks(time_ms);
    healthy_ &= missing_.empty() && damage_.empty();
    for (const CheckNow& now : now_) healthy_ &= now.outcome != CheckNow::kFails;
    as_json ? print_as_json() : print();
    return healthy_ ? 0 : 1;
  }

 private:
  // Asks the sandbox itself which programs of the checks it can't find.
  void find_missing() {
    std::string names;
    for (const Check& check : detected_.checks)
      for (const std::string& program : programs_of(check)) names += " " + shell_quote(program);
    auto sandbox = Sandbox::create(options_);
    if (names.empty() || !sandbox) return;
    auto run =
        sandbox->run("for p in" + names + "; do command -v \"$p\" >/dev/null 2>&1 || echo \"$p\"; done", {});
    if (!run || !run->passed()) return;
    for (std::string_view line : split_lines(run->output)) {
      std::string name(without_terminator(line)), why = why_not_started(name, sandbox->options());
      bool is_path = name.find('/') != name.npos;
      missing_[name] = why.empty()                   ? (is_path ? "is not there" : "is not installed")
                       : why.starts_with(name + " ") ? why.substr(name.size() + 1)
                                                     : why;
    }
  }

  // Each on the folder as it is, as if all its files had changed.
  void run_checks(int64_t time_ms) {
    SandboxOptions options = options_;
    options.limits.time_ms = std::min(options.limits.time_ms, time_ms);
    std::vector<std::string> paths;
    Folder folder(workspace_.files());
    if (auto files = folder.list())
      for (const FolderFile& file : **files)
        if (file.type == FileType::kFile) paths.push_back(file.path);
    Judge judge({.sandbox = options});
    for (const Check& check : detected_.checks) {
      std::string progress = "check " + check.name + ": running, at most " + wanted_.time;
      if (::isatty(2)) std::fprintf(stderr, "\r%s\033[K", printable(progress).c_str());
      now_.push_back(now_of(judge.run_unchanged(check, paths)));
      if (::isatty(2)) std::fputs("\r\033[K", stderr);
    }
  }

  static CheckNow now_of(const Result<CheckResult>& result) {
    if (!result) return {CheckNow::kUnknown, result.error().message, 0};
    std::string seconds = with_one_decimal(static_cast<double>(result->duration_ms) / 1000) + " s";
    if (result->outcome == Outcome::kPassed)
      return {CheckNow::kPasses, "passes now (" + seconds + ")", result->duration_ms};
    bool is_late = result->detail.starts_with(name_of(SandboxEnd::kTime));
    if (is_late)
      return {CheckNow::kUnknown, "still ran after " + seconds + ": --time gives it longer",
              result->duration_ms};
    return {CheckNow::kFails, "fails now: " + result->detail, result->duration_ms};
  }

  void print() {
    auto line = [](bool good, const std::string& bad, const std::string& name, const std::string& text) {
      std::printf("%s %-13s %s\n",
                  (good ? paint(Color::kGreen, "good    ") : paint(Color::kRed, bad)).c_str(), name.c_str(),
                  printable(text).c_str());
    };
    std::printf("folder   %s\n", printable(workspace_.root()).c_str());
    for (const SandboxFact& fact : facts_) line(fact.good, "missing ", fact.name, fact.text);
    if (workspace_.ledger())
      line(damage_.empty(), "damaged ", "ledger", damage_.empty() ? "all of it can be read" : damage_);
    std::printf("settings %s; your own: %s\n",
                from_settings_ ? "checks from suit.toml" : "no checks named: looked for some",
                printable(user_settings_path()).c_str());
    for (size_t i = 0; i < detected_.checks.size(); ++i) {
      const Check& check = detected_.checks[i];
      std::printf("check    %s: %s\n", printable(check.name).c_str(), printable(check.command).c_str());
      if (i < now_.size())
        line(now_[i].outcome == CheckNow::kPasses,
             now_[i].outcome == CheckNow::kFails ? "fails   " : "unknown ", check.name, now_[i].text);
      for (const std::string& program : programs_of(check))
        if (missing_.contains(program)) line(false, "missing ", program, missing_[program]);
    }
    if (detected_.checks.empty())
      std::printf("check    none found: proposals are judged by policies alone\n");
    for (const std::string& note : notes()) std::printf("note     %s\n", printable(note).c_str());
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes = detected_.notes;
    for (const std::string& text : workspace_.settings().refused) notes.push_back(text);
    for (const std::string& text : find_folder_links(options_).notes) notes.push_back(text);
    return notes;
  }

  void print_as_json() {
    Json checks = Json::array(), sandbox = Json::array();
    for (size_t i = 0; i < detected_.checks.size(); ++i) {
      const Check& check = detected_.checks[i];
      checks.push_back({{"name", check.name}, {"command", check.command}, {"when", check.when}});
      if (i < now_.size())
        checks.back()["now"] = {{"outcome", name_of(now_[i])},
                                {"text", json_of_bytes(now_[i].text)},
                                {"duration_ms", now_[i].duration_ms}};
      for (const std::string& program : programs_of(check))
        if (missing_.contains(program))
          checks.back()["missing"].push_back({{"program", program}, {"why", missing_[program]}});
    }
    for (const SandboxFact& fact : facts_)
      sandbox.push_back({{"name", fact.name}, {"good", fact.good}, {"text", fact.text}});
    Json json = {{"folder", json_of_bytes(workspace_.root())},
                 {"checks_from", from_settings_ ? "settings" : "detected"},
                 {"checks", std::move(checks)},
                 {"notes", notes()},
                 {"sandbox", std::move(sandbox)}};
    if (workspace_.ledger()) json["ledger"] = {{"good", damage_.empty()}, {"text", json_of_bytes(damage_)}};
    print_json(json);
  }

  Workspace& workspace_;
  const DoctorOptions& wanted_;
  SandboxOptions options_;
  bool from_settings_ = false, healthy_ = false;
  DetectedChecks detected_;
  std::vector<SandboxFact> facts_;
  std::map<std::string, std::string> missing_;  // program → why
  std::vector<CheckNow> now_;                   // of each check, in their order; none: not run
  std::string damage_;
};

}  // namespace

int run_doctor(const DoctorOptions& options) {
  return guarded(options.common, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options.common, WorkspaceMode::kLook));
    return Doctor(workspace, options).run();
  });
}

}  // namespace suit
