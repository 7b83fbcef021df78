// Published formats of credentials; addresses; names that introduce a credential. Three tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace suit {

// The alphabet after a prefix.
enum class SecretAlphabet : uint8_t {
  kUpper,      // A-Z 0-9
  kHex,        // 0-9 a-f
  kAlnum,      // A-Z a-z 0-9
  kWord,       // kAlnum and _
  kMixed,      // kAlnum, with at least a letter and a digit: for prefixes that occur in code too
  kMixedWord,  // kWord, likewise
  kDash,       // kWord and -
  kDot,        // kDash and .
  kBase64,     // kAlnum and + / =
  kToken,      // kDash and + / = %
  kPath,       // kDot and / + = % & ? @ : , ~ as in the path and the query of an address
};
bool in_alphabet(char c, SecretAlphabet alphabet);

// A prefix, then `least` to `most` characters of the alphabet; not next to a letter, digit or underscore.
struct SecretFormat {
  std::string_view prefix;  // at least two bytes
  SecretAlphabet alphabet;
  uint16_t least, most;
  std::string_view what;    // "a GitHub token"
  std::string_view source;  // the issuer's documentation
};
std::span<const SecretFormat> secret_formats();

// Addresses that are credentials: anybody who has one may post there. The part after host and path is the
// secret.
struct SecretAddress {
  std::string_view host;  // with a leading dot: any host below it; "": any host
  std::string_view path;  // "": the whole path is the secret
  SecretAlphabet alphabet;
  uint16_t least;
  std::string_view what, source;
};
std::span<const SecretAddress> secret_addresses();

// Names that introduce a credential, without '_', '-', '.' and case; a longer name with this end counts too.
struct SecretName {
  std::string_view name, what;
  uint8_t least;  // shorter values do not count
  bool is_word;   // only as a word of its own: "pass" in DB_PASS and dbPass, not in bypass
};
std::span<const SecretName> secret_names();

}  // namespace suit
