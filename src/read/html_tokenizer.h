// Cuts a page into tags, texts and comments: the tokenization of the WHATWG's standard (13.2.5), without its
// reports of errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "read/html_arena.h"

namespace suit {

// Of one element; what a page has beyond, made to take the square of its size, is left out.
inline constexpr size_t kHtmlAttributesMax = 400;

struct HtmlToken {
  enum class Kind { kDoctype, kStart, kEnd, kComment, kText, kPageEnd };
  Kind kind = Kind::kText;
  HtmlTag tag = HtmlTag::kNone;
  std::string_view name;                  // of a tag, in lower case
  std::string_view text;                  // of a text or a comment; a NUL comes as a text of its own
  std::vector<HtmlAttribute> attributes;  // each name once; kHtmlAttributesMax at most
  bool closes_itself = false;             // <br/>
  bool quirks =
      false;  // of a doctype: browsers lay such a page out as they did of old, and nest its tables otherwise

  bool is_start() const { return kind == Kind::kStart; }
  bool is_end() const { return kind == Kind::kEnd; }
  bool is_text() const { return kind == Kind::kText; }
  bool starts(HtmlTags tags) const { return is_start() && tags.has(tag); }
  bool ends(HtmlTags tags) const { return is_end() && tags.has(tag); }
  bool starts(HtmlTag one) const { return is_start() && tag == one; }
  bool ends(HtmlTag one) const { return is_end() && tag == one; }
  // The blanks that a text begins with, taken from it; "" of all else.
  std::string_view take_blanks();
};

// What an element's text is made of.
enum class HtmlContent { kMarkup, kTextWithReferences, kText, kScript, kRestOfPage };

class HtmlTokenizer {
 public:
  // Both must outlive the tokens.
  HtmlTokenizer(std::string_view page, HtmlArena& arena);

  // Fills in the next token; again and again the page's end where it has ended.
  void next(HtmlToken& token);
  // Of what follows, until the end tag of this name, or the page's end.
  void set_content(HtmlContent content, std::string_view end_name);
  // Whether <![CDATA[ is more than a comment: within SVG and MathML.
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
  std::string_view page_;  // its lines end in \n
  size_t at_ = 0;
  HtmlContent content_ = HtmlContent::kMarkup;
  std::string_view end_name_;
  bool cdata_ = false, has_nul_ = false;
  size_t text_end_ = 0;  // of a text that is given in parts, since it has NULs
  std::string scratch_;
};

bool is_html_blank(char c);
bool is_blank_html(std::string_view text);

// The text with its character references ("&amp;") replaced, appended to `out`.
void append_html_decoded(std::string& out, std::string_view text, bool in_attribute);

}  // namespace suit
