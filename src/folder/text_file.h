// Classifies a file's bytes for a reader: text, decoded to UTF-8 with its secrets masked, or a file to list
// by name only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "folder/encoding.h"

namespace suit {

// kText is shown; the others are listed with their size. kHuge: larger than kTextFileBytesMax, never read.
// kUndecodable: text of undetected encoding with few ASCII bytes.
enum class TextFileKind : uint8_t {
  kText,
  kBinary,
  kHuge,
  kLock,
  kGenerated,
  kMinified,
  kLink,
  kUnreadable,
  kUndecodable
};
std::string_view name_of(TextFileKind kind);  // "lock file"

inline constexpr uint64_t kTextFileBytesMax = 16u << 20;

struct FoundSecret {
  size_t line = 0;  // from 1, of the text before masking
  std::string_view what = {};
};

struct TextFile {
  TextFileKind kind = TextFileKind::kText;
  Encoding encoding = Encoding::kUtf8;
  size_t errors = 0;  // undecodable bytes, shown as U+FFFD
  std::vector<FoundSecret> secrets = {};
  // With each secret as "[masked: a GitHub token]", and the same number of lines. Absent if nothing changed:
  // the bytes are the text.
  std::optional<std::string> changed = {};
  std::string_view text(std::string_view bytes) const { return changed ? std::string_view(*changed) : bytes; }
};

// By the path alone; kText if the path does not decide.
TextFileKind kind_by_path(std::string_view path);

// The encoding, kBinary or kUndecodable. In this order: a byte order mark; `declared`, or the text's
// declaration, if all of it decodes so; UTF-8; the detected encoding (encoding_guess.h).
TextFile decode_text(std::string_view bytes, std::optional<Encoding> declared = {});
// The bytes, with U+FFFD for each that is not UTF-8.
std::string as_utf8(std::string_view bytes);
// The code point of a byte in Windows' code page 1252, which equals Latin-1 except for 0x80 to 0x9F.
uint32_t windows_1252(unsigned char byte);

// As a person would read it: a notebook as Markdown, without data URIs and the numbers of long paths, with
// secrets masked. `bytes` is the whole file: a part is not enough.
TextFile read_text_file(std::string_view path, std::string_view bytes);

}  // namespace suit
