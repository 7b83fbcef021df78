#include "read/html_tokenizer.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"
#include "read/html_doctype.h"

namespace suit {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

char low(char c) {
  return 'A' <= c && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
bool is_letter(char c) {
  return 'a' <= low(c) && low(c) <= 'z';
}

}  // namespace

bool is_html_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

bool is_blank_html(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_html_blank);
}

std::string_view HtmlToken::take_blanks() {
  if (!is_text()) return {};
  std::string_view blanks = text.substr(
      0, static_cast<size_t>(std::find_if_not(text.begin(), text.end(), is_html_blank) - text.begin()));
  text.remove_prefix(blanks.size());
  return blanks;
}

HtmlTokenizer::HtmlTokenizer(std::string_view page, HtmlArena& arena) : arena_(arena), page_(page) {
  if (page_.starts_with("\xEF\xBB\xBF")) page_.remove_prefix(3);
  has_nul_ = page_.find('\0') != page_.npos;
  if (page_.find('\r') == page_.npos) return;
  char* place = arena_.bytes(page_.size());
  size_t size = 0;
  for (size_t i = 0; i < page_.size(); ++i) {
    if (page_[i] == '\r' && i + 1 < page_.size() && page_[i + 1] == '\n') continue;
    place[size++] = page_[i] == '\r' ? '\n' : page_[i];
  }
  page_ = {place, size};
}

void HtmlTokenizer::set_content(HtmlContent content, std::string_view end_name) {
  content_ = content;
  end_name_ = end_name;
}

void HtmlTokenizer::next(HtmlToken& token) {
  token.attributes.clear();
  token.tag = HtmlTag::kNone;
  token.closes_itself = false;
  if (at_ < text_end_) return give_text(token, text_end_);
  if (content_ != HtmlContent::kMarkup && at_ < page_.size()) {
    if (content_ == HtmlContent::kRestOfPage || !ends_element(at_, end_name_)) return text_of_element(token);
    content_ = HtmlContent::kMarkup;
  }
  while (at_ < page_.size())
    if (text_of_markup(token) || markup(token)) return;
  token.kind = HtmlToken::Kind::kPageEnd;
}

bool HtmlTokenizer::starts_with(size_t at, std::string_view low_case) const {
  if (page_.size() - std::min(at, page_.size()) < low_case.size()) return false;
  return std::equal(low_case.begin(), low_case.end(), page_.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, char b) { return a == low(b); });
}

// Matches "</name" followed by a character that ends a name.
bool HtmlTokenizer::ends_element(size_t at, std::string_view name) const {
  if (page_[at] != '<' || !starts_with(at, "</") || !starts_with(at + 2, name)) return false;
  size_t after = at + 2 + name.size();
  return after < page_.size() && (is_html_blank(page_[after]) || page_[after] == '/' || page_[after] == '>');
}

size_t HtmlTokenizer::find_or_end(std::string_view what, size_t from) const {
  return std::min(page_.find(what, from), page_.size());
}

// Text up to the next markup, if any.
bool HtmlTokenizer::text_of_markup(HtmlToken& token) {
  size_t end = at_;
  for (;; ++end) {
    end = std::min(page_.find('<', end), page_.size());
    if (end + 1 >= page_.size()) {
      end = page_.size();
      break;
    }
    char after = page_[end + 1];
    if (is_letter(after) || after == '!' || after == '?' || (after == '/' && end + 2 < page_.size())) break;
  }
  if (end == at_) return false;
  give_text(token, end);
  return true;
}

void HtmlTokenizer::text_of_element(HtmlToken& token) {
  size_t end = at_;
  if (content_ == HtmlContent::kRestOfPage) {
    end = page_.size();
  } else if (content_ == HtmlContent::kScript) {
    end = end_of_script();
  } else {
    while (end < page_.size() && !ends_element(end, end_name_))
      end = std::min(page_.find('<', end + 1), page_.size());
  }
  std::string_view text = without_nul(page_.substr(at_, end - at_));
  token.kind = HtmlToken::Kind::kText;
  token.text = content_ == HtmlContent::kTextWithReferences ? decoded(text, false) : text;
  at_ = end;
}

