#include "read/main_content.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "read/html_table.h"
#include "read/html_walk.h"

namespace suit {
namespace {

// Matched as whole words of a class or id ("site-nav" has two words, one of them "nav").
const std::unordered_set<std::string_view> kFrameWords = {
    "advert",    "advertisement", "ads",        "breadcrumb", "breadcrumbs", "cookie",
    "cookies",   "footer",        "masthead",   "menu",       "nav",         "navbar",
    "navfooter", "navheader",     "navigation", "navpath",    "newsletter",  "pagination",
    "pager",     "promo",         "share",      "sharing",    "sidebar",     "sidenav",
    "skip",      "social",        "sponsor",    "subscribe",  "topbar",      "toolbar"};
// Matched as a whole class.
const std::unordered_set<std::string_view> kFrameNames = {"headerlink",
                                                          "permalink",
                                                          "anchorjs-link",
                                                          "mw-editsection",
                                                          "mw-jump-link",
                                                          "noprint",
                                                          "printfooter",
                                                          "catlinks",
                                                          "editlink",
                                                          "edit-link",
                                                          "related",
                                                          "sphinxsidebar",
                                                          "sphinxsidebarwrapper",
                                                          "linenos",
                                                          "lineno",
                                                          "linenodiv",
                                                          "gutter",
                                                          "rst-versions",
                                                          "visually-hidden-focusable"};
const std::unordered_set<std::string_view> kFrameRoles = {"navigation",    "banner", "contentinfo", "search",
                                                          "complementary", "dialog", "alertdialog", "menubar",
                                                          "menu",          "toolbar"};

bool is_word_part(char c) {
  return std::isalnum(static_cast<unsigned char>(c));
}

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
    std::transform(name.begin(), name.end(), low.begin(),
                   [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    name = {low.data(), name.size()};
    if (kFrameNames.contains(name) || (naming == Naming::kWords && has_frame_word(name))) return true;
  }
  return false;
}

// A heading's id consists of its words and may be on the surrounding section: a chapter about menus is not a
// menu.
bool is_section(std::string_view classes) {
  return classes.find("sect") != classes.npos;
}

bool hides(std::string_view style) {
  if (style.size() < 12) return false;
  std::string low;
  for (char c : style.substr(0, 4096))
    if (!std::isspace(static_cast<unsigned char>(c)))
      low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return low.find("display:none") != low.npos || low.find("visibility:hidden") != low.npos;
}

struct Weight {
  size_t text = 0, linked = 0;  // bytes without whitespace
  size_t running() const { return text - linked; }
};

// Weighs a subtree without boilerplate. The depth limit exceeds that of real text pages.
void weigh(const HtmlNode& node, bool linked, int depth, Weight& weight) {
  if (is_text(node)) {
    size_t count = 0;
    for (char c : text_in(node)) count += static_cast<unsigned char>(c) > ' ';
    weight.text += count;
    if (linked) weight.linked += count;
    return;
  }
  if (!is_element(node) || depth > 400 || part_of(node) != PagePart::kContent) return;
  linked |= tag_of(node) == HtmlTag::kA && !attribute(node, "href").empty();
  for (const HtmlNode* child : HtmlChildren(node)) weigh(*child, linked, depth + 1, weight);
}

struct Found {
  const HtmlNode* main = nullptr;
  const HtmlNode* article = nullptr;
  int articles = 0;
};

void find_marked(const HtmlNode& node, int depth, Found& found) {
  if (!is_element(node) || depth > 100 || part_of(node) == PagePart::kUnseen) return;
  if (!found.main && (tag_of(node) == HtmlTag::kMain || attribute(node, "role") == "main"))
    found.main = &node;
  if (tag_of(node) == HtmlTag::kArticle) {
    found.article = &node;
    ++found.articles;
    return;
  }
  for (const HtmlNode* child : HtmlChildren(node)) find_marked(*child, depth + 1, found);
}

// Elements that structure a page: not paragraphs, data tables or Doxygen's code.
bool is_container(const HtmlNode& node) {
  switch (tag_of(node)) {
    case HtmlTag::kBody:
    case HtmlTag::kSection:
    case HtmlTag::kArticle:
    case HtmlTag::kMain:
    case HtmlTag::kForm:
    case HtmlTag::kTbody:
    case HtmlTag::kTr:
    case HtmlTag::kTd:
    case HtmlTag::kCenter:
      return true;
    case HtmlTag::kDiv:
      return !has_class(node, "fragment");
    case HtmlTag::kTable:
      return !is_data_table(node);
    default:
      return false;
  }
}

// Has paragraphs, lists or code as direct children; none of them may be dropped.
bool has_text_of_its_own(const HtmlNode& node) {
  for (const HtmlNode* child : HtmlChildren(node)) {
    if (is_text(*child) && !trim(text_in(*child)).empty()) return true;
    switch (tag_of(*child)) {
      case HtmlTag::kP:
      case HtmlTag::kUl:
      case HtmlTag::kOl:
      case HtmlTag::kDl:
      case HtmlTag::kPre:
      case HtmlTag::kBlockquote:
      case HtmlTag::kH2:
      case HtmlTag::kH3:
      case HtmlTag::kH4:
      case HtmlTag::kH5:
      case HtmlTag::kH6:
        if (part_of(*child) == PagePart::kContent) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

// Descends while one child holds nearly all of the text.
const HtmlNode& heaviest(const HtmlNode& body) {
  constexpr int kSteps = 12;  // each step weighs the subtree
  constexpr size_t kLittleText =
      60;  // bytes: a logo and a copyright line; a chapter's first paragraph is longer
  Weight all;
  weigh(body, false, 0, all);
  bool index = all.running() * 3 < all.text;  // a page of links: the links are the content
  auto measure = [&](const HtmlNode& node) {
    Weight one;
    weigh(node, false, 0, one);
    return index ? one.text : one.running();
  };
  size_t enough = (index ? all.text : all.running()) * 4 / 5;
  const HtmlNode* at = &body;
  for (int step = 0; step < kSteps && !has_text_of_its_own(*at); ++step) {
    const HtmlNode* next = nullptr;
    bool leaves_text = false;
    for (const HtmlNode* child : HtmlChildren(*at)) {
      size_t text = measure(*child);
      bool is_heavy = is_container(*child) && text > enough;
      if (is_heavy) next = child;
      leaves_text |= !is_heavy && text > kLittleText;
    }
    if (!next || leaves_text) break;
    at = next;
  }
  while (at != &body && (tag_of(*at) == HtmlTag::kTbody || tag_of(*at) == HtmlTag::kTr))
    at = at->parent;  // keep a content table whole
  return *at;
}

// Names by which an element identifies itself.
struct Names {
  std::string_view classes, id, role, style, type;
  bool hidden = false;
};

Names names_of(const HtmlNode& element) {
  Names names;
  for (uint32_t i = 0; i < element.attribute_count; ++i) {
    const auto& [name, value] = element.attributes[i];
    if (name == "class")
      names.classes = value;
    else if (name == "id")
      names.id = value;
    else if (name == "role")
      names.role = value;
    else if (name == "style")
      names.style = value;
    else if (name == "type")
      names.type = value;
    else if (name == "hidden")
      names.hidden = true;
    else if (name == "aria-hidden")
      names.hidden |= to_lower(value) == "true";
  }
  return names;
}

bool is_never_shown(HtmlTag tag) {
  switch (tag) {
    case HtmlTag::kHead:
    case HtmlTag::kStyle:
    case HtmlTag::kTemplate:
    case HtmlTag::kNoscript:
    case HtmlTag::kSvg:
    case HtmlTag::kCanvas:
    case HtmlTag::kButton:
    case HtmlTag::kInput:
    case HtmlTag::kSelect:
    case HtmlTag::kTextarea:
    case HtmlTag::kDatalist:
    case HtmlTag::kObject:
    case HtmlTag::kEmbed:
    case HtmlTag::kApplet:
    case HtmlTag::kMap:
    case HtmlTag::kRp:
      return true;
    default:
      return false;
  }
}

bool is_frame(HtmlTag tag, const Names& names) {
  switch (tag) {
    case HtmlTag::kNav:
    case HtmlTag::kFooter:
      return true;
    case HtmlTag::kHtml:
    case HtmlTag::kBody:
    case HtmlTag::kMain:
    case HtmlTag::kArticle:
    case HtmlTag::kCode:
    case HtmlTag::kPre:
    case HtmlTag::kH1:
    case HtmlTag::kH2:
    case HtmlTag::kH3:
    case HtmlTag::kH4:
    case HtmlTag::kH5:
    case HtmlTag::kH6:
      return false;
    default:
      break;
  }
  if (!names.role.empty() && kFrameRoles.contains(names.role)) return true;
  switch (tag) {
    case HtmlTag::kDiv:
    case HtmlTag::kUl:
    case HtmlTag::kOl:
    case HtmlTag::kAside:
    case HtmlTag::kHeader:
    case HtmlTag::kTable:
    case HtmlTag::kTd:
    case HtmlTag::kP:
      return names_frame(names.classes, Naming::kWords) ||
             (!is_section(names.classes) && names_frame(names.id, Naming::kWords));
    default:
      return names_frame(names.classes, Naming::kWholeNames);
  }
}

}  // namespace

PagePart part_of(const HtmlNode& element) {
  HtmlTag tag = tag_of(element);
  if (is_never_shown(tag)) return PagePart::kUnseen;
  Names names = names_of(element);
  if (tag == HtmlTag::kScript)
    return names.type.starts_with("math/") ? PagePart::kContent : PagePart::kUnseen;
  if (names.hidden || hides(names.style)) return PagePart::kUnseen;
  return is_frame(tag, names) ? PagePart::kFrame : PagePart::kContent;
}

const HtmlNode& main_content(const HtmlNode& html) {
  const HtmlNode* body = &html;
  for (const HtmlNode* child : HtmlChildren(html))
    if (tag_of(*child) == HtmlTag::kBody || tag_of(*child) == HtmlTag::kFrameset) body = child;
  Found found;
  find_marked(*body, 0, found);
  const HtmlNode* marked = found.main ? found.main : found.articles == 1 ? found.article : nullptr;
  if (marked) {
    Weight all, one;
    weigh(*body, false, 0, all);
    weigh(*marked, false, 0, one);
    if (one.text * 3 >= all.text) return *marked;
  }
  return heaviest(*body);
}

}  // namespace suit
