// Separates a page's main content from the boilerplate that all pages of its site share.
#pragma once

#include "read/html_tree.h"

namespace suit {

enum class PagePart {
  kContent,
  kFrame,   // navigation, footers, sidebars, banners, share buttons: by element, role, class and id
  kUnseen,  // scripts, form fields, content that the page hides
};
PagePart part_of(const HtmlNode& element);

// Returns the smallest element that holds nearly all running text: <main> or the only <article> if present,
// else found by weighing text outside links. Returns <body> if no part stands out.
const HtmlNode& main_content(const HtmlNode& html);

}  // namespace suit
