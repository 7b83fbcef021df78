#include "folder/encoding_guess.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <vector>

#include "base/text.h"
#include "tokens/tokenizer.h"

namespace suit {
namespace {

constexpr size_t kFewRuns = 3;
constexpr size_t kSampleBytes = 4'000, kSampleLineBytes = 600;
constexpr double kTokenBits = 8.5,
                 kCommonest = 300;  // a token costs kTokenBits + log2(rank + kCommonest) / 2
constexpr double kForeignLetterBits = 10, kForeignLettersBits = 60,
                 kForeignLettersShare = .25;  // the maximum number, or this share of the text's
// Costs of implausible text, and of bytes of a rare encoding read as Chinese.
constexpr double kBitsPerCharacterMax = 20, kBitsPerWideCharacterMax = 14;

bool is_high(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// The share of bytes beyond ASCII.
size_t runs_in(std::string_view bytes) {
  size_t runs = 0;
  for (size_t i = 0; i < bytes.size(); ++i) runs += is_high(bytes[i]) && (i == 0 || !is_high(bytes[i - 1]));
  return runs;
}

// Places to cut lines: no encoding has these bytes within a character.
bool may_be_cut_before(char c) {
  return c > 0 && c < '0';
}

// Lines with bytes beyond ASCII: first those with a new byte, then others evenly from the text.
std::string sample_of(std::string_view bytes) {
  std::vector<std::string_view> lines;
  for (size_t at = 0; at < bytes.size();) {
    size_t end = std::min(bytes.find('\n', at), bytes.size());
    std::string_view line = bytes.substr(at, end - at);
    at = end + 1;
    while (!line.empty()) {
      std::string_view part = line.substr(0, kSampleLineBytes);
      if (part.size() < line.size()) {
        size_t cut = part.size();
        while (cut > kSampleLineBytes / 2 && !may_be_cut_before(part[cut - 1])) --cut;
        if (cut > kSampleLineBytes / 2)
          part = part.substr(0, cut - 1);
        else
          return std::string(bytes.substr(0, kSampleBytes));  // no place to cut: use the beginning
      }
      if (std::any_of(part.begin(), part.end(), is_high)) lines.push_back(part);
      line.remove_prefix(std::max<size_t>(1, part.size()));
    }
  }
  std::array<bool, 256> seen{};
  std::vector<bool> taken(lines.size());
  std::string sample;
  auto take = [&](size_t i) {
    taken[i] = true;
    for (char c : lines[i]) seen[static_cast<unsigned char>(c)] = true;
    sample.append(lines[i]).append("\n");
  };
  for (size_t i = 0; i < lines.size() && sample.size() < kSampleBytes; ++i)
    if (std::any_of(lines[i].begin(), lines[i].end(),
                    [&](char c) { return is_high(c) && !seen[static_cast<unsigned char>(c)]; }))
      take(i);
  size_t step = std::max<size_t>(1, lines.size() / 64);
  for (size_t first = 0; first < step; ++first)
    for (size_t i = first; i < lines.size() && sample.size() < kSampleBytes; i += step)
      if (!taken[i]) take(i);
  return sample;
}

std::u32string points_of(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    uint32_t point = static_cast<unsigned char>(text[0]);
    size_t length = std::max<size_t>(1, utf8_length(text, &point));
    points += static_cast<char32_t>(point);
    text.remove_prefix(length);
  }
  return points;
}

enum class Script : uint8_t { kNone, kLatin, kGreek, kCyrillic, kHebrew, kArabic, kThai, kHangul, kOther };

Script script_of(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? Script::kLatin : Script::kNone;
  auto type = u_charType(static_cast<UChar32>(c));
  bool letter = (type >= U_UPPERCASE_LETTER && type <= U_OTHER_LETTER) ||
                (type >= U_NON_SPACING_MARK && type <= U_COMBINING_SPACING_MARK);
  if (!letter || c == 0xB5 || c == 0xAA || c == 0xBA) return Script::kNone;
  if (c < 0x250 || (c >= 0x300 && c < 0x370) || (c >= 0x1E00 && c < 0x1F00)) return Script::kLatin;
  if (c < 0x400) return Script::kGreek;
  if (c < 0x530) return Script::kCyrillic;
  if (c >= 0x590 && c < 0x600) return Script::kHebrew;
  if (c >= 0x600 && c < 0x700) return Script::kArabic;
  if (c >= 0xE00 && c < 0xE80) return Script::kThai;
  if (c >= 0xAC00 && c < 0xD7B0) return Script::kHangul;
  return Script::kOther;
}

bool is_han(char32_t c) {
  return c >= 0x4E00 && c < 0xA000;
}
bool is_upper(char32_t c) {
  return u_isupper(static_cast<UChar32>(c));
}
bool is_symbol(char32_t c) {
  auto type = u_charType(static_cast<UChar32>(c));
  return type >= U_MATH_SYMBOL && type <= U_OTHER_SYMBOL;
}
// Allowed within a word.
bool joins(char32_t c) {
  return std::u32string_view(U"’‘­·–—…").find(c) != std::u32string_view::npos;
}

// Costs of implausible sequences, in bits.
double oddness(const std::u32string& text) {
  double bits = 0;
  size_t signs = 0;  // next to a number, where they are plausible
  auto script_at = [&](size_t i) { return i < text.size() ? script_of(text[i]) : Script::kNone; };
  Script before = Script::kNone, before_that = Script::kNone;
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i], last = i ? text[i - 1] : U' ';
    Script here = script_at(i);
    if (c >= 0x80 || last >= 0x80) {
      bool alone = here >= Script::kHangul || before >= Script::kHangul;  // written without spaces
      if (here != Script::kNone && before != Script::kNone) {
        if (here != before && !alone)
          bits += 16;
        else if (here != before && std::min(here, before) == Script::kHangul)
          bits += 8;
        else if (here != before && (here == Script::kHangul || before == Script::kHangul))
          bits += 8;
        else if (!is_upper(last) && u_islower(static_cast<UChar32>(last)) && is_upper(c))
          bits += 7;
        else if (is_upper(last) && is_upper(c) && i + 1 < text.size() &&
                 u_islower(static_cast<UChar32>(text[i + 1])))
          bits += 5;
      } else if (here != Script::kNone && last >= 0x80) {
        auto type = u_charType(static_cast<UChar32>(last));
        bool within = before_that != Script::kNone;
        bool is_blank = type >= U_SPACE_SEPARATOR && type <= U_PARAGRAPH_SEPARATOR;
        if (is_symbol(last) && here < Script::kHangul)
          bits += 8;
        else if (last == U'’' && !within)
          bits += 5;
        else if (within && here < Script::kHangul && !is_blank && !joins(last))
          bits += 8;
      }
    }
    if (c >= 0x80) {
      auto type = u_charType(static_cast<UChar32>(c));
      if (c >= 0x2500 && c < 0x25A0)
        bits += 6;
      else if (is_symbol(c) || type == U_OTHER_NUMBER || type == U_MODIFIER_LETTER)
        bits += 3;
      else if (c >= 0xF900 && c < 0xFB00)
        bits += 8;
      else if (c == U'»' && before != Script::kNone && text.find(U'«') == text.npos)
        bits += 8;
      bool lone = is_han(c) && before < Script::kHangul && script_at(i + 1) < Script::kHangul;
      auto is_small = [](char32_t letter) {
        return letter >= 'a' && letter <= 'z';
      };  // "T恤" is a word, "gr黃" probably not
      if (lone)
        bits += 4 + (is_small(last) ? 12 : 0) + (i + 1 < text.size() && is_small(text[i + 1]) ? 12 : 0);
      if (std::u32string_view(U"©°±×£§½¼").find(c) != std::u32string_view::npos)
        for (size_t k = i - std::min<size_t>(i, 2); k < std::min(i + 3, text.size()); ++k)
          if (text[k] >= '0' && text[k] <= '9') {
            ++signs;
            break;
          }
    }
    before_that = before;
    before = here;
  }
  return bits - 10 * static_cast<double>(std::min<size_t>(signs, 2));
}

