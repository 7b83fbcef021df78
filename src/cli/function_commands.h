// The functions as commands: options from request fields, help from the table, answers as text or JSON.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "cli/commands.h"
#include "cli/terminal_watch.h"
#include "functions/function.h"

namespace suit {

// Adds a command for each function to `app`. The chosen command sets `run`. All arguments must outlive `app`,
// and `app` must outlive the call of `run`.
// `is_typed`: is this word on the command line? The options of other commands are left out: they take half
// of the time that a start takes.
void add_function_commands(CLI::App& app, CommonOptions& common, const Parts& parts,
                           std::function<int()>& run,
                           const std::function<bool(const std::string&)>& is_typed);

// A call from the command line.
struct TypedCall {
  Call& call;
  const CommonOptions& common;
  std::string output = {};                      // -o; "": standard output
  std::map<std::string_view, bool> flags = {};  // flags that exist only on the command line
  bool to_file() const { return !output.empty() && output != "-"; }
};

// How a command prints its answer, if not as plain fields.
struct PrintedAnswer {
  void (*print)(Call& call) = nullptr;
  int (*exit_code)(Call& call) = nullptr;  // null: 0
  bool pages = false;                      // use a pager for long output
  // The decision given in advance; null: none.
  TerminalStyle::Consent (*consent)(Call& call) = nullptr;
  bool is_json = false;       // for programs: always printed as with --json
  std::string_view csv = "";  // the list that --csv prints; "": no such option
  // The text field that is printed verbatim first, or written by -o.
  std::string_view text = "";
  // Flags that exist only on the command line, with descriptions.
  std::vector<std::pair<std::string_view, std::string_view>> flags = {};
  // Replaces the call, for those flags and for text written during the call. An exit code: nothing is left to
  // print.
  Result<std::optional<int>> (*run)(TypedCall& typed, Session& session, Watch& watch) = nullptr;
};
Result<std::optional<int>> run_pack(TypedCall& typed, Session& session, Watch& watch);
Result<std::optional<int>> run_ask(TypedCall& typed, Session& session, Watch& watch);
int ask_exit_code(Call& call);

// By function name; null: print the fields.
const PrintedAnswer* answer_text(std::string_view function);

// A list of structs with a header line; quoted as in RFC 4180, with spreadsheet formulas escaped.
std::string csv_of_list(const Field& list);

// Fields as aligned lines, lists indented.
std::string plain_text(const Json& json);

}  // namespace suit
