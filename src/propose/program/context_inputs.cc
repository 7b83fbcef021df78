#include "propose/program/context_inputs.h"

#include <algorithm>

#include "base/text.h"
#include "propose/context_sources.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

constexpr int64_t kTestsOfReasons_tokens = 4'000;  // half of it for the tests' source

struct InputRow {
  PartKind kind;
  const char* input;  // the program input that takes such parts: "" for several, set by the selection
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

// "" if the text is the whole file.
std::string lines_text(const OfferedPart& part) {
  if (part.kind == PartKind::kSignatures) return "signatures, with ⋮ for what is left out";
  if (part.whole || part.last_line == 0) return {};
  return std::to_string(part.first_line) + " to " + std::to_string(part.last_line);
}

bool names_input(const Prompt& prompt, std::string_view input) {
  return std::find(prompt.inputs.begin(), prompt.inputs.end(), input) != prompt.inputs.end();
}

// The fields that a proposer knows; the caller sets the rest.
ContextRequest context_request(Model& model, Conversation& conversation, const Request& request) {
  ContextRequest wanted{
      .folder = &request.folder,
      .task = request.task.text,
      .may_change = [&request](std::string_view path) { return request.task.scope.contains(path); },
      .count_tokens = [&model](std::string_view text) { return model.count_tokens(text); },
      .shown_as = [&conversation](std::string_view text) { return conversation.masks.masked(text); }};
  for (const ScopeItem& item : request.task.scope.items()) wanted.scope.push_back(item.glob);
  return wanted;
}

void note_part(Conversation& conversation, const OfferedPart& part) {
  conversation.parts.push_back(
      {row_of(part.kind).recorded_as, part.name, part.tokens, part.why, lines_text(part)});
}

}  // namespace

Result<BuiltContext> read_context(Model& model, Conversation& conversation, const Request& request,
                                  int64_t budget_tokens, Json& inputs) {
  ContextRequest wanted = context_request(model, conversation, request);
  wanted.lists_all_names = request.task.level >= Level::kAgent;
  wanted.failed_checks = request.failed_checks;
  wanted.budget_tokens = budget_tokens;
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
    note_part(conversation, part);
    if (part.kind == PartKind::kSelection) {
      inputs.update(selection_inputs(*conversation.selection, part));
      continue;
    }
    if (part.kind == PartKind::kListing) {
      inputs["listing"] = marked_as_data(part.text);
      continue;
    }
    Json one = {{"path", printable(part.name)}, {"content", marked_as_data(part.text)}};
    if (std::string lines = lines_text(part); !lines.empty()) one["lines"] = std::move(lines);
    if (!part.title.empty()) one["title"] = part.title;
    inputs[row_of(part.kind).input].push_back(std::move(one));
  }
  conversation.left_out = built.left_out;
  if (names_input(conversation.prompt, "left_out")) inputs["left_out"] = built.left_out;
  return built;
}

Result<std::string> tests_of_reasons(Model& model, Conversation& conversation, const Request& request) {
  std::vector<FailedCheck> failed;
  for (size_t i = conversation.reasons_said; i < request.reasons.size(); ++i)
    if (const Reason& reason = request.reasons[i]; reason.by == Reason::By::kProgram)
      failed.push_back({reason.source, reason.text, "", true});
  if (failed.empty()) return std::string();
  ContextRequest wanted = context_request(model, conversation, request);
  wanted.failed_checks = [&] { return Result<std::vector<FailedCheck>>(failed); };
  wanted.kinds = {PartKind::kCheck};
  wanted.budget_tokens = kTestsOfReasons_tokens;
  if (int64_t window = model.capabilities().context_tokens; window > 0)
    wanted.budget_tokens = std::min(wanted.budget_tokens, window / 4);
  ASSIGN_OR_RETURN(BuiltContext built, build_context(wanted, context_sources()));
  std::string text;
  for (const OfferedPart& part : built.parts) {
    bool is_known =
        std::any_of(conversation.parts.begin(), conversation.parts.end(), [&](const ContextPart& one) {
          return one.name == part.name && (one.kind == ContextPart::kCheck || one.lines.empty());
        });
    if (is_known) continue;
    note_part(conversation, part);
    text += part.title + "\n" + marked_as_data(part.text) + "\n";
  }
  return text;
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
