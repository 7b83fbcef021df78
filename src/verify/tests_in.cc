#include "verify/tests_in.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "code/syntax.h"
#include "folder/path_kind.h"
#include "verify/word_list.h"

namespace suit {
namespace {

using Role = TestStatement::Role;
using Kind = TestUnit::Kind;

// How the statements of a language appear in its syntax trees: names of node types, separated by blanks.
struct StatementNodes {
  std::vector<Grammar> grammars;
  std::string_view plain, asserts, conditions, loops, tries, exits, marks, functions;
  std::string_view values;    // leaves that are values
  std::string_view strings;   // one value each, whatever they contain
  std::string_view comments;  // left out
  std::string_view blocks;    // their braces are left out
};

const std::vector<StatementNodes>& statement_nodes() {
  static const std::vector<StatementNodes> rows = {
      {.grammars = {Grammar::kPython},
       .plain = "expression_statement delete_statement import_statement import_from_statement "
                "global_statement with_statement break_statement continue_statement pass_statement",
       .asserts = "assert_statement",
       .conditions = "if_statement elif_clause else_clause match_statement case_clause while_statement",
       .loops = "for_statement",
       .tries = "try_statement except_clause except_group_clause finally_clause",
       .exits = "return_statement raise_statement",
       .marks = "decorator",
       .functions = "function_definition class_definition",
       .values = "integer float true false none ellipsis",
       .strings = "string",
       .comments = "comment",
       .blocks = ""},
      {.grammars = {Grammar::kJavaScript, Grammar::kTypeScript, Grammar::kTsx},
       .plain = "expression_statement lexical_declaration variable_declaration import_statement "
                "export_statement field_definition public_field_definition break_statement "
                "continue_statement",
       .conditions = "if_statement else_clause switch_statement switch_case while_statement do_statement",
       .loops = "for_statement for_in_statement",
       .tries = "try_statement catch_clause finally_clause",
       .exits = "return_statement throw_statement",
       .marks = "decorator",
       .functions = "function_declaration generator_function_declaration class_declaration method_definition",
       .values = "number true false null undefined",
       .strings = "string template_string regex",
       .comments = "comment html_comment",
       .blocks = "statement_block class_body"},
      {.grammars = {Grammar::kC, Grammar::kCpp},
       .plain = "expression_statement declaration field_declaration preproc_def preproc_function_def "
                "preproc_include using_declaration type_definition break_statement continue_statement",
       .conditions = "if_statement else_clause switch_statement case_statement while_statement do_statement "
                     "preproc_if preproc_ifdef preproc_else preproc_elif",
       .loops = "for_statement for_range_loop",
       .tries = "try_statement catch_clause",
       .exits = "return_statement throw_statement",
       .marks = "",
       .functions = "function_definition",
       .values = "number_literal true false null nullptr char_literal",
       .strings = "string_literal raw_string_literal char_literal",
       .comments = "comment",
       .blocks = "compound_statement declaration_list field_declaration_list"},
      {.grammars = {Grammar::kGo},
       .plain = "expression_statement short_var_declaration var_declaration const_declaration "
                "assignment_statement go_statement defer_statement inc_statement dec_statement "
                "import_declaration break_statement continue_statement",
       .conditions = "if_statement expression_switch_statement type_switch_statement expression_case "
                     "default_case select_statement",
       .loops = "for_statement",
       .tries = "",
       .exits = "return_statement",
       .marks = "",
       .functions = "function_declaration method_declaration",
       .values = "int_literal float_literal imaginary_literal rune_literal true false nil",
       .strings = "interpreted_string_literal raw_string_literal",
       .comments = "comment",
       .blocks = "block statement_list"},
      {.grammars = {Grammar::kRust},
       .plain =
           "expression_statement let_declaration use_declaration const_item static_item macro_definition",
       .conditions = "if_expression else_clause match_expression match_arm while_expression",
       .loops = "for_expression loop_expression",
       .tries = "",
       .exits = "return_expression",
       .marks = "attribute_item inner_attribute_item",
       .functions = "function_item",
       .values = "integer_literal float_literal",
       .strings = "string_literal raw_string_literal boolean_literal char_literal",
       .comments = "line_comment block_comment",
       .blocks = "block declaration_list match_block"},
      {.grammars = {Grammar::kJava},
       .plain = "expression_statement local_variable_declaration field_declaration import_declaration "
                "break_statement continue_statement",
       .asserts = "assert_statement",
       .conditions =
           "if_statement switch_expression switch_block_statement_group while_statement do_statement",
       .loops = "for_statement enhanced_for_statement",
       .tries = "try_statement try_with_resources_statement catch_clause finally_clause",
       .exits = "return_statement throw_statement",
       .marks = "annotation marker_annotation",
       .functions = "method_declaration constructor_declaration",
       .values = "decimal_integer_literal hex_integer_literal decimal_floating_point_literal true false "
                 "null_literal character_literal",
       .strings = "string_literal",
       .comments = "line_comment block_comment",
       .blocks = "block class_body"},
  };
  return rows;
}

const StatementNodes* statement_nodes_of(Grammar grammar) {
  for (const StatementNodes& row : statement_nodes())
    if (std::find(row.grammars.begin(), row.grammars.end(), grammar) != row.grammars.end()) return &row;
  return nullptr;
}

// What a node is, by its symbol, so that no name is compared twice.
struct NodeClass {
  bool is_statement = false, is_value = false, is_string = false, is_comment = false, is_block = false,
       is_function = false;
  Role role = Role::kPlain;
};

std::vector<NodeClass> node_classes(const StatementNodes& row, const TSLanguage* language) {
  std::map<std::string_view, NodeClass> by_name;
  auto statements = [&](std::string_view names, Role role) {
    for (std::string_view name : split(names, ' ')) {
      if (name.empty()) continue;
      by_name[name].is_statement = true;
      by_name[name].role = role;
    }
  };
  auto flags = [&](std::string_view names, bool NodeClass::*flag) {
    for (std::string_view name : split(names, ' '))
      if (!name.empty()) by_name[name].*flag = true;
  };
  statements(row.plain, Role::kPlain);
  statements(row.asserts, Role::kAssert);
  statements(row.conditions, Role::kCondition);
  statements(row.loops, Role::kLoop);
  statements(row.tries, Role::kTry);
  statements(row.exits, Role::kExit);
  statements(row.marks, Role::kMark);
  statements(row.functions, Role::kFunction);
  flags(row.functions, &NodeClass::is_function);
  flags(row.values, &NodeClass::is_value);
  flags(row.strings, &NodeClass::is_string);
  flags(row.comments, &NodeClass::is_comment);
  flags(row.blocks, &NodeClass::is_block);
  std::vector<NodeClass> classes(ts_language_symbol_count(language));
  for (size_t i = 0; i < classes.size(); ++i) {
    auto symbol = static_cast<TSSymbol>(i);
    auto it = by_name.find(ts_language_symbol_name(language, symbol));
    if (it == by_name.end()) continue;
    if (ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular || it->second.is_value)
      classes[i] = it->second;
  }
  return classes;
}

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::string_view kScriptTests =
                               "it test specify xit xtest xspecify fit ftest it_ Deno.test property scenario",
                           kScriptGroups =
                               "describe context suite xdescribe xcontext xsuite fdescribe feature",
                           kMacroTests =
                               "TEST TEST_F TEST_P TYPED_TEST TYPED_TEST_P TEST_CASE SCENARIO "
                               "TEST_CASE_METHOD TEMPLATE_TEST_CASE BOOST_AUTO_TEST_CASE "
                               "BOOST_FIXTURE_TEST_CASE BOOST_DATA_TEST_CASE FUZZ_TEST";

// GoogleTest does not run a test or suite whose name begins so.
constexpr std::string_view kDisabledPrefix =
    "DISABLED"
    "_";

// A name and its value from quotes: "'zero'" → "zero".
std::string unquoted(std::string_view text) {
  size_t begin = text.find_first_of("'\"`");
  if (begin == text.npos || text.size() < begin + 2) return std::string(text);
  return std::string(text.substr(begin + 1, text.size() - begin - 2));
}

class TestReader {
 public:
  TestReader(Grammar grammar, std::string_view path, std::string_view text)
      : grammar_(grammar), text_(text), is_test_file_(is_test(path)), row_(*statement_nodes_of(grammar)) {
    file_.units.push_back({.kind = Kind::kFile, .line = 1});
    file_.units[0].statements.reserve(16);
  }

