// Credentials in a text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

struct Secret {
  std::string_view what = {};  // "a GitHub token"; empty: none
  std::string_view text = {};  // the credential itself, in the line
  // It has a format that its issuer publishes. Else it only stands where a password or key would: a person
  // must look.
  bool certain = false;
  bool found() const { return !what.empty(); }
};

// The first one, a certain one before others. Views into the line. A line that is nothing but the begin of a
// private key counts.
Secret secret_in(std::string_view line);

struct TextPiece {
  size_t begin = 0, end = 0;  // in bytes
};

// Every one in a text of many lines. In order, none within another, nothing of what stands beside it. One
// pass over the text, at about the speed of reading it.
struct SecretPlace {
  size_t begin = 0, end = 0;  // in bytes
  std::string_view what = {};
  bool certain = false;
  // Of a private key: what is masked on each of its lines, so that the lines stay. Empty: begin to end.
  std::vector<TextPiece> lines = {};
};
std::vector<SecretPlace> secrets_in(std::string_view text);

// Each as "[masked: a GitHub token]", the further lines of a private key as "[masked]": the text keeps its
// lines.
std::string with_masks(std::string_view text, const std::vector<SecretPlace>& places);
// The same of every secret in it; `count` grows by how many there were.
std::string without_secrets(std::string_view text, size_t* count = nullptr);

}  // namespace suit
