// A table of a page as a table of Markdown (GitHub's).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "read/html_tree.h"

namespace suit {

// Whether it holds data, rather than laying out a page: several columns, no table within, no headings but in
// rows of their own.
bool is_data_table(const HtmlNode& table);

struct HtmlTable {
  const HtmlNode* heading = nullptr;  // the row of its own before it: a cell that holds a heading
  std::vector<std::vector<std::string>> rows =
      {};  // each as wide as `columns` at most; a spanned cell is empty
  size_t columns = 0;
  bool has_head = false;  // the first row is one
};
// Its parts, parted by headings. `cell` gives a cell's Markdown, on one line.
std::vector<HtmlTable> read_table(const HtmlNode& table,
                                  const std::function<std::string(const HtmlNode&)>& cell);

// The lines of one, without a last newline; "" where it has no rows.
std::string text_of_table(const HtmlTable& table);

}  // namespace suit
