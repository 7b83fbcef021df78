#include "verify/tell_code.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/text.h"

namespace suit::tells {
namespace {

constexpr size_t kNodesMax = 3'000'000;
constexpr int kDepthMax = 60;  // of an expression whose value is asked for

struct FormRow {
  Form form;
  std::string_view types;  // blank-separated; the grammars' names rarely collide, so one set serves all
};
constexpr FormRow kForms[] = {
    {Form::kName, "identifier type_identifier shorthand_property_identifier package_identifier"},
    {Form::kCall, "call call_expression new_expression method_invocation object_creation_expression"},
    {Form::kMember,
     "attribute member_expression field_expression selector_expression field_access scoped_identifier "
     "qualified_identifier scoped_type_identifier"},
    {Form::kIndex, "subscript subscript_expression index_expression array_access"},
    {Form::kString,
     "string string_literal raw_string_literal interpreted_string_literal template_string "
     "concatenated_string"},
    {Form::kNumber,
     "integer float number number_literal int_literal float_literal integer_literal decimal_integer_literal "
     "hex_integer_literal decimal_floating_point_literal"},
    {Form::kTrue, "true"},
    {Form::kFalse, "false"},
    {Form::kNull, "none null undefined nil null_literal nullptr"},
    {Form::kBinary,
     "binary_operator boolean_operator comparison_operator binary_expression instanceof_expression"},
    {Form::kUnary, "not_operator unary_operator unary_expression"},
    {Form::kAssign,
     "assignment augmented_assignment assignment_expression augmented_assignment_expression "
     "assignment_statement short_var_declaration compound_assignment_expr init_declarator "
     "variable_declarator "
     "let_declaration named_expression default_parameter typed_default_parameter assignment_pattern var_spec "
     "public_field_definition field_definition"},
    {Form::kFunction,
     "function_definition function_declaration function_expression arrow_function method_definition "
     "method_declaration func_literal function_item closure_expression lambda constructor_declaration "
     "generator_function_declaration generator_function lambda_expression"},
    {Form::kClass,
     "class_definition class_declaration class class_specifier struct_specifier impl_item trait_item"},
    {Form::kIf, "if_statement if_expression conditional_expression ternary_expression elif_clause"},
    {Form::kCase, "case_clause switch_case expression_case match_arm case_statement switch_rule"},
    {Form::kPair, "pair keyed_element"},
    {Form::kCatch, "except_clause except_group_clause catch_clause"},
    {Form::kImport,
     "import_statement import_from_statement future_import_statement import_declaration use_declaration"},
    {Form::kWrapped,
     "parenthesized_expression await_expression await sequence_expression non_null_expression "
     "condition_clause "
     "match_pattern case_pattern literal_element"},
    {Form::kList,
     "tuple list set array tuple_expression array_expression initializer_list expression_list pattern_list "
     "tuple_pattern list_pattern literal_value union_pattern or_pattern"},
    {Form::kReturn, "return_statement return_expression"},
    {Form::kThrow, "raise_statement throw_statement throw_expression"},
};

// By the type's name, a text that a grammar has only once.
class Forms {
 public:
  Form of(const char* type) {
    auto [known, added] = known_.emplace(type, Form::kOther);
    if (!added) return known->second;
    for (const FormRow& row : kForms)
      for (std::string_view one : split(row.types, ' '))
        if (one == type) known->second = row.form;
    return known->second;
  }