// Letters that are not in the encoding's best fitting language.
double foreign_letters(const std::u32string& text, std::span<const std::u32string_view> alphabets,
                       double text_bits) {
  if (alphabets.empty()) return 0;
  std::map<char32_t, size_t> letters;
  for (char32_t c : text)
    if (c >= 0x80 && script_of(c) == Script::kLatin && !(c >= 0x300 && c < 0x370))
      ++letters[c == 0x130 ? 0x131 : static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)))];
  size_t fewest = SIZE_MAX;
  for (std::u32string_view alphabet : alphabets) {
    size_t foreign = 0;
    for (auto [letter, times] : letters) foreign += alphabet.find(letter) == alphabet.npos ? times : 0;
    fewest = std::min(fewest, foreign);
  }
  return std::min(kForeignLetterBits * static_cast<double>(fewest),
                  std::max(kForeignLettersBits, kForeignLettersShare * text_bits));
}

// Vietnamese is written in syllables.
double long_syllables(const std::u32string& text) {
  double bits = 0;
  size_t length = 0, high = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && script_of(text[i]) == Script::kLatin) {
      ++length;
      high += text[i] >= 0x80;
      continue;
    }
    if (length > 7 && high > 0) bits += 6;
    length = high = 0;
  }
  return bits;
}

