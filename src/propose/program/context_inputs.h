// What the sources of context offer, as inputs of a prompt program.
#pragma once

#include "context/builder.h"
#include "propose/program/conversation.h"

namespace suit {

// Asks the builder for what the model reads first, within `budget_tokens`, and adds it to the inputs that the
// program names: "files", "listing", "notes", "failures", "left_out". A program that does not name one is
// offered none of that kind. What was chosen, what was left out and why is kept in the conversation, for the
// record of its calls. Errors: those of the sources.
Result<BuiltContext> read_context(Model& model, Conversation& conversation, const Request& request,
                                  int64_t budget_tokens, Json& inputs);

// What the tests look like that the reasons name which the model was not told yet, as text for its message;
// "" where it has read them, or none is known. Errors: as read_context().
Result<std::string> tests_of_reasons(Model& model, Conversation& conversation, const Request& request);

// Adds to the parts of the conversation what every first message has: the task, and what the program itself
// says, which is the rest.
void note_other_parts(Model& model, Conversation& conversation, std::string_view task);

}  // namespace suit
