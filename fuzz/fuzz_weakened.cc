// What a change weakens, of any two contents of a file. Parts: path, before, after.
#include "base/text.h"
#include "input.h"
#include "verify/tests_within.h"
#include "verify/weakened.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 3);
  std::string path(trim(parts[0])), before(parts[1]), after(parts[2]);
  if (!is_inner_path(path)) return 0;
  FileVersion old_version = FileVersion::file(before, 0644), new_version = FileVersion::file(after, 0644);
  std::vector<FileEdit> edits = {{path, old_version, new_version}};
  std::vector<Weakening> found = weakened_in(edits);
  CHECK(found.size() <= 12 && (before != after || found.empty()));
  for (const Weakening& each : found) {
    std::string line = describe(each);
    CHECK(is_utf8(line) && line == printable(line) && line.size() < path.size() * 4 + 1'000);
    CHECK(each.line <= split_lines(each.of_base ? before : after).size() + 1);
  }
  weakened_in({{path, old_version, FileVersion::absent()}});
  weakened_in(
      {{path, FileVersion::absent(), new_version}, {"a/" + path, old_version, FileVersion::absent()}});

  has_tests_within(path, before);
  CHECK(with_base_tests(path, before, before) == before);
  if (auto text = with_base_tests(path, before, after))
    CHECK(text->size() <= before.size() + after.size() + 65'536);
  return 0;
}
