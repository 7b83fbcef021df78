// Converts a page's table to a Markdown table (GitHub's).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "read/html_tree.h"

namespace suit {

// Whether the table holds data rather than layout: several columns, no nested table, headings only in rows of
// their own.
bool is_data_table(const HtmlNode& table);

struct HtmlTable {
  const HtmlNode* heading = nullptr;  // heading row before the table: a single cell with a heading
  std::vector<std::vector<std::string>> rows = {};  // at most `columns` cells each; spanned cells are empty
  size_t columns = 0;
  bool has_head = false;  // the first row is a header
};
// Splits a table at its heading rows. `cell` returns a cell's Markdown on one line.
std::vector<HtmlTable> read_table(const HtmlNode& table,
                                  const std::function<std::string(const HtmlNode&)>& cell);

// Returns the lines of a table, without a trailing newline; "" if it has no rows.
std::string text_of_table(const HtmlTable& table);

}  // namespace suit
