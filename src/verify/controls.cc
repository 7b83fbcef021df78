#include "verify/controls.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "code/syntax.h"
#include "folder/judge_files.h"
#include "sandbox/sandbox.h"
#include "verify/word_list.h"

namespace suit {
namespace {

constexpr size_t kControlBytesMax = 4u << 20;  // of a file

bool is_node_grammar(Grammar grammar) {
  return grammar == Grammar::kJavaScript || grammar == Grammar::kTypeScript || grammar == Grammar::kTsx;
}

constexpr std::string_view kFunctions =
    "function_definition function_declaration generator_function_declaration method_definition "
    "arrow_function function_expression function function_item method_declaration constructor_declaration "
    "lambda";

std::string name_of_function(SyntaxNode node, std::string_view source) {
  for (std::string_view field : {"name", "declarator"}) {
    SyntaxNode named = node.field(field);
    while (named && named.field("declarator")) named = named.field("declarator");
    if (named) return std::string(named.text(source));
  }
  // const gcd = (a, b) => …
  SyntaxNode parent = node.parent();
  if (parent)
    if (SyntaxNode named = parent.field(parent.type() == "assignment_expression" ? "left" : "name"))
      return std::string(named.text(source));
  return "a function";
}

// The outermost functions of a text: a function within another is a part of it.
void each_function(SyntaxNode root, const std::function<void(SyntaxNode)>& visit) {
  walk(root, [&](SyntaxNode node) {
    if (!is_one_of(node.type(), kFunctions) || !node.field("body")) return true;
    visit(node);
    return false;
  });
}

std::string indentation_at(std::string_view source, size_t at) {
  size_t line = source.rfind('\n', at ? at - 1 : 0);
  line = line == source.npos ? 0 : line + 1;
  return std::string(source.substr(line, at - line));
}

// The source with the function aborting; nullopt if there is no form for it.
std::optional<std::string> aborting(Grammar grammar, std::string_view source, SyntaxNode function,
                                    const std::string& name) {
  SyntaxNode body = function.field("body");
  auto insert = [&](size_t at, const std::string& text) {
    return std::string(source.substr(0, at)) + text + std::string(source.substr(at));
  };
  bool is_block = body.type().ends_with("block") || body.type() == "compound_statement" ||
                  body.type() == "constructor_body";
  switch (grammar) {
    case Grammar::kPython: {
      if (function.type() == "lambda") return {};
      std::string record = Json{{"reached", name}}.dump(-1, ' ', true, Json::error_handler_t::replace);
      std::string report = "import os as suit_os, json as suit_json; suit_os.path.exists('" +
                           std::string(kReportPath) + "') and suit_os.write(suit_os.open('" +
                           std::string(kReportPath) + "', 1), (suit_json.dumps(dict(suit_json.loads(" +
                           Json(record).dump(-1, ' ', true) +
                           "), process=suit_os.getpid())) + chr(10)).encode()); suit_os.abort()";
      std::string blanks = indentation_at(source, body.begin());
      bool own_line = std::all_of(blanks.begin(), blanks.end(), [](char c) { return c == ' ' || c == '\t'; });
      return insert(body.begin(), report + (own_line ? "\n" + blanks : "; "));
    }
    case Grammar::kJavaScript:
    case Grammar::kTypeScript:
    case Grammar::kTsx:
      if (is_block) return insert(body.begin() + 1, " process.abort(); ");
      return std::string(source.substr(0, body.begin())) + "(process.abort(), " +
             std::string(body.text(source)) + ")" + std::string(source.substr(body.end()));
    case Grammar::kC:
    case Grammar::kCpp:
      return is_block ? std::optional(insert(body.begin() + 1, " if (1) __builtin_trap(); ")) : std::nullopt;
    case Grammar::kGo:
      return is_block ? std::optional(insert(body.begin() + 1, " if true { panic(\"aborted\") }; "))
                      : std::nullopt;
    case Grammar::kRust:
      return is_block ? std::optional(insert(body.begin() + 1, " if true { std::process::abort() } "))
                      : std::nullopt;
    case Grammar::kJava:
      return is_block ? std::optional(insert(body.begin() + 1, " if (true) Runtime.getRuntime().halt(134); "))
                      : std::nullopt;
  }
  return {};
}

// A literal with another value, in place of `node`; nullopt if it is not a plain one.
std::optional<std::string> other_literal(SyntaxNode node, std::string_view source) {
  std::string_view text = node.text(source), type = node.type();
  if (type == "unary_operator" || type == "unary_expression") return "(" + std::string(text) + " + 1)";
  if (is_one_of(type, "integer float number number_literal int_literal float_literal integer_literal")) {
    // The next number: a comparison that is true for near ones is not one.
    bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
    if (plain && text.size() <= 8) return std::to_string(std::stoll(std::string(text)) + 1);
    return "(" + std::string(text) + " + 1)";
  }
  if (is_one_of(type, "string string_literal interpreted_string_literal")) {
    size_t quote = text.find_first_of("\"'");
    if (quote == text.npos || text.substr(0, quote).find_first_of("fFR`") != std::string_view::npos)
      return {};
    size_t open = text.substr(quote).starts_with("\"\"\"") || text.substr(quote).starts_with("'''") ? 3 : 1;
    std::string other(text);
    return other.insert(quote + open, "other ");
  }
  // approx(6): beyond any tolerance.
  if (type == "call" && text.find("approx(") < 8) {
    SyntaxNode list = node.field("arguments");
    SyntaxNode first = list && list.named_child_count() > 0 ? list.named_child(0) : SyntaxNode();
    if (!first || !is_one_of(first.type(), "integer float unary_operator")) return {};
    size_t at = first.begin() - node.begin(), end = first.end() - node.begin();
    return std::string(text.substr(0, at)) + "2 * abs(" + std::string(first.text(source)) + ") + 7919" +
           std::string(text.substr(end));
  }
  if (is_one_of(type, "list tuple array dictionary object set pair")) {
    std::optional<std::string> other;
    bool pure = true;
    each_named_child(node, [&](SyntaxNode child, SyntaxNode) {
      if (child.type() == "comment") return;
      bool is_key = type == "pair" && child == node.field("key");
      if (other || is_key) return;
      if (auto inner = other_literal(child, source)) {
        size_t begin = child.begin() - node.begin();
        other = std::string(text.substr(0, begin)) + *inner +
                std::string(text.substr(begin + child.end() - child.begin()));
      }
    });
    return pure ? other : std::nullopt;
  }
  return {};
}

bool calls_something(SyntaxNode node) {
  bool calls = false;
  walk(node, [&](SyntaxNode inner) {
    calls |= is_one_of(inner.type(), "call call_expression macro_invocation new_expression");
    return !calls;
  });
  return calls;
}

struct Replacement {
  size_t begin, end;
  std::string text;
};

// A program of ours, in the process of the test, gives another value (watchers/). Empty: not in this grammar.
std::string other_value(Grammar grammar, std::string_view text) {
  if (grammar == Grammar::kPython) return "__import__('sitecustomize').other(" + std::string(text) + ")";
  if (is_node_grammar(grammar)) return "globalThis.suit_other(" + std::string(text) + ")";
  return {};
}

// Of an equality, the side that the test expects, as far as names tell: a constant, a parameter, a file's
// content. Otherwise the right one.
bool is_expected(SyntaxNode node, std::string_view source) {
  std::string_view text = node.text(source);
  if (is_one_of(node.type(), "call call_expression"))
    return text.find("approx(") < 8 || text.find("read") != text.npos;
  std::string low = to_lower(text);
  for (std::string_view word : {"want", "expect", "golden", "example", "correct", "answer"})
    if (low.find(word) != low.npos) return true;
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return std::isupper(static_cast<unsigned char>(c)); }) &&
         std::none_of(text.begin(),
                      text.begin() + static_cast<ptrdiff_t>(std::min(text.find_first_of("[."), text.size())),
                      [](char c) { return std::islower(static_cast<unsigned char>(c)); });
}