 private:
  std::unordered_map<const char*, Form> known_;
};

// An attribute after which the next item is a test's: #[test], #[cfg(test)], #[cfg(all(test, …))].
bool marks_test(std::string_view attribute) {
  std::string dense;
  for (char c : attribute)
    if (c != ' ' && c != '\n') dense += c;
  return dense == "#[test]" || dense.starts_with("#[cfg(test") || dense.starts_with("#[cfg(all(test") ||
         dense.starts_with("#[bench]") || dense.ends_with("::test]") || dense.starts_with("#[rstest");
}

bool is_comment(std::string_view type) {
  return type == "comment" || type == "line_comment" || type == "block_comment";
}

void append_escape(std::string& out, std::string_view text, size_t& at) {
  auto digits = [&](size_t from, size_t count, int base) {
    uint32_t value = 0;
    const char* first = text.data() + std::min(from, text.size());
    const char* last = text.data() + std::min(from + count, text.size());
    at = from + static_cast<size_t>(std::from_chars(first, last, value, base).ptr - first);
    append_utf8(out, value);
  };
  char c = at < text.size() ? text[at] : '\\';
  if (c == 'x') return digits(at + 1, 2, 16);
  if (c == 'u' && at + 1 < text.size() && text[at + 1] == '{') {
    digits(at + 2, 6, 16);
    if (at < text.size()) ++at;
    return;
  }
  if (c == 'u') return digits(at + 1, 4, 16);
  if (c == 'U') return digits(at + 1, 8, 16);
  if (c >= '0' && c <= '7') return digits(at, 3, 8);
  ++at;
  constexpr std::string_view kLetters = "ntrabfv", kValues = "\n\t\r\a\b\f\v";
  if (size_t letter = kLetters.find(c); letter != kLetters.npos)
    out += kValues[letter];
  else if (c != '\n')
    out += c;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
    } else {
      append_escape(out, text, ++at);
    }
  }
  return out;
}

// The contents of one literal, without its prefix and quotes.
std::string literal_text(std::string_view literal) {
  size_t quote = literal.find_first_of("\"'`");
  if (quote == literal.npos) return std::string(literal);
  std::string prefix = to_lower(literal.substr(0, quote));
  bool raw = prefix.find('r') != prefix.npos || literal[quote] == '`';
  size_t run = literal.find_first_not_of(literal[quote], quote);
  size_t width = run != literal.npos && run - quote >= 3 ? 3 : 1;
  literal.remove_prefix(std::min(literal.size(), quote + width));
  size_t hashes = literal.size() - literal.find_last_not_of('#') - 1;  // Rust's r#"…"#
  literal.remove_suffix(std::min(literal.size(), width + (raw ? hashes : 0)));
  return raw ? std::string(literal) : unescaped(literal);
}

}  // namespace

