// Who looks on while a function works: a terminal, a browser, an agent, or nobody.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "propose/proposer.h"

namespace suit {

class Watch {
 public:
  virtual ~Watch() = default;
  // Something that a person should know, once.
  virtual void note(const std::string& /*line*/) {}
  // What is done now; stands until the next one.
  virtual void state(const std::string& /*line*/) {}
  // A question in the middle of the work. nullopt: nobody is there, or no answer was given.
  virtual std::optional<size_t> answer(const Question& /*question*/) { return std::nullopt; }
  // Set from outside to end the work early. Null: it can't be.
  virtual const std::atomic<bool>* cancelled() const { return nullptr; }
};

}  // namespace suit
