#include "wiki/prose.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace suit {
namespace {

constexpr size_t kSentenceBytesMax = 200;
constexpr size_t kTopLinesMax = 80;  // of a file, searched for its description
constexpr size_t kRemarkLinesMax = 30;

bool is_licence(std::string_view text) {
  std::string low = to_lower(text);
  for (std::string_view sign : {"copyright", "spdx-", "license", "licence", "all rights reserved",
                                "permission is hereby", "redistribution and use"})
    if (low.find(sign) != low.npos) return true;
  return false;
}

struct CommentLine {
  bool is = false;
  std::string_view words = {};  // without its markers
};

CommentLine comment_in(std::string_view raw, bool in_block) {
  std::string_view line = trim(without_terminator(raw));
  for (std::string_view directive :
       {"#!", "#include", "#define", "#if", "#pragma", "#undef", "#else", "#endif", "#["})
    if (line.starts_with(directive)) return {};
  for (std::string_view sign : {"///", "//!", "//", "##", "#", "--", ";;", ";", "/**", "/*", "*/"}) {
    if (!line.starts_with(sign)) continue;
    line.remove_prefix(sign.size());
    if (line.ends_with("*/")) line.remove_suffix(2);
    return {true, trim(line)};
  }
  if (!in_block && !line.starts_with("* ") && line != "*") return {};
  if (line.starts_with("*")) line.remove_prefix(1);
  if (line.ends_with("*/")) line.remove_suffix(2);
  return {true, trim(line)};
}

void add_words(Remark& remark, std::string_view words, size_t line) {
  if (words.find_first_not_of("=-*#/~_+ ") == words.npos) return;  // a separator line
  if (remark.text.empty()) remark.line = line;
  remark.text.append(remark.text.empty() ? "" : " ").append(words);
}

// Python: the text of a docstring that starts on this line, up to a blank line.
Remark docstring_at(const std::vector<std::string_view>& lines, size_t index) {
  if (index >= lines.size()) return {};
  std::string_view line = trim(without_terminator(lines[index]));
  if (line.starts_with('r')) line.remove_prefix(1);
  std::string_view mark = line.substr(0, 3);
  if (mark != R"(""")" && mark != "'''") return {};
  Remark remark;
  std::string_view rest = line.substr(3);
  for (size_t i = index; i < lines.size() && i < index + kRemarkLinesMax; ++i) {
    if (i > index) rest = trim(without_terminator(lines[i]));
    size_t end = rest.find(mark);
    std::string_view words = trim(rest.substr(0, end));
    if (words.empty() && !remark.text.empty()) break;
    if (words.size() > 2 && words.find_first_not_of("=-~*#^") == words.npos)
      remark = {};  // text above a separator is a title
    add_words(remark, words, i + 1);
    if (end != rest.npos) break;
  }
  return remark;
}

// Lines that can precede a file's own comment.
bool may_stand_before(std::string_view line) {
  for (std::string_view sign :
       {"#!", "#pragma", "#ifndef", "#define", "\"use strict\"", "'use strict'", "<?php", "package ", "*/"})
    if (line.starts_with(sign)) return true;
  return false;
}

// Whether this mark has a matching opening or closing run.
bool has_partner(std::string_view text, char mark, size_t begin, size_t end) {
  constexpr size_t kLookedAt = 2'000;
  auto is_blank = [&](size_t at) { return std::isspace(static_cast<unsigned char>(text[at])) != 0; };
  auto is_letter = [&](size_t at) {
    return std::isalnum(static_cast<unsigned char>(text[at])) || static_cast<unsigned char>(text[at]) >= 0x80;
  };
  auto opens = [&](size_t from, size_t to) {
    return to < text.size() && !is_blank(to) && (mark == '*' || from == 0 || !is_letter(from - 1));
  };
  auto closes = [&](size_t from, size_t to) {
    return from > 0 && !is_blank(from - 1) && (mark == '*' || to == text.size() || !is_letter(to));
  };
  if (opens(begin, end))
    for (size_t at = text.find(mark, end); at != text.npos && at - end < kLookedAt;
         at = text.find(mark, at)) {
      size_t to = std::min(text.find_first_not_of(mark, at), text.size());
      if (to - at == end - begin && closes(at, to)) return true;
      at = to;
    }
  if (closes(begin, end))
    for (size_t to = begin; to > 0 && begin - to < kLookedAt;) {
      size_t last = text.rfind(mark, to - 1);
      if (last == text.npos) break;
      size_t from = last;
      while (from > 0 && text[from - 1] == mark) --from;
      if (last + 1 - from == end - begin && opens(from, last + 1)) return true;
      to = from;
    }
  return false;
}

// Whether it is an emphasis mark rather than a literal: "a * b", "*args", "a_b", "__init__.py".
bool is_emphasis(std::string_view text, size_t at) {
  char mark = text[at];
  size_t begin = at, end = at;
  while (begin > 0 && text[begin - 1] == mark) --begin;
  while (end < text.size() && text[end] == mark) ++end;
  if (!has_partner(text, mark, begin, end)) return false;
  if (mark == '*' || end - begin != 2) return true;
  // Python's dunder names: two underscores on both sides of one word.
  auto of_name = [&](size_t i) {
    return std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_';
  };
  size_t ahead = end, behind = begin;
  while (ahead < text.size() && of_name(ahead)) ++ahead;
  while (behind > 0 && of_name(behind - 1)) --behind;
  bool opens = ahead - end > 2 && text.substr(end, ahead - end).ends_with("__");
  bool closes = begin - behind > 2 && text.substr(behind, begin - behind).starts_with("__");
  return !opens && !closes;
}

// Comments for tools, not readers.
bool is_directive(std::string_view words) {
  std::string low = to_lower(words);
  for (std::string_view sign : {"pylint:",
                                "noqa",
                                "type:",
                                "mypy:",
                                "flake8:",
                                "isort:",
                                "ruff:",
                                "fmt:",
                                "yapf:",
                                "eslint",
                                "global ",
                                "globals ",
                                "jshint",
                                "jslint",
                                "@ts-",
                                "@flow",
                                "@jsx",
                                "prettier-",
                                "istanbul ",
                                "c8 ",
                                "go:",
                                "+build ",
                                "clang-format ",
                                "nolint",
                                "vim:",
                                "vi:",
                                "coding:",
                                "coding=",
                                "sourcemappingurl",
                                "!nounset",
                                "region ",
                                "endregion",
                                "todo:",
                                "fixme:",
                                "xxx:"})
    if (low.starts_with(sign)) return true;
  return false;
}

bool is_decoration(std::string_view raw) {
  std::string_view line = trim(raw);
  return line.starts_with("@") || line.starts_with("template") || line.starts_with("#[") ||
         line.starts_with("[[");
}

}  // namespace

std::string plain_prose(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '!' && i + 1 < text.size() && text[i + 1] == '[') {
      size_t close = text.find("](", i), end = close == text.npos ? close : text.find(')', close);
      if (end != text.npos) {
        i = end;
        continue;
      }
    }
    if (c == '[') {
      size_t close = text.find("](", i), end = close == text.npos ? close : text.find(')', close);
      if (end != text.npos) {
        out += plain_prose(text.substr(i + 1, close - i - 1));
        i = end;
        continue;
      }
    }
    if (c == '<') {
      size_t end = text.find('>', i);
      if (end != text.npos && i + 1 < text.size() &&
          (std::isalpha(static_cast<unsigned char>(text[i + 1])) || text[i + 1] == '/')) {
        i = end;
        continue;
      }
    }
    if (c == '`') {  // code is copied verbatim
      size_t marks = std::min(text.find_first_not_of('`', i), text.size()) - i;
      size_t close = text.find(std::string(marks, '`'), i + marks);
      if (close != text.npos) out += trim(text.substr(i + marks, close - i - marks));
      i = close == text.npos ? i + marks - 1 : close + marks - 1;
      continue;
    }
    if ((c == '*' || c == '_') && is_emphasis(text, i)) continue;
    if (c == '\\' && i + 1 < text.size()) c = text[++i];
    bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  return std::string(trim(out));
}

std::string first_sentence(std::string_view text) {
  size_t end = 0;
  for (; end < text.size(); ++end)
    if ((text[end] == '.' || text[end] == '!' || text[end] == '?') &&
        (end + 1 == text.size() || text[end + 1] == ' ')) {
      ++end;
      break;
    }
  if (end > kSentenceBytesMax) {
    end = text.rfind(' ', kSentenceBytesMax);
    return std::string(text.substr(0, end == text.npos ? kSentenceBytesMax : end)) + " …";
  }
  return std::string(text.substr(0, end));
}

PageSummary summary_of_page(std::string_view text) {
  PageSummary page;
  std::string paragraph;
  bool fenced = false, front = false;
  size_t number = 0;
  std::string_view before;
  for (std::string_view raw : split_lines(text)) {
    std::string_view line = trim(without_terminator(raw));
    ++number;
    if (line == "---" && (number == 1 || front)) {  // front matter
      front = !front;
      continue;
    }
    if (front) continue;
    if (line.starts_with("```") || line.starts_with("~~~")) fenced = !fenced;
    bool setext = !fenced && line.size() >= 3 &&
                  (line.find_first_not_of('=') == line.npos || line.find_first_not_of('-') == line.npos);
    if (page.title.empty() && setext && !before.empty()) {
      page.title = plain_prose(before);
      page.title_line = number - 1;
      paragraph.clear();
    } else if (!fenced && line.starts_with('#')) {
      if (!page.title.empty() && !paragraph.empty()) break;
      size_t marks = line.find_first_not_of('#');
      if (page.title.empty() && marks != line.npos) {
        page.title = plain_prose(line.substr(marks));
        page.title_line = number;
      }
    } else if (!fenced && !line.empty() && !line.starts_with("```") && !line.starts_with('|') &&
               !line.starts_with("[![") && !line.starts_with("![") && !line.starts_with("<!--") &&
               !line.starts_with('<')) {
      if (paragraph.empty()) page.paragraph_line = number;
      paragraph.append(line).append(" ");
    } else if (!paragraph.empty() && !page.title.empty()) {
      break;
    }
    before = line;
  }
  page.paragraph = plain_prose(paragraph);
  return page;
}

bool is_markdown(std::string_view path) {
  std::string lower = to_lower(path);
  return lower.ends_with(".md") || lower.ends_with(".markdown") || lower.ends_with(".mdx");
}

Remark remark_of_file(std::string_view text) {
  std::vector<std::string_view> lines = split_lines(text.substr(0, 64 << 10));
  Remark remark;
  bool in_block = false, licence = false;
  for (size_t i = 0; i < lines.size() && i < kTopLinesMax; ++i) {
    std::string_view line = trim(without_terminator(lines[i]));
    if (Remark docstring = docstring_at(lines, i); docstring.line && !is_licence(docstring.text))
      return docstring;
    if (line.starts_with("/*")) in_block = true;
    CommentLine comment = comment_in(lines[i], in_block);
    if (line.find("*/") != line.npos) in_block = false;
    if (comment.is && (line.find("-*-") != line.npos || is_directive(comment.words))) continue;
    if (comment.is && !comment.words.empty()) {
      licence |= is_licence(comment.words);
      add_words(remark, comment.words, i + 1);
      continue;
    }
    if (remark.text.empty()) {
      if (!comment.is && !line.empty() && !may_stand_before(line))
        return {};  // code: a comment below describes that
      continue;
    }
    if (!licence) return remark;       // its first paragraph
    if (!comment.is) licence = false;  // the next comment is separate
    remark = {};
  }
  return licence ? Remark() : remark;
}

Remark remark_of_line(std::string_view text, size_t line) {
  std::vector<std::string_view> lines = split_lines(text);
  if (line == 0 || line > lines.size()) return {};
  size_t begin = line - 1;
  bool in_block = false;
  for (; begin > 0 && line - begin < kRemarkLinesMax; --begin) {
    std::string_view above = trim(without_terminator(lines[begin - 1]));
    if (above.ends_with("*/")) in_block = true;
    if (!comment_in(lines[begin - 1], in_block).is && !is_decoration(above)) break;
    if (above.starts_with("/*")) in_block = false;
  }
  Remark remark;
  for (size_t i = begin; i + 1 < line; ++i) {
    if (is_decoration(lines[i])) continue;
    CommentLine comment = comment_in(lines[i], true);
    if (comment.words.empty() && !remark.text.empty()) break;
    add_words(remark, comment.words, i + 1);
  }
  if (remark.line && !is_licence(remark.text)) return remark;
  for (size_t i = line; i < lines.size() && i < line + 3; ++i)
    if (Remark docstring = docstring_at(lines, i); docstring.line) return docstring;
  return {};
}

}  // namespace suit