// A script inside a comment can contain a nested script with tags (13.2.5.15 to 13.2.5.31).
size_t HtmlTokenizer::end_of_script() const {
  enum { kPlain, kCommented, kNested } within = kPlain;
  for (size_t at = at_; at < page_.size(); ++at) {
    if (within == kPlain) {
      at = find_or_end("<", at);
      if (at == page_.size()) break;
    }
    char c = page_[at];
    if (c == '-' && within != kPlain && starts_with(at, "-->")) {
      within = kPlain;
      at += 2;
    } else if (c == '<' && within == kPlain && starts_with(at, "<!--")) {
      within = kCommented;
      ++at;  // its dashes may belong to the end: <!-->
    } else if (c == '<' && ends_element(at, "script")) {
      if (within != kNested) return at;
      within = kCommented;
      at += 7;
    } else if (c == '<' && within == kCommented && starts_with(at, "<script") && at + 7 < page_.size() &&
               (is_html_blank(page_[at + 7]) || page_[at + 7] == '/' || page_[at + 7] == '>')) {
      within = kNested;
      at += 7;
    }
  }
  return page_.size();
}

void HtmlTokenizer::give_text(HtmlToken& token, size_t end) {
  token.kind = HtmlToken::Kind::kText;
  text_end_ = end;
  if (has_nul_) {
    size_t nul = page_.substr(0, end).find('\0', at_);
    if (nul == at_) {
      token.text = page_.substr(at_++, 1);
      return;
    }
    end = std::min(nul, end);
  }
  token.text = decoded(page_.substr(at_, end - at_), false);
  at_ = end;
}

std::string_view HtmlTokenizer::without_nul(std::string_view text) {
  if (!has_nul_ || text.find('\0') == text.npos) return text;
  scratch_.clear();
  for (char c : text) c ? scratch_ += c : scratch_ += kReplacement;
  return arena_.copy(scratch_);
}

std::string_view HtmlTokenizer::lower(std::string_view name) {
  name = without_nul(name);
  if (std::none_of(name.begin(), name.end(), [](char c) { return 'A' <= c && c <= 'Z'; })) return name;
  char* place = arena_.bytes(name.size());
  std::transform(name.begin(), name.end(), place, low);
  return {place, name.size()};
}

std::string_view HtmlTokenizer::decoded(std::string_view text, bool in_attribute) {
  if (text.find('&') == text.npos) return text;
  scratch_.clear();
  append_html_decoded(scratch_, text, in_attribute);
  return arena_.copy(scratch_);
}

void HtmlTokenizer::skip_blanks() {
  while (at_ < page_.size() && is_html_blank(page_[at_])) ++at_;
}

// Handles "<". Returns false if it yields no token.
bool HtmlTokenizer::markup(HtmlToken& token) {
  char after = page_[at_ + 1];
  if (is_letter(after)) {
    ++at_;
    return tag(token, HtmlToken::Kind::kStart);
  }
  if (after == '/') {
    if (is_letter(page_[at_ + 2])) {
      at_ += 2;
      return tag(token, HtmlToken::Kind::kEnd);
    }
    if (page_[at_ + 2] == '>') {
      at_ += 3;
      return false;
    }
    bogus_comment(token, at_ + 2);
  } else if (after == '?') {
    bogus_comment(token, at_ + 1);
  } else if (starts_with(at_ + 2, "--")) {
    comment(token);
  } else if (starts_with(at_ + 2, "doctype")) {
    doctype(token);
  } else if (cdata_ && page_.substr(at_ + 2).starts_with("[CDATA[")) {
    at_ += 9;
    size_t end = find_or_end("]]>", at_);
    token.kind = HtmlToken::Kind::kText;
    token.text = without_nul(page_.substr(at_, end - at_));
    at_ = std::min(end + 3, page_.size());
    return !token.text.empty();
  } else {
    bogus_comment(token, at_ + 2);
  }
  return true;
}

