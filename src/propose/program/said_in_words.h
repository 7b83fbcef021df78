// What an answer says that holds no edits: a question to the person, or words for the person to read. Also
// the tool call of a model that has none of its own. Each counts as the programs document it and in no other
// place: not within code and not in the middle of a sentence. docs/programs.md has the rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/edit_formats.h"
#include "model/model.h"
#include "propose/proposer.h"

namespace suit {

// The whole answer is "QUESTION: …", then the answers to choose from, each after "- ". `choices` may be
// empty.
std::optional<Question> question_in(std::string_view answer);

// Has the answer a sign of an edit in some format, whole or broken: a marker, a patch's head, a file in tags,
// JSON? A fence alone is none.
bool attempts_edits(std::string_view answer);

// What an answer without edits is. `refusals`: why none could be read from it.
enum class Saying {
  kWords,    // for the person
  kUnclear,  // fences that name no file: snippets of an explanation, or an edit without its path
  kAttempt,  // edits that don't fit
  kNothing,  // it is empty: all of it was thinking
};
Saying saying_of(std::string_view answer, const std::vector<EditRefusal>& refusals);

// Sentences, and nothing that reads as a line of code.
bool reads_as_prose(std::string_view text);
// Does a task want to be told something rather than have something changed? By its first word, or its
// question mark.
bool asks_to_be_told(std::string_view task);

// The one JSON object {"tool": …, "arguments": {…}} that an answer is. Words may stand above and below it, a
// fence round it; an object within a sentence, or several, are no call.
std::optional<ToolCall> tool_call_in(std::string_view answer);

// The first lines of the problems, as a person is told them; at most three, and how many more there are.
std::vector<std::string> problems_of(const std::vector<EditRefusal>& refusals);

}  // namespace suit
