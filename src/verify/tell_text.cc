// Text that a reader does not see as it is.
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "base/text.h"
#include "code/language.h"
#include "folder/encoding.h"
#include "verify/tell_rules.h"

namespace suit::tells {
namespace {

constexpr size_t kHiddenColumns = 300;  // of blanks before the text that they hide

bool is_bidi_control(uint32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Characters without width, some of them letters in identifiers.
bool is_invisible(uint32_t c) {
  return (c >= 0x200B && c <= 0x200F) || c == 0x00AD || c == 0x034F || c == 0x115F || c == 0x1160 ||
         (c >= 0x2060 && c <= 0x2064) || c == 0x3164 || c == 0xFEFF || c == 0xFFA0 || c == 0x180E;
}

bool is_word(uint32_t c) {
  return c == '_' || c == '$' || (c < 0x80 && std::isalnum(static_cast<unsigned char>(c)));
}

// An invisible character between the letters of an ASCII word: emoji and scripts that join letters need them
// elsewhere. Letters and tags that are invisible have no use at all.
bool hides_in_word(uint32_t before, uint32_t c, uint32_t after) {
  if (c == 0x3164 || c == 0xFFA0 || c == 0x115F || c == 0x1160)
    return is_word(before) || is_word(after) || before == ' ';
  return is_invisible(c) && is_word(before) && is_word(after);
}

// A tag (U+E0000…) spells hidden ASCII, unless it is the flag of a region, after U+1F3F4.
bool is_tag(uint32_t c) {
  return c >= 0xE0000 && c <= 0xE007F;
}

struct Character {
  uint32_t code;
  size_t at;
};

std::vector<Character> characters_of(std::string_view line) {
  std::vector<Character> found;
  for (size_t at = 0; at < line.size();) {
    uint32_t code = 0;
    size_t length = utf8_length(line.substr(at), &code);
    if (!length) code = static_cast<unsigned char>(line[at]);
    found.push_back({code, at});
    at += std::max<size_t>(length, 1);
  }
  return found;
}

std::string code_name(uint32_t code) {
  char name[16];
  snprintf(name, sizeof name, "U+%04X", code);
  return name;
}

std::string hidden_character(std::string_view line, bool script) {
  std::vector<Character> all = characters_of(line);
  for (size_t i = 0; i < all.size(); ++i) {
    uint32_t c = all[i].code, before = i ? all[i - 1].code : 0,
             after = i + 1 < all.size() ? all[i + 1].code : 0;
    if (is_bidi_control(c)) return "reorders text on the screen (" + code_name(c) + ")";
    if (hides_in_word(before, c, after)) return "has an invisible character in a word (" + code_name(c) + ")";
    if (is_tag(c) && !is_tag(before) && before != 0x1F3F4) return "has invisible text (" + code_name(c) + ")";
    if (c == '\r' && after != 0 && after != '\n') return "has a line end that editors do not show (CR)";
    if (script && (c == 0x2028 || c == 0x2029))
      return "has a line end that editors do not show (" + code_name(c) + ")";
    bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v';
    if (control || c == 0x7F) return "has a control character (" + code_name(c) + ")";
  }
  return "";
}

// Text to the right of more blanks than a screen is wide.
bool has_far_text(std::string_view line) {
  size_t column = 0, blanks = 0;
  for (char c : line) {
    if (c == ' ' || c == '\t') {
      size_t width = c == '\t' ? 8 - column % 8 : 1;
      column += width;
      blanks += width;
      continue;
    }
    if (c != '\n' && c != '\r' && blanks >= kHiddenColumns) return true;
    blanks = 0;
    ++column;
  }
  return false;
}

// Does the pattern reach files that a person reads?
bool reaches_code(std::string_view pattern) {
  std::string_view name = name_in(pattern);
  size_t dot = name.rfind('.');
  if (dot == name.npos || name.find_first_of("*?[", dot) != name.npos) return name.find("lock") == name.npos;
  std::string file = "x" + std::string(name.substr(dot));
  const code::Language& language = code::language_of(file, "");
  return language.family == code::Family::kCode && language.name != "JSON";
}

// What a line of .gitattributes hides from a diff, or changes in it.
std::string hidden_by_attributes(std::string_view line) {
  std::string text = squeezed(line);
  if (text.empty() || text[0] == '#') return "";
  std::vector<std::string_view> words = split(text, ' ');
  for (size_t i = 1; i < words.size(); ++i) {
    std::string_view word = words[i];
    bool hides = word == "-diff" || word == "binary" || word == "linguist-generated" ||
                 word == "linguist-generated=true" || word == "export-subst" || word == "gitlab-generated";
    bool filters = (word.starts_with("filter=") && word != "filter=lfs") ||
                   (word.starts_with("merge=") && word != "merge=lfs" && word != "merge=union" &&
                    word != "merge=binary" && word != "merge=text");
    if ((hides && reaches_code(words[0])) || filters)
      return "changes what a diff of " + printable(words[0]) + " shows (" + printable(word) + ")";
  }
  return "";
}

// The Latin letter that a Cyrillic or Greek one looks like in most fonts; 0 for none.
char latin_twin(uint32_t c) {
  struct Twin {
    uint32_t code;
    char latin;
  };
  static constexpr Twin kTwins[] = {
      {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'}, {0x0445, 'x'},
      {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x0501, 'd'}, {0x051B, 'q'}, {0x051D, 'w'}, {0x04BB, 'h'},
      {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'}, {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'},
      {0x0420, 'P'}, {0x0421, 'C'}, {0x0422, 'T'}, {0x0425, 'X'}, {0x0405, 'S'}, {0x0406, 'I'}, {0x0408, 'J'},
      {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'}, {0x0399, 'I'}, {0x039A, 'K'},
      {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'}, {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'},
      {0x03BF, 'o'}};
  for (const Twin& twin : kTwins)
    if (twin.code == c) return twin.latin;
  return 0;
}

// Letters of another form that a program may read as ASCII: fullwidth, mathematical bold …
bool is_ascii_in_disguise(std::string_view name) {
  prepare_icu();
  UErrorCode code = U_ZERO_ERROR;
  const UNormalizer2* nfkc = unorm2_getNFKCInstance(&code);
  if (U_FAILURE(code)) return false;
  for (const Character& one : characters_of(name)) {
    if (one.code < 0x80) continue;
    UChar letters[32];
    code = U_ZERO_ERROR;
    int32_t count = unorm2_getRawDecomposition(nfkc, static_cast<UChar32>(one.code), letters, 32, &code);
    if (U_FAILURE(code) || count < 1) return false;
    for (int32_t i = 0; i < count; ++i)
      if (letters[i] >= 0x80 || !is_word(letters[i])) return false;
  }
  return true;
}

std::string lookalike(std::string_view name) {
  bool latin = false, cyrillic = false, twin = false, all_twins = true, ascii = true;
  for (const Character& one : characters_of(name)) {
    if (one.code < 0x80) {
      latin |= std::isalpha(static_cast<unsigned char>(one.code)) != 0;
      continue;
    }
    ascii = false;
    UErrorCode code = U_ZERO_ERROR;
    cyrillic |= uscript_getScript(static_cast<UChar32>(one.code), &code) == USCRIPT_CYRILLIC;
    twin |= latin_twin(one.code) != 0;
    all_twins &= latin_twin(one.code) != 0;
  }
  if (ascii) return "";
  if (latin && cyrillic) return "mixes Latin and Cyrillic letters in a name";
  if (twin && (latin || all_twins)) return "has a name with letters that look like Latin ones";
  if (is_ascii_in_disguise(name)) return "has a name in letters of another form";
  return "";
}

}  // namespace

namespace {

// Of a line such as "# -*- coding: latin-1 -*-": an encoding in which the code is another than the text
// shows.
std::string hiding_encoding(std::string_view line) {
  size_t at = line.starts_with('#') ? line.find("coding") : line.npos;
  if (at == line.npos || at + 7 >= line.size() || (line[at + 6] != ':' && line[at + 6] != '=')) return {};
  std::string name = to_lower(trim(line.substr(at + 7)));
  name.resize(std::min(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_."), name.size()));
  for (std::string_view plain : {"utf-8", "utf8", "utf_8", "latin", "iso", "cp", "windows", "ascii",
                                 "us-ascii", "euc", "shift", "sjis", "gb", "big5", "koi8", "mac", "l1"})
    if (name.starts_with(plain)) return {};
  return name;
}

}  // namespace

void find_hidden_text(std::string_view path, std::string_view text, std::vector<Finding>& findings) {
  bool attributes = name_in(path) == ".gitattributes";
  auto grammar = grammar_of(path);
  bool script = grammar && (*grammar == Grammar::kJavaScript || *grammar == Grammar::kTypeScript ||
                            *grammar == Grammar::kTsx);
  size_t number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    std::string reason = attributes ? hidden_by_attributes(line) : "";
    if (grammar == Grammar::kPython && number <= 2)
      if (std::string encoding = hiding_encoding(line); !encoding.empty())
        reason = "is written in an encoding that hides code (" + printable(encoding) + ")";
    if (reason.empty() && has_far_text(line)) reason = "has text to the right of many blanks";
    bool plain = std::all_of(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F) || c == '\t' ||
             c == '\n';
    });
    if (reason.empty() && !plain) {
      std::string_view seen = without_terminator(line);
      if (number == 1 && seen.starts_with("\xEF\xBB\xBF")) seen.remove_prefix(3);
      reason = hidden_character(seen, script);
    }
    if (!reason.empty()) findings.push_back({TellRule::kHiddenText, number, reason, "", squeezed(line)});
  }
}

void find_lookalikes(const Examined& file) {
  const CodeFile& code = file.code;
  for (At at = 0; at < code.size(); ++at) {
    if (code.end(at) != at + 1 || !code.type(at).ends_with("identifier")) continue;
    std::string_view name = code.text(at);
    bool ascii =
        std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) continue;
    if (std::string reason = lookalike(name); !reason.empty())
      file.add(TellRule::kHiddenText, at, reason + " (" + printable(name) + ")");
  }
}

}  // namespace suit::tells
