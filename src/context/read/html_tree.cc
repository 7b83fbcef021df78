#include "context/read/html_tree.h"

#include <csetjmp>
#include <vector>

#include "base/clock.h"
#include "base/text.h"

namespace suit {

// All of a tree's memory, given back at once: gumbo asks for many small pieces. The same place is where a page that wants too
// much is stopped, as gumbo itself knows no bounds: out of its C code, which owns nothing but this memory.
class HtmlTree::Arena {
 public:
  explicit Arena(const HtmlLimits& limits) : limits_(limits), until_us_(monotonic_us() + limits.time_ms * 1000) {}

  // Null where it was stopped.
  GumboOutput* parse(std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = [](void* self, size_t bytes) { return static_cast<Arena*>(self)->allocate(bytes); };
    options.deallocator = [](void*, void*) {};
    options.userdata = this;
    options.max_errors = 0;
    if (setjmp(out_) != 0) return nullptr;
    return gumbo_parse_with_options(&options, html.data(), html.size());
  }

  bool is_late() const { return late_; }

 private:
  static constexpr size_t kPieceBytes = 256 << 10;

  void* allocate(size_t bytes) {
    bytes = (bytes + 15) & ~size_t{15};
    if (++calls_ % 256 == 0 && monotonic_us() > until_us_) {
      late_ = true;
      longjmp(out_, 1);
    }
    if (bytes > left_) {
      size_t piece = std::max(bytes, kPieceBytes);
      if (piece > limits_.memory_bytes - std::min(limits_.memory_bytes, used_)) longjmp(out_, 1);
      pieces_.push_back(std::make_unique_for_overwrite<char[]>(piece));
      used_ += piece;
      next_ = pieces_.back().get();
      left_ = piece;
    }
    void* place = next_;
    next_ += bytes;
    left_ -= bytes;
    return place;
  }

  HtmlLimits limits_;
  int64_t until_us_;
  uint64_t calls_ = 0, used_ = 0;
  std::vector<std::unique_ptr<char[]>> pieces_;
  char* next_ = nullptr;
  size_t left_ = 0;
  bool late_ = false;
  jmp_buf out_;
};

HtmlTree::HtmlTree(std::unique_ptr<Arena> arena) : arena_(std::move(arena)) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

Result<HtmlTree> HtmlTree::parse(std::string_view html, const HtmlLimits& limits) {
  if (html.size() > limits.bytes)
    return Error{ErrorCode::kLimit, "the page has " + human_bytes(html.size()) + ", more than the " + human_bytes(limits.bytes) + " that are read"};
  HtmlTree tree(std::make_unique<Arena>(limits));
  const GumboOutput* output = tree.arena_->parse(html);
  if (!output && tree.arena_->is_late())
    return Error{ErrorCode::kLimit, "the page takes more than " + std::to_string(limits.time_ms / 1000) + " s to read: it nests too deeply, or has too many attributes"};
  if (!output) return Error{ErrorCode::kLimit, "the page's tree needs more than " + human_bytes(limits.memory_bytes) + " of memory"};
  tree.root_ = output->root;
  return tree;
}

std::string_view written_tag(const GumboNode& node) {
  if (!is_element(node)) return {};
  GumboStringPiece piece = node.v.element.original_tag;
  if (!piece.data || piece.length == 0) return {};
  gumbo_tag_from_original_text(&piece);
  return {piece.data, piece.length};
}

std::string_view attribute(const GumboNode& node, const char* name) {
  if (!is_element(node) || node.v.element.attributes.length == 0) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found ? std::string_view(found->value) : std::string_view();
}

}  // namespace suit
