// Any task text: distinct interpretations, or an error.
#include <algorithm>

#include "base/text.h"
#include "input.h"
#include "propose/mechanic/keys.h"
#include "propose/mechanic/kinds.h"

using namespace suit;
using namespace suit::mechanic;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parse = parse_instruction(fuzz::view_of(data, size));
  if (!parse) {
    CHECK(parse.error().code == ErrorCode::kInvalid && !parse.error().message.empty());
    return 0;
  }
  const auto& readings = parse->readings;
  CHECK(!readings.empty() || !parse->declined.understood.empty());
  for (size_t i = 0; i < readings.size(); ++i) {
    const std::vector<Phrasing>& phrasings = readings[i].kind->wording.phrasings;
    CHECK(std::any_of(phrasings.begin(), phrasings.end(),
                      [&](const Phrasing& phrasing) { return &phrasing == readings[i].said.phrasing; }));
    CHECK(!describe(readings[i]).empty());
    CHECK(is_utf8(readings[i].old_text.text) && is_utf8(readings[i].new_text.text));
    for (size_t j = 0; j < i; ++j) CHECK(!(readings[i] == readings[j]));
    shown_key(parse_key(readings[i].old_text.text));
  }
  return 0;
}
