// The table of languages, one row each: its files, how comments, strings and names look, its parser, how its
// files refer to each other.
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
  kProse,     // only prose
};

// What embeds code in a string.
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
  char escape = '\\';  // 0: none; the closing quote itself: doubled, as in SQL
  bool multiline = false;
  uint8_t code = kNoCode;
  std::string_view prefixes = {};  // letters that must precede it for `code`, as in f"…"; empty: none
};

struct BlockComment {
  std::string_view open;
  std::string_view close;
  bool nested = false;
};

// How the files of a language refer to each other; languages with the same value refer to each other's files.
enum class Naming : uint8_t { kNone, kIncludes, kPython, kScripts, kGo, kRust, kJava, kLinks, kBuild };

// How to find the body of a function.
enum class Bodies : uint8_t {
  kParsed,  // only by a parser
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
  std::string_view extensions = {};  // blank-separated; empty: those without another parser of the language
};

// How a node of the syntax tree appears in the signatures.
enum class SymbolRole : uint8_t {
  kLeftOut,
  kThrough,    // its contents, with its own beginning: a template, an export, a decorated function
  kInside,     // only its contents: #ifdef, extern "C"
  kFunction,   // up to its body
  kContainer,  // up to its body, and the body's contents: a class
  kType,       // whole if short, else its beginning
  kLine,       // its first line
  kStatement,  // its line, if it declares something: a Python field or constant, a JavaScript export
};

struct SymbolNodes {
  SymbolRole role;
  std::string_view types;  // of nodes, blank-separated
};

// Features outside of the table's columns.
enum Special : uint32_t {
  kRawCpp = 1,               // R"tag(…)tag"
  kRustStrings = 2,          // r#"…"#, and 'a as a lifetime
  kRegexLiterals = 4,        // /…/ in the place of a value
  kLongBrackets = 8,         // [==[…]==], also after --
  kHeredoc = 16,             // <<EOF, <<-EOF, <<~EOF, <<<EOF
  kContinuedComments = 32,   // a backslash at the end of a // a backslash at the end continues a // comment
  kSpacedHash = 64,          // # begins a comment only at the start of a word
  kPodComments = 128,        // =begin … =end, =pod … =cut
  kHashStrings = 256,        // #"…"#
  kCharLiterals = 512,       // 'x' and '\n' are characters, any other ' is part of a name or a mark
  kPhpTags = 1024,           // markup up to <?php
  kJsx = 32768,              // elements where a value is expected
  kIncludes = 2048,          // #include <…>
  kCssUrls = 4096,           // url(…) with no quotes
  kWords = 8192,             // a word may be a name, a file or an option: shells and build files
  kValues = 16384,           // the same, and a dot may also separate names: configuration and prose
  kDottedModules = 65536,    // module names are dotted paths of their folders
  kCamelCase = 131072,       // function names are inCamelCase
  kBoolean = 262144,         // conditions must be boolean
  kBareConditions = 524288,  // no parentheses around a condition, but braces around the statement
  kNoSemicolons = 1048576,   // a statement ends with its line
  kDirectives = 2097152,     // strings may be the first statements: "use strict"
  kDocstring = 4194304,      // a string may be the first statement
  kFrontMatter = 8388608,    // "---" … "---" may be at the top, as in all markup
  kPackages = 16777216,      // a file declares its package, named after its folder
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
  // A character allowed only at the end of a name, as in Ruby's empty?
  std::string_view name_suffixes = {};
  std::string_view magic_comments = {};  // blank-separated: beginnings of comments at the top that tools read
  std::vector<std::string_view> first_statements = {};  // no other statement may precede these
  Naming naming = Naming::kNone;
  std::vector<Parser> parsers = {};
  std::string_view unparsed = {};  // extensions that the parser does not support
  Bodies bodies = Bodies::kParsed;
  std::vector<SymbolNodes> symbols = {};  // all other nodes are omitted
  Words words = {};
};

const std::vector<Language>& languages();

// By name and extension, then by a #! line. An unknown file is prose.
const Language& language_of(std::string_view path, std::string_view content);
const Language& language_named(std::string_view name);  // `name` must exist
const Language& language_of(Grammar grammar);
const Language& unknown_language();
// By the path's extension; null: no parser. A header (.h) counts as C++, whose grammar accepts C too.
const Parser* parser_of(std::string_view path);
const Parser& parser_of(Grammar grammar);
// Names of the parsed languages, in the order of Grammar.
std::vector<std::string_view> parsed_languages();
// "all C++ files" → one glob for them; empty if the name is not a language. Expects a lower-case name.
std::string glob_of_language(std::string_view name);

bool is_name_byte(const Language& language, char c);
// Is this a valid identifier: begins with a letter, _, a byte above 127 or one of the language's own
// characters, and is not a keyword?
bool is_identifier(const Language& language, std::string_view text);
// The same for any language with ordinary names: letters, digits, _ and $.
bool is_plain_identifier(std::string_view text);

}  // namespace suit::code
