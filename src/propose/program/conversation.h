// One task's exchange with a model: the messages so far, and the next call.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_masks.h"
#include "program/prompt.h"
#include "propose/program/program_proposer.h"
#include "propose/program/scratch.h"
#include "propose/program/selection.h"

namespace suit {

struct Conversation {
  int64_t task = -1;
  Prompt prompt = {};
  std::vector<Message> messages = {};
  size_t stable = 0;  // leading messages that no call changes
  std::string answered_by = {};
  std::map<std::string, Digest, std::less<>> shown =
      {};                               // files that the model has read whole, in the version read
  std::vector<ContextPart> parts = {};  // the parts of the first messages, for the record
  std::vector<std::string> left_out = {};
  std::optional<Selection> selection = {};  // at the levels complete and edit, if the scope is one
  size_t reasons_said = 0;
  size_t answers_said = 0;
  std::vector<Question> questions = {};
  ToolCall asked = {};                    // the call that asked the last question
  std::unique_ptr<Scratch> scratch = {};  // an agent's
  int steps = 0;
  // Everything the model reads is masked, also in the kept messages; only its edits are unmasked.
  SecretMasks masks = {};
  size_t masks_said = 0;
};

// Gets the model's answer to the messages and appends it.
// Errors: the failure's own; kCancelled; kLimit (the answer reached its token limit).
Result<Completion> next_answer(Model& model, Conversation& conversation, const std::vector<Tool>& tools,
                               Constraint constraint, Watch& watch);

// The version shown to the model: masked text, but the file's digest.
FileVersion masked_version(FileVersion version, SecretMasks& masks);

// Adds the reasons against earlier proposals that the model does not know yet. A program's output is marked
// as data, a person's words are not. `lead` precedes them, `tests` and `wish` follow.
void say_reasons(Conversation& conversation, const std::vector<Reason>& reasons, std::string_view lead,
                 std::string_view tests, std::string_view wish);

// Gets one answer and reads edits from it; for a selection, the lines that replace it.
Result<Reply> propose_by_chat(Model& model, Conversation& conversation, const Request& request,
                              const ProgramOptions& options);
// Runs steps with tools until the model finishes.
Result<Reply> propose_by_agent(Model& model, Conversation& conversation, const Request& request,
                               const ProgramOptions& options);

// The name in proposals of this conversation.
std::string proposer_name(const Model& model, const Conversation& conversation);
std::string proposer_version(const Conversation& conversation);

// A proposal with this conversation's fields.
Proposal proposal_of(const Model& model, const Conversation& conversation, std::string kind,
                     std::string summary, std::vector<FileEdit> edits, std::vector<std::string> notes);

}  // namespace suit
