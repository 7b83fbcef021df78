#include "context/offer.h"

#include "base/text.h"

namespace suit {

std::string as_shown(const ContextRequest& request, std::string_view text) {
  return request.shown_as ? request.shown_as(text) : std::string(text);
}

size_t lines_that_fit(const ContextRequest& request, const std::vector<std::string_view>& lines, size_t first,
                      int64_t budget_tokens) {
  size_t count = 0;
  while (first + count < lines.size()) {
    budget_tokens -= request.count_tokens(lines[first + count]);
    if (budget_tokens < 0) break;
    ++count;
  }
  return count;
}

Result<OfferedPart> file_part(const ContextRequest& request, const std::string& path) {
  ASSIGN_OR_RETURN(std::string content, request.folder->read(path));
  if (is_binary(content) || !is_utf8(content)) return Error{ErrorCode::kInvalid, "not text"};
  OfferedPart part{.name = path, .text = as_shown(request, content), .digest = Digest::of(content)};
  part.last_line = split_lines(part.text).size();
  return part;
}

OfferedPart lines_of(const OfferedPart& file, size_t first, size_t last) {
  std::vector<std::string_view> lines = split_lines(file.text);
  OfferedPart part = file;
  part.shorter.clear();
  part.text.clear();
  part.first_line = std::max<size_t>(first, 1);
  part.last_line = std::min(last, lines.size());
  for (size_t line = part.first_line; line <= part.last_line; ++line) part.text += lines[line - 1];
  part.whole = part.first_line == 1 && part.last_line == lines.size();
  return part;
}

}  // namespace suit
