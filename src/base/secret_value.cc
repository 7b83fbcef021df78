#include "base/secret_value.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace suit {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_special(char c) {
  return std::string_view("!@#$%^&*?~").find(c) != std::string_view::npos;
}

size_t count_of_kinds(std::string_view value) {
  std::bitset<256> kinds;
  for (char c : value) kinds.set(static_cast<unsigned char>(c));
  return kinds.count();
}

// A word of a name: letters, then perhaps a few digits; or a number.
bool is_plain_word(std::string_view part) {
  size_t letters = 0;
  while (letters < part.size() && is_letter(part[letters])) ++letters;
  return part.size() - letters <= 4 &&
         std::all_of(part.begin() + static_cast<ptrdiff_t>(letters), part.end(), is_digit);
}

// "next_token_2", "kubernetes.io/service-account": several words of a name.
bool is_several_words(std::string_view value) {
  size_t parts = 0;
  for (size_t at = 0; at <= value.size();) {
    size_t end = std::min(value.find_first_of("_-./:,+ ", at), value.size());
    if (!is_plain_word(value.substr(at, end - at))) return false;
    ++parts;
    at = end + 1;
  }
  return parts > 1;
}

bool is_path(std::string_view value) {
  if (value.starts_with("./") || value.starts_with("../") || value.starts_with("~/")) return true;
  return value.starts_with('/') && value.find('/', 1) != value.npos &&
         value.find_first_of("+=") == value.npos;
}

bool is_mail_address(std::string_view value) {
  size_t at = value.find('@');
  return at != value.npos && at > 0 && value.find('@', at + 1) == value.npos &&
         value.find('.', at) != value.npos &&
         std::none_of(value.begin(), value.end(), [](char c) { return c != '@' && is_special(c); });
}

// A variable or a template's placeholder, anywhere.
bool has_interpolation(std::string_view value) {
  for (std::string_view sign : {"${", "$(", "{{", "}}", "#{", "%(", "%{", "<%", "$$(", "`"})
    if (value.find(sign) != value.npos) return true;
  if (value.size() > 1 && value[0] == '$' && (is_letter(value[1]) || value[1] == '_'))
    return std::all_of(value.begin() + 1, value.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
  return value.starts_with('%') && value.size() <= 3;
}

}  // namespace

bool is_placeholder(std::string_view value) {
  if (value.empty() || has_interpolation(value)) return true;
  char first = value.front();
  if ((first == '<' || first == '{' || first == '[' || first == '%') &&
      value.find_first_of(">}]%", 1) != value.npos)
    return true;
  if (value.find_first_not_of("xX*.-_#?0 ") == value.npos) return true;
  std::string lower = to_lower(value);
  for (std::string_view word :
       {"pass",   "password", "passwd",     "pwd",    "pw",       "passphrase",  "secret",
        "token",  "none",     "null",       "true",   "false",    "redacted",    "hidden",
        "masked", "string",   "mypassword", "mypass", "userpass", "yourpassword"})
    if (lower == word) return true;
  // A long value with "example" in it may be a real key: AWS's samples look like that.
  for (std::string_view part : {"example", "placeholder", "changeme", "change_me", "change-me", "your",
                                "xxxx", "dummy", "insert", "redacted"})
    if (lower.find(part) != lower.npos && !(part == "example" && value.size() >= 30)) return true;
  return false;
}

bool is_word_password(std::string_view value) {
  if (value.size() < 6 || !std::all_of(value.begin(), value.end(), is_letter) || is_placeholder(value))
    return false;
  std::string lower = to_lower(value);
  for (std::string_view word : {"required", "optional", "disabled", "enabled", "default", "prompt", "unknown",
                                "undefined", "always", "boolean", "text"})
    if (lower == word) return false;
  return true;
}

bool looks_secret(std::string_view value, ValueContext context) {
  if (value.find_first_of("{}<>()[] \t") != value.npos) return false;
  bool digits = std::any_of(value.begin(), value.end(), is_digit),
       letters = std::any_of(value.begin(), value.end(), is_letter);
  // A sentence in another script has no blanks.
  if (static_cast<size_t>(std::count_if(value.begin(), value.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80;
      })) > value.size() / 2)
    return false;
  bool specials = std::any_of(value.begin(), value.end(), is_special);
  if (!letters || !(digits || specials) || count_of_kinds(value) < 5 || is_placeholder(value)) return false;
  if (value.find("://") != value.npos || is_path(value) || is_mail_address(value) || is_several_words(value))
    return false;
  if (context != ValueContext::kPlain) return digits || value.size() >= 8;
  // It may be a name or an expression in a program: those have no such signs, or parts with '_' and '.'.
  if (value.find_first_of("_.") != value.npos) return false;
  if (value.find("&&") != value.npos || value.find("||") != value.npos || value.find("->") != value.npos ||
      value.find("::") != value.npos)
    return false;
  return digits && !value.starts_with('*') && !value.starts_with('&') && !value.starts_with('!') &&
         !value.starts_with('@');
}

bool is_basic_credential(std::string_view base64) {
  if (base64.size() < 8 || base64.size() > 400) return false;
  while (base64.ends_with('=')) base64.remove_suffix(1);
  std::string whole(base64), text(whole.size() / 4 * 3 + 3, '\0');
  whole.append(3 - (whole.size() + 3) % 4, '=');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(whole.data()),
                      static_cast<int>(whole.size())) < 0)
    return false;
  text.resize(base64.size() * 3 / 4);
  size_t colon = text.find(':');
  if (colon == text.npos || colon + 3 > text.size()) return false;
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return false;
  return is_utf8(text) && !is_placeholder(std::string_view(text).substr(colon + 1));
}

}  // namespace suit
