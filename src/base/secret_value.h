// Is a text that stands where a credential would one?
#pragma once

#include <string_view>

namespace suit {

// Where it stands says how a value is to be read.
enum class ValueContext {
  kQuoted,   // between quotes, in code or data
  kPlain,    // without quotes, where it may as well be a name or an expression of a program
  kLiteral,  // without quotes, where only text can stand: NAME=value of an environment, an element of XML
};

// Not an example, a place for one, a name, a path or a word of a language.
bool looks_secret(std::string_view value, ValueContext context);

// "changeme", "xxxx", "<password>", "${PASSWORD}", "%s", a mask: stands for a credential and is none.
bool is_placeholder(std::string_view value);

// Letters alone, six at least, of which nothing else is known: a password only where nothing but text can
// stand.
bool is_word_password(std::string_view value);

// Base64 of "name:password", as HTTP's Basic and Docker's settings have it.
bool is_basic_credential(std::string_view base64);

}  // namespace suit
