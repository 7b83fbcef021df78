// Finds where a name occurs in a text and whether it is a name there. In a Makefile util.o is a file,
// util-test is another word, and $(util) is the name util.
#pragma once

#include <functional>
#include <string_view>

#include "code/lexer.h"

namespace suit::mechanic {
using namespace code;

enum class Standing : uint8_t {
  kName,
  kPart,   // of a file name, a path or a hyphenated word
  kWord,   // a whole word where names and paths look alike, as in a shell: only the folder's files decide
  kMacro,  // Rust's name! and its definition: macros have their own namespace
};

struct Mention {
  size_t at = 0;
  Part part = Part::kCode;
  Standing standing = Standing::kName;
};

// Reports every occurrence of `name` that is not part of a longer name, in order. `name` is not empty.
void each_mention(const Language& language, std::string_view text, std::string_view name,
                  const std::function<void(const Mention&)>& found);

}  // namespace suit::mechanic