  TestFile read() {
    auto tree = SyntaxTree::parse(grammar_, text_);
    if (!tree) return std::move(file_);
    classes_ = node_classes(row_, ts_tree_language_of(*tree));
    visit(tree->root());
    drop_units_without_tests();
    mark_replaced();
    return std::move(file_);
  }

 private:
  struct Frame {
    SyntaxNode node;
    bool is_block = false;
    std::optional<size_t> unit, statement;  // those before it, to return to
    bool closes_function = false;
  };

  static const TSLanguage* ts_tree_language_of(const SyntaxTree& tree) {
    return ts_node_language(tree.root().raw());
  }

  // Without recursion: trees may be as deep as their text is long.
  void visit(SyntaxNode root) {
    TSTreeCursor cursor = ts_tree_cursor_new(root.raw());
    bool more = true;
    while (more) {
      SyntaxNode node(ts_tree_cursor_current_node(&cursor));
      // Costly in deep trees, so only where it is asked for.
      const char* field =
          is_scripts() || grammar_ == Grammar::kRust ? ts_tree_cursor_current_field_name(&cursor) : nullptr;
      bool deeper = enter(node, field ? field : "") && ts_tree_cursor_goto_first_child(&cursor);
      if (deeper) continue;
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
        if (!ts_tree_cursor_goto_parent(&cursor)) {
          more = false;
          break;
        }
        leave();
      }
    }
    ts_tree_cursor_delete(&cursor);
  }

