// A function: something that Suit can do, with a typed request and a typed answer. All are rows of one table,
// from which come the commands, the routes of the HTTP API, the types of the workbench, and their
// documentation.
//
// A function is a struct with two structs in it and what turns one into the other:
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

// What a function may do to the world besides reading the folder; flags.
enum Effect : unsigned {
  kReads = 0,
  kChanges = 1,  // the folder or the record
  kCallsModel = 2,
  kConnects = 4,     // to other machines
  kNeedsPerson = 8,  // a person must see or decide something
  // The user's own settings, which name commands that Suit runs: on the command line alone, where no page and
  // no other machine reaches it.
  kOwnSettings = 16,
};

// One request and what came of it, whatever the function.
class Call {
 public:
  virtual ~Call() = default;
  virtual Fields request() = 0;
  virtual Fields answer() = 0;  // filled by run()
  virtual const FieldType& answer_type() = 0;
  // What can be said at once of a request that would run long. Errors: as run().
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
  std::string_view name;       // "undo"; the command, and the route where none is given
  std::string_view group;      // under which the help lists it
  std::string_view summary;    // one line
  std::string_view examples;   // command lines, one a line
  std::string_view more = "";  // what else to know: a sentence or two below them
  unsigned effects = kReads;
  // "GET /api/history", with {id} for the request's field of that name. "": GET or POST /api/NAME, by the
  // effects.
  std::string_view route = "";
  // It may take more than a second: over HTTP it is started, followed, answered, stopped and fetched as a
  // run.
  bool takes_long = false;
  // "log": an answer that is a list, of which the command line prints one item a line with --json.
  std::string_view lines = "";
  std::unique_ptr<Call> (*make)() = nullptr;

  std::string method() const;
  std::string path() const;
};

// The last group of the help, for the commands too that are no functions.
inline constexpr std::string_view kInstallationGroup = "Models, the workbench and this installation";

// In the order of the help.
const std::vector<Function>& function_table();
// Null: there is none of that name.
const Function* find_function(std::string_view name);

}  // namespace suit