// For "left, right": the replacement of what is no literal.
std::optional<Replacement> replaced_value(Grammar grammar, SyntaxNode left, SyntaxNode right,
                                          std::string_view source) {
  SyntaxNode expected = is_expected(left, source) && !is_expected(right, source) ? left : right;
  // approx(wanted, abs=0.1): its first argument.
  if (expected.type() == "call" && expected.text(source).find("approx(") < 8) {
    SyntaxNode list = expected.field("arguments");
    if (!list || list.named_child_count() == 0) return {};
    expected = list.named_child(0);
  }
  if (is_one_of(expected.type(), "keyword_argument list_splat spread_element generator_expression"))
    return {};
  std::string text = other_value(grammar, expected.text(source));
  if (text.empty()) return {};
  return Replacement{expected.begin(), expected.end(), std::move(text)};
}

// For "left, right": the replacement of the literal one, if the other computes something.
std::optional<Replacement> replaced(Grammar grammar, SyntaxNode left, SyntaxNode right,
                                    std::string_view source) {
  for (auto [computed, expected] : {std::pair(left, right), std::pair(right, left)}) {
    if (!computed || !expected) continue;
    bool computes = !other_literal(computed, source);
    if (!computes) continue;
    if (auto other = other_literal(expected, source))
      return Replacement{expected.begin(), expected.end(), std::move(*other)};
  }
  return left && right ? replaced_value(grammar, left, right, source) : std::nullopt;
}

