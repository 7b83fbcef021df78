// Token handling in all insertion modes except body and tables (WHATWG HTML standard, 13.2.6.4; for SVG and
// MathML, 13.2.6.5).
#include <algorithm>

#include "base/text.h"
#include "read/html_builder.h"
#include "read/html_sets.h"

namespace suit {

namespace {

std::string blanks_of(std::string_view text) {
  std::string blanks;
  std::copy_if(text.begin(), text.end(), std::back_inserter(blanks), is_html_blank);
  return blanks;
}

std::string_view attribute_of(const HtmlToken& token, std::string_view name) {
  for (const HtmlAttribute& one : token.attributes)
    if (one.name == name) return one.value;
  return {};
}

bool holds_html(const HtmlNode& node) {
  if (node.space == HtmlSpace::kSvg) return kSvgHtmlTags.has(node.tag);
  if (node.space != HtmlSpace::kMath || node.tag != HtmlTag::kAnnotationXml) return false;
  std::string encoding = to_lower(attribute(node, "encoding"));
  return encoding == "text/html" || encoding == "application/xhtml+xml";
}

bool holds_math_text(const HtmlNode& node) {
  return node.space == HtmlSpace::kMath && kMathTextTags.has(node.tag);
}

}  // namespace

bool is_hidden_input(const HtmlToken& token) {
  return to_lower(attribute_of(token, "type")) == "hidden";
}

bool HtmlBuilder::take(HtmlToken& token) {
  return is_foreign(token) ? foreign(token) : take_in_mode(token, mode_);
}

bool HtmlBuilder::is_foreign(const HtmlToken& token) const {
  if (open_.empty() || token.kind == Kind::kPageEnd) return false;
  const HtmlNode& here = *open_.back();
  if (here.space == HtmlSpace::kHtml) return false;
  if (holds_math_text(here) &&
      (token.is_text() || (token.is_start() && token.tag != kMglyph && token.tag != kMalignmark)))
    return false;
  if (here.space == HtmlSpace::kMath && here.tag == kAnnotationXml && token.starts(kSvg)) return false;
  return !(holds_html(here) && (token.is_start() || token.is_text()));
}

bool HtmlBuilder::take_in_mode(HtmlToken& token, Mode mode) {
  switch (mode) {
    case Mode::kInitial:
      return initial(token);
    case Mode::kBeforeHtml:
      return before_html(token);
    case Mode::kBeforeHead:
      return before_head(token);
    case Mode::kInHead:
      return in_head(token);
    case Mode::kInHeadNoscript:
      return in_head_noscript(token);
    case Mode::kAfterHead:
      return after_head(token);
    case Mode::kInBody:
      return in_body(token);
    case Mode::kText:
      return in_text(token);
    case Mode::kInTable:
      return in_table(token);
    case Mode::kInTableText:
      return in_table_text(token);
    case Mode::kInCaption:
      return in_caption(token);
    case Mode::kInColumnGroup:
      return in_column_group(token);
    case Mode::kInTableBody:
      return in_table_body(token);
    case Mode::kInRow:
      return in_row(token);
    case Mode::kInCell:
      return in_cell(token);
    case Mode::kInSelect:
      return in_select(token);
    case Mode::kInSelectInTable:
      return in_select_in_table(token);
    case Mode::kInTemplate:
      return in_template(token);
    case Mode::kAfterBody:
      return after_body(token);
    case Mode::kInFrameset:
      return in_frameset(token);
    case Mode::kAfterFrameset:
      return after_frameset(token);
    case Mode::kAfterAfterBody:
      return after_after_body(token);
    case Mode::kAfterAfterFrameset:
      return after_after_frameset(token);
  }
  return true;
}

bool HtmlBuilder::initial(HtmlToken& token) {
  token.take_blanks();
  if (token.is_text() && token.text.empty()) return true;
  if (token.kind == Kind::kComment) {
    insert_comment(token, page_);
    return true;
  }
  quirks_ = token.kind != Kind::kDoctype || token.quirks;
  mode_ = Mode::kBeforeHtml;
  return token.kind == Kind::kDoctype;
}

bool HtmlBuilder::before_html(HtmlToken& token) {
  token.take_blanks();
  if (token.kind == Kind::kDoctype || (token.is_text() && token.text.empty())) return true;
  if (token.kind == Kind::kComment) {
    insert_comment(token, page_);
    return true;
  }
  if (token.is_end() && !HtmlTags{kHead, kBody, kHtml, kBr}.has(token.tag)) return true;
  mode_ = Mode::kBeforeHead;
  if (token.starts(kHtml)) {
    insert(token);
    return true;
  }
  insert_named(kHtml, "html");
  return false;
}

bool HtmlBuilder::before_head(HtmlToken& token) {
  token.take_blanks();
  if (token.kind == Kind::kDoctype || (token.is_text() && token.text.empty())) return true;
  if (token.kind == Kind::kComment) {
    insert_comment(token, nullptr);
    return true;
  }
  if (token.starts(kHtml)) return in_body(token);
  if (token.is_end() && !HtmlTags{kHead, kBody, kHtml, kBr}.has(token.tag)) return true;
  mode_ = Mode::kInHead;
  if (token.starts(kHead)) {
    head_ = insert(token);
    return true;
  }
  head_ = insert_named(kHead, "head");
  return false;
}

// Keeps whitespace as text and comments, and drops doctypes. Returns whether that consumed the token.
bool HtmlBuilder::take_beside_markup(HtmlToken& token) {
  insert_text(token.take_blanks());
  if (token.kind == Kind::kComment) insert_comment(token, nullptr);
  return token.kind == Kind::kComment || token.kind == Kind::kDoctype ||
         (token.is_text() && token.text.empty());
}

bool HtmlBuilder::in_head(HtmlToken& token) {
  if (take_beside_markup(token)) return true;
  if (token.is_start()) {
    switch (token.tag) {
      case kHtml:
        return in_body(token);
      case kBase:
      case kBasefont:
      case kBgsound:
      case kLink:
      case kMeta:
        insert_void(token);
        return true;
      case kTitle:
        insert_raw(token, HtmlContent::kTextWithReferences);
        return true;
      case kNoframes:
      case kStyle:
        insert_raw(token, HtmlContent::kText);
        return true;
      case kScript:
        insert_raw(token, HtmlContent::kScript);
        return true;
      case kHead:
        return true;
      case kNoscript:
        insert(token);
        mode_ = Mode::kInHeadNoscript;
        return true;
      case kTemplate:
        insert(token);
        formatting_.push_back(nullptr);
        frameset_ok_ = false;
        mode_ = Mode::kInTemplate;
        template_modes_.push_back(Mode::kInTemplate);
        return true;
      default:
        break;
    }
  }
  if (token.ends(kTemplate)) {
    end_template();
    return true;
  }
  if (token.is_end() && !HtmlTags{kHead, kBody, kHtml, kBr}.has(token.tag)) return true;
  pop();
  mode_ = Mode::kAfterHead;
  return token.ends(kHead);
}

bool HtmlBuilder::in_head_noscript(HtmlToken& token) {
  static constexpr HtmlTags kAsInHead = {kBasefont, kBgsound, kLink, kMeta, kNoframes, kStyle};
  insert_text(token.take_blanks());
  if (token.kind == Kind::kDoctype || (token.is_text() && token.text.empty())) return true;
  if (token.kind == Kind::kComment || token.starts(kAsInHead)) return in_head(token);
  if (token.starts(kHtml)) return in_body(token);
  if (token.starts({kHead, kNoscript}) || (token.is_end() && token.tag != kNoscript && token.tag != kBr))
    return true;
  pop();
  mode_ = Mode::kInHead;
  return token.ends(kNoscript);
}

bool HtmlBuilder::after_head(HtmlToken& token) {
  if (take_beside_markup(token)) return true;
  if (token.is_start()) {
    if (token.tag == kHtml) return in_body(token);
    if (token.tag == kHead) return true;
    if (token.tag == kBody || token.tag == kFrameset) {
      insert(token);
      frameset_ok_ = frameset_ok_ && token.tag != kBody;
      mode_ = token.tag == kBody ? Mode::kInBody : Mode::kInFrameset;
      return true;
    }
    if (kHeadContentTags.has(token.tag)) {
      open_.push_back(head_);
      in_head(token);
      std::erase(open_, head_);
      return true;
    }
  }
  if (token.ends(kTemplate)) return in_head(token);
  if (token.is_end() && !HtmlTags{kBody, kHtml, kBr}.has(token.tag)) return true;
  insert_named(kBody, "body");
  mode_ = Mode::kInBody;
  return false;
}

bool HtmlBuilder::in_text(HtmlToken& token) {
  if (token.is_text()) {
    insert_text(token.text);
    return true;
  }
  pop();
  mode_ = original_mode_;
  return token.is_end();
}

bool HtmlBuilder::in_select(HtmlToken& token) {
  if (token.is_text()) {
    if (token.text != std::string_view("\0", 1)) insert_text(token.text);
    return true;
  }
  if (token.kind == Kind::kComment) {
    insert_comment(token, nullptr);
    return true;
  }
  if (token.kind == Kind::kPageEnd || token.starts(kHtml)) return in_body(token);
  if (token.starts({kOption, kOptgroup, kHr})) {
    if (current()->tag == kOption) pop();
    if (token.tag != kOption && current()->tag == kOptgroup) pop();
    token.tag == kHr ? insert_void(token) : static_cast<void>(insert(token));
    return true;
  }
  if (token.ends(kOptgroup)) {
    if (current()->tag == kOption && open_.size() > 1 && open_[open_.size() - 2]->tag == kOptgroup) pop();
    if (current()->tag == kOptgroup) pop();
    return true;
  }
  if (token.ends(kOption)) {
    if (current()->tag == kOption) pop();
    return true;
  }
  if (token.ends(kSelect) || token.starts({kSelect, kInput, kKeygen, kTextarea})) {
    if (!in_scope({kSelect}, Scope::kSelect)) return true;
    pop_until({kSelect});
    reset_mode();
    return token.tag == kSelect;
  }
  if (token.starts({kScript, kTemplate}) || token.ends(kTemplate)) return in_head(token);
  return true;
}

bool HtmlBuilder::in_select_in_table(HtmlToken& token) {
  static constexpr HtmlTags kEnders = {kCaption, kTable, kTbody, kTfoot, kThead, kTr, kTd, kTh};
  if (!token.starts(kEnders) && !token.ends(kEnders)) return in_select(token);
  if (token.is_end() && !in_scope({token.tag}, Scope::kTable)) return true;
  pop_until({kSelect});
  reset_mode();
  return false;
}

bool HtmlBuilder::in_template(HtmlToken& token) {
  if (token.kind == Kind::kPageEnd) {
    if (!is_open(kTemplate)) {
      done_ = true;
      return true;
    }
    pop_until({kTemplate});
    clear_to_marker();
    template_modes_.pop_back();
    reset_mode();
    return false;
  }
  if (token.starts(kHeadContentTags) || token.ends(kTemplate)) return in_head(token);
  if (token.is_end()) return true;
  if (!token.is_start()) return in_body(token);
  switch (token.tag) {
    case kCaption:
    case kColgroup:
    case kTbody:
    case kTfoot:
    case kThead:
      mode_ = Mode::kInTable;
      break;
    case kCol:
      mode_ = Mode::kInColumnGroup;
      break;
    case kTr:
      mode_ = Mode::kInTableBody;
      break;
    case kTd:
    case kTh:
      mode_ = Mode::kInRow;
      break;
    default:
      mode_ = Mode::kInBody;
      break;
  }
  template_modes_.back() = mode_;
  return false;
}

bool HtmlBuilder::after_body(HtmlToken& token) {
  if (token.is_text()) {
    HtmlToken blanks;
    blanks.text = token.take_blanks();
    if (!blanks.text.empty()) in_body(blanks);
    if (token.text.empty()) return true;
  }
  if (token.kind == Kind::kComment) {
    insert_comment(token, open_.front());
    return true;
  }
  if (token.kind == Kind::kDoctype) return true;
  if (token.starts(kHtml) || token.kind == Kind::kPageEnd) return in_body(token);
  mode_ = token.ends(kHtml) ? Mode::kAfterAfterBody : Mode::kInBody;
  return token.ends(kHtml);
}

bool HtmlBuilder::in_frameset(HtmlToken& token) {
  if (token.is_text()) {
    insert_text(arena_.copy(blanks_of(token.text)));
  } else if (token.kind == Kind::kComment) {
    insert_comment(token, nullptr);
  } else if (token.starts(kHtml) || token.kind == Kind::kPageEnd) {
    return in_body(token);
  } else if (token.starts(kFrameset)) {
    insert(token);
  } else if (token.starts(kFrame)) {
    insert_void(token);
  } else if (token.starts(kNoframes)) {
    return in_head(token);
  } else if (token.ends(kFrameset) && open_.size() > 1) {
    pop();
    if (current()->tag != kFrameset) mode_ = Mode::kAfterFrameset;
  }
  return true;
}

bool HtmlBuilder::after_frameset(HtmlToken& token) {
  if (token.is_text()) {
    insert_text(arena_.copy(blanks_of(token.text)));
  } else if (token.kind == Kind::kComment) {
    insert_comment(token, nullptr);
  } else if (token.starts(kHtml) || token.kind == Kind::kPageEnd) {
    return in_body(token);
  } else if (token.ends(kHtml)) {
    mode_ = Mode::kAfterAfterFrameset;
  } else if (token.starts(kNoframes)) {
    return in_head(token);
  }
  return true;
}

bool HtmlBuilder::after_after_body(HtmlToken& token) {
  if (token.kind == Kind::kComment) {
    insert_comment(token, page_);
    return true;
  }
  if (token.is_text()) {
    HtmlToken blanks;
    blanks.text = token.take_blanks();
    if (!blanks.text.empty()) in_body(blanks);
    if (token.text.empty()) return true;
  }
  if (token.kind == Kind::kDoctype) return true;
  if (token.starts(kHtml) || token.kind == Kind::kPageEnd) return in_body(token);
  mode_ = Mode::kInBody;
  return false;
}

bool HtmlBuilder::after_after_frameset(HtmlToken& token) {
  if (token.kind == Kind::kComment) {
    insert_comment(token, page_);
  } else if (token.starts(kHtml) || token.kind == Kind::kPageEnd) {
    return in_body(token);
  } else if (token.starts(kNoframes)) {
    return in_head(token);
  } else if (token.is_text()) {
    HtmlToken blanks;
    blanks.text = arena_.copy(blanks_of(token.text));
    if (!blanks.text.empty()) in_body(blanks);
  }
  return true;
}

bool HtmlBuilder::foreign(HtmlToken& token) {
  static constexpr HtmlTags kBreakOut =
      kHeadingTags | HtmlTags{kB,   kBig,   kBlockquote, kBody,  kBr,    kCenter, kCode,   kDd,
                              kDiv, kDl,    kDt,         kEm,    kEmbed, kHead,   kHr,     kI,
                              kImg, kLi,    kListing,    kMenu,  kMeta,  kNobr,   kOl,     kP,
                              kPre, kRuby,  kS,          kSmall, kSpan,  kStrong, kStrike, kSub,
                              kSup, kTable, kTt,         kU,     kUl,    kVar};
  auto has = [&](std::string_view name) {
    return std::any_of(token.attributes.begin(), token.attributes.end(),
                       [&](const HtmlAttribute& one) { return one.name == name; });
  };
  if (token.is_text()) {
    bool is_nul = token.text == std::string_view("\0", 1);
    insert_text(is_nul ? "\xEF\xBF\xBD" : token.text);
    frameset_ok_ = frameset_ok_ && (is_nul || is_blank_html(token.text));
    return true;
  }
  if (token.kind == Kind::kComment) {
    insert_comment(token, nullptr);
    return true;
  }
  if (token.kind == Kind::kDoctype) return true;
  if (token.starts(kBreakOut) || (token.starts(kFont) && (has("color") || has("face") || has("size"))) ||
      token.ends({kBr, kP})) {
    while (current()->space != HtmlSpace::kHtml && !holds_math_text(*current()) && !holds_html(*current()))
      pop();
    return take_in_mode(token, mode_);
  }
  if (token.is_start()) {
    insert(token, current()->space);
    if (token.closes_itself) pop();
    return true;
  }
  for (size_t i = open_.size(); i-- > 1;) {
    if (open_[i]->space == HtmlSpace::kHtml) return take_in_mode(token, mode_);
    if (open_[i]->text != token.name) continue;
    pop_to(open_[i]);
    return true;
  }
  return true;
}

}  // namespace suit
