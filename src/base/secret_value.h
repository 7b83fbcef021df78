// Does a text in the place of a credential look like one?
#pragma once

#include <string_view>

namespace suit {

// How to read a value, by its place.
enum class ValueContext {
  kQuoted,   // between quotes, in code or data
  kPlain,    // without quotes, where it may also be a name or an expression of a program
  kLiteral,  // without quotes, where only text is possible: NAME=value of an environment, an element of XML
};

// Not an example, a placeholder, a name, a path or a word of a language.
bool looks_secret(std::string_view value, ValueContext context);

// "changeme", "xxxx", "<password>", "${PASSWORD}", "%s", a mask: a placeholder for a credential.
bool is_placeholder(std::string_view value);

// At least six letters without other evidence: a password only where just text is possible.
bool is_word_password(std::string_view value);

// Base64 of "name:password", as in HTTP's Basic and Docker's settings.
bool is_basic_credential(std::string_view base64);

}  // namespace suit
