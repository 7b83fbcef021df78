#include "change/patch.h"

#include <charconv>

#include "base/text.h"

namespace suit {
namespace {

// "@@ -12,5 +12,6 @@ anything" → 12
std::optional<size_t> start_in_header(std::string_view line) {
  if (!line.starts_with("@@ -")) return std::nullopt;
  line.remove_prefix(4);
  size_t start = 0;
  auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), start);
  std::string_view rest = line.substr(static_cast<size_t>(end - line.data()));
  if (error != std::errc() || rest.find(" +") == rest.npos || rest.find(" @@") == rest.npos)
    return std::nullopt;
  return start;
}

}  // namespace

Result<PatchHunk> parse_hunk(std::string_view text) {
  PatchHunk hunk;
  bool seen_header = false;
  char last_sign = 0;
  size_t number = 0;
  for (std::string_view raw : split_lines(text)) {
    ++number;
    auto invalid = [&](std::string_view why) {
      return Error{ErrorCode::kInvalid,
                   "line " + std::to_string(number) + " of the hunk: " + std::string(why),
                   "lines start with a space, '-' or '+', below a line such as @@ -1,3 +1,4 @@"};
    };
    if (raw.starts_with('#')) continue;
    if (!seen_header) {
      if (trim(raw).empty()) continue;
      auto start = start_in_header(raw);
      if (!start) return invalid("expected a header such as @@ -1,3 +1,4 @@");
      hunk.old_start = *start;
      seen_header = true;
      continue;
    }
    if (raw.starts_with("@@")) return invalid("a second hunk");
    if (raw.starts_with('\\')) {
      auto strip = [&](std::string& side) {
        if (side.ends_with('\n')) side.pop_back();
      };
      if (last_sign == 0) return invalid("no line precedes it");
      if (last_sign != '+') strip(hunk.old_text);
      if (last_sign != '-') strip(hunk.new_text);
      continue;
    }
    bool blank = without_terminator(raw).empty();
    char sign = blank ? ' ' : raw.front();
    std::string line(blank ? raw : raw.substr(1));
    if (sign != ' ' && sign != '-' && sign != '+') return invalid("it must start with ' ', '-' or '+'");
    if (!line.ends_with('\n')) line += '\n';
    if (sign != '+') hunk.old_text += line;
    if (sign != '-') hunk.new_text += line;
    last_sign = sign;
  }
  if (!seen_header) return Error{ErrorCode::kInvalid, "the hunk is empty"};
  return hunk;
}

}  // namespace suit