bool HtmlTokenizer::tag(HtmlToken& token, HtmlToken::Kind kind) {
  size_t from = at_;
  while (at_ < page_.size() && !is_html_blank(page_[at_]) && page_[at_] != '/' && page_[at_] != '>') ++at_;
  token.kind = kind;
  token.name = lower(page_.substr(from, at_ - from));
  token.tag = html_tag(token.name);
  return attributes(token);
}

// Reads up to the end of the tag. Returns false if the page ends first: no token then.
bool HtmlTokenizer::attributes(HtmlToken& token) {
  for (;;) {
    skip_blanks();
    if (at_ >= page_.size()) return false;
    if (page_[at_] == '>') {
      ++at_;
      return true;
    }
    if (page_[at_] == '/') {
      if (++at_ < page_.size() && page_[at_] == '>') {
        ++at_;
        token.closes_itself = true;
        return true;
      }
      continue;
    }
    size_t from = at_++;  // a name can start with "="
    while (at_ < page_.size() && !is_html_blank(page_[at_]) && page_[at_] != '/' && page_[at_] != '>' &&
           page_[at_] != '=')
      ++at_;
    std::string_view name = lower(page_.substr(from, at_ - from)), text;
    skip_blanks();
    if (at_ < page_.size() && page_[at_] == '=') {
      ++at_;
      if (!value(text)) return false;
    }
    add(token, name, text);
  }
}

bool HtmlTokenizer::value(std::string_view& value) {
  skip_blanks();
  if (at_ >= page_.size()) return false;
  char quote = page_[at_];
  size_t from = at_, end = at_;
  if (quote == '"' || quote == '\'') {
    ++from;
    end = page_.find(quote, from);
    if (end == page_.npos) {
      at_ = page_.size();
      return false;
    }
    at_ = end + 1;
  } else {
    while (end < page_.size() && !is_html_blank(page_[end]) && page_[end] != '>') ++end;
    at_ = end;
  }
  value = decoded(without_nul(page_.substr(from, end - from)), true);
  return true;
}

void HtmlTokenizer::add(HtmlToken& token, std::string_view name, std::string_view value) {
  auto& all = token.attributes;
  if (all.size() < kHtmlAttributesMax &&
      std::none_of(all.begin(), all.end(), [&](const HtmlAttribute& one) { return one.name == name; }))
    all.push_back({name, value});
}

void HtmlTokenizer::comment(HtmlToken& token) {
  token.kind = HtmlToken::Kind::kComment;
  token.text = {};
  size_t from = at_ + 4;
  for (std::string_view empty : {">", "->"})
    if (starts_with(from, empty)) {
      at_ = from + empty.size();
      return;
    }
  size_t end = page_.find("--", from);
  while (end != page_.npos && !starts_with(end, "-->") && !starts_with(end, "--!>"))
    end = page_.find("--", end + 1);
  if (end == page_.npos) {
    std::string_view text = page_.substr(std::min(from, page_.size()));
    if (text.ends_with("--!")) text.remove_suffix(1);
    for (int dashes = 0; dashes < 2 && text.ends_with('-'); ++dashes) text.remove_suffix(1);
    token.text = without_nul(text);
    at_ = page_.size();
    return;
  }
  token.text = without_nul(page_.substr(from, end - from));
  at_ = end + (page_[end + 2] == '>' ? 3 : 4);
}

void HtmlTokenizer::bogus_comment(HtmlToken& token, size_t from) {
  size_t end = find_or_end(">", from);
  token.kind = HtmlToken::Kind::kComment;
  token.text = without_nul(page_.substr(from, end - from));
  at_ = std::min(end + 1, page_.size());
}

void HtmlTokenizer::doctype(HtmlToken& token) {
  size_t length = 0;
  token.kind = HtmlToken::Kind::kDoctype;
  token.quirks = is_quirks_doctype(page_.substr(at_ + 9), length);
  at_ += 9 + length;
}

}  // namespace suit
