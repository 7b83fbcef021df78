// Strings of all kinds, and the code inside them.
#include "base/text.h"
#include "code/lexing.h"

namespace suit::code {
namespace {

constexpr size_t kIncludeBytesMax = 256;
constexpr int kHeredocFailuresMax = 16;  // failed searches for an end

}  // namespace

size_t Lexer::odd_things(size_t i) {
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
  if (has(kIncludes) && c == '<') return include(i);
  if (has(kCssUrls) && c == '(' && prefix(i) == "url" && i + 1 < text_.size() && text_[i + 1] != '"' &&
      text_[i + 1] != '\'')
    return emit_part(i + 1, std::min(text_.find_first_of(")\n", i), text_.size()), Part::kString);
  if (has(kHeredoc) && c == '\n' && !pending_.empty()) return heredoc(i + 1);
  return i;
}

size_t Lexer::include(size_t i) {
  if (i - word_end_ > kIncludeBytesMax) return i;
  std::string_view word = text_.substr(word_start_, word_end_ - word_start_);
  std::string_view between = text_.substr(word_end_, i - word_end_);
  bool asked = word == "__has_include" && trim(between) == "(";
  if (!asked) {
    if ((word != "include" && word != "include_next" && word != "import") || !trim(between).empty()) return i;
    size_t hash = text_.find_last_not_of(" \t", word_start_ == 0 ? 0 : word_start_ - 1);
    if (hash == text_.npos || text_[hash] != '#') return i;
  }
  size_t end = text_.substr(0, std::min(text_.size(), i + kIncludeBytesMax)).find_first_of(">\n", i);
  return end == text_.npos || text_[end] == '\n' ? i : emit_part(i, end + 1, Part::kString);
}

size_t Lexer::raw_cpp(size_t i) {
  size_t open = text_.find('(', i);
  if (open == text_.npos || open - i > 17) return i;
  std::string close = ")" + std::string(text_.substr(i + 1, open - i - 1)) + "\"";
  return emit_part(word_start_, find_end(close, open + 1), Part::kString);
}

size_t Lexer::hashed(size_t i, size_t begin) {
  size_t quote = i;
  while (quote < text_.size() && text_[quote] == '#') ++quote;
  if (quote == text_.size() || text_[quote] != '"' || quote - i > 255) return i;
  size_t end = find_end("\"" + std::string(quote - i, '#'), quote + 1);
  if (has(kRustStrings) && at_rust_format(word_start_)) {
    emit(quote, Part::kCode);
    for (size_t at = quote + 1; at < end;) at = std::max(interpolated(kBrace, at, end, 0), at + 1);
  }
  return emit_part(begin, end, Part::kString);
}

size_t Lexer::character(size_t i) {
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

size_t Lexer::long_bracket(size_t i) {
  size_t open = text_[i] == '-' ? i + 2 : i;
  size_t end = open + 1;
  while (end < text_.size() && text_[end] == '=') ++end;
  if (end >= text_.size() || text_[end] != '[') return i;
  std::string close = "]" + std::string(end - open - 1, '=') + "]";
  return emit_part(i, find_end(close, end + 1), open == i ? Part::kString : Part::kComment);
}

uint8_t Lexer::code_in(const Quote& quote, size_t i) const {
  if (quote.prefixes.empty()) return quote.code;
  std::string_view before = prefix(i);
  bool fits = before.size() <= 3 && before.find_first_of(quote.prefixes) != before.npos;
  return fits ? quote.code : uint8_t{kNoCode};
}

size_t Lexer::string(const Quote& quote, size_t begin, size_t limit, int depth) {
  uint8_t code_kinds = depth < kDepthMax ? code_in(quote, begin) : uint8_t{kNoCode};
  if (has(kRustStrings) && depth < kDepthMax && at_rust_format(begin)) code_kinds = kBrace;
  emit(begin, Part::kCode);
  size_t i = begin + quote.open.size();
  while (i < limit) {
    char c = text_[i];
    if (c == '\n' && !quote.multiline) break;
    bool doubles = quote.escape && quote.close.size() == 1 && quote.escape == quote.close[0];
    if (c == quote.escape && !doubles) {
      if (!(code_kinds & kBackslashParen) || !starts(i, "\\(")) {
        bool named = (code_kinds & kBrace) && (starts(i, "\\u{") || starts(i, "\\N{"));
        i += named || starts(i + 1, "\r\n") ? 3 : 2;
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
    size_t after = code_kinds ? interpolated(code_kinds, i,
                                             quote.multiline ? limit : std::min(limit, end_of_line(i)), depth)
                              : i;
    i = after > i ? after : i + 1;
  }
  return emit_part(begin, std::min(i, text_.size()), Part::kString);
}

size_t Lexer::interpolated(uint8_t kinds, size_t i, size_t limit, int depth) {
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
  if ((kinds & kBrace) && c == '{') return starts(i, "{{") ? i + 2 : format_field(i, limit, depth);
  if ((kinds & kDollarName) && c == '$' && i + 1 < limit && is_letter(text_[i + 1])) {
    emit(i + 1, Part::kString);
    size_t end = i + 1;
    while (end < limit && is_name_byte(language_, text_[end])) ++end;
    emit(end, Part::kCode);
    return end;
  }
  return i;
}

size_t Lexer::format_field(size_t i, size_t limit, int depth) {
  emit(i + 1, Part::kString);
  before_ = '(';
  word_start_ = word_end_ = i;
  size_t at = code(i + 1, limit, ':', depth + 1);
  while (at < limit && text_[at] != '}') {
    size_t end = at;
    if (text_[at] == '{' && depth + 1 < kDepthMax) {
      at = format_field(at, limit, depth + 1);
    } else if (has(kRustStrings) && is_name_byte(language_, text_[at])) {
      while (end < limit && is_name_byte(language_, text_[end])) ++end;
      bool argument = end < limit && text_[end] == '$';
      emit(at, Part::kString);
      emit(end, argument ? Part::kCode : Part::kString);
      at = end;
      continue;
    }
    ++at;
  }
  at = std::min(at, limit);
  emit(at, Part::kString);
  return at;
}

void Lexer::rust_bracket(size_t i) {
  // The number of arguments before the format.
  struct Macro {
    std::string_view names;
    int format_at;
  };
  constexpr Macro macros[] = {{" format print println eprint eprintln panic todo unimplemented unreachable "
                               "format_args trace debug info warn "
                               "error anyhow bail ",
                               0},
                              {" write writeln assert debug_assert ensure log ", 1},
                              {" assert_eq assert_ne debug_assert_eq debug_assert_ne ", 2}};
  char c = text_[i];
  if (c == '!') {
    macro_ = prefix(i);
  } else if (c == '(' || c == '[' || c == '{') {
    Bracket bracket;
    for (const Macro& macro : macros)
      if (before_ == '!' && !macro_.empty() &&
          macro.names.find(" " + std::string(macro_) + " ") != macro.names.npos)
        bracket.format_at = macro.format_at;
    brackets_.push_back(bracket);
  } else if ((c == ')' || c == ']' || c == '}') && !brackets_.empty()) {
    brackets_.pop_back();
  } else if (c == ',' && !brackets_.empty()) {
    ++brackets_.back().arguments;
  }
}

// Is the string that begins at `begin` the format of a macro? Only the first possible one is.
bool Lexer::at_rust_format(size_t begin) {
  if (brackets_.empty() || begin == 0) return false;
  Bracket& bracket = brackets_.back();
  size_t before = text_.find_last_not_of(" \t\r\n", begin - 1);
  bool argument =
      before != text_.npos && std::string_view("([{,").find(text_[before]) != std::string_view::npos;
  if (bracket.format_at < 0 || bracket.arguments < bracket.format_at || !argument) return false;
  bracket.format_at = -1;
  return true;
}

size_t Lexer::note_heredoc(size_t i) {
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
    return i;  // x <<y is a shift or append
  heredoc.plain = quote == '\'';
  if (heredoc_failures_ < kHeredocFailuresMax) pending_.push_back(std::move(heredoc));
  return j + (quote ? 1 : 0);
}

size_t Lexer::heredoc(size_t i) {
  std::vector<Heredoc> pending = std::move(pending_);
  pending_.clear();
  for (const Heredoc& one : pending) {
    size_t line = i, end = text_.npos;
    while (line < text_.size()) {
      size_t stop = std::min(text_.find('\n', line), text_.size());
      std::string_view content = text_.substr(line, stop - line);
      if (content.ends_with('\r')) content.remove_suffix(1);
      if (one.indented) content = content.substr(std::min(content.find_first_not_of(" \t"), content.size()));
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

}  // namespace suit::code
