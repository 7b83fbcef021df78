// Converts a file's bytes to text for the mechanic and back. Other encodings than UTF-8 are decoded, changed
// as text and encoded again. If that does not round-trip, or the encoding is unknown, the bytes are used as
// the text; then only ASCII that can't be part of a multi-byte character may change.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "folder/encoding.h"

namespace suit::mechanic {

class Recoded {
 public:
  // `bytes` must outlive this object.
  explicit Recoded(const std::string& bytes);

  const std::string& text() const { return encoding_ ? text_ : bytes_; }
  // Encodes `after`. Errors, with the path: kInvalid (the encoding lacks a character; the change might alter
  // undecodable characters).
  Result<std::string> bytes_of(std::string after, std::string_view path) const;

 private:
  const std::string& bytes_;
  std::string text_;                  // set if there is an encoding
  std::optional<Encoding> encoding_;  // none: UTF-8, or unknown
};

}  // namespace suit::mechanic
