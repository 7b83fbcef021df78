// A prompt program: English in a file, with named inputs. Format: dotprompt (.prompt), YAML front matter
// between two lines of ---, then a Handlebars body; what of both is understood: docs/programs.md.
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
  std::string version;              // of the text: its digest's first 12 hexadecimal digits
  std::vector<std::string> inputs;  // names, from input.schema
  int64_t tokens_out_max = 4096;    // config.maxOutputTokens
  double temperature = 0;           // config.temperature
  std::string body;
};

// Errors: kInvalid with name:line (no front matter, an unknown key or helper, a block that is not closed).
Result<Prompt> parse_prompt(std::string_view name, std::string_view text);

// Fills the inputs in: one message for each {{role}}. What is filled in is never read as Handlebars again, so
// that it can open no role. Errors: kInvalid (an input that the program doesn't name, one that it names and
// that is missing, a wrong kind of value).
Result<std::vector<Message>> render(const Prompt& prompt, const Json& inputs);

// One that is built in: a file of programs/. Errors: kNotFound.
Result<Prompt> built_in_prompt(std::string_view name);
std::vector<std::string_view> built_in_prompt_names();

}  // namespace suit
