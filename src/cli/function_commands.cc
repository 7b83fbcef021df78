#include "cli/function_commands.h"

#include <algorithm>

#include "base/signals.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/pager.h"
#include "cli/standard_input.h"
#include "cli/terminal_watch.h"

namespace suit {
namespace {

struct FunctionCommand {
  const Function& function;
  std::unique_ptr<Call> call;
  bool csv = false;
  std::vector<std::unique_ptr<std::vector<std::string>>> texts = {};  // as they were typed
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

// Puts what was typed into the field. Throws what the library catches: it is called by the library.
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
  std::string name = field.is_positional ? std::string(field.name) : "--" + dashed(field.name);
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
  if (field.type->kind == FieldType::Kind::kList)
    option->allow_extra_args(false);
  else
    option->expected(1);
  if (field.is_required) option->required();
  if (!field.placeholder.empty()) option->type_name(std::string(field.placeholder));
  std::vector<std::string_view> choices =
      field.choices.empty() ? field.type->choices : split(field.choices, '|');
  if (!choices.empty())
    option->check(CLI::IsMember(std::vector<std::string>(choices.begin(), choices.end())));
  if (field.least != INT64_MIN || field.most != INT64_MAX) option->check(CLI::Range(field.least, field.most));
}

std::string csv_field(std::string text) {
  // A spreadsheet would take some for a formula.
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

// A command that changes files: Ctrl-C ends it at once until it has begun to.
struct Stoppable : StopAtOnce {
  explicit Stoppable(const CommonOptions& options)
      : StopAtOnce(stop_text(options.json, ""), options.json ? 1 : 2) {}
};

// What comes from standard input, into its fields.
Result<void> read_input(const Fields& fields) {
  constexpr size_t kInputBytesMax = 64u << 20;
  for (const Field& field : fields) {
    if (!field.reads_input) continue;
    ASSIGN_OR_RETURN(std::string text, StandardInput().all(kInputBytesMax, field.name));
    RETURN_IF_ERROR(field.type->read(field.value, json_of_bytes(text), std::string(field.name)));
  }
  return {};
}

int run_function(FunctionCommand& command, CommonOptions common, const Parts& parts) {
  const PrintedAnswer* text = answer_text(command.function.name);
  common.json |= text && text->is_json;
  std::optional<Stoppable> stoppable;
  if (command.function.effects & kChanges) stoppable.emplace(common);
  return guarded(common, [&]() -> Result<int> {
    RETURN_IF_ERROR(read_input(command.call->request()));
    SessionCache cache;
    Session session(common.folder, parts, cache);
    {
      TerminalStyle style{.quiet = common.json};
      if (text && text->consent) style.consent = text->consent(*command.call);
      bool shows_all = style.consent == TerminalStyle::Consent::kNone && !common.json && !common.no_pager;
      if (shows_all) style.pager = Pager::Wanted::kYes;
      style.catches_interrupts = command.function.takes_long && !(command.function.effects & kChanges);
      auto watch = terminal_watch(style);
      RETURN_IF_ERROR(command.call->run(session, *watch));
    }
    if (command.csv) {
      for (const Field& field : command.call->answer())
        if (field.name == text->csv) std::fputs(csv_of_list(field).c_str(), stdout);
    } else if (common.json) {
      Json json = json_of_fields(command.call->answer());
      if (command.function.lines.empty()) {
        print_json(json);
      } else {
        for (const Json& line : json[std::string(command.function.lines)]) print_json(line);
      }
    } else {
      Pager pager(text && text->pages && !common.no_pager ? Pager::Wanted::kYes : Pager::Wanted::kNo);
      if (text && text->print)
        text->print(*command.call);
      else
        std::fputs(printable_lines(plain_text(json_of_fields(command.call->answer()))).c_str(), stdout);
    }
    return text && text->exit_code ? text->exit_code(*command.call) : 0;
  });
}

// Commands that hold others.
struct OuterCommand {
  std::string_view name, summary, footer;
};
constexpr OuterCommand kOuterCommands[] = {
    {"get", "One kind of thing that the record or the folder holds, for programs",
     "Examples:\n  suit get tasks --json\n  suit get proposal 12 --json\nEach has a route of the same "
     "answer: "
     "docs/api.md."},
    {"model", "Models: name one, look at them, try one",
     "Examples:\n"
     "  suit model add local --kind llama --path ~/models/qwen.gguf\n"
     "  suit model add cloud --kind openai --url https://HOST/v1 --id MODEL --key-env API_KEY\n"
     "  suit model use local\n"
     "With no model Suit does what the mechanic can: docs/mechanic.md. docs/models.md says more."},
};

CLI::App* command_named(CLI::App& app, const std::string& name) {
  for (CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    if (one->get_name() == name) return one;
  return nullptr;
}

}  // namespace

void add_function_commands(CLI::App& app, CommonOptions& common, const Parts& parts,
                           std::function<int()>& run) {
  for (const Function& function : function_table()) {
    std::string name(function.name), outer = name.substr(0, name.find(' '));
    CLI::App* parent = &app;
    if (outer != name) {
      parent = command_named(app, outer);
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
    auto command = std::make_shared<FunctionCommand>(FunctionCommand{function, function.make()});
    CLI::App* one = parent->add_subcommand(name, std::string(function.summary));
    std::string examples = std::string(function.examples);
    std::string footer = examples.find('\n') == examples.npos ? "Example:" : "Examples:";
    for (std::string_view line : split(examples, '\n')) footer.append("\n  ").append(line);
    if (!function.more.empty()) footer.append("\n").append(function.more);
    one->footer(footer);
    if (parent == &app) one->group(std::string(function.group));
    one->add_flag("--json", common.json, "Print the result as JSON");
    const PrintedAnswer* text = answer_text(function.name);
    if (text && text->pages)
      one->add_flag("--no-pager", common.no_pager, "No pager, however long the output is");
    for (const Field& field : command->call->request())
      if (!field.is_input) add_option(*one, field);
    if (text && !text->csv.empty())
      one->add_flag("--csv", command->csv, "Print a table as comma-separated values");
    one->callback([&common, &parts, &run, command] {
      run = [&common, &parts, command] { return run_function(*command, common, parts); };
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
