// What a file's bytes are to a reader: text, decoded to UTF-8 with its secrets masked, or something that is
// better named than shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "folder/encoding.h"

namespace suit {

// kText is shown; the others are named with their size. kHuge: larger than kTextFileBytesMax, and never read.
// kUndecodable: text in an encoding that can't be told, and little of it is ASCII.
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
  size_t errors = 0;  // bytes that could not be decoded, shown as U+FFFD
  std::vector<FoundSecret> secrets = {};
  // With each secret as "[masked: a GitHub token]", and as many lines. Where nothing had to be changed there
  // is none: the bytes are the text.
  std::optional<std::string> changed = {};
  std::string_view text(std::string_view bytes) const { return changed ? std::string_view(*changed) : bytes; }
};

// By the path alone; kText where that does not tell.
TextFileKind kind_by_path(std::string_view path);

// The encoding alone: text as it stands, kBinary or kUndecodable. In this order: a mark at the front;
// `declared`, or what the text declares, where all of it can be decoded so; UTF-8; what it most probably is
// (encoding_guess.h).
TextFile decode_text(std::string_view bytes, std::optional<Encoding> declared = {});
// The bytes, with U+FFFD for each that is no UTF-8.
std::string as_utf8(std::string_view bytes);
// The code point of a byte of Windows' code page 1252, of which Latin-1 is all but 0x80 to 0x9F.
uint32_t windows_1252(unsigned char byte);

// As a person would read it: a notebook as Markdown, without data URIs and the numbers of long paths; with
// its secrets masked. `bytes` is the whole file: a part of it would not tell.
TextFile read_text_file(std::string_view path, std::string_view bytes);

}  // namespace suit
