// How usual a piece of code is: a trigram model of tokens over the folder's own sources.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace suit::repair {

class Naturalness {
 public:
  void learn(std::string_view text);
  // The factor for replacing `before` by `after` between `left` and `right`, in [0.2, 4]; above 1 if the code
  // becomes more usual. Jelinek-Mercer interpolation with fixed weights.
  double of(std::string_view left, std::string_view before, std::string_view after,
            std::string_view right) const;
  size_t tokens() const { return tokens_; }

 private:
  double log_probability(const std::vector<uint64_t>& tokens, size_t first, size_t count) const;

  std::unordered_map<uint64_t, uint32_t> one_, two_, three_;
  size_t tokens_ = 0;
};

}  // namespace suit::repair