  TestUnit& unit() { return file_.units[unit_]; }

  // Pushes a frame; false: the children are of no interest.
  bool enter(SyntaxNode node, std::string_view field) {
    const NodeClass& as = class_of(node);
    Frame frame{.node = node, .is_block = as.is_block, .unit = unit_, .statement = statement_};
    const Frame* parent = frames_.empty() ? nullptr : &frames_.back();
    bool goes_on = true;
    if (as.is_comment) {
      if (grammar_ == Grammar::kGo && unit().kind == Kind::kTest && unit().own_name.starts_with("Example"))
        add_token(node, true);  // "// Output:" is what the runner compares
      goes_on = false;
    } else if (std::optional<TestUnit> opened = open(node, as, parent)) {
      open_unit(node, std::move(*opened));
      if (as.is_function && file_.units[unit_].kind != Kind::kGroup) {
        ++functions_;
        frame.closes_function = true;
      }
    } else if (as.is_statement || is_statement_by_place(node, parent, field)) {
      push_statement({.role = as.is_statement ? as.role : Role::kPlain, .line = node.line()});
    }
    if (goes_on && (as.is_string || node.child_count() == 0)) {
      // { 'a': 1 } is { a: 1 }.
      bool is_key = parent && field == "key" && as.is_string && is_scripts();
      std::string_view text = node.text(text_);
      bool is_plain_key =
          is_key && text.size() > 2 && std::all_of(text.begin() + 1, text.end() - 1, is_word_byte);
      if (is_plain_key)
        add_text(text.substr(1, text.size() - 2), node.line());
      else
        add_leaf(node, as, parent);
      goes_on = false;
    }
    frames_.push_back(frame);
    return goes_on;
  }

  void leave() {
    Frame& frame = frames_.back();
    unit_ = *frame.unit;
    statement_ = frame.statement;
    if (frame.closes_function) --functions_;
    frames_.pop_back();
  }

  const NodeClass& class_of(SyntaxNode node) const {
    static const NodeClass none;
    TSSymbol symbol = ts_node_symbol(node.raw());
    return symbol < classes_.size() ? classes_[symbol] : none;  // errors have a symbol of their own
  }

