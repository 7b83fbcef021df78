// Secrets in what a model elsewhere reads are replaced before it is sent, and put back in what it answers: the model can move and
// keep a credential without seeing it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

class SecretMasks {
 public:
  // "[secret 1: a GitHub token]"; the same secret has the same mask throughout.
  std::string masked(std::string_view text);
  std::string unmasked(std::string_view text) const;
  size_t count() const { return secrets_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> secrets_;  // mask, secret
  std::map<std::string, size_t, std::less<>> by_secret_;
};

}  // namespace suit
