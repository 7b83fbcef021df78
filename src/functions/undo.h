// Undoes an application, or an undo. Keeps later changes to the same files.
#pragma once

#include "functions/function.h"
#include "functions/shapes.h"

namespace suit::functions {

struct Undo {
  struct Request {
    std::optional<EventId> id;
    bool dry_run = false, partial = false;
    Fields fields() {
      return {Field("id", id, "The proposal, task or application; default: the newest").positional().as("ID"),
              Field("dry_run", dry_run, "Show what would change; change nothing"),
              Field("partial", partial, "Skip conflicting files and undo the others")};
    }
  };
  enum class Outcome { kApplied, kConflict, kShown, kDeclined };
  struct Answer {
    static constexpr std::string_view kShape = "TakenBack";
    Outcome status = Outcome::kShown;
    int64_t takes_back = 0;
    std::string name;
    std::optional<int64_t> application;
    std::vector<Edit> files;
    std::optional<Bytes> diff;
    std::vector<Conflict> conflicts;
    std::optional<Bytes> kept, warning;
    Fields fields();
  };
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

struct Redo {
  using Request = Undo::Request;
  using Answer = Undo::Answer;
  static Result<Answer> run(Session& session, const Request& request, Watch& watch);
};

}  // namespace suit::functions

namespace suit {
template <>
struct EnumNames<functions::Undo::Outcome> {
  static constexpr std::array<std::string_view, 4> names = {"applied", "conflict", "shown", "declined"};
};
}  // namespace suit
