// Path patterns. Parts: the pattern, the path.
#include "base/glob.h"
#include "change/scope.h"
#include "input.h"

using namespace suit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 2);
  std::string_view pattern = parts[0], path = parts[1];
  bool plain = !has_glob_characters(pattern) && pattern.find('\\') == pattern.npos;
  bool matches = glob_matches(pattern, path);
  if (plain) CHECK(matches == (pattern == path));
  scope_glob_matches(pattern, path);
  CHECK(scope_glob_matches("**", path) && scope_glob_matches("", path));
  std::string quoted;
  for (char c : path) quoted.append(1, '\\').append(1, c);
  CHECK(glob_matches(quoted, path));
  CHECK(glob_matches("**", path));
  CHECK(glob_matches("*", path) == (path.find('/') == path.npos));
  if (auto scope = Scope::parse({std::string(pattern)})) {
    CHECK(Scope::parse(scope->texts()));
    (void)scope->contains(path);
    if (auto lines = scope->lines_in(path))
      for (const LineRange& range : *lines) CHECK(range.first <= range.last);
  }
  // Long patterns take the same code paths.
  if (pattern.size() > 8) return 0;
  std::string many;
  while (many.size() < 20'000) many += pattern.empty() ? "{" : pattern;
  glob_matches(many, path.substr(0, 40));
  return 0;
}
