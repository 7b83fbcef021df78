#include "code/symbols.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.h"

namespace suit {
namespace {

using Role = code::SymbolRole;

constexpr size_t kShortType_lines = 16, kLongType_lines = 40, kSignatureBytesMax = 160, kHeader_lines = 8;
constexpr size_t kAssignmentsMax = 60;  // per class or module

// By node type, a string that a grammar has only once.
using Roles = std::unordered_map<const char*, Role>;

Roles& roles_of(Grammar grammar) {
  static thread_local std::unordered_map<Grammar, Roles> known;
  return known[grammar];
}

// The name in a declaration: its own, or that of its innermost declarator.
SyntaxNode name_node(SyntaxNode node) {
  if (node.type() == "expression_statement") node = node.named_child(0).field("left");
  for (int depth = 0; depth < 12 && node; ++depth) {
    if (node.type() == "member_expression") return node.field("property");
    if (SyntaxNode name = node.field("name")) {
      std::string_view type = name.type();
      if (type == "nested_namespace_specifier" || type == "qualified_identifier" || type == "template_type") {
        node = name;
        continue;
      }
      return name;
    }
    std::string_view type = node.type();
    if (type.ends_with("identifier") || type == "destructor_name" || type == "operator_name") return node;
    SyntaxNode inner = node.field("declarator");
    if (!inner && type == "impl_item") inner = node.field("type");
    // Declarators without a field: a reference's, or the first of a Go or JavaScript declaration.
    if (!inner)
      for (uint32_t i = 0; i < node.named_child_count() && !inner; ++i) {
        std::string_view child = node.named_child(i).type();
        if (child.ends_with("declarator") || child.ends_with("_spec") || child.ends_with("_specifier") ||
            child.ends_with("identifier"))
          inner = node.named_child(i);
      }
    node = inner;
  }
  return {};
}

// The body: its own field, or that of the function assigned to a variable.
SyntaxNode body_of(SyntaxNode node) {
  if (SyntaxNode body = node.field("body")) return body;
  if (node.type() == "expression_statement") {
    SyntaxNode value = node.named_child(0).field("right"), body = value ? value.field("body") : SyntaxNode();
    return body && body.type() == "statement_block" ? body : SyntaxNode();
  }
  for (uint32_t i = 0; i < node.named_child_count(); ++i) {
    SyntaxNode child = node.named_child(i), value = child.field("value");
    if (!child.type().ends_with("declarator") || !value) continue;
    if (SyntaxNode body = value.field("body"); body && body.type() == "statement_block") return body;
  }
  return {};
}

std::string as_signature(std::string_view text) {
  std::string line;
  for (char c : text) {
    bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && (line.empty() || line.back() == ' ')) continue;
    line += blank ? ' ' : c;
    if (line.size() >= kSignatureBytesMax) break;
  }
  while (line.ends_with(' ') || line.ends_with('{')) line.pop_back();
  while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) line.pop_back();
  return line;
}

// Nodes refer to the shortened text, all other offsets to the source.
class Outline {
 public:
  Outline(Grammar grammar, std::string_view source, const Shortened& shortened)
      : grammar_(grammar), roles_(roles_of(grammar)), source_(source), shortened_(shortened) {
    lines_.push_back(0);
    for (size_t at = source.find('\n'); at != source.npos; at = source.find('\n', at + 1))
      lines_.push_back(at + 1);
  }

  void inside(SyntaxNode node) {
    // Iterates over siblings and bounds the nesting, so that a hostile text can't exhaust the stack.
    if (++depth_ < 64)
      each_named_child(node, [&](SyntaxNode child, SyntaxNode before) { visit(child, child, before); });
    --depth_;
  }

  FileSymbols finish() {
    if (shown_ < lines_.size() && shown_ > 0 && shown_ + 1 < lines_.size()) cut();
    return std::move(symbols_);
  }

 private:
  Role role_of(SyntaxNode node) {
    auto [found, is_new] = roles_.try_emplace(node.type().data(), Role::kLeftOut);
    if (is_new)
      for (const code::SymbolNodes& nodes : code::language_of(grammar_).symbols)
        for (std::string_view type : split(nodes.types, ' '))
          if (type == node.type()) found->second = nodes.role;
    return found->second;
  }

  // `outer`: the node that it is shown with; `before`: the preceding sibling.
  void visit(SyntaxNode node, SyntaxNode outer, SyntaxNode before) {
    switch (role_of(node)) {
      case Role::kLeftOut:
        return;
      case Role::kInside:
        return inside(node);
      case Role::kThrough:
        if (++depth_ < 64)
          each_named_child(node, [&](SyntaxNode child, SyntaxNode) { visit(child, outer, before); });
        --depth_;
        return;
      case Role::kFunction:
        return show(node, outer, before, body_of(node), false);
      case Role::kContainer:
        return show(node, outer, before, body_of(node), true);
      case Role::kLine: {
        if (node.type() == "declaration" && !declares_function(node) && depth_ > 2) return;
        return show(node, outer, before, body_of(node), false);
      }
      case Role::kStatement:
        if (grammar_ == Grammar::kPython && depth_ == 1 && !before && node.named_child(0).type() == "string")
          return show_docstring(begin_of(node));
        if (is_declaration(node) && ++assignments_ <= kAssignmentsMax)
          show(node, outer, before, body_of(node), false);
        return;
      case Role::kType: {
        SyntaxNode body = body_of(node);
        bool is_long = last_line(outer) - first_line(outer) >= kShortType_lines;
        // In Java its members may have bodies.
        if (is_long && body && grammar_ == Grammar::kJava) return show(node, outer, before, body, true);
        return show(node, outer, before, SyntaxNode(), false);
      }
    }
  }

