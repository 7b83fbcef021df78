// The tools of an agent. Code enforces the task's scope and level: whatever they do not allow is refused,
// whatever the model says.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/secret_masks.h"
#include "model/model.h"
#include "propose/program/scratch.h"
#include "propose/proposer.h"

namespace suit {

// The result of a tool call.
struct ToolResult {
  std::string text;  // for the model; from files and checks it is marked as data
  bool failed = false;
  std::string shown = {};  // one line for the person
};
struct Finished {
  std::string summary;
};
using ToolOutcome = std::variant<ToolResult, Question, Declined, Finished>;

class Tools {
 public:
  // Output is masked; in written text the masks are replaced only where their secrets were.
  Tools(Scratch& scratch, const Request& request, SecretMasks& masks)
      : scratch_(scratch), request_(request), masks_(masks) {}

  static std::vector<Tool> list();
  // Errors: kCancelled, kUnsupported (no sandbox), those of the ledger; everything else is a result for the
  // model.
  Result<ToolOutcome> use(const ToolCall& call);

 private:
  Result<ToolOutcome> list_files(const Json& arguments);
  Result<ToolOutcome> read(const Json& arguments);
  Result<ToolOutcome> search(const Json& arguments);
  Result<ToolOutcome> edit(const Json& arguments);
  Result<ToolOutcome> write(const Json& arguments);
  Result<ToolOutcome> remove(const Json& arguments);
  Result<ToolOutcome> check(const Json& arguments);
  Result<ToolOutcome> plan(const Json& arguments);
  Result<ToolOutcome> ask(const Json& arguments);

  Scratch& scratch_;
  const Request& request_;
  SecretMasks& masks_;
};

// Marks text as data, between delimiters that it does not contain.
std::string marked_as_data(std::string_view text);

}  // namespace suit
