// Recognizes answers without edits: a question to the person, words for the person, or the tool call of a
// model without native ones. Each counts only in its documented form: not within code or in the middle of a
// sentence. See docs/programs.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "change/edit_formats.h"
#include "model/model.h"
#include "propose/proposer.h"

namespace suit {

// Parses an answer that is "QUESTION: …" followed by choices, each after "- ". `choices` may be empty.
std::optional<Question> question_in(std::string_view answer);

// Does the answer contain part of an edit in any format: a marker, a patch header, a file in tags, JSON? A
// fence alone does not count.
bool attempts_edits(std::string_view answer);

// Classifies an answer without edits. `refusals`: why none could be parsed.
enum class Saying {
  kWords,    // for the person
  kUnclear,  // fences that name no file: snippets of an explanation, or an edit without its path
  kAttempt,  // edits that don't fit
  kNothing,  // it is empty: it contained only thinking
};
Saying saying_of(std::string_view answer, const std::vector<EditRefusal>& refusals);

// Sentences without any line that looks like code.
bool reads_as_prose(std::string_view text);
// Does a task ask a question rather than request a change? Decided by its first word or its question mark.
bool asks_to_be_told(std::string_view task);

// The one JSON object {"tool": …, "arguments": {…}} in an answer. Text above or below it and a fence are
// ignored; an object within a sentence, or several objects, are not a call.
std::optional<ToolCall> tool_call_in(std::string_view answer);

// The first lines of the problems, for a person; at most three, and the number of others.
std::vector<std::string> problems_of(const std::vector<EditRefusal>& refusals);

}  // namespace suit
