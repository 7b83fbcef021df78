// Displayed text from untrusted bytes, and paths made from them. Parts: a text, a path or folder, another.
#include "base/text.h"
#include "input.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 3);
  std::string shown = printable(parts[0]), lines = printable_lines(parts[0]);
  CHECK(is_utf8(shown) && is_utf8(lines));
  for (char c : shown) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\t') && c != 0x7f);
  for (char c : lines) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') && c != 0x7f);
  CHECK(printable(shown) == shown && printable_lines(lines) == lines);
  std::string joined;
  for (std::string_view line : split_lines(parts[0])) {
    CHECK(!line.empty());
    joined += line;
  }
  CHECK(joined == parts[0]);
  CHECK(shell_quote(parts[0]).size() >= parts[0].size());
  CHECK(edit_distance(parts[1].substr(0, 40), parts[1].substr(0, 40), 5) == 0);
  edit_distance(parts[0].substr(0, 40), parts[1].substr(0, 40), 5);
  extension_of(parts[1]);

  std::string inside = join_path(parts[1], parts[2]);
  bool both = is_inner_path(parts[1]) && is_inner_path(parts[2]);
  if (both && inside.size() < 4096) CHECK(is_inner_path(inside));
  if (both) CHECK(join_path(parts[1], relative_path(parts[1], parts[2])) == parts[2]);
  return 0;
}
