// A file's bytes as the text that the mechanic changes, and back again: what is in another encoding than
// UTF-8 is decoded, changed as text, and encoded. Where that does not give the same bytes for the same text,
// or nobody knows the encoding, the bytes are the text, and only ASCII may change that no character of
// several bytes can reach.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "folder/encoding.h"

namespace suit::mechanic {

class Recoded {
 public:
  // `bytes` must outlive it.
  explicit Recoded(const std::string& bytes);

  const std::string& text() const { return encoding_ ? text_ : bytes_; }
  // The file's bytes with this text. Errors: kInvalid, with the path: a character that the encoding has not;
  // a change that might reach into one that nobody can read.
  Result<std::string> bytes_of(std::string after, std::string_view path) const;

 private:
  const std::string& bytes_;
  std::string text_;                  // where there is an encoding
  std::optional<Encoding> encoding_;  // none: UTF-8, or unknown
};

}  // namespace suit::mechanic
