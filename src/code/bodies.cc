#include "code/bodies.h"

#include <algorithm>
#include <utility>

#include "base/result.h"
#include "code/bodies_scan.h"

namespace suit {
namespace {

Shortened cut_out(std::string_view source, const BodyRanges& ranges) {
  std::string changed;
  if (!ranges.replaced.empty()) {
    changed = source;
    for (auto [at, c] : ranges.replaced) changed[at] = c;
    source = changed;
  }
  Shortened shortened;
  shortened.text.reserve(source.size());
  size_t at = 0;
  for (auto [begin, end] : ranges.cut) {
    shortened.text += source.substr(at, begin - at);
    at = end;
    shortened.cuts.push_back({shortened.text.size(), at - shortened.text.size()});
  }
  shortened.text += source.substr(at);
  return shortened;
}

}  // namespace

size_t Shortened::in_source(size_t at) const {
  auto after = std::upper_bound(cuts.begin(), cuts.end(), at,
                                [](size_t position, const Cut& cut) { return position < cut.at; });
  return after == cuts.begin() ? at : at + std::prev(after)->removed;
}

Shortened without_bodies(Grammar grammar, std::string_view source) {
  switch (code::language_of(grammar).bodies) {
    case code::Bodies::kBraces:
      return cut_out(source, bodies_in_braces(grammar, source));
    case code::Bodies::kIndented: {
      BodyRanges bodies = bodies_by_indent(source);
      for (auto& body : bodies.cut) ++body.first;  // a body has a statement
      Shortened shortened = cut_out(source, bodies);
      for (const Shortened::Cut& cut : shortened.cuts) shortened.text[cut.at - 1] = '0';
      return shortened;
    }
    case code::Bodies::kParsed:
      return {std::string(source)};
  }
  CHECK(false);
  return {};
}

}  // namespace suit
