// The chat template of a model: converts messages and tools to tokens, by llama.cpp's Jinja engine.  Message
// text is data. Two mechanisms keep it from becoming a control token. The engine marks text from the input,
// and such text is tokenized without control tokens. Filters (tojson, join) lose the mark, so every text that
// looks like a control token first gets a guard character inside, and is split there afterwards.
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
  // `source` is the text in the model's file; "" means plain paragraphs below the roles' names, for models
  // without a template. Errors: kInvalid (not valid Jinja, with the place).
  static Result<std::unique_ptr<LlamaTemplate>> create(const std::string& source,
                                                       const LlamaVocabulary& vocabulary);
  ~LlamaTemplate();

  // It shows tools to the model, and the model's calls have the form <tool_call>{…}</tool_call>.
  bool takes_tools() const { return takes_tools_; }

  // Tokens up to the start of the answer, beginning with the vocabulary's start token. Errors: kInvalid (the
  // template refuses these messages, with its own message).
  Result<Tokens> tokens(const Context& context) const;

 private:
  struct Program;
  struct Part {
    bool input = false;
    std::string text = {};
  };
  LlamaTemplate(std::unique_ptr<Program> program, const LlamaVocabulary& vocabulary);
  Json input_of(const Context& context, std::string& guard) const;
  std::vector<Part> render(const Json& input) const;  // throws the engine's exceptions

  std::unique_ptr<Program> program_;
  const LlamaVocabulary& vocabulary_;
  bool takes_tools_ = false, takes_system_ = true, wants_objects_ = false, wants_parts_ = false;
  mutable std::mutex mutex_;  // the engine does not promise concurrent use of a program
};

// Removes Hermes-style calls, <tool_call>{"name": …, "arguments": {…}}</tool_call>, from an answer; the rest
// stays in `text`, including calls that are not JSON or lack a name or an end.
std::vector<ToolCall> take_tool_calls(std::string& text);

// The length of a growing text that can be shown without part of a call.
size_t shown_before_tool_call(std::string_view text);

}  // namespace suit
