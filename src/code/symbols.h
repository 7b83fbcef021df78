// The definitions of a source file, and its signatures: the text without function bodies.
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
  std::string signatures = {};  // lines of the source, "⋮" for omitted ones; ends with a newline unless empty
};

// Errors: kLimit, as SyntaxTree::parse.
Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source);
// The same from an already shortened text, or the source itself.
Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source, const Shortened& shortened);

}  // namespace suit
