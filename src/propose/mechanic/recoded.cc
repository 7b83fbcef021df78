#include "propose/mechanic/recoded.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "folder/text_file.h"

namespace suit::mechanic {
namespace {

// Runs of non-ASCII bytes, sorted. Each includes the following byte if that may end a multi-byte character.
std::vector<std::string_view> unknown_runs(std::string_view bytes) {
  auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  std::vector<std::string_view> runs;
  for (size_t at = 0; at < bytes.size(); ++at) {
    if (!is_high(bytes[at])) continue;
    size_t end = at;
    while (end < bytes.size() && is_high(bytes[end])) ++end;
    if (end < bytes.size() && bytes[end] >= '0') ++end;
    runs.push_back(bytes.substr(at, end - at));
    at = end - 1;
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

// The first character that the encoding lacks.
std::string missing_in(Encoding encoding, std::string_view text) {
  while (!text.empty()) {
    size_t length = std::max<size_t>(1, utf8_length(text));
    if (static_cast<unsigned char>(text[0]) >= 0x80 && !encoded(encoding, text.substr(0, length)))
      return std::string(text.substr(0, length));
    text.remove_prefix(length);
  }
  return {};
}

}  // namespace

Recoded::Recoded(const std::string& bytes) : bytes_(bytes) {
  if (is_utf8(bytes)) return;
  TextFile file = decode_text(bytes);
  if (file.kind != TextFileKind::kText || file.encoding <= Encoding::kUnknown ||
      encoded(file.encoding, *file.changed) != bytes)
    return;
  encoding_ = file.encoding;
  text_ = std::move(*file.changed);
}

Result<std::string> Recoded::bytes_of(std::string after, std::string_view path) const {
  if (encoding_) {
    auto bytes = encoded(*encoding_, after);
    if (bytes && decoded(*encoding_, *bytes) == after) return std::move(*bytes);
    std::string missing = missing_in(*encoding_, after);
    return Error{ErrorCode::kInvalid,
                 printable(path) + " is in " + std::string(name_of(*encoding_)) + ", which has no “" +
                     printable(missing) + "”",
                 "convert the file to UTF-8 first, as with: iconv -f " + std::string(name_of(*encoding_)) +
                     " -t UTF-8"};
  }
  if (is_utf8(bytes_)) return after;
  std::vector<std::string_view> before_runs = unknown_runs(bytes_), after_runs = unknown_runs(after);
  if (std::includes(before_runs.begin(), before_runs.end(), after_runs.begin(), after_runs.end()))
    return after;
  return Error{
      ErrorCode::kInvalid,
      "the encoding of " + printable(path) + " is unknown, and the change might damage non-ASCII characters",
      "convert the file to UTF-8 first"};
}

}  // namespace suit::mechanic
