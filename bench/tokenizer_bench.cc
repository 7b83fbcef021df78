// Tokens per second of one thread for a given file; and the time for 200 KB of one letter. bench/context.py
// compares it with its peers.
#include <algorithm>
#include <cstdio>

#include "base/clock.h"
#include "base/files.h"
#include "tokens/tokenizer.h"

int main(int count, char** arguments) {
  using namespace suit;
  auto text = read_file(count > 1 ? arguments[1] : "/proc/self/exe", 1u << 30);
  if (!text) return 1;
  for (auto [vocabulary, name] :
       {std::pair{Vocabulary::kO200k, "o200k"}, std::pair{Vocabulary::kCl100k, "cl100k"}}) {
    const Tokenizer& tokenizer = Tokenizer::of(vocabulary);
    double best_s = 1e9;
    size_t tokens = 0;
    for (int i = 0; i < 3; ++i) {
      int64_t begun_us = monotonic_us();
      tokens = tokenizer.count(*text);
      best_s = std::min(best_s, static_cast<double>(monotonic_us() - begun_us) / 1e6);
    }
    std::printf("| suit %s | %.1f | %zu |\n", name, static_cast<double>(text->size()) / 1e6 / best_s, tokens);
    std::string letters(200'000, 'a');
    double letters_ms = 1e9;
    for (int i = 0; i < 3; ++i) {
      int64_t begun_us = monotonic_us();
      tokens = tokenizer.count(letters);
      letters_ms = std::min(letters_ms, static_cast<double>(monotonic_us() - begun_us) / 1e3);
    }
    std::printf("| suit %s, 200 KB of one letter | in %.1f ms | %zu |\n", name, letters_ms, tokens);
  }
  std::fflush(stdout);
}
