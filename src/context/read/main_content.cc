#include "context/read/main_content.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "base/text.h"

namespace suit {
namespace {

// As whole words of a class or an id ("site-nav" has two, and "nav" is one of them).
const std::unordered_set<std::string_view> kFrameWords = {
    "advert", "advertisement", "ads", "breadcrumb", "breadcrumbs", "cookie", "cookies", "footer", "masthead", "menu", "nav", "navbar", "navfooter", "navheader", "navigation", "navpath",
    "newsletter", "pagination", "pager", "promo", "share", "sharing", "sidebar", "sidenav", "skip", "social", "sponsor", "subscribe", "topbar", "toolbar"};
// As the whole of one class.
const std::unordered_set<std::string_view> kFrameNames = {
    "headerlink", "permalink", "anchorjs-link", "mw-editsection", "mw-jump-link", "noprint", "printfooter", "catlinks", "editlink", "edit-link", "related", "sphinxsidebar", "sphinxsidebarwrapper",
    "linenos", "lineno", "linenodiv", "gutter", "rst-versions", "visually-hidden-focusable"};
const std::unordered_set<std::string_view> kFrameRoles = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menubar", "menu", "toolbar"};

bool is_word_part(char c) { return std::isalnum(static_cast<unsigned char>(c)); }

bool has_frame_word(std::string_view name) {
  for (size_t from = 0; from < name.size();) {
    size_t to = from;
    while (to < name.size() && is_word_part(name[to])) ++to;
    if (to - from >= 3 && kFrameWords.contains(name.substr(from, to - from))) return true;
    from = to + 1;
  }
  return false;
}

enum class Naming { kWholeNames, kWords };

// `names`: a class attribute, or an id.
bool names_frame(std::string_view names, Naming naming) {
  std::array<char, 64> low;
  for (size_t at = 0; at < names.size();) {
    size_t end = std::min(names.find_first_of(" \t\r\n\f", at), names.size());
    std::string_view name = names.substr(at, end - at);
    at = end + 1;
    if (name.size() < 3 || name.size() > low.size()) continue;
    std::transform(name.begin(), name.end(), low.begin(), [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    name = {low.data(), name.size()};
    if (kFrameNames.contains(name) || (naming == Naming::kWords && has_frame_word(name))) return true;
  }
  return false;
}

// A heading's id is made of its words, and may stand on the section round it: a chapter about menus is no menu.
bool is_section(std::string_view classes) { return classes.find("sect") != classes.npos; }

bool hides(std::string_view style) {
  if (style.size() < 12) return false;
  std::string low;
  for (char c : style.substr(0, 4096))
    if (!std::isspace(static_cast<unsigned char>(c))) low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low.find("display:none") != low.npos || low.find("visibility:hidden") != low.npos;
}

struct Weight {
  size_t text = 0, linked = 0;  // bytes without blanks
  size_t running() const { return text - linked; }
};

// What stands in a subtree, boilerplate left out, to a depth that no page of text has.
void weigh(const GumboNode& node, bool linked, int depth, Weight& weight) {
  if (is_text(node)) {
    size_t count = 0;
    for (const char* c = node.v.text.text; *c; ++c) count += static_cast<unsigned char>(*c) > ' ';
    weight.text += count;
    if (linked) weight.linked += count;
    return;
  }
  if (!is_element(node) || depth > 400 || is_unseen(node) || is_boilerplate(node)) return;
  linked |= tag_of(node) == GUMBO_TAG_A && !attribute(node, "href").empty();
  for (const GumboNode* child : HtmlChildren(node)) weigh(*child, linked, depth + 1, weight);
}

struct Found {
  const GumboNode* main = nullptr;
  const GumboNode* article = nullptr;
  int articles = 0;
};

void find_marked(const GumboNode& node, int depth, Found& found) {
  if (!is_element(node) || depth > 100 || is_unseen(node)) return;
  if (!found.main && (tag_of(node) == GUMBO_TAG_MAIN || attribute(node, "role") == "main")) found.main = &node;
  if (tag_of(node) == GUMBO_TAG_ARTICLE) {
    found.article = &node;
    ++found.articles;
    return;
  }
  for (const GumboNode* child : HtmlChildren(node)) find_marked(*child, depth + 1, found);
}

// What a page is put together from; a paragraph is never all of it.
bool is_container(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_BODY: case GUMBO_TAG_DIV: case GUMBO_TAG_SECTION: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_MAIN: case GUMBO_TAG_FORM:
    case GUMBO_TAG_TABLE: case GUMBO_TAG_TBODY: case GUMBO_TAG_TR: case GUMBO_TAG_TD: case GUMBO_TAG_CENTER:
      return true;
    default:
      return false;
  }
}

// Goes down as long as one child holds nearly all of the text.
const GumboNode& heaviest(const GumboNode& body) {
  constexpr int kSteps = 12;  // each weighs what is below
  Weight all;
  weigh(body, false, 0, all);
  bool index = all.running() * 3 < all.text;  // a page of links: they are the text
  auto measure = [&](const GumboNode& node) {
    Weight one;
    weigh(node, false, 0, one);
    return index ? one.text : one.running();
  };
  size_t enough = (index ? all.text : all.running()) * 4 / 5;
  const GumboNode* at = &body;
  for (int step = 0; step < kSteps; ++step) {
    const GumboNode* next = nullptr;
    for (const GumboNode* child : HtmlChildren(*at))
      if (is_container(tag_of(*child)) && measure(*child) > enough) next = child;
    if (!next) break;
    at = next;
  }
  while (at != &body && (tag_of(*at) == GUMBO_TAG_TBODY || tag_of(*at) == GUMBO_TAG_TR)) at = at->parent;  // a table that is no frame stays whole
  return *at;
}

}  // namespace

bool is_unseen(const GumboNode& element) {
  switch (tag_of(element)) {
    case GUMBO_TAG_HEAD: case GUMBO_TAG_STYLE: case GUMBO_TAG_TEMPLATE: case GUMBO_TAG_NOSCRIPT: case GUMBO_TAG_SVG: case GUMBO_TAG_CANVAS: case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_INPUT: case GUMBO_TAG_SELECT: case GUMBO_TAG_TEXTAREA: case GUMBO_TAG_DATALIST: case GUMBO_TAG_OBJECT: case GUMBO_TAG_EMBED: case GUMBO_TAG_APPLET:
    case GUMBO_TAG_MAP: case GUMBO_TAG_RP:
      return true;
    case GUMBO_TAG_SCRIPT:
      return !attribute(element, "type").starts_with("math/");
    default:
      break;
  }
  if (!is_element(element) || element.v.element.attributes.length == 0) return false;
  const GumboVector& attributes = element.v.element.attributes;
  if (gumbo_get_attribute(&attributes, "hidden") || to_lower(attribute(element, "aria-hidden")) == "true") return true;
  return hides(attribute(element, "style"));
}

bool is_boilerplate(const GumboNode& element) {
  switch (tag_of(element)) {
    case GUMBO_TAG_NAV: case GUMBO_TAG_FOOTER:
      return true;
    case GUMBO_TAG_HTML: case GUMBO_TAG_BODY: case GUMBO_TAG_MAIN: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_CODE: case GUMBO_TAG_PRE:
    case GUMBO_TAG_H1: case GUMBO_TAG_H2: case GUMBO_TAG_H3: case GUMBO_TAG_H4: case GUMBO_TAG_H5: case GUMBO_TAG_H6:
      return false;
    default:
      break;
  }
  if (!is_element(element) || element.v.element.attributes.length == 0) return false;
  if (kFrameRoles.contains(attribute(element, "role"))) return true;
  std::string_view classes = attribute(element, "class");
  switch (tag_of(element)) {
    case GUMBO_TAG_DIV: case GUMBO_TAG_UL: case GUMBO_TAG_OL: case GUMBO_TAG_ASIDE: case GUMBO_TAG_HEADER: case GUMBO_TAG_TABLE: case GUMBO_TAG_TD: case GUMBO_TAG_P:
      return names_frame(classes, Naming::kWords) || (!is_section(classes) && names_frame(attribute(element, "id"), Naming::kWords));
    default:
      return names_frame(classes, Naming::kWholeNames);
  }
}

const GumboNode& main_content(const GumboNode& html) {
  const GumboNode* body = &html;
  for (const GumboNode* child : HtmlChildren(html))
    if (tag_of(*child) == GUMBO_TAG_BODY || tag_of(*child) == GUMBO_TAG_FRAMESET) body = child;
  Found found;
  find_marked(*body, 0, found);
  const GumboNode* marked = found.main ? found.main : found.articles == 1 ? found.article : nullptr;
  if (marked) {
    Weight all, one;
    weigh(*body, false, 0, all);
    weigh(*marked, false, 0, one);
    if (one.text * 3 >= all.text) return *marked;
  }
  return heaviest(*body);
}

}  // namespace suit
