#include "base/secret_key_block.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kMarkerBytesMax = 60;  // "-----BEGIN OPENSSH PRIVATE KEY-----" and the like
constexpr size_t kKeyLinesMax = 2'000;
constexpr size_t kOpenLineLeast = 32;  // of base64, after a start without an end
constexpr size_t kClosedLeast = 8;     // of all the lines, if there is an end
constexpr std::string_view kKeyWords = "PRIVATE KEY", kStaticWords = "Static key V1",
                           kPuttyWords = "Private-Lines:";

bool is_key_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '=';
}

// The maximum length of a key in one line.
size_t end_of_line(std::string_view text, size_t at) {
  constexpr size_t kKeyLineBytesMax = 12'000;
  std::string_view rest = text.substr(at, kKeyLineBytesMax);
  return at + std::min(rest.find('\n'), rest.size());
}

// "-----BEGIN … PRIVATE KEY-----" around the words; nullopt if it is not one.
std::optional<TextPiece> marker_around(std::string_view text, size_t words, std::string_view what) {
  size_t least = words - std::min(words, kMarkerBytesMax);
  size_t begin = text.substr(least, words - least).rfind("BEGIN ");
  if (begin == std::string_view::npos) return {};
  begin += least;
  if (text.substr(begin, words - begin).find('\n') != std::string_view::npos) return {};
  size_t dashes = begin;
  while (dashes > 0 && text[dashes - 1] == ' ') --dashes;
  size_t first = dashes;
  while (first > 0 && text[first - 1] == '-') --first;
  if (dashes - first < 4) return {};
  size_t end = words + what.size();
  if (text.substr(end).starts_with(" BLOCK")) end += 6;
  if (text.substr(end).starts_with(" ")) ++end;
  size_t last = end;
  while (last < text.size() && text[last] == '-' && last - end < 5) ++last;
  if (last - end < 4) return {};
  return TextPiece{first, last};
}

// "-----END …-----" in the line, if it has one.
std::optional<TextPiece> end_marker(std::string_view text, size_t begin, size_t end) {
  std::string_view line = text.substr(begin, end - begin);
  size_t word = line.find("END ");
  if (word == line.npos) return {};
  size_t first = word;
  while (first > 0 && line[first - 1] == ' ') --first;
  size_t dashes = first;
  while (dashes > 0 && line[dashes - 1] == '-') --dashes;
  size_t close = line.find("----", word);
  if (first - dashes < 4 || close == line.npos || close - word > kMarkerBytesMax) return {};
  while (close < line.size() && line[close] == '-') ++close;
  return TextPiece{begin + dashes, begin + close};
}

bool is_header(std::string_view line) {
  for (std::string_view name :
       {"Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:", "Charset:", "MessageID:"})
    if (line.starts_with(name)) return true;
  return false;
}

// The prefix of the first line also precedes the other lines: indentation, a quote, a comment sign, a line
// number.
size_t without_prefix(std::string_view text, size_t begin, size_t end, std::string_view prefix) {
  std::string_view line = text.substr(begin, end - begin);
  std::string_view bare = trim(prefix);
  // In a difference, the sign varies by line.
  if (prefix.size() == 1 && (prefix == "+" || prefix == "-" || prefix == " ") && !line.empty() &&
      (line[0] == '+' || line[0] == '-' || line[0] == ' '))
    return begin + 1;
  if (!prefix.empty() && line.starts_with(prefix)) begin += prefix.size(), line.remove_prefix(prefix.size());
  auto skip = [&](std::string_view kinds) {
    while (!line.empty() && kinds.find(line.front()) != kinds.npos) ++begin, line.remove_prefix(1);
  };
  skip(" \t");
  bool numbered = !bare.empty() && bare.front() >= '0' && bare.front() <= '9';
  if (numbered) {
    size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits > 0 && digits < line.size() &&
        std::string_view(":| \t").find(line[digits]) != std::string_view::npos)
      begin += digits + 1, line.remove_prefix(digits + 1);
    skip(" \t");
  }
  if (!line.empty() &&
      (bare.find('"') != bare.npos || bare.find('\'') != bare.npos || bare.find('`') != bare.npos))
    skip("\"'`");
  for (std::string_view sign : {"#", "//", "*", ">", ";"})
    if (bare == sign && line.starts_with(sign)) {
      begin += sign.size(), line.remove_prefix(sign.size());
      skip(" \t");
    }
  return begin;
}

size_t without_suffix(std::string_view text, size_t begin, size_t end) {
  for (bool again = true; again && end > begin;) {
    again = false;
    char last = text[end - 1];
    if (std::string_view(" \t\r\"'`,;)\\").find(last) != std::string_view::npos)
      --end, again = true;
    else if ((last == 'n' || last == 'r') && end - begin >= 2 && text[end - 2] == '\\')
      end -= 2, again = true;
    else if ((last == '+' || last == '.') && end - begin >= 2 &&
             std::string_view(" \t\"'`").find(text[end - 2]) != std::string_view::npos)
      --end, again = true;
  }
  return end;
}

