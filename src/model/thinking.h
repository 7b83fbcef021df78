// Splits a model's text into thinking and answer. Reasoning models write both into one text, with marks
// between them, which some servers and chat templates separate. Only the answer is acted on. The rules are in
// docs/models.md.
#pragma once

#include <string>
#include <string_view>

#include "model/model.h"

namespace suit {

struct SplitAnswer {
  std::string thinking;  // several parts joined by newlines; empty: none
  std::string answer;    // the unchanged text if there was no thinking; empty if it was all thinking
};

// Marks in code are content: in a fence, a search/replace block, a patch, a diff, a JSON object, between
// backticks. After an unclosed opening mark, the rest is thinking; before a lone closing mark, everything is.
// Linear time.
SplitAnswer split_thinking(std::string_view text);

// Moves the thinking out of the completion's text. Drivers call it before they parse anything else in the
// text.
void take_thinking(Completion& completion);

}  // namespace suit
