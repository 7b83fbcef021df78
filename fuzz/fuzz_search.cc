// A regular expression from a task, on a file. Parts: the pattern, its flags, the replacement, the file.
#include "input.h"
#include "propose/mechanic/regex.h"

using namespace suit;
using namespace suit::mechanic;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parts = fuzz::parts_of(fuzz::view_of(data, size), 4);
  std::string replacement(parts[2]);
  for (bool regex : {true, false}) {
    Text text;
    text.text = parts[0];
    text.regex = regex;
    if (regex) text.flags = parts[1];
    for (auto words : {Search::Words::kAny, Search::Words::kWhole}) {
      auto search = Search::create(text, words, Search::Case::kIgnored);
      if (!search) continue;
      if (!search->check_replacement(replacement)) continue;
      size_t count = 0, end = 0;
      auto replaced = search->replace(parts[3], replacement, count, [&](Found found) {
        CHECK(end <= found.begin && found.begin <= found.end && found.end <= parts[3].size());
        end = found.end;
        return true;
      });
      if (replaced) CHECK(replaced->has_value() == (count > 0));
      auto matches = search->matches(parts[3]);
      if (replaced && matches) CHECK(*matches == (count > 0));
    }
  }
  return 0;
}
