#include "read/html_table.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "read/main_content.h"

namespace suit {
namespace {

constexpr size_t kColumnsMax = 200, kSpanMax = 10'000;
constexpr size_t kEmptyMax = 1'000'000;  // spanned cells per table; beyond that, spans are ignored

struct Shape {
  size_t rows = 0, widest = 0;
  bool has_header = false, lays_out = false;
};

bool is_row_group(HtmlTag tag) {
  return tag == HtmlTag::kTbody || tag == HtmlTag::kThead || tag == HtmlTag::kTfoot;
}

enum class CellContent { kFits, kHeading, kBreaks };

// Whether a cell's content fits into a Markdown table.
CellContent content_of(const HtmlNode& node, int depth) {
  CellContent most = CellContent::kFits;
  if (!is_element(node)) return most;
  switch (tag_of(node)) {
    case HtmlTag::kH1:
    case HtmlTag::kH2:
    case HtmlTag::kH3:
    case HtmlTag::kH4:
      most = CellContent::kHeading;
      break;
    case HtmlTag::kTable:
    case HtmlTag::kArticle:
    case HtmlTag::kSection:
      return CellContent::kBreaks;
    default:
      break;
  }
  if (depth > 30) return CellContent::kBreaks;
  for (const HtmlNode* child : HtmlChildren(node)) {
    most = std::max(most, content_of(*child, depth + 1));
    if (most == CellContent::kBreaks) break;
  }
  return most;
}

template <class Visit>
void each_row(const HtmlNode& table, Visit visit) {
  for (const HtmlNode* child : HtmlChildren(table)) {
    if (part_of(*child) == PagePart::kUnseen) continue;
    if (tag_of(*child) == HtmlTag::kTr) visit(*child, false);
    if (!is_row_group(tag_of(*child))) continue;
    for (const HtmlNode* row : HtmlChildren(*child))
      if (tag_of(*row) == HtmlTag::kTr && part_of(*row) != PagePart::kUnseen)
        visit(*row, tag_of(*child) == HtmlTag::kThead);
  }
}

size_t span_of(const HtmlNode& cell, const char* name) {
  std::string_view text = attribute(cell, name);
  size_t span = 1;
  std::from_chars(text.data(), text.data() + text.size(), span);
  return std::clamp<size_t>(span, 1, kSpanMax);
}

bool is_cell(const HtmlNode& node) {
  return tag_of(node) == HtmlTag::kTd || tag_of(node) == HtmlTag::kTh;
}

std::vector<const HtmlNode*> cells_of(const HtmlNode& row) {
  std::vector<const HtmlNode*> cells;
  for (const HtmlNode* cell : HtmlChildren(row))
    if (is_cell(*cell) && part_of(*cell) != PagePart::kUnseen) cells.push_back(cell);
  return cells;
}

// A single cell that contains a heading.
bool is_heading_row(const std::vector<const HtmlNode*>& cells) {
  return cells.size() == 1 && content_of(*cells[0], 0) == CellContent::kHeading;
}

// Tracks cells with a rowspan, which occupy columns in the rows below.
class Grid {
 public:
  void begin_row() { at_ = 0; }
  // Returns the number of occupied columns before the next cell.
  size_t skip() {
    size_t from = at_;
    for (; at_ < covered_.size() && covered_[at_] > 0; ++at_) --covered_[at_];
    return at_ - from;
  }
  // Returns the number of columns it takes; 0 if the table is too wide.
  size_t place(const HtmlNode& cell) {
    size_t wide = std::min(span_of(cell, "colspan"), kColumnsMax - std::min(kColumnsMax, at_)),
           high = span_of(cell, "rowspan");
    if (covered_.size() < at_ + wide) covered_.resize(at_ + wide);
    std::fill_n(covered_.begin() + static_cast<std::ptrdiff_t>(at_), wide, high - 1);
    at_ += wide;
    return wide;
  }

 private:
  std::vector<size_t> covered_;
  size_t at_ = 0;
};

}  // namespace

bool is_data_table(const HtmlNode& table) {
  std::string_view role = attribute(table, "role");
  if (role == "presentation" || role == "none") return false;
  Shape shape;
  each_row(table, [&](const HtmlNode& row, bool) {
    std::vector<const HtmlNode*> cells = cells_of(row);
    if (is_heading_row(cells)) return;
    for (const HtmlNode* cell : cells) {
      shape.has_header |= tag_of(*cell) == HtmlTag::kTh;
      shape.lays_out = shape.lays_out || content_of(*cell, 0) != CellContent::kFits;
    }
    ++shape.rows;
    shape.widest = std::max(shape.widest, cells.size());
  });
  return !shape.lays_out && shape.widest > 1 && shape.widest <= kColumnsMax &&
         (shape.rows > 1 || shape.has_header);
}

std::vector<HtmlTable> read_table(const HtmlNode& table,
                                  const std::function<std::string(const HtmlNode&)>& cell_text) {
  std::vector<HtmlTable> parts(1);
  Grid grid;
  size_t empty = 0;
  each_row(table, [&](const HtmlNode& row, bool in_head) {
    std::vector<const HtmlNode*> cells = cells_of(row);
    if (is_heading_row(cells)) {
      parts.push_back({.heading = cells[0]});
      return;
    }
    std::vector<std::string> texts;
    bool only_headers = true, any = false;
    grid.begin_row();
    for (const HtmlNode* cell : cells) {
      texts.resize(texts.size() + grid.skip());
      size_t wide = grid.place(*cell);
      if (wide == 0) break;
      texts.push_back(cell_text(*cell));
      any |= !texts.back().empty();
      if ((empty += wide - 1) <= kEmptyMax) texts.resize(texts.size() + wide - 1);
      only_headers &= tag_of(*cell) == HtmlTag::kTh;
    }
    texts.resize(texts.size() + grid.skip());
    if (!any) return;
    HtmlTable& part = parts.back();
    if (part.rows.empty()) part.has_head = in_head || only_headers;
    part.columns = std::max(part.columns, texts.size());
    part.rows.push_back(std::move(texts));
  });
  return parts;
}

std::string text_of_table(const HtmlTable& table) {
  std::string text;
  auto line = [&](const std::vector<std::string>& cells) {
    text += '|';
    for (size_t i = 0; i < table.columns; ++i)
      text.append(" ")
          .append(i < cells.size() ? cells[i] : "")
          .append(i < cells.size() && !cells[i].empty() ? " |" : "|");
    text += '\n';
  };
  if (!table.has_head && !table.rows.empty()) line({});
  for (size_t i = 0; i < table.rows.size(); ++i) {
    if (i == (table.has_head ? 1u : 0u)) {
      text += '|';
      for (size_t column = 0; column < table.columns; ++column) text += "---|";
      text += '\n';
    }
    line(table.rows[i]);
  }
  if (table.has_head && table.rows.size() == 1) {
    text += '|';
    for (size_t column = 0; column < table.columns; ++column) text += "---|";
    text += '\n';
  }
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace suit