  // Expressions that are statements only where they are.
  bool is_statement_by_place(SyntaxNode node, const Frame* parent, std::string_view field) const {
    if (!parent || !node.is_named()) return false;
    std::string_view type = parent->node.type();
    if (grammar_ == Grammar::kRust)  // the last expression of a block, the body of an arm
      return (type == "block" && node.type() != "label") ||
             (type == "match_arm" && field == "value" && node.type() != "block");
    if (type == "arrow_function" && field == "body" && node.type() != "statement_block") {
      std::string_view body = node.text(text_);
      return body.starts_with("expect") || body.starts_with("assert") || body.starts_with("await ");
    }
    return false;
  }

  void push_statement(TestStatement statement) {
    statement.parent = statement_.value_or(TestStatement::kNone);
    unit().statements.push_back(std::move(statement));
    statement_ = unit().statements.size() - 1;
  }

  // Begins a unit, whose first statement is its header. What marks it, in front of it, becomes its own.
  void open_unit(SyntaxNode node, TestUnit opened) {
    std::vector<TestStatement>& outer = unit().statements;
    size_t first = outer.size();
    while (first > 0 && takes_mark(opened, outer, first - 1)) --first;
    opened.line = node.line();
    opened.outer = unit_;
    std::optional<size_t> around = statement_;
    std::vector<TestStatement> marks(std::make_move_iterator(outer.begin() + static_cast<ptrdiff_t>(first)),
                                     std::make_move_iterator(outer.end()));
    // The condition that it stands under, such as `if False:`, counts as its own.
    for (size_t at = around.value_or(TestStatement::kNone); at < first; at = outer[at].parent)
      if (outer[at].role == Role::kCondition) opened.statements.push_back(outer[at]);
    outer.resize(first);
    for (TestStatement& statement : opened.statements) statement.parent = TestStatement::kNone;
    for (TestStatement& mark : marks) {
      mark.parent = TestStatement::kNone;
      opened.statements.push_back(std::move(mark));
    }
    file_.units.push_back(std::move(opened));
    unit_ = file_.units.size() - 1;
    statement_.reset();
    push_statement({.role = Role::kHeader, .line = node.line()});
  }

  bool takes_mark(const TestUnit& opened, const std::vector<TestStatement>& statements, size_t at) const {
    const TestStatement& last = statements[at];
    if (last.role == Role::kMark) return grammar_ != Grammar::kJava && !is_inner_attribute(last);
    // Catch2's TEST_CASE("name") { … } is a statement and a block.
    return opened.kind == Kind::kTest && is_c() && at + 1 == statements.size() && is_macro_call(last);
  }

  static bool is_inner_attribute(const TestStatement& mark) {
    return mark.tokens.size() > 1 && mark.tokens[0].text == "#" && mark.tokens[1].text == "!";
  }
  bool is_macro_call(const TestStatement& statement) const {
    return !statement.tokens.empty() && is_one_of(statement.tokens[0].text, kMacroTests);
  }
  bool is_scripts() const {
    return grammar_ == Grammar::kJavaScript || grammar_ == Grammar::kTypeScript || grammar_ == Grammar::kTsx;
  }
  bool is_c() const { return grammar_ == Grammar::kC || grammar_ == Grammar::kCpp; }

  void add_leaf(SyntaxNode node, const NodeClass& as, const Frame* parent) {
    std::string_view text = node.text(text_);
    if (trim(text).empty() || text == ";") return;
    if (parent && !node.is_named()) {
      bool is_brace = text == "{" || text == "}";
      if (is_brace && parent->is_block) return;
      // Parentheses around a whole condition or statement mean nothing.
      if ((text == "(" || text == ")") && parent->node.type() == "parenthesized_expression" &&
          frames_.size() > 1) {
        const NodeClass& around = class_of(frames_[frames_.size() - 2].node);
        SyntaxNode inner = parent->node.named_child(0);
        if (around.is_statement ||
            (inner && (class_of(inner).is_string || inner.type() == "concatenated_string")))
          return;
      }
    }
    add_token(node, as.is_value || as.is_string);
  }

