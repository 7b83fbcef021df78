// Token handling in the body (WHATWG HTML standard, 13.2.6.4.7).
#include <algorithm>

#include "read/html_builder.h"
#include "read/html_sets.h"

namespace suit {

bool HtmlBuilder::in_body(HtmlToken& token) {
  switch (token.kind) {
    case Kind::kText:
      if (token.text == std::string_view("\0", 1)) return true;
      reconstruct_formatting();
      insert_text(token.text);
      frameset_ok_ = frameset_ok_ && is_blank_html(token.text);
      return true;
    case Kind::kComment:
      insert_comment(token, nullptr);
      return true;
    case Kind::kDoctype:
      return true;
    case Kind::kPageEnd:
      if (!template_modes_.empty()) return in_template(token);
      done_ = true;
      return true;
    case Kind::kStart:
      return body_start(token);
    case Kind::kEnd:
      return body_end(token);
  }
  return true;
}

bool HtmlBuilder::body_start(HtmlToken& token) {
  if (kHeadContentTags.has(token.tag)) return in_head(token);
  switch (token.tag) {
    case kHtml:
      if (!is_open(kTemplate)) add_attributes(open_.front(), token);
      return true;
    case kBody:
      if (open_.size() < 2 || open_[1]->tag != kBody || is_open(kTemplate)) return true;
      frameset_ok_ = false;
      add_attributes(open_[1], token);
      return true;
    case kFrameset:
      body_frameset(token);
      return true;
    case kCaption:
    case kCol:
    case kColgroup:
    case kFrame:
    case kHead:
    case kTbody:
    case kTd:
    case kTfoot:
    case kTh:
    case kThead:
    case kTr:
      return true;
    case kImage:
      token.tag = kImg;
      token.name = "img";
      return body_start(token);
    case kMath:
    case kSvg:
      reconstruct_formatting();
      insert(token, token.tag == kMath ? HtmlSpace::kMath : HtmlSpace::kSvg);
      if (token.closes_itself) pop();
      return true;
    default:
      return body_block_start(token) || body_inline_start(token);
  }
}

void HtmlBuilder::body_frameset(HtmlToken& token) {
  if (open_.size() < 2 || open_[1]->tag != kBody || !frameset_ok_) return;
  take_out(open_[1]);
  open_.resize(1);
  insert(token);
  mode_ = Mode::kInFrameset;
}

// Returns false if the element does not end a paragraph.
bool HtmlBuilder::body_block_start(HtmlToken& token) {
  if (kBlockTags.has(token.tag)) {
    close_p_in_scope();
    insert(token);
    return true;
  }
  if (kHeadingTags.has(token.tag)) {
    close_p_in_scope();
    if (current()->space == HtmlSpace::kHtml && kHeadingTags.has(current()->tag)) pop();
    insert(token);
    return true;
  }
  switch (token.tag) {
    case kPre:
    case kListing:
      close_p_in_scope();
      insert(token);
      skip_line_feed_ = true;
      frameset_ok_ = false;
      return true;
    case kForm: {
      bool in_template = is_open(kTemplate);
      if (form_ && !in_template) return true;
      close_p_in_scope();
      HtmlNode* node = insert(token);
      if (!in_template) form_ = node;
      return true;
    }
    case kLi:
      list_item(token, {kLi});
      return true;
    case kDd:
    case kDt:
      list_item(token, {kDd, kDt});
      return true;
    case kPlaintext:
      close_p_in_scope();
      insert(token);
      tokenizer_.set_content(HtmlContent::kRestOfPage, {});
      return true;
    case kTable:
      if (!quirks_) close_p_in_scope();
      insert(token);
      frameset_ok_ = false;
      mode_ = Mode::kInTable;
      return true;
    case kHr:
      close_p_in_scope();
      insert_void(token);
      frameset_ok_ = false;
      return true;
    case kXmp:
      close_p_in_scope();
      reconstruct_formatting();
      frameset_ok_ = false;
      insert_raw(token, HtmlContent::kText);
      return true;
    default:
      return false;
  }
}

void HtmlBuilder::list_item(HtmlToken& token, HtmlTags items) {
  frameset_ok_ = false;
  for (size_t i = open_.size(); i-- > 0;) {
    const HtmlNode& node = *open_[i];
    if (node.space == HtmlSpace::kHtml && items.has(node.tag)) {
      HtmlTag tag = node.tag;
      imply_ends(tag);
      pop_until({tag});
      break;
    }
    if (is_special(node) && node.tag != kAddress && node.tag != kDiv && node.tag != kP) break;
  }
  close_p_in_scope();
  insert(token);
}

bool HtmlBuilder::body_inline_start(HtmlToken& token) {
  switch (token.tag) {
    case kA:
      if (HtmlNode* other = formatting(kA)) {
        adopt(token);
        std::erase(formatting_, other);
        std::erase(open_, other);
      }
      break;
    case kNobr:
      reconstruct_formatting();
      if (in_scope({kNobr})) adopt(token);
      break;
    case kButton:
      if (in_scope({kButton})) {
        imply_ends();
        pop_until({kButton});
      }
      frameset_ok_ = false;
      break;
    case kApplet:
    case kMarquee:
    case kObject:
      reconstruct_formatting();
      insert(token);
      formatting_.push_back(nullptr);
      frameset_ok_ = false;
      return true;
    case kArea:
    case kBr:
    case kEmbed:
    case kImg:
    case kKeygen:
    case kWbr:
      reconstruct_formatting();
      insert_void(token);
      frameset_ok_ = false;
      return true;
    case kInput: {
      reconstruct_formatting();
      insert_void(token);
      frameset_ok_ = frameset_ok_ && is_hidden_input(token);
      return true;
    }
    case kParam:
    case kSource:
    case kTrack:
      insert_void(token);
      return true;
    case kTextarea:
      insert_raw(token, HtmlContent::kTextWithReferences);
      skip_line_feed_ = true;
      frameset_ok_ = false;
      return true;
    case kIframe:
      frameset_ok_ = false;
      insert_raw(token, HtmlContent::kText);
      return true;
    case kNoembed:
      insert_raw(token, HtmlContent::kText);
      return true;
    case kSelect: {
      static constexpr auto is_in_table = [](Mode mode) {
        return mode == Mode::kInTable || mode == Mode::kInCaption || mode == Mode::kInTableBody ||
               mode == Mode::kInRow || mode == Mode::kInCell;
      };
      reconstruct_formatting();
      insert(token);
      frameset_ok_ = false;
      mode_ = is_in_table(mode_) ? Mode::kInSelectInTable : Mode::kInSelect;
      return true;
    }
    case kOptgroup:
    case kOption:
      if (current()->tag == kOption) pop();
      break;
    case kRb:
    case kRtc:
    case kRp:
    case kRt:
      if (in_scope({kRuby})) imply_ends(token.tag == kRp || token.tag == kRt ? kRtc : kNone);
      insert(token);
      return true;
    default:
      break;
  }
  reconstruct_formatting();
  HtmlNode* node = insert(token);
  if (kFormattingTags.has(token.tag)) push_formatting(node);
  return true;
}

bool HtmlBuilder::body_end(HtmlToken& token) {
  static constexpr HtmlTags kEndsAsItIs = kBlockTags | HtmlTags{kButton, kListing, kPre};
  if (kFormattingTags.has(token.tag)) {
    adopt(token);
    return true;
  }
  switch (token.tag) {
    case kTemplate:
      end_template();
      return true;
    case kBody:
    case kHtml:
      if (!in_scope({kBody})) return true;
      mode_ = Mode::kAfterBody;
      return token.tag == kBody;
    case kForm:
      end_form();
      return true;
    case kP:
      if (!in_scope({kP}, Scope::kButton)) insert_named(kP, "p");
      close_p();
      return true;
    case kLi:
      if (!in_scope({kLi}, Scope::kListItem)) return true;
      imply_ends(kLi);
      pop_until({kLi});
      return true;
    case kDd:
    case kDt:
      if (!in_scope({token.tag})) return true;
      imply_ends(token.tag);
      pop_until({token.tag});
      return true;
    case kH1:
    case kH2:
    case kH3:
    case kH4:
    case kH5:
    case kH6:
      if (!in_scope(kHeadingTags)) return true;
      imply_ends();
      pop_until(kHeadingTags);
      return true;
    case kApplet:
    case kMarquee:
    case kObject:
      if (!in_scope({token.tag})) return true;
      imply_ends();
      pop_until({token.tag});
      clear_to_marker();
      return true;
    case kBr:
      token.kind = Kind::kStart;
      token.attributes.clear();
      return body_start(token);
    default:
      break;
  }
  if (!kEndsAsItIs.has(token.tag)) {
    any_other_end(token);
  } else if (in_scope({token.tag})) {
    imply_ends();
    pop_until({token.tag});
  }
  return true;
}

void HtmlBuilder::any_other_end(const HtmlToken& token) {
  for (size_t i = open_.size(); i-- > 0;) {
    HtmlNode* node = open_[i];
    if (node->space == HtmlSpace::kHtml && node->tag == token.tag && node->text == token.name) {
      imply_ends(token.tag == kOther ? kNone : token.tag);
      return pop_to(node);
    }
    if (is_special(*node)) return;
  }
}

void HtmlBuilder::end_form() {
  if (is_open(kTemplate)) {
    if (!in_scope({kForm})) return;
    imply_ends();
    return pop_until({kForm});
  }
  HtmlNode* node = std::exchange(form_, nullptr);
  if (!node || !in_scope(node)) return;
  imply_ends();
  std::erase(open_, node);
}

void HtmlBuilder::end_template() {
  if (!is_open(kTemplate)) return;
  imply_ends();
  pop_until({kTemplate});
  clear_to_marker();
  template_modes_.pop_back();
  reset_mode();
}

}  // namespace suit
