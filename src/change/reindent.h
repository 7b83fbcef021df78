// Maps the indentation of a model's lines to that of a file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace suit {

std::string_view indentation_of(std::string_view line);  // its leading blanks

// Learns the mapping from pairs of lines.
class Reindent {
 public:
  // The same line, as written and as in the file; blank lines are ignored.
  void learn(std::string_view written, std::string_view real);
  // The written line with the file's indentation; nullopt if the known pairs do not determine it.
  std::optional<std::string> apply(std::string_view written) const;
  // Does each written indentation map to only one of the file's?
  bool is_clear() const { return clear_; }
  bool changes_anything() const;
  std::string in_words() const;  // "indented by 4 spaces more"

 private:
  std::optional<std::string> prefix_changed(std::string_view indentation) const;
  std::optional<std::string> tabs_changed(std::string_view indentation) const;
  std::map<std::string, std::string, std::less<>> pairs_;  // written → real
  bool clear_ = true;
};

}  // namespace suit
