#include "cli/app.h"

#include <poll.h>

#include <CLI/CLI.hpp>
#include <cstdio>

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
  explicit CommandLine(const Parts& parts) : parts_(parts) {
    app_.require_subcommand(1);
    app_.set_version_flag("-v,-V,--version", std::string("suit ") + SUIT_VERSION);
    app_.add_flag("--no-pager", common_.no_pager, "No pager, however long the output is");
    app_.add_option("-C", common_.folder, "Work in this folder instead of the current one")->type_name("DIR");
    app_.footer(kExitCodes);
    app_.get_formatter()->column_width(30);
    add_verify();
    add_function_commands(app_, common_, common_, parts_, run_);
    add_doctor();
    add_models();
    add_serve();
    add_manual();
    group_commands(app_);
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
    // Before the options are read it is not known whether they are.
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
  // The library would only say that a command is required.
  std::optional<int> unknown_command(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      std::string word = argv[i];
      if (word == "-C") {
        ++i;
      } else if (!word.starts_with("-")) {
        for (const CLI::App* known : app_.get_subcommands([](const CLI::App*) { return true; }))
          if (known->get_name() == word) return std::nullopt;
        return report(unknown_command_error(app_, {argv + i, argv + argc}), common_);
      }
    }
    return std::nullopt;
  }

  CLI::App* command(const char* name, const char* description, const char* footer) {
    CLI::App* command = app_.add_subcommand(name, description);
    command->footer(footer);
    return command;
  }

  void add_json(CLI::App* command) { command->add_flag("--json", common_.json, "Print the result as JSON"); }

  void add_verify() {
    CLI::App* command = this->command(
        "verify", "The verdict on a patch from standard input, as JSON; changes and records nothing",
        "Examples:\n"
        "  git diff main feature | suit verify\n"
        "  suit verify --check 'pytest -q' < change.patch\n"
        "  suit verify --all 4 --warm < candidates.jsonl\n"
        "With --all each line of the input is {\"id\": …, \"patch\": \"…\"}, and each verdict comes as soon "
        "as it is there.");
    add_json(command);
    command
        ->add_option("--all", verify_.all,
                     "A patch a line, so many judged at once; 0: as many as there are processors")
        ->check(CLI::Range(0, 256))
        ->type_name("N");
    command
        ->add_option("--check", verify_.checks,
                     "Run this command as the check, instead of those of the folder")
        ->type_name("COMMAND")
        ->allow_extra_args(false);
    command->add_flag("--no-checks", verify_.no_checks, "Judge by policies alone");
    command->add_option("--scope", verify_.scope, "What the patch may change")
        ->type_name("GLOB")
        ->allow_extra_args(false);
    command->add_option("--limit", verify_.limit, "Time that one check may take: 20s, 5m")->type_name("TIME");
    command->add_flag(
        "--warm", verify_.warm,
        "Reuse build output from the unchanged folder; re-check whatever passes from a clean build");
    command->add_flag(
        "--unconfirmed", verify_.unconfirmed,
        "As --warm, but accept what passes at once: as reliable as your build's own change detection");
    command->callback([this] {
      verify_.common = common_;
      run_ = [this] { return run_verify(verify_); };
    });
  }

  void add_doctor() {
    CLI::App* doctor =
        command("doctor",
                "Which checks were found, whether they pass now, and what the sandbox can do on this machine",
                "Examples:\n  suit doctor\n  suit doctor --time 10m\n  suit doctor --no-checks");
    add_json(doctor);
    doctor->add_flag("--no-checks", doctor_.no_checks, "Do not run the checks");
    doctor->add_option("--time", doctor_.time, "How long each check may run: 90s, 5m, 1h")
        ->type_name("TIME")
        ->capture_default_str();
    doctor->callback([this] {
      doctor_.common = common_;
      run_ = [this] { return run_doctor(doctor_); };
    });
  }

  void add_models();

  void add_serve() {
    CLI::App* command =
        this->command("serve", "The workbench: review, run and undo in a browser; an HTTP API for programs",
                      "Examples:\n  suit\n  suit serve --port 8000\n  suit serve --json\n"
                      "`suit` alone, on a terminal, does the same and opens the browser. docs/serve.md and "
                      "docs/api.md say more.");
    add_json(command);
    command
        ->add_option("--port", serve_.port,
                     "The port on 127.0.0.1; 0 for any. Without it 7848, or any where that is taken")
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
    command = this->command("help", "Help on suit, or on one command",
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
  CLI::App app_{
      "Suit: whatever a model or a machine proposes is verified, reviewed, applied atomically, and undoable.",
      "suit"};
  CommonOptions common_;
  VerifyOptions verify_;
  ModelOptions model_;
  ServeOptions serve_;
  DoctorOptions doctor_;
  std::string format_;
  std::vector<std::string> topic_;
  std::function<int()> run_;
};

void CommandLine::add_models() {
  CLI::App* model =
      command("model", "Models: name one, look at them, try one",
              "Examples:\n"
              "  suit model add local --kind llama --path ~/models/qwen.gguf\n"
              "  suit model add cloud --kind openai --url https://HOST/v1 --id MODEL --key-env API_KEY\n"
              "  suit model use local\n"
              "With no model Suit does what the mechanic can: docs/mechanic.md. docs/models.md says more.");
  model->require_subcommand(1);
  auto sub = [&](const char* name, const char* description, std::function<int()> body) {
    CLI::App* one = model->add_subcommand(name, description);
    add_json(one);
    one->callback([this, body = std::move(body)] {
      model_.common = common_;
      run_ = body;
    });
    return one;
  };
  auto named = [&](CLI::App* one) {
    one->add_option("name", model_.name, "As it was added")->required()->type_name("NAME");
  };
  CLI::App* add =
      sub("add", "Write a model into your own settings", [this] { return run_model_add(model_); });
  named(add);
  auto one_of = [](std::span<const std::string_view> words) {
    return CLI::IsMember(std::vector<std::string>(words.begin(), words.end()));
  };
  add->add_option("--kind", model_.kind,
                  std::string(kModelKinds[0]) + " (a GGUF file), " +
                      listed(std::span(kModelKinds).subspan(1), "or") + " (an API of that style)")
      ->required()
      ->check(one_of(kModelKinds))
      ->type_name("KIND");
  add->add_option("--path", model_.config.path, "The GGUF file")->type_name("FILE");
  add->add_option("--url", model_.config.url, "The API's base, such as https://HOST/v1")->type_name("URL");
  add->add_option("--model,--id", model_.config.id, "The provider's name for it")->type_name("ID");
  add->add_option("--api", model_.config.api,
                  std::string(name_of(ModelKind::kOpenAi)) + ": " + listed(api_names(), "or"))
      ->check(one_of(api_names()))
      ->type_name("API");
  add->add_option("--key-env", model_.key_env, "The variable that holds the key")->type_name("VAR");
  add->add_option("--key-command", model_.key_command, "A command that prints the key")->type_name("COMMAND");
  add->add_option("--key-keyring", model_.key_keyring, "The key's name in the system keyring")
      ->type_name("SERVICE");
  add->add_option("--fallback", model_.config.fallbacks, "A model to ask when this one fails")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add->add_option("--context", model_.config.context_tokens, "Its window, in tokens")->type_name("N");
  add->add_option("--price-in", model_.config.price.in, "Money for a million tokens in")->type_name("X");
  add->add_option("--price-cached", model_.config.price.cached, "Money for a million cached tokens in")
      ->type_name("X");
  add->add_option("--price-out", model_.config.price.out, "Money for a million tokens out")->type_name("X");
  sub("list", "The models of your settings and the folder's", [this] { return run_model_list(model_); });
  named(sub("use", "Ask this one where no other is named", [this] { return run_model_use(model_); }));
  named(sub("remove", "Take it out of your own settings", [this] { return run_model_remove(model_); }));
  CLI::App* test =
      sub("test", "One small call: does it answer?", [this] { return run_model_test(model_, parts_); });
  CLI::App* bench =
      sub("bench", "How fast it reads and writes", [this] { return run_model_bench(model_, parts_); });
  for (CLI::App* one : {test, bench}) {
    named(one);
    one->add_flag("--offline", model_.offline, "Open no connection");
  }
  sub("find", "Look for GGUF files and servers on this machine", [this] { return run_model_find(model_); });
}

}  // namespace

int run_command_line(int argc, char** argv, const Parts& parts) {
  int code = CommandLine(parts).run(argc, argv);
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
  // A reader that has seen enough has closed the pipe: no need to tell.
  pollfd output{1, POLLOUT, 0};
  bool closed = ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR);
  if (!closed)
    print_error(
        {ErrorCode::kIo, "standard output can't be written", "what was done stands: `suit log` shows it"});
  return code == 0 ? 1 : code;
}

}  // namespace suit
