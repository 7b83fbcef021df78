// Path patterns as in .gitignore and most tools: `*` and `?` stay within one path component, `**` crosses
// them,
// `[a-z]` is a class, `{a,b}` alternatives, a backslash quotes. Bytes, not characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Does the whole of `path` match the pattern?
// Runs in time proportional to pattern × path for each `{}` alternative, whatever the input.
bool glob_matches(std::string_view pattern, std::string_view path);

// As a person means it in a scope: a pattern without '/' matches the name anywhere in the tree, a pattern
// that names a folder (with or without a final '/') takes all below it, a leading "./" is dropped.
bool scope_glob_matches(std::string_view pattern, std::string_view path);

// What is malformed in a pattern, "" where nothing is: an empty one, a class or a brace that is not closed, a
// '\\' at its end. Matching takes such characters as they are; where a rule is written, a person should be
// told.
std::string_view glob_error(std::string_view pattern);

// Does the text hold a character that makes it a pattern rather than a plain path?
bool has_glob_characters(std::string_view text);

}  // namespace suit
