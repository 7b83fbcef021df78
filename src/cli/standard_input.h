// Standard input, for commands that read it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace suit {

class StandardInput {
 public:
  // The next line, without its terminator, truncated to `bytes_max`. `over`, polled ten times a second, ends
  // the wait. nullopt: end of input. Errors: kIo.
  Result<std::optional<std::string>> line(size_t bytes_max, const std::function<bool()>& over);
  // The rest. `what` names the expected input. Errors: kIo, kInvalid (longer than `bytes_max`, or a
  // terminal).
  Result<std::string> all(size_t bytes_max, std::string_view what, const std::function<bool()>& over);

 private:
  Result<bool> fill(const std::function<bool()>& over);

  std::string read_;
  size_t at_ = 0;
};

}  // namespace suit
