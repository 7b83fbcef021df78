// Splits a page into tags, texts and comments: tokenization of the WHATWG HTML standard (13.2.5), without
// parse errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "read/html_arena.h"

namespace suit {

// Per element. Further attributes are dropped: checking for duplicates takes quadratic time.
inline constexpr size_t kHtmlAttributesMax = 400;

struct HtmlToken {
  enum class Kind { kDoctype, kStart, kEnd, kComment, kText, kPageEnd };
  Kind kind = Kind::kText;
  HtmlTag tag = HtmlTag::kNone;
  std::string_view name;                  // of a tag, in lower case
  std::string_view text;                  // of a text or a comment; a NUL is a text token of its own
  std::vector<HtmlAttribute> attributes;  // unique names; at most kHtmlAttributesMax
  bool closes_itself = false;             // <br/>
  bool quirks = false;                    // of a doctype: the page is in quirks mode

  bool is_start() const { return kind == Kind::kStart; }
  bool is_end() const { return kind == Kind::kEnd; }
  bool is_text() const { return kind == Kind::kText; }
  bool starts(HtmlTags tags) const { return is_start() && tags.has(tag); }
  bool ends(HtmlTags tags) const { return is_end() && tags.has(tag); }
  bool starts(HtmlTag one) const { return is_start() && tag == one; }
  bool ends(HtmlTag one) const { return is_end() && tag == one; }
  // Removes and returns the leading whitespace of a text; "" for other tokens.
  std::string_view take_blanks();
};

// How to tokenize an element's content.
enum class HtmlContent { kMarkup, kTextWithReferences, kText, kScript, kRestOfPage };

class HtmlTokenizer {
 public:
  // `page` and `arena` must outlive the tokens.
  HtmlTokenizer(std::string_view page, HtmlArena& arena);

  // Fills in the next token; at the end of the page, returns the end token every time.
  void next(HtmlToken& token);
  // Applies until the end tag of this name, or the end of the page.
  void set_content(HtmlContent content, std::string_view end_name);
  // Whether <![CDATA[ starts a CDATA section rather than a comment: inside SVG and MathML.
  void allow_cdata(bool allowed) { cdata_ = allowed; }

 private:
  bool starts_with(size_t at, std::string_view low) const;
  bool ends_element(size_t at, std::string_view name) const;
  size_t end_of_script() const;
  size_t find_or_end(std::string_view what, size_t from) const;
  bool markup(HtmlToken& token);
  bool tag(HtmlToken& token, HtmlToken::Kind kind);
  bool attributes(HtmlToken& token);
  bool value(std::string_view& value);
  void add(HtmlToken& token, std::string_view name, std::string_view value);
  void comment(HtmlToken& token);
  void bogus_comment(HtmlToken& token, size_t from);
  void doctype(HtmlToken& token);
  bool text_of_markup(HtmlToken& token);
  void text_of_element(HtmlToken& token);
  void give_text(HtmlToken& token, size_t end);
  std::string_view lower(std::string_view name);
  std::string_view without_nul(std::string_view text);
  std::string_view decoded(std::string_view text, bool in_attribute);
  void skip_blanks();

  HtmlArena& arena_;
  std::string_view page_;  // with \n line endings
  size_t at_ = 0;
  HtmlContent content_ = HtmlContent::kMarkup;
  std::string_view end_name_;
  bool cdata_ = false, has_nul_ = false;
  size_t text_end_ = 0;  // of a text that is split because it contains NULs
  std::string scratch_;
};

bool is_html_blank(char c);
bool is_blank_html(std::string_view text);

// Appends the text to `out` with its character references ("&amp;") decoded.
void append_html_decoded(std::string& out, std::string_view text, bool in_attribute);

}  // namespace suit
