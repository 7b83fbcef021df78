// A hunk edited by a person; and printed hunks, which must parse back to the original. Parts: the old file,
// the new file. The whole input is also read as a hunk.
#include "change/diff.h"
#include "change/patch.h"
#include "input.h"

using namespace suit;

namespace {

std::string joined(const std::vector<std::string_view>& lines, size_t begin, size_t end) {
  std::string text;
  for (size_t i = begin; i < end; ++i) text += lines[i];
  return text;
}

void check_round_trip(const FileDiff& diff, size_t context_lines, const std::string& wanted) {
  std::string content;
  size_t at = 0;
  for (const HunkGroup& group : group_hunks(diff, context_lines)) {
    auto hunk = parse_hunk(unified_hunk(diff, group, context_lines));
    CHECK(hunk);
    // An empty range has the number of the line before it.
    size_t begin = hunk->old_text.empty() ? hunk->old_start : hunk->old_start - 1;
    CHECK(at <= begin && begin <= diff.old_lines.size());
    content += joined(diff.old_lines, at, begin);
    content += hunk->new_text;
    std::string covered;
    for (at = begin; covered.size() < hunk->old_text.size(); ++at) {
      CHECK(at < diff.old_lines.size());
      covered += diff.old_lines[at];
    }
    CHECK(covered == hunk->old_text);
  }
  content += joined(diff.old_lines, at, diff.old_lines.size());
  CHECK(content == wanted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input = fuzz::view_of(data, size);
  auto hunk = parse_hunk(input);
  if (!hunk) CHECK(hunk.error().code == ErrorCode::kInvalid && !hunk.error().message.empty());

  auto parts = fuzz::parts_of(input, 2);
  FileEdit edit{"a", FileVersion::file(std::string(parts[0]), 0644),
                FileVersion::file(std::string(parts[1]), 0644)};
  FileDiff diff(edit);
  if (diff.binary) return 0;
  for (size_t context_lines : {0, 1, 3}) check_round_trip(diff, context_lines, edit.after.content);
  return 0;
}
