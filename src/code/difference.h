// Classifies how the two sides of a source file differ at most, by its language's comments, strings and
// names.
#pragma once

#include <memory>
#include <string_view>

namespace suit {

enum class Difference {
  kAny,
  kNames,     // only names, each old one always by the same new one; also comments
  kComments,  // only comments, none of them a directive for a tool
  kBlanks,    // trailing blanks, line endings, empty lines at the end
};

// Compares the files of one change: a name renamed in one is renamed in all.
class Differences {
 public:
  Differences();
  ~Differences();
  // Takes time proportional to the sides; kAny if they are large.
  Difference of(std::string_view path, std::string_view before, std::string_view after);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace suit
