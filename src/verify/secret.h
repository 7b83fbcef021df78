// Credentials in a line of text.
#pragma once

#include <string_view>

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

}  // namespace suit
