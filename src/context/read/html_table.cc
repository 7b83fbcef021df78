#include "context/read/html_table.h"

#include <algorithm>
#include <charconv>

#include "context/read/main_content.h"

namespace suit {
namespace {

constexpr size_t kColumnsMax = 200, kSpanMax = 10'000;

struct Shape {
  size_t rows = 0, widest = 0;
  bool has_header = false, lays_out = false;
};

bool is_row_group(GumboTag tag) { return tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TFOOT; }

// Whether something in a cell has no place in a table of Markdown.
bool breaks_cell(const GumboNode& node, int depth) {
  if (!is_element(node)) return false;
  switch (tag_of(node)) {
    case GUMBO_TAG_TABLE: case GUMBO_TAG_H1: case GUMBO_TAG_H2: case GUMBO_TAG_H3: case GUMBO_TAG_H4: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_SECTION:
      return true;
    default:
      break;
  }
  if (depth > 30) return true;
  for (const GumboNode* child : HtmlChildren(node))
    if (breaks_cell(*child, depth + 1)) return true;
  return false;
}

template <class Visit>
void each_row(const GumboNode& table, Visit visit) {
  for (const GumboNode* child : HtmlChildren(table)) {
    if (is_unseen(*child)) continue;
    if (tag_of(*child) == GUMBO_TAG_TR) visit(*child, false);
    if (!is_row_group(tag_of(*child))) continue;
    for (const GumboNode* row : HtmlChildren(*child))
      if (tag_of(*row) == GUMBO_TAG_TR && !is_unseen(*row)) visit(*row, tag_of(*child) == GUMBO_TAG_THEAD);
  }
}

size_t span_of(const GumboNode& cell, const char* name) {
  std::string_view text = attribute(cell, name);
  size_t span = 1;
  std::from_chars(text.data(), text.data() + text.size(), span);
  return std::clamp<size_t>(span, 1, kSpanMax);
}

bool is_cell(const GumboNode& node) { return tag_of(node) == GUMBO_TAG_TD || tag_of(node) == GUMBO_TAG_TH; }

}  // namespace

bool is_data_table(const GumboNode& table) {
  std::string_view role = attribute(table, "role");
  if (role == "presentation" || role == "none") return false;
  Shape shape;
  each_row(table, [&](const GumboNode& row, bool) {
    size_t cells = 0;
    for (const GumboNode* cell : HtmlChildren(row)) {
      if (!is_cell(*cell)) continue;
      ++cells;
      shape.has_header |= tag_of(*cell) == GUMBO_TAG_TH;
      shape.lays_out = shape.lays_out || breaks_cell(*cell, 0);
    }
    ++shape.rows;
    shape.widest = std::max(shape.widest, cells);
  });
  return !shape.lays_out && shape.widest > 1 && shape.widest <= kColumnsMax && (shape.rows > 1 || shape.has_header);
}

HtmlTable read_table(const GumboNode& table, const std::function<std::string(const GumboNode&)>& cell_text) {
  HtmlTable result;
  for (const GumboNode* child : HtmlChildren(table))
    if (tag_of(*child) == GUMBO_TAG_CAPTION) result.caption = child;
  std::vector<size_t> covered;  // by a cell above: for so many rows more
  each_row(table, [&](const GumboNode& row, bool in_head) {
    std::vector<std::string> cells;
    bool only_headers = true, any = false;
    auto skip_covered = [&] {
      while (cells.size() < covered.size() && covered[cells.size()] > 0) {
        --covered[cells.size()];
        cells.emplace_back();
      }
    };
    for (const GumboNode* cell : HtmlChildren(row)) {
      if (!is_cell(*cell) || is_unseen(*cell)) continue;
      skip_covered();
      size_t wide = span_of(*cell, "colspan"), high = span_of(*cell, "rowspan");
      if (cells.size() + wide > kColumnsMax) wide = kColumnsMax - std::min(kColumnsMax, cells.size());
      if (wide == 0) break;
      size_t from = cells.size();
      cells.push_back(cell_text(*cell));
      any |= !cells.back().empty();
      cells.resize(from + wide);
      if (covered.size() < cells.size()) covered.resize(cells.size());
      std::fill(covered.begin() + static_cast<ptrdiff_t>(from), covered.begin() + static_cast<ptrdiff_t>(from + wide), high - 1);
      only_headers &= tag_of(*cell) == GUMBO_TAG_TH;
    }
    skip_covered();
    if (!any) return;
    if (result.rows.empty()) result.has_head = in_head || only_headers;
    result.columns = std::max(result.columns, cells.size());
    result.rows.push_back(std::move(cells));
  });
  return result;
}

std::string text_of_table(const HtmlTable& table) {
  std::string text;
  auto line = [&](const std::vector<std::string>& cells) {
    text += '|';
    for (size_t i = 0; i < table.columns; ++i) text.append(" ").append(i < cells.size() ? cells[i] : "").append(i < cells.size() && !cells[i].empty() ? " |" : "|");
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
