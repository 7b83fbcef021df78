// A person's request.
#pragma once

#include <string>

#include "base/level.h"
#include "change/scope.h"

namespace suit {

struct Task {
  int64_t id = 0;         // its event in the ledger; 0 before it is recorded
  std::string name = {};  // for people: "t3"; "" before it is recorded
  std::string text = {};
  Scope scope = {};
  Level level = Level::kChat;
  std::string here = {};  // the person's current folder, from the top; paths in the text are relative to it
};

}  // namespace suit
