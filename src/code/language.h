// What the mechanic knows of each language: which files are in it, and how comments, strings and names look.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

// What the table can't say.
enum Special : uint32_t {
  kRawCpp = 1,              // R"tag(…)tag"
  kRustStrings = 2,         // r#"…"#, and 'a as a lifetime
  kRegexLiterals = 4,       // /…/ where a value is expected
  kLongBrackets = 8,        // [==[…]==], also after --
  kHeredoc = 16,            // <<EOF, <<-EOF, <<~EOF, <<<EOF
  kContinuedComments = 32,  // a backslash at the end of a // comment
  kSpacedHash = 64,         // # begins a comment only at the start of a word
  kPodComments = 128,       // =begin … =end, =pod … =cut
  kHashStrings = 256,       // #"…"#
  kCharLiterals = 512,      // 'x' and '\n' are characters, any other ' is part of a name or a mark
  kPhpTags = 1024,          // markup up to <?php
  kJsx = 32768,             // elements where a value is expected
  kIncludes = 2048,         // #include <…>
  kCssUrls = 4096,          // url(…) with no quotes
  kWords = 8192,            // a word may be a name, a file or an option alike: shells and build files
  kValues = 16384,          // the same, but a dot may also separate names: configuration and prose
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
  std::string_view name_suffixes =
      {};  // what may end a name and stand nowhere else in it, as in Ruby's empty?
};

const std::vector<Language>& languages();

// By name and extension, then by a #! line. An unknown file is prose.
const Language& language_of(std::string_view path, std::string_view content);
const Language& language_named(std::string_view name);  // our own constants only
const Language& unknown_language();
// "all C++ files" → one glob for them; empty where the name is no language. Lower-case name.
std::string glob_of_language(std::string_view name);

bool is_name_byte(const Language& language, char c);
// Could this be an identifier? A letter, _ or byte above 127 first (or one of the language's own), no
// keyword.
bool is_identifier(const Language& language, std::string_view text);
// The same for any language with ordinary names: letters, digits, _ and $.
bool is_plain_identifier(std::string_view text);

}  // namespace suit::code
