#include "read/markdown_writer.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace suit {
namespace {

enum Class : uint8_t { kPlain, kBlank, kSpecial, kLead };

constexpr std::array<Class, 256> make_classes() {
  std::array<Class, 256> classes{};
  for (char c : std::string_view(" \t\r\n\f\v")) classes[static_cast<unsigned char>(c)] = kBlank;
  for (char c : std::string_view("*_`[]<\\&~|")) classes[static_cast<unsigned char>(c)] = kSpecial;
  for (unsigned c = 0; c < ' '; ++c)
    if (classes[c] == kPlain) classes[c] = kLead;  // control characters: invisible
  for (unsigned c : {0xC2u, 0xE2u, 0xEFu, 0xF3u, 0x7Fu}) classes[c] = kLead;
  return classes;
}
constexpr auto kClasses = make_classes();
Class class_of(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return '0' <= c && c <= '9';
}

// Returns the length of the first character if it is invisible, else 0.
size_t unseen_length(std::string_view text) {
  auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned a = at(0), b = at(1), c = at(2);
  if (a < ' ' || a == 0x7F) return 1;
  if (a == 0xC2 && b == 0xAD) return 2;                              // soft hyphen
  if (a == 0xEF && b == 0xBB && c == 0xBF) return 3;                 // byte order mark
  if (a == 0xF3 && b == 0xA0 && (c == 0x80 || c == 0x81)) return 4;  // tag characters
  if (a != 0xE2) return 0;
  bool zero = b == 0x80 && (c == 0x8B || c == 0x8E ||
                            c == 0x8F);  // zero-width space, left-to-right and right-to-left marks
  bool direction = (b == 0x80 && c >= 0xAA && c <= 0xAE) || (b == 0x81 && c >= 0xA0 && c <= 0xA9);
  return zero || direction ? 3 : 0;
}

bool is_no_break_space(std::string_view text) {
  return text.starts_with("\xC2\xA0");
}

// At the start of a line: returns the offset of the character that would start a heading, list or quote;
// npos: none.
size_t block_start(std::string_view text) {
  if (text.empty()) return text.npos;
  auto ends_marker = [&](size_t i) { return i >= text.size() || class_of(text[i]) == kBlank; };
  char c = text[0];
  if (c == '>') return 0;
  if (c == '#') {
    size_t hashes = std::min(text.find_first_not_of('#'), text.size());
    return hashes <= 6 && ends_marker(hashes) ? 0 : text.npos;
  }
  if ((c == '-' || c == '+') && (ends_marker(1) || text[1] == c)) return 0;
  if (c == '=' && text.find_first_not_of("= \t\r\n") == text.npos) return 0;
  size_t digits = 0;
  while (digits < text.size() && digits < 10 && is_digit(text[digits])) ++digits;
  bool numbered = digits > 0 && digits < 10 && digits < text.size() &&
                  (text[digits] == '.' || text[digits] == ')') && ends_marker(digits + 1);
  return numbered ? digits : text.npos;
}

// Whether an underscore that could open emphasis has a matching closing one.
bool is_closed(std::string_view text) {
  text = text.substr(0, 300);
  for (size_t at = text.find('_'); at != text.npos; at = text.find('_', at + 1))
    if (at > 0 && class_of(text[at - 1]) != kBlank && (at + 1 == text.size() || !is_alnum(text[at + 1])))
      return true;
  return false;
}

bool looks_like_entity(std::string_view text) {  // "&" at the front
  size_t end = text.substr(0, 34).find(';');
  if (end == text.npos || end < 2) return false;
  return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '#'; });
}

}  // namespace

void append_visible(std::string& out, std::string_view utf8) {
  size_t from = 0;
  for (size_t i = 0; i < utf8.size(); ++i) {
    char c = utf8[i];
    if (class_of(c) != kLead) continue;
    size_t length = unseen_length(utf8.substr(i, 4));
    if (length == 0) continue;
    out.append(utf8.substr(from, i - from));
    i += std::min(length, utf8.size() - i) - 1;
    from = i + 1;
  }
  out.append(utf8.substr(from));
}

void MarkdownWriter::text(std::string_view utf8) {
  size_t i = 0;
  while (i < utf8.size()) {
    char c = utf8[i];
    Class kind = class_of(c);
    if (kind == kBlank) {
      space();
      ++i;
      continue;
    }
    if (kind == kLead) {
      if (is_no_break_space(utf8.substr(i))) {
        space();
        i += 2;
        continue;
      }
      if (size_t length = unseen_length(utf8.substr(i, 4)); length > 0) {
        i += length;
        continue;
      }
    }
    bool line_start = !in_line_;
    begin_word();
    if (line_start) {
      if (size_t before = block_start(utf8.substr(i)); before != utf8.npos) {
        out_.append(utf8.substr(i, before)).append("\\");
        i += before;
      }
    }
    if (kind == kSpecial) {
      i += special(utf8, i, line_start);
      continue;
    }
    // A run of words with single spaces.
    size_t end = i + 1;
    while (end < utf8.size() &&
           (class_of(utf8[end]) == kPlain ||
            (utf8[end] == ' ' && end + 1 < utf8.size() && class_of(utf8[end + 1]) == kPlain)))
      ++end;
    out_.append(utf8.substr(i, end - i));
    i = end;
  }
}

