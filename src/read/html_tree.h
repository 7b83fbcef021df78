// The tree of an HTML page, as a browser without scripts builds it (WHATWG HTML standard), with limits on
// size, memory and time.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "read/html_tag.h"

namespace suit {

class HtmlArena;

struct HtmlLimits {
  uint64_t bytes = 48u << 20;           // of the page
  uint64_t memory_bytes = 1536u << 20;  // of its tree
  int64_t time_ms = 20'000;             // some hostile pages take quadratic time
};

struct HtmlAttribute {
  std::string_view name, value;  // the name in lower case
};

enum class HtmlKind : uint8_t { kPage, kElement, kText, kComment };
enum class HtmlSpace : uint8_t { kHtml, kSvg, kMath };

struct HtmlNode {
  HtmlNode *parent = nullptr, *prev = nullptr, *next = nullptr, *child = nullptr, *last = nullptr;
  std::string_view text;  // of a text or a comment; for an element, its lower-case name
  const HtmlAttribute* attributes = nullptr;
  uint32_t attribute_count = 0;
  uint32_t room = 0;  // capacity at `text`, if it can grow in place
  HtmlTag tag = HtmlTag::kNone;
  HtmlKind kind = HtmlKind::kPage;
  HtmlSpace space = HtmlSpace::kHtml;
};

class HtmlTree {
 public:
  // Invalid UTF-8 in `html` becomes U+FFFD. The tree points into `html`, which must outlive it. Any input
  // parses: no markup is an error. Errors: kLimit.
  static Result<HtmlTree> parse(std::string_view html, const HtmlLimits& limits = {});
  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) noexcept;
  ~HtmlTree();

  const HtmlNode& page() const { return *page_; }  // parent of <html>
  const HtmlNode& root() const { return *root_; }  // <html>

 private:
  explicit HtmlTree(std::unique_ptr<HtmlArena> arena);
  std::unique_ptr<HtmlArena> arena_;
  const HtmlNode* page_ = nullptr;
  const HtmlNode* root_ = nullptr;
};

inline bool is_text(const HtmlNode& node) {
  return node.kind == HtmlKind::kText;
}
inline bool is_element(const HtmlNode& node) {
  return node.kind == HtmlKind::kElement;
}
// kNone if it is not an element.
inline HtmlTag tag_of(const HtmlNode& node) {
  return node.tag;
}
// "" if it is not a text.
inline std::string_view text_in(const HtmlNode& node) {
  return is_text(node) ? node.text : std::string_view();
}
// In lower case; "" if it is not an element.
inline std::string_view name_of(const HtmlNode& node) {
  return is_element(node) ? node.text : std::string_view();
}
// Null if the node has no attribute of this name.
const HtmlAttribute* find_attribute(const HtmlNode& node, std::string_view name);
// The attribute's value; "" if the node has none.
std::string_view attribute(const HtmlNode& node, std::string_view name);

// The children of a node.
class HtmlChildren {
 public:
  class Iterator {
   public:
    using value_type = const HtmlNode*;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(const HtmlNode* at) : at_(at) {}
    const HtmlNode* operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_->next;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const HtmlNode* at_ = nullptr;
  };
  explicit HtmlChildren(const HtmlNode& node) : first_(node.child) {}
  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(); }

 private:
  const HtmlNode* first_;
};

}  // namespace suit
