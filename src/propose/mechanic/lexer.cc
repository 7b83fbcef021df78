#include "propose/mechanic/lexer.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "propose/mechanic/markup.h"

namespace suit::mechanic {
namespace {

constexpr int kDepthMax = 32;            // of code in strings in code …
constexpr size_t kRegexBytesMax = 4096;  // bounds the search for the end of a regex literal
constexpr size_t kShortRegexBytesMax = 256;  // the same, once that went wrong too often
constexpr int kRegexFailuresMax = 64;
constexpr int kHeredocFailuresMax = 16;  // searches for an end that is not there

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

class Lexer {
 public:
  Lexer(const Language& language, RegionWriter& writer)
      : language_(language), text_(writer.text), writer_(writer) {
    auto mark = [&](std::string_view open) { interesting_[static_cast<unsigned char>(open[0])] = true; };
    for (std::string_view open : language.line_comments) mark(open);
    for (const BlockComment& block : language.block_comments) mark(block.open);
    for (const Quote& quote : language.quotes) mark(quote.open);
    if (has(kCharLiterals)) mark("'");
    if (has(kRegexLiterals)) mark("/");
    if (has(kLongBrackets)) mark("["), mark("-");
    if (has(kHeredoc)) mark("<"), mark("\n");
    if (has(kPodComments)) mark("=");
    if (has(kHashStrings) || has(kRustStrings)) mark("#");
    if (has(kPhpTags)) mark("?");
  }

  void run(size_t at) {
    switch (language_.family) {
      case Family::kCode:
        if (has(kPhpTags)) {
          while (at < text_.size()) {
            at = lex_markup(writer_, at, Php::kYes);
            php_end_ = text_.size();
            code(at, text_.size(), 0, 0);
            at = php_end_;
          }
        } else {
          code(at, text_.size(), 0, 0);
        }
        break;
      case Family::kMarkup:
        lex_markup(writer_, at, Php::kNo);
        break;
      case Family::kMarkdown:
        lex_markdown(writer_, at);
        break;
      case Family::kProse:
        break;
    }
    emit(text_.size(), language_.family == Family::kCode ? Part::kCode : Part::kProse);
  }

 private:
  bool has(Special special) const { return language_.special & special; }
  bool starts(size_t i, std::string_view what) const { return writer_.starts(i, what); }
  size_t find_end(std::string_view what, size_t from) const { return writer_.find_end(what, from); }
  void emit(size_t end, Part part) { writer_.emit(end, part); }

  // Everything before `begin` that is not emitted yet is code, [begin, end) is `part`.
  size_t emit_part(size_t begin, size_t end, Part part) {
    emit(begin, Part::kCode);
    emit(end, part);
    word_start_ = word_end_ = end;
    before_ = '"';  // for the regex heuristic: a value stands here
    return end;
  }

  size_t end_of_line(size_t i) {
    if (i < line_begin_ || i > line_end_) {
      line_begin_ = i;
      line_end_ = std::min(text_.find('\n', i), text_.size());
    }
    return line_end_;
  }

  // Code up to `limit`, or up to the bracket `closer` that ends it. Returns where it stopped.
  size_t code(size_t i, size_t limit, char closer, int depth) {
    char opener = closer == '}' ? '{' : '(';
    int open = 0;
    while (i < limit) {
      char c = text_[i];
      if (is_name_byte(language_, c) && !(c == '=' || c == '%' || c == '&' || c == '<' || c == '>') &&
          !(c == '\'' && has(kCharLiterals))) {
        i = word(i, limit);
        continue;
      }
      if (closer && c == opener) ++open;
      if (closer && c == closer && open-- == 0) break;
      if (interesting_[static_cast<unsigned char>(c)]) {
        if (has(kPhpTags) && depth == 0 && starts(i, "?>")) {
          php_end_ = i + 2;
          emit(php_end_, Part::kCode);
          return php_end_;
        }
        if (size_t end = special(i, limit, depth); end > i) {
          i = end;
          continue;
        }
      }
      if (!is_blank(c) && c != '\n') before_ = c;
      ++i;
    }
    emit(i, Part::kCode);
    return i;
  }

