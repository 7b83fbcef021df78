// Shared by the parsers of edit formats: an answer's lines, its fences, and the paths that it names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// The lines of an answer. Views into it.
class AnswerLines {
 public:
  explicit AnswerLines(std::string_view answer);
  size_t size() const { return lines_.size(); }
  // Without its terminator.
  std::string_view operator[](size_t at) const { return lines_[at]; }
  bool blank(size_t at) const { return lines_[at].find_first_not_of(" \t") == std::string_view::npos; }
  // Lines [first, last), each ending in LF.
  std::string joined(size_t first, size_t last) const;
  // Does line `at` end in CRLF?
  bool crlf(size_t at) const { return crlf_[at]; }
  // Are all of [first, last) and the line before them CRLF (the whole answer), or only these lines (the
  // content)?
  bool content_is_crlf(size_t first, size_t last) const;

 private:
  std::vector<std::string_view> lines_;
  std::vector<bool> crlf_;
};

// A line that opens or closes a fenced block: three or more of ` or ~ at the start of the line.
struct Fence {
  char mark = '`';
  size_t length = 0;
  std::string_view info;  // the text after it, trimmed; empty for a closing fence
};
std::optional<Fence> fence_at(std::string_view line);

// The path that a line names if it names nothing else: "src/a.cc", "**src/a.cc**:", "### File: `src/a.cc`".
// Quotes, backticks, asterisks, headings, comment signs and labels are removed. Empty for prose. The result
// may still be a bad path.
std::string path_in_line(std::string_view line);
// The path in a fence's info string: "python src/a.py", "python:src/a.py", "src/a.py", `python
// title="src/a.py"`.
std::string path_in_info(std::string_view info);
// The path of the fenced block that line `at` opens: from its info string, else from the nearest non-blank
// line above, not before line `from`.
std::string path_of_fence(const AnswerLines& lines, size_t at, size_t from);

}  // namespace suit
