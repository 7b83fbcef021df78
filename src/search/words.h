// Tokenizes text for search: parts of identifiers ("parseLine", "parse_line": parse, line) in lower case,
// without the most common English endings. Beyond ASCII with ICU: case folding, NFKC, word segmentation for
// scripts without spaces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

// Only this many bytes of a word are used.
inline constexpr size_t kWordBytesMax = 40;

inline bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Removes an English ending, in place.
void stem(std::string& word);

// Calls visit(identifier) for each run of word bytes.
template <class Visit>
void for_each_identifier(std::string_view text, const Visit& visit) {
  for (size_t at = 0; at < text.size();) {
    if (!is_word_byte(text[at])) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    visit(text.substr(at, end - at));
    at = end;
  }
}

// Splits an identifier with non-ASCII bytes, which may be invalid UTF-8.
std::vector<std::string> words_beyond_ascii(std::string_view identifier);

// Calls visit(word) for each part of an identifier; the word is valid until visit returns.
template <class Visit>
void for_each_word(std::string_view identifier, std::string& word, const Visit& visit) {
  unsigned char all = 0;
  for (char c : identifier) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  if (all >= 0x80) {
    for (std::string& one : words_beyond_ascii(identifier)) {
      word = std::move(one);
      visit(word);
    }
    return;
  }
  auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (size_t at = 0; at < identifier.size();) {
    if (identifier[at] == '_') {
      ++at;
      continue;
    }
    size_t end = at + 1;
    while (end < identifier.size() && identifier[end] != '_') {
      char before = identifier[end - 1], here = identifier[end];
      if (upper(here) && !upper(before)) break;            // parseLine
      if (lower(here) && upper(before) && end - at > 1) {  // HTTPServer
        --end;
        break;
      }
      if (digit(here) != digit(before)) break;
      ++end;
    }
    if (end - at > 1 || end == identifier.size()) {
      word.assign(identifier.substr(at, std::min(end - at, kWordBytesMax)));
      for (char& c : word)
        if (upper(c)) c = static_cast<char>(c | 0x20);
      stem(word);
      visit(word);
    }
    at = end;
  }
}

// A question's words, unique, without stop words.
std::vector<std::string> question_words(std::string_view question);

}  // namespace suit
