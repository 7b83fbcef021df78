#include "code/markup.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "code/lexing.h"

namespace suit::code {
namespace {

constexpr size_t kInlineBytesMax = 2000;  // bounds the search for the end of `code` in Markdown

size_t end_of_line(std::string_view text, size_t i) {
  return std::min(text.find('\n', i), text.size());
}

// A tag, and the script or style that follows it.
size_t lex_tag(RegionWriter& writer, size_t open) {
  std::string_view text = writer.text;
  size_t i = open + 1;
  while (i < text.size() && text[i] != '>') {
    char c = text[i];
    if ((c == '"' || c == '\'') && text[i - 1] == '=') {
      writer.emit(i, Part::kCode);
      i = writer.find_end(std::string_view(&c, 1), i + 1);
      writer.emit(i, Part::kString);
    } else if (c == '=' && i + 1 < text.size() && text.find_first_of("\"' \t\r\n>", i + 1) != i + 1) {
      writer.emit(i + 1, Part::kCode);  // an unquoted value
      i = std::min(text.find_first_of(" \t\r\n>", i + 1), text.size());
      writer.emit(i, Part::kString);
    } else {
      ++i;
    }
  }
  i = std::min(i + 1, text.size());
  writer.emit(i, Part::kCode);
  struct Inner {
    std::string_view name, close, language;
  };
  for (auto [name, close, inner] :
       {Inner{"<script", "</script", "JavaScript"}, Inner{"<style", "</style", "CSS"}}) {
    size_t length = name.size();
    if (to_lower(text.substr(open, length)) != name || text[i - 1] != '>' || text[i - 2] == '/') continue;
    size_t end = std::min(text.find(close, i), text.size());
    RegionWriter part{text.substr(0, end), writer.out};
    lex_rest(language_named(inner), part, i);
    i = end;
  }
  return i;
}

// `code` and comments in a line of Markdown. A comment may span lines: returns the end of the last.
size_t inline_code(RegionWriter& writer, size_t i, size_t end) {
  std::string_view text = writer.text;
  for (; i < end; ++i) {
    if (writer.starts(i, "<!--")) {
      writer.emit(i, Part::kProse);
      i = writer.find_end("-->", i);
      writer.emit(i, Part::kComment);
      if (i > end) end = end_of_line(text, i);
      --i;
    } else if (text[i] == '`') {
      size_t run = std::min(text.find_first_not_of('`', i), text.size()) - i;
      std::string_view body = text.substr(0, std::min(end, i + run + kInlineBytesMax));
      size_t close = body.find(text.substr(i, run), i + run);
      if (close != body.npos) {
        writer.emit(i + run, Part::kProse);
        writer.emit(close, Part::kCode);
        i = close;
      }
      i += run - 1;
    }
  }
  writer.emit(std::min(end + 1, text.size()), Part::kProse);
  return end;
}

}  // namespace

size_t lex_markup(RegionWriter& writer, size_t i, Php php) {
  std::string_view text = writer.text;
  while (i < text.size()) {
    size_t open = text.find('<', i);
    if (open == text.npos || open + 1 >= text.size()) break;
    writer.emit(open, Part::kProse);
    char next = text[open + 1];
    if (writer.starts(open, "<!--")) {
      i = writer.find_end("-->", open + 4);
      writer.emit(i, Part::kComment);
    } else if (php == Php::kYes && (writer.starts(open, "<?php") || writer.starts(open, "<?="))) {
      return open + (writer.starts(open, "<?=") ? 3 : 5);
    } else if (is_letter(next) || next == '/' || next == '!' || next == '?') {
      i = lex_tag(writer, open);
    } else {
      i = open + 1;
    }
  }
  writer.emit(text.size(), Part::kProse);
  return text.size();
}

void lex_markdown(RegionWriter& writer, size_t i) {
  std::string_view text = writer.text;
  std::string fence;
  while (i < text.size()) {
    size_t end = end_of_line(text, i);
    std::string_view line = text.substr(i, end - i);
    std::string_view body = trim(line);
    size_t run = std::min(body.find_first_not_of(body.empty() ? '`' : body[0]), body.size());
    bool is_fence = run >= 3 && (body[0] == '`' || body[0] == '~');
    if (!fence.empty()) {
      bool closes = is_fence && body[0] == fence[0] && run >= fence.size() && run == body.size();
      writer.emit(i, Part::kCode);
      if (closes) fence.clear();
      writer.emit(std::min(end + 1, text.size()), closes ? Part::kProse : Part::kCode);
    } else if (is_fence) {
      fence = body.substr(0, run);
      writer.emit(std::min(end + 1, text.size()), Part::kProse);
    } else {
      end = inline_code(writer, i, end);
    }
    i = end + 1;
  }
}

}  // namespace suit::code