  size_t word(size_t i, size_t limit) {
    word_start_ = i;
    bool number = is_digit(text_[i]);
    while (i < limit && (is_name_byte(language_, text_[i]) ||
                         // 1'000'000
                         (number && has(kRawCpp) && text_[i] == '\'' && i + 1 < limit &&
                          (is_letter(text_[i + 1]) || is_digit(text_[i + 1])))))
      ++i;
    word_end_ = i;
    before_ = 'a';
    return i;
  }

  // The name that touches position i from the left, as in R"…".
  std::string_view prefix(size_t i) const {
    return word_end_ == i ? text_.substr(word_start_, i - word_start_) : std::string_view{};
  }

  // Whatever begins at i and is no plain code: where it ends, after emitting it; else i.
  size_t special(size_t i, size_t limit, int depth) {
    if (size_t end = odd_things(i); end != i) return end;
    for (const BlockComment& block : language_.block_comments)
      if (starts(i, block.open)) return emit_part(i, block_end(block, i + block.open.size()), Part::kComment);
    for (std::string_view open : language_.line_comments)
      if (starts(i, open) && comment_may_start(i)) return emit_comment(i);
    if (has(kRegexLiterals) && text_[i] == '/' && value_expected(i)) {
      if (size_t end = regex_end(i); end > i) return emit_part(i, end, Part::kString);
    }
    for (const Quote& quote : language_.quotes)
      if (starts(i, quote.open)) return string(quote, i, limit, depth);
    return i;
  }

  size_t emit_comment(size_t i) {
    char kept = before_;
    size_t end = end_of_line(i);
    while (has(kContinuedComments) && end < text_.size() &&
           (text_[end - 1] == '\\' || (text_[end - 1] == '\r' && text_[end - 2] == '\\')))
      end = end_of_line(end + 1);
    emit_part(i, end, Part::kComment);
    before_ = kept;
    return end;
  }

  bool comment_may_start(size_t i) const {
    if (!has(kSpacedHash) || i == 0) return true;
    return std::string_view(" \t\r\n;&|()`").find(text_[i - 1]) != std::string_view::npos;
  }

  size_t block_end(const BlockComment& block, size_t i) const {
    if (!block.nested) return find_end(block.close, i);
    for (int open = 1; i < text_.size(); ++i) {
      if (starts(i, block.close)) {
        i += block.close.size() - 1;
        if (--open == 0) return i + 1;
      } else if (starts(i, block.open)) {
        ++open;
        i += block.open.size() - 1;
      }
    }
    return text_.size();
  }

  // What only some languages have.
  size_t odd_things(size_t i) {
    char c = text_[i];
    bool line_start = i == 0 || text_[i - 1] == '\n';
    if (c == '"' && has(kRawCpp) && prefix(i).ends_with('R') && prefix(i).size() <= 3) return raw_cpp(i);
    if (has(kRustStrings) && (c == '"' || c == '#') && (prefix(i).ends_with('r') && prefix(i).size() <= 2))
      return hashed(i, i);
    if (has(kHashStrings) && c == '#') return hashed(i, i);
    if (has(kCharLiterals) && c == '\'') return character(i);
    if (has(kLongBrackets) && (c == '[' || starts(i, "--["))) return long_bracket(i);
    if (has(kPodComments) && c == '=' && line_start && i + 1 < text_.size() && is_letter(text_[i + 1])) {
      std::string_view close = starts(i, "=begin") ? "\n=end" : "\n=cut";
      return emit_part(i, find_end(close, i), Part::kComment);
    }
    if (has(kHeredoc) && c == '<' && starts(i, "<<")) return note_heredoc(i);
    if (has(kHeredoc) && c == '\n' && !pending_.empty()) return heredoc(i + 1);
    return i;
  }

  size_t raw_cpp(size_t i) {
    size_t open = text_.find('(', i);
    if (open == text_.npos || open - i > 17) return i;
    std::string close = ")" + std::string(text_.substr(i + 1, open - i - 1)) + "\"";
    return emit_part(word_start_, find_end(close, open + 1), Part::kString);
  }

  // #"…"# with any number of #, which may be none where a prefix says that nothing escapes.
  size_t hashed(size_t i, size_t begin) {
    size_t quote = i;
    while (quote < text_.size() && text_[quote] == '#') ++quote;
    if (quote == text_.size() || text_[quote] != '"' || quote - i > 255) return i;
    return emit_part(begin, find_end("\"" + std::string(quote - i, '#'), quote + 1), Part::kString);
  }

