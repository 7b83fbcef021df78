#include "tokens/text_pieces.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "tokens/token_tables.h"

namespace suit {
namespace {

// Character classes of the patterns, numbered as in tools/tokens/tables.mjs.
enum CharacterKind : uint8_t {
  kOther,
  kUpper,   // \p{Lu} and \p{Lt}
  kLower,   // \p{Ll}
  kLetter,  // \p{Lm} and \p{Lo}
  kMark,    // \p{M}
  kNumber,  // \p{N}
  kSpace,   // \s
};

uint8_t kind_of(uint32_t point) {
  static const unsigned char* table = kinds_table();
  return table[0x1100 + table[point >> 8] * 256u + (point & 255)];
}

const std::array<uint8_t, 128> kAsciiKinds = [] {
  std::array<uint8_t, 128> kinds{};
  for (uint32_t point = 0; point < kinds.size(); ++point) kinds[point] = kind_of(point);
  return kinds;
}();

struct Character {
  uint32_t point;
  uint8_t size, kind;
  bool is_letter() const { return kind >= kUpper && kind <= kLetter; }
  bool is_line_end() const { return point == '\n' || point == '\r'; }
  // In a word with one case change: whether it can be before the change, and after it.
  bool is_head() const { return kind == kUpper || kind == kLetter || kind == kMark; }
  bool is_tail() const { return kind == kLower || kind == kLetter || kind == kMark; }
};

[[gnu::noinline]] Character beyond_ascii(std::string_view text, size_t at) {
  constexpr uint32_t kNone = 0x40;  // marks a byte that is not a continuation byte
  auto first = static_cast<uint8_t>(text[at]);
  auto six = [&](size_t i) -> uint32_t {
    if (at + i >= text.size()) return kNone;
    auto byte = static_cast<uint8_t>(text[at + i]);
    return (byte & 0xC0) == 0x80 ? byte & 0x3Fu : kNone;
  };
  Character invalid{0xFFFD, 1, kind_of(0xFFFD)};
  uint32_t a = six(1);
  if (first < 0xC2 || first > 0xF4 || a == kNone) return invalid;
  if (first < 0xE0) {
    uint32_t point = (first & 0x1Fu) << 6 | a;
    return {point, 2, kind_of(point)};
  }
  uint32_t b = six(2);
  if (b == kNone) return invalid;
  if (first < 0xF0) {
    uint32_t point = (first & 0xFu) << 12 | a << 6 | b;
    bool sound = point >= 0x800 && (point < 0xD800 || point > 0xDFFF);
    return sound ? Character{point, 3, kind_of(point)} : invalid;
  }
  uint32_t c = six(3);
  uint32_t point = (first & 7u) << 18 | a << 12 | b << 6 | c;
  return c != kNone && point >= 0x10000 && point <= 0x10FFFF ? Character{point, 4, kind_of(point)} : invalid;
}

[[gnu::always_inline]] inline Character character_at(std::string_view text, size_t at) {
  auto byte = static_cast<uint8_t>(text[at]);
  return byte < 0x80 ? Character{byte, 1, kAsciiKinds[byte]} : beyond_ascii(text, at);
}

// Skips ASCII characters of one kind.
size_t ascii_run_end(std::string_view text, size_t at, CharacterKind kind) {
  while (at < text.size() && static_cast<uint8_t>(text[at]) < 0x80 &&
         kAsciiKinds[static_cast<uint8_t>(text[at])] == kind)
    ++at;
  return at;
}

// (?i:'s|'t|'re|'ve|'m|'ll|'d): its length; 0: no match. U+017F (long s) case-folds to s.
size_t contraction_behind(std::string_view text, size_t at) {
  if (text.substr(at + 1).starts_with("\u017F")) return 3;
  auto lower = [&](size_t i) {
    return i < text.size() && (text[i] & 0x80) == 0 ? static_cast<char>(text[i] | 0x20) : '\0';
  };
  char first = lower(at + 1), second = lower(at + 2);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  bool two =
      (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
  return two ? 3 : 0;
}

[[gnu::always_inline]] inline size_t contraction(std::string_view text, size_t at) {
  return at + 1 < text.size() && text[at] == '\'' ? contraction_behind(text, at) : 0;
}

// \s*[\r\n]+|\s+(?!\S)|\s+
size_t spaces_end(std::string_view text, size_t at) {
  size_t end = at, last = at, line_end = 0;
  while (end < text.size()) {
    Character one = character_at(text, end);
    if (one.kind != kSpace) break;
    last = end;
    end += one.size;
    if (one.is_line_end()) line_end = end;
  }
  if (line_end) return line_end;
  // The last space before a word belongs to the word.
  return end == text.size() || last == at ? end : last;
}

// \p{N}{1,3}
size_t number_end(std::string_view text, size_t at) {
  for (int i = 0; i < 3 && at < text.size(); ++i) {
    Character one = character_at(text, at);
    if (one.kind != kNumber) break;
    at += one.size;
  }
  return at;
}

// " ?[^\s\p{L}\p{N}]+[\r\n]*", for o200k also "/" in the last class; `at` if it does not match.
size_t symbols_end(std::string_view text, size_t at, bool with_slash) {
  size_t begin = text[at] == ' ' ? at + 1 : at, end = begin;
  while ((end = ascii_run_end(text, end, kOther)) < text.size() && (text[end] & 0x80)) {  // no \p{M} is ASCII
    Character one = character_at(text, end);
    if (one.is_letter() || one.kind == kNumber || one.kind == kSpace) break;
    end += one.size;
  }
  if (end == begin) return at;
  while (end < text.size() && (text[end] == '\r' || text[end] == '\n' || (with_slash && text[end] == '/')))
    ++end;
  return end;
}

// [^\r\n\p{L}\p{N}]?\p{L}+
size_t cl100k_word_end(std::string_view text, size_t at, Character first) {
  if (first.kind == kNumber || first.is_line_end()) return at;
  size_t begin = first.is_letter() ? at : at + first.size, end = begin;
  while (end < text.size()) {
    Character one = character_at(text, end);
    if (!one.is_letter()) break;
    end += one.size;
  }
  return end == begin ? at : end;
}

// heads* tails*; `needs_tail`: at least one tail, backtracking over a head that can also be a tail.
size_t heads_and_tails_end(std::string_view text, size_t at, bool needs_tail) {
  size_t end = at, either_end = at;
  while (end < text.size()) {
    Character one = character_at(text, end);
    if (!one.is_head()) break;
    end += one.size;
    if (one.is_tail()) either_end = end;
  }
  size_t heads_end = end;
  while (end < text.size()) {
    Character one = character_at(text, end);
    if (!one.is_tail()) break;
    end += one.size;
  }
  return !needs_tail || end > heads_end ? end : either_end;
}

// The two alternatives that start with [^\r\n\p{L}\p{N}]?: heads* tails+, and heads+ tails*; then a
// contraction.
size_t o200k_word_end(std::string_view text, size_t at, Character first) {
  bool may_lead = !first.is_letter() && first.kind != kNumber && !first.is_line_end();
  for (bool needs_tail : {true, false})
    for (bool leads : {true, false}) {
      size_t begin = leads ? at + first.size : at;
      if ((leads && !may_lead) || begin >= text.size()) continue;
      size_t end = heads_and_tails_end(text, begin, needs_tail);
      if (end > begin) return end + contraction(text, end);
    }
  return at;
}

size_t rest_end(std::string_view text, size_t at, Character first, bool with_slash) {
  if (first.kind == kNumber) return number_end(text, at);
  if (first.kind != kSpace || first.point == ' ')
    if (size_t end = symbols_end(text, at, with_slash); end > at) return end;
  return spaces_end(text, at);
}

bool is_ascii_letter(char c) {
  char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}

// Classifies a piece by its first two bytes: most text is ASCII, which byte loops handle.
struct Beginning {
  bool is_word;  // the first character, or the one after an optional leading character, is an ASCII letter
  size_t word;   // offset of that letter
  bool is_rest;  // neither a word nor a mark can start
};

[[gnu::always_inline]] inline Beginning beginning_of(std::string_view text, size_t at) {
  auto byte = static_cast<uint8_t>(text[at]);
  if (byte >= 0x80) return {};
  if (is_ascii_letter(text[at])) return {true, at, false};
  bool may_lead = kAsciiKinds[byte] != kNumber && byte != '\n' && byte != '\r';
  if (!may_lead || at + 1 >= text.size()) return {false, at, true};
  bool is_word = is_ascii_letter(text[at + 1]);
  return {is_word, at + 1, !is_word && !(text[at + 1] & 0x80)};
}

// npos if a non-ASCII character follows, which may extend the word.
size_t unless_more(std::string_view text, size_t end) {
  return end < text.size() && (text[end] & 0x80) ? text.npos : end;
}

// Skips bytes from `low` to `high` (both ASCII) after setting the bits of `folded`. Eight at a time: word
// ends are unpredictable, so a byte loop mispredicts branches.
template <char low, char high, uint64_t folded = 0>
[[gnu::always_inline]] inline size_t range_end(std::string_view text, size_t at) {
  constexpr uint64_t kEach = 0x0101010101010101, kTops = 0x80 * kEach;
  for (uint64_t word; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    uint64_t bytes = (word | folded * kEach) & ~kTops;
    uint64_t reaches = bytes + (0x80 - low) * kEach, exceeds = bytes + (0x7F - high) * kEach;
    if (uint64_t others = (~reaches | exceeds | word) & kTops)
      return at + static_cast<size_t>(std::countr_zero(others)) / 8;
  }
  for (; at < text.size(); ++at)
    if (char c = static_cast<char>(text[at] | folded); c < low || c > high) break;
  return at;
}

size_t ascii_word_end(std::string_view text, size_t at) {
  return unless_more(text, range_end<'a', 'z', 0x20>(text, at));
}

// A word of capitals followed by small letters.
size_t ascii_cased_word_end(std::string_view text, size_t at) {
  if (text[at] < 'a') at = range_end<'A', 'Z'>(text, at);
  return unless_more(text, range_end<'a', 'z'>(text, at));
}

}  // namespace

size_t o200k_piece_end(std::string_view text, size_t at) {
  Beginning begins = beginning_of(text, at);
  if (begins.is_word) {
    size_t end = ascii_cased_word_end(text, begins.word);
    if (end != text.npos) return end + contraction(text, end);
  }
  if (begins.is_rest) return rest_end(text, at, character_at(text, at), true);
  Character first = character_at(text, at);
  size_t end = o200k_word_end(text, at, first);
  return end > at ? end : rest_end(text, at, first, true);
}

size_t cl100k_piece_end(std::string_view text, size_t at) {
  if (size_t length = contraction(text, at)) return at + length;
  Beginning begins = beginning_of(text, at);
  if (begins.is_word) {
    size_t end = ascii_word_end(text, begins.word);
    if (end != text.npos) return end;
  }
  if (begins.is_rest) return rest_end(text, at, character_at(text, at), false);
  Character first = character_at(text, at);
  size_t end = cl100k_word_end(text, at, first);
  return end > at ? end : rest_end(text, at, first, false);
}

}  // namespace suit
