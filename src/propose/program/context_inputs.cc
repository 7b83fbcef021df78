#include "propose/program/context_inputs.h"

#include <algorithm>

#include "base/text.h"
#include "propose/context_sources.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

struct InputRow {
  PartKind kind;
  const char* input;  // of a program that reads such parts: "" for several, which the selection fills
  ContextPart::Kind recorded_as;
};
constexpr InputRow kInputs[] = {
    {PartKind::kFile, "files", ContextPart::kFile},
    {PartKind::kSignatures, "files", ContextPart::kFile},
    {PartKind::kListing, "listing", ContextPart::kListing},
    {PartKind::kNotes, "notes", ContextPart::kNotes},
    {PartKind::kCheck, "failures", ContextPart::kCheck},
    {PartKind::kSelection, "", ContextPart::kFile},
};

const InputRow& row_of(PartKind kind) {
  for (const InputRow& row : kInputs)
    if (row.kind == kind) return row;
  CHECK(false);
  return kInputs[0];
}

// "" where the text is all of it.
std::string lines_text(const OfferedPart& part) {
  if (part.kind == PartKind::kSignatures) return "signatures, with ⋮ for what is left out";
  if (part.whole || part.last_line == 0) return {};
  return std::to_string(part.first_line) + " to " + std::to_string(part.last_line);
}

bool names_input(const Prompt& prompt, std::string_view input) {
  return std::find(prompt.inputs.begin(), prompt.inputs.end(), input) != prompt.inputs.end();
}

}  // namespace

Result<BuiltContext> read_context(Model& model, Conversation& conversation, const Request& request,
                                  int64_t budget_tokens, Json& inputs) {
  ContextRequest wanted{
      .folder = &request.folder,
      .task = request.task.text,
      .may_change = [&request](std::string_view path) { return request.task.scope.contains(path); },
      .lists_all_names = request.task.level >= Level::kAgent,
      .budget_tokens = budget_tokens,
      .count_tokens = [&model](std::string_view text) { return model.count_tokens(text); },
      .shown_as = [&conversation](std::string_view text) { return conversation.masks.masked(text); }};
  for (const ScopeItem& item : request.task.scope.items()) wanted.scope.push_back(item.glob);
  for (const InputRow& row : kInputs)
    if (names_input(conversation.prompt, row.input)) {
      wanted.kinds.push_back(row.kind);
      if (!inputs.contains(row.input)) inputs[row.input] = Json::array();
    }
  if (conversation.selection) {
    wanted.kinds.push_back(PartKind::kSelection);
    wanted.selection = selected_lines(*conversation.selection);
  }
  ASSIGN_OR_RETURN(BuiltContext built, build_context(wanted, context_sources()));
  if (inputs.contains("listing")) inputs["listing"] = "";
  for (const OfferedPart& part : built.parts) {
    const InputRow& row = row_of(part.kind);
    std::string lines = lines_text(part);
    conversation.parts.push_back({row.recorded_as, part.name, part.tokens, part.why, lines});
    if (part.kind == PartKind::kSelection) {
      inputs.update(selection_inputs(*conversation.selection, part));
      continue;
    }
    if (part.kind == PartKind::kListing) {
      inputs["listing"] = marked_as_data(part.text);
      continue;
    }
    Json one = {{"path", printable(part.name)}, {"content", marked_as_data(part.text)}};
    if (!lines.empty()) one["lines"] = lines;
    if (!part.title.empty()) one["title"] = part.title;
    inputs[row.input].push_back(std::move(one));
  }
  conversation.left_out = built.left_out;
  if (names_input(conversation.prompt, "left_out")) inputs["left_out"] = built.left_out;
  return built;
}

void note_other_parts(Model& model, Conversation& conversation, std::string_view task) {
  int64_t rest = 0;
  for (const Message& message : conversation.messages) rest += model.count_tokens(message.text);
  auto add = [&](ContextPart::Kind kind, std::string name, int64_t tokens, std::string why) {
    if (tokens > 0) conversation.parts.push_back({kind, std::move(name), tokens, std::move(why)});
  };
  add(ContextPart::kTask, "the task", model.count_tokens(task), "what was asked");
  for (const ContextPart& part : conversation.parts) rest -= part.tokens;
  add(ContextPart::kProgram, conversation.prompt.name, rest, "how the model is to answer");
}

}  // namespace suit
