// The paths, and lines of them, that a task may change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// Lines of a file, from 1, both ends included.
struct LineRange {
  size_t first = 1;
  size_t last = 1;
  bool operator==(const LineRange&) const = default;
};

struct ScopeItem {
  std::string glob;  // for scope_glob_matches()
  std::optional<LineRange> lines;
};

class Scope {
 public:
  // Each item is GLOB, PATH:LINE or PATH:FIRST-LAST. No items: the whole folder. Errors: kInvalid (a range
  // that ends before it starts, an absolute path, one with "..").
  static Result<Scope> parse(const std::vector<std::string>& items);

  bool contains(std::string_view path) const;
  // The changeable lines of a path in the scope; nullopt: all.
  std::optional<std::vector<LineRange>> lines_in(std::string_view path) const;
  bool is_whole_folder() const { return items_.empty(); }
  const std::vector<ScopeItem>& items() const { return items_; }
  std::vector<std::string> named_files() const;  // paths of items that are not patterns
  std::vector<std::string> texts() const;        // the arguments of parse()

 private:
  std::vector<ScopeItem> items_;
};

}  // namespace suit
