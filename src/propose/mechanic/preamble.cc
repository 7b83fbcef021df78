#include "propose/mechanic/preamble.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "code/lexer.h"
#include "propose/mechanic/layout.h"

namespace suit::mechanic {
namespace {

bool has_line_comment(const Language& language, std::string_view mark) {
  const auto& all = language.line_comments;
  return std::find(all.begin(), all.end(), mark) != all.end();
}

bool starts_with_one_of(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

// Is it only comments, and so allowed before any statement? Prose has no statements.
bool is_comment(const Language& language, std::string_view text) {
  if (language.family != Family::kCode || language.special & kPhpTags) {
    std::string_view body = trim(text);
    return language.family != Family::kCode || starts_with_one_of(body, {"//", "/*", "#"});
  }
  size_t begin = 0;
  for (const Region& region : lex(language, text)) {
    if (region.part != Part::kComment && !trim(text.substr(begin, region.end - begin)).empty()) return false;
    begin = region.end;
  }
  return true;
}

class Reader {
 public:
  Reader(const Language& language, std::string_view content)
      : language_(language), content_(content), at_(after_mark(content)) {}

  std::optional<size_t> run(std::string_view inserted) {
    bool hash = has_line_comment(language_, "#");
    if (front_matter()) return at_;
    bool rust_attribute =
        language_.name == "Rust" && trim(line().substr(std::min<size_t>(2, line().size()))).starts_with('[');
    if (line().starts_with("#!") && !rust_attribute) next_line();
    if (hash) hash_lines();
    mode_line();
    if (language_.family == Family::kMarkup) markup();
    if (language_.name == "CSS" && rest().starts_with("@charset ")) next_line();
    if (language_.special & kPhpTags && rest().starts_with("<?php") && !php_line()) return std::nullopt;
    if (!is_comment(language_, inserted)) first_statements();
    return at_;
  }

 private:
  std::string_view rest() const { return content_.substr(at_); }
  size_t line_end(size_t at) const {
    size_t end = content_.find('\n', at);
    return end == content_.npos ? content_.size() : end + 1;
  }
  std::string_view line() const { return without_terminator(content_.substr(at_, line_end(at_) - at_)); }
  void next_line() { at_ = line_end(at_); }

  // The part of the byte before `end`, which closes a line.
  Part part_before(size_t end) {
    if (regions_.empty()) regions_ = lex(language_, content_);
    for (const Region& region : regions_)
      if (region.end >= end) return region.part;
    return Part::kCode;
  }

  // From "---" to the next such line, or TOML's "+++". Not where -- opens a comment.
  bool front_matter() {
    bool may_have = language_.family == Family::kMarkdown || language_.family == Family::kMarkup ||
                    language_.special & kFrontMatter;
    std::string_view open = line();
    while (open.ends_with(' ')) open.remove_suffix(1);
    if (!may_have || (open != "---" && open != "+++")) return false;
    for (size_t at = line_end(at_); at < content_.size(); at = line_end(at)) {
      std::string_view close = trim(content_.substr(at, line_end(at) - at));
      if (close != open && !(open == "---" && close == "...")) continue;
      at_ = line_end(at);
      return true;
    }
    return false;
  }

  static bool names_encoding(std::string_view line) {
    line = trim(line);
    size_t coding = line.find("coding");
    if (!line.starts_with('#') || coding == line.npos) return false;
    std::string_view after = line.substr(coding + 6);
    return after.starts_with(':') || after.starts_with('=');
  }

  bool is_magic() const {
    std::string_view text = line();
    if (!text.starts_with('#')) return false;
    std::string said = to_lower(text.substr(1));
    std::erase_if(said, [](char c) { return c == ' ' || c == '\t'; });
    for (std::string_view magic : split(language_.magic_comments, ' '))
      if (!magic.empty() && (magic.starts_with('#') ? text : std::string_view(said)).starts_with(magic))
        return true;
    return false;
  }

  void hash_lines() {
    // Only the first two lines may name the encoding: what precedes it must stay there.
    size_t first = after_mark(content_);
    for (int number = 1; number <= 2 && first < content_.size(); ++number, first = line_end(first)) {
      std::string_view text = content_.substr(first, line_end(first) - first);
      if (first >= at_ && names_encoding(text)) at_ = line_end(first);
      if (!trim(text).empty() && !trim(text).starts_with('#')) break;
    }
    while (at_ < content_.size() && is_magic()) next_line();
  }

  // -*- mode -*- tells editors and the mechanic the file's language; they read only the first two lines.
  void mode_line() {
    if (std::count(content_.begin(), content_.begin() + static_cast<ptrdiff_t>(at_), '\n') > 1) return;
    std::string_view text = line();
    size_t open = text.find("-*-");
    if (open == text.npos || text.find("-*-", open + 3) == text.npos) return;
    size_t end = line_end(at_);
    // Never inside a comment that continues.
    bool goes_on = language_.family == Family::kCode && part_before(end) == Part::kComment;
    if (!goes_on) {
      at_ = end;
      return;
    }
    for (const Region& region : regions_)
      if (region.end >= end) return skip_to(region.end);
  }

  void skip_to(size_t end) {
    at_ = end;
    if (trim(content_.substr(end, line_end(end) - end)).empty()) next_line();
  }

  void markup() {
    if (rest().starts_with("<?xml ")) {
      size_t end = content_.find("?>", at_);
      if (end == content_.npos) return;
      skip_to(end + 2);
    }
    size_t open = std::min(content_.find_first_not_of(" \t\r\n", at_), content_.size());
    if (to_lower(content_.substr(open, 9)) != "<!doctype") return;
    char quote = 0;
    int depth = 0;
    for (size_t i = open; i < content_.size(); ++i) {
      char c = content_[i];
      if (quote) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[') {
        ++depth;
      } else if (c == ']') {
        --depth;
      } else if (c == '>' && depth <= 0) {
        return skip_to(i + 1);
      }
    }
  }

  bool php_line() {
    size_t end = line_end(at_);
    std::string_view text = line();
    bool alone = trim(text) == "<?php";
    if (!alone && (text.find("?>") != text.npos || part_before(end) != Part::kCode ||
                   (end < content_.size() && part_before(end + 1) == Part::kProse)))
      return false;
    at_ = end;
    return true;
  }

  // Where code continues from `at`, after blanks and comments.
  size_t next_code(size_t at) {
    if (regions_.empty()) regions_ = lex(language_, content_);
    size_t begin = 0;
    for (const Region& region : regions_) {
      if (region.end > at && region.part != Part::kComment) {
        size_t from = content_.find_first_not_of(" \t\r\n", std::max(begin, at));
        if (from < region.end) return from;
      }
      begin = region.end;
    }
    return content_.size();
  }

  // The end of the line of a statement that is only a string; else 0.
  size_t string_statement(size_t at) {
    if (at >= content_.size() || part_before(at + 1) != Part::kString) return 0;
    size_t begin = 0;
    for (const Region& region : regions_) {
      if (region.end > at) {
        std::string_view after = trim(content_.substr(region.end, line_end(region.end) - region.end));
        bool ends = begin <= at &&
                    (after.empty() || after == ";" || after.starts_with("//") || after.starts_with('#'));
        return ends ? line_end(region.end) : 0;
      }
      begin = region.end;
    }
    return 0;
  }

  // The end of a line that begins with one of `words`, including the brackets that it opens.
  size_t statement(size_t at, const std::vector<std::string_view>& words) {
    if (!starts_with_one_of(content_.substr(at), words)) return 0;
    size_t end = line_end(at);
    if (size_t open = content_.find('(', at); open < end)
      if (size_t close = content_.find(')', open); close != content_.npos)
        end = std::max(end, line_end(close));
    return end;
  }

  void first_statements() {
    for (bool first = true;; first = false) {
      size_t at = next_code(at_), end = 0;
      if (language_.special & kDirectives || (language_.special & kDocstring && first))
        end = string_statement(at);
      if (end == 0) end = statement(at, language_.first_statements);
      if (end == 0) return;
      at_ = end;
    }
  }

  const Language& language_;
  std::string_view content_;
  size_t at_;
  std::vector<Region> regions_ = {};
};

bool stands_at(std::string_view content, size_t at, std::string_view header) {
  for (std::string_view wanted : split_lines(header)) {
    size_t end = std::min(content.find('\n', at), content.size());
    if (at >= content.size() || without_terminator(content.substr(at, std::min(end + 1, content.size()) -
                                                                          at)) != without_terminator(wanted))
      return false;
    at = std::min(end + 1, content.size());
  }
  return true;
}

}  // namespace

std::optional<size_t> after_preamble(const Language& language, std::string_view content,
                                     std::string_view inserted) {
  return Reader(language, content).run(inserted);
}

std::optional<size_t> find_header(const Language& language, std::string_view content,
                                  std::string_view header) {
  size_t last = after_preamble(language, content, header).value_or(after_mark(content));
  size_t at = after_mark(content);
  while (true) {
    if (stands_at(content, at, header)) return at;
    bool blank = at >= last && trim(content.substr(at, content.find('\n', at) - at)).empty();
    size_t end = content.find('\n', at);
    if (end == content.npos || (at >= last && !blank)) return std::nullopt;
    if (at > last) return std::nullopt;  // one empty line is enough
    at = end + 1;
  }
}

}  // namespace suit::mechanic