constexpr std::string_view kEqualCalls =
    "assertEqual assertEquals assertListEqual assertDictEqual assertTupleEqual assertSetEqual "
    "assertMultiLineEqual assertSequenceEqual equal strictEqual deepEqual deepStrictEqual same is eq "
    "EXPECT_EQ ASSERT_EQ EXPECT_STREQ ASSERT_STREQ CHECK_EQ";
constexpr std::string_view kExpectCalls = "toBe toEqual toStrictEqual equal eql equals eq";

// The name of what is called: "equal" of "assert.equal".
std::string_view called(SyntaxNode call, std::string_view source) {
  SyntaxNode function = call.field("function");
  if (!function) return {};
  for (std::string_view field : {"attribute", "property", "field"})
    if (SyntaxNode name = function.field(field)) return name.text(source);
  return function.text(source);
}

std::vector<SyntaxNode> arguments_of(SyntaxNode call) {
  std::vector<SyntaxNode> arguments;
  if (SyntaxNode list = call.field("arguments"))
    each_named_child(list, [&](SyntaxNode argument, SyntaxNode) {
      if (argument.type() != "comment") arguments.push_back(argument);
    });
  return arguments;
}

// The changed literal of an assertion, if the node is one.
std::optional<Replacement> of_assertion(Grammar grammar, SyntaxNode node, std::string_view source) {
  if (node.type() == "assert_statement" && node.named_child_count() > 0) {
    SyntaxNode condition = node.named_child(0);
    if (condition.type() != "comparison_operator" || condition.child_count() != 3 ||
        condition.child(1).text(source) != "==")
      return {};
    return replaced(grammar, condition.child(0), condition.child(2), source);
  }
  if (!is_one_of(node.type(), "call call_expression")) return {};
  std::string_view name = called(node, source);
  auto arguments = arguments_of(node);
  if (is_one_of(name, kEqualCalls) && arguments.size() >= 2)
    return replaced(grammar, arguments[0], arguments[1], source);
  if (is_one_of(name, kExpectCalls) && arguments.size() == 1) {
    std::string_view whole = node.text(source);
    bool expects = whole.starts_with("expect(") && whole.find(".not.") == whole.npos;
    if (expects && calls_something(node.field("function"))) {
      auto other = other_literal(arguments[0], source);
      if (!other) other = other_value(grammar, arguments[0].text(source));
      return Replacement{arguments[0].begin(), arguments[0].end(), std::move(*other)};
    }
  }
  if (name == "assert" && arguments.size() == 1 && arguments[0].type() == "binary_expression" &&
      arguments[0].field("operator").text(source) == "==")
    return replaced(grammar, arguments[0].field("left"), arguments[0].field("right"), source);
  return {};
}

