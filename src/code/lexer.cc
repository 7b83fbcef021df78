#include "code/lexer.h"

#include "base/text.h"
#include "code/lexing.h"

namespace suit::code {
namespace {

constexpr size_t kRegexBytesMax = 4096;      // bounds the search for the end of a regex literal
constexpr size_t kShortRegexBytesMax = 256;  // the same after too many failures
constexpr int kRegexFailuresMax = 64;

}  // namespace

Lexer::Lexer(const Language& language, RegionWriter& writer)
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
  if (has(kIncludes) || has(kJsx)) mark("<");
  if (has(kCssUrls)) mark("(");
}

void Lexer::run(size_t at) {
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

size_t Lexer::end_of_line(size_t i) {
  if (i < line_begin_ || i > line_end_) {
    line_begin_ = i;
    line_end_ = std::min(text_.find('\n', i), text_.size());
  }
  return line_end_;
}

size_t Lexer::code(size_t i, size_t limit, char closer, int depth) {
  char opener = closer == '}' ? '{' : '(';
  int open = 0;
  while (i < limit) {
    char c = text_[i];
    if (is_name_byte(language_, c) && !(c == '=' || c == '%' || c == '&' || c == '<' || c == '>') &&
        !(c == '\'' && has(kCharLiterals))) {
      i = word(i, limit);
      continue;
    }
    if (closer == ':') {
      if (open == 0 && ends_field(i)) break;
      open += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
    } else if (closer) {
      if (c == opener) ++open;
      if (c == closer && open-- == 0) break;
    }
    if (has(kRustStrings)) rust_bracket(i);
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

// Does the expression of a format field end here?
bool Lexer::ends_field(size_t i) const {
  char c = text_[i], next = i + 1 < text_.size() ? text_[i + 1] : '\0',
       after = i + 2 < text_.size() ? text_[i + 2] : '\0';
  return c == '}' || c == ':' || (c == '!' && is_letter(next) && (after == '}' || after == ':'));
}

size_t Lexer::word(size_t i, size_t limit) {
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

std::string_view Lexer::prefix(size_t i) const {
  return word_end_ == i ? text_.substr(word_start_, i - word_start_) : std::string_view{};
}

size_t Lexer::special(size_t i, size_t limit, int depth) {
  if (size_t end = odd_things(i); end != i) return end;
  for (const BlockComment& block : language_.block_comments)
    if (starts(i, block.open)) return emit_part(i, block_end(block, i + block.open.size()), Part::kComment);
  for (std::string_view open : language_.line_comments)
    if (starts(i, open) && comment_may_start(i)) return emit_comment(i);
  if (has(kJsx) && text_[i] == '<' && value_expected(i)) {
    if (size_t end = jsx(i, limit, depth); end > i) return end;
  }
  if (has(kRegexLiterals) && text_[i] == '/' && value_expected(i)) {
    if (size_t end = regex_end(i); end > i) return emit_part(i, end, Part::kString);
  }
  for (const Quote& quote : language_.quotes)
    if (starts(i, quote.open)) return string(quote, i, limit, depth);
  return i;
}

size_t Lexer::emit_comment(size_t i) {
  char kept = before_;
  size_t end = end_of_line(i);
  while (has(kContinuedComments) && end < text_.size() &&
         (text_[end - 1] == '\\' || (text_[end - 1] == '\r' && text_[end - 2] == '\\')))
    end = end_of_line(end + 1);
  emit_part(i, end, Part::kComment);
  before_ = kept;
  return end;
}

bool Lexer::comment_may_start(size_t i) const {
  if (!has(kSpacedHash) || i == 0) return true;
  return std::string_view(" \t\r\n;&|()`").find(text_[i - 1]) != std::string_view::npos;
}

size_t Lexer::block_end(const BlockComment& block, size_t i) const {
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

bool Lexer::value_expected(size_t i) const {
  if (before_ == 'a') {
    constexpr std::string_view words[] = {
        "return", "typeof", "case",  "in", "of",     "delete", "void", "throw", "new",  "default", "else",
        "do",     "yield",  "await", "if", "unless", "and",    "or",   "not",   "when", "split",   "grep"};
    std::string_view word = text_.substr(word_start_, word_end_ - word_start_);
    return std::find(std::begin(words), std::end(words), word) != std::end(words) && word_end_ <= i;
  }
  return before_ != ')' && before_ != ']' && before_ != '"' && !(i > 0 && text_[i - 1] == '<' && has(kJsx));
}

size_t Lexer::regex_end(size_t i) {
  bool in_class = false;
  size_t limit = std::min(text_.size(),
                          i + (regex_failures_ < kRegexFailuresMax ? kRegexBytesMax : kShortRegexBytesMax));
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

void lex_rest(const Language& language, RegionWriter& writer, size_t at) {
  Lexer(language, writer).run(at);
}

std::vector<Region> lex(const Language& language, std::string_view text) {
  std::vector<Region> regions;
  RegionWriter writer{text, regions};
  lex_rest(language, writer, 0);
  return regions;
}

}  // namespace suit::code