  size_t character(size_t i) {
    size_t end = i + 1;
    if (end < text_.size() && text_[end] == '\\') {
      end = std::min(text_.size(), i + 14);
      size_t close = text_.substr(0, end).find('\'', i + 3);
      return close == text_.npos ? i : emit_part(i, close + 1, Part::kString);
    }
    if (end >= text_.size() || text_[end] == '\n' || text_[end] == '\'') return i;
    for (++end; end < text_.size() && (text_[end] & 0xC0) == 0x80; ++end) {
    }
    return end < text_.size() && text_[end] == '\'' ? emit_part(i, end + 1, Part::kString) : i;
  }

  size_t long_bracket(size_t i) {
    size_t open = text_[i] == '-' ? i + 2 : i;
    size_t end = open + 1;
    while (end < text_.size() && text_[end] == '=') ++end;
    if (end >= text_.size() || text_[end] != '[') return i;
    std::string close = "]" + std::string(end - open - 1, '=') + "]";
    return emit_part(i, find_end(close, end + 1), open == i ? Part::kString : Part::kComment);
  }

  // May a value begin here, so that / opens a regex and does not divide?
  bool value_expected(size_t i) const {
    if (before_ == 'a') {
      constexpr std::string_view words[] = {"return", "typeof", "case", "in",  "of",    "delete", "void",
                                            "throw",  "new",    "else", "do",  "yield", "await",  "if",
                                            "unless", "and",    "or",   "not", "when",  "split",  "grep"};
      std::string_view word = text_.substr(word_start_, word_end_ - word_start_);
      return std::find(std::begin(words), std::end(words), word) != std::end(words) && word_end_ <= i;
    }
    return before_ != ')' && before_ != ']' && before_ != '"';
  }

  size_t regex_end(size_t i) {
    bool in_class = false;
    size_t limit =
        std::min(text_.size(), i + (regex_failures_ < kRegexFailuresMax ? kRegexBytesMax : kShortRegexBytesMax));
    size_t j = i + 1;
    for (; j < limit && text_[j] != '\n'; ++j) {
      char c = text_[j];
      if (c == '\\') {
        ++j;
      } else if (c == '[') {
        in_class = true;
      } else if (c == ']') {
        in_class = false;
      } else if (c == '/' && !in_class) {
        ++j;
        while (j < text_.size() && is_letter(text_[j])) ++j;
        return j;
      }
    }
    if (j > i + kShortRegexBytesMax) ++regex_failures_;
    return i;
  }

  uint8_t code_in(const Quote& quote, size_t i) const {
    if (quote.prefixes.empty()) return quote.code;
    std::string_view before = prefix(i);
    bool fits = before.size() <= 3 && before.find_first_of(quote.prefixes) != before.npos;
    return fits ? quote.code : uint8_t{kNoCode};
  }

  size_t string(const Quote& quote, size_t begin, size_t limit, int depth) {
    uint8_t code_kinds = depth < kDepthMax ? code_in(quote, begin) : uint8_t{kNoCode};
    emit(begin, Part::kCode);
    size_t i = begin + quote.open.size();
    while (i < limit) {
      char c = text_[i];
      if (c == '\n' && !quote.multiline) break;
      bool doubles = quote.escape && quote.close.size() == 1 && quote.escape == quote.close[0];
      if (c == quote.escape && !doubles) {
        if (!(code_kinds & kBackslashParen) || !starts(i, "\\(")) {
          i += starts(i + 1, "\r\n") ? 3 : 2;
          continue;
        }
      }
      if (starts(i, quote.close)) {
        if (doubles && starts(i + 1, quote.close)) {
          i += 2;
          continue;
        }
        i += quote.close == "\n" ? 0 : quote.close.size();
        break;
      }
      size_t after =
          code_kinds
              ? interpolated(code_kinds, i, quote.multiline ? limit : std::min(limit, end_of_line(i)), depth)
              : i;
      i = after > i ? after : i + 1;
    }
    return emit_part(begin, std::min(i, text_.size()), Part::kString);
  }

