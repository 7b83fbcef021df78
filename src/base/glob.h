// Path patterns as in .gitignore and most tools: `*` and `?` match within a path component, `**` crosses
// components, `[a-z]` is a class, `{a,b}` are alternatives, a backslash quotes. Bytes, not characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Does the pattern match all of `path`? Takes time proportional to pattern × path for each `{}` alternative.
bool glob_matches(std::string_view pattern, std::string_view path);

// As in a scope: a pattern without '/' matches the name at any depth; a pattern that names a folder (with or
// without a final '/') matches everything below it; a leading "./" is ignored.
bool scope_glob_matches(std::string_view pattern, std::string_view path);

// The error in a pattern, "" for none: empty, an unclosed class or brace, a final '\\'. Matching takes such
// characters literally; report them where a rule is defined.
std::string_view glob_error(std::string_view pattern);

// Does the text contain a pattern character, so that it is not a plain path?
bool has_glob_characters(std::string_view text);

}  // namespace suit
