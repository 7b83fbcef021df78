#include "propose/program/program_proposer.h"

#include <algorithm>

#include "base/text.h"
#include "folder/output_places.h"
#include "model/outgoing.h"
#include "propose/program/conversation.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

constexpr size_t kReasonBytesMax = 6'000;

class ProgramProposer final : public Proposer {
 public:
  ProgramProposer(Model& model, ProgramOptions options) : model_(model), options_(options) {}

  std::string_view name() const override { return model_.name(); }
  std::string_view version() const override { return "1"; }
  bool heeds_reasons() const override { return true; }

  Result<Reply> propose(const Request& request) override {
    Level level =
        std::min(request.task.level, Level::kAgent);  // higher levels change who watches, not who acts
    bool agent = level == Level::kAgent;
    if (conversation_.task != request.task.id || level_ != level) {
      // Another level means another program and a new conversation; answers so far belong to the old one's
      // questions.
      conversation_ = {};
      conversation_.answers_said = request.answers.size();
      conversation_.selection = selection_of(request.task, request.folder.files());
      std::string_view program = agent ? "agent" : "chat";
      if (conversation_.selection) program = name_of(request.task.level);
      ASSIGN_OR_RETURN(conversation_.prompt, built_in_prompt(program));
      conversation_.task = request.task.id;
      level_ = level;
    }
    return agent ? propose_by_agent(model_, conversation_, request, options_)
                 : propose_by_chat(model_, conversation_, request, options_);
  }

 private:
  Model& model_;
  ProgramOptions options_;
  Conversation conversation_;
  Level level_ = Level::kChat;  // of the conversation
};

}  // namespace

Result<Completion> next_answer(Model& model, Conversation& conversation, const std::vector<Tool>& tools,
                               Constraint constraint, Watch& watch) {
  mask_messages(conversation.messages, conversation.masks);
  Context context{.messages = conversation.messages,
                  .tools = tools,
                  .constraint = std::move(constraint),
                  .tokens_out_max = conversation.prompt.tokens_out_max,
                  .temperature = conversation.prompt.temperature,
                  .stable_messages = conversation.stable,
                  .parts = conversation.parts,
                  .left_out = conversation.left_out,
                  .program = conversation.prompt.name,
                  .task = conversation.task};
  if (conversation.masks.count() > conversation.masks_said) {
    conversation.masks_said = conversation.masks.count();
    std::string said =
        counted(conversation.masks.count(), "secret") + " masked before anything leaves this machine";
    conversation.left_out.push_back(said);
    context.left_out = conversation.left_out;
    watch.step(said);
  }
  CallWatch call_watch;
  call_watch.on_text = [&](std::string_view piece) {
    watch.text(piece);
  };  // streaming, so that a stall is noticed
  call_watch.cancelled = watch.cancelled();
  ASSIGN_OR_RETURN(Completion completion, completion_of(model.complete(context, call_watch)));
  conversation.answered_by = completion.answered_by;
  if (completion.finish == Finish::kLength)
    return Error{ErrorCode::kLimit,
                 "the answer of " + model.name() + " was cut at its limit of " +
                     std::to_string(context.tokens_out_max) + " tokens",
                 "ask for less at once, or use --scope"};
  if (completion.finish == Finish::kFiltered)
    return Error{ErrorCode::kDenied, "the provider of " + model.name() + " withheld the answer"};
  // Many APIs and templates refuse an empty turn.
  bool says_nothing = completion.text.empty() && completion.tool_calls.empty();
  conversation.messages.push_back(
      {Role::kAssistant, says_nothing ? "…" : completion.text, completion.tool_calls});
  return completion;
}

FileVersion masked_version(FileVersion version, SecretMasks& masks) {
  if (version.type == FileType::kFile && !is_binary(version.content))
    version.content = masks.masked(version.content);
  return version;
}

void say_reasons(Conversation& conversation, const std::vector<Reason>& reasons, std::string_view lead,
                 std::string_view tests, std::string_view wish) {
  if (conversation.reasons_said >= reasons.size()) return;
  bool is_new = std::none_of(conversation.messages.begin(), conversation.messages.end(),
                             [](const Message& message) { return message.role == Role::kAssistant; });
  auto data = [](const std::string& text) {
    return marked_as_data(printable_lines(text.substr(0, kReasonBytesMax))) + "\n";
  };
  std::string text =
      is_new ? "Proposals for this task were made before and not accepted:\n" : std::string(lead) + ":\n";
  for (; conversation.reasons_said < reasons.size(); ++conversation.reasons_said) {
    const Reason& reason = reasons[conversation.reasons_said];
    bool by_person = reason.by == Reason::By::kPerson;
    // The model of this conversation remembers its own proposal, unless a person rejected it.
    if (!reason.difference.empty() && (is_new || by_person))
      text += "This was proposed:\n" + data(reason.difference);
    if (by_person)
      text += reason.text.empty() ? "The person rejected it.\n"
                                  : "The person rejected it and says: " + printable_lines(reason.text) + "\n";
    else
      text += printable(reason.source) + ":\n" + data(telling_part(reason.text, kReasonBytesMax));
  }
  text += tests;
  text += wish;
  // Some templates refuse two consecutive user messages.
  if (is_new && !conversation.messages.empty() && conversation.messages.back().role == Role::kUser)
    conversation.messages.back().text += "\n\n" + text;
  else
    conversation.messages.push_back({Role::kUser, std::move(text)});
}

std::string proposer_name(const Model& model, const Conversation& conversation) {
  return conversation.prompt.name + "@" + model.name();
}
std::string proposer_version(const Conversation& conversation) {
  return conversation.prompt.version + ":" + Digest::of(conversation.answered_by).hex().substr(0, 8);
}

Proposal proposal_of(const Model& model, const Conversation& conversation, std::string kind,
                     std::string summary, std::vector<FileEdit> edits, std::vector<std::string> notes) {
  Proposal proposal;
  // Evidence belongs to the pair of program and model: a change of either makes another proposer.
  proposal.proposer = proposer_name(model, conversation);
  proposal.proposer_version = proposer_version(conversation);
  proposal.kind = std::move(kind);
  proposal.summary = printable(summary);
  proposal.edits = std::move(edits);
  proposal.notes = std::move(notes);
  return proposal;
}

std::unique_ptr<Proposer> make_program_proposer(Model& model, ProgramOptions options) {
  return std::make_unique<ProgramProposer>(model, options);
}

}  // namespace suit
