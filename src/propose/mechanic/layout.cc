#include "propose/mechanic/layout.h"

#include <algorithm>

#include "base/text.h"

namespace suit::mechanic {

std::string_view newline_of(std::string_view content) {
  size_t crlf = 0, lf = 0;
  for (size_t at = content.find('\n'); at != content.npos && crlf + lf < 1000;
       at = content.find('\n', at + 1))
    ++(at > 0 && content[at - 1] == '\r' ? crlf : lf);
  return crlf > lf ? "\r\n" : "\n";
}

size_t after_mark(std::string_view content) {
  return content.starts_with("\xef\xbb\xbf") ? 3 : 0;
}

std::string as_lines(std::string_view text, std::string_view newline) {
  std::string out;
  if (text.empty()) return std::string(newline);
  for (std::string_view line : split_lines(text)) out.append(without_terminator(line)).append(newline);
  return out;
}

}  // namespace suit::mechanic
