// Text out of a page's tree, without its markup.
#pragma once

#include <string>

#include "read/html_tree.h"

namespace suit {

// The next node within `top`, in the page's order; `inside`: first those below `from`. Null at the end.
const HtmlNode* next_node(const HtmlNode& from, const HtmlNode& top, bool inside);

enum class Lines { kKept, kAsBlanks };

// All text below a node that its readers see: as it stands (for code), or with each run of blanks as one, and
// none at its ends. Any depth.
std::string text_of(const HtmlNode& node, Lines lines);

// The TeX of a formula: <math> with its source, a MathJax script; "" where there is none.
std::string tex_of(const HtmlNode& node);

// "python", of <pre class="language-python"> or what is directly round it; "" where nothing says so.
std::string code_language(const HtmlNode& pre);

// Whether its class attribute has this name.
bool has_class(const HtmlNode& node, std::string_view name);

// The first element with this tag, below the node, in the page's order; null where there is none. Any depth.
const HtmlNode* find_element(const HtmlNode& node, HtmlTag tag);

}  // namespace suit
