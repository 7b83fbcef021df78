// The syntax tree of a source text, by tree-sitter. A tree owns its data; nodes point into it. Trees of
// different threads are independent.
#pragma once

#include <tree_sitter/api.h>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "code/language.h"

namespace suit {

// The grammar for the path's extension, by the table of languages.
std::optional<Grammar> grammar_of(std::string_view path);

// One node; a null one is false and has no text. Cheap to copy, valid as long as its tree.
class SyntaxNode {
 public:
  SyntaxNode() : node_{} {}
  explicit SyntaxNode(TSNode node) : node_(node) {}

  TSNode raw() const { return node_; }
  explicit operator bool() const { return !ts_node_is_null(node_); }
  bool operator==(const SyntaxNode& other) const { return ts_node_eq(node_, other.node_); }
  std::string_view type() const { return ts_node_type(node_); }
  // False for tokens such as "(" or "if", which have no name in the grammar.
  bool is_named() const { return ts_node_is_named(node_); }
  bool has_error() const { return ts_node_has_error(node_); }
  bool is_error() const { return ts_node_is_error(node_) || ts_node_is_missing(node_); }
  size_t begin() const { return ts_node_start_byte(node_); }
  size_t end() const { return ts_node_end_byte(node_); }
  size_t line() const { return ts_node_start_point(node_).row + 1; }     // from 1
  size_t last_line() const { return ts_node_end_point(node_).row + 1; }  // from 1
  size_t column() const { return ts_node_start_point(node_).column; }    // in bytes, from 0
  std::string_view text(std::string_view source) const { return source.substr(begin(), end() - begin()); }

  uint32_t child_count() const { return ts_node_child_count(node_); }
  SyntaxNode child(uint32_t index) const { return SyntaxNode(ts_node_child(node_, index)); }
  uint32_t named_child_count() const { return ts_node_named_child_count(node_); }
  SyntaxNode named_child(uint32_t index) const { return SyntaxNode(ts_node_named_child(node_, index)); }
  SyntaxNode field(std::string_view name) const {
    return SyntaxNode(ts_node_child_by_field_name(node_, name.data(), static_cast<uint32_t>(name.size())));
  }
  SyntaxNode parent() const { return SyntaxNode(ts_node_parent(node_)); }
  SyntaxNode next_named() const { return SyntaxNode(ts_node_next_named_sibling(node_)); }
  SyntaxNode previous_named() const { return SyntaxNode(ts_node_prev_named_sibling(node_)); }

 private:
  TSNode node_;
};

class SyntaxTree {
 public:
  // Does not keep `source`. Text that the grammar rejects still gives a tree, with error nodes. Errors:
  // kLimit (longer than 4 GiB, or takes too long).
  static Result<SyntaxTree> parse(Grammar grammar, std::string_view source);
  SyntaxNode root() const { return SyntaxNode(ts_tree_root_node(tree_.get())); }

 private:
  struct Delete {
    void operator()(TSTree* tree) const { ts_tree_delete(tree); }
  };
  explicit SyntaxTree(TSTree* tree) : tree_(tree) {}
  std::unique_ptr<TSTree, Delete> tree_;
};

// Calls `visit` with each named child of the node, in order, and the previous one. Linear time, unlike access
// by index.
template <class Visit>
void each_named_child(SyntaxNode node, const Visit& visit) {
  TSTreeCursor cursor = ts_tree_cursor_new(node.raw());
  SyntaxNode before;
  for (bool any = ts_tree_cursor_goto_first_child(&cursor); any;
       any = ts_tree_cursor_goto_next_sibling(&cursor)) {
    SyntaxNode child(ts_tree_cursor_current_node(&cursor));
    if (!child.is_named()) continue;
    visit(child, before);
    before = child;
  }
  ts_tree_cursor_delete(&cursor);
}

// Calls `visit` with each node below `root`, parents first; if it returns false, skips the node's children.
// Not recursive, so nesting depth does not matter.
template <class Visit>
void walk(SyntaxNode root, const Visit& visit) {
  std::vector<SyntaxNode> waiting{root};
  while (!waiting.empty()) {
    SyntaxNode node = waiting.back();
    waiting.pop_back();
    if (!visit(node)) continue;
    for (uint32_t i = node.child_count(); i > 0; --i) waiting.push_back(node.child(i - 1));
  }
}

}  // namespace suit
