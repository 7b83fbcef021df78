// Where a name stands in a text, and whether it is a name there: in a Makefile, util.o is a file, util-test a
// word of its own, and $(util) the name util.
#pragma once

#include <functional>
#include <string_view>

#include "code/lexer.h"

namespace suit::mechanic {
using namespace code;

enum class Standing : uint8_t {
  kName,
  kPart,   // of a file name, a path or a hyphenated word
  kWord,   // a whole word where words are names and paths alike, as in a shell: only the folder can tell
  kMacro,  // Rust's name! and what defines it: macros have names of their own
};

struct Mention {
  size_t at = 0;
  Part part = Part::kCode;
  Standing standing = Standing::kName;
};

// Every place where `name` stands and is no part of a longer name, in order. `name` is not empty.
void each_mention(const Language& language, std::string_view text, std::string_view name,
                  const std::function<void(const Mention&)>& found);

}  // namespace suit::mechanic
