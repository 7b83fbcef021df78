// What is known of each language, in one row of a table: which files are in it, how comments, strings and
// names look, what parses it, how its files name each other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct TSLanguage;  // tree-sitter's

namespace suit {

enum class Grammar { kPython, kC, kCpp, kJavaScript, kTypeScript, kTsx, kGo, kRust, kJava };

}  // namespace suit

namespace suit::code {

enum class Family : uint8_t {
  kCode,      // comments and strings as the table says; the rest is code
  kMarkup,    // HTML, XML: text between tags is prose
  kMarkdown,  // prose, with fenced blocks and `code`
  kProse,     // nothing but prose
};

// What interrupts a string with code.
enum Interpolation : uint8_t {
  kNoCode = 0,
  kDollarBrace = 1,     // ${…}
  kDollarName = 2,      // $name
  kHashBrace = 4,       // #{…}
  kBackslashParen = 8,  // \(…)
  kBrace = 16,          // {…}, with {{ for a brace
  kDollarParen = 32,    // $(…)
};

struct Quote {
  std::string_view open;
  std::string_view close;
  char escape = '\\';  // 0: none; the closing quote's own character: doubled, as in SQL
  bool multiline = false;
  uint8_t code = kNoCode;
  std::string_view prefixes = {};  // `code` holds only after one of these letters, as in f"…"; empty: always
};

struct BlockComment {
  std::string_view open;
  std::string_view close;
  bool nested = false;
};

// How the files of a language name each other; also which languages' files name each other.
enum class Naming : uint8_t { kNone, kIncludes, kPython, kScripts, kGo, kRust, kJava, kLinks, kBuild };

// Where the body of a function stands.
enum class Bodies : uint8_t {
  kParsed,  // only a parser tells
  kBraces,
  kIndented,
};

// Words that nearly all languages have.
struct Words {
  std::string_view and_ = "&&", or_ = "||", not_ = "!", null_ = "null", true_ = "true", false_ = "false";
};

struct Parser {
  Grammar grammar;
  const TSLanguage* (*language)();
  std::string_view extensions = {};  // blank-separated; empty: those that no other parser of the language has
};

// How a node of the syntax tree goes into the signatures.
enum class SymbolRole : uint8_t {
  kLeftOut,
  kThrough,    // what is in it counts, with its own beginning: a template, an export, a decorated function
  kInside,     // what is in it counts, itself not: #ifdef, extern "C"
  kFunction,   // up to its body
  kContainer,  // up to its body, and what is in that: a class
  kType,       // whole if it is short, else its begin
  kLine,       // its first line
  kStatement,  // as a line, where it declares: a field or a constant of Python, an export of JavaScript
};

struct SymbolNodes {
  SymbolRole role;
  std::string_view types;  // of nodes, blank-separated
};

// What the table can't say.
enum Special : uint32_t {
  kRawCpp = 1,               // R"tag(…)tag"
  kRustStrings = 2,          // r#"…"#, and 'a as a lifetime
  kRegexLiterals = 4,        // /…/ where a value is expected
  kLongBrackets = 8,         // [==[…]==], also after --
  kHeredoc = 16,             // <<EOF, <<-EOF, <<~EOF, <<<EOF
  kContinuedComments = 32,   // a backslash at the end of a // comment
  kSpacedHash = 64,          // # begins a comment only at the start of a word
  kPodComments = 128,        // =begin … =end, =pod … =cut
  kHashStrings = 256,        // #"…"#
  kCharLiterals = 512,       // 'x' and '\n' are characters, any other ' is part of a name or a mark
  kPhpTags = 1024,           // markup up to <?php
  kJsx = 32768,              // elements where a value is expected
  kIncludes = 2048,          // #include <…>
  kCssUrls = 4096,           // url(…) with no quotes
  kWords = 8192,             // a word may be a name, a file or an option alike: shells and build files
  kValues = 16384,           // the same, but a dot may also separate names: configuration and prose
  kDottedModules = 65536,    // modules are named by dots, after their folders
  kCamelCase = 131072,       // functions are named inCamelCase
  kBoolean = 262144,         // only a boolean may be a condition
  kBareConditions = 524288,  // no parentheses around a condition, but braces around what follows
  kNoSemicolons = 1048576,   // a statement ends with its line
  kDirectives = 2097152,     // strings may be the first statements: "use strict"
  kDocstring = 4194304,      // a string may be the first statement
  kFrontMatter = 8388608,    // "---" … "---" may stand at the top, as in all markup
  kPackages = 16777216,      // a file says in which package it is, after its folder
};

struct Language {
  std::string_view name;
  std::string_view aliases;          // lower-case, blank-separated: as in "all c++ files"
  std::string_view extensions = {};  // blank-separated, with the dot
  std::string_view file_names = {};  // blank-separated
  std::string_view interpreters = {};
  Family family = Family::kCode;
  std::vector<std::string_view> line_comments = {};
  std::vector<BlockComment> block_comments = {};
  std::vector<Quote> quotes = {};
  uint32_t special = 0;
  std::string_view name_characters = {};  // besides letters, digits, _ and bytes above 127
  std::string_view keywords = {};         // blank-separated: never a new name
  // What may end a name and stand nowhere else in it, as in Ruby's empty?
  std::string_view name_suffixes = {};
  std::string_view magic_comments = {};  // blank-separated: comments at the top that a tool reads begin so
  std::vector<std::string_view> first_statements = {};  // before which no other may stand
  Naming naming = Naming::kNone;
  std::vector<Parser> parsers = {};
  std::string_view unparsed = {};  // of the extensions: not for the parsers
  Bodies bodies = Bodies::kParsed;
  std::vector<SymbolNodes> symbols = {};  // of all other nodes: left out
  Words words = {};
};

const std::vector<Language>& languages();

// By name and extension, then by a #! line. An unknown file is prose.
const Language& language_of(std::string_view path, std::string_view content);
const Language& language_named(std::string_view name);  // our own constants only
const Language& language_of(Grammar grammar);
const Language& unknown_language();
// By the path's extension; null: none parses it. A header (.h) counts as C++, whose grammar takes C too.
const Parser* parser_of(std::string_view path);
const Parser& parser_of(Grammar grammar);
// Names of the languages that are parsed, in the order of Grammar.
std::vector<std::string_view> parsed_languages();
// "all C++ files" → one glob for them; empty where the name is no language. Lower-case name.
std::string glob_of_language(std::string_view name);

bool is_name_byte(const Language& language, char c);
// Could this be an identifier? A letter, _ or byte above 127 first (or one of the language's own), no
// keyword.
bool is_identifier(const Language& language, std::string_view text);
// The same for any language with ordinary names: letters, digits, _ and $.
bool is_plain_identifier(std::string_view text);

}  // namespace suit::code
