// Which paths, and which lines of them, a task may change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

// Lines of a file as a person counts them: from 1, both ends included.
struct LineRange {
  size_t first = 1;
  size_t last = 1;
  bool operator==(const LineRange&) const = default;
};

struct ScopeItem {
  std::string glob;  // as scope_glob_matches reads it
  std::optional<LineRange> lines;
};

class Scope {
 public:
  // Each item is GLOB, PATH:LINE or PATH:FIRST-LAST. No item at all means the whole folder.
  // Errors: kInvalid (a range that ends before it starts, an absolute path, one with "..").
  static Result<Scope> parse(const std::vector<std::string>& items);

  bool contains(std::string_view path) const;
  // The lines that may be changed in a path of the scope; nullopt means all of them.
  std::optional<std::vector<LineRange>> lines_in(std::string_view path) const;
  bool is_whole_folder() const { return items_.empty(); }
  const std::vector<ScopeItem>& items() const { return items_; }
  std::vector<std::string> named_files() const;  // paths of items that are no patterns
  std::vector<std::string> texts() const;        // what parse() takes

 private:
  std::vector<ScopeItem> items_;
};

}  // namespace suit