bool is_branch(std::string_view type) {
  return is_one_of(
      type,
      "if_statement for_statement while_statement try_statement match_statement switch_statement "
      "except_clause else_clause elif_clause conditional_expression boolean_operator "
      "for_in_statement do_statement catch_clause finally_clause case_clause lambda");
}

// The title of test("title", () => { … }); "" for another function.
std::string title_of(SyntaxNode function, std::string_view source) {
  SyntaxNode call = function.parent() ? function.parent().parent() : SyntaxNode();
  if (!call || call.type() != "call_expression") return {};
  auto arguments = arguments_of(call);
  bool is_test = is_one_of(called(call, source), "test it specify") && arguments.size() >= 2 &&
                 arguments[0].type() == "string";
  if (!is_test) return {};
  std::string_view title = arguments[0].text(source);
  return std::string(title.substr(1, title.size() - 2));
}

struct Around {
  std::string test;              // the function's name or the test's title; "" outside of tests
  bool is_helper = false;        // a function that is no test itself (Python, JavaScript)
  size_t begin = 0;              // of the function
  bool is_sure = true;           // the assertion runs whenever the test does
  bool is_callback = false;      // it stands in an inner function
  bool expects_failure = false;  // pytest.raises, assertThrows: it may be meant to fail
};

// with pytest.raises(…), assert.throws(() => …)
bool may_expect_failure(SyntaxNode node, std::string_view source) {
  std::string_view text;
  if (node.type() == "with_statement" && node.field("body"))
    text = source.substr(node.begin(), node.field("body").begin() - node.begin());
  if (node.type() == "call_expression") text = called(node, source);
  return text.find("aises") != text.npos || text.find("hrows") != text.npos || text == "rejects";
}

// A function with a name that is no test: def check(…), function check(…), const check = (…) => …
std::string helper_name(Grammar grammar, SyntaxNode function, std::string_view source) {
  bool is_python = grammar == Grammar::kPython && function.type() == "function_definition";
  bool is_script =
      is_node_grammar(grammar) && (function.type() == "function_declaration" ||
                                   (function.parent() && function.parent().type() == "variable_declarator"));
  std::string name = is_python || is_script ? name_of_function(function, source) : std::string();
  return is_python && name.starts_with("test") ? std::string() : name;
}

Around test_around(Grammar grammar, SyntaxNode assertion, std::string_view source) {
  Around around;
  bool branches = false;
  size_t functions = 0;
  for (SyntaxNode node = assertion.parent(); node; node = node.parent()) {
    branches |= is_branch(node.type());
    bool is_function = is_one_of(
        node.type(),
        "function_definition function_declaration lambda arrow_function function_expression function");
    around.expects_failure |= may_expect_failure(node, source);
    if (!is_function) continue;
    ++functions;
    std::string name = helper_name(grammar, node, source);
    bool is_helper = !name.empty();
    if (node.type() == "function_definition") {
      name = name_of_function(node, source);
      if (size_t open = name.find('('); open != name.npos) name.resize(open);
    } else if (name.empty()) {
      name = title_of(node, source);
      branches |= name.empty();
    }
    if (name.empty()) continue;
    around.is_sure = around.test.empty() && !branches;  // within an outer function it is a callback
    around.is_callback = functions > 1;
    around.is_helper = is_helper;
    around.test = name;
    around.begin = node.begin();
  }
  return around;
}

std::string with_replacements(std::string_view source, std::vector<Replacement> replacements) {
  std::sort(replacements.begin(), replacements.end(),
            [](const Replacement& a, const Replacement& b) { return a.begin < b.begin; });
  std::string text;
  size_t at = 0;
  for (const Replacement& one : replacements) {
    if (one.begin < at) continue;
    text += source.substr(at, one.begin - at);
    text += one.text;
    at = one.end;
  }
  return text + std::string(source.substr(at));
}

}  // namespace

