// A source file, read as each language: the regions cover it, in time proportional to its length; the
// preamble ends within it, and names are found at their positions.
#include <time.h>

#include "input.h"
#include "propose/mechanic/mentions.h"
#include "propose/mechanic/preamble.h"

using namespace suit;
using namespace suit::code;
using namespace suit::mechanic;

namespace {

void lex_and_check(const Language& language, std::string_view text) {
  std::vector<Region> regions = lex(language, text);
  size_t begin = 0;
  for (size_t i = 0; i < regions.size(); ++i) {
    CHECK(regions[i].end > begin);
    CHECK(i == 0 || regions[i].part != regions[i - 1].part);
    begin = regions[i].end;
  }
  CHECK(begin == text.size());
}

void read_with_it(const Language& language, std::string_view text) {
  for (std::string_view inserted : {"x = 1", "# x", "// x"})
    if (auto at = after_preamble(language, text, inserted)) CHECK(*at <= text.size());
  if (auto at = find_header(language, text, "x")) CHECK(text.substr(*at).starts_with("x"));
  size_t last = 0;
  each_mention(language, text, "x", [&](const Mention& mention) {
    CHECK(mention.at >= last && text.substr(mention.at).starts_with("x"));
    last = mention.at + 1;
  });
}

double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_for(const Language& language, const std::string& text) {
  double begin = cpu_seconds();
  lex_and_check(language, text);
  return cpu_seconds() - begin;
}

std::string repeated(std::string_view text, size_t size) {
  std::string many;
  while (many.size() < size) many += text;
  return many;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text = fuzz::view_of(data, size);
  for (const Language& language : languages()) {
    lex_and_check(language, text);
    read_with_it(language, text);
  }
  lex_and_check(unknown_language(), text);
  // Also repeats a short text, in one of the languages: four times the text must take at most slightly more
  // than four times as long. Short times are ignored, and a disturbed measurement is repeated.
  if (text.empty() || text.size() > 32) return 0;
  size_t sum = 0;
  for (char c : text) sum = sum * 31 + static_cast<unsigned char>(c);
  const Language& language = languages()[sum % languages().size()];
  for (int attempt = 0;; ++attempt) {
    double once = seconds_for(language, repeated(text, 25'000));
    if (once < 0.02 || seconds_for(language, repeated(text, 100'000)) < 9 * once) return 0;
    CHECK(attempt < 3);
  }
}
