// Indentation of lines as a model wrote them against that of a file's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace suit {

std::string_view indentation_of(std::string_view line);  // the blanks that it starts with

// Learns from pairs of lines how the file's indentation comes from the written one.
class Reindent {
 public:
  // The same line, as written and as it stands in the file; lines of blanks teach nothing.
  void learn(std::string_view written, std::string_view real);
  // The written line, indented as the file would; nullopt where what was learnt does not tell.
  std::optional<std::string> apply(std::string_view written) const;
  // Does each written indentation stand for one of the file's?
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
