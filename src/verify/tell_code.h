// A source file as a flat list of its named syntax nodes, for the rules of tells.h. A node precedes its
// children, so a subtree is a range; node types that differ between grammars have one form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "code/syntax.h"

namespace suit::tells {

enum class Form : uint8_t {
  kOther,
  kName,    // a variable's or function's, also where it is declared
  kCall,    // also with new
  kMember,  // object.name
  kIndex,   // object[index]
  kString,  // one literal, or adjacent ones
  kNumber,
  kTrue,
  kFalse,
  kNull,
  kBinary,  // two operands and an operator, including comparisons and "and"
  kUnary,
  kAssign,    // also declarations with a value, and default parameters
  kFunction,  // also methods, lambdas
  kClass,
  kIf,    // also a conditional expression
  kCase,  // of switch or match
  kPair,  // of a dictionary or an object
  kCatch,
  kImport,
  kWrapped,  // an expression with the value of its last child: parentheses, await, a cast
  kList,     // of literals or targets: tuple, list, set, array
  kReturn,
  kThrow,
};

// The value of a number as source code writes it: 1_000, 0x3e8, 1e3. nullopt: not a number.
std::optional<double> number_of(std::string_view text);

// The index of a node.
using At = uint32_t;
constexpr At kNowhere = UINT32_MAX;

// The test regions of a Rust file.
enum class TestRegions { kSkip, kKeep };

class CodeFile {
 public:
  // Keeps a view of `text`. Comments are not part of the list. Errors: those of the parser; kLimit (too many
  // nodes).
  static Result<CodeFile> parse(Grammar grammar, std::string_view text,
                                TestRegions regions = TestRegions::kSkip);

  Grammar grammar() const { return grammar_; }
  bool is_script() const;  // JavaScript or TypeScript
  bool is_c() const;       // C or C++
  std::string_view text() const { return text_; }
  At size() const { return static_cast<At>(nodes_.size()); }

  Form form(At at) const { return nodes_[at].form; }
  bool is(At at, Form form) const { return at != kNowhere && nodes_[at].form == form; }
  bool is(At at, std::string_view type) const { return at != kNowhere && nodes_[at].node.type() == type; }
  std::string_view type(At at) const { return nodes_[at].node.type(); }
  std::string_view text(At at) const { return at == kNowhere ? "" : nodes_[at].node.text(text_); }
  size_t line(At at) const { return nodes_[at].node.line(); }
  At parent(At at) const { return nodes_[at].parent; }
  At end(At at) const { return nodes_[at].end; }  // one past the last node below
  bool contains(At outer, At inner) const { return inner >= outer && inner < end(outer); }
  // The name of the field of its parent that the node is; "" for none.
  std::string_view field_name(At at) const { return nodes_[at].field; }

  At field(At at, std::string_view name) const;  // the first child in that field
  // The first child in one of these blank-separated fields, in their order.
  At any_field(At at, std::string_view names) const;
  std::vector<At> children(At at) const;
  At last_child(At at) const;

  // The innermost node around it of that form; not the node itself.
  At around(At at, Form form) const;
  // The innermost statement around it, or the header of a compound one: the expression that is evaluated as a
  // whole. The node itself if there is none.
  At expression_around(At at) const;
  // The name of the innermost function that contains the node; "" at the top or for one without a name.
  std::string_view function_name(At at) const;

  At unwrapped(At at) const;                  // without parentheses, await, casts
  std::string_view operator_of(At at) const;  // of a kBinary, kUnary or kAssign
  At left(At at) const;                       // of a kBinary or kAssign
  At right(At at) const;
  At callee(At call) const;
  // The call of which it is the callee; kNowhere for none. A Java call, whose callee is no expression:
  // itself.
  At call_of(At at) const;
  std::vector<At> arguments(At call) const;  // without keyword arguments
  At object(At member) const;                // of a kMember or kIndex
  At name_of(At node) const;                 // of a kFunction or kClass, where it is declared
  // The parameters' names in order, with "" for one without a name; `self` is one of them in Python and Rust.
  std::vector<std::string_view> parameters(At function) const;
  At body(At function) const;
  At condition(At test) const;  // of a kIf
  At consequence(At test) const;
  // What the function returns, without nested functions: the expressions.
  std::vector<At> returned(At function) const;

  // The value of a string that is known without running the program: a literal, or a sum of such. nullopt:
  // not a string, or not known.
  std::optional<std::string> constant_text(At at) const;
  std::optional<double> number(At at) const;  // also with a sign
  bool is_literal(At at) const;               // a string, a number, a truth value or null, or a list of such

 private:
  struct Node {
    SyntaxNode node;
    At parent;
    At end;
    const char* field;  // the grammar's
    Form form;
  };

  CodeFile(Grammar grammar, std::string_view text, SyntaxTree tree);
  Result<void> flatten(TestRegions regions);

  Grammar grammar_;
  std::string_view text_;
  SyntaxTree tree_;
  std::vector<Node> nodes_;
};

}  // namespace suit::tells
