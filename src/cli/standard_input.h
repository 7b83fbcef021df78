// Standard input, for commands that take what they work on from there.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace suit {

class StandardInput {
 public:
  // The next line, without its end; what is longer than `bytes_max` is cut there. `over`, asked ten times a
  // second, ends the wait. nullopt: there is no more. Errors: kIo.
  Result<std::optional<std::string>> line(size_t bytes_max, const std::function<bool()>& over);
  // The rest. Errors: kIo, kInvalid (it is longer than `bytes_max`, or a terminal; `what` names what is
  // awaited).
  Result<std::string> all(size_t bytes_max, std::string_view what, const std::function<bool()>& over);

 private:
  Result<bool> fill(const std::function<bool()>& over);

  std::string read_;
  size_t at_ = 0;
};

}  // namespace suit
