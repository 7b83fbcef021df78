// Text to tokens and back, so that no text of a message can become a control token.
#pragma once

#include <llama.h>

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace suit {

using Tokens = std::vector<llama_token>;

// Thread-safe. The vocabulary belongs to a model that outlives it.
class LlamaVocabulary {
 public:
  explicit LlamaVocabulary(const llama_vocab* vocab);

  const llama_vocab* get() const { return vocab_; }
  // Text as it is: "<|user|>" in it becomes the characters.
  Tokens text(std::string_view text) const;
  // A part of a chat template: "<|user|>" in it becomes the control token.
  Tokens markup(std::string_view text) const;
  // The bytes of one token; none for control tokens, tool call marks excepted.
  std::string bytes(llama_token token) const;
  bool ends(llama_token token) const { return llama_vocab_is_eog(vocab_, token); }
  std::string name_of(llama_token token) const;  // "" where there is none
  int size() const { return llama_vocab_n_tokens(vocab_); }

  // Puts `guard` after the first character of whatever would read as a control token, also of one that the
  // vocabulary calls user-defined but that looks like markup. Taken apart at the guards, none of the pieces
  // does.
  std::string guarded(std::string_view text, std::string_view guard) const;

 private:
  Tokens tokenize(std::string_view text, bool markup) const;

  const llama_vocab* vocab_;
  std::unordered_set<std::string> special_;
  std::vector<size_t> lengths_;  // of the special ones, each once
  bool first_[256] = {};         // bytes that one can start with
};

}  // namespace suit
