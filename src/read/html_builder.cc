// The tree, the stack of open elements and the list of active formatting elements. Token handling:
// html_modes.cc, html_body.cc.
#include "read/html_builder.h"

#include <algorithm>
#include <cstddef>

#include "read/html_sets.h"

namespace suit {

HtmlNode* HtmlBuilder::build() {
  HtmlToken token;
  while (!done_) {
    const HtmlNode& here = *current();
    tokenizer_.allow_cdata(!open_.empty() && here.space != HtmlSpace::kHtml);
    tokenizer_.next(token);
    if (arena_.is_over()) return nullptr;
    if (std::exchange(skip_line_feed_, false) && token.is_text() && token.text.starts_with('\n'))
      token.text.remove_prefix(1);
    if (token.is_text() && token.text.empty()) continue;
    while (!take(token)) {
    }
  }
  return arena_.is_over() ? nullptr : page_;
}

HtmlNode* HtmlBuilder::element(const HtmlToken& token, HtmlSpace space) {
  auto* node = arena_.make<HtmlNode>();
  node->kind = HtmlKind::kElement;
  node->tag = token.tag;
  node->text = token.name;
  node->space = space;
  node->attribute_count = static_cast<uint32_t>(token.attributes.size());
  if (!token.attributes.empty()) {
    char* place = arena_.bytes(token.attributes.size() * sizeof(HtmlAttribute));
    std::memcpy(place, token.attributes.data(), token.attributes.size() * sizeof(HtmlAttribute));
    node->attributes = reinterpret_cast<const HtmlAttribute*>(place);
  }
  return node;
}

HtmlNode* HtmlBuilder::clone(const HtmlNode& node) {
  auto* copy = arena_.make<HtmlNode>();
  copy->kind = node.kind;
  copy->tag = node.tag;
  copy->text = node.text;
  copy->space = node.space;
  copy->attributes = node.attributes;
  copy->attribute_count = node.attribute_count;
  return copy;
}

// Where to insert a child of `target`: foster parenting moves it out of a table if needed (13.2.6.1).
HtmlBuilder::Place HtmlBuilder::place_for(HtmlNode* target) const {
  if (!foster_ || target->space != HtmlSpace::kHtml || !kTableContextTags.has(target->tag))
    return {target, nullptr};
  for (size_t i = open_.size(); i-- > 0;) {
    HtmlNode* node = open_[i];
    if (node->space != HtmlSpace::kHtml) continue;
    if (node->tag == kTemplate) return {node, nullptr};
    if (node->tag == kTable) return node->parent ? Place{node->parent, node} : Place{open_[i - 1], nullptr};
  }
  return {open_.front(), nullptr};
}

void HtmlBuilder::put(HtmlNode* node, Place place) {
  node->parent = place.parent;
  node->next = place.before;
  node->prev = place.before ? place.before->prev : place.parent->last;
  (node->prev ? node->prev->next : place.parent->child) = node;
  (node->next ? node->next->prev : place.parent->last) = node;
}

void HtmlBuilder::take_out(HtmlNode* node) {
  if (!node->parent) return;
  (node->prev ? node->prev->next : node->parent->child) = node->next;
  (node->next ? node->next->prev : node->parent->last) = node->prev;
  node->parent = node->prev = node->next = nullptr;
}

HtmlNode* HtmlBuilder::insert(const HtmlToken& token, HtmlSpace space) {
  HtmlNode* node = element(token, space);
  put(node, place_for(current()));
  open_.push_back(node);
  return node;
}

HtmlNode* HtmlBuilder::insert_named(HtmlTag tag, std::string_view name) {
  HtmlToken token;
  token.tag = tag;
  token.name = name;
  return insert(token);
}

void HtmlBuilder::insert_void(const HtmlToken& token) {
  insert(token);
  pop();
}

void HtmlBuilder::insert_raw(const HtmlToken& token, HtmlContent content) {
  insert(token);
  tokenizer_.set_content(content, token.name);
  original_mode_ = mode_;
  mode_ = Mode::kText;
}

void HtmlBuilder::insert_text(std::string_view text) {
  Place place = place_for(current());
  if (place.parent == page_ || text.empty()) return;
  HtmlNode* before = place.before ? place.before->prev : place.parent->last;
  if (!before || before->kind != HtmlKind::kText) {
    auto* node = arena_.make<HtmlNode>();
    node->kind = HtmlKind::kText;
    node->text = text;
    put(node, place);
    return;
  }
  std::string_view& had = before->text;
  if (had.data() + had.size() == text.data() && before->room == 0) {  // the page continues this text
    had = {had.data(), had.size() + text.size()};
    return;
  }
  size_t size = had.size() + text.size();
  char* place_of_text = const_cast<char*>(had.data());  // arena memory if `room` > 0
  if (before->room < size) {
    size_t room = std::min<size_t>(2 * size, UINT32_MAX);
    place_of_text = arena_.bytes(room);
    std::memcpy(place_of_text, had.data(), had.size());
    before->room = static_cast<uint32_t>(room);
  }
  std::memcpy(place_of_text + had.size(), text.data(), text.size());
  had = {place_of_text, size};
}

void HtmlBuilder::insert_comment(const HtmlToken& token, HtmlNode* parent) {
  auto* node = arena_.make<HtmlNode>();
  node->kind = HtmlKind::kComment;
  node->text = token.text;
  put(node, parent ? Place{parent, nullptr} : place_for(current()));
}

// Adds the attributes that the node lacks.
void HtmlBuilder::add_attributes(HtmlNode* node, const HtmlToken& token) {
  HtmlToken all;
  all.attributes.assign(node->attributes, node->attributes + node->attribute_count);
  for (const HtmlAttribute& one : token.attributes)
    if (all.attributes.size() < kHtmlAttributesMax && !find_attribute(*node, one.name))
      all.attributes.push_back(one);
  if (all.attributes.size() == node->attribute_count) return;
  const HtmlNode* holder = element(all, HtmlSpace::kHtml);
  node->attributes = holder->attributes;
  node->attribute_count = holder->attribute_count;
}

void HtmlBuilder::pop_until(HtmlTags tags) {
  while (!open_.empty()) {
    HtmlNode* node = current();
    pop();
    if (node->space == HtmlSpace::kHtml && tags.has(node->tag)) return;
  }
}

// Pops up to and including the node.
void HtmlBuilder::pop_to(HtmlNode* node) {
  while (!open_.empty()) {
    HtmlNode* last = current();
    pop();
    if (last == node) return;
  }
}

void HtmlBuilder::pop_to_context(HtmlTags context) {
  while (!(current()->space == HtmlSpace::kHtml &&
           (context.has(current()->tag) || current()->tag == kTemplate || current()->tag == kHtml)))
    pop();
}

namespace {

bool bounds(const HtmlNode& node, HtmlTags html) {
  switch (node.space) {
    case HtmlSpace::kMath:
      return kMathTextTags.has(node.tag) || node.tag == HtmlTag::kAnnotationXml;
    case HtmlSpace::kSvg:
      return kSvgHtmlTags.has(node.tag);
    case HtmlSpace::kHtml:
      return html.has(node.tag);
  }
  return false;
}

}  // namespace

bool HtmlBuilder::in_scope(HtmlTags tags, Scope scope) const {
  static constexpr HtmlTags kTableScope = {kHtml, kTable, kTemplate};
  for (size_t i = open_.size(); i-- > 0;) {
    const HtmlNode& node = *open_[i];
    bool html = node.space == HtmlSpace::kHtml;
    if (html && tags.has(node.tag)) return true;
    switch (scope) {
      case Scope::kTable:
        if (html && kTableScope.has(node.tag)) return false;
        break;
      case Scope::kSelect:
        if (!html || (node.tag != kOptgroup && node.tag != kOption)) return false;
        break;
      case Scope::kDefault:
        if (bounds(node, kScopeTags)) return false;
        break;
      case Scope::kListItem:
        if (bounds(node, kScopeTags | HtmlTags{kOl, kUl})) return false;
        break;
      case Scope::kButton:
        if (bounds(node, kScopeTags | HtmlTags{kButton})) return false;
        break;
    }
  }
  return false;
}

bool HtmlBuilder::in_scope(const HtmlNode* node) const {
  for (size_t i = open_.size(); i-- > 0;) {
    if (open_[i] == node) return true;
    if (bounds(*open_[i], kScopeTags)) return false;
  }
  return false;
}

bool HtmlBuilder::is_open(HtmlTag tag) const {
  return std::any_of(open_.begin(), open_.end(), [&](const HtmlNode* node) {
    return node->tag == tag && node->space == HtmlSpace::kHtml;
  });
}

void HtmlBuilder::imply_ends(HtmlTag except) {
  while (current()->space == HtmlSpace::kHtml && kImpliedEndTags.has(current()->tag) &&
         current()->tag != except)
    pop();
}

void HtmlBuilder::close_p() {
  imply_ends(kP);
  pop_until({kP});
}

void HtmlBuilder::close_p_in_scope() {
  if (in_scope({kP}, Scope::kButton)) close_p();
}

void HtmlBuilder::close_cell() {
  imply_ends();
  pop_until({kTd, kTh});
  clear_to_marker();
  mode_ = Mode::kInRow;
}

void HtmlBuilder::reset_mode() {
  for (size_t i = open_.size(); i-- > 0;) {
    const HtmlNode& node = *open_[i];
    if (node.space != HtmlSpace::kHtml) continue;
    switch (node.tag) {
      case kSelect:
        mode_ = Mode::kInSelect;
        for (size_t above = i; above-- > 0 && open_[above]->tag != kTemplate;)
          if (open_[above]->tag == kTable) mode_ = Mode::kInSelectInTable;
        return;
      case kTd:
      case kTh:
        mode_ = Mode::kInCell;
        return;
      case kTr:
        mode_ = Mode::kInRow;
        return;
      case kTbody:
      case kThead:
      case kTfoot:
        mode_ = Mode::kInTableBody;
        return;
      case kCaption:
        mode_ = Mode::kInCaption;
        return;
      case kColgroup:
        mode_ = Mode::kInColumnGroup;
        return;
      case kTable:
        mode_ = Mode::kInTable;
        return;
      case kTemplate:
        mode_ = template_modes_.back();
        return;
      case kHead:
        mode_ = Mode::kInHead;
        return;
      case kBody:
        mode_ = Mode::kInBody;
        return;
      case kFrameset:
        mode_ = Mode::kInFrameset;
        return;
      case kHtml:
        mode_ = head_ ? Mode::kAfterHead : Mode::kBeforeHead;
        return;
      default:
        break;
    }
  }
  mode_ = Mode::kInBody;
}

namespace {

bool are_alike(const HtmlNode& a, const HtmlNode& b) {
  if (a.tag != b.tag || a.space != b.space || a.attribute_count != b.attribute_count) return false;
  return std::all_of(a.attributes, a.attributes + a.attribute_count, [&](const HtmlAttribute& one) {
    const HtmlAttribute* other = find_attribute(b, one.name);
    return other && other->value == one.value;
  });
}

}  // namespace

// Keeps at most three equal entries after the last marker.
void HtmlBuilder::push_formatting(HtmlNode* node) {
  int alike = 0;
  for (size_t i = formatting_.size(); i-- > 0 && formatting_[i] && !arena_.is_over();)
    if (are_alike(*formatting_[i], *node) && ++alike == 3) {
      formatting_.erase(formatting_.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  formatting_.push_back(node);
}

void HtmlBuilder::reconstruct_formatting() {
  auto is_done = [&](const HtmlNode* entry) {
    return !entry || std::find(open_.rbegin(), open_.rend(), entry) != open_.rend();
  };
  if (formatting_.empty() || is_done(formatting_.back())) return;
  size_t at = formatting_.size() - 1;
  while (at > 0 && !is_done(formatting_[at - 1])) --at;
  for (; at < formatting_.size() && !arena_.is_over(); ++at) {
    HtmlNode* node = clone(*formatting_[at]);
    put(node, place_for(current()));
    open_.push_back(node);
    formatting_[at] = node;
  }
}

void HtmlBuilder::clear_to_marker() {
  while (!formatting_.empty()) {
    HtmlNode* last = formatting_.back();
    formatting_.pop_back();
    if (!last) return;
  }
}

// The last entry of this tag after the last marker; null: none.
HtmlNode* HtmlBuilder::formatting(HtmlTag tag) const {
  for (size_t i = formatting_.size(); i-- > 0 && formatting_[i];)
    if (formatting_[i]->tag == tag) return formatting_[i];
  return nullptr;
}

// The adoption agency algorithm: <b>1<p>2</b>3</p> (13.2.6.4.7).
void HtmlBuilder::adopt(const HtmlToken& token) {
  auto position = [](std::vector<HtmlNode*>& list, const HtmlNode* node) {
    return std::find(list.begin(), list.end(), node);
  };
  auto remove = [](std::vector<HtmlNode*>& list, const HtmlNode* node) {
    list.erase(std::find(list.begin(), list.end(), node));
  };
  if (current()->space == HtmlSpace::kHtml && current()->tag == token.tag &&
      position(formatting_, current()) == formatting_.end())
    return pop();
  for (int round = 0; round < 8 && !arena_.is_over(); ++round) {
    HtmlNode* subject = formatting(token.tag);
    if (!subject) return any_other_end(token);
    auto in_stack = position(open_, subject);
    if (in_stack == open_.end()) return remove(formatting_, subject);
    if (!in_scope(subject)) return;
    size_t at = static_cast<size_t>(in_stack - open_.begin()), furthest_at = at + 1;
    while (furthest_at < open_.size() && !is_special(*open_[furthest_at])) ++furthest_at;
    if (furthest_at == open_.size()) {
      pop_to(subject);
      return remove(formatting_, subject);
    }
    HtmlNode *ancestor = open_[at - 1], *furthest = open_[furthest_at], *last = furthest;
    size_t bookmark = static_cast<size_t>(position(formatting_, subject) - formatting_.begin());
    size_t node_at = furthest_at;
    for (int inner = 1;; ++inner) {
      HtmlNode* node = open_[--node_at];
      if (node == subject) break;
      auto entry = position(formatting_, node);
      if (inner > 3 && entry != formatting_.end()) {
        bookmark -= static_cast<size_t>(entry - formatting_.begin()) < bookmark;
        formatting_.erase(entry);
        entry = formatting_.end();
      }
      if (entry == formatting_.end()) {
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(node_at));
        continue;
      }
      HtmlNode* copy = clone(*node);
      *entry = open_[node_at] = copy;
      if (last == furthest) bookmark = static_cast<size_t>(entry - formatting_.begin()) + 1;
      take_out(last);
      put(last, {copy, nullptr});
      last = copy;
    }
    take_out(last);
    put(last, place_for(ancestor));
    HtmlNode* copy = clone(*subject);
    copy->child = std::exchange(furthest->child, nullptr);
    copy->last = std::exchange(furthest->last, nullptr);
    for (HtmlNode* child = copy->child; child; child = child->next) child->parent = copy;
    put(copy, {furthest, nullptr});
    auto old = position(formatting_, subject);
    bookmark -= static_cast<size_t>(old - formatting_.begin()) < bookmark;
    formatting_.erase(old);
    formatting_.insert(formatting_.begin() + static_cast<std::ptrdiff_t>(bookmark), copy);
    remove(open_, subject);
    open_.insert(position(open_, furthest) + 1, copy);
  }
}

}  // namespace suit
