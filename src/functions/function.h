// A function: something that Suit can do, with a typed request and a typed answer. Commands, HTTP routes,
// workbench types and their documentation are generated from one table of functions.
//
// A function is a struct with a Request, an Answer and run():
//
//   struct History {
//     struct Request { int64_t limit = 50; Fields fields(); };
//     struct Answer { std::vector<Application> applications; Fields fields(); };
//     static Result<Answer> run(Session& session, const Request& request, Watch& watch);
//   };
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "functions/session.h"

namespace suit {

// The effects of a function besides reading the folder; flags.
enum Effect : unsigned {
  kReads = 0,
  kChanges = 1,  // the folder or the ledger
  kCallsModel = 2,
  kConnects = 4,     // to other machines
  kNeedsPerson = 8,  // a person must see or decide something
                     // Changes the user's settings, which name commands that Suit runs. Command line only: no
                     // web page and no
  // other machine can call it.
  kOwnSettings = 16,
};

// One request and its answer, for any function.
class Call {
 public:
  virtual ~Call() = default;
  virtual Fields request() = 0;
  virtual Fields answer() = 0;  // filled by run()
  virtual const FieldType& answer_type() = 0;
  // Validates a long-running request before it starts. Errors: as run().
  virtual Result<void> check(Session& session) = 0;
  virtual Result<void> run(Session& session, Watch& watch) = 0;
};

template <class F>
class CallOf final : public Call {
 public:
  Fields request() override { return typed_request.fields(); }
  Fields answer() override { return typed_answer.fields(); }
  const FieldType& answer_type() override { return field_type<typename F::Answer>(); }
  Result<void> check(Session& session) override {
    if constexpr (requires { F::check(session, typed_request); }) return F::check(session, typed_request);
    return {};
  }
  Result<void> run(Session& session, Watch& watch) override {
    ASSIGN_OR_RETURN(typed_answer, F::run(session, typed_request, watch));
    return {};
  }
  typename F::Request typed_request{};
  typename F::Answer typed_answer{};
};

struct Function {
  std::string_view name;       // "undo": the command, and the default route
  std::string_view group;      // heading in the help
  std::string_view summary;    // one line
  std::string_view examples;   // command lines, one per line
  std::string_view more = "";  // a sentence or two after the examples
  unsigned effects = kReads;
  // "GET /api/history"; {id} stands for the request's field `id`. "": GET or POST /api/NAME, depending on the
  // effects.
  std::string_view route = "";
  // It may take more than a second: over HTTP it is a run.
  bool takes_long = false;
  // The answer's list field whose items --json prints one per line; "": none.
  std::string_view lines = "";
  std::unique_ptr<Call> (*make)() = nullptr;

  std::string method() const;
  std::string path() const;
};

// The last group of the help; also holds the commands that are not functions.
inline constexpr std::string_view kInstallationGroup = "Models, the workbench and this installation";

// In help order.
const std::vector<Function>& function_table();
// Null: no function has that name.
const Function* find_function(std::string_view name);

}  // namespace suit
