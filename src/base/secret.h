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
  // It has a published format. Otherwise it is only in a place for a password or key: a person must decide.
  bool certain = false;
  bool found() const { return !what.empty(); }
};

// The first secret in a line, certain ones first. Views into the line. A line with only the start of a
// private key counts.
Secret secret_in(std::string_view line);

struct TextPiece {
  size_t begin = 0, end = 0;  // in bytes
};

// All secrets of a text, in order and without nesting or surrounding characters. One pass, at about the speed
// of reading the text.
struct SecretPlace {
  size_t begin = 0, end = 0;  // in bytes
  std::string_view what = {};
  bool certain = false;
  // For a private key: the masked range of each line, so that the lines stay. Empty: begin to end.
  std::vector<TextPiece> lines = {};
};
std::vector<SecretPlace> secrets_in(std::string_view text);

// Each secret as "[masked: a GitHub token]", further lines of a private key as "[masked]": the text keeps its
// lines.
std::string with_masks(std::string_view text, const std::vector<SecretPlace>& places);
// The same for every secret in the text; adds their number to `count`.
std::string without_secrets(std::string_view text, size_t* count = nullptr);

}  // namespace suit
