// Token handling within tables (WHATWG HTML standard, 13.2.6.4.9 to 13.2.6.4.15).
#include <algorithm>

#include "read/html_builder.h"
#include "read/html_sets.h"

namespace suit {

bool HtmlBuilder::in_table(HtmlToken& token) {
  if (token.is_text() && current()->space == HtmlSpace::kHtml &&
      (kTableContextTags.has(current()->tag) || current()->tag == kTemplate)) {
    table_text_.clear();
    original_mode_ = mode_;
    mode_ = Mode::kInTableText;
    return false;
  }
  if (token.kind == Kind::kComment) {
    insert_comment(token, nullptr);
    return true;
  }
  if (token.kind == Kind::kDoctype) return true;
  if (token.kind == Kind::kPageEnd) return in_body(token);
  if (token.is_start()) {
    switch (token.tag) {
      case kCaption:
      case kColgroup:
      case kTbody:
      case kTfoot:
      case kThead:
        pop_to_context({kTable});
        if (token.tag == kCaption) formatting_.push_back(nullptr);
        insert(token);
        mode_ = token.tag == kCaption    ? Mode::kInCaption
                : token.tag == kColgroup ? Mode::kInColumnGroup
                                         : Mode::kInTableBody;
        return true;
      case kCol:
        pop_to_context({kTable});
        insert_named(kColgroup, "colgroup");
        mode_ = Mode::kInColumnGroup;
        return false;
      case kTd:
      case kTh:
      case kTr:
        pop_to_context({kTable});
        insert_named(kTbody, "tbody");
        mode_ = Mode::kInTableBody;
        return false;
      case kTable:
        if (!in_scope({kTable}, Scope::kTable)) return true;
        pop_until({kTable});
        reset_mode();
        return false;
      case kStyle:
      case kScript:
      case kTemplate:
        return in_head(token);
      case kInput:
        if (!is_hidden_input(token)) break;
        insert_void(token);
        return true;
      case kForm:
        if (form_ || is_open(kTemplate)) return true;
        form_ = insert(token);
        pop();
        return true;
      default:
        break;
    }
  }
  if (token.ends(kTable)) {
    if (!in_scope({kTable}, Scope::kTable)) return true;
    pop_until({kTable});
    reset_mode();
    return true;
  }
  if (token.ends(kTemplate)) return in_head(token);
  if (token.ends(kTablePartTags | HtmlTags{kBody, kHtml})) return true;
  foster_ = true;
  bool taken = in_body(token);
  foster_ = false;
  return taken;
}

bool HtmlBuilder::in_table_text(HtmlToken& token) {
  if (token.is_text()) {
    if (token.text != std::string_view("\0", 1)) table_text_.push_back(token.text);
    return true;
  }
  bool blank = std::all_of(table_text_.begin(), table_text_.end(), is_blank_html);
  HtmlToken text;
  text.kind = Kind::kText;
  for (std::string_view one : table_text_) {
    text.text = one;
    foster_ = !blank;
    blank ? insert_text(one) : static_cast<void>(in_body(text));
    foster_ = false;
  }
  mode_ = original_mode_;
  return false;
}

bool HtmlBuilder::in_caption(HtmlToken& token) {
  if (token.ends(kCaption) || token.ends(kTable) || token.starts(kTablePartTags)) {
    if (!in_scope({kCaption}, Scope::kTable)) return true;
    imply_ends();
    pop_until({kCaption});
    clear_to_marker();
    mode_ = Mode::kInTable;
    return token.ends(kCaption);
  }
  if (token.ends(kTablePartTags | HtmlTags{kBody, kHtml})) return true;
  return in_body(token);
}

bool HtmlBuilder::in_column_group(HtmlToken& token) {
  if (take_beside_markup(token)) return true;
  if (token.kind == Kind::kPageEnd || token.starts(kHtml)) return in_body(token);
  if (token.starts(kCol)) {
    insert_void(token);
    return true;
  }
  if (token.starts(kTemplate) || token.ends(kTemplate)) return in_head(token);
  if (token.ends(kCol) || current()->tag != kColgroup) return true;
  pop();
  mode_ = Mode::kInTable;
  return token.ends(kColgroup);
}

bool HtmlBuilder::in_table_body(HtmlToken& token) {
  static constexpr HtmlTags kBodies = {kTbody, kTfoot, kThead};
  if (token.starts({kTr, kTd, kTh})) {
    pop_to_context(kBodies);
    mode_ = Mode::kInRow;
    if (token.tag == kTr) {
      insert(token);
      return true;
    }
    insert_named(kTr, "tr");
    return false;
  }
  if (token.ends(kBodies) || token.starts(kBodies | HtmlTags{kCaption, kCol, kColgroup}) ||
      token.ends(kTable)) {
    if (!in_scope(token.ends(kBodies) ? HtmlTags{token.tag} : kBodies, Scope::kTable)) return true;
    pop_to_context(kBodies);
    pop();
    mode_ = Mode::kInTable;
    return token.ends(kBodies);
  }
  if (token.ends({kBody, kCaption, kCol, kColgroup, kHtml, kTd, kTh, kTr})) return true;
  return in_table(token);
}

bool HtmlBuilder::in_row(HtmlToken& token) {
  static constexpr HtmlTags kBodies = {kTbody, kTfoot, kThead};
  if (token.starts({kTd, kTh})) {
    pop_to_context({kTr});
    insert(token);
    formatting_.push_back(nullptr);
    mode_ = Mode::kInCell;
    return true;
  }
  if (token.ends(kTr) || token.ends(kTable) || token.ends(kBodies) ||
      token.starts(kBodies | HtmlTags{kCaption, kCol, kColgroup, kTr})) {
    if (token.ends(kBodies) && !in_scope({token.tag}, Scope::kTable)) return true;
    if (!in_scope({kTr}, Scope::kTable)) return true;
    pop_to_context({kTr});
    pop();
    mode_ = Mode::kInTableBody;
    return token.ends(kTr);
  }
  if (token.ends({kBody, kCaption, kCol, kColgroup, kHtml, kTd, kTh})) return true;
  return in_table(token);
}

bool HtmlBuilder::in_cell(HtmlToken& token) {
  if (token.ends({kTd, kTh})) {
    if (!in_scope({token.tag}, Scope::kTable)) return true;
    imply_ends();
    pop_until({token.tag});
    clear_to_marker();
    mode_ = Mode::kInRow;
    return true;
  }
  if (token.starts(kTablePartTags)) {
    if (!in_scope({kTd, kTh}, Scope::kTable)) return true;
    close_cell();
    return false;
  }
  if (token.ends({kBody, kCaption, kCol, kColgroup, kHtml})) return true;
  if (token.ends(kTableContextTags)) {
    if (!in_scope({token.tag}, Scope::kTable)) return true;
    close_cell();
    return false;
  }
  return in_body(token);
}

}  // namespace suit
