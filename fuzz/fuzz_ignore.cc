// An ignore file. Parts: the folder that contains it, a path, the file.
#include "base/text.h"
#include "folder/ignore.h"
#include "input.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 3);
  std::string_view path = parts[1];
  IgnoreRules rules;
  rules.add(parts[0], parts[2]);
  rules.ignores(path, true);
  bool file = rules.ignores(path, false);
  if (!is_inner_path(path) || path.find_first_of("\r\n") != path.npos) return 0;
  // A rule for exactly this path decides; without it nothing changes.
  std::string rule;
  for (char c : path) rule.append(1, '\\').append(1, c);
  size_t mark = rules.mark();
  rules.add("", "!/" + rule + "\n");
  CHECK(!rules.ignores(path, true) && !rules.ignores(path, false));
  rules.add("", "/" + rule + "\n");
  CHECK(rules.ignores(path, true) && rules.ignores(path, false));
  rules.reset(mark);
  CHECK(rules.ignores(path, false) == file);
  return 0;
}
