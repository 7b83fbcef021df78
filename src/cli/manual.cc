#include "cli/manual.h"

#include <algorithm>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/text.h"

namespace suit {
namespace {

using Commands = std::vector<const CLI::App*>;

Commands commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// The same, including nested commands, by full name: "model add".
std::vector<std::pair<std::string, const CLI::App*>> all_commands_of(const CLI::App& app,
                                                                     const std::string& before = "") {
  std::vector<std::pair<std::string, const CLI::App*>> all;
  for (const CLI::App* command : commands_of(app)) {
    all.emplace_back(before + command->get_name(), command);
    for (auto& inner : all_commands_of(*command, before + command->get_name() + " "))
      all.push_back(std::move(inner));
  }
  return all;
}

// "--scope GLOB ...", as in the help.
std::string usage_of(const CLI::Option& option) {
  std::string name = option.get_positional() ? option.get_name(true, false) : option.get_name(false, true);
  std::string type = option.get_positional() ? "" : option.get_type_name();
  type = type.substr(0, type.find(':'));  // without the choices, which are in the description
  if (!type.empty()) type = " " + type;
  return name + type + (option.get_items_expected_max() > 1 ? " ..." : "");
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options())
    if (option->get_name() != "--help" && option->get_name() != "-h,--help") options.push_back(option);
  return options;
}

std::string sentence(const std::string& text) {
  return text + (text.ends_with('?') ? "" : ".");
}

std::string markdown(const CLI::App& app) {
  std::string out = "# Commands\n\n" + app.get_description() + "\n\n" + app.get_footer() + "\n";
  std::string group;
  for (const CLI::App* command : commands_of(app)) {
    if (command->get_group() != group) out += "\n" + (group = command->get_group()) + ":\n";
    out += "[" + command->get_name() + "](#suit-" + command->get_name() + ")\n";
  }
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
                    "\n.SH SYNOPSIS\n.B suit\n[\\-C DIR] COMMAND [OPTION]...\n";
  std::string group;
  for (auto& [name, command] : all_commands_of(app)) {
    bool inner = name.find(' ') != name.npos;
    if (!inner && command->get_group() != group) {
      group = command->get_group();
      std::string heading = group;
      std::transform(heading.begin(), heading.end(), heading.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
      out += ".SH " + escape(heading) + "\n";
    }
    out += ".SS suit " + name + "\n" + escape(sentence(command->get_description())) + "\n";
    for (const CLI::Option* option : options_of(*command))
      out += ".TP\n.B " + escape(usage_of(*option)) + "\n" + escape(option->get_description()) + "\n";
    if (!command->get_footer().empty()) out += ".PP\n.nf\n" + escape(command->get_footer()) + "\n.fi\n";
  }
  return out + ".SH EXIT STATUS\n" + escape(app.get_footer()) + "\n";
}

// The value of an option: none, one of a set of words, a path, or anything.
enum class Takes { kNothing, kWord, kPath, kText };

std::string choices_of(const CLI::Option& option) {
  std::string type = option.get_type_name();
  size_t open = type.find('{'), close = type.rfind('}');
  if (open == type.npos || close == type.npos) return "";
  return replaced(type.substr(open + 1, close - open - 1), ",", " ");
}

Takes takes(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return Takes::kNothing;
  if (!choices_of(option).empty()) return Takes::kWord;
  std::string type = option.get_type_name();
  return type.starts_with("FILE") || type.starts_with("DIR") || type.starts_with("PATH") ||
                 type.starts_with("GLOB")
             ? Takes::kPath
             : Takes::kText;
}

// "--output -o", each prefixed with `before`.
std::vector<std::string> spellings_of(const CLI::Option& option) {
  std::vector<std::string> all;
  for (const std::string& name : option.get_lnames()) all.push_back("--" + name);
  for (const std::string& name : option.get_snames()) all.push_back("-" + name);
  return all;
}

// The words that can follow a command: nested commands and choices of its first argument.
std::string first_words_of(const CLI::App& command) {
  std::string list;
  for (const CLI::App* inner : commands_of(command)) list += (list.empty() ? "" : " ") + inner->get_name();
  for (const CLI::Option* option : options_of(command))
    if (option->get_positional() && takes(*option) == Takes::kWord)
      list += (list.empty() ? "" : " ") + choices_of(*option);
  return list;
}

// " get model ": the commands that contain others.
std::string outer_names(const CLI::App& app) {
  std::string names = " ";
  for (const CLI::App* command : commands_of(app))
    if (!commands_of(*command).empty()) names += command->get_name() + " ";
  return names;
}

std::string bash(const CLI::App& app) {
  std::string names, cases, values;
  for (const CLI::App* command : commands_of(app)) names += (names.empty() ? "" : " ") + command->get_name();
  for (auto& [name, command] : all_commands_of(app)) {
    std::string words = first_words_of(*command);
    for (const CLI::Option* option : options_of(*command)) {
      std::string places;
      for (const std::string& spelling : spellings_of(*option)) {
        words += (words.empty() ? "" : " ") + spelling;
        places += (places.empty() ? "" : "|") + ("'" + name + " " + spelling + "'");
      }
      if (places.empty() || takes(*option) == Takes::kNothing) continue;
      values += "    " + places + ") " +
                (takes(*option) == Takes::kWord
                     ? "COMPREPLY=($(compgen -W \"" + choices_of(*option) + "\" -- \"$word\"))"
                 : takes(*option) == Takes::kPath ? "compopt -o default; COMPREPLY=()"
                                                  : "COMPREPLY=()") +
                "; return ;;\n";
    }
    if (name == "help") words = names;
    cases += "    '" + name + "') words=\"" + words + "\" ;;\n";
  }
  return "_suit() {\n  local words=\"\" command=\"\" word=\"${COMP_WORDS[COMP_CWORD]}\" i\n  for ((i = 1; i "
         "< COMP_CWORD; i++)); do\n"
         "    case \"${COMP_WORDS[i]}\" in\n      -C) ((i++)) ;;\n      -*) ;;\n"
         "      *) if [[ -z $command ]]; then command=\"${COMP_WORDS[i]}\"; elif [[ \"" +
         outer_names(app) +
         "\" == *\" $command \"* ]]; then command=\"$command ${COMP_WORDS[i]}\"; fi ;;\n"
         "    esac\n  done\n  case \"$command ${COMP_WORDS[COMP_CWORD-1]}\" in\n" +
         values +
         "    *' -C') COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n  esac\n  case \"$command\" in\n" +
         cases + "    '') words=\"" + names +
         " --help --version --no-pager -C\" ;;\n  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
         "complete -o default -F _suit suit\n";
}

std::string zsh(const CLI::App& app) {
  auto quoted = [](const std::string& text) {
    return replaced(replaced(replaced(text, "'", "'\\''"), "[", "("), "]", ")");
  };
  auto value_of = [](const CLI::Option& option) -> std::string {
    switch (takes(option)) {
      case Takes::kNothing:
        return "";
      case Takes::kWord:
        return ":value:(" + choices_of(option) + ")";
      case Takes::kPath:
        return ":file:_files";
      case Takes::kText:
        return ":value: ";
    }
    return "";
  };
  std::string names, cases;
  for (const CLI::App* command : commands_of(app))
    names += "    '" + command->get_name() + ":" + quoted(replaced(command->get_description(), ":", "\\:")) +
             "'\n";
  for (auto& [name, command] : all_commands_of(app)) {
    cases += "    '" + name + "') _arguments";
    for (const CLI::Option* option : options_of(*command))
      for (const std::string& spelling : spellings_of(*option))
        cases += " '" + spelling + "[" + quoted(replaced(option->get_description(), ":", "\\:")) + "]" +
                 value_of(*option) + "'";
    std::string words = first_words_of(*command);
    cases += words.empty() ? " '*:file:_files' ;;\n" : " '1:word:(" + words + ")' '*:file:_files' ;;\n";
  }
  return "#compdef suit\n_suit() {\n  local -a commands\n  commands=(\n" + names +
         "  )\n  if ((CURRENT == 2)); then\n    _describe command commands\n    return\n  fi\n"
         "  local command=$words[2]\n  shift words\n  ((CURRENT--))\n"
         "  if [[ \"" +
         outer_names(app) +
         "\" == *\" $command \"* ]] && ((CURRENT > 2)); then\n    command=\"$command $words[2]\"\n    shift "
         "words\n    ((CURRENT--))\n  fi\n"
         "  case $command in\n" +
         cases + "  esac\n}\n_suit \"$@\"\n";
}

std::string fish(const CLI::App& app) {
  auto quoted = [](const std::string& text) {
    return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
  };
  std::string out =
      "complete -c suit -n __fish_use_subcommand -s C -x -a '(__fish_complete_directories)' -d 'Work in this "
      "folder instead of the current one'\n"
      "complete -c suit -n __fish_use_subcommand -l no-pager -d 'Do not use a pager'\n";
  std::string names;
  for (const CLI::App* command : commands_of(app)) {
    names += (names.empty() ? "" : " ") + command->get_name();
    out += "complete -c suit -f -n __fish_use_subcommand -a " + command->get_name() + " -d " +
           quoted(command->get_description()) + "\n";
  }
  for (auto& [name, command] : all_commands_of(app)) {
    std::string when =
        "__fish_seen_subcommand_from " + replaced(name, " ", "; and __fish_seen_subcommand_from ");
    std::string inners;
    for (const CLI::App* inner : commands_of(*command)) inners += " " + inner->get_name();
    if (!inners.empty()) when += "; and not __fish_seen_subcommand_from" + inners;
    std::string begin = "complete -c suit -n " + quoted(when);
    for (const CLI::App* inner : commands_of(*command))
      out += begin + " -f -a " + inner->get_name() + " -d " + quoted(inner->get_description()) + "\n";
    for (const CLI::Option* option : options_of(*command)) {
      std::string value = takes(*option) == Takes::kNothing ? ""
                          : takes(*option) == Takes::kWord  ? " -x -a " + quoted(choices_of(*option))
                          : takes(*option) == Takes::kPath  ? " -r"
                                                            : " -x";
      if (option->get_positional()) {
        if (takes(*option) == Takes::kWord) out += begin + " -f -a " + quoted(choices_of(*option)) + "\n";
        continue;
      }
      std::string line = begin;
      for (const std::string& one : option->get_lnames()) line += " -l " + one;
      for (const std::string& one : option->get_snames()) line += " -s " + one;
      out += line + value + " -d " + quoted(option->get_description()) + "\n";
    }
    if (name == "help") out += begin + " -f -a " + quoted(names) + "\n";
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
