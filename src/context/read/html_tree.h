// The tree of an HTML page, as a browser would build it (the WHATWG's rules, by gumbo), within bounds of size, memory and time.
#pragma once

#include <gumbo.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace suit {

struct HtmlLimits {
  uint64_t bytes = 48u << 20;           // of the page
  uint64_t memory_bytes = 1536u << 20;  // of its tree
  int64_t time_ms = 20'000;             // some pages are made to take the square of their size
};

class HtmlTree {
 public:
  // `html` is UTF-8; the tree points into it, so it must outlive the tree. Anything is a page: no markup is an error.
  // Errors: kLimit.
  static Result<HtmlTree> parse(std::string_view html, const HtmlLimits& limits = {});
  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) noexcept;
  ~HtmlTree();

  const GumboNode& root() const { return *root_; }  // <html>

 private:
  class Arena;
  explicit HtmlTree(std::unique_ptr<Arena> arena);
  std::unique_ptr<Arena> arena_;
  const GumboNode* root_ = nullptr;
};

inline bool is_element(const GumboNode& node) { return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE; }
inline bool is_text(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA;
}
// Of an element; GUMBO_TAG_UNKNOWN for all else.
inline GumboTag tag_of(const GumboNode& node) { return is_element(node) ? node.v.element.tag : GUMBO_TAG_UNKNOWN; }
// Its name as the page wrote it, for a tag that gumbo has no number for.
std::string_view written_tag(const GumboNode& node);
// Its value; "" where it has none.
std::string_view attribute(const GumboNode& node, const char* name);

// The children of a node, none of one that can have none.
class HtmlChildren {
 public:
  explicit HtmlChildren(const GumboNode& node) {
    if (!is_element(node)) return;
    begin_ = reinterpret_cast<GumboNode* const*>(node.v.element.children.data);
    end_ = begin_ + node.v.element.children.length;
  }
  GumboNode* const* begin() const { return begin_; }
  GumboNode* const* end() const { return end_; }

 private:
  GumboNode* const *begin_ = nullptr, *const *end_ = nullptr;
};

}  // namespace suit
