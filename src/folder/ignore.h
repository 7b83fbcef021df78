// The rules of .gitignore files, as in gitignore(5), and in git's wildmatch where that is silent. A property
// test compares with git.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// A compiled pattern of an ignore file. Matching takes at most time proportional to pattern × text.
class IgnorePattern {
 public:
  explicit IgnorePattern(std::string_view pattern);
  bool matches(std::string_view text) const;

 private:
  // kFolders: nothing, or any sequence of whole folders with their slashes; kRest: everything that follows,
  // slashes too.
  enum class Kind : uint8_t { kByte, kAny, kRun, kFolders, kRest, kClass };
  struct Part {
    Kind kind;
    char byte = 0;
    uint32_t set = 0;  // index in sets_
  };
  bool read_class(std::string_view pattern, size_t& at);
  std::vector<Part> parts_;
  std::vector<std::bitset<256>> sets_;
  std::string literal_;  // the text must equal it, or end with it if only a run precedes it
  enum class Shape : uint8_t { kNever, kLiteral, kSuffix, kParts } shape_ = Shape::kParts;
};

class IgnoreRules {
 public:
  // Adds the rules of an ignore file in `folder` ("" for the top). Later rules override earlier ones.
  void add(std::string_view folder, std::string_view text);
  // Does the last matching rule ignore it? nullopt if none matches. The caller handles parents: below an
  // ignored folder no rule applies.
  std::optional<bool> decide(std::string_view path, bool is_directory) const;
  bool ignores(std::string_view path, bool is_directory) const {
    return decide(path, is_directory).value_or(false);
  }

  // reset() drops the rules added after mark(): a walk leaves a folder.
  size_t mark() const { return rules_.size(); }
  void reset(size_t mark) { rules_.erase(rules_.begin() + static_cast<ptrdiff_t>(mark), rules_.end()); }

 private:
  struct Rule {
    std::string folder;
    IgnorePattern pattern;
    bool negated = false;
    bool directories_only = false;
    bool anchored = false;  // matched against the path below `folder`, not only the name
  };
  std::vector<Rule> rules_;
};

}  // namespace suit
