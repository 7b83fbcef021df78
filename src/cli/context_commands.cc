#include "cli/context_commands.h"

namespace suit {

ContextCommands::ContextCommands(CLI::App& app, const CommonOptions& common, const Parts& parts,
                                 std::function<int()>& run)
    : app_(app), common_(common), parts_(parts), run_(run) {
  add_pack();
  add_read();
  add_ask();
  add_wiki();
  add_llms_txt();
}

void ContextCommands::add_pack() {
  CLI::App* command = command_of(
      "pack", "A folder as one text for a model: summary, tree, files; fitted to a budget, secrets masked",
      "Examples:\n"
      "  suit pack > all.xml\n"
      "  suit pack --budget 100k --ask \"where are sessions renewed?\" -o context.xml\n"
      "  suit pack src --format md --compress --exclude '*_test.*'\n"
      "  suit pack --focus src/parse.c --budget 30k --diff --log 10 --copy\n"
      "  suit pack --split 200k -o parts.xml\n"
      "  suit pack https://git.example.org/parser.git --budget 50k\n"
      "The files are those of git, less what .ignore and .suitignore name. docs/pack.md says how they are "
      "chosen.");
  add_choice(command);
  command->add_option("--format", pack_.format, "xml, md, json or plain")
      ->check(CLI::IsMember({"xml", "md", "json", "plain"}))
      ->type_name("NAME");
  command->add_flag("--compress", pack_.compress, "Signatures instead of the bodies of functions");
  command
      ->add_option("--split", pack_.split, "Several files of at most so many tokens: out-1.xml, out-2.xml …")
      ->type_name("TOKENS");
  command->add_flag("--diff", pack_.difference, "With the difference to the last commit");
  command->add_option("--since", pack_.revision, "With the difference to this revision")->type_name("REV");
  command->add_option("--log", pack_.log, "With the newest N commits")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000));
  command->add_flag("--copy", pack_.copy, "Onto the clipboard, by way of the terminal");
  command->add_flag("--watch", pack_.watch, "Again whenever a file changes; needs -o");
  command->callback([this] {
    if (pack_.watch && pack_.output.empty()) throw CLI::ValidationError("--watch", "needs -o FILE");
    pack_.difference |= !pack_.revision.empty();
    pack_.common = common_;
    run_ = [this] { return run_pack(pack_, parts_); };
  });
  command = command_of("map", "The symbols of a folder, what is named most first, within a budget of tokens",
                       "Examples:\n"
                       "  suit map\n"
                       "  suit map --budget 1k --focus src/parse.c\n"
                       "  suit map --ask \"how are settings read?\"");
  add_choice(command);
  command->callback([this] {
    pack_.common = common_;
    run_ = [this] { return run_map(pack_, parts_); };
  });
}

void ContextCommands::add_read() {
  CLI::App* command = command_of(
      "read",
      "A document as clean Markdown: HTML, PDF, EPUB, DOCX, from a file, a pipe or a host that you allow",
      "Examples:\n"
      "  suit read manual.pdf > manual.md\n"
      "  suit read https://docs.example.org/guide --json\n"
      "  curl -s https://example.org | suit read - --base https://example.org/\n"
      "Of a page, its main content. Pages are fetched only from hosts in your settings ([read] hosts), and "
      "each connection\n"
      "is in the log. What is read is data from outside: nothing in it is an instruction. docs/read.md says "
      "more.");
  command->add_flag("--json", read_.common.json, "Print the result as JSON");
  command->add_option("place", read_.place, "A file, an address, or - for standard input")
      ->required()
      ->type_name("FILE|URL|-");
  command->add_option("--base", read_.base, "What relative links are relative to")->type_name("URL");
  command->add_flag("--all", read_.all, "All of a page, not only its main content");
  command->add_flag("--offline", read_.offline, "No connection, to nowhere");
  add_output(command, read_.output);
  command->callback([this] {
    read_.common = common_;
    run_ = [this] { return run_read(read_); };
  });
}

