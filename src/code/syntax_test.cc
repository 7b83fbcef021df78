#include "code/syntax.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

TEST(Syntax, EachGrammarReadsItsLanguage) {
  struct {
    const char* path;
    const char* text;
    const char* type;  // of a node that must be there
  } cases[] = {
      {"a.py", "def f(a):\n    return a < 1\n", "comparison_operator"},
      {"a.c", "int f(int a) { return a < 1; }\n", "function_definition"},
      {"a.hpp", "template <class T> struct S { T t; };\n", "template_declaration"},
      {"a.mjs", "const f = (a) => a?.b ?? 1;\n", "arrow_function"},
      {"a.ts", "function f(a: number): string { return `${a}`; }\n", "type_annotation"},
      {"a.tsx", "const x = <A b={1}/>;\n", "jsx_self_closing_element"},
      {"a.go", "package p\nfunc f(a int) int { return a + 1 }\n", "function_declaration"},
      {"a.rs", "fn f(a: i32) -> i32 { if a > 1 { 2 } else { 3 } }\n", "if_expression"},
      {"A.java", "class A { int f(int a) { return g(a); } }\n", "method_invocation"},
  };
  for (auto& one : cases) {
    auto grammar = grammar_of(one.path);
    ASSERT_TRUE(grammar) << one.path;
    auto tree = SyntaxTree::parse(*grammar, one.text);
    ASSERT_TRUE(tree);
    EXPECT_FALSE(tree->root().has_error()) << one.path;
    int found = 0;
    walk(tree->root(), [&](SyntaxNode node) { return found += node.type() == one.type, true; });
    EXPECT_GT(found, 0) << one.path;
  }
  for (const char* path : {"a.txt", "Makefile", ".py", "a.", "a.pyc", "a.pyx", "a.inc", "a.m", "a.mm", ""})
    EXPECT_FALSE(grammar_of(path)) << path;
}

TEST(Syntax, EachGrammarHasOneLanguage) {
  for (auto [path, grammar] : {std::pair("a.pyw", Grammar::kPython),
                               {"a.c", Grammar::kC},
                               {"a.h++", Grammar::kCpp},
                               {"a.JSX", Grammar::kJavaScript},
                               {"a.cts", Grammar::kTypeScript},
                               {"a.tsx", Grammar::kTsx},
                               {"a.go", Grammar::kGo},
                               {"a.rs", Grammar::kRust},
                               {"a.java", Grammar::kJava}}) {
    EXPECT_EQ(grammar_of(path), grammar) << path;
    EXPECT_EQ(&code::language_of(grammar), &code::language_of(path, "")) << path;
    EXPECT_FALSE(code::language_of(grammar).symbols.empty()) << path;
  }
  EXPECT_EQ(code::parsed_languages(), (std::vector<std::string_view>{"Python", "C", "C++", "JavaScript",
                                                                     "TypeScript", "Go", "Rust", "Java"}));
}

TEST(Syntax, WhatTheGrammarRejectsHasErrorsAndNothingIsLost) {
  for (std::string text :
       {std::string("def f(:\n"), std::string("\xff\xfe\0a(", 5), std::string(3'000, '('), std::string()}) {
    auto tree = SyntaxTree::parse(Grammar::kPython, text);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->root().has_error(), !text.empty());
    size_t nodes = 0;
    walk(tree->root(), [&](SyntaxNode) { return ++nodes > 0; });
    EXPECT_GT(nodes, 0u);
  }
}

}  // namespace
}  // namespace suit
