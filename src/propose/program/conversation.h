// One task's exchange with a model: what was said so far, and the next call.
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
      {};                               // files that the model has read whole, as they were then
  std::vector<ContextPart> parts = {};  // what the first messages are made of, for the record
  std::vector<std::string> left_out = {};
  std::optional<Selection> selection = {};  // at the levels complete and edit, where the scope is one
  size_t reasons_said = 0;
  size_t answers_said = 0;
  std::vector<Question> questions = {};
  ToolCall asked = {};                    // the call that was the last question
  std::unique_ptr<Scratch> scratch = {};  // an agent's
  int steps = 0;
  // Whatever the model reads is masked, and stays so in the messages: what it writes is put back only in
  // edits.
  SecretMasks masks = {};
  size_t masks_said = 0;
};

// The model's answer to what was said so far; it is added to the messages.
// Errors: the failure's own; kCancelled; kLimit where the answer was cut at its bound.
Result<Completion> next_answer(Model& model, Conversation& conversation, const std::vector<Tool>& tools,
                               Constraint constraint, Watch& watch);

// A version as the model may see it: its text masked, its digest that of the file.
FileVersion masked_version(FileVersion version, SecretMasks& masks);

// Says why proposals were not accepted, as far as the model does not know it: what a program printed is data,
// what the person says is not. `lead` stands before them, `tests` and `wish` after them.
void say_reasons(Conversation& conversation, const std::vector<Reason>& reasons, std::string_view lead,
                 std::string_view tests, std::string_view wish);

// One answer, then edits read from it; of a selection, the lines that take its place.
Result<Reply> propose_by_chat(Model& model, Conversation& conversation, const Request& request,
                              const ProgramOptions& options);
// Steps with tools, until it is finished.
Result<Reply> propose_by_agent(Model& model, Conversation& conversation, const Request& request,
                               const ProgramOptions& options);

// As a proposal of this conversation has them.
std::string proposer_name(const Model& model, const Conversation& conversation);
std::string proposer_version(const Conversation& conversation);

// A proposal of this conversation's.
Proposal proposal_of(const Model& model, const Conversation& conversation, std::string kind,
                     std::string summary, std::vector<FileEdit> edits, std::vector<std::string> notes);

}  // namespace suit
