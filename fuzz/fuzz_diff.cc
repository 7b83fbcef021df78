// Differences and merges of three arbitrary contents. Parts: base, ours, theirs.
#include "base/text.h"
#include "change/diff.h"
#include "input.h"

using namespace suit;

namespace {

void check_diff(std::string_view old_content, std::string_view new_content) {
  FileEdit edit{"a", FileVersion::file(std::string(old_content), 0644),
                FileVersion::file(std::string(new_content), 0755)};
  FileDiff diff(edit);
  unified_diff(edit);
  if (diff.binary) return;
  CHECK(with_hunks(diff, std::vector<bool>(diff.hunks.size(), true)) == new_content);
  CHECK(with_hunks(diff, std::vector<bool>(diff.hunks.size(), false)) == old_content);
  size_t old_at = 0, new_at = 0;
  for (const Hunk& hunk : diff.hunks) {
    CHECK(hunk.old_count + hunk.new_count > 0);
    CHECK(hunk.old_start >= old_at && hunk.new_start >= new_at &&
          hunk.old_start - old_at == hunk.new_start - new_at);
    CHECK(&hunk == &diff.hunks[0] || hunk.old_start > old_at);  // adjacent ones are merged
    old_at = hunk.old_start + hunk.old_count;
    new_at = hunk.new_start + hunk.new_count;
  }
  CHECK(old_at <= diff.old_lines.size() && diff.old_lines.size() - old_at == diff.new_lines.size() - new_at);
  std::vector<bool> every_other(diff.hunks.size());
  for (size_t i = 0; i < every_other.size(); i += 2) every_other[i] = true;
  with_hunks(diff, every_other);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 3);
  std::string_view base = parts[0], ours = parts[1], theirs = parts[2];
  check_diff(base, ours);
  check_diff(ours, theirs);

  auto merge = [](std::string_view b, std::string_view o, std::string_view t) {
    return merge_lines(b, o, t, "ours", "theirs");
  };
  Merge unchanged = merge(base, base, theirs);
  CHECK(unchanged.conflicts == 0 && unchanged.content == theirs);
  unchanged = merge(base, ours, base);
  CHECK(unchanged.conflicts == 0 && unchanged.content == ours);
  unchanged = merge(base, ours, ours);
  CHECK(unchanged.conflicts == 0 && unchanged.content == ours);
  Merge one = merge(base, ours, theirs), other = merge(base, theirs, ours);
  CHECK(one.conflicts == other.conflicts && (one.conflicts > 0 || one.content == other.content));
  return 0;
}
