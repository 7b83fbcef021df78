#include "read/html_tree.h"

#include "base/text.h"
#include "folder/text_file.h"
#include "read/html_builder.h"

namespace suit {

HtmlTree::HtmlTree(std::unique_ptr<HtmlArena> arena) : arena_(std::move(arena)) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

Result<HtmlTree> HtmlTree::parse(std::string_view html, const HtmlLimits& limits) {
  if (html.size() > limits.bytes)
    return Error{ErrorCode::kLimit, "the page has " + human_bytes(html.size()) + ", more than the " +
                                        human_bytes(limits.bytes) + " that are read"};
  HtmlTree tree(std::make_unique<HtmlArena>(limits));
  if (!is_utf8(html)) html = tree.arena_->copy(as_utf8(html));
  tree.page_ = HtmlBuilder(html, *tree.arena_).build();
  if (!tree.page_ && tree.arena_->is_late())
    return Error{ErrorCode::kLimit, "the page takes more than " + std::to_string(limits.time_ms / 1000) +
                                        " s to read: it nests too deeply, or has too many attributes"};
  if (!tree.page_)
    return Error{ErrorCode::kLimit,
                 "the page's tree needs more than " + human_bytes(limits.memory_bytes) + " of memory"};
  tree.root_ = tree.page_->child;
  while (!is_element(*tree.root_)) tree.root_ = tree.root_->next;
  return tree;
}

const HtmlAttribute* find_attribute(const HtmlNode& node, std::string_view name) {
  for (uint32_t i = 0; i < node.attribute_count; ++i)
    if (node.attributes[i].name == name) return &node.attributes[i];
  return nullptr;
}

std::string_view attribute(const HtmlNode& node, std::string_view name) {
  const HtmlAttribute* found = find_attribute(node, name);
  return found ? found->value : std::string_view();
}

}  // namespace suit
