#include "propose/program/tools.h"

#include "base/glob.h"
#include "base/text.h"
#include "change/plan_edits.h"
#include "folder/output_places.h"
#include "propose/program/conversation.h"

namespace suit {
namespace {

constexpr size_t kListedMax = 300;  // paths
constexpr size_t kReadLinesMax = 400;
constexpr size_t kReadBytesMax = 40'000;
constexpr size_t kMatchesMax = 60;
constexpr size_t kLineShownMax = 300;      // bytes of a found line
constexpr size_t kOutputShownMax = 6'000;  // bytes of a check's output

ToolOutcome said(std::string text, std::string shown) {
  return ToolResult{std::move(text), false, std::move(shown)};
}
ToolOutcome refused(std::string text, std::string shown) {
  return ToolResult{std::move(text), true, std::move(shown)};
}
ToolOutcome refused(const Error& error, std::string shown) {
  return refused(error.message + (error.hint.empty() ? "" : " (" + error.hint + ")"), std::move(shown));
}

Json object(std::initializer_list<std::pair<const char*, const char*>> fields,
            std::vector<std::string> required) {
  Json properties = Json::object();
  for (auto [name, type] : fields) {
    if (std::string_view(type) == "strings") {
      properties[name] = {{"type", "array"}, {"items", {{"type", "string"}}}};
    } else {
      properties[name] = {{"type", type}};
    }
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

std::string whole_lines(std::string text) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace

std::string marked_as_data(std::string_view text) {
  std::string name = "data";
  for (int number = 1; text.find("</" + name + ">") != text.npos; ++number)
    name = "data-" + std::to_string(number);
  return "<" + name + ">\n" + std::string(text) + (text.empty() || text.ends_with('\n') ? "" : "\n") + "</" +
         name + ">";
}

std::vector<Tool> Tools::list() {
  return {
      {"plan", "Says the steps that you mean to take, a few short lines. The person may change them.",
       object({{"steps", "strings"}}, {"steps"})},
      {"list", "The files of the folder, or those that a glob such as src/**/*.c takes.",
       object({{"glob", "string"}}, {})},
      {"read", "A text file, or some of its lines (from 1).",
       object({{"path", "string"}, {"first_line", "integer"}, {"last_line", "integer"}}, {"path"})},
      {"search", "Lines that hold a text, exactly, in the files that a glob takes.",
       object({{"text", "string"}, {"glob", "string"}}, {"text"})},
      {"edit", "Replaces exact whole lines, which stand only once in the file, by others.",
       object({{"path", "string"}, {"search", "string"}, {"replace", "string"}},
              {"path", "search", "replace"})},
      {"write", "Makes a file that does not exist yet.",
       object({{"path", "string"}, {"content", "string"}}, {"path", "content"})},
      {"remove", "Removes a file.", object({{"path", "string"}}, {"path"})},
      {"check", "Runs the folder's checks on what you have so far.", object({}, {})},
      {"ask", "Asks the person a question, with two or more answers to choose from.",
       object({{"question", "string"}, {"choices", "strings"}}, {"question", "choices"})},
      {"finish", "Ends the work: one line that says what was changed.",
       object({{"summary", "string"}}, {"summary"})},
  };
}

Result<ToolOutcome> Tools::use(const ToolCall& call) {
  auto arguments = parse_json(call.arguments.empty() ? "{}" : call.arguments);
  if (!arguments || !arguments->is_object())
    return refused("the arguments of " + printable(call.name) + " are no JSON object",
                   printable(call.name) + ": malformed");
  for (const Tool& tool : list()) {
    if (tool.name != call.name) continue;
    for (const Json& field : tool.parameters["required"])
      if (!arguments->contains(field.get<std::string>()))
        return refused(tool.name + " needs " + field.get<std::string>(), tool.name + ": incomplete");
    for (auto& [key, value] : arguments->items()) {
      auto known = tool.parameters["properties"].find(key);
      if (known == tool.parameters["properties"].end())
        return refused(tool.name + " has no " + printable(key), tool.name + ": unknown argument");
      std::string type = (*known)["type"];
      bool fits = type == "string"    ? value.is_string()
                  : type == "integer" ? value.is_number_integer()
                                      : value.is_array();
      if (!fits)
        return refused(printable(key) + " of " + tool.name + " must be of type " + type,
                       tool.name + ": malformed");
    }
  }
  const std::string& name = call.name;
  if (name == "plan") return plan(*arguments);
  if (name == "list") return list_files(*arguments);
  if (name == "read") return read(*arguments);
  if (name == "search") return search(*arguments);
  if (name == "edit") return edit(*arguments);
  if (name == "write") return write(*arguments);
  if (name == "remove") return remove(*arguments);
  if (name == "check") return check(*arguments);
  if (name == "ask") return ask(*arguments);
  if (name == "finish") return ToolOutcome(Finished{string_or(*arguments, "summary", "")});
  return refused("there is no tool " + printable(name), printable(name) + ": no such tool");
}

Result<ToolOutcome> Tools::list_files(const Json& arguments) {
  std::string glob = string_or(arguments, "glob", "");
  ASSIGN_OR_RETURN(std::vector<std::string> paths, scratch_.list());
  std::string text;
  size_t listed = 0, left = 0;
  for (const std::string& path : paths) {
    if (!glob.empty() && !scope_glob_matches(glob, path)) continue;
    if (listed == kListedMax) {
      ++left;
      continue;
    }
    text += printable(path) + "\n";
    ++listed;
  }
  if (left > 0) text += "… " + std::to_string(left) + " more: narrow the glob\n";
  return said(marked_as_data(text.empty() ? "no files\n" : text),
              "lists " + (glob.empty() ? "the folder" : printable(glob)));
}

Result<ToolOutcome> Tools::read(const Json& arguments) {
  std::string path = string_or(arguments, "path", "");
  auto content = scratch_.read(path);
  if (!content) return refused(content.error(), "reads " + printable(path) + ": " + content.error().message);
  std::string shown = masks_.masked(*content);
  std::vector<std::string_view> lines = split_lines(shown);
  auto total = static_cast<int64_t>(lines.size());
  int64_t first = std::max<int64_t>(1, integer_or(arguments, "first_line", 1));
  int64_t last = std::min(total, integer_or(arguments, "last_line", total));
  last = std::min(last, first + static_cast<int64_t>(kReadLinesMax) - 1);
  std::string text;
  int64_t line = first;
  for (; line <= last && text.size() < kReadBytesMax; ++line) text += lines[static_cast<size_t>(line - 1)];
  last = line - 1;
  std::string range =
      "lines " + std::to_string(first) + " to " + std::to_string(last) + " of " + std::to_string(total);
  return said(printable(path) + ", " + range + ":\n" + marked_as_data(text),
              "reads " + printable(path) + ", " + range);
}

Result<ToolOutcome> Tools::search(const Json& arguments) {
  std::string needle = string_or(arguments, "text", ""), glob = string_or(arguments, "glob", "");
  if (needle.empty()) return refused("search needs a text", "searches for nothing");
  ASSIGN_OR_RETURN(std::vector<std::string> paths, scratch_.list());
  std::string text;
  size_t found = 0;
  for (const std::string& path : paths) {
    if (request_.watch.is_cancelled()) return Error{ErrorCode::kCancelled, "stopped"};
    if (!glob.empty() && !scope_glob_matches(glob, path)) continue;
    auto content = scratch_.read(path);
    // Search the masked text, so that a search does not reveal what a mask hides.
    if (!content || (content->find(needle) == content->npos && needle.find("[secret") == needle.npos))
      continue;
    std::string shown = masks_.masked(*content);
    size_t number = 0;
    for (std::string_view line : split_lines(shown)) {
      ++number;
      if (line.find(needle) == line.npos) continue;
      if (++found <= kMatchesMax)
        text += printable(path) + ":" + std::to_string(number) + ": " +
                printable(without_terminator(line).substr(0, kLineShownMax)) + "\n";
    }
  }
  if (found > kMatchesMax) text += "… " + std::to_string(found - kMatchesMax) + " more: narrow it\n";
  return said(marked_as_data(found == 0 ? "nothing found\n" : text),
              "searches for " + printable(needle.substr(0, 60)) + ": " + counted(found, "line"));
}

Result<ToolOutcome> Tools::write(const Json& arguments) {
  std::string path = string_or(arguments, "path", "");
  if (auto there = scratch_.read(path); there || there.error().code == ErrorCode::kDenied)
    return !there
               ? refused(there.error(), "writes " + printable(path) + ": not listed")
               : refused(printable(path) + " exists: use edit", "writes " + printable(path) + ": it exists");
  auto content = masks_.unmasked(path, {}, whole_lines(string_or(arguments, "content", "")));
  if (!content) return refused(content.error(), "writes " + printable(path) + ": a secret would go there");
  auto written = scratch_.write(path, std::move(*content));
  if (!written) return refused(written.error(), "writes " + printable(path) + ": " + written.error().message);
  return said("written", "makes " + printable(path));
}

Result<ToolOutcome> Tools::remove(const Json& arguments) {
  std::string path = string_or(arguments, "path", "");
  auto removed = scratch_.remove(path);
  if (!removed)
    return refused(removed.error(), "removes " + printable(path) + ": " + removed.error().message);
  return said("removed", "removes " + printable(path));
}

Result<ToolOutcome> Tools::check(const Json&) {
  if (!request_.checks || request_.checks->names().empty())
    return said("there are no checks here", "no checks to run");
  ASSIGN_OR_RETURN(auto outcomes, request_.checks->run(scratch_.edits(), request_.watch.cancelled()));
  std::string text, shown = "checks:";
  for (const ScratchChecks::Outcome& outcome : outcomes) {
    text +=
        outcome.name +
        (outcome.passed ? ": passed\n" : ": failed\n" + telling_part(outcome.output, kOutputShownMax) + "\n");
    shown += (outcome.passed ? " ✓ " : " ✗ ") + outcome.name;
  }
  return said(marked_as_data(printable_lines(text)), printable(shown));
}

Result<ToolOutcome> Tools::plan(const Json& arguments) {
  std::string text;
  for (const Json& step : list_in(arguments, "steps"))
    if (step.is_string()) text += printable(step.get_ref<const std::string&>()) + "\n";
  if (text.empty()) return refused("the plan is empty", "plans nothing");
  std::optional<std::string> changed =
      request_.watch.can_be_asked() ? request_.watch.plan(text) : std::nullopt;
  if (changed) return said("The person changed the plan. It is now:\n" + *changed, "the plan was changed");
  return said("go on", request_.watch.can_be_asked() ? "" : "plans:\n" + text);
}

Result<ToolOutcome> Tools::ask(const Json& arguments) {
  Question question{printable_lines(string_or(arguments, "question", "")), {}};
  for (const Json& choice : list_in(arguments, "choices"))
    if (choice.is_string()) question.choices.push_back(printable(choice.get_ref<const std::string&>()));
  if (question.choices.size() < 2)
    return ToolOutcome(Declined{"it asks: " + question.text, "say it in the task"});
  return ToolOutcome(std::move(question));
}

Result<ToolOutcome> Tools::edit(const Json& arguments) {
  std::string path = string_or(arguments, "path", "");
  std::string shown = "edits " + printable(path);
  if (auto content = scratch_.read(path); !content)
    return refused(content.error(), shown + ": " + content.error().message);
  // The same matching steps as for a block in an answer.
  LineChange change{whole_lines(string_or(arguments, "search", "")),
                    whole_lines(string_or(arguments, "replace", ""))};
  if (change.search.empty())
    return refused("search is empty: say which lines are replaced, or use write", shown + ": no lines named");
  ParsedEdits parsed{EditFormat::kSearchReplace, {{.path = path, .changes = {std::move(change)}}}, {}};
  EditPlan plan = plan_edits(parsed, {.read = [this](std::string_view one) -> Result<FileVersion> {
                               ASSIGN_OR_RETURN(FileVersion version, scratch_.version(one));
                               return masked_version(std::move(version), masks_);
                             }});
  if (!plan.ok()) return refused(refusal_text(plan.refusals), shown + ": does not fit");
  if (plan.edits.empty()) return refused("that changes nothing", shown + ": nothing changes");
  auto now = scratch_.version(path), original = scratch_.original(path);
  if (!now || !original) return refused(now ? original.error() : now.error(), shown + ": it can't be read");
  auto unmasked = masks_.unmasked(path, {now->content, original->content}, plan.edits[0].after.content);
  if (!unmasked) return refused(unmasked.error(), shown + ": a secret would go elsewhere");
  if (*unmasked == now->content) return refused("that changes nothing", shown + ": nothing changes");
  auto written = scratch_.write(path, std::move(*unmasked));
  if (!written) return refused(written.error(), shown + ": " + written.error().message);
  std::string text = "edited";
  for (const std::string& note : plan.notes) text += "; " + note;
  return said(std::move(text), std::move(shown));
}

}  // namespace suit
