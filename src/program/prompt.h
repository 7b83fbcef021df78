// A prompt program: English in a file, with named inputs. Format: dotprompt (.prompt), YAML front matter
// between two lines of ---, then a Handlebars body; supported subset: docs/programs.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/model.h"

namespace suit {

struct Prompt {
  std::string name;
  std::string version;              // first 12 hex digits of the text's digest
  std::vector<std::string> inputs;  // names, from input.schema
  int64_t tokens_out_max = 4096;    // config.maxOutputTokens
  double temperature = 0;           // config.temperature
  std::string body;
};

// Errors: kInvalid with name:line (no front matter, an unknown key or helper, a block that is not closed).
Result<Prompt> parse_prompt(std::string_view name, std::string_view text);

// Fills in the inputs: one message for each {{role}}. Values are never parsed as Handlebars, so they cannot
// open a role. Errors: kInvalid (an undeclared input, a missing one, a value of the wrong type).
Result<std::vector<Message>> render(const Prompt& prompt, const Json& inputs);

// A built-in program: a file of programs/. Errors: kNotFound.
Result<Prompt> built_in_prompt(std::string_view name);
std::vector<std::string_view> built_in_prompt_names();

}  // namespace suit
