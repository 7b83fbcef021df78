#include "folder/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/udata.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace suit {
namespace {

using namespace std::literals;

constexpr std::u32string_view kWestern[] = {U"äöüß"sv,       U"àâæçéèêëîïôœùûüÿ"sv,
                                            U"áéíñóúüªº"sv,  U"áàâãçéêíóôõúüªº"sv,
                                            U"àèéìîòùª"sv,   U"àçèéíïòóúü·"sv,
                                            U"éèëïóöü"sv,    U"åäöéü"sv,
                                            U"æøåéôóèòüö"sv, U"äöåšž"sv,
                                            U"áéíóúýþæöð"sv, U"äõöüšž"sv};
constexpr std::u32string_view kCentralEuropean[] = {
    U"ąćęłńóśźż"sv, U"áčďéěíňóřšťúůýž"sv, U"áäčďéíĺľňóôŕšťúýž"sv, U"áéíóöőúüű"sv, U"ăâîşţ"sv, U"čćđšž"sv,
    U"äöüßé"sv};
constexpr std::u32string_view kTurkish[] = {U"çğıöşüâîû"sv};
constexpr std::u32string_view kBaltic[] = {U"ąčęėįšųūž"sv, U"āčēģīķļņšūž"sv, U"äõöüšž"sv};
constexpr std::u32string_view kVietnamese[] = {
    U"àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"sv};
constexpr auto kDeclared = std::nullopt;

// Priors: bits of evidence, chosen on texts like those of encoding_guess_test.cc, with a margin for rare
// encodings.
constexpr std::array kRows = {
    EncodingRow{Encoding::kUtf8, "UTF-8", kDeclared},
    EncodingRow{Encoding::kUtf8WithErrors, "UTF-8", kDeclared},
    EncodingRow{Encoding::kUnknown, "an unknown encoding", kDeclared},
    EncodingRow{Encoding::kUtf16Le, "UTF-16LE", 6},
    EncodingRow{Encoding::kUtf16Be, "UTF-16BE", 6},
    EncodingRow{Encoding::kUtf32Le, "UTF-32LE", kDeclared},
    EncodingRow{Encoding::kUtf32Be, "UTF-32BE", kDeclared},
    EncodingRow{Encoding::kIso2022Jp, "ISO-2022-JP", kDeclared},
    EncodingRow{Encoding::kIso2022Kr, "ISO-2022-KR", kDeclared},
    EncodingRow{Encoding::kShiftJis, "Shift_JIS", 0},
    EncodingRow{Encoding::kEucJp, "EUC-JP", 0},
    EncodingRow{Encoding::kGbk, "GBK", 0},
    EncodingRow{Encoding::kGb18030, "GB18030", 0},
    EncodingRow{Encoding::kBig5, "Big5", 0},
    EncodingRow{Encoding::kBig5Hkscs, "Big5-HKSCS", 8},
    EncodingRow{Encoding::kEucKr, "EUC-KR", 0},
    EncodingRow{Encoding::kWindows949, "windows-949", 0},
    EncodingRow{Encoding::kLatin1, "windows-1252", -6, kWestern},
    EncodingRow{Encoding::kIso8859_15, "ISO-8859-15", 4, kWestern},
    EncodingRow{Encoding::kMacRoman, "macintosh", 8, kWestern},
    EncodingRow{Encoding::kWindows1250, "windows-1250", 1, kCentralEuropean},
    EncodingRow{Encoding::kIso8859_2, "ISO-8859-2", 2, kCentralEuropean},
    EncodingRow{Encoding::kWindows1251, "windows-1251", 0},
    EncodingRow{Encoding::kKoi8R, "KOI8-R", 2},
    EncodingRow{Encoding::kKoi8U, "KOI8-U", 3},
    EncodingRow{Encoding::kIso8859_5, "ISO-8859-5", 5},
    EncodingRow{Encoding::kIbm866, "IBM866", 4},
    EncodingRow{Encoding::kMacCyrillic, "x-mac-cyrillic", 12},
    EncodingRow{Encoding::kWindows1253, "windows-1253", 2},
    EncodingRow{Encoding::kIso8859_7, "ISO-8859-7", 3},
    EncodingRow{Encoding::kWindows1254, "windows-1254", 2, kTurkish},
    EncodingRow{Encoding::kIso8859_9, "ISO-8859-9", 3, kTurkish},
    EncodingRow{Encoding::kWindows1255, "windows-1255", 2},
    EncodingRow{Encoding::kIso8859_8, "ISO-8859-8", 6},
    EncodingRow{Encoding::kWindows1256, "windows-1256", 2},
    EncodingRow{Encoding::kIso8859_6, "ISO-8859-6", 6},
    EncodingRow{Encoding::kWindows1257, "windows-1257", 4, kBaltic},
    EncodingRow{Encoding::kIso8859_13, "ISO-8859-13", 8, kBaltic},
    EncodingRow{Encoding::kIso8859_4, "ISO-8859-4", 10, kBaltic},
    EncodingRow{Encoding::kWindows1258, "windows-1258", 8, kVietnamese},
    EncodingRow{Encoding::kWindows874, "windows-874", 2},
    EncodingRow{Encoding::kIbm437, "IBM437", 12, kWestern},
    EncodingRow{Encoding::kIbm850, "IBM850", 10, kWestern},
    EncodingRow{Encoding::kIbm852, "IBM852", 10, kCentralEuropean},
    EncodingRow{Encoding::kIbm855, "IBM855", kDeclared},
    EncodingRow{Encoding::kIbm858, "IBM00858", kDeclared},
    EncodingRow{Encoding::kIso8859_3, "ISO-8859-3", kDeclared},
    EncodingRow{Encoding::kIso8859_10, "ISO-8859-10", kDeclared},
    EncodingRow{Encoding::kIso8859_14, "ISO-8859-14", kDeclared},
};

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// Null if ICU has no table for it.
Converter opened(const char* name) {
  prepare_icu();
  UErrorCode code = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &code));
  if (U_FAILURE(code)) return nullptr;
  ucnv_setFallback(converter.get(), false);
  return converter;
}

