// Credentials with a format of their own, as their issuers publish it; addresses and names of others. Three
// tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace suit {

// What the characters behind a prefix are.
enum class SecretAlphabet : uint8_t {
  kUpper,      // A-Z 0-9
  kHex,        // 0-9 a-f
  kAlnum,      // A-Z a-z 0-9
  kWord,       // kAlnum and _
  kMixed,      // kAlnum, with a letter and a digit at least: behind prefixes that code has too
  kMixedWord,  // kWord, likewise
  kDash,       // kWord and -
  kDot,        // kDash and .
  kBase64,     // kAlnum and + / =
  kToken,      // kDash and + / = %
  kPath,       // kDot and / + = % & ? @ : , ~ as in the path and the query of an address
};
bool in_alphabet(char c, SecretAlphabet alphabet);

// A prefix, then `least` to `most` characters of the alphabet; no letter, digit or underscore is next to
// them.
struct SecretFormat {
  std::string_view prefix;  // two bytes at least
  SecretAlphabet alphabet;
  uint16_t least, most;
  std::string_view what;    // "a GitHub token"
  std::string_view source;  // where its issuer says so
};
std::span<const SecretFormat> secret_formats();

// Addresses that are credentials: whoever has one may post there. What follows host and path is the secret.
struct SecretAddress {
  std::string_view host;  // with a first dot: of any host below it; "" of any
  std::string_view path;  // "" where the whole path is the secret
  SecretAlphabet alphabet;
  uint16_t least;
  std::string_view what, source;
};
std::span<const SecretAddress> secret_addresses();

// Names that are given a credential, without '_', '-', '.' and case; the end of a longer name counts too.
struct SecretName {
  std::string_view name, what;
  uint8_t least;  // shorter values are none
  bool is_word;   // only as a word of its own: "pass" in DB_PASS and dbPass, not in bypass
};
std::span<const SecretName> secret_names();

}  // namespace suit
