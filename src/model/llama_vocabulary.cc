#include "model/llama_vocabulary.h"

#include <algorithm>
#include <set>

#include "base/result.h"

namespace suit {
namespace {

bool looks_like_markup(std::string_view text) {
  return text.size() > 2 &&
         ((text.front() == '<' && text.back() == '>') || (text.front() == '[' && text.back() == ']'));
}

size_t character_bytes(unsigned char lead) {
  return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

}  // namespace

LlamaVocabulary::LlamaVocabulary(const llama_vocab* vocab) : vocab_(vocab) {
  std::set<size_t> lengths;
  for (llama_token token = 0; token < size(); ++token) {
    llama_token_attr attributes = llama_vocab_get_attr(vocab_, token);
    const char* raw = llama_vocab_get_text(vocab_, token);
    std::string_view text = raw == nullptr ? "" : raw;
    bool special = (attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN)) != 0 ||
                   ((attributes & LLAMA_TOKEN_ATTR_USER_DEFINED) != 0 && looks_like_markup(text));
    if (!special || text.size() < 2) continue;
    special_.emplace(text);
    lengths.insert(text.size());
    first_[static_cast<unsigned char>(text[0])] = true;
  }
  lengths_.assign(lengths.begin(), lengths.end());
}

Tokens LlamaVocabulary::tokenize(std::string_view text, bool markup) const {
  if (text.empty()) return {};
  CHECK(text.size() < (1u << 30));  // callers refuse far smaller texts
  auto length = static_cast<int32_t>(text.size());
  Tokens tokens(text.size() / 3 + 16);
  int count = llama_tokenize(vocab_, text.data(), length, tokens.data(), static_cast<int32_t>(tokens.size()),
                             false, markup);
  if (count < 0) {
    tokens.resize(static_cast<size_t>(-static_cast<int64_t>(count)));
    count = llama_tokenize(vocab_, text.data(), length, tokens.data(), static_cast<int32_t>(tokens.size()),
                           false, markup);
  }
  tokens.resize(static_cast<size_t>(std::max(0, count)));
  return tokens;
}

Tokens LlamaVocabulary::text(std::string_view text) const {
  return tokenize(text, false);
}
Tokens LlamaVocabulary::markup(std::string_view text) const {
  return tokenize(text, true);
}

std::string LlamaVocabulary::bytes(llama_token token) const {
  // Some vocabularies make these control tokens, but the caller has to see them.
  std::string name = name_of(token);
  bool shown = name == "<tool_call>" || name == "</tool_call>";
  char buffer[64];
  int length = llama_token_to_piece(vocab_, token, buffer, sizeof buffer, 0, shown);
  if (length >= 0) return {buffer, static_cast<size_t>(length)};
  std::string piece(static_cast<size_t>(-length), '\0');
  length = llama_token_to_piece(vocab_, token, piece.data(), static_cast<int32_t>(piece.size()), 0, shown);
  piece.resize(static_cast<size_t>(std::max(0, length)));
  return piece;
}

std::string LlamaVocabulary::name_of(llama_token token) const {
  if (token < 0 || token >= size()) return "";
  const char* text = llama_vocab_get_text(vocab_, token);
  return text == nullptr ? "" : text;
}

std::string LlamaVocabulary::guarded(std::string_view text, std::string_view guard) const {
  std::string result;
  result.reserve(text.size());
  size_t copied = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!first_[static_cast<unsigned char>(text[at])]) continue;
    bool meets = std::any_of(lengths_.begin(), lengths_.end(), [&](size_t length) {
      return at + length <= text.size() && special_.contains(std::string(text.substr(at, length)));
    });
    if (!meets) continue;
    size_t end = std::min(text.size(), at + character_bytes(static_cast<unsigned char>(text[at])));
    result.append(text.substr(copied, end - copied)).append(guard);
    copied = end;
  }
  return result.append(text.substr(copied));
}

}  // namespace suit