// Windows-1258 has the tones of Vietnamese as characters of their own.
std::string composed(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  const UNormalizer2* form = unorm2_getNFCInstance(&code);
  std::u16string units;
  for (char32_t c : points_of(text)) {
    if (c > 0xFFFF)
      units += {static_cast<char16_t>(0xD7C0 + (c >> 10)), static_cast<char16_t>(0xDC00 + (c & 0x3FF))};
    else
      units += static_cast<char16_t>(c);
  }
  std::u16string out(units.size() + 16, u'\0');
  int32_t length = unorm2_normalize(form, units.data(), static_cast<int32_t>(units.size()), out.data(),
                                    static_cast<int32_t>(out.size()), &code);
  if (U_FAILURE(code)) return std::string(text);
  out.resize(static_cast<size_t>(length));
  std::string result;
  for (size_t i = 0; i < out.size(); ++i) {
    uint32_t c = out[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < out.size())
      c = 0x10000 + ((c - 0xD800) << 10) + (out[++i] - 0xDC00u);
    append_utf8(result, c);
  }
  return result;
}

}  // namespace

bool may_be_text(std::string_view text) {
  while (!text.empty()) {
    uint32_t point = static_cast<unsigned char>(text[0]);
    size_t length = point < 0x80 ? 1 : utf8_length(text, &point);
    if (length == 0) return false;
    if (point >= 0x80 || point == 0) {
      auto type = u_charType(static_cast<UChar32>(point));
      if (type == U_CONTROL_CHAR || type == U_UNASSIGNED || type == U_PRIVATE_USE_CHAR || type == U_SURROGATE)
        return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

namespace {

double cost_of(const EncodingRow& row, const std::string& sample) {
  bool is_vietnamese = row.encoding == Encoding::kWindows1258;
  std::string whole = is_vietnamese ? composed(sample) : std::string();
  const std::string& text = is_vietnamese ? whole : sample;
  std::u32string points = points_of(text);
  double bits = length_in_bits(text);
  return bits + *row.prior_bits + oddness(points) + foreign_letters(points, row.alphabets, bits) +
         (is_vietnamese ? long_syllables(points) : 0);
}

struct Candidate {
  double bits;
  Encoding encoding;
  std::string sample;
};

// UTF-8 with U+FFFD for each invalid byte; counts of multi-byte sequences and of invalid bytes.
struct RepairedText {
  std::string text;
  size_t sequences = 0, errors = 0;
};

RepairedText repaired(std::string_view bytes) {
  RepairedText result;
  result.text.reserve(bytes.size());
  while (!bytes.empty()) {
    size_t length = utf8_length(bytes);
    if (length == 0)
      append_utf8(result.text, 0xFFFD);
    else
      result.text.append(bytes.substr(0, length));
    result.errors += length == 0;
    result.sequences += length > 1;
    bytes.remove_prefix(std::max<size_t>(1, length));
  }
  return result;
}

bool is_letter(char32_t c) {
  return script_of(c) != Script::kNone;
}

GuessedText unknown(std::string_view bytes) {
  GuessedText result;
  for (char c : bytes) {
    if (!is_high(c)) {
      result.text += c;
      continue;
    }
    append_utf8(result.text, 0xFFFD);
    ++result.errors;
  }
  return result;
}

// ASCII with escape sequences that switch to other characters.
std::optional<GuessedText> with_escapes(std::string_view bytes) {
  if (std::any_of(bytes.begin(), bytes.end(), is_high)) return std::nullopt;
  for (auto [sign, encoding] :
       {std::pair("\x1B$B", Encoding::kIso2022Jp), std::pair("\x1B$@", Encoding::kIso2022Jp),
        std::pair("\x1B(J", Encoding::kIso2022Jp), std::pair("\x1B$)C", Encoding::kIso2022Kr)}) {
    if (bytes.find(sign) == bytes.npos) continue;
    auto text = decoded(encoding, bytes);
    if (text && may_be_text(*text)) return GuessedText{encoding, std::move(*text)};
  }
  return std::nullopt;
}

}  // namespace

double length_in_bits(std::string_view text) {
  thread_local std::vector<uint32_t> ids;
  ids.clear();
  Tokenizer::of(Vocabulary::kO200k).encode(text, ids);
  double bits = 0;
  for (uint32_t id : ids) bits += kTokenBits + std::log2(id + kCommonest) / 2;
  return bits;
}

GuessedText guessed(std::string_view bytes) {
  if (auto text = with_escapes(bytes)) return std::move(*text);
  std::string sample = sample_of(bytes);
  std::vector<Candidate> candidates;
  for (const EncodingRow& row : encodings()) {
    bool wide = row.encoding == Encoding::kUtf16Le || row.encoding == Encoding::kUtf16Be;
    if (!row.prior_bits || (wide && bytes.size() % 2)) continue;
    std::string_view part = wide ? bytes.substr(0, kSampleBytes) : std::string_view(sample);
    auto text = decoded(row.encoding, part);
    for (size_t cut = 1; !text && cut < 4 && part.size() == kSampleBytes; ++cut)
      text = decoded(row.encoding, part.substr(0, kSampleBytes - cut));  // cut within a character
    if (!text || !may_be_text(*text)) continue;
    candidates.push_back({cost_of(row, *text), row.encoding, std::move(*text)});
  }
  if (RepairedText utf8 = repaired(sample); utf8.sequences > 0) {
    double bits =
        length_in_bits(utf8.text) + oddness(points_of(utf8.text)) + 6 * static_cast<double>(utf8.errors);
    candidates.push_back({bits, Encoding::kUtf8WithErrors, std::move(utf8.text)});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.bits < b.bits; });
  double margin = runs_in(sample) <= kFewRuns ? kMarginOfFewRuns_bits : kMargin_bits;
  // The best decoding of the whole, and the best one with a different text. Of equal texts, the first of the
  // table.
  const Candidate* best = nullptr;
  std::optional<GuessedText> result;
  for (const Candidate& one : candidates) {
    if (best && one.sample == best->sample && one.encoding > result->encoding) continue;
    if (best && one.sample != best->sample && one.bits - best->bits >= margin) break;
    GuessedText whole{one.encoding};
    if (one.encoding == Encoding::kUtf8WithErrors) {
      RepairedText utf8 = repaired(bytes);
      whole.text = std::move(utf8.text);
      whole.errors = utf8.errors;
    } else {
      auto text = decoded(one.encoding, bytes);
      if (!text || !may_be_text(*text)) continue;
      whole.text = std::move(*text);
    }
    if (best && one.sample != best->sample) return unknown(bytes);  // too close to decide
    if (one.bits >
        kBitsPerCharacterMax * static_cast<double>(std::max<size_t>(8, points_of(one.sample).size())))
      return unknown(bytes);
    if (!best) best = &one;
    result = std::move(whole);
  }
  return result ? std::move(*result) : unknown(bytes);
}

std::optional<GuessedText> utf8_by_chance(std::string_view text) {
  constexpr ptrdiff_t kFewBytes = 6;
  if (std::count_if(text.begin(), text.end(), is_high) > kFewBytes) return std::nullopt;
  auto first = static_cast<size_t>(std::find_if(text.begin(), text.end(), is_high) - text.begin());
  std::u32string points = points_of(text.substr(first == 0 ? 0 : first - 1));
  bool any_rare = false;
  for (size_t i = 0; i < points.size(); ++i) {
    char32_t c = points[i];
    bool is_rare = c == 0x138 || c == 0x13F || c == 0x140 || c == 0x149 || (c >= 0x1C0 && c < 0x218) ||
                   (c >= 0x21C && c < 0x250) || (c >= 0x3400 && c < 0x4DC0);
    bool is_loose = c >= 0x300 && c < 0x370 && !(i > 0 && is_letter(points[i - 1]));
    any_rare |= is_rare || is_loose;
    if (c >= 0x80 && !is_rare && !is_loose && is_letter(c)) return std::nullopt;
  }
  if (!any_rare) return std::nullopt;
  return unknown(text);
}

std::optional<GuessedText> guessed_wide(std::string_view bytes) {
  constexpr std::pair<Encoding, size_t> kWide[] = {
      {Encoding::kUtf32Le, 4}, {Encoding::kUtf32Be, 4}, {Encoding::kUtf16Le, 2}, {Encoding::kUtf16Be, 2}};
  std::optional<GuessedText> best;
  double least = 0;
  for (auto [encoding, unit] : kWide) {
    if (bytes.size() < 2 * unit || bytes.size() % unit) continue;
    std::string_view part = bytes.substr(0, kSampleBytes);
    auto sample = decoded(encoding, part);
    if (!sample && part.size() < bytes.size())
      sample = decoded(encoding, bytes.substr(0, kSampleBytes - unit));  // cut between the halves of a pair
    if (!sample || !may_be_text(*sample)) continue;
    auto points = points_of(*sample);
    double bits = length_in_bits(*sample) + oddness(points);
    if (bits > kBitsPerWideCharacterMax * static_cast<double>(points.size()) || (best && bits >= least))
      continue;
    auto whole = decoded(encoding, bytes);
    if (!whole || !may_be_text(*whole)) continue;
    best = GuessedText{encoding, std::move(*whole)};
    least = bits;
  }
  return best;
}

std::optional<Encoding> declared_encoding(std::string_view bytes) {
  // The name after a sign, up to the first character that no name contains.
  auto name_behind = [](std::string_view text, std::string_view sign) -> std::optional<Encoding> {
    std::string low = to_lower(text);
    for (size_t at = low.find(sign); at != low.npos; at = low.find(sign, at + 1)) {
      size_t begin = low.find_first_not_of(" \t\"'", at + sign.size());
      if (begin == low.npos) continue;
      size_t end = begin;
      while (end < low.size() && (std::isalnum(static_cast<unsigned char>(low[end])) ||
                                  std::string_view("-_.:+").find(low[end]) != std::string_view::npos))
        ++end;
      if (auto encoding = encoding_named(std::string_view(low).substr(begin, end - begin))) return encoding;
    }
    return std::nullopt;
  };
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("<?xml"))
    if (auto found = name_behind(bytes.substr(0, std::min<size_t>(bytes.find("?>"), 400)), "encoding="))
      return found;
  if (bytes.starts_with("@charset"))
    if (auto found = name_behind(bytes.substr(0, 60), "@charset")) return found;
  std::string_view head = bytes.substr(0, 4096);
  for (size_t at = head.find('<'); at != head.npos; at = head.find('<', at + 1)) {
    if (to_lower(head.substr(at, 5)) != "<meta") continue;
    if (auto found = name_behind(head.substr(at, std::min(head.find('>', at), head.size()) - at), "charset="))
      return found;
  }
  size_t line_end = head.find('\n');
  std::string_view first_two =
      head.substr(0, line_end == head.npos ? head.size() : head.find('\n', line_end + 1));
  for (std::string_view line : split_lines(first_two)) {
    std::string_view text = trim(line);
    bool comment = false;
    for (std::string_view sign : {"#", "//", "/*", ";", "--", "%", "*", "<!--", "\"", "{-", "(*", "!", "'"})
      comment |= text.starts_with(sign);
    if (!comment) continue;
    for (std::string_view sign : {"coding:", "coding="})
      if (auto found = name_behind(text, sign)) return found;
  }
  std::string_view tail = bytes.size() > 600 ? bytes.substr(bytes.size() - 600) : bytes;
  for (std::string_view part : {head.substr(0, 600), tail})
    for (std::string_view line : split_lines(part)) {
      if (line.find("vim:") == line.npos && line.find("vi:") == line.npos && line.find("ex:") == line.npos)
        continue;
      for (std::string_view sign : {"fileencoding=", "fenc="})
        if (auto found = name_behind(line, sign)) return found;
    }
  return std::nullopt;
}

}  // namespace suit
