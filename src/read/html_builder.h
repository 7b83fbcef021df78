// Builds a page's tree from its tags: tree construction of the WHATWG HTML standard (13.2.6), for whole
// pages, without scripts. Names follow the standard: stack of open elements, list of active formatting
// elements, insertion modes, adoption agency, foster parenting.
#pragma once

#include <string_view>
#include <vector>

#include "read/html_tokenizer.h"

namespace suit {

bool is_hidden_input(const HtmlToken& token);

class HtmlBuilder {
 public:
  HtmlBuilder(std::string_view page, HtmlArena& arena)
      : arena_(arena), tokenizer_(page, arena), page_(arena.make<HtmlNode>()) {}

  // Returns the parent of <html>; null if the arena's limits were reached.
  HtmlNode* build();

 private:
  using enum HtmlTag;
  using Kind = HtmlToken::Kind;
  enum class Mode {
    kInitial,
    kBeforeHtml,
    kBeforeHead,
    kInHead,
    kInHeadNoscript,
    kAfterHead,
    kInBody,
    kText,
    kInTable,
    kInTableText,
    kInCaption,
    kInColumnGroup,
    kInTableBody,
    kInRow,
    kInCell,
    kInSelect,
    kInSelectInTable,
    kInTemplate,
    kAfterBody,
    kInFrameset,
    kAfterFrameset,
    kAfterAfterBody,
    kAfterAfterFrameset
  };
  enum class Scope { kDefault, kListItem, kButton, kTable, kSelect };
  struct Place {
    HtmlNode *parent, *before;
  };

  // Each handles a token. Returns false if it changed the mode and the token must be reprocessed.
  bool take(HtmlToken& token);
  bool take_in_mode(HtmlToken& token, Mode mode);
  bool initial(HtmlToken& token);
  bool before_html(HtmlToken& token);
  bool before_head(HtmlToken& token);
  bool in_head(HtmlToken& token);
  bool in_head_noscript(HtmlToken& token);
  bool after_head(HtmlToken& token);
  bool in_body(HtmlToken& token);
  bool in_text(HtmlToken& token);
  bool in_table(HtmlToken& token);
  bool in_table_text(HtmlToken& token);
  bool in_caption(HtmlToken& token);
  bool in_column_group(HtmlToken& token);
  bool in_table_body(HtmlToken& token);
  bool in_row(HtmlToken& token);
  bool in_cell(HtmlToken& token);
  bool in_select(HtmlToken& token);
  bool in_select_in_table(HtmlToken& token);
  bool in_template(HtmlToken& token);
  bool after_body(HtmlToken& token);
  bool in_frameset(HtmlToken& token);
  bool after_frameset(HtmlToken& token);
  bool after_after_body(HtmlToken& token);
  bool after_after_frameset(HtmlToken& token);
  bool foreign(HtmlToken& token);
  bool is_foreign(const HtmlToken& token) const;
  bool take_beside_markup(HtmlToken& token);

  // Parts of in_body.
  bool body_start(HtmlToken& token);
  bool body_block_start(HtmlToken& token);
  bool body_inline_start(HtmlToken& token);
  bool body_end(HtmlToken& token);
  void body_frameset(HtmlToken& token);
  void list_item(HtmlToken& token, HtmlTags items);
  void any_other_end(const HtmlToken& token);
  void adopt(const HtmlToken& token);
  void end_form();
  void end_template();

  // The tree.
  HtmlNode* current() const { return open_.empty() ? page_ : open_.back(); }
  HtmlNode* element(const HtmlToken& token, HtmlSpace space);
  HtmlNode* clone(const HtmlNode& node);
  Place place_for(HtmlNode* target) const;
  static void put(HtmlNode* node, Place place);
  static void take_out(HtmlNode* node);
  HtmlNode* insert(const HtmlToken& token, HtmlSpace space = HtmlSpace::kHtml);
  HtmlNode* insert_named(HtmlTag tag, std::string_view name);
  void insert_void(const HtmlToken& token);
  void insert_raw(const HtmlToken& token, HtmlContent content);
  void insert_text(std::string_view text);
  void insert_comment(const HtmlToken& token, HtmlNode* parent);
  void add_attributes(HtmlNode* node, const HtmlToken& token);

  // The stack of open elements.
  void pop() { open_.pop_back(); }
  void pop_until(HtmlTags tags);
  void pop_to(HtmlNode* node);
  void pop_to_context(HtmlTags context);
  bool in_scope(HtmlTags tags, Scope scope = Scope::kDefault) const;
  bool in_scope(const HtmlNode* node) const;
  bool is_open(HtmlTag tag) const;
  void imply_ends(HtmlTag except = HtmlTag::kNone);
  void close_p();
  void close_p_in_scope();
  void close_cell();
  void reset_mode();

  // The list of active formatting elements; null: a marker.
  void push_formatting(HtmlNode* node);
  void reconstruct_formatting();
  void clear_to_marker();
  HtmlNode* formatting(HtmlTag tag) const;

  HtmlArena& arena_;
  HtmlTokenizer tokenizer_;
  HtmlNode* page_;
  Mode mode_ = Mode::kInitial, original_mode_ = Mode::kInitial;
  std::vector<Mode> template_modes_;
  std::vector<HtmlNode*> open_, formatting_;
  HtmlNode *head_ = nullptr, *form_ = nullptr;
  std::vector<std::string_view> table_text_;
  bool quirks_ = false, frameset_ok_ = true, foster_ = false, skip_line_feed_ = false, done_ = false;
};

}  // namespace suit
