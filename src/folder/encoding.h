// Encodings of text: one table with everything about each, and conversion by ICU. Conversion is strict:
// invalid bytes are an error, never another character.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace suit {

// kUtf8WithErrors and kUnknown: undecodable bytes are shown as U+FFFD. kLatin1 is Windows' code page 1252, as
// in browsers. The cache stores the numbers: a new one changes kCacheVersion.
enum class Encoding : uint8_t {
  kUtf8,
  kUtf8WithErrors,
  kUnknown,
  kUtf16Le,
  kUtf16Be,
  kUtf32Le,
  kUtf32Be,
  kIso2022Jp,
  kIso2022Kr,
  kShiftJis,
  kEucJp,
  kGbk,
  kGb18030,
  kBig5,
  kBig5Hkscs,
  kEucKr,
  kWindows949,
  kLatin1,
  kIso8859_15,
  kMacRoman,
  kWindows1250,
  kIso8859_2,
  kWindows1251,
  kKoi8R,
  kKoi8U,
  kIso8859_5,
  kIbm866,
  kMacCyrillic,
  kWindows1253,
  kIso8859_7,
  kWindows1254,
  kIso8859_9,
  kWindows1255,
  kIso8859_8,
  kWindows1256,
  kIso8859_6,
  kWindows1257,
  kIso8859_13,
  kIso8859_4,
  kWindows1258,
  kWindows874,
  kIbm437,
  kIbm850,
  kIbm852,
  kIbm855,
  kIbm858,
  kIso8859_3,
  kIso8859_10,
  kIso8859_14,
};

struct EncodingRow {
  Encoding encoding;
  std::string_view name;  // the IANA name, which ICU accepts
  // Bits of evidence that a guess needs before the encoding is considered (encoding_guess.cc). nullopt: only
  // if declared.
  std::optional<double> prior_bits;
  // Lower-case letters beyond ASCII of each language written in it; empty: not checked.
  std::span<const std::u32string_view> alphabets = {};
};

std::span<const EncodingRow> encodings();  // in the order of the enumeration
std::string_view name_of(Encoding encoding);

// By any name of ICU, and by those of editors ("utf-8-unix", "sjis", "latin-1"). US-ASCII and Latin-1 are
// read as windows-1252.
std::optional<Encoding> encoding_named(std::string_view label);

// As UTF-8; nullopt if any byte is invalid in the encoding.
std::optional<std::string> decoded(Encoding encoding, std::string_view bytes);
// The same with U+FFFD for invalid bytes.
std::string decoded_with_replacements(Encoding encoding, std::string_view bytes);
// The text's bytes; nullopt if the encoding lacks a character.
std::optional<std::string> encoded(Encoding encoding, std::string_view text);

// Sets ICU's data. Call it before any other use of ICU; thread-safe.
void prepare_icu();
const void* icu_data();

}  // namespace suit
