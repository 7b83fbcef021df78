// Splits what a model wrote into its thinking and its answer. Models that think write both into one text,
// with marks between the two; servers and chat templates differ in whether they take them apart. Only the
// answer is acted on. The rule is in docs/models.md.
#pragma once

#include <string>
#include <string_view>

#include "model/model.h"

namespace suit {

struct SplitAnswer {
  std::string thinking;  // several stretches one below the other; empty: there was none
  std::string answer;    // the text as it is where there was no thinking; empty where all of it was
};

// Marks within code are content: in a fence, a search/replace block, a patch, a diff, a JSON object, between
// backticks. An opening mark that is never closed makes the rest thinking; a closing mark alone makes
// thinking of all before it. Takes time linear in the text.
SplitAnswer split_thinking(std::string_view text);

// Moves the thinking out of the completion's text. Each driver calls it before it reads anything else in the
// text.
void take_thinking(Completion& completion);

}  // namespace suit
