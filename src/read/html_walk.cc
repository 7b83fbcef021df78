#include "read/html_walk.h"

#include <algorithm>

#include "base/text.h"
#include "read/main_content.h"
#include "read/markdown_writer.h"

namespace suit {
namespace {

bool is_line_number(const HtmlNode& node) {
  for (const char* name : {"linenos", "lineno", "linenodiv", "gutter"})
    if (has_class(node, name)) return true;
  return false;
}

// Adjacent code blocks, such as one example in two languages: each keeps its own lines.
bool follows_code(const HtmlNode& code) {
  return tag_of(*code.parent) == HtmlTag::kPre && code.prev && tag_of(*code.prev) == HtmlTag::kCode;
}

// The x of a class "language-x"; "" for other classes.
std::string_view named_language(std::string_view name) {
  for (std::string_view lead : {"language-", "lang-", "highlight-source-", "highlight-"})
    if (name.starts_with(lead)) return name.substr(lead.size());
  return {};
}

}  // namespace

const HtmlNode* next_node(const HtmlNode& from, const HtmlNode& top, bool inside) {
  if (inside && from.child) return from.child;
  for (const HtmlNode* node = &from; node != &top; node = node->parent)
    if (node->next) return node->next;
  return nullptr;
}

std::string text_of(const HtmlNode& node, Lines lines) {
  std::string out;
  for (const HtmlNode* at = &node; at;) {
    bool inside = true;
    if (is_text(*at)) {
      append_visible(out, text_in(*at));
    } else if (is_element(*at)) {
      inside = part_of(*at) != PagePart::kUnseen && !is_line_number(*at);
      HtmlTag tag = tag_of(*at);
      bool apart = tag == HtmlTag::kDiv || tag == HtmlTag::kLi || tag == HtmlTag::kP ||
                   (tag == HtmlTag::kCode && follows_code(*at));
      if (inside && (tag == HtmlTag::kBr || (apart && !out.empty() && !out.ends_with('\n')))) out += '\n';
    }
    at = next_node(*at, node, inside);
  }
  return lines == Lines::kKept ? out : squeezed(out);
}

std::string tex_of(const HtmlNode& node) {
  if (tag_of(node) == HtmlTag::kScript) {
    return node.child && is_text(*node.child) ? squeezed(text_in(*node.child)) : "";
  }
  for (const HtmlNode* at = &node; at; at = next_node(*at, node, true))
    if (name_of(*at) == "annotation" && attribute(*at, "encoding").find("tex") != std::string_view::npos)
      return text_of(*at, Lines::kAsBlanks);
  return squeezed(attribute(node, "alttext"));
}

std::string code_language(const HtmlNode& pre) {
  const HtmlNode* code = find_element(pre, HtmlTag::kCode);
  const HtmlNode* outer = pre.parent;
  for (const HtmlNode* node :
       {code, &pre, outer, outer ? static_cast<const HtmlNode*>(outer->parent) : nullptr}) {
    if (!node || !is_element(*node)) continue;
    bool own = node == code || node == &pre, is_code = own && has_class(*node, "sourceCode");
    for (std::string_view name : split(attribute(*node, "class"), ' ')) {
      std::string_view language = named_language(name);
      if (language.empty() && is_code && name != "sourceCode" && name != "literate") language = name;
      if (language.empty() || language == "default" || language == "none" || language == "text" ||
          language == "plaintext" || language.size() > 20)
        continue;
      if (std::all_of(language.begin(), language.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '#' || c == '-' ||
                   c == '_' || c == '.';
          }))
        return to_lower(language);
    }
  }
  return "";
}

bool has_class(const HtmlNode& node, std::string_view name) {
  std::string_view names = attribute(node, "class");
  for (size_t at = names.find(name); at != names.npos; at = names.find(name, at + 1)) {
    size_t end = at + name.size();
    if ((at == 0 || static_cast<unsigned char>(names[at - 1]) <= ' ') &&
        (end == names.size() || static_cast<unsigned char>(names[end]) <= ' '))
      return true;
  }
  return false;
}

const HtmlNode* find_element(const HtmlNode& node, HtmlTag tag) {
  for (const HtmlNode* at = &node; at; at = next_node(*at, node, true))
    if (tag_of(*at) == tag) return at;
  return nullptr;
}

}  // namespace suit