bool is_labelled(const std::string& test, std::string_view label) {
  size_t colons = label.find("::");
  std::string_view path = label.substr(0, colons), name = label.substr(colons + 2);
  if (test_function(test) != name && !test.ends_with(" " + std::string(name))) return false;
  if (test.starts_with(path)) return true;
  // pytest: its root may be a folder below.
  if (size_t end = test.find("::"); end != test.npos) return path.ends_with("/" + test.substr(0, end));
  std::string_view stem = name_in(path);
  stem = stem.substr(0, stem.rfind('.'));
  // unittest: package.module.Class.test
  return test.find('/') == test.npos && ("." + test).find("." + std::string(stem) + ".") != test.npos;
}

std::vector<Control> function_controls(const std::vector<FileEdit>& edits, size_t most) {
  std::vector<Control> controls;
  for (size_t i = 0; i < edits.size(); ++i) {
    const FileEdit& edit = edits[i];
    auto grammar = grammar_of(edit.path);
    if (!grammar || edit.after.type != FileType::kFile || edit.after.content.size() > kControlBytesMax ||
        !why_judge_file(edit.path).empty())
      continue;
    auto after = SyntaxTree::parse(*grammar, edit.after.content);
    if (!after) continue;
    std::set<std::string> before;
    if (edit.before.type == FileType::kFile && edit.before.content.size() <= kControlBytesMax)
      if (auto tree = SyntaxTree::parse(*grammar, edit.before.content))
        each_function(tree->root(),
                      [&](SyntaxNode function) { before.emplace(function.text(edit.before.content)); });
    each_function(after->root(), [&](SyntaxNode function) {
      std::string_view source = edit.after.content;
      if (controls.size() >= most || before.contains(std::string(function.text(source)))) return;
      std::string name = name_of_function(function, source);
      if (size_t open = name.find('('); open != name.npos) name.resize(open);
      name = printable(name.substr(0, 80)) + " in " + printable(edit.path);
      auto text = aborting(*grammar, source, function, name);
      if (!text) return;
      Control control{.name = name, .edits = edits};
      control.edits[i].after.content = std::move(*text);
      controls.push_back(std::move(control));
    });
  }
  return controls;
}