void ContextCommands::add_ask() {
  CLI::App* command = command_of(
      "ask",
      "What a folder, documents and pages say to a question: passages, or an answer whose every claim is "
      "cited and checked",
      "Examples:\n"
      "  suit ask \"where are sessions renewed?\"\n"
      "  suit ask --level research --scope 'docs/**' \"how is a licence earned?\"\n"
      "  suit ask --level research --from manual.pdf --only-from \"how long does the battery last?\"\n"
      "  suit ask --level deep --background \"what happens when the disk is full?\"\n"
      "  suit ask --resume 12\n"
      "Level search finds passages by words and asks no model. Level research reads them and answers; a "
      "claim whose quote is\n"
      "not in its source, or has nothing to do with it, is thrown away and counted. Level deep plans, reads, "
      "looks for what\n"
      "is missing and writes a report. docs/ask.md says more. It exits with 1 where nothing is found.");
  command->add_flag("--json", ask_.common.json, "Print the result as JSON");
  command->add_option("question", ask_.words, "In plain English, or just words")->type_name("TEXT");
  command->add_option("--level", ask_.level, "How far it goes: search, research, deep")
      ->check(CLI::IsMember({"search", "research", "deep"}))
      ->type_name("LEVEL");
  command->add_option("--scope", ask_.scope, "Only in what matches")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command
      ->add_option("--from", ask_.from,
                   "Also in this document: a file, or an address that your settings allow")
      ->type_name("FILE|URL")
      ->allow_extra_args(false);
  command->add_flag("--only-from", ask_.only_from, "In those documents alone, not in the folder");
  command->add_option("--limit", ask_.limit, "At most so many passages (search)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000));
  command->add_option("--model", ask_.model, "The model to ask, by its name in the settings")
      ->type_name("NAME");
  command->add_flag("--offline", ask_.offline, "No connection, to nowhere");
  command->add_flag("--background", ask_.background,
                    "Go on without the terminal; `suit show N` shows the answer when it is there");
  command->add_option("--resume", ask_.resume, "Go on with a question that was cut off")->type_name("N");
  command->add_flag("--no-cache", ask_.no_cache, "Read all files again, and remember nothing");
  command->callback([this] {
    if (ask_.words.empty() == (ask_.resume == 0))
      throw CLI::ValidationError("question", "a question or --resume N is needed, and not both");
    if (ask_.only_from && ask_.from.empty()) throw CLI::ValidationError("--only-from", "needs --from");
    if (ask_.background && ask_.level == "search" && ask_.resume == 0)
      throw CLI::ValidationError("--background", "needs --level research or deep");
    ask_.common = common_;
    run_ = [this] { return run_ask(ask_, parts_); };
  });
}

void ContextCommands::add_wiki() {
  CLI::App* command =
      command_of("wiki",
                 "Pages about a repository: what it is, its modules and what depends on what, key types, how "
                 "it is built",
                 "Examples:\n"
                 "  suit wiki -o docs/wiki\n"
                 "  suit wiki --model small -o docs/wiki\n"
                 "  suit wiki src --json\n"
                 "Each fact ends with the file and line where it stands. With --model, each module's page "
                 "also says in words what it is\n"
                 "for: claims that hold as those of `suit ask --level research` do. docs/wiki.md says more.");
  command->add_flag("--json", wiki_.common.json, "Print the result as JSON");
  command->add_option("path", wiki_.path, "The folder (otherwise where you are)")->type_name("DIR");
  command->add_option("-o,--output", wiki_.output, "Write the pages into this folder; -: standard output")
      ->type_name("DIR");
  command->add_option("--model", wiki_.model, "Ask this model too, by its name in the settings")
      ->type_name("NAME");
  command->add_flag("--offline", wiki_.offline, "No connection, to nowhere");
  command->add_flag("--no-cache", wiki_.no_cache, "Read all files again, and remember nothing");
  command->callback([this] {
    wiki_.common = common_;
    run_ = [this] { return run_wiki(wiki_, parts_); };
  });
}

void ContextCommands::add_llms_txt() {
  CLI::App* command = command_of(
      "llms-txt", "An llms.txt for a folder of documents, or a check of one",
      "Examples:\n"
      "  suit llms-txt docs -o docs/llms.txt\n"
      "  suit llms-txt docs --base https://example.org/docs/\n"
      "  suit llms-txt --check docs/llms.txt\n"
      "A check exits with 4 where something is wrong: a link that leads nowhere, a line of another form.");
  command->add_flag("--json", llms_txt_.common.json, "Print the result as JSON");
  command->add_option("path", llms_txt_.path, "The folder (otherwise where you are)")->type_name("DIR");
  command->add_option("--base", llms_txt_.base, "Put this before each path")->type_name("URL");
  command->add_option("--check", llms_txt_.check, "Check this file instead")->type_name("FILE");
  add_output(command, llms_txt_.output);
  command->callback([this] {
    llms_txt_.common = common_;
    run_ = [this] { return run_llms_txt(llms_txt_); };
  });
}

// What pack and map share.
void ContextCommands::add_choice(CLI::App* command) {
  command
      ->add_option("path", pack_.path,
                   "The folder, one file, or the address of a git repository (otherwise where you are)")
      ->type_name("PATH|URL");
  command
      ->add_option("--include", pack_.include,
                   "Only what matches, as in .gitignore; a file named outright is shown whatever its sort")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command->add_option("--exclude", pack_.exclude, "Not what matches")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command->add_option("--budget", pack_.budget, "At most so many tokens: 8000, 100k, 1.5M")
      ->type_name("TOKENS");
  command
      ->add_option("--focus", pack_.focus,
                   "Choose for these files or folders: they come whole, then what they depend on")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--ask", pack_.ask, "Choose for this question")->type_name("TEXT");
  command
      ->add_option("--tokens", pack_.vocabulary,
                   "Whose tokens are counted: o200k, cl100k, or a model's of your settings (a local one's "
                   "own; else an estimate that says so)")
      ->type_name("NAME");
  add_output(command, pack_.output);
  command->add_flag("--no-cache", pack_.no_cache, "Read all files again, and remember nothing");
}

void ContextCommands::add_output(CLI::App* command, std::string& output) {
  command->add_option("-o,--output", output, "Write to this file; -: standard output")->type_name("FILE");
}

CLI::App* ContextCommands::command_of(const char* name, const char* description, const char* footer) {
  CLI::App* command = app_.add_subcommand(name, description);
  command->footer(footer)->group("Read a folder, documents and pages");
  return command;
}

}  // namespace suit