  void add_text(std::string_view text, size_t line) {
    if (statement_) unit().statements[*statement_].tokens.push_back({.text = text, .line = line});
  }

  void add_token(SyntaxNode node, bool is_value) {
    if (!statement_) return;  // a brace, a keyword, a type: not a part of any statement
    TestTokens& tokens = unit().statements[*statement_].tokens;
    std::string_view text = node.text(text_);
    bool closes = text == ")" || text == "]" || text == "}";
    if (closes && !tokens.empty() && tokens.back().text == ",") tokens.pop_back();
    if (is_value) text = plain_string(text, tokens);
    tokens.push_back({.text = text, .line = node.line(), .is_value = is_value});
    if (tokens.size() == 1) unit().statements[*statement_].line = node.line();
  }

  // A string with single quotes, joined with a string right before it: how it is broken into lines means
  // nothing.
  std::string_view plain_string(std::string_view text, TestTokens& tokens) {
    auto is_plain = [](std::string_view each, char quote) {
      return each.size() >= 2 && each.front() == quote && each.back() == quote &&
             !(each.size() > 2 && each[1] == quote);
    };
    size_t prefix = std::min(text.find('"'), text.size());  // r"", """"""
    std::string_view quoted = text.substr(prefix);
    bool is_triple = quoted.size() >= 6 && quoted.starts_with("\"\"\"") && quoted.ends_with("\"\"\"");
    if (prefix <= 2 && (is_triple || is_plain(quoted, '"')) && text.find('\'') == text.npos) {
      std::string single(text);
      for (size_t i = 0; i < (is_triple ? 3 : 1); ++i)
        single[prefix + i] = single[single.size() - 1 - i] = '\'';
      text = file_.strings.emplace_back(std::move(single));
    }
    bool joins = (is_c() || grammar_ == Grammar::kPython) && !tokens.empty() && tokens.back().is_value &&
                 text.size() < 4'096 && tokens.back().text.size() < 65'536;
    for (char quote : {'\'', '"'}) {
      bool is_string = is_plain(text, '\'') || is_plain(text, '"');
      if (!joins || !is_string || !is_plain(tokens.back().text, quote)) continue;
      std::string whole(tokens.back().text.substr(0, tokens.back().text.size() - 1));
      whole.append(text.substr(1, text.size() - 2));
      bool is_double = whole.find('\'', 1) != whole.npos;
      whole += '\'';
      if (is_double) whole.front() = whole.back() = '"';
      tokens.pop_back();
      return file_.strings.emplace_back(std::move(whole));
    }
    return text;
  }

  // The name with the groups around it.
  std::string full_name(std::string_view own, std::string_view between) const {
    std::string name(own);
    for (size_t at = unit_; at != TestStatement::kNone; at = file_.units[at].outer)
      if (!file_.units[at].own_name.empty()) name = file_.units[at].own_name + std::string(between) + name;
    return name;
  }

  TestUnit made(Kind kind, std::string_view own, std::string_view between) const {
    return {.kind = kind, .name = full_name(own, between), .own_name = std::string(own)};
  }

  std::optional<TestUnit> open(SyntaxNode node, const NodeClass& as, const Frame* parent) {
    if (!node.is_named()) return std::nullopt;
    switch (grammar_) {
      case Grammar::kPython:
        return open_python(node, as);
      case Grammar::kJavaScript:
      case Grammar::kTypeScript:
      case Grammar::kTsx:
        return open_script(node, as);
      case Grammar::kC:
      case Grammar::kCpp:
        return open_c(node, as, parent);
      case Grammar::kGo:
        return open_go(node, as);
      case Grammar::kRust:
        return open_rust(node, as);
      case Grammar::kJava:
        return open_java(node, as);
    }
    return std::nullopt;
  }