namespace {

std::string label_of(const std::string& path, const std::string& name) {
  return path + "::" + name;
}

// How many functions or tests of the file have that name.
size_t functions_named(SyntaxNode root, const std::string& name, std::string_view source) {
  size_t count = 0;
  walk(root, [&](SyntaxNode node) {
    if (node.type() == "function_definition") {
      std::string own = name_of_function(node, source);
      count += own.substr(0, own.find('(')) == name;
    } else if (is_one_of(node.type(), "arrow_function function_expression function")) {
      count += title_of(node, source) == name;
    }
    return true;
  });
  return count;
}

// The functions of test files that have a name.
struct NamedFunction {
  std::string label, name;
  std::string_view text;
  bool is_test = false;
};

void add_functions(Grammar grammar, SyntaxNode root, const std::string& path, std::string_view source,
                   std::vector<NamedFunction>& functions) {
  constexpr size_t kFunctionsMax = 3'000;
  if (grammar != Grammar::kPython && !is_node_grammar(grammar)) return;
  walk(root, [&](SyntaxNode node) {
    if (!is_one_of(node.type(),
                   "function_definition function_declaration arrow_function function_expression function"))
      return true;
    std::string name = helper_name(grammar, node, source);
    bool is_test = name.empty();
    if (is_test) name = grammar == Grammar::kPython ? name_of_function(node, source) : title_of(node, source);
    bool is_unique = !is_test || functions_named(root, name, source) == 1;
    if (!name.empty() && is_unique && functions.size() < kFunctionsMax)
      functions.push_back({label_of(path, name), name, node.text(source), is_test});
    return true;
  });
}

// The tests that mention a function, or another one that does.
std::set<std::string> tests_with(const std::string& helper, const std::vector<NamedFunction>& functions) {
  std::set<std::string> tests, seen = {helper};
  std::vector<std::string> waiting = {helper};
  while (!waiting.empty()) {
    std::string name = std::move(waiting.back());
    waiting.pop_back();
    for (const NamedFunction& function : functions) {
      if (function.name == name || !has_word(function.text, name)) continue;
      if (function.is_test)
        tests.insert(function.label);
      else if (seen.insert(function.name).second)
        waiting.push_back(function.name);
    }
  }
  return tests;
}

// The edits and versions of the test files, made by `replacement`: called with a node, returns what replaces
// it.
Control with_tests(
    const std::vector<FileEdit>& edits, const std::vector<std::pair<std::string, std::string>>& files,
    std::string name,
    const std::function<std::optional<Replacement>(Grammar, SyntaxNode, std::string_view source,
                                                   const std::string& path, const Around&)>& replacement) {
  Control control{.name = std::move(name), .edits = edits};
  std::vector<NamedFunction> functions;
  for (auto& [path, source] : files) {
    auto grammar = grammar_of(path);
    if (!grammar || source.size() > kControlBytesMax) continue;
    bool is_edited =
        std::any_of(edits.begin(), edits.end(), [&](const FileEdit& edit) { return edit.path == path; });
    if (is_edited) continue;
    auto tree = SyntaxTree::parse(*grammar, source);
    if (!tree) continue;
    add_functions(*grammar, tree->root(), path, source, functions);
    std::vector<Replacement> replacements;
    std::set<std::string> tests, perhaps, helpers;
    std::map<std::string, std::set<size_t>> sure;  // by name: where the functions begin
    walk(tree->root(), [&, &source = source, &path = path](SyntaxNode node) {
      if (!is_one_of(node.type(), "assert_statement call call_expression")) return true;
      Around around = test_around(*grammar, node, source);
      auto one = replacement(*grammar, node, source, path, around);
      if (!one) return true;
      if (around.is_helper) {
        if (around.is_sure) helpers.insert(around.test);
      } else if (!around.test.empty()) {
        if (around.is_sure) sure[around.test].insert(around.begin);
        if (!around.is_sure) perhaps.insert(label_of(path, around.test));
      }
      replacements.push_back(std::move(*one));
      return false;
    });
    // A name that several classes use says which test it is only if all are alike.
    for (auto& [test, begins] : sure)
      if (begins.size() == functions_named(tree->root(), test, source)) tests.insert(label_of(path, test));
    std::erase_if(perhaps, [&](const std::string& label) {
      return functions_named(tree->root(), label.substr(path.size() + 2), source) > 1;
    });
    if (tests.empty() && perhaps.empty() && helpers.empty()) continue;
    FileEdit edit;
    edit.path = path;
    edit.before = FileVersion::file(source, 0644);
    edit.after = FileVersion::file(with_replacements(source, std::move(replacements)), 0644);
    control.edits.push_back(std::move(edit));
    control.tests.merge(tests);
    control.perhaps.merge(perhaps);
    for (const std::string& helper : helpers) control.helpers[label_of(path, helper)];
  }
  for (auto& [label, tests] : control.helpers) {
    tests = tests_with(label.substr(label.find("::") + 2), functions);
    control.perhaps.insert(tests.begin(), tests.end());
  }
  return control;
}

// assert …; self.assertEqual(…); assert.equal(…); expect(…).toBe(…): a statement of its own.
bool is_assertion(Grammar grammar, SyntaxNode node, std::string_view source) {
  if (node.type() == "assert_statement") return true;
  if (!node.parent() || node.parent().type() != "expression_statement") return false;
  std::string_view text = node.text(source);
  if (grammar == Grammar::kPython) return text.starts_with("self.assert") && text.find("Raises") == text.npos;
  return text.starts_with("assert.") || text.starts_with("assert(") || text.starts_with("expect(");
}

}  // namespace

Control expectation_control(const std::vector<FileEdit>& edits,
                            const std::vector<std::pair<std::string, std::string>>& files) {
  return with_tests(edits, files, "other expected values",
                    [](Grammar grammar, SyntaxNode node, std::string_view source, const std::string&,
                       const Around& around) {
                      return around.expects_failure ? std::nullopt : of_assertion(grammar, node, source);
                    });
}

