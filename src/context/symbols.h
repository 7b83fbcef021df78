// What a source file defines, and its signatures: the text with the bodies of functions left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "context/syntax.h"

namespace suit {

struct Symbol {
  std::string name;
  size_t line = 0;  // from 1
  std::string signature = {};  // one line, blanks squeezed
};

struct FileSymbols {
  std::vector<Symbol> definitions = {};
  std::string signatures = {};  // lines of the source, "⋮" where something is left out; ends with a newline unless empty
};

// Errors: kLimit, as SyntaxTree::parse.
Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source);
// The same of a tree that is there already, of `source` or of what without_bodies() makes of it.
FileSymbols symbols_of(const SyntaxTree& tree, std::string_view source);

}  // namespace suit