std::optional<double> number_of(std::string_view text) {
  std::string low;
  for (char c : to_lower(text))
    if (c != '_' && c != '\'') low += c;
  auto based = [&](int base) -> std::optional<double> {
    uint64_t whole = 0;
    auto [rest, error] = std::from_chars(low.data() + 2, low.data() + low.size(), whole, base);
    return error == std::errc() ? std::optional(static_cast<double>(whole)) : std::nullopt;
  };
  if (low.starts_with("0x")) return based(16);
  if (low.starts_with("0o")) return based(8);
  if (low.starts_with("0b")) return based(2);
  double value = 0;
  auto [rest, error] = std::from_chars(low.data(), low.data() + low.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

CodeFile::CodeFile(Grammar grammar, std::string_view text, SyntaxTree tree)
    : grammar_(grammar), text_(text), tree_(std::move(tree)) {}

Result<CodeFile> CodeFile::parse(Grammar grammar, std::string_view text, TestRegions regions) {
  ASSIGN_OR_RETURN(SyntaxTree tree, SyntaxTree::parse(grammar, text));
  CodeFile file(grammar, text, std::move(tree));
  RETURN_IF_ERROR(file.flatten(regions));
  return file;
}

Result<void> CodeFile::flatten(TestRegions regions) {
  Forms forms;
  TSTreeCursor cursor = ts_tree_cursor_new(tree_.root().raw());
  std::vector<At> open;  // for each level of the cursor, the node of the list that it is, or is below of
  bool skip_next = false, fits = true;
  for (bool more = true; more;) {
    SyntaxNode node(ts_tree_cursor_current_node(&cursor));
    At parent = open.empty() ? kNowhere : open.back(), own = parent;
    bool descend = true;
    if (node.is_named()) {
      std::string_view type = node.type();
      bool attribute = type == "attribute_item";
      if (is_comment(type) || (skip_next && !attribute)) {
        descend = false;
        if (!is_comment(type)) skip_next = false;
      } else {
        if (attribute && regions == TestRegions::kSkip && marks_test(node.text(text_))) {
          skip_next = true;
          descend = false;
        }
        own = size();
        const char* field = ts_tree_cursor_current_field_name(&cursor);
        Form form = forms.of(ts_node_type(node.raw()));
        if (type == "boolean_literal") form = node.text(text_) == "true" ? Form::kTrue : Form::kFalse;
        nodes_.push_back({node, parent, own + 1, field ? field : "", form});
      }
    }
    if (nodes_.size() > kNodesMax) {
      fits = false;
      break;
    }
    if (descend && ts_tree_cursor_goto_first_child(&cursor)) {
      open.push_back(own);
      continue;
    }
    while (!(more = ts_tree_cursor_goto_next_sibling(&cursor))) {
      if (!ts_tree_cursor_goto_parent(&cursor)) break;
      open.pop_back();
    }
  }
  ts_tree_cursor_delete(&cursor);
  if (!fits) return Error{ErrorCode::kLimit, "the file has too many syntax nodes"};
  // Children follow their parent, so the last one sets the end last when read backwards.
  for (At at = size(); at-- > 1;)
    if (At above = nodes_[at].parent; above != kNowhere)
      nodes_[above].end = std::max(nodes_[above].end, nodes_[at].end);
  return {};
}

bool CodeFile::is_script() const {
  return grammar_ == Grammar::kJavaScript || grammar_ == Grammar::kTypeScript || grammar_ == Grammar::kTsx;
}

bool CodeFile::is_c() const {
  return grammar_ == Grammar::kC || grammar_ == Grammar::kCpp;
}

At CodeFile::field(At at, std::string_view name) const {
  if (at == kNowhere) return kNowhere;
  for (At child = at + 1; child < end(at); child = end(child))
    if (name == nodes_[child].field) return child;
  return kNowhere;
}

At CodeFile::any_field(At at, std::string_view names) const {
  for (size_t from = 0; from < names.size();) {
    size_t blank = std::min(names.find(' ', from), names.size());
    if (At found = field(at, names.substr(from, blank - from)); found != kNowhere) return found;
    from = blank + 1;
  }
  return kNowhere;
}

std::vector<At> CodeFile::children(At at) const {
  std::vector<At> found;
  if (at == kNowhere) return found;
  for (At child = at + 1; child < end(at); child = end(child)) found.push_back(child);
  return found;
}

At CodeFile::last_child(At at) const {
  At last = kNowhere;
  if (at == kNowhere) return last;
  for (At child = at + 1; child < end(at); child = end(child)) last = child;
  return last;
}

At CodeFile::around(At at, Form form) const {
  for (at = parent(at); at != kNowhere; at = parent(at))
    if (nodes_[at].form == form) return at;
  return kNowhere;
}

At CodeFile::expression_around(At at) const {
  for (At above = parent(at); above != kNowhere; above = parent(above)) {
    Form form = nodes_[above].form;
    std::string_view type = nodes_[above].node.type();
    At inner = form == Form::kFunction ? body(above) : kNowhere;  // that of a lambda may be an expression
    bool block = inner != kNowhere && nodes_[inner].node.type().ends_with("block");
    bool compound = block || form == Form::kClass || form == Form::kCase || form == Form::kCatch ||
                    type.ends_with("_statement") || type.ends_with("_clause") || type.ends_with("block") ||
                    type.ends_with("declaration") || parent(above) == kNowhere ||
                    (form == Form::kIf && type == "if_expression") || type.starts_with("for_") ||
                    type == "class_body" || type == "object" || type == "dictionary";
    if (compound) return at;
    at = above;
  }
  return at;
}

std::string_view CodeFile::function_name(At at) const {
  for (At above = parent(at); above != kNowhere; above = parent(above))
    if (nodes_[above].form == Form::kFunction)
      if (At name = name_of(above); name != kNowhere) return text(name);
  return "";
}

At CodeFile::unwrapped(At at) const {
  while (at != kNowhere) {
    if (nodes_[at].form == Form::kWrapped) {
      at = last_child(at);
    } else if (is(at, "as_expression") || is(at, "satisfies_expression") || is(at, "as_pattern")) {
      at = at + 1 < end(at) ? at + 1 : kNowhere;
    } else if (is(at, "expression_list") && end(at + 1) == end(at)) {
      at = at + 1;  // Go's lists of one
    } else {
      break;
    }
  }
  return at;
}

std::string_view CodeFile::operator_of(At at) const {
  SyntaxNode node = nodes_[at].node;
  for (const char* name : {"operator", "operators"})
    if (SyntaxNode token = node.field(name)) return token.text(text_);
  for (uint32_t i = 0; i < node.child_count(); ++i)
    if (SyntaxNode token = node.child(i); !token.is_named()) return token.text(text_);
  return "";
}

At CodeFile::left(At at) const {
  if (At found = any_field(at, "left name pattern declarator property"); found != kNowhere) return found;
  return at + 1 < end(at) ? at + 1 : kNowhere;
}

At CodeFile::right(At at) const {
  if (At found = any_field(at, "right value"); found != kNowhere) return found;
  return is(at, Form::kBinary) ? last_child(at) : kNowhere;
}

At CodeFile::callee(At call) const {
  return any_field(call, "function constructor name type");
}

At CodeFile::call_of(At at) const {
  if (grammar_ == Grammar::kJava && is(at, Form::kCall)) return at;
  At above = parent(at);
  while (above != kNowhere && is(above, Form::kWrapped) && unwrapped(above) == unwrapped(at)) {
    at = above;
    above = parent(at);
  }
  return is(above, Form::kCall) && callee(above) == at ? above : kNowhere;
}

std::vector<At> CodeFile::arguments(At call) const {
  std::vector<At> found;
  for (At one : children(field(call, "arguments")))
    if (!is(one, "keyword_argument")) found.push_back(one);
  return found;
}

At CodeFile::object(At member) const {
  return any_field(member, "object argument operand value array path scope");
}

At CodeFile::name_of(At node) const {
  At name = any_field(node, "name declarator");
  // C: the innermost declarator.
  while (name != kNowhere && type(name).ends_with("declarator")) {
    At inner = field(name, "declarator");
    name = inner != kNowhere ? inner : name + 1 < end(name) ? name + 1 : kNowhere;
  }
  if (name == kNowhere && node != kNowhere && is(node, Form::kFunction)) {
    // The variable or property that holds it.
    At above = parent(node);
    if (is(above, Form::kAssign)) return left(above);
    if (is(above, Form::kPair)) return field(above, "key");
  }
  return name;
}

std::vector<std::string_view> CodeFile::parameters(At function) const {
  std::vector<std::string_view> found;
  At list = field(function, "parameters");
  if (At one = field(function, "parameter"); one != kNowhere) return {text(one)};
  for (At inner = field(function, "declarator"); list == kNowhere && inner != kNowhere;
       inner = field(inner, "declarator"))
    list = field(inner, "parameters");
  for (At one : children(list)) {
    if (is(one, Form::kName) || is(one, "self_parameter")) {
      found.push_back(is(one, "self_parameter") ? "self" : text(one));
      continue;
    }
    At name = any_field(one, "name pattern declarator");
    while (name != kNowhere && type(name).ends_with("declarator")) {
      At inner = field(name, "declarator");
      name = inner != kNowhere ? inner : name + 1 < end(name) ? name + 1 : kNowhere;
    }
    bool wrapped = grammar_ == Grammar::kPython || is_script();  // *others, ...others
    if (name == kNowhere && wrapped && one + 1 < end(one)) name = one + 1;
    if (is(name, "rest_pattern") && name + 1 < end(name)) name = name + 1;
    found.push_back(is(name, Form::kName) ? text(name) : "");
  }
  return found;
}

At CodeFile::body(At function) const {
  return field(function, "body");
}

At CodeFile::condition(At test) const {
  At found = field(test, "condition");
  if (found == kNowhere && is(test, "conditional_expression")) {
    std::vector<At> parts = children(test);  // Python: value if condition else other
    if (parts.size() == 3) found = parts[1];
  }
  return unwrapped(found);
}

At CodeFile::consequence(At test) const {
  At found = field(test, "consequence");
  return found == kNowhere && test + 1 < end(test) ? test + 1 : found;
}

std::vector<At> CodeFile::returned(At function) const {
  std::vector<At> found;
  At whole = body(function);
  if (whole == kNowhere) return found;
  bool block = type(whole).ends_with("block") || type(whole) == "compound_statement";
  if (!block) found.push_back(unwrapped(whole));
  for (At at = whole; at < end(whole);) {
    if (at != whole && (nodes_[at].form == Form::kFunction || nodes_[at].form == Form::kClass)) {
      at = end(at);
      continue;
    }
    if (nodes_[at].form == Form::kReturn) found.push_back(at + 1 < end(at) ? unwrapped(at + 1) : kNowhere);
    ++at;
  }
  // Rust: the block's last expression.
  if (At last = last_child(whole); grammar_ == Grammar::kRust && block && last != kNowhere)
    if (!type(last).ends_with("_statement") && !type(last).ends_with("_declaration"))
      found.push_back(unwrapped(last));
  return found;
}

std::optional<std::string> CodeFile::constant_text(At at) const {
  // Sums nest to the left; a stack keeps deep ones off the call stack.
  std::string value;
  std::vector<At> waiting{at};
  for (int steps = 0; !waiting.empty(); ++steps) {
    At one = unwrapped(waiting.back());
    waiting.pop_back();
    if (one == kNowhere || steps > kDepthMax * 10) return std::nullopt;
    if (is(one, "concatenated_string")) {
      for (At part = last_child(one); part != kNowhere;) {
        waiting.push_back(part);
        At before = kNowhere;
        for (At child = one + 1; child < part; child = end(child)) before = child;
        part = before;
      }
    } else if (nodes_[one].form == Form::kString) {
      for (At part : children(one))
        if (is(part, "interpolation") || is(part, "template_substitution")) return std::nullopt;
      value += literal_text(text(one));
    } else if (nodes_[one].form == Form::kBinary && operator_of(one) == "+") {
      waiting.push_back(right(one));
      waiting.push_back(left(one));
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<double> CodeFile::number(At at) const {
  at = unwrapped(at);
  double sign = 1;
  if (is(at, Form::kUnary) && operator_of(at) == "-") {
    sign = -1;
    at = unwrapped(last_child(at));
  }
  if (!is(at, Form::kNumber)) return std::nullopt;
  auto value = number_of(text(at));
  return value ? std::optional(sign * *value) : std::nullopt;
}

bool CodeFile::is_literal(At at) const {
  std::vector<At> waiting{at};
  while (!waiting.empty()) {
    At one = unwrapped(waiting.back());
    waiting.pop_back();
    if (one == kNowhere) return false;
    switch (nodes_[one].form) {
      case Form::kNumber:
      case Form::kTrue:
      case Form::kFalse:
      case Form::kNull:
        break;
      case Form::kString:
        if (!constant_text(one)) return false;
        break;
      case Form::kUnary:
        if (!number(one)) return false;
        break;
      case Form::kList:
        for (At part : children(one)) waiting.push_back(part);
        break;
      default:
        return false;
    }
  }
  return true;
}

}  // namespace suit::tells