Converter converter_of(Encoding encoding) {
  Converter converter = opened(std::string(name_of(encoding)).c_str());
  CHECK(converter != nullptr);
  return converter;
}

std::optional<std::string> as_utf8_text(Encoding encoding, std::string_view bytes, bool with_replacements) {
  Converter converter = converter_of(encoding);
  UErrorCode code = U_ZERO_ERROR;
  if (!with_replacements)
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
  std::u16string units(bytes.size() + 16, u'\0');  // no encoding has fewer bytes than its text has units
  int32_t length = ucnv_toUChars(converter.get(), units.data(), static_cast<int32_t>(units.size()),
                                 bytes.data(), static_cast<int32_t>(bytes.size()), &code);
  if (U_FAILURE(code) && !with_replacements) return std::nullopt;
  units.resize(static_cast<size_t>(std::clamp<int32_t>(length, 0, static_cast<int32_t>(units.size()))));
  std::string text(units.size() * 3 + 1, '\0');
  int32_t written = 0;
  code = U_ZERO_ERROR;
  u_strToUTF8WithSub(text.data(), static_cast<int32_t>(text.size()), &written, units.data(),
                     static_cast<int32_t>(units.size()), 0xFFFD, nullptr, &code);
  if (U_FAILURE(code)) return std::nullopt;
  text.resize(static_cast<size_t>(written));
  return text;
}

}  // namespace

void prepare_icu() {
  static const bool ready = [] {
    UErrorCode code = U_ZERO_ERROR;
    udata_setFileAccess(UDATA_NO_FILES, &code);  // all needed data is linked in
    udata_setCommonData(icu_data(), &code);
    return U_SUCCESS(code);
  }();
  CHECK(ready);
}

