// Credentials in a text.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace suit {

struct Secret {
  std::string_view what = {};  // "a GitHub token"; empty: none
  std::string_view text = {};  // the credential itself, in the line
  // It has a format that its issuer publishes. Else it only stands where a password or key would: a person must look.
  bool certain = false;
  bool found() const { return !what.empty(); }
};

// The first one, a certain one before others. Views into the line.
Secret secret_in(std::string_view line);

// Every one in a text of many lines; a private key as far as its block goes. In order, none within another. One pass over
// the text, at about the speed of reading it.
struct SecretPlace {
  size_t begin = 0, end = 0;  // in bytes
  std::string_view what = {};
  bool certain = false;
};
std::vector<SecretPlace> secrets_in(std::string_view text);

}  // namespace suit
