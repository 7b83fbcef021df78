// The rules of .gitignore files, as gitignore(5) has them, but for what needs git's index.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suit {

class IgnoreRules {
 public:
  // Adds the rules of an ignore file that stands in `folder` ("" for the top). Later rules win over earlier ones.
  void add(std::string_view folder, std::string_view text);
  // The last rule that matches decides. Parents are the caller's business: below an ignored folder nothing counts.
  bool ignores(std::string_view path, bool is_directory) const;

  // Rules added after mark() are dropped by reset(): a walk leaves a folder.
  size_t mark() const { return rules_.size(); }
  void reset(size_t mark) { rules_.resize(mark); }

 private:
  struct Rule {
    std::string folder;
    std::string glob;
    bool negated = false;
    bool directories_only = false;
    bool anchored = false;  // matched against the path below `folder`, not the name alone
    bool literal = false;   // has no glob characters: compared as it is
  };
  std::vector<Rule> rules_;
};

}  // namespace suit