  std::optional<TestUnit> open_python(SyntaxNode node, const NodeClass& as) {
    if (!as.is_function || functions_ > 0) return std::nullopt;
    std::string_view name = node.field("name").text(text_);
    if (node.type() == "class_definition") {
      TestUnit group = made(Kind::kGroup, name, ".");
      // pytest takes classes by name, unittest those with the right base.
      bool is_taken = name.starts_with("Test") || node.field("superclasses");
      group.is_disabled = !is_taken;
      return group;
    }
    bool is_taken = name.starts_with("test") && !in_disabled_group();
    return made(is_taken ? Kind::kTest : Kind::kHelper, name, ".");
  }

  bool in_disabled_group() const {
    for (size_t at = unit_; at != TestStatement::kNone; at = file_.units[at].outer)
      if (file_.units[at].is_disabled) return true;
    return false;
  }

  std::optional<TestUnit> open_script(SyntaxNode node, const NodeClass& as) {
    if (as.is_function && functions_ == 0 && unit().kind != Kind::kTest && unit().kind != Kind::kHelper)
      return made(Kind::kHelper, node.field("name").text(text_), " > ");
    if (node.type() != "call_expression") return std::nullopt;
    SyntaxNode arguments = node.field("arguments"), callee = node.field("function");
    if (!arguments || arguments.type() != "arguments") return std::nullopt;
    std::string_view called = callee.text(text_);
    std::string_view base = called.substr(0, std::min(called.size(), called.find_first_of(".(`\n <")));
    bool is_group = is_one_of(base, kScriptGroups), is_case = is_one_of(base, kScriptTests);
    // node:test's t.test("name", …), Deno.test, QUnit.test
    if (!is_group && !is_case && !base.empty() && std::all_of(base.begin(), base.end(), is_word_byte))
      is_case = called.substr(base.size()) == ".test" && unit().kind != Kind::kHelper;
    if (!is_group && !is_case) return std::nullopt;
    if (called.ends_with(".each") || called.ends_with(".for") || called.ends_with(".if") ||
        called.ends_with("If"))
      return std::nullopt;  // the table alone; the call of its result is the test
    SyntaxNode first = arguments.named_child(0), second = arguments.named_child(1);
    if (!first || arguments.named_child_count() > 16) return std::nullopt;
    std::string_view type = first.type();
    bool is_name = class_of(first).is_string;
    if (!is_name && !second) return std::nullopt;  // `/x/.test(y)`, a test without a name
    if (type == "object" || type == "arrow_function" || type == "function_expression")
      return made(is_group ? Kind::kGroup : Kind::kTest, "without a name", " > ");
    std::string name = is_name ? unquoted(first.text(text_)) : squeezed(first.text(text_));
    return made(is_group ? Kind::kGroup : Kind::kTest, name, " > ");
  }

  std::optional<TestUnit> open_go(SyntaxNode node, const NodeClass& as) {
    if (as.is_function) {
      std::string_view name = node.field("name").text(text_);
      bool is_case = false;
      for (std::string_view prefix : {"Test", "Fuzz", "Example"})
        if (name.starts_with(prefix))
          is_case =
              name.size() == prefix.size() || !std::islower(static_cast<unsigned char>(name[prefix.size()]));
      return made(is_case && name != "TestMain" ? Kind::kTest : Kind::kHelper, name, "/");
    }
    if (node.type() != "call_expression" || unit().kind != Kind::kTest) return std::nullopt;
    std::string_view called = node.field("function").text(text_);
    SyntaxNode arguments = node.field("arguments");
    if (!called.ends_with(".Run") || !arguments || arguments.named_child_count() != 2) return std::nullopt;
    SyntaxNode name = arguments.named_child(0);
    if (name.type() != "interpreted_string_literal" || arguments.named_child(1).type() != "func_literal")
      return std::nullopt;  // a name from a table: part of the test around it
    return made(Kind::kTest, unquoted(name.text(text_)), "/");
  }

  std::optional<TestUnit> open_rust(SyntaxNode node, const NodeClass& as) {
    if (node.type() == "mod_item") {
      if (!node.field("body")) return std::nullopt;
      return made(Kind::kGroup, node.field("name").text(text_), "::");
    }
    if (!as.is_function || functions_ > 0) return std::nullopt;
    bool is_case = false;
    const std::vector<TestStatement>& before = unit().statements;
    for (size_t i = before.size(); i > 0 && before[i - 1].role == Role::kMark; --i) {
      const TestTokens& tokens = before[i - 1].tokens;
      for (const TestToken& token : tokens) {
        if (token.text == "(") break;
        is_case |= is_one_of(token.text, "test rstest test_case quickcheck bench");
      }
    }
    return made(is_case ? Kind::kTest : Kind::kHelper, node.field("name").text(text_), "::");
  }

