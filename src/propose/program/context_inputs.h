// Converts offered context to the inputs of a prompt program.
#pragma once

#include "context/builder.h"
#include "propose/program/conversation.h"

namespace suit {

// Lets the builder choose the model's initial context within `budget_tokens` and adds it to the inputs that
// the program names: "files", "listing", "notes", "failures", "left_out". Kinds that the program does not
// name are not offered. The conversation keeps what was chosen or left out and why, for the record of its
// calls. Errors: those of the sources.
Result<BuiltContext> read_context(Model& model, Conversation& conversation, const Request& request,
                                  int64_t budget_tokens, Json& inputs);

// The source of the tests named by the reasons that the model has not seen yet, as text for its message; ""
// if it has read them or none is known. Errors: as read_context().
Result<std::string> tests_of_reasons(Model& model, Conversation& conversation, const Request& request);

// Adds the parts that every first message has to the conversation: the task, and the program's own text (the
// rest).
void note_other_parts(Model& model, Conversation& conversation, std::string_view task);

}  // namespace suit
