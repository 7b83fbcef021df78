// Secrets in what a model reads are replaced by masks, and put back in the files that its answer changes: it
// can keep and move a credential within its file without seeing it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suit {

class SecretMasks {
 public:
  // "[secret 1: a GitHub token]"; the same secret has the same mask throughout, also where nothing near it
  // says that it is one. Of a private key each line has a mask of its own: the text keeps its lines. What is
  // masked stays as it is.
  std::string masked(std::string_view text);
  // The same for each text in JSON; of what is no JSON, of it as text.
  std::string masked_json(std::string_view json);
  size_t count() const { return secrets_.size(); }

  // A file's new content with its secrets put back. `versions`: the file as it is, and as it was before the
  // task; a mask may only stand where they have that secret: on the same line, or on what that line became,
  // and not more often. Errors: kDenied (it stands elsewhere, or is not written as it was given), with what
  // to say to the model.
  Result<std::string> unmasked(std::string_view path, const std::vector<std::string_view>& versions,
                               std::string_view content);

 private:
  struct Line {
    std::string mask, text;
  };
  struct Known {
    std::string_view what;
    std::vector<Line> lines;  // of a private key; else one
  };
  const Known& known_as(std::string_view secret, std::string_view what,
                        const std::vector<std::string_view>& lines);
  std::string with_known(std::string text) const;

  std::vector<Known> secrets_;
  std::map<std::string, size_t, std::less<>> by_text_;
};

}  // namespace suit