  // Code inside a string at i: emits the string so far and the code; else i.
  size_t interpolated(uint8_t kinds, size_t i, size_t limit, int depth) {
    auto nested = [&](size_t from, char closer) {
      emit(from, Part::kString);
      before_ = '(';
      return code(from, limit, closer, depth + 1);
    };
    char c = text_[i];
    if ((kinds & kDollarBrace) && starts(i, "${")) return nested(i + 2, '}');
    if ((kinds & kDollarParen) && starts(i, "$(")) return nested(i + 2, ')');
    if ((kinds & kHashBrace) && starts(i, "#{")) return nested(i + 2, '}');
    if ((kinds & kBackslashParen) && starts(i, "\\(")) return nested(i + 2, ')');
    if ((kinds & kBrace) && c == '{') return starts(i, "{{") ? i + 2 : nested(i + 1, '}');
    if ((kinds & kDollarName) && c == '$' && i + 1 < limit && is_letter(text_[i + 1])) {
      emit(i + 1, Part::kString);
      size_t end = i + 1;
      while (end < limit && is_name_byte(language_, text_[end])) ++end;
      emit(end, Part::kCode);
      return end;
    }
    return i;
  }

  struct Heredoc {
    std::string end;
    bool indented = false;
    bool plain = false;  // quoted: nothing in it is code
  };

  // <<EOF: the text begins on the next line.
  size_t note_heredoc(size_t i) {
    size_t j = i + 2;
    bool php = starts(i, "<<<");
    if (php != has(kPhpTags)) return php ? i + 3 : i;
    if (php) ++j;
    Heredoc heredoc{{}, php, false};
    if (j < text_.size() && (text_[j] == '-' || text_[j] == '~')) {
      heredoc.indented = true;
      ++j;
    }
    while (j < text_.size() && text_[j] == ' ') ++j;
    char quote = j < text_.size() && (text_[j] == '"' || text_[j] == '\'') ? text_[j++] : '\0';
    size_t start = j;
    while (j < text_.size() && (is_letter(text_[j]) || (j > start && is_digit(text_[j])))) ++j;
    heredoc.end = text_.substr(start, j - start);
    if (heredoc.end.empty() || (quote && (j >= text_.size() || text_[j] != quote))) return i;
    if (!quote && (language_.name == "Ruby" || language_.name == "Perl") &&
        heredoc.end == to_lower(heredoc.end))
      return i;  // x <<y shifts or appends
    heredoc.plain = quote == '\'';
    if (heredoc_failures_ < kHeredocFailuresMax) pending_.push_back(std::move(heredoc));
    return j + (quote ? 1 : 0);
  }

  size_t heredoc(size_t i) {
    std::vector<Heredoc> pending = std::move(pending_);
    pending_.clear();
    for (const Heredoc& one : pending) {
      size_t line = i, end = text_.npos;
      while (line < text_.size()) {
        size_t stop = std::min(text_.find('\n', line), text_.size());
        std::string_view content = text_.substr(line, stop - line);
        if (content.ends_with('\r')) content.remove_suffix(1);
        if (one.indented)
          content = content.substr(std::min(content.find_first_not_of(" \t"), content.size()));
        if (content == one.end || (has(kPhpTags) && content.starts_with(one.end) &&
                                   content.substr(one.end.size()).find_first_not_of(";,)") == content.npos)) {
          end = line;
          break;
        }
        line = stop + 1;
      }
      if (end == text_.npos) {
        ++heredoc_failures_;
        return i;
      }
      emit(i, Part::kCode);
      uint8_t kinds = one.plain ? 0 : language_.quotes.front().code;
      for (size_t at = i; at < end;) {
        size_t after = kinds ? interpolated(kinds, at, end, 0) : end;
        at = after > at ? after : at + 1;
      }
      emit(end, Part::kString);
      i = std::min(text_.find('\n', end), text_.size());
    }
    return i;
  }

  const Language& language_;
  std::string_view text_;
  RegionWriter& writer_;
  std::array<bool, 256> interesting_{};
  char before_ = '\n';  // the last byte of code that is no blank; 'a' for a name, '"' for a string
  size_t word_start_ = 0, word_end_ = 0;
  size_t line_begin_ = 1, line_end_ = 0;
  std::vector<Heredoc> pending_;
  int heredoc_failures_ = 0;
  int regex_failures_ = 0;
  size_t php_end_ = 0;
};

}  // namespace

void lex_rest(const Language& language, RegionWriter& writer, size_t at) {
  Lexer(language, writer).run(at);
}

std::vector<Region> lex(const Language& language, std::string_view text) {
  std::vector<Region> regions;
  RegionWriter writer{text, regions};
  lex_rest(language, writer, 0);
  return regions;
}

}  // namespace suit::mechanic
