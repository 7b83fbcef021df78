// Extracts text from a page's tree, without markup.
#pragma once

#include <string>

#include "read/html_tree.h"

namespace suit {

// The next node within `top` in document order; `inside`: including the descendants of `from`. Null at the
// end.
const HtmlNode* next_node(const HtmlNode& from, const HtmlNode& top, bool inside);

enum class Lines { kKept, kAsBlanks };

// All visible text below a node: verbatim (for code), or with whitespace collapsed and trimmed. Any depth.
std::string text_of(const HtmlNode& node, Lines lines);

// The TeX of a formula, from the source in <math> or a MathJax script; "" if there is none.
std::string tex_of(const HtmlNode& node);

// "python" for <pre class="language-python"> or its direct wrapper; "" if unknown.
std::string code_language(const HtmlNode& pre);

// Whether the class attribute contains this name.
bool has_class(const HtmlNode& node, std::string_view name);

// The first element with this tag below the node, in document order; null if there is none. Any depth.
const HtmlNode* find_element(const HtmlNode& node, HtmlTag tag);

}  // namespace suit
