// A page, or a part of one, as clean Markdown (CommonMark with GitHub's tables and strikethrough, TeX between
// dollars). Kept: headings, paragraphs, lists, quotes, code with its language, tables, links, images,
// emphasis, formulas, terms and their definitions. Not kept: how it looked.
#pragma once

#include <string>
#include <string_view>

#include "read/html_tree.h"

namespace suit {

enum class HtmlPart { kMainContent, kAll };

struct HtmlOptions {
  std::string base =
      {};  // the page's own address: what relative links are relative to; "" leaves them as they are
  HtmlPart part = HtmlPart::kMainContent;
};

struct HtmlText {
  std::string title;     // of the page; "" where it has none
  std::string markdown;  // ends with a newline unless it is empty
  std::string markdown_link =
      {};  // where the page says that a Markdown version of it is, resolved; "" where it does not
};

// `html` is UTF-8. Errors: those of HtmlTree::parse().
Result<HtmlText> markdown_of_html(std::string_view html, const HtmlOptions& options);

}  // namespace suit
