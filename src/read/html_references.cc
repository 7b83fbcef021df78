// Character references: "&amp;", "&#8212;", "&#x2014;" (WHATWG HTML standard, 13.2.5.72 to 13.2.5.80).
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "folder/text_file.h"
#include "read/html_tokenizer.h"
#include "tokens/token_tables.h"

namespace suit {
namespace {

constexpr size_t kLongestName = 32, kLongestOpen = 6;  // including the semicolon; of names that need none

// "amp;" and, since the semicolon is optional, "amp", with their replacements.
const std::unordered_map<std::string_view, std::string_view>& references() {
  static const auto* all = [] {
    auto* map = new std::unordered_map<std::string_view, std::string_view>;
    for (std::string_view one : split(html_references_table(), '\0'))
      if (size_t tab = one.find('\t'); tab != one.npos) map->emplace(one.substr(0, tab), one.substr(tab + 1));
    return map;
  }();
  return *all;
}

bool is_digit_of(char c, bool hexadecimal) {
  return hexadecimal ? std::isxdigit(static_cast<unsigned char>(c)) : '0' <= c && c <= '9';
}
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c));
}

void append_code_point(std::string& out, uint32_t point) {
  if (point < 0x100) point = windows_1252(static_cast<unsigned char>(point));
  if (point == 0 || point > 0x10FFFF || (0xD800 <= point && point <= 0xDFFF)) point = 0xFFFD;
  append_utf8(out, point);
}

// Returns the length of the reference at the start of `text`, which begins with "&"; 0: not a reference.
size_t append_reference(std::string& out, std::string_view text, bool in_attribute) {
  if (text.size() > 1 && text[1] == '#') {
    bool hexadecimal = text.size() > 2 && (text[2] | 0x20) == 'x';
    size_t from = hexadecimal ? 3 : 2, at = from;
    uint32_t point = 0;
    for (; at < text.size() && is_digit_of(text[at], hexadecimal); ++at) {
      char c = text[at];
      point = std::min<uint32_t>(
          point * (hexadecimal ? 16 : 10) + static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10),
          0x110000);
    }
    if (at == from) return 0;
    append_code_point(out, point);
    return at + (at < text.size() && text[at] == ';');
  }
  size_t end = 1;
  while (end < text.size() && end <= kLongestName && is_word(text[end])) ++end;
  if (end < text.size() && text[end] == ';')
    if (auto found = references().find(text.substr(1, end)); found != references().end()) {
      out += found->second;
      return end + 1;
    }
  for (size_t length = std::min(end - 1, kLongestOpen); length > 1; --length) {
    auto found = references().find(text.substr(1, length));
    if (found == references().end()) continue;
    char after = length + 1 < text.size() ? text[length + 1] : ' ';
    if (in_attribute && (after == '=' || is_word(after))) return 0;
    out += found->second;
    return length + 1;
  }
  return 0;
}

}  // namespace

void append_html_decoded(std::string& out, std::string_view text, bool in_attribute) {
  for (size_t from = 0; from < text.size();) {
    size_t at = std::min(text.find('&', from), text.size());
    out.append(text, from, at - from);
    if (at == text.size()) return;
    size_t length = append_reference(out, text.substr(at), in_attribute);
    if (length == 0) out += '&';
    from = at + std::max<size_t>(length, 1);
  }
}

}  // namespace suit
