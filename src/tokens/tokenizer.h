// Exact token counts and ids for OpenAI's vocabularies o200k and cl100k, with our own byte pair encoding:
// linear time for any text. Special tokens in the text are encoded as ordinary text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace suit {

enum class Vocabulary { kO200k, kCl100k };

// Thread-safe.
class Tokenizer {
 public:
  // Built on the first call (a few milliseconds); never freed.
  static const Tokenizer& of(Vocabulary vocabulary);

  // Accepts any bytes, including invalid UTF-8.
  size_t count(std::string_view text) const;
  void encode(std::string_view text, std::vector<uint32_t>& ids) const;  // appends
  // The bytes of a token; `id` must be below size().
  std::string_view text_of(uint32_t id) const;
  uint32_t size() const;

  class Tables;

 private:
  explicit Tokenizer(const Tables& tables) : tables_(tables) {}
  const Tables& tables_;
};

}  // namespace suit
