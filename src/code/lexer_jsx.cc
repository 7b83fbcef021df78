// JSX: elements in JavaScript and TypeScript code.
#include "code/lexing.h"

namespace suit::code {
namespace {

constexpr int kJsxFailuresMax = 16;  // failed attempts at elements; each may have read to the end of the text
constexpr size_t kTypeArgumentsBytesMax = 256;

bool is_space(char c) {
  return is_blank(c) || c == '\n';
}

bool is_attribute_byte(const Language& language, char c) {
  return is_name_byte(language, c) || c == '-' || c == ':' || c == '.';
}

}  // namespace

// An element with its contents. If it turns out to be a comparison or a type, emits nothing. Text between
// tags is prose. Names of HTML's own elements and attributes, and names with a hyphen, are strings, not names
// of the program.
size_t Lexer::jsx(size_t i, size_t limit, int depth) {
  if (depth >= kDepthMax || jsx_failures_ >= kJsxFailuresMax || i + 1 >= limit) return i;
  if (!is_letter(text_[i + 1]) && text_[i + 1] != '>' && text_[i + 1] != '$') return i;
  std::vector<Region>& out = writer_.out;
  emit(i, Part::kCode);
  size_t kept = out.size();
  Region last = out.empty() ? Region{} : out.back();
  size_t end = jsx_element(i, limit, depth);
  if (end != text_.npos) {
    word_start_ = word_end_ = end;
    before_ = '"';  // a value ends here
    return end;
  }
  ++jsx_failures_;
  out.resize(kept);
  if (kept > 0) out.back() = last;
  before_ = '(';
  word_start_ = word_end_ = i;
  return i;
}

size_t Lexer::jsx_element(size_t i, size_t limit, int depth) {
  for (int open = 0;;) {
    if (starts(i, "</")) {
      size_t end = text_.substr(0, limit).find('>', i);
      if (end == text_.npos || open == 0) return text_.npos;
      i = jsx_name(i + 2, end);
      emit(i = end + 1, Part::kCode);
      --open;
    } else {
      bool closed = false;
      i = jsx_tag(i, limit, depth, closed);
      if (i == text_.npos) return i;
      open += !closed;
    }
    if (open == 0) return i;
    for (;;) {  // text, up to the next tag
      i = text_.substr(0, limit).find_first_of("<{>}", i);
      if (i == text_.npos || text_[i] == '>' || text_[i] == '}') return text_.npos;
      emit(i, Part::kProse);
      if (text_[i] == '<') break;
      i = jsx_braces(i, limit, depth);
      if (i == text_.npos) return i;
    }
    if (i + 1 >= limit) return text_.npos;
  }
}

// { … }
size_t Lexer::jsx_braces(size_t i, size_t limit, int depth) {
  before_ = '(';
  word_start_ = word_end_ = i;
  i = code(i + 1, limit, '}', depth + 1);
  if (i >= limit || text_[i] != '}') return text_.npos;
  emit(i + 1, Part::kCode);
  return i + 1;
}

// The name of an element.
size_t Lexer::jsx_name(size_t i, size_t limit) {
  size_t begin = i;
  while (i < limit && is_attribute_byte(language_, text_[i])) ++i;
  std::string_view name = text_.substr(begin, i - begin);
  jsx_own_ = !name.empty() && name.find('.') == name.npos &&
             ((name[0] >= 'a' && name[0] <= 'z') || name.find_first_of("-:") != name.npos);
  emit(begin, Part::kCode);
  emit(i, jsx_own_ ? Part::kString : Part::kCode);
  return i;
}

// <a b="c" {...d}> or <a/>
size_t Lexer::jsx_tag(size_t i, size_t limit, int depth, bool& closed) {
  i = jsx_name(i + 1, limit);
  const bool own = jsx_own_;
  if (i < limit && text_[i] == '<') {  // <List<Item> …>
    size_t stop = std::min(limit, i + kTypeArgumentsBytesMax);
    for (int open = 0; i < stop;) {
      open += text_[i] == '<' ? 1 : text_[i] == '>' ? -1 : 0;
      ++i;
      if (open == 0) break;
    }
  }
  while (i < limit) {
    char c = text_[i];
    if (is_space(c)) {
      ++i;
    } else if (c == '>' || starts(i, "/>")) {
      closed = c == '/';
      i += closed ? 2 : 1;
      emit(i, Part::kCode);
      return i;
    } else if (c == '{') {
      i = jsx_braces(i, limit, depth);
      if (i == text_.npos) return i;
    } else if (starts(i, "/*") || starts(i, "//")) {
      emit(i, Part::kCode);
      i = std::min(limit, c == '/' && text_[i + 1] == '*' ? find_end("*/", i + 2) : end_of_line(i));
      emit(i, Part::kComment);
    } else if (is_name_byte(language_, c)) {
      i = jsx_attribute(i, limit, depth, own);
      if (i == text_.npos) return i;
    } else {
      break;
    }
  }
  return text_.npos;
}

size_t Lexer::jsx_attribute(size_t i, size_t limit, int depth, bool own) {
  size_t begin = i;
  while (i < limit && is_attribute_byte(language_, text_[i])) ++i;
  own = own || text_.substr(begin, i - begin).find_first_of("-:") != std::string_view::npos;
  emit(begin, Part::kCode);
  emit(i, own ? Part::kString : Part::kCode);
  size_t at = i;
  while (at < limit && is_space(text_[at])) ++at;
  if (at >= limit || text_[at] != '=') return i;
  for (++at; at < limit && is_space(text_[at]);) ++at;
  if (at >= limit) return text_.npos;
  char c = text_[at];
  if (c == '{') return jsx_braces(at, limit, depth);
  if (c == '<') {
    size_t end = jsx(at, limit, depth + 1);
    return end > at ? end : text_.npos;
  }
  if (c != '"' && c != '\'') return text_.npos;
  emit(at, Part::kCode);
  size_t end = text_.substr(0, limit).find(c, at + 1);
  if (end == text_.npos) return end;
  emit(end + 1, Part::kString);
  return end + 1;
}

}  // namespace suit::code