// Writes the character at `i`, escaped if it would be Markdown. Returns its length in bytes.
size_t MarkdownWriter::special(std::string_view text, size_t i, bool line_start) {
  char c = text[i];
  char before = i > 0 ? text[i - 1] : !line_start && !out_.empty() ? out_.back() : ' ';
  char after = i + 1 < text.size() ? text[i + 1] : ' ';
  bool escape = false;
  switch (c) {
    case '*':
      escape = !(before == ' ' && after == ' ') || line_start;
      break;
    case '_':
      escape = !is_alnum(before) && class_of(after) != kBlank && is_closed(text.substr(i + 1));
      break;
    case '`':
      escape = true;
      break;
    case '[':
      escape = !wanted_.empty();
      break;
    case ']':
      escape = !wanted_.empty() || after == '(' || after == ':';
      break;
    case '<':
      escape =
          std::isalpha(static_cast<unsigned char>(after)) || after == '/' || after == '!' || after == '?';
      break;
    case '\\':
      escape = std::ispunct(static_cast<unsigned char>(after));
      break;
    case '&':
      escape = looks_like_entity(text.substr(i));
      break;
    case '~':
      escape = after == '~' || before == '~' || line_start;
      break;
    case '|':
      escape = in_cell();
      break;
    default:
      break;
  }
  if (escape) out_ += '\\';
  out_ += c;
  return 1;
}

void MarkdownWriter::piece(std::string_view markdown) {
  begin_word();
  out_.append(markdown);
}

void MarkdownWriter::push(MarkdownMark mark) {
  wanted_.push_back({std::move(mark), ++last_id_});
  changed_ = true;
}

void MarkdownWriter::pop() {
  wanted_.pop_back();
  changed_ = true;
}

void MarkdownWriter::close_marks(size_t keep) {
  while (open_.size() > keep) {
    out_ += open_.back().mark.close;
    open_.pop_back();
  }
  changed_ = open_.size() != wanted_.size();
}

void MarkdownWriter::begin_word() {
  if (changed_) {  // marks close before the space or newline
    size_t same = 0;
    while (same < open_.size() && same < wanted_.size() && open_[same].id == wanted_[same].id) ++same;
    close_marks(same);
  }
  if (breaks_ > 1 && kind_ == Kind::kPage) {
    end_block(2);
  } else if (breaks_ > 0) {
    out_ += kind_ == Kind::kCell ? std::string("<br>") : "  \n" + prefix_;
    space_ = false;
  }
  breaks_ = 0;
  if (!in_line_) start_line();
  if (space_) out_ += ' ';
  space_ = false;
  for (size_t i = open_.size(); i < wanted_.size(); ++i) {
    out_ += wanted_[i].mark.open;
    open_.push_back(wanted_[i]);
  }
  changed_ = false;
}

void MarkdownWriter::start_line() {
  if (!out_.empty()) {
    if (kind_ == Kind::kCell) {
      out_ += "<br>";
    } else {
      out_ += '\n';
      if (gap_ > 1) {
        size_t common = static_cast<size_t>(
            std::mismatch(prefix_.begin(), prefix_.end(), last_prefix_.begin(), last_prefix_.end()).first -
            prefix_.begin());
        std::string_view blank = std::string_view(prefix_).substr(0, common);
        while (blank.ends_with(' ')) blank.remove_suffix(1);
        out_.append(blank).append("\n");
      }
    }
  }
  if (kind_ == Kind::kPage || has_first_) out_ += has_first_ ? first_ : prefix_;
  has_first_ = false;
  last_prefix_ = prefix_;
  out_ += opener_;
  opener_.clear();
  gap_ = 1;
  in_line_ = true;
  space_ = false;
}

void MarkdownWriter::end_block(int lines) {
  close_marks(0);
  in_line_ = space_ = false;
  breaks_ = 0;
  opener_.clear();
  if (!has_first_)
    gap_ = std::max(gap_, tight_ ? std::min(lines, 1) : lines);  // an item starts on the line of its marker
}

void MarkdownWriter::lines(std::string_view text) {
  if (!in_line_) start_line();
  bool first = true;
  for (std::string_view line : split(text, '\n')) {
    if (!first)
      out_.append(kind_ == Kind::kCell ? "<br>" : "\n")
          .append(kind_ == Kind::kCell || (line.empty() && prefix_.find_first_not_of(' ') == prefix_.npos)
                      ? ""
                      : prefix_);
    out_ += line;
    first = false;
  }
}

void MarkdownWriter::enter_item(std::string_view marker) {
  levels_.push_back({prefix_, first_, has_first_});
  first_ = (has_first_ ? first_ : prefix_) + std::string(marker);
  has_first_ = true;
  prefix_.append(marker.size(), ' ');
}

void MarkdownWriter::enter_quote() {
  levels_.push_back({prefix_, first_, has_first_});
  if (has_first_) first_ += "> ";
  prefix_ += "> ";
}

void MarkdownWriter::leave() {
  Level level = std::move(levels_.back());
  levels_.pop_back();
  prefix_ = std::move(level.prefix);
  if (has_first_) {  // the item is empty
    first_ = std::move(level.first);
    has_first_ = level.has_first;
  }
}

std::string MarkdownWriter::take() {
  end_block(0);
  if (kind_ == Kind::kPage && !out_.empty()) out_ += '\n';
  return std::move(out_);
}

}  // namespace suit
