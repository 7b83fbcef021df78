// suit doctor: what is there, what is missing, what the sandbox can do here.
#include <unistd.h>

#include <cstdlib>

#include "cli/run.h"
#include "cli/terminal.h"

namespace suit {
namespace {

// Where a program of that name is, outside the sandbox, links followed; "" where it is nowhere.
std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (std::string_view folder : split(path ? path : "", ':')) {
    std::string file = std::string(folder) + "/" + name;
    if (folder.empty() || ::access(file.c_str(), X_OK) != 0) continue;
    char* real = ::realpath(file.c_str(), nullptr);
    std::string found = real ? real : file;
    std::free(real);
    return found;
  }
  return {};
}

class Doctor {
 public:
  explicit Doctor(Workspace& workspace) : workspace_(workspace), options_(workspace.sandbox_options()) {}

  Result<int> run(bool as_json) {
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
    healthy_ &= missing_.empty() && damage_.empty();
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
    auto run = sandbox->run("for p in" + names + "; do command -v \"$p\" >/dev/null 2>&1 || echo \"$p\"; done", {});
    if (!run || !run->passed()) return;
    for (std::string_view line : split_lines(run->output)) {
      std::string name(without_terminator(line)), place = find_program(name);
      std::string why = "is not installed";
      if (!place.empty()) {
        std::string_view folder = parent_of(place);
        if (name_in(folder) == "bin") folder = parent_of(folder);
        why = "is " + place + ", which checks can't see: name " + std::string(folder) + " in sandbox.read in " +
              user_settings_path() + " (and variables that it needs in sandbox.environment)";
      }
      missing_[name] = why;
    }
  }

  void print() {
    auto line = [](bool good, const std::string& bad, const std::string& name, const std::string& text) {
      std::printf("%s %-13s %s\n", (good ? paint(Color::kGreen, "good    ") : paint(Color::kRed, bad)).c_str(), name.c_str(),
                  printable(text).c_str());
    };
    std::printf("folder   %s\n", printable(workspace_.root()).c_str());
    for (const SandboxFact& fact : facts_) line(fact.good, "missing ", fact.name, fact.text);
    if (workspace_.ledger()) line(damage_.empty(), "damaged ", "ledger", damage_.empty() ? "all of it can be read" : damage_);
    std::printf("settings %s; your own: %s\n", from_settings_ ? "checks from suit.toml" : "no checks named: looked for some",
                printable(user_settings_path()).c_str());
    for (const Check& check : detected_.checks) {
      std::printf("check    %s: %s\n", printable(check.name).c_str(), printable(check.command).c_str());
      for (const std::string& program : programs_of(check))
        if (missing_.contains(program)) line(false, "missing ", program, missing_[program]);
    }
    if (detected_.checks.empty()) std::printf("check    none found: proposals are judged by policies alone\n");
    for (const std::string& note : detected_.notes) std::printf("note     %s\n", printable(note).c_str());
  }

  void print_as_json() {
    Json checks = Json::array(), sandbox = Json::array();
    for (const Check& check : detected_.checks) {
      checks.push_back({{"name", check.name}, {"command", check.command}, {"when", check.when}});
      for (const std::string& program : programs_of(check))
        if (missing_.contains(program)) checks.back()["missing"].push_back({{"program", program}, {"why", missing_[program]}});
    }
    for (const SandboxFact& fact : facts_) sandbox.push_back({{"name", fact.name}, {"good", fact.good}, {"text", fact.text}});
    Json json = {{"folder", json_of_bytes(workspace_.root())},
                 {"checks_from", from_settings_ ? "settings" : "detected"},
                 {"checks", std::move(checks)},
                 {"notes", detected_.notes},
                 {"sandbox", std::move(sandbox)}};
    if (workspace_.ledger()) json["ledger"] = {{"good", damage_.empty()}, {"text", json_of_bytes(damage_)}};
    print_json(json);
  }

  Workspace& workspace_;
  SandboxOptions options_;
  bool from_settings_ = false, healthy_ = false;
  DetectedChecks detected_;
  std::vector<SandboxFact> facts_;
  std::map<std::string, std::string> missing_;  // program → why
  std::string damage_;
};

}  // namespace

int run_doctor(const CommonOptions& options) {
  return guarded(options, [&]() -> Result<int> {
    ASSIGN_OR_RETURN(Workspace workspace, open_workspace(options, WorkspaceMode::kLook));
    return Doctor(workspace).run(options.json);
  });
}

}  // namespace suit