  // Python's "x: int = 1"; JavaScript's exports.
  bool is_declaration(SyntaxNode statement) const {
    SyntaxNode inner = statement.named_child(0);
    if (!inner) return false;
    SyntaxNode left = inner.field("left");
    if (grammar_ == Grammar::kPython)
      return inner.type() == "assignment" && left && left.type() == "identifier";
    if (inner.type() != "assignment_expression") return false;
    std::string_view text = left.text(shortened_.text);
    return text.starts_with("exports.") || text.starts_with("module.exports") ||
           text.find(".prototype.") != text.npos;
  }

  // The first non-empty line of a string that begins there.
  void show_docstring(size_t at) {
    std::string_view rest = source_.substr(at);
    rest.remove_prefix(std::min(rest.find_first_not_of("rRuUbB"), rest.size()));
    std::string_view quotes = rest.substr(0, 3);
    if (source_.size() - at > rest.size() + 2 || (!quotes.starts_with('"') && !quotes.starts_with('\'')))
      return;
    size_t first = line_of(at), last = first;
    bool is_long = quotes == "\"\"\"" || quotes == "\'\'\'";
    if (is_long &&
        trim(rest.substr(3, std::max<size_t>(3, std::min(rest.find('\n'), rest.size())) - 3)).empty() &&
        last < lines_.size())
      ++last;
    lines(first, last);
  }

  static bool declares_function(SyntaxNode node) {
    for (SyntaxNode at = node.field("declarator"); at; at = at.type() == "reference_declarator"
                                                                ? at.named_child(at.named_child_count() - 1)
                                                                : at.field("declarator"))
      if (at.type() == "function_declarator") return true;
    return false;
  }

  void show(SyntaxNode node, SyntaxNode outer, SyntaxNode before, SyntaxNode body, bool with_body) {
    size_t begin = begin_of(outer), end = body ? begin_of(body) : end_of(outer);
    if (SyntaxNode name = name_node(node))
      symbols_.definitions.push_back({std::string(name.text(shortened_.text)), first_line(name),
                                      as_signature(source_.substr(begin, end - begin))});
    size_t header_end = end;
    while (body && header_end > begin + 1 &&
           std::string_view(" \t\r\n").find(source_[header_end - 1]) != std::string_view::npos)
      --header_end;
    size_t first = first_line(outer), last = body ? line_of(header_end - 1) : last_line(outer);
    if (body && first_line(body) == last + 1 && source_.substr(end, 1) == "{") ++last;
    bool is_type = !body && role_of(node) == Role::kType;
    size_t whole = last;
    last = std::min(last, body ? first + kHeader_lines : first + (is_type ? kLongType_lines : 2));
    if (before && before.type().find("comment") != std::string_view::npos && last_line(before) + 1 >= first &&
        first_line(before) > shown_)
      lines(first_line(before), first_line(before));
    lines(first, last);
    if (is_type && last < whole) {
      symbols_.signatures += "⋮ " + counted(whole - last, "more line") + "\n";
      shown_ = std::max(shown_, whole);
    }
    if (body && grammar_ == Grammar::kPython) show_docstring(begin_of(body));
    if (with_body && body) {
      size_t assignments = std::exchange(assignments_, 0);
      inside(body);
      assignments_ = assignments;
      if (source_.substr(end_of(body) - 1, 1) == "}") lines(last_line(body), last_line(body));
    }
  }

  size_t begin_of(SyntaxNode node) const { return shortened_.in_source(node.begin()); }
  size_t end_of(SyntaxNode node) const {
    return node.end() == 0 ? 0 : shortened_.in_source(node.end() - 1) + 1;
  }
  size_t first_line(SyntaxNode node) const { return line_of(begin_of(node)); }
  size_t last_line(SyntaxNode node) const { return line_of(end_of(node)); }

  size_t line_of(size_t at) const {
    return static_cast<size_t>(std::upper_bound(lines_.begin(), lines_.end(), at) - lines_.begin());
  }

  void cut() {
    if (!symbols_.signatures.ends_with("⋮\n") && !symbols_.signatures.ends_with(" more lines\n"))
      symbols_.signatures += "⋮\n";
  }

  // Shows each line once, in order.
  void lines(size_t first, size_t last) {
    first = std::max(first, shown_ + 1);
    if (last < first) return;
    size_t begin = lines_[first - 1], end = last < lines_.size() ? lines_[last] : source_.size();
    if (first > shown_ + 1 && trim(source_.substr(lines_[shown_], begin - lines_[shown_])).size() > 0) cut();
    symbols_.signatures += source_.substr(begin, end - begin);
    if (!symbols_.signatures.ends_with('\n')) symbols_.signatures += '\n';
    shown_ = last;
  }

  Grammar grammar_;
  Roles& roles_;
  std::string_view source_;
  const Shortened& shortened_;
  std::vector<size_t> lines_;  // where each begins
  size_t shown_ = 0;           // lines before this one are done
  int depth_ = 0;
  size_t assignments_ = 0;  // shown so far in this class or module
  FileSymbols symbols_;
};

}  // namespace

Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source) {
  return symbols_of(grammar, source,
                    without_bodies(grammar, source));  // otherwise most of the time goes to omitted text
}

Result<FileSymbols> symbols_of(Grammar grammar, std::string_view source, const Shortened& shortened) {
  ASSIGN_OR_RETURN(SyntaxTree tree, SyntaxTree::parse(grammar, shortened.text));
  Outline outline(grammar, source, shortened);
  outline.inside(tree.root());
  return outline.finish();
}

}  // namespace suit
