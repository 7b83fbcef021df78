// A source file for the repair search: its text, its syntax tree and queries on it. The grammars' differing
// node types are mapped here, so that the edits are independent of the language.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "change/proposal.h"
#include "code/syntax.h"

namespace suit::repair {

// The category of a node, whatever its grammar calls it.
bool is_expression(SyntaxNode node);  // has a value, in a place for values
bool is_statement(SyntaxNode node);   // an element of a block
bool is_block(SyntaxNode node);
bool is_function(SyntaxNode node);
bool is_call(SyntaxNode node);
bool is_binary(SyntaxNode node);  // two operands and an operator, including comparisons and "and"
bool is_number(SyntaxNode node);
bool is_string(SyntaxNode node);
bool is_name(SyntaxNode node);    // a use of a variable or function, not a declaration
bool is_member(SyntaxNode node);  // object.name
bool is_index(SyntaxNode node);   // object[index]
bool is_assignment(SyntaxNode node);
SyntaxNode object_of(SyntaxNode node);  // of a member or an index
SyntaxNode property_of(SyntaxNode member);
SyntaxNode function_of(SyntaxNode call);   // the callee; for a Java method its name
SyntaxNode arguments_of(SyntaxNode call);  // the list with its parentheses
SyntaxNode operator_of(SyntaxNode node);   // the operator token; null if there is none
SyntaxNode condition_of(SyntaxNode node);  // of if, while, for, ?:, without its parentheses
SyntaxNode body_of(SyntaxNode node);
// The smallest function or statement that contains the node, or the node itself; null if there is none.
SyntaxNode function_around(SyntaxNode node);
SyntaxNode statement_around(SyntaxNode node);

// How a name is used determines its replacements; a bit set.
enum Use : unsigned { kCalled = 1, kIndexed = 2, kCounted = 4, kTested = 8, kHasMembers = 16 };

class Source {
 public:
  // Errors: kLimit (nested too deeply); those of the parser.
  static Result<Source> parse(std::string path, FileVersion version, Grammar grammar);

  const std::string& path() const { return path_; }
  const FileVersion& version() const { return version_; }
  std::string_view text() const { return version_.content; }
  std::string_view text(SyntaxNode node) const { return node.text(version_.content); }
  Grammar grammar() const { return grammar_; }
  const code::Language& language() const { return language_; }
  bool is(code::Special special) const { return language_.special & special; }
  const code::Words& words() const { return language_.words; }
  bool by_indentation() const { return language_.bodies == code::Bodies::kIndented; }
  SyntaxNode root() const { return tree_.root(); }

  size_t line_begin(size_t line) const {
    CHECK(line > 0);
    return line > lines_.size() ? text().size() : lines_[line - 1];
  }
  size_t line_at(size_t offset) const;  // from 1
  std::string_view indent_of(size_t line) const;

  // The variables used in `scope` (a function or the whole file), and how each is used.
  std::map<std::string, unsigned> names_in(SyntaxNode scope) const;
  // The functions that the file defines or calls; methods by their object's text.
  const std::set<std::string>& callables() const { return callables_; }
  const std::set<std::string>& methods() const { return methods_; }
  const std::set<std::string>& properties() const { return properties_; }

 private:
  Source(std::string path, FileVersion version, Grammar grammar, SyntaxTree tree);

  std::string path_;
  FileVersion version_;
  Grammar grammar_;
  const code::Language& language_;
  SyntaxTree tree_;
  std::vector<size_t> lines_;  // where each begins
  std::set<std::string> callables_, methods_, properties_;
};

// Hash of the tree's tokens without comments, plus indentation where it is significant. Equal for texts that
// differ only in layout.
uint64_t shape_of(SyntaxNode root, std::string_view text, bool by_indentation);

}  // namespace suit::repair
