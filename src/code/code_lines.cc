#include "code/code_lines.h"

#include <algorithm>

#include "base/text.h"

namespace suit {
namespace {

// How a language writes comments and strings.
struct Notation {
  std::string_view endings;           // with blanks around each
  std::string_view line_comment;      // "" : none
  bool block_comments = false;        // /* */
  bool nested = false;                // block comments within such
  std::string_view long_quotes = "";  // each of them three times begins a string that may span lines
  std::string_view spanning = "";     // quotes of strings that may span lines
  bool raw_cpp = false;               // R"x( … )x"
  bool raw_rust = false;              // r#" … "#
  bool has_lifetimes = false;         // ' need not be closed
};

constexpr Notation kNotations[] = {
    {.endings = " .c .h .cc .cpp .cxx .hh .hpp .hxx .inc .ipp .tcc .m .mm ",
     .line_comment = "//",
     .block_comments = true,
     .raw_cpp = true},
    {.endings = " .py .pyi .pyw ", .line_comment = "#", .long_quotes = "\"'"},
    {.endings = " .js .mjs .cjs .jsx .ts .tsx .mts .cts ",
     .line_comment = "//",
     .block_comments = true,
     .spanning = "`"},
    {.endings = " .go ", .line_comment = "//", .block_comments = true, .spanning = "`"},
    {.endings = " .rs ",
     .line_comment = "//",
     .block_comments = true,
     .nested = true,
     .spanning = "\"",
     .raw_rust = true,
     .has_lifetimes = true},
    {.endings = " .java .kt .kts .scala .swift .cs ",
     .line_comment = "//",
     .block_comments = true,
     .long_quotes = "\""},
    {.endings = " .php ", .line_comment = "//", .block_comments = true, .spanning = "\"'"},
};

const Notation* notation_of(std::string_view path) {
  std::string wanted = " " + extension_of(path) + " ";
  for (const Notation& notation : kNotations)
    if (notation.endings.find(wanted) != std::string_view::npos) return &notation;
  return nullptr;
}

class LineScan {
 public:
  LineScan(const Notation& notation, std::string_view text) : notation_(notation), text_(text) {}

  std::vector<CodeLine> run() {
    begin_line();
    while (at_ < text_.size()) step();
    end_line();
    return std::move(lines_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  void begin_line() {
    line_ = at_;
    code_end_ = std::string_view::npos;
    begins_in_code_ = true;
  }

  void end_line() {
    if (line_ >= text_.size()) return;  // behind the last line end
    std::string_view code = text_.substr(line_, std::min(at_, code_end_) - line_);
    if (code.ends_with('\r')) code.remove_suffix(1);
    lines_.push_back({begins_in_code_ ? code : std::string_view()});
  }

  void newline(bool in_code) {
    end_line();
    ++at_;
    begin_line();
    begins_in_code_ = in_code;
  }

  void step() {
    char c = text_[at_];
    if (c == '\n') return newline(true);
    if (!notation_.line_comment.empty() && rest().starts_with(notation_.line_comment)) {
      code_end_ = std::min(code_end_, at_);
      at_ = std::min(text_.find('\n', at_), text_.size());
      return;
    }
    if (notation_.block_comments && rest().starts_with("/*")) return skip_comment();
    bool word_before =
        at_ > 0 && (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) || text_[at_ - 1] == '_');
    if (notation_.raw_cpp && c == 'R' && !word_before && rest().starts_with("R\"")) return skip_raw_cpp();
    if (notation_.raw_rust && c == 'r' && !word_before && is_raw_rust()) return skip_raw_rust();
    if (notation_.long_quotes.find(c) != std::string_view::npos && rest().starts_with(std::string(3, c)))
      return skip_until(std::string(3, c), 3, true);
    if (c == '"' || c == '\'' || c == '`') return skip_string(c);
    ++at_;
  }

  void skip_string(char quote) {
    bool spans = notation_.spanning.find(quote) != std::string_view::npos;
    if (quote == '`' && !spans) return void(++at_);
    if (quote == '\'' && notation_.has_lifetimes) {
      bool is_character = rest().size() > 2 && (rest()[1] == '\\' || rest()[2] == '\'');
      if (!is_character) return void(++at_);
    }
    bool is_raw = quote == '`' && notation_.endings.find(".go") != std::string_view::npos;
    if (spans) return skip_until(std::string(1, quote), 1, !is_raw);
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        if (text_[at_] == '\n') return newline(false);  // goes on in the next line
      } else if (text_[at_] == quote) {
        ++at_;
        return;
      }
    }
  }

  // Past a string that may span lines.
  void skip_until(std::string_view close, size_t open, bool escapes) {
    at_ += open;
    while (at_ < text_.size()) {
      if (escapes && text_[at_] == '\\') {
        ++at_;
        if (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (rest().starts_with(close)) {
        at_ += close.size();
        return;
      } else if (text_[at_] == '\n') {
        newline(false);
      } else {
        ++at_;
      }
    }
  }

  void skip_comment() {
    code_end_ = std::min(code_end_, at_);
    size_t begun_in = line_;
    int depth = 0;
    while (at_ < text_.size()) {
      if (rest().starts_with("/*") && (depth == 0 || notation_.nested)) {
        ++depth;
        at_ += 2;
      } else if (rest().starts_with("*/")) {
        at_ += 2;
        if (--depth == 0) break;
      } else if (text_[at_] == '\n') {
        newline(false);
      } else {
        ++at_;
      }
    }
    // A comment amid a line of code cuts nothing off.
    if (line_ == begun_in && at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r')
      code_end_ = std::string_view::npos;
  }

  void skip_raw_cpp() {
    size_t paren = text_.find('(', at_);
    if (paren == text_.npos || paren - at_ > 18) return void(at_ += 2);
    std::string close = ")" + std::string(text_.substr(at_ + 2, paren - at_ - 2)) + "\"";
    skip_until(close, paren + 1 - at_, false);
  }

  bool is_raw_rust() const {
    size_t quote = rest().find_first_not_of('#', 1);
    return quote != std::string_view::npos && rest()[quote] == '"';
  }

  void skip_raw_rust() {
    size_t quote = rest().find('"');
    skip_until("\"" + std::string(quote - 1, '#'), quote + 1, false);
  }

  const Notation& notation_;
  std::string_view text_;
  size_t at_ = 0, line_ = 0, code_end_ = std::string_view::npos;
  bool begins_in_code_ = true;
  std::vector<CodeLine> lines_;
};

}  // namespace

std::vector<CodeLine> code_lines(std::string_view path, std::string_view text) {
  if (const Notation* notation = notation_of(path)) return LineScan(*notation, text).run();
  std::vector<CodeLine> lines;
  for (std::string_view line : split_lines(text)) lines.push_back({without_terminator(line)});
  return lines;
}

bool is_quoted(std::string_view line, size_t at) {
  char open = '\0';
  for (size_t i = 0; i < std::min(at, line.size()); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (open) {
      if (line[i] == open) open = '\0';
    } else if (line[i] == '"' || line[i] == '\'' || line[i] == '`') {
      open = line[i];
    }
  }
  return open != '\0';
}

}  // namespace suit
