#include "cli/manual.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/text.h"

namespace suit {
namespace {

using Commands = std::vector<const CLI::App*>;

Commands commands_of(const CLI::App& app) { return app.get_subcommands([](const CLI::App*) { return true; }); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

// The same with the commands inside others, by their whole names: "model add".
std::vector<std::pair<std::string, const CLI::App*>> all_commands_of(const CLI::App& app, const std::string& before = "") {
  std::vector<std::pair<std::string, const CLI::App*>> all;
  for (const CLI::App* command : commands_of(app)) {
    all.emplace_back(before + command->get_name(), command);
    for (auto& inner : all_commands_of(*command, before + command->get_name() + " ")) all.push_back(std::move(inner));
  }
  return all;
}

// "--scope GLOB ..." as help shows it.
std::string usage_of(const CLI::Option& option) {
  std::string name = option.get_positional() ? option.get_name(true, false) : option.get_name(false, true);
  std::string type = option.get_positional() ? "" : option.get_type_name();
  type = type.substr(0, type.find(':'));  // without the choices, which the description names
  if (!type.empty()) type = " " + type;
  return name + type + (option.get_items_expected_max() > 1 ? " ..." : "");
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options())
    if (option->get_name() != "--help" && option->get_name() != "-h,--help") options.push_back(option);
  return options;
}

std::string sentence(const std::string& text) { return text + (text.ends_with('?') ? "" : "."); }

std::string markdown(const CLI::App& app) {
  std::string out = "# Commands\n\n" + app.get_description() + "\n\n" + app.get_footer() + "\n";
  for (auto& [name, command] : all_commands_of(app)) {
    out += "\n## suit " + name + "\n\n" + sentence(command->get_description()) + "\n";
    if (!options_of(*command).empty()) out += "\n";
    for (const CLI::Option* option : options_of(*command))
      out += "- `" + usage_of(*option) + "`: " + option->get_description() + "\n";
    if (!command->get_footer().empty()) out += "\n```\n" + command->get_footer() + "\n```\n";
  }
  return out;
}

std::string man(const CLI::App& app) {
  auto escape = [](const std::string& text) { return replaced(replaced(text, "\\", "\\e"), "-", "\\-"); };
  std::string out = ".TH SUIT 1\n.SH NAME\nsuit \\- " + escape(app.get_description()) +
                    "\n.SH SYNOPSIS\n.B suit\n[\\-C DIR] COMMAND [OPTION]...\n.SH COMMANDS\n";
  for (auto& [name, command] : all_commands_of(app)) {
    out += ".SS suit " + name + "\n" + escape(sentence(command->get_description())) + "\n";
    for (const CLI::Option* option : options_of(*command))
      out += ".TP\n.B " + escape(usage_of(*option)) + "\n" + escape(option->get_description()) + "\n";
    if (!command->get_footer().empty()) out += ".PP\n.nf\n" + escape(command->get_footer()) + "\n.fi\n";
  }
  return out + ".SH EXIT STATUS\n" + escape(app.get_footer()) + "\n";
}

// What may follow a command: its long options and those of the commands inside it, and their names.
std::vector<const CLI::Option*> all_options_of(const CLI::App& command) {
  std::vector<const CLI::Option*> all = options_of(command);
  for (auto& [name, inner] : all_commands_of(command))
    for (const CLI::Option* option : options_of(*inner))
      if (std::none_of(all.begin(), all.end(), [&](const CLI::Option* one) { return one->get_name() == option->get_name(); }))
        all.push_back(option);
  return all;
}

std::string words_of(const CLI::App& command) {
  std::string list;
  for (const CLI::App* inner : commands_of(command)) list += (list.empty() ? "" : " ") + inner->get_name();
  for (const CLI::Option* option : all_options_of(command))
    for (const std::string& name : option->get_lnames()) list += (list.empty() ? "--" : " --") + name;
  return list;
}

std::string bash(const CLI::App& app) {
  std::string names, cases;
  for (const CLI::App* command : commands_of(app)) {
    names += (names.empty() ? "" : " ") + command->get_name();
    cases += "    " + command->get_name() + ") words=\"" + words_of(*command) + "\" ;;\n";
  }
  return "_suit() {\n  local words command=\"\" i\n  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case \"${COMP_WORDS[i]}\" in -C) ((i++)) ;; -*) ;; *) command=\"${COMP_WORDS[i]}\"; break ;; esac\n  done\n"
         "  if [[ ${COMP_WORDS[COMP_CWORD-1]} == --level ]]; then\n"
         "    COMPREPLY=($(compgen -W \"complete edit chat agent autopilot\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "    return\n  fi\n  case \"$command\" in\n" +
         cases + "    *) words=\"" + names +
         " --help --version -C\" ;;\n  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
         "complete -o default -F _suit suit\n";
}

std::string zsh(const CLI::App& app) {
  auto quoted = [](const std::string& text) { return replaced(replaced(replaced(text, "'", "'\\''"), "[", "("), "]", ")"); };
  std::string names, cases;
  for (const CLI::App* command : commands_of(app)) {
    names += "    '" + command->get_name() + ":" + quoted(replaced(command->get_description(), ":", "\\:")) + "'\n";
    cases += "    " + command->get_name() + ") _arguments";
    for (const CLI::Option* option : all_options_of(*command))
      for (const std::string& name : option->get_lnames())
        cases += " '--" + name + "[" + quoted(option->get_description()) + "]" +
                 (option->get_type_size() > 0 ? ":value:_files" : "") + "'";
    std::string inner;
    for (const CLI::App* one : commands_of(*command)) inner += (inner.empty() ? "" : " ") + one->get_name();
    if (!inner.empty()) cases += " '1:command:(" + inner + ")'";
    cases += " '*:file:_files' ;;\n";
  }
  return "#compdef suit\n_suit() {\n  local -a commands\n  commands=(\n" + names +
         "  )\n  if ((CURRENT == 2)); then\n    _describe command commands\n    return\n  fi\n"
         "  local command=$words[2]\n  shift words\n  ((CURRENT--))\n  case $command in\n" + cases + "  esac\n}\n_suit \"$@\"\n";
}

std::string fish(const CLI::App& app) {
  auto quoted = [](const std::string& text) { return "'" + replaced(text, "'", "\\'") + "'"; };
  std::string out;
  for (const CLI::App* command : commands_of(app)) {
    out += "complete -c suit -n __fish_use_subcommand -a " + command->get_name() + " -d " +
           quoted(command->get_description()) + "\n";
    for (const CLI::App* inner : commands_of(*command))
      out += "complete -c suit -n '__fish_seen_subcommand_from " + command->get_name() + "' -a " + inner->get_name() + " -d " +
             quoted(inner->get_description()) + "\n";
    for (const CLI::Option* option : all_options_of(*command))
      for (const std::string& name : option->get_lnames())
        out += "complete -c suit -n '__fish_seen_subcommand_from " + command->get_name() + "' -l " + name +
               (option->get_type_size() > 0 ? " -r" : "") + " -d " + quoted(option->get_description()) + "\n";
  }
  return out;
}

}  // namespace

int print_manual(const CLI::App& app, const std::string& format) {
  std::string text = format == "man"    ? man(app)
                     : format == "bash" ? bash(app)
                     : format == "zsh"  ? zsh(app)
                     : format == "fish" ? fish(app)
                                        : markdown(app);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace suit
