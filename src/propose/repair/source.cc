#include "propose/repair/source.h"

#include <algorithm>

namespace suit::repair {
namespace {

// A set of node types, each surrounded by blanks. The grammars' names rarely collide, so one set serves all.
bool is_among(std::string_view types, SyntaxNode node) {
  if (!node) return false;
  std::string_view type = node.type();
  for (size_t at = types.find(type); at != types.npos; at = types.find(type, at + 1))
    if (types[at - 1] == ' ' && types[at + type.size()] == ' ') return true;
  return false;
}

constexpr std::string_view kBinary =
    " binary_operator boolean_operator comparison_operator binary_expression ";
constexpr std::string_view kUnary = " not_operator unary_operator unary_expression pointer_expression ";
constexpr std::string_view kCall = " call call_expression method_invocation ";
constexpr std::string_view kMember =
    " attribute member_expression field_expression selector_expression field_access scoped_identifier "
    "qualified_identifier ";
constexpr std::string_view kIndex = " subscript subscript_expression index_expression array_access ";
constexpr std::string_view kNumber =
    " integer float number number_literal int_literal float_literal integer_literal decimal_integer_literal "
    "hex_integer_literal decimal_floating_point_literal ";
constexpr std::string_view kString =
    " string string_literal raw_string_literal interpreted_string_literal template_string char_literal "
    "rune_literal "
    "character_literal concatenated_string ";
constexpr std::string_view kOther =
    " true false none null undefined nil null_literal boolean_literal this self list tuple dictionary set "
    "array object "
    "list_comprehension dictionary_comprehension set_comprehension generator_expression "
    "conditional_expression "
    "ternary_expression parenthesized_expression new_expression object_creation_expression array_expression "
    "tuple_expression composite_literal slice_expression cast_expression expression_list update_expression "
    "initializer_list await await_expression reference_expression range_expression ";
constexpr std::string_view kBlock =
    " module block program statement_block compound_statement translation_unit source_file statement_list "
    "case_statement switch_case switch_default ";
constexpr std::string_view kFunction =
    " function_definition function_declaration function_expression arrow_function method_definition "
    "method_declaration "
    "func_literal function_item closure_expression lambda constructor_declaration "
    "generator_function_declaration "
    "lambda_expression ";
constexpr std::string_view kAssignment =
    " assignment augmented_assignment assignment_expression augmented_assignment_expression "
    "assignment_statement "
    "short_var_declaration compound_assignment_expr init_declarator variable_declarator let_declaration "
    "named_expression ";

// A name that is declared here, or does not denote a value.
bool is_declaring(SyntaxNode node) {
  SyntaxNode parent = node.parent();
  if (!parent) return true;
  std::string_view type = parent.type();
  if (parent.field("name") == node && !is_among(kCall, parent))
    return true;  // functions, classes, keyword arguments
  if (is_among(kMember, parent)) return !(object_of(parent) == node);
  return type.find("parameter") != type.npos || type.find("import") != type.npos || type == "dotted_name" ||
         type == "aliased_import" || type == "global_statement" || type == "nonlocal_statement" ||
         type == "label" || type == "labeled_statement" || type == "function_declarator" ||
         type == "pointer_declarator" || type == "array_declarator" || type == "decorator" ||
         type == "preproc_def" || type == "enumerator" || type == "goto_statement" ||
         type == "function_item" || type == "field_pattern";
}

// Finding a node's parent takes time proportional to its depth, so deep (generated) code is rejected.
constexpr size_t kDepthMax = 300;

size_t depth_of(SyntaxNode root) {
  size_t deepest = 0;
  std::vector<std::pair<SyntaxNode, size_t>> waiting{{root, 1}};
  while (!waiting.empty() && deepest <= kDepthMax) {
    auto [node, depth] = waiting.back();
    waiting.pop_back();
    deepest = std::max(deepest, depth);
    for (uint32_t i = 0; i < node.child_count(); ++i) waiting.push_back({node.child(i), depth + 1});
  }
  return deepest;
}

}  // namespace

bool is_binary(SyntaxNode node) {
  return is_among(kBinary, node);
}
bool is_call(SyntaxNode node) {
  return is_among(kCall, node);
}
bool is_member(SyntaxNode node) {
  return is_among(kMember, node);
}
bool is_index(SyntaxNode node) {
  return is_among(kIndex, node);
}
bool is_number(SyntaxNode node) {
  return is_among(kNumber, node);
}
bool is_string(SyntaxNode node) {
  return is_among(kString, node);
}
bool is_block(SyntaxNode node) {
  return is_among(kBlock, node);
}
bool is_function(SyntaxNode node) {
  return is_among(kFunction, node);
}
bool is_assignment(SyntaxNode node) {
  return is_among(kAssignment, node);
}
bool is_name(SyntaxNode node) {
  return node && node.type() == "identifier" && !is_declaring(node);
}

bool is_expression(SyntaxNode node) {
  if (!node || !node.is_named()) return false;
  if (node.type() == "identifier") return is_name(node);
  for (std::string_view types : {kBinary, kUnary, kCall, kMember, kIndex, kNumber, kString, kOther})
    if (is_among(types, node)) {
      SyntaxNode parent = node.parent();
      // A docstring or an include is a whole statement; a name's qualifier is not a value.
      return parent &&
             !(is_string(node) &&
               (parent.type() == "expression_statement" || parent.type() == "preproc_include")) &&
             parent.type() != "decorator" && parent.type().find("import") == std::string_view::npos &&
             !(is_member(parent) && property_of(parent) == node);
    }
  return false;
}

bool is_statement(SyntaxNode node) {
  return node && node.is_named() && is_block(node.parent()) && node.type() != "comment" && !is_block(node) &&
         node.type().find("comment") == std::string_view::npos;
}

SyntaxNode object_of(SyntaxNode node) {
  for (const char* field : {"object", "argument", "operand", "value", "array", "path", "scope"})
    if (SyntaxNode object = node.field(field)) return object;
  return {};
}

SyntaxNode property_of(SyntaxNode member) {
  for (const char* field : {"attribute", "property", "field", "name"})
    if (SyntaxNode property = member.field(field)) return property;
  return {};
}

SyntaxNode function_of(SyntaxNode call) {
  SyntaxNode function = call.field("function");
  return function ? function : call.field("name");
}

SyntaxNode arguments_of(SyntaxNode call) {
  return call.field("arguments");
}

SyntaxNode operator_of(SyntaxNode node) {
  if (SyntaxNode token = node.field("operator")) return token;
  if (SyntaxNode token = node.field("operators")) return token;
  for (uint32_t i = 0; i < node.child_count(); ++i)
    if (SyntaxNode token = node.child(i); !token.is_named()) return token;
  return {};
}

SyntaxNode condition_of(SyntaxNode node) {
  SyntaxNode condition = node.field("condition");
  if (!condition && node.type() == "conditional_expression" && node.named_child_count() == 3)
    condition = node.named_child(1);  // Python: value if condition else other
  while (condition &&
         (condition.type() == "parenthesized_expression" || condition.type() == "condition_clause") &&
         condition.named_child_count() == 1)
    condition = condition.named_child(0);
  return condition;
}

SyntaxNode body_of(SyntaxNode node) {
  for (const char* field : {"body", "consequence"})
    if (SyntaxNode body = node.field(field)) return body;
  return {};
}

SyntaxNode function_around(SyntaxNode node) {
  while (node && !is_function(node)) node = node.parent();
  return node;
}

SyntaxNode statement_around(SyntaxNode node) {
  while (node && !is_statement(node)) node = node.parent();
  return node;
}

Source::Source(std::string path, FileVersion version, Grammar grammar, SyntaxTree tree)
    : path_(std::move(path)),
      version_(std::move(version)),
      grammar_(grammar),
      language_(code::language_of(grammar)),
      tree_(std::move(tree)) {
  lines_.push_back(0);
  for (size_t i = 0; i < text().size(); ++i)
    if (text()[i] == '\n' && i + 1 < text().size()) lines_.push_back(i + 1);
  walk(root(), [&](SyntaxNode node) {
    if (is_function(node))
      if (SyntaxNode name = node.field("name")) callables_.emplace(text(name));
    if (is_call(node)) {
      SyntaxNode function = function_of(node);
      if (function && function.type() == "identifier" && !node.field("object"))
        callables_.emplace(text(function));
      if (is_member(function)) methods_.emplace(text(property_of(function)));
      if (node.field("object")) methods_.emplace(text(function));
    } else if (is_member(node) && !(is_call(node.parent()) && function_of(node.parent()) == node)) {
      if (SyntaxNode property = property_of(node)) properties_.emplace(text(property));
    }
    return true;
  });
}

Result<Source> Source::parse(std::string path, FileVersion version, Grammar grammar) {
  ASSIGN_OR_RETURN(SyntaxTree tree, SyntaxTree::parse(grammar, version.content));
  if (depth_of(tree.root()) > kDepthMax) return Error{ErrorCode::kLimit, path + " is nested too deeply"};
  return Source(std::move(path), std::move(version), grammar, std::move(tree));
}

size_t Source::line_at(size_t offset) const {
  return static_cast<size_t>(std::upper_bound(lines_.begin(), lines_.end(), offset) - lines_.begin());
}

std::string_view Source::indent_of(size_t line) const {
  size_t begin = line_begin(line), end = begin;
  while (end < text().size() && (text()[end] == ' ' || text()[end] == '\t')) ++end;
  return text().substr(begin, end - begin);
}

std::map<std::string, unsigned> Source::names_in(SyntaxNode scope) const {
  std::map<std::string, unsigned> names;
  walk(scope, [&](SyntaxNode node) {
    if (node.type() != "identifier") return true;
    SyntaxNode parent = node.parent();
    bool parameter = parent && parent.type().find("parameter") != std::string_view::npos;
    if (is_declaring(node) && !parameter && !is_assignment(parent)) return true;
    unsigned& uses = names[std::string(text(node))];
    if (is_call(parent) && function_of(parent) == node) uses |= kCalled;
    if (is_index(parent) && object_of(parent) == node) uses |= kIndexed;
    if (is_member(parent) && object_of(parent) == node) uses |= kHasMembers;
    if (is_binary(parent)) {
      SyntaxNode token = operator_of(parent);
      std::string_view op = token ? text(token) : "";
      if (op == "+" || op == "-" || op == "*" || op == "/" || op == "%" || op == "//" || op == "<" ||
          op == ">" || op == "<=" || op == ">=")
        uses |= kCounted;
    }
    if (is_index(parent) && !(object_of(parent) == node)) uses |= kCounted;
    if (parent && condition_of(parent) == node) uses |= kTested;
    return true;
  });
  return names;
}

uint64_t shape_of(SyntaxNode root, std::string_view text, bool by_indentation) {
  uint64_t shape = 1;
  auto mix = [&](uint64_t value) { shape = (shape ^ value) * 0x9E3779B97F4A7C15u ^ (shape >> 29); };
  size_t line = 0;
  walk(root, [&](SyntaxNode node) {
    if (node.type().find("comment") != std::string_view::npos) return false;
    bool leaf = node.child_count() == 0 || is_string(node);
    if (leaf && node.end() > node.begin()) {
      if (by_indentation && node.line() != line) mix(node.column() + 1);
      line = node.line();
      mix(std::hash<std::string_view>()(node.text(text)));
    }
    return !leaf;
  });
  return shape;
}

}  // namespace suit::repair