std::span<const EncodingRow> encodings() {
  return kRows;
}

std::string_view name_of(Encoding encoding) {
  return kRows[static_cast<size_t>(encoding)].name;
}

std::optional<Encoding> encoding_named(std::string_view label) {
  std::string name = to_lower(trim(label));
  for (std::string_view end : {"-unix", "-dos", "-mac", "-sig"})
    if (name.ends_with(end)) name.resize(name.size() - end.size());
  if (name.empty() || name.size() > 40) return std::nullopt;
  for (std::string_view one : {"latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso_8859-1", "iso-latin-1",
                               "l1", "us-ascii", "ascii", "utf-8-with-signature"})
    if (name == one) return one.starts_with("utf") ? Encoding::kUtf8 : Encoding::kLatin1;
  auto same = [](const char* a, const std::string& b) { return ucnv_compareNames(a, b.c_str()) == 0; };
  prepare_icu();
  if (same("utf8", name)) return Encoding::kUtf8;
  if (same("utf16", name) || same("ucs2", name)) return Encoding::kUtf16Le;
  if (same("utf32", name) || same("ucs4", name)) return Encoding::kUtf32Le;
  if (same("mac-roman", name) || same("macroman", name) || same("x-mac-roman", name))
    return Encoding::kMacRoman;
  if (same("euc-jp-ms", name)) return Encoding::kEucJp;
  if (same("iso-2022-jp", name)) return Encoding::kIso2022Jp;
  Converter converter = opened(name.c_str());
  UErrorCode code = U_ZERO_ERROR;
  const char* found = converter ? ucnv_getName(converter.get(), &code) : nullptr;
  if (!found || U_FAILURE(code)) return std::nullopt;
  static const std::vector<std::string> known = [] {
    std::vector<std::string> names;
    for (const EncodingRow& row : kRows) {
      Converter of_row = row.encoding == Encoding::kUnknown ? nullptr : opened(std::string(row.name).c_str());
      UErrorCode failed = U_ZERO_ERROR;
      names.emplace_back(of_row ? ucnv_getName(of_row.get(), &failed) : "");
    }
    return names;
  }();
  if (found == "ISO-8859-1"sv || found == "US-ASCII"sv) return Encoding::kLatin1;
  if (found == "ibm-1383_P110-1999"sv) return Encoding::kGbk;  // GB2312, a subset of GBK
  auto at = std::find(known.begin(), known.end(), found);
  return at == known.end() ? std::nullopt
                           : std::optional(kRows[static_cast<size_t>(at - known.begin())].encoding);
}

std::optional<std::string> decoded(Encoding encoding, std::string_view bytes) {
  if (encoding == Encoding::kUtf8) return is_utf8(bytes) ? std::optional(std::string(bytes)) : std::nullopt;
  return as_utf8_text(encoding, bytes, false);
}

std::string decoded_with_replacements(Encoding encoding, std::string_view bytes) {
  return as_utf8_text(encoding, bytes, true).value_or("");
}

std::optional<std::string> encoded(Encoding encoding, std::string_view text) {
  Converter converter = converter_of(encoding);
  UErrorCode code = U_ZERO_ERROR;
  std::u16string units(text.size() + 1, u'\0');
  int32_t length = 0;
  u_strFromUTF8(units.data(), static_cast<int32_t>(units.size()), &length, text.data(),
                static_cast<int32_t>(text.size()), &code);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
  if (U_FAILURE(code)) return std::nullopt;
  std::string bytes(
      static_cast<size_t>(UCNV_GET_MAX_BYTES_FOR_STRING(length, ucnv_getMaxCharSize(converter.get()))), '\0');
  int32_t written = ucnv_fromUChars(converter.get(), bytes.data(), static_cast<int32_t>(bytes.size()),
                                    units.data(), length, &code);
  if (U_FAILURE(code)) return std::nullopt;
  bytes.resize(static_cast<size_t>(written));
  return bytes;
}

}  // namespace suit
