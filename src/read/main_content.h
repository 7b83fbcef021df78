// Which part of a page is what it is about, and which is the frame that all pages of its site share.
#pragma once

#include "read/html_tree.h"

namespace suit {

enum class PagePart {
  kContent,
  kFrame,   // navigation, footers, side bars, banners, share buttons: by element, role, class and id
  kUnseen,  // scripts, the fields of forms, what the page itself hides from its readers
};
PagePart part_of(const HtmlNode& element);

// The smallest element that holds nearly all of the running text: <main> or the only <article> where there is
// one, else found by weighing text that is no link. The <body> where no part stands out.
const HtmlNode& main_content(const HtmlNode& html);

}  // namespace suit
