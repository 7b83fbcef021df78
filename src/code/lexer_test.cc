#include "code/lexer.h"

#include <gtest/gtest.h>

namespace suit::code {
namespace {

// Each byte's part as a letter: c(ode), / comment, s(tring), p(rose).
std::string parts(std::string_view path, std::string_view text) {
  std::string out;
  for (const Region& region : lex(language_of(path, text), text)) {
    char letter = region.part == Part::kCode      ? 'c'
                  : region.part == Part::kComment ? '/'
                  : region.part == Part::kString  ? 's'
                                                  : 'p';
    out.resize(region.end, letter);
  }
  EXPECT_EQ(out.size(), text.size());
  return out;
}

// One letter for the part of each X in the text.
std::string marks(std::string_view path, std::string_view text) {
  std::string all = parts(path, text), out;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] == 'X') out += all[i];
  return out;
}

TEST(Lexer, Cpp) {
  EXPECT_EQ(marks("a.cc", "X // X\nX /* X\nX */ X"), "c/c//c");
  EXPECT_EQ(marks("a.cc", "\"X\\\"X\" X 'X' X"), "sscsc");
  EXPECT_EQ(marks("a.cc", "R\"d(X\")X)d\" X"), "ssc");
  EXPECT_EQ(marks("a.cc", "u8R\"(X)\" X"), "sc");
  EXPECT_EQ(marks("a.cc", "int n = 1'000'000; X; char c = 'X';"), "cs");
  EXPECT_EQ(marks("a.cc", "// X \\\nX\nX"), "//c");
  EXPECT_EQ(marks("a.cc", "#include \"X\"\nX \"unclosed X\nX"), "scsc");
  EXPECT_EQ(marks("a.cc", "/* X /* X */ X"), "//c");
  EXPECT_EQ(marks("a.cc", "a / X; b // X"), "c/");
}
TEST(Lexer, CSharpJavaKotlinScalaSwift) {
  EXPECT_EQ(marks("a.cs", "@\"X\"\"X\" X $\"X {X} {{X}}\" X"), "sscscsc");
  EXPECT_EQ(marks("a.java", "\"\"\"\nX \" X\n\"\"\" X // X"), "ssc/");
  EXPECT_EQ(marks("a.kt", "\"X ${X} $X\" X /* /* X */ X */ X"), "sccc//c");
  EXPECT_EQ(marks("a.scala", "s\"X $X ${X + \"X\"}\" \"X $X\" 'X' 'X"), "sccssssc");
  EXPECT_EQ(marks("a.swift", "\"X \\(X) X\" #\"X \"X\"# X"), "scsssc");
}
TEST(Lexer, GoRustZig) {
  EXPECT_EQ(marks("a.go", "`X \\` X \"X\" 'X' // X"), "scss/");
  EXPECT_EQ(marks("a.rs", "r#\"X \" X\"# X r\"X\\\" X b'X' '\\'' X"), "sscscsc");
  EXPECT_EQ(marks("a.rs", "fn f<'X>(a: &'X str) { X } /* /* X */ X */ X"), "ccc//c");
  EXPECT_EQ(marks("a.zig", "const a =\n  \\\\X \"\n  \\\\X\n; X // X"), "ssc/");
}
TEST(Lexer, Scripts) {
  EXPECT_EQ(marks("a.js", "`X ${X + `X ${X}`} X` X"), "scscsc");
  EXPECT_EQ(marks("a.ts", "a = /X\"/g; X; b = c / X / d; 'X'"), "sccs");
  EXPECT_EQ(marks("a.js", "return /X[/]X/.test(X) // X"), "ssc/");
  EXPECT_EQ(marks("a.js", "f(a) / X / b; \"X\""), "cs");
}
TEST(Lexer, Jsx) {
  EXPECT_EQ(marks("a.jsx", "const el = <li><b>{X}</b> <i>{X}</i> {X} X</li>; X / X; '/X'"), "cccpccs");
  EXPECT_EQ(marks("a.js", "return <X a='X' X={X} {...X}>don't X<X.Y/></X>; \"X\""),
            "csccc"
            "pc"
            "cs");
  EXPECT_EQ(marks("a.tsx", "(<div X={X} data-X=\"X\"><X-y/><xX>X</xX></div>)"), "scssssps");
  EXPECT_EQ(marks("a.js", "x => <>{/* X */}{a && <p>X {X ? <b/> : 'X'}</p>}</>; X"), "/pcsc");
  EXPECT_EQ(marks("a.js", "f(<a /* X */ b=<i>X</i> // X\n/>, X)"), "/p/c");
  EXPECT_EQ(marks("a.tsx", "<List<X> a={`X ${X}`}/>; x = <List<X> a={`X ${X}`}>X</List>"), "csccscp");
  // Not elements: comparisons, type parameters, casts.
  EXPECT_EQ(marks("a.ts", "const f = <X,>(a: X) => a < X / 2; const g = <X>(a: X) => { return X > 1; }"),
            "cccccc");
  EXPECT_EQ(marks("a.ts", "let a = <X>b; if (a <X && X> 1) {}"), "ccc");
  EXPECT_EQ(marks("a.js", "x = <b>{X</b>"), "c");
}
TEST(Lexer, FormatFields) {
  EXPECT_EQ(marks("a.py", "f'{a:X} {X!X} {X:{X}X} {d[1:X]} {X=}' X"), "scsccsccc");
  EXPECT_EQ(marks("a.cs", "$\"{a:X} {X,2:X}\""), "scs");
  EXPECT_EQ(marks("a.rs", "println!(\"{X} X {X:?} {:X$} {a:X} {{X}} {0}\", \"{X}\", X)"), "csccsssc");
  EXPECT_EQ(marks("a.rs", "write!(f, r#\"{X}\"#, \"{X}\"); s.replace(\"{X}\", X); vec![\"{X}\"]"),
            "cssc"
            "s");
  EXPECT_EQ(marks("a.rs", "assert!(s == \"{X}\", \"{X}\"); info!(a = \"{X}\", \"\\u{X} {X}\")"),
            "scss"
            "c");
  EXPECT_EQ(marks("a.rs", "format!(\"{}\", a.b(\"{X}\")); x != (\"{X}\")"), "ss");
}
TEST(Lexer, Python) {
  EXPECT_EQ(marks("a.py", "\"\"\"X\n\"X\"\"\"\nX # X"), "ssc/");
  EXPECT_EQ(marks("a.py", "f\"X {X} {{X}} {X!r:>10}\" \"{X}\" rf'{X}'"), "scscsc");
  EXPECT_EQ(marks("a.py", "r'\\' + 'X"), "c");
  EXPECT_EQ(marks("a.py", "'X\nX"), "sc");
}
TEST(Lexer, RubyPhpPerlLua) {
  EXPECT_EQ(marks("a.rb", "\"X #{X} X\" 'X #{X}' # X\n=begin\nX\n=end\nX"), "scsss//c");
  EXPECT_EQ(marks("a.rb", "a = <<~EOS\n  X #{X}\n  EOS\nX"), "scc");
  EXPECT_EQ(marks("a.php", "<p>X</p><?php X; \"X $X {$X}\" // X\n 'X $X' ?><b>X"), "pcscc/ssp");
  EXPECT_EQ(marks("a.pl", "\"X $X\" # X\n=pod\nX\n=cut\nX"), "sc//c");
  EXPECT_EQ(marks("a.lua", "X --[[ X\n X ]] X [==[X]]X]==] X -- X"), "c//cssc/");
}
TEST(Lexer, Shell) {
  EXPECT_EQ(marks("a.sh", "X=1 # X\n\"X $X ${X} $(X)\" 'X $X\nX' X#X"), "c/scccssscc");
  EXPECT_EQ(marks("a.sh", "cat <<EOF\nX $X\nEOF\nX"), "scc");
  EXPECT_EQ(marks("a.sh", "cat <<'EOF'\nX $X\nEOF\nX"), "ssc");
  EXPECT_EQ(marks("a.sh", "a=$((1<<X)); X"), "cc");
}
TEST(Lexer, OtherCode) {
  EXPECT_EQ(marks("a.sql", "X -- X\n'X''X' X /* X */"), "c/ssc/");
  EXPECT_EQ(marks("a.hs", "X' = 'X' -- X\n{- X {- X -} X -} \"X\""), "cs////s");
  EXPECT_EQ(marks("a.ml", "X (* X (* X *) X *) \"X\" 'X' 'X"), "c///ssc");
  EXPECT_EQ(marks("a.clj", "(X \"X\") ; X\n#| X |# X"), "cs//c");
  EXPECT_EQ(marks("a.r", "X <- 'X' # X"), "cs/");
  EXPECT_EQ(marks("a.jl", "\"X $X $(X)\" #= X =# X # X"), "scc/c/");
  EXPECT_EQ(marks("a.css", ".X { a: \"X\" } /* X */"), "cs/");
  EXPECT_EQ(marks("a.scss", ".X {} // X"), "c/");
}
TEST(Lexer, MarkupAndData) {
  EXPECT_EQ(marks("a.html", "<X a=\"X\">X</X><!-- X --><script>X // X\n</script>X<style>X /* X */</style>"),
            "cspc/c/pc/");
  EXPECT_EQ(marks("a.xml", "<X>X</X>"), "cpc");
  EXPECT_EQ(marks("a.yaml", "X: 'X''X' # X\nb: a#X \"X\""), "css/cs");
  EXPECT_EQ(marks("a.toml", "X = \"X\" # X\nb = '''X\nX'''"), "cs/ss");
  EXPECT_EQ(marks("a.ini", "X = X ; X\n# X"), "cc//");
  EXPECT_EQ(marks("CMakeLists.txt", "X(\"X ${X}\") # X"), "csc/");
  EXPECT_EQ(marks("Makefile", "X: X # X"), "cc/");
  EXPECT_EQ(marks("Dockerfile", "RUN X # X"), "c/");
  EXPECT_EQ(marks("a.json", "{\"X\": X, // X\n\"a\": \"X\"}"), "sc/s");
}
TEST(Lexer, Prose) {
  EXPECT_EQ(marks("a.md", "X `X` X\n```cpp\nX // X\n```\nX ``X ` X`` X <!-- X -->"), "pcpccpccp/");
  EXPECT_EQ(marks("a.rst", "X ``X`` X"), "pcp");
  EXPECT_EQ(marks("a.txt", "X `X` // X"), "ppp");
  EXPECT_EQ(marks("unknown", "X # X"), "pp");
  EXPECT_EQ(marks("unknown", "#!/usr/bin/env python3\nX # X"), "c/");
  EXPECT_EQ(marks("unknown", "#!/bin/sh\nX # X"), "c/");
}