  std::optional<TestUnit> open_c(SyntaxNode node, const NodeClass& as, const Frame* parent) {
    if (node.type() == "compound_statement" && parent && !parent->node.is_error() && functions_ == 0 &&
        !unit().statements.empty() && is_macro_call(unit().statements.back()) && unit().kind != Kind::kTest) {
      const TestTokens& tokens = unit().statements.back().tokens;
      std::string name;
      for (const TestToken& token : tokens)
        if (token.is_value && name.empty()) name = unquoted(token.text);
      return made(Kind::kTest, name, " > ");
    }
    if (!as.is_function || functions_ > 0) return std::nullopt;
    SyntaxNode declarator = node.field("declarator");
    for (int i = 0; i < 8 && declarator && declarator.type() != "function_declarator"; ++i)
      declarator = declarator.field("declarator");
    if (!declarator) return std::nullopt;
    std::string_view name = declarator.field("declarator").text(text_);
    if (!is_one_of(name, kMacroTests)) {
      bool is_case = is_test_file_ && name.starts_with("test_");  // plain C, called by main
      return made(is_case ? Kind::kTest : Kind::kHelper, name, "::");
    }
    std::string full;
    bool is_disabled = false;
    SyntaxNode parameters = declarator.field("parameters");
    for (uint32_t i = 0; i < parameters.named_child_count() && i < 2; ++i) {
      std::string_view part = parameters.named_child(i).text(text_);
      if (part.starts_with(kDisabledPrefix)) {
        part.remove_prefix(kDisabledPrefix.size());
        is_disabled = true;
      }
      full += (i > 0 ? "." : "") + std::string(part);
    }
    TestUnit opened = made(Kind::kTest, full, " > ");
    opened.is_disabled = is_disabled;
    return opened;
  }

  std::optional<TestUnit> open_java(SyntaxNode node, const NodeClass& as) {
    if (node.type() == "class_declaration") return made(Kind::kGroup, node.field("name").text(text_), ".");
    if (!as.is_function || functions_ > 0) return std::nullopt;
    SyntaxNode modifiers = node.named_child(0);
    bool is_case = false;
    if (modifiers && modifiers.type() == "modifiers") {
      for (uint32_t i = 0; i < modifiers.named_child_count() && i < 16; ++i) {
        std::string_view name = modifiers.named_child(i).field("name").text(text_);
        is_case |= is_one_of(name, "Test ParameterizedTest RepeatedTest TestFactory Property");
      }
    }
    return made(is_case ? Kind::kTest : Kind::kHelper, node.field("name").text(text_), ".");
  }

  // Code is not a test: of a file that is none only its tests count, and what is inside their groups.
  void drop_units_without_tests() {
    if (is_test_file_) return;
    bool takes_any = !is_scripts() || text_.find("import.meta.vitest") != text_.npos;
    std::vector<bool> holds(file_.units.size(), false);
    for (size_t i = 0; i < file_.units.size(); ++i)
      if (file_.units[i].kind == Kind::kTest && !is_python_or_go() && takes_any)
        for (size_t at = i; at != TestStatement::kNone && at != 0; at = file_.units[at].outer)
          holds[at] = true;
    for (size_t i = 0; i < file_.units.size(); ++i) {
      TestUnit& each = file_.units[i];
      bool in_group =
          each.kind == Kind::kHelper && each.outer != 0 && each.outer < holds.size() && holds[each.outer];
      if (holds[i] || in_group) continue;
      if (each.kind != Kind::kGroup) each.kind = i == 0 ? Kind::kFile : Kind::kHelper;
      each.statements.clear();
    }
  }
  // Their runners take tests only from files with a certain name.
  bool is_python_or_go() const { return grammar_ == Grammar::kPython || grammar_ == Grammar::kGo; }

