// Replaces secrets in a model's input by masks and restores them in the files that its answer changes. The
// model can keep and move a credential within its file without seeing it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

class SecretMasks {
 public:
  // "[secret 1: a GitHub token]"; a secret has the same mask throughout, also where nothing near it
  // identifies it. Each line of a private key has its own mask, so the text keeps its lines. Existing masks
  // stay.
  std::string masked(std::string_view text);
  // The same for each string in JSON; text that is not JSON is masked as text.
  std::string masked_json(std::string_view json);
  size_t count() const { return secrets_.size(); }

  // A file's new content with its secrets restored. `versions`: the present file, and the one before the
  // task. A mask is allowed only where they have that secret: on the same line or what that line became, and
  // not more often. Errors: kDenied (elsewhere, or misspelt), with a message for the model.
  Result<std::string> unmasked(std::string_view path, const std::vector<std::string_view>& versions,
                               std::string_view content);

 private:
  struct Line {
    std::string mask, text;
  };
  struct Known {
    std::string_view what;
    std::vector<Line> lines;  // for a private key; otherwise one
  };
  const Known& known_as(std::string_view secret, std::string_view what,
                        const std::vector<std::string_view>& lines);
  std::string with_known(std::string text) const;

  std::vector<Known> secrets_;
  std::map<std::string, size_t, std::less<>> by_text_;
};

}  // namespace suit
