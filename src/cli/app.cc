#include "cli/app.h"

#include <poll.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <set>

#include "base/text.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/function_commands.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/print.h"
#include "cli/terminal.h"
#include "model/provider.h"

namespace suit {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 error; 2 usage or malformed input; 3 waits for a person; 4 refused, denied or "
    "rejected; "
    "5 not understood; 6 conflict; 130 stopped.";

class CommandLine {
 public:
  CommandLine(int argc, char** argv, const Parts& parts) : parts_(parts) {
    app_.require_subcommand(1);
    app_.set_version_flag("-v,-V,--version", std::string("suit ") + SUIT_VERSION);
    app_.add_flag("--no-pager", common_.no_pager, "Do not use a pager");
    app_.add_option("-C", common_.folder, "Work in this folder instead of the current one")->type_name("DIR");
    app_.footer(kExitCodes);
    app_.get_formatter()->column_width(30);
    std::set<std::string> words(argv, argv + argc);
    bool describes_all = words.contains("manual") || words.contains("help");
    add_function_commands(app_, common_, parts_, run_,
                          [&](const std::string& name) { return describes_all || words.contains(name); });
    add_serve();
    add_manual();
  }

  int run(int argc, char** argv) {
    if (argc == 1 && is_interactive()) {
      serve_.open = true;
      return run_serve(serve_, parts_);
    }
    if (argc == 1) {
      std::fputs(app_.help().c_str(), stdout);
      return 2;
    }
    // Needed for errors before the options are parsed.
    common_.json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
    if (auto unknown = unknown_command(argc, argv)) return *unknown;
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      if (e.get_exit_code() == 0) return app_.exit(e);
      if (dynamic_cast<const CLI::RequiredError*>(&e) && app_.get_subcommands().empty())
        return report({ErrorCode::kInvalid, "a command is missing", "`suit --help` lists them"}, common_);
      if (common_.json)
        return report({ErrorCode::kInvalid, e.what(), "`suit --help` lists commands and options"}, common_);
      app_.exit(e);
      return 2;
    }
    return run_ ? run_() : 2;
  }

 private:
  // CLI11 would only report that a command is required.
  std::optional<int> unknown_command(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      std::string word = argv[i];
      if (word == "-C") {
        ++i;
      } else if (!word.starts_with("-")) {
        const CLI::App* known = command_in(app_, word);
        if (!known) return report(unknown_command_error(app_, {argv + i, argv + argc}), common_);
        std::string next = i + 1 < argc ? argv[i + 1] : "-";
        bool holds_others = known->get_require_subcommand_min() > 0;
        if (!holds_others || next.starts_with("-") || command_in(*known, next)) return std::nullopt;
        return report(unknown_inner_command_error(word, next), common_);
      }
    }
    return std::nullopt;
  }

  CLI::App* command(const char* name, const char* description, const char* footer) {
    CLI::App* command = app_.add_subcommand(name, description);
    command->footer(footer)->group(std::string(kInstallationGroup));
    return command;
  }

  void add_json(CLI::App* command) { command->add_flag("--json", common_.json, "Print the result as JSON"); }

  void add_serve() {
    CLI::App* command = this->command(
        "serve", "The workbench: review, run and undo in a browser; an HTTP API for programs",
        "Examples:\n  suit\n  suit serve --port 8000\n  suit serve --json\n"
        "`suit` alone, on a terminal, does the same and opens the browser. See docs/serve.md and "
        "docs/api.md.");
    add_json(command);
    command
        ->add_option("--port", serve_.port,
                     "Port on 127.0.0.1; 0: any free port. Default: 7848, or any free port if that is taken")
        ->check(CLI::Range(0, 65535))
        ->type_name("N");
    command->add_flag("--open", serve_.open, "Open the browser");
    command->callback([this] {
      serve_.common = common_;
      run_ = [this] { return run_serve(serve_, parts_); };
    });
  }

  void add_manual() {
    CLI::App* command =
        this->command("manual", "Print the manual: as markdown, man page or shell completions",
                      "Example:\n  suit manual man | man -l -");
    command->add_option("format", format_, "markdown, man, bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"markdown", "man", "bash", "zsh", "fish"}))
        ->type_name("FORMAT");
    command->callback([this] { run_ = [this] { return print_manual(app_, format_); }; });
    command = this->command("help", "Help on suit or on one command",
                            "Examples:\n  suit help\n  suit help review\n  suit help model add");
    command->add_option("command", topic_, "The command")->type_name("COMMAND");
    command->callback([this] {
      run_ = [this] {
        return guarded(common_, [this]() -> Result<int> {
          ASSIGN_OR_RETURN(std::string text, help_text(app_, topic_));
          std::fputs(text.c_str(), stdout);
          return 0;
        });
      };
    });
    command = this->command("version", "The version of suit", "Example:\n  suit version");
    add_json(command);
    command->callback([this] {
      run_ = [this] {
        if (common_.json)
          print_json({{"version", SUIT_VERSION}});
        else
          std::printf("suit %s\n", SUIT_VERSION);
        return 0;
      };
    });
  }

  const Parts& parts_;
  CLI::App app_{"Verify, review, apply and undo changes that models and programs propose.", "suit"};
  CommonOptions common_;
  ServeOptions serve_;
  std::string format_;
  std::vector<std::string> topic_;
  std::function<int()> run_;
};

}  // namespace

int run_command_line(int argc, char** argv, const Parts& parts) {
  int code = CommandLine(argc, argv, parts).run(argc, argv);
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
  // A reader that closed the pipe early is not an error to report.
  pollfd output{1, POLLOUT, 0};
  bool closed = ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR);
  if (!closed)
    print_error({ErrorCode::kIo, "standard output can't be written",
                 "changes made so far stay: `suit log` lists them"});
  return code == 0 ? 1 : code;
}

}  // namespace suit
