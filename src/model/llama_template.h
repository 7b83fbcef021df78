// The chat template of a model: messages and tools to tokens, by llama.cpp's Jinja engine.
//
// What messages say is data. Two things keep it from becoming a control token. The engine marks what came
// from the input, and such text is tokenised without looking for control tokens. Filters lose the mark
// (tojson, join), so every text that reads like a control token gets a guard character within it first, and
// is taken apart there afterwards.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "model/llama_vocabulary.h"
#include "model/model.h"

namespace suit {

// Thread-safe.
class LlamaTemplate {
 public:
  // `source` as the model's file has it; "" stands for plain paragraphs under the roles' names, for models
  // without one. Errors: kInvalid (it is no Jinja, with the place).
  static Result<std::unique_ptr<LlamaTemplate>> create(const std::string& source,
                                                       const LlamaVocabulary& vocabulary);
  ~LlamaTemplate();

  // It shows tools to the model and the model's calls are in the form <tool_call>{…}</tool_call>.
  bool takes_tools() const { return takes_tools_; }

  // Tokens up to where the answer begins, with the vocabulary's own start token before them.
  // Errors: kInvalid (the template refuses these messages: its own words).
  Result<Tokens> tokens(const Context& context) const;

 private:
  struct Program;
  struct Part {
    bool input = false;
    std::string text = {};
  };
  LlamaTemplate(std::unique_ptr<Program> program, const LlamaVocabulary& vocabulary);
  Json input_of(const Context& context, std::string& guard) const;
  std::vector<Part> render(const Json& input) const;  // throws what the engine throws

  std::unique_ptr<Program> program_;
  const LlamaVocabulary& vocabulary_;
  bool takes_tools_ = false, takes_system_ = true, wants_objects_ = false, wants_parts_ = false;
  mutable std::mutex mutex_;  // the engine does not say that a program may be run twice at once
};

// Takes calls in the form of Hermes, <tool_call>{"name": …, "arguments": {…}}</tool_call>, out of an answer;
// what is left stays in `text`. One that is not JSON, has no name or no end is left in the text.
std::vector<ToolCall> take_tool_calls(std::string& text);

// How much of a text that is still growing can be shown without showing a part of a call.
size_t shown_before_tool_call(std::string_view text);

}  // namespace suit
