// The rules of .gitignore files, as git has them: gitignore(5), and git's wildmatch where that is silent. A
// property test compares with git itself.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// A pattern of an ignore file, read once. Matching takes time proportional to pattern × text at worst.
class IgnorePattern {
 public:
  explicit IgnorePattern(std::string_view pattern);
  bool matches(std::string_view text) const;

 private:
  // kFolders: nothing, or any run of whole folders with their slashes; kRest: all that follows, slashes too.
  enum class Kind : uint8_t { kByte, kAny, kRun, kFolders, kRest, kClass };
  struct Part {
    Kind kind;
    char byte = 0;
    uint32_t set = 0;  // index in sets_
  };
  bool read_class(std::string_view pattern, size_t& at);
  std::vector<Part> parts_;
  std::vector<std::bitset<256>> sets_;
  std::string literal_;  // what the text must equal, or end with if only a run is before it
  enum class Shape : uint8_t { kNever, kLiteral, kSuffix, kParts } shape_ = Shape::kParts;
};

class IgnoreRules {
 public:
  // Adds the rules of an ignore file that stands in `folder` ("" for the top). Later rules win over earlier
  // ones.
  void add(std::string_view folder, std::string_view text);
  // What the last rule that matches says: is it ignored? nullopt where none matches. Parents are the caller's
  // business: below an ignored folder nothing counts.
  std::optional<bool> decide(std::string_view path, bool is_directory) const;
  bool ignores(std::string_view path, bool is_directory) const {
    return decide(path, is_directory).value_or(false);
  }

  // Rules added after mark() are dropped by reset(): a walk leaves a folder.
  size_t mark() const { return rules_.size(); }
  void reset(size_t mark) { rules_.erase(rules_.begin() + static_cast<ptrdiff_t>(mark), rules_.end()); }

 private:
  struct Rule {
    std::string folder;
    IgnorePattern pattern;
    bool negated = false;
    bool directories_only = false;
    bool anchored = false;  // matched against the path below `folder`, not the name alone
  };
  std::vector<Rule> rules_;
};

}  // namespace suit
