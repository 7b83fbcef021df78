// What a source file defines, and its signatures: the text with the bodies of functions left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "code/bodies.h"

namespace suit {

struct Symbol {
  std::string name;
  size_t line = 0;             // from 1
  std::string signature = {};  // one line, blanks squeezed
};

struct FileSymbols {
  std::vector<Symbol> definitions = {};
  std::string signatures =
      {};  // lines of the source, "⋮" where something is left out; ends with a newline unless empty
};

// Errors: kLimit, as SyntaxTree::parse.
Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source);
// The same by a text that was shortened already, or is the source itself.
Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source, const Shortened& shortened);

}  // namespace suit