TEST(Lexer, AnyTextIsCovered) {
  // Cuts of a text with every kind of opening: each must be fully covered, in little time.
  std::string text =
      "R\"x( ' \" ` /* <!-- <?php ${ #{ \\( {- (* [[ --[[ <<EOF \n=begin\n ``` ~~~ <script> <style> #\" r#\" "
      "1'0 /[/ ?> $( f\"{ \\\\ |";
  for (const Language& language : languages())
    for (size_t cut = 0; cut <= text.size(); ++cut) {
      auto regions = lex(language, std::string_view(text).substr(cut));
      size_t end = regions.empty() ? 0 : regions.back().end;
      ASSERT_EQ(end, text.size() - cut) << language.name;
      for (size_t i = 1; i < regions.size(); ++i)
        ASSERT_LT(regions[i - 1].end, regions[i].end) << language.name;
    }
}

TEST(Lexer, LargeHostileTextsTakeLinearTime) {
  for (const char* unit : {"`${",   "f'{",    "<?php ?>", "<<A\n",  "/* ",        "\"",   "`a ",   "{",
                           "'",     "<a ",    "/",        "[[",     "\n```",      "R\"(", "<a>",   "<a {",
                           "=<T>(", "f'{a:{", "p!(\"{",   "<a b=<", "#include <", "url(", "(<a>x", "{<b>{"}) {
    std::string text;
    while (text.size() < 400'000) text += unit;
    for (const Language& language : languages()) lex(language, text);
  }
}

}  // namespace
}  // namespace suit::code
