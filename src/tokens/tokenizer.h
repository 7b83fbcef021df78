// Exact token counts and ids for OpenAI's vocabularies o200k and cl100k, by byte pair encoding of our own:
// linear in the text whatever it is. What looks like a special token is ordinary text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace suit {

enum class Vocabulary { kO200k, kCl100k };

// Thread-safe.
class Tokenizer {
 public:
  // Made at the first call, which takes some milliseconds, and kept for ever.
  static const Tokenizer& of(Vocabulary vocabulary);

  // Any bytes: those that are no UTF-8 are tokens like others.
  size_t count(std::string_view text) const;
  void encode(std::string_view text, std::vector<uint32_t>& ids) const;  // appends
  // The bytes that it stands for; `id` must be below size().
  std::string_view text_of(uint32_t id) const;
  uint32_t size() const;

  class Tables;

 private:
  explicit Tokenizer(const Tables& tables) : tables_(tables) {}
  const Tables& tables_;
};

}  // namespace suit
