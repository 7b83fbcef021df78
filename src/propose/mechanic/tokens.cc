#include <algorithm>

#include "base/text.h"
#include "propose/mechanic/matcher.h"

namespace suit::mechanic {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr std::string_view kOpenCurly = "\xe2\x80\x9c", kCloseCurly = "\xe2\x80\x9d";

class Tokenizer {
 public:
  Tokenizer(std::string_view text, const TokenOptions& options) : text_(text), options_(options) {}

  Result<std::vector<Token>> run() {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      if (at_ == text_.size()) return tokens_;
      if (text_[at_] == ',') {
        tokens_.push_back({","});
        ++at_;
      } else if (options_.slashes_quote && regex()) {
        continue;
      } else if (auto quote = opening(); quote.size() > 0) {
        RETURN_IF_ERROR(quoted(quote));
      } else {
        RETURN_IF_ERROR(word(at_));
      }
    }
  }

 private:
  // After a closing quote: may the token end at `i`?
  bool is_boundary(size_t i) const {
    if (i >= text_.size() || is_blank(text_[i]) || text_[i] == ',') return true;
    return (text_[i] == '.' || text_[i] == '!' || text_[i] == '?') && trim(text_.substr(i + 1)).empty();
  }

  std::string_view opening() const {
    if (text_.substr(at_).starts_with(kOpenCurly)) return kOpenCurly;
    char c = text_[at_];
    return c == '"' || c == '\'' || c == '`' ? text_.substr(at_, 1) : std::string_view{};
  }

  // The end of the quoted part that opens at `start`, after its closing quote; npos if it is not closed.
  size_t end_of_quote(size_t start, std::string_view open, std::string* content) const {
    std::string_view close = open == kOpenCurly ? kCloseCurly : open;
    for (size_t i = start + open.size(); i < text_.size(); ++i) {
      if (open == "\"" && text_[i] == '\\' && i + 1 < text_.size()) {
        char c = text_[++i];
        if (content) unescape(c, *content);
      } else if (text_.substr(i).starts_with(close)) {
        // The apostrophe in 'it's' does not close.
        bool closes =
            open != "'" || is_boundary(i + 1) || std::string_view(".[=:").find(text_[i + 1]) != text_.npos;
        if (closes) return i + close.size();
        if (content) *content += text_[i];
      } else if (content) {
        *content += text_[i];
      }
    }
    return std::string_view::npos;
  }

  static void unescape(char c, std::string& out) {
    switch (c) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '"':
      case '\\':
        out += c;
        break;
      default:
        out.append(1, '\\').append(1, c);  // \d in a regular expression stays as it is
    }
  }

  Result<void> quoted(std::string_view open) {
    std::string content;
    size_t end = end_of_quote(at_, open, &content);
    if (end == text_.npos)
      return Error{ErrorCode::kInvalid,
                   "a quote that opens at byte " + std::to_string(at_ + 1) + " is not closed",
                   "close it, or write the quote character itself as \"\\\"\""};
    if (!is_boundary(end)) return word(end);  // "a.b".c is one word with its quotes
    tokens_.push_back({std::move(content), true});
    at_ = end;
    skip_final_mark();
    return {};
  }

  // The period or comma after a closing quote is never part of the text.
  void skip_final_mark() {
    if (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != ',') at_ = text_.size();
  }

  // A bare word; its bytes up to `i` are known to belong to it.
  Result<void> word(size_t i) {
    int depth = 0;  // a comma inside {a,b} does not end the word
    for (; i < text_.size() && !is_blank(text_[i]); ++i) {
      char c = text_[i];
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && depth > 0) --depth;
      if (c == ',' && depth == 0 && (is_boundary(i + 1) || looks_like_list(i))) break;
      if ((c == '"' || c == '`') && i > at_) {
        size_t end = end_of_quote(i, text_.substr(i, 1), nullptr);
        if (end != text_.npos) i = end - 1;
      }
    }
    std::string_view found = text_.substr(at_, i - at_);
    bool last = trim(text_.substr(i)).empty();
    if (last && found.size() > 1 && (found.back() == '!' || found.back() == '?') &&
        !options_.keep_final_period)
      found.remove_suffix(1);
    if (last && found.size() > 1 && found.back() == '.' && found != ".." && !options_.keep_final_period)
      found.remove_suffix(1);
    tokens_.push_back({std::string(found)});
    at_ = i;
    return {};
  }

  // "a/*.cc,b/*.h": a comma without a blank separates if both sides look like paths.
  bool looks_like_list(size_t comma) const {
    size_t end = comma + 1;
    while (end < text_.size() && !is_blank(text_[end]) && text_[end] != ',') ++end;
    auto path_like = [](std::string_view part) {
      return part.find_first_of("/*.") != part.npos && part.size() > 2;
    };
    return path_like(text_.substr(at_, comma - at_)) && path_like(text_.substr(comma + 1, end - comma - 1)) &&
           text_.substr(at_, end - at_).find_first_of("\"'()=") == text_.npos;
  }

  // /…/flags: it must end at the first bare slash, else it is a path such as /usr/lib.
  bool regex() {
    if (text_[at_] != '/') return false;
    for (size_t i = at_ + 1; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '/') {
        size_t end = i + 1;
        while (end < text_.size() && std::string_view("imsxg").find(text_[end]) != std::string_view::npos)
          ++end;
        if (i == at_ + 1 || !is_boundary(end)) return false;
        Token token{std::string(text_.substr(at_ + 1, i - at_ - 1))};
        token.regex = true;
        token.flags = text_.substr(i + 1, end - i - 1);
        tokens_.push_back(std::move(token));
        at_ = end;
        skip_final_mark();
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  TokenOptions options_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view text, const TokenOptions& options) {
  return Tokenizer(text, options).run();
}

}  // namespace suit::mechanic
