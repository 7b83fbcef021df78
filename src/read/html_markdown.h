// Converts a page, or part of one, to clean Markdown (CommonMark, GitHub's tables and strikethrough, TeX
// between dollars). Kept: headings, paragraphs, lists, quotes, code with its language, tables, links, images,
// emphasis, formulas, definition lists. Dropped: appearance.
#pragma once

#include <string>
#include <string_view>

#include "read/html_tree.h"

namespace suit {

enum class HtmlPart { kMainContent, kAll };

struct HtmlOptions {
  std::string base = {};  // URL of the page, base of relative links; "": leave them as they are
  HtmlPart part = HtmlPart::kMainContent;
};

struct HtmlText {
  std::string title;               // of the page; "" if it has none
  std::string markdown;            // ends with a newline unless it is empty
  std::string markdown_link = {};  // URL of the Markdown version that the page links to; "" if none
};

// `html` is UTF-8. Errors: those of HtmlTree::parse().
Result<HtmlText> markdown_of_html(std::string_view html, const HtmlOptions& options);

}  // namespace suit
