// In what the two sides of a source file differ, at most: told by where its language has comments, strings
// and names.
#pragma once

#include <memory>
#include <string_view>

namespace suit {

enum class Difference {
  kAny,
  kNames,     // names alone, each old one always by the same new one; comments besides
  kComments,  // comments alone, none of which speaks to a tool
  kBlanks,    // blanks at the ends of lines, line endings, empty lines at the end
};

// Over the files of one change: a name that is exchanged in one is exchanged in all.
class Differences {
 public:
  Differences();
  ~Differences();
  // Time proportional to the sides; kAny where they are large.
  Difference of(std::string_view path, std::string_view before, std::string_view after);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace suit