  // In Python the last definition of a name holds.
  void mark_replaced() {
    if (grammar_ != Grammar::kPython) return;
    std::map<std::string_view, size_t> last;
    for (size_t i = 1; i < file_.units.size(); ++i) {
      auto [it, is_new] = last.emplace(file_.units[i].name, i);
      if (is_new) continue;
      file_.units[it->second].is_replaced = true;
      it->second = i;
    }
  }

  Grammar grammar_;
  std::string_view text_;
  bool is_test_file_;
  const StatementNodes& row_;
  std::vector<NodeClass> classes_;
  TestFile file_;
  size_t unit_ = 0;
  std::optional<size_t> statement_;
  std::vector<Frame> frames_;
  size_t functions_ = 0;  // around the node
};

bool needs_blank(const TestToken& left, const TestToken& right) {
  static constexpr std::string_view kTightLeft = "( [ . :: ! @ # ~ ?. -> ++ --",
                                    kTightRight = ") ] , . :: ( [ ?. -> ; ++ -- :";
  if (is_one_of(left.text, kTightLeft)) return false;
  if (right.text == "(" || right.text == "[")
    return !(is_word_byte(left.text.back()) || left.text == ")" || left.text == "]") || left.text == "in" ||
           left.text == "and" || left.text == "or" || left.text == "not" || left.text == "return" ||
           left.text == "if";
  if (right.text == "!" && is_word_byte(left.text.back())) return false;
  return !is_one_of(right.text, kTightRight);
}

}  // namespace

std::string text_of_tokens(const TestToken* begin, const TestToken* end) {
  std::string text;
  for (const TestToken* token = begin; token != end; ++token) {
    if (token != begin && needs_blank(token[-1], *token)) text += ' ';
    text += token->text;
  }
  return text;
}

std::string text_of_tokens(const TestTokens& tokens) {
  return text_of_tokens(tokens.data(), tokens.data() + tokens.size());
}

bool reads_tests(std::string_view path) {
  std::optional<Grammar> grammar = grammar_of(path);
  return grammar && statement_nodes_of(*grammar);
}

TestFile tests_in(std::string_view path, std::string_view text) {
  if (!reads_tests(path)) return {};
  return TestReader(*grammar_of(path), path, text).read();
}

bool is_collected(std::string_view path, std::string_view like) {
  if (extension_of(path) != extension_of(like)) return false;
  std::string ending = extension_of(path);
  auto stem = [](std::string_view of) {
    std::string_view name = name_in(of);
    return name.substr(0, name.rfind('.'));
  };
  std::string_view is = stem(path), was = stem(like);
  auto both = [&](auto rule) { return rule(is) || !rule(was); };
  if (ending == ".py" &&
      !both([](std::string_view name) { return name.starts_with("test_") || name.ends_with("_test"); }))
    return false;
  if (ending == ".go") {
    if (!both([](std::string_view name) { return name.ends_with("_test"); })) return false;
    // A file for one system: x_windows_test.go.
    auto system = [](std::string_view name) {
      static constexpr std::string_view kSystems =
          "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 "
          "windows 386 amd64 arm arm64 loong64 mips mips64 ppc64 ppc64le riscv64 s390x wasm";
      if (name.ends_with("_test")) name.remove_suffix(5);
      size_t at = name.rfind('_');
      return at != name.npos && is_one_of(name.substr(at + 1), kSystems);
    };
    if (system(is) && !system(was)) return false;
  }
  static constexpr std::string_view kScripts = ".js .mjs .cjs .jsx .ts .mts .cts .tsx";
  if (is_one_of(ending, kScripts)) {
    auto marked = [](std::string_view name) {
      return name.ends_with(".test") || name.ends_with(".spec") || name == "test" || name == "spec";
    };
    bool in_tests = ("/" + std::string(path)).find("/__tests__/") != std::string::npos;
    if (!in_tests && !both(marked)) return false;
  }
  return is_test(path) || !is_test(like);
}

}  // namespace suit
