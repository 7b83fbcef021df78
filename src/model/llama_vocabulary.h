// Converts text to tokens and back, so that message text never becomes a control token.
#pragma once

#include <llama.h>

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace suit {

using Tokens = std::vector<llama_token>;

// Thread-safe. The model that owns the vocabulary must outlive it.
class LlamaVocabulary {
 public:
  explicit LlamaVocabulary(const llama_vocab* vocab);

  const llama_vocab* get() const { return vocab_; }
  // Literal text: "<|user|>" becomes its characters.
  Tokens text(std::string_view text) const;
  // Part of a chat template: "<|user|>" becomes the control token.
  Tokens markup(std::string_view text) const;
  // The bytes of one token; empty for control tokens, except tool call marks.
  std::string bytes(llama_token token) const;
  bool ends(llama_token token) const { return llama_vocab_is_eog(vocab_, token); }
  std::string name_of(llama_token token) const;  // "" if there is none
  int size() const { return llama_vocab_n_tokens(vocab_); }

  // Inserts `guard` after the first character of any text that would become a control token, or a
  // user-defined token that looks like markup. Split at the guards, none of the pieces does.
  std::string guarded(std::string_view text, std::string_view guard) const;

 private:
  Tokens tokenize(std::string_view text, bool markup) const;

  const llama_vocab* vocab_;
  std::unordered_set<std::string> special_;
  std::vector<size_t> lengths_;  // distinct lengths of the special ones
  bool first_[256] = {};         // their possible first bytes
};

}  // namespace suit
