#include "context/read/html_walk.h"

#include <algorithm>

#include "base/text.h"
#include "context/read/main_content.h"
#include "context/read/markdown_writer.h"

namespace suit {
namespace {

bool is_line_number(const GumboNode& node) {
  for (const char* name : {"linenos", "lineno", "linenodiv", "gutter"})
    if (has_class(node, name)) return true;
  return false;
}

// The same example in another language, say: each has its own lines.
bool follows_code(const GumboNode& code) {
  HtmlChildren siblings(*code.parent);
  return tag_of(*code.parent) == GUMBO_TAG_PRE && code.index_within_parent > 0 && tag_of(*siblings.begin()[code.index_within_parent - 1]) == GUMBO_TAG_CODE;
}

// A class of the form "language-x"; "" where it is none.
std::string_view named_language(std::string_view name) {
  for (std::string_view lead : {"language-", "lang-", "highlight-source-", "highlight-"})
    if (name.starts_with(lead)) return name.substr(lead.size());
  return {};
}

}  // namespace

const GumboNode* next_node(const GumboNode& from, const GumboNode& top, bool inside) {
  HtmlChildren children(from);
  if (inside && children.begin() != children.end()) return *children.begin();
  for (const GumboNode* node = &from; node != &top; node = node->parent) {
    HtmlChildren siblings(*node->parent);
    size_t next = node->index_within_parent + 1;
    if (next < static_cast<size_t>(siblings.end() - siblings.begin())) return siblings.begin()[next];
  }
  return nullptr;
}

std::string text_of(const GumboNode& node, Lines lines) {
  std::string out;
  for (const GumboNode* at = &node; at;) {
    bool inside = true;
    if (is_text(*at)) {
      append_visible(out, at->v.text.text);
    } else if (is_element(*at)) {
      inside = part_of(*at) != PagePart::kUnseen && !is_line_number(*at);
      GumboTag tag = tag_of(*at);
      bool apart = tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_P || (tag == GUMBO_TAG_CODE && follows_code(*at));
      if (inside && (tag == GUMBO_TAG_BR || (apart && !out.empty() && !out.ends_with('\n')))) out += '\n';
    }
    at = next_node(*at, node, inside);
  }
  return lines == Lines::kKept ? out : squeezed(out);
}

std::string tex_of(const GumboNode& node) {
  if (tag_of(node) == GUMBO_TAG_SCRIPT) {
    HtmlChildren children(node);
    return children.begin() != children.end() && is_text(**children.begin()) ? squeezed((*children.begin())->v.text.text) : "";
  }
  for (const GumboNode* at = &node; at; at = next_node(*at, node, true))
    if (written_tag(*at) == "annotation" && attribute(*at, "encoding").find("tex") != std::string_view::npos) return text_of(*at, Lines::kAsBlanks);
  return squeezed(attribute(node, "alttext"));
}

std::string code_language(const GumboNode& pre) {
  const GumboNode* code = find_element(pre, GUMBO_TAG_CODE);
  const GumboNode* outer = pre.parent;
  for (const GumboNode* node : {code, &pre, outer, outer ? static_cast<const GumboNode*>(outer->parent) : nullptr}) {
    if (!node || !is_element(*node)) continue;
    bool own = node == code || node == &pre, is_code = own && has_class(*node, "sourceCode");
    for (std::string_view name : split(attribute(*node, "class"), ' ')) {
      std::string_view language = named_language(name);
      if (language.empty() && is_code && name != "sourceCode" && name != "literate") language = name;
      if (language.empty() || language == "default" || language == "none" || language == "text" || language == "plaintext" || language.size() > 20) continue;
      if (std::all_of(language.begin(), language.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '#' || c == '-' || c == '_' || c == '.'; }))
        return to_lower(language);
    }
  }
  return "";
}

bool has_class(const GumboNode& node, std::string_view name) {
  std::string_view names = attribute(node, "class");
  for (size_t at = names.find(name); at != names.npos; at = names.find(name, at + 1)) {
    size_t end = at + name.size();
    if ((at == 0 || static_cast<unsigned char>(names[at - 1]) <= ' ') && (end == names.size() || static_cast<unsigned char>(names[end]) <= ' ')) return true;
  }
  return false;
}

const GumboNode* find_element(const GumboNode& node, GumboTag tag) {
  for (const GumboNode* at = &node; at; at = next_node(*at, node, true))
    if (tag_of(*at) == tag) return at;
  return nullptr;
}

}  // namespace suit
