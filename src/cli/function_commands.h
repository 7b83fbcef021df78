// The functions as commands: options from the fields of their requests, help from the table, what they answer
// as text or as JSON.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "cli/commands.h"
#include "cli/terminal_watch.h"
#include "functions/function.h"

namespace suit {

// Adds a command for each function to `app`. The one that is chosen puts what it does into `run`. All must
// outlive it, and it what is run.
void add_function_commands(CLI::App& app, CommonOptions& common, const Parts& parts,
                           std::function<int()>& run);

// A call as it was typed.
struct TypedCall {
  Call& call;
  const CommonOptions& common;
  std::string output = {};                      // -o; "": standard output
  std::map<std::string_view, bool> flags = {};  // the command line's own
  bool to_file() const { return !output.empty() && output != "-"; }
};

// What a command looks like for a person, where that is more than its fields.
struct PrintedAnswer {
  void (*print)(Call& call) = nullptr;
  int (*exit_code)(Call& call) = nullptr;  // null: 0
  bool pages = false;                      // through a pager, where it is long
  // What the person said of the proposal beforehand; null: nothing.
  TerminalStyle::Consent (*consent)(Call& call) = nullptr;
  bool is_json = false;       // it is for programs: printed as with --json
  std::string_view csv = "";  // the list that --csv prints; "": there is no such option
  // The field that is a text of its own: printed as it is, before anything else, or written by -o.
  std::string_view text = "";
  // Options of the command line alone, with what they are for.
  std::vector<std::pair<std::string_view, std::string_view>> flags = {};
  // In place of the call, where the text is written meanwhile and for those options. An exit code: all is
  // said already.
  Result<std::optional<int>> (*run)(TypedCall& typed, Session& session, Watch& watch) = nullptr;
};
Result<std::optional<int>> run_pack(TypedCall& typed, Session& session, Watch& watch);
Result<std::optional<int>> run_ask(TypedCall& typed, Session& session, Watch& watch);
int ask_exit_code(Call& call);

// By the function's name; null: its fields are printed.
const PrintedAnswer* answer_text(std::string_view function);

// A list of structs with a head line; quoted as RFC 4180 has it, and nothing that a spreadsheet would take
// for a formula.
std::string csv_of_list(const Field& list);

// Fields as aligned lines, lists indented.
std::string plain_text(const Json& json);

}  // namespace suit
