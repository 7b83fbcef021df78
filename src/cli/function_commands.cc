#include "cli/function_commands.h"

#include <unistd.h>

#include <algorithm>

#include "base/output_file.h"
#include "base/signals.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/pager.h"
#include "cli/standard_input.h"
#include "cli/terminal_watch.h"

namespace suit {
namespace {

constexpr size_t kInputBytesMax = 128u << 20;

struct FunctionCommand {
  const Function& function;
  std::unique_ptr<Call> call;
  TypedCall typed;
  bool csv = false;
};

std::string dashed(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

Json json_of_typed(const std::string& text, const FieldType& type) {
  if (type.kind == FieldType::Kind::kInteger)
    if (auto number = decimal_number(text)) return *number;
  using Kind = FieldType::Kind;
  if (type.kind == Kind::kObject || type.kind == Kind::kAny || type.kind == Kind::kNumber)
    if (auto json = parse_json(text)) return *json;
  return text;
}

// Stores typed text in the field. Throws exceptions that CLI11, the caller, catches.
void set_field(const Field& field, const std::vector<std::string>& typed) {
  const FieldType& type = *field.type;
  Json json;
  if (type.kind != FieldType::Kind::kList) {
    json = json_of_typed(typed.back(), type);
  } else if (type.item->kind == FieldType::Kind::kObject) {
    json = json_of_typed(typed.back(), *type.item);
  } else {
    for (const std::string& one : typed) json.push_back(json_of_typed(one, *type.item));
  }
  std::string name = field.is_positional ? std::string(field.name) : "--" + dashed(field.name);
  if (auto read = field.type->read(field.value, json, name); !read)
    throw CLI::ValidationError(read.error().message);
}

void add_option(CLI::App& app, const Field& field) {
  if (field.is_input) return;
  std::string name = field.is_positional ? std::string(field.name) : "--" + dashed(field.name);
  if (field.name == "output") name = "-o," + name;
  std::string about(field.about);
  if (field.is_words) {
    auto set = [field](const std::vector<std::string>& typed) { set_field(field, {joined(typed, " ")}); };
    app.add_option_function<std::vector<std::string>>(name, set, about)
        ->required(field.is_required)
        ->type_name(std::string(field.placeholder));
    return;
  }
  if (field.type->kind == FieldType::Kind::kBool && !field.type->is_optional) {
    app.add_flag(name, *static_cast<bool*>(field.value), about);
    return;
  }
  CLI::Option* option = app.add_option_function<std::vector<std::string>>(
      name, [field](const std::vector<std::string>& typed) { set_field(field, typed); }, about);
  option->allow_extra_args(false);
  if (field.type->kind != FieldType::Kind::kList) option->expected(1);
  if (field.is_required) option->required();
  if (!field.placeholder.empty()) option->type_name(std::string(field.placeholder));
  std::vector<std::string_view> choices =
      field.choices.empty() ? field.type->choices : split(field.choices, '|');
  if (!choices.empty())
    option->check(CLI::IsMember(std::vector<std::string>(choices.begin(), choices.end())));
  if (field.least != INT64_MIN || field.most != INT64_MAX) option->check(CLI::Range(field.least, field.most));
}

std::string csv_field(std::string text) {
  // Spreadsheets treat some texts as formulas.
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

// For a command that changes files: Ctrl-C ends it at once until it starts to change them.
struct Stoppable : StopAtOnce {
  explicit Stoppable(const CommonOptions& options)
      : StopAtOnce(stop_text(options.json, ""), options.json ? 1 : 2) {}
};

// Reads standard input into the fields that take it.
Result<void> read_input(const Fields& fields, const Watch& watch) {
  for (const Field& field : fields) {
    if (!field.reads_input) continue;
    ASSIGN_OR_RETURN(std::string text,
                     StandardInput().all(kInputBytesMax, field.name, [&] { return watch.is_cancelled(); }));
    RETURN_IF_ERROR(field.type->read(field.value, json_of_bytes(text), std::string(field.name)));
  }
  return {};
}

// Writes the answer's text field to its destination and removes it from `answer`.
Result<void> put_text(const TypedCall& typed, std::string_view name, Json& answer) {
  auto it = answer.find(std::string(name));
  if (it == answer.end() || (typed.common.json && !typed.to_file())) return {};
  ASSIGN_OR_RETURN(std::string text, bytes_of_json(*it));
  answer.erase(it);
  if (!typed.to_file() && ::isatty(STDOUT_FILENO)) text = printable_lines(text);
  return write_output(typed.to_file() ? typed.output : "-", text);
}

Result<int> answer_typed(FunctionCommand& command, const PrintedAnswer& printed) {
  Call& call = *command.call;
  const TypedCall& typed = command.typed;
  if (command.csv) {
    for (const Field& field : call.answer())
      if (field.name == printed.csv) std::fputs(csv_of_list(field).c_str(), stdout);
  } else if (typed.common.json || !printed.text.empty() || !printed.print) {
    Json json = json_of_fields(call.answer());
    if (!printed.text.empty()) RETURN_IF_ERROR(put_text(typed, printed.text, json));
    if (!typed.common.json) {
      if (printed.print)
        printed.print(call);
      else if (printed.text.empty())
        std::fputs(printable_lines(plain_text(json)).c_str(), stdout);
    } else if (command.function.lines.empty()) {
      print_json(json);
    } else {
      for (const Json& line : json[std::string(command.function.lines)]) print_json(line);
    }
  } else {
    Pager pager(printed.pages && !typed.common.no_pager ? Pager::Wanted::kYes : Pager::Wanted::kNo);
    printed.print(call);
  }
  return printed.exit_code ? printed.exit_code(call) : 0;
}

int run_function(FunctionCommand& command, const Parts& parts) {
  const CommonOptions& common = command.typed.common;
  unsigned effects = command.function.effects;
  bool catches = command.function.takes_long && !(effects & kNeedsPerson);
  std::optional<Stoppable> stoppable;
  if (effects & kChanges && !catches) stoppable.emplace(common);
  return guarded(common, [&]() -> Result<int> {
    static const PrintedAnswer kPlain{};
    const PrintedAnswer* text = answer_text(command.function.name);
    if (!text) text = &kPlain;
    SessionCache cache;
    Session session(common.folder, parts, cache);
    {
      TerminalStyle style{.quiet = common.json, .catches_interrupts = catches};
      if (text->consent) style.consent = text->consent(*command.call);
      bool shows_all = style.consent == TerminalStyle::Consent::kNone && !common.json && !common.no_pager;
      if (shows_all) style.pager = Pager::Wanted::kYes;
      auto watch = terminal_watch(style);
      RETURN_IF_ERROR(read_input(command.call->request(), *watch));
      if (text->run) {
        ASSIGN_OR_RETURN(std::optional<int> code, text->run(command.typed, session, *watch));
        if (code) return *code;
      } else {
        RETURN_IF_ERROR(command.call->run(session, *watch));
      }
    }
    return answer_typed(command, *text);
  });
}

// Commands that contain others.
struct OuterCommand {
  std::string_view name, summary, footer;
};
constexpr OuterCommand kOuterCommands[] = {
    {"get", "Data from the ledger or the folder, for programs",
     "Examples:\n  suit get tasks --json\n  suit get proposal p3 --json\nEach has an HTTP route with the "
     "same answer: "
     "docs/api.md."},
    {"gate", "Judge what agents, pushes and pull requests change, before it counts",
     "Examples:\n  suit gate install claude-code\n  suit gate status\n  suit gate run --range "
     "origin/main...HEAD --json\nSee docs/gate.md."},
    {"receipt", "Verdicts as files that can be judged again elsewhere",
     "Examples:\n  suit verify --receipt verdict.json < change.patch\n  suit receipt verify verdict.json\n"
     "  suit receipt show --junit verdict.json\nSee docs/receipts.md."},
    {"model", "Add, list and test models",
     "Examples:\n"
     "  suit model add local --kind llama --path ~/models/qwen.gguf\n"
     "  suit model add cloud --kind openai --url https://HOST/v1 --id MODEL --key-env API_KEY\n"
     "  suit model use local\n"
     "Without a model Suit does what the mechanic can: docs/mechanic.md. See also docs/models.md."},
};

}  // namespace

void add_function_commands(CLI::App& app, CommonOptions& common, const Parts& parts,
                           std::function<int()>& run,
                           const std::function<bool(const std::string&)>& is_typed) {
  for (const Function& function : function_table()) {
    std::string name(function.name), outer = name.substr(0, name.find(' '));
    CLI::App* parent = &app;
    if (outer != name) {
      parent = command_in(app, outer);
      if (!parent) {
        auto it = std::find_if(std::begin(kOuterCommands), std::end(kOuterCommands),
                               [&](const OuterCommand& known) { return known.name == outer; });
        CHECK(it != std::end(kOuterCommands));
        parent = app.add_subcommand(outer, std::string(it->summary));
        parent->footer(std::string(it->footer))->group(std::string(function.group));
        parent->require_subcommand(1);
      }
      name = name.substr(outer.size() + 1);
    }
    CLI::App* one = parent->add_subcommand(name, std::string(function.summary));
    if (parent == &app) one->group(std::string(function.group));
    if (!is_typed(name)) continue;
    auto call = function.make();
    TypedCall typed{*call, common};
    auto command = std::make_shared<FunctionCommand>(FunctionCommand{function, std::move(call), typed});
    std::string examples = std::string(function.examples);
    std::string footer = examples.find('\n') == examples.npos ? "Example:" : "Examples:";
    for (std::string_view line : split(examples, '\n')) footer.append("\n  ").append(line);
    if (!function.more.empty()) footer.append("\n").append(function.more);
    one->footer(footer);
    one->add_flag("--json", common.json, "Print the result as JSON");
    const PrintedAnswer* text = answer_text(function.name);
    if (text && text->pages) one->add_flag("--no-pager", common.no_pager, "Do not use a pager");
    for (const Field& field : command->call->request())
      if (!field.is_input) add_option(*one, field);
    if (text && !text->csv.empty())
      one->add_flag("--csv", command->csv, "Print a table as comma-separated values");
    if (text && !text->text.empty())
      one->add_option("-o,--output", command->typed.output, "Write to this file; -: standard output")
          ->type_name("FILE");
    if (text)
      for (const auto& [flag, about] : text->flags)
        one->add_flag("--" + std::string(flag), command->typed.flags[flag], std::string(about));
    one->callback([&common, &parts, &run, command, text] {
      common.json |= text && text->is_json;
      run = [&parts, command] { return run_function(*command, parts); };
    });
  }
}

namespace {

void add_plain(std::string& text, const Json& json, size_t indent) {
  std::string blanks(indent, ' ');
  size_t widest = 0;
  for (const auto& [name, value] : json.items())
    if (value.is_primitive()) widest = std::max(widest, name.size());
  for (const auto& [name, value] : json.items()) {
    if (value.is_primitive()) {
      std::string shown = value.is_string() ? value.get<std::string>() : to_text(value);
      text += blanks + name + std::string(widest - name.size() + 2, ' ');
      std::string gap(indent + widest + 2, ' ');
      for (size_t at = 0; at <= shown.size();) {
        size_t end = std::min(shown.find('\n', at), shown.size());
        text += (at ? gap : "") + shown.substr(at, end - at) + "\n";
        at = end + 1;
        if (at == shown.size()) break;  // a line feed at the end
      }
    } else if (value.is_object()) {
      text += blanks + name + "\n";
      add_plain(text, value, indent + 2);
    } else {
      text += blanks + name + (value.empty() ? "  none\n" : "\n");
      for (const Json& item : value) {
        if (!item.is_object()) {
          text += blanks + "  " + (item.is_string() ? item.get<std::string>() : to_text(item)) + "\n";
          continue;
        }
        add_plain(text, item, indent + 2);
        if (&item != &value.back()) text += "\n";
      }
    }
  }
}

}  // namespace

std::string csv_of_list(const Field& list) {
  std::string text;
  Fields heads = list.type->item->fields(nullptr);
  for (const Field& head : heads) text.append(text.empty() ? "" : ",").append(head.name);
  text += "\r\n";
  for (const Json& row : list.type->write(list.value)) {
    for (const Field& head : heads) {
      if (&head != &heads.front()) text += ",";
      auto it = row.find(std::string(head.name));
      if (it != row.end()) text += it->is_string() ? csv_field(it->get<std::string>()) : to_text(*it);
    }
    text += "\r\n";
  }
  return text;
}

std::string plain_text(const Json& json) {
  std::string text;
  add_plain(text, json, 0);
  return text;
}

}  // namespace suit