Control callback_control(const std::vector<FileEdit>& edits,
                         const std::vector<std::pair<std::string, std::string>>& files) {
  return with_tests(
      edits, files, "failing assertions in callbacks",
      [](Grammar grammar, SyntaxNode node, std::string_view source, const std::string& path,
         const Around& around) -> std::optional<Replacement> {
        bool may_be_lost = around.is_callback || around.is_helper;
        if (!may_be_lost || around.expects_failure || !is_assertion(grammar, node, source)) return {};
        std::string name =
            Json(label_of(path, around.test)).dump(-1, ' ', true, Json::error_handler_t::replace);
        if (grammar == Grammar::kPython)
          return Replacement{node.begin(), node.end(), "__import__('sitecustomize').asserted(" + name + ")"};
        if (is_node_grammar(grammar))
          return Replacement{node.begin(), node.end(), "globalThis.suit_asserted(" + name + ")"};
        return {};
      });
}

namespace {

// "Suite.Name" of TEST(Suite, Name), TestGcd, gcd_of_zero; "" for what is no test.
std::string name_of_test(Grammar grammar, SyntaxNode function, std::string_view source) {
  std::string name = name_of_function(function, source);
  switch (grammar) {
    case Grammar::kGo:
      return name.starts_with("Test") ? name : std::string();
    case Grammar::kC:
    case Grammar::kCpp: {
      std::string declared(function.field("declarator") ? function.field("declarator").text(source) : "");
      size_t open = declared.find('('), comma = declared.find(','), close = declared.find(')');
      bool is_test = is_one_of(declared.substr(0, open), "TEST TEST_F TEST_P TYPED_TEST");
      if (!is_test || comma == declared.npos || close == declared.npos) return {};
      return std::string(trim(std::string_view(declared).substr(open + 1, comma - open - 1))) + "." +
             std::string(trim(std::string_view(declared).substr(comma + 1, close - comma - 1)));
    }
    case Grammar::kRust: {
      SyntaxNode attribute = function.previous_named();
      for (; attribute && attribute.type() == "attribute_item"; attribute = attribute.previous_named())
        if (attribute.text(source).find("test") != std::string_view::npos) return name;
      return {};
    }
    case Grammar::kJava:
      return std::string_view(function.text(source)).substr(0, 80).find("@Test") != std::string_view::npos
                 ? name
                 : std::string();
    default:
      return {};
  }
}

}  // namespace

Control test_control(const std::vector<FileEdit>& edits,
                     const std::vector<std::pair<std::string, std::string>>& files) {
  Control control{.name = "every test"};
  for (auto& [path, source] : files) {
    auto grammar = grammar_of(path);
    if (!grammar || source.size() > kControlBytesMax) continue;
    bool is_edited =
        std::any_of(edits.begin(), edits.end(), [&](const FileEdit& edit) { return edit.path == path; });
    auto tree =
        is_edited ? Result<SyntaxTree>(Error{ErrorCode::kConflict, ""}) : SyntaxTree::parse(*grammar, source);
    if (!tree) continue;
    std::vector<SyntaxNode> tests;
    walk(tree->root(), [&, &source = source](SyntaxNode node) {
      if (!is_one_of(node.type(), kFunctions) || !node.field("body")) return true;
      std::string test = name_of_test(*grammar, node, source);
      if (test.empty()) return true;
      control.tests.insert(test);
      tests.push_back(node);
      return false;
    });
    std::string text = source;
    for (auto test = tests.rbegin(); test != tests.rend(); ++test)
      if (auto with = aborting(*grammar, text, *test, "")) text = std::move(*with);
    if (text == source) continue;
    FileEdit edit;
    edit.path = path;
    edit.before = FileVersion::file(source, 0644);
    edit.after = FileVersion::file(std::move(text), 0644);
    control.edits.push_back(std::move(edit));
  }
  if (!control.edits.empty()) control.edits.insert(control.edits.begin(), edits.begin(), edits.end());
  return control;
}

}  // namespace suit