// Start, base64 and end in one line, separated by "\n", "\r\n" or blanks.
std::optional<size_t> key_within_line(std::string_view text, size_t at, size_t end) {
  size_t base64 = 0, run = 0, longest = 0;
  auto close = end_marker(text, at, end);
  size_t stop = close ? close->begin : end, last = at;
  for (size_t i = at; i < stop; ++i) {
    char c = text[i];
    if (c == '\\' && i + 1 < stop &&
        (text[i + 1] == 'n' || text[i + 1] == 'r' || text[i + 1] == '\\' || text[i + 1] == 't')) {
      i += text[i + 1] == '\\' && i + 2 < stop && (text[i + 2] == 'n' || text[i + 2] == 'r') ? 2 : 1;
      run = 0;
    } else if (is_key_character(c)) {
      ++base64;
      longest = std::max(longest, ++run);
      last = i + 1;
    } else if (c == ' ' ||
               (close && (c == ':' || c == '-' || c == ','))) {  // in headers, for a key with an end
      run = 0;
    } else if (close) {
      return {};
    } else {
      break;
    }
  }
  if (longest < kOpenLineLeast && !(close && base64 >= kOpenLineLeast && longest >= 16)) return {};
  return close ? close->end : last;
}

std::optional<SecretPlace> putty_key(std::string_view text, size_t at) {
  size_t line_end = end_of_line(text, at);
  std::string number(trim(text.substr(at + kPuttyWords.size(), line_end - at - kPuttyWords.size())));
  if (number.empty() || number.size() > 3 || number.find_first_not_of("0123456789") != number.npos) return {};
  SecretPlace place{.what = "a private key", .certain = true};
  size_t lines = static_cast<size_t>(std::stoul(number));
  for (size_t begin = line_end + 1; lines > 0 && begin < text.size(); --lines) {
    size_t end = end_of_line(text, begin), last = without_suffix(text, begin, end);
    if (last == begin || !std::all_of(text.begin() + static_cast<ptrdiff_t>(begin),
                                      text.begin() + static_cast<ptrdiff_t>(last), is_key_character))
      break;
    place.lines.push_back({begin, last});
    begin = end + 1;
  }
  if (place.lines.empty()) return {};
  place.begin = place.lines.front().begin, place.end = place.lines.back().end;
  return place;
}

}  // namespace

std::optional<SecretPlace> key_block_at(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at);
  if (rest.starts_with(kPuttyWords)) return putty_key(text, at);
  std::string_view words = rest.starts_with(kKeyWords)      ? kKeyWords
                           : rest.starts_with(kStaticWords) ? kStaticWords
                                                            : std::string_view();
  if (words.empty()) return {};
  auto marker = marker_around(text, at, words);
  if (!marker) return {};
  SecretPlace place{.begin = marker->begin, .what = "a private key", .certain = true};
  size_t line_end = end_of_line(text, marker->end);
  if (auto end = key_within_line(text, marker->end, line_end)) {
    place.end = *end;
    return place;
  }
  if (without_suffix(text, marker->end, line_end) != marker->end) return {};
  size_t line_begin = marker->begin;
  while (line_begin > 0 && text[line_begin - 1] != '\n') --line_begin;
  std::string_view prefix = text.substr(line_begin, marker->begin - line_begin);
  place.lines.push_back(*marker);
  size_t base64 = 0, first = 0;
  bool closed = false, was_last = false;
  for (size_t begin = line_end + 1; begin < text.size() && place.lines.size() < kKeyLinesMax;) {
    size_t end = end_of_line(text, begin);
    if (auto close = end_marker(text, begin, end)) {
      place.lines.push_back(*close);
      closed = true;
      break;
    }
    size_t from = without_prefix(text, begin, end, prefix), to = without_suffix(text, from, end);
    std::string_view line = text.substr(from, to - from);
    begin = end + 1;
    if (line.empty() || (base64 == 0 && is_header(line))) continue;
    if (was_last || !std::all_of(line.begin(), line.end(), is_key_character)) break;
    if (first == 0) first = line.size();
    // A shorter line is the last one, except for PGP's checksum.
    was_last = line.size() < first && !(end + 1 < text.size() && text[end + 1] == '=');
    place.lines.push_back({from, to});
    base64 += line.size();
  }
  if (closed ? base64 < kClosedLeast : first < kOpenLineLeast) return {};
  place.end = place.lines.back().end;
  return place;
}

bool is_key_begin(std::string_view line) {
  line = trim(line);
  for (std::string_view words : {kKeyWords, kStaticWords})
    if (size_t at = line.find(words); at != line.npos)
      if (auto marker = marker_around(line, at, words))
        return marker->begin == 0 && marker->end == line.size();
  return false;
}

}  // namespace suit
