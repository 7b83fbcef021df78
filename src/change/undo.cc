#include <algorithm>

#include "base/text.h"
#include "change/apply.h"
#include "change/carry.h"
#include "change/event_names.h"
#include "change/in_force.h"
#include "change/transaction.h"

namespace suit {
namespace {

// The edits of an application, from its "apply_begin".
Result<std::vector<FileEdit>> edits_of_application(Ledger& ledger, const Event& applied) {
  ASSIGN_OR_RETURN(Event begin, ledger.event(AppliedEvent::of(applied).begin));
  return edits_of(ledger, EditListRef::of(begin));
}

Result<Event> application_event(Ledger& ledger, Sequence application) {
  ASSIGN_OR_RETURN(Event applied, ledger.event(application));
  if (!applied.is<AppliedEvent>())
    return Error{ErrorCode::kNotFound,
                 name_of_event(ledger, application) + " is not an application but a " + applied.kind,
                 "`suit log` lists what was applied"};
  return applied;
}

std::vector<std::pair<std::string, std::string>> moves_in(const std::vector<FileEdit>& edits) {
  std::vector<std::pair<std::string, std::string>> moves;
  std::set<std::string> gone;
  for (const FileEdit& edit : edits)
    if (edit.after.type == FileType::kAbsent) gone.insert(edit.path);
  for (const FileEdit& edit : edits)
    if (!edit.moved_from.empty() && gone.contains(edit.moved_from))
      moves.emplace_back(edit.moved_from, edit.path);
  return moves;
}

// A list that is dropped or damaged has no moves.
Result<LaterMoves> moves_after(Ledger& ledger, Sequence application) {
  LaterMoves all;
  std::vector<Sequence> begins;
  Ledger::Query query{.kinds = kinds_of<AppliedEvent>(), .after = application};
  RETURN_IF_ERROR(ledger.for_each(query, [&](const Event& event) {
    AppliedEvent applied = AppliedEvent::of(event);
    if (applied.moves > 0) begins.push_back(applied.begin);
    return true;
  }));
  for (Sequence begin : begins) {
    auto event = ledger.event(begin);
    auto edits =
        event ? listed_edits(ledger, EditListRef::of(*event)) : Result<std::vector<FileEdit>>(event.error());
    if (!edits) continue;
    if (auto moves = moves_in(*edits); !moves.empty()) all.push_back(std::move(moves));
  }
  return all;
}

// The edits of an application that are in force, reversed.
Result<std::vector<FileEdit>> reversed(Ledger& ledger, const Event& applied) {
  ASSIGN_OR_RETURN(auto applications, read_applications(ledger));
  auto it = applications.find(applied.sequence);
  ASSIGN_OR_RETURN(std::vector<FileEdit> edits, edits_of_application(ledger, applied));
  std::erase_if(edits, [&](const FileEdit& edit) {
    return it == applications.end() || !it->second.in_force.contains(edit.path);
  });
  std::map<std::string, std::string> moved_to;  // a file moves back from the path to which it was moved later
  for (FileEdit& edit : edits) {
    if (!edit.moved_from.empty()) moved_to[edit.moved_from] = edit.path;
    std::swap(edit.before, edit.after);
    edit.moved_from.clear();
  }
  for (FileEdit& edit : edits)
    if (auto moved = moved_to.find(edit.path); moved != moved_to.end()) edit.moved_from = moved->second;
  std::sort(edits.begin(), edits.end(), [](const FileEdit& a, const FileEdit& b) { return a.path < b.path; });
  return edits;
}

}  // namespace

Result<UndoPlan> plan_undo(Files& files, Ledger& ledger, Sequence application) {
  ASSIGN_OR_RETURN(Event applied, application_event(ledger, application));
  ASSIGN_OR_RETURN(std::vector<FileEdit> edits, reversed(ledger, applied));
  ASSIGN_OR_RETURN(LaterMoves moves, moves_after(ledger, application));
  ASSIGN_OR_RETURN(Carried carried, carry_over(files, edits, moves, GoneMove::kMadeAnew));
  return UndoPlan{std::move(carried.edits), std::move(carried.conflicts), std::move(carried.left),
                  std::move(carried.names)};
}

Result<ApplyOutcome> undo(const Workplace& workplace, Sequence application, UndoExtent extent) {
  ASSIGN_OR_RETURN(Event event, application_event(workplace.ledger, application));
  AppliedEvent applied = AppliedEvent::of(event);
  ASSIGN_OR_RETURN(UndoPlan plan, plan_undo(workplace.files, workplace.ledger, application));
  if (!plan.conflicts.empty() && (extent == UndoExtent::kWhole || plan.edits.empty()))
    return ApplyOutcome{0, std::move(plan.conflicts)};
  TransactionOrigin origin{applied.action == ApplyAction::kUndo ? ApplyAction::kRedo : ApplyAction::kUndo,
                           application};
  origin.left = std::move(plan.left);
  origin.names = std::move(plan.names);
  // Folders that it created are removed if they are empty, deepest first. Only those on the paths that are
  // undone: a foreign ledger may name others.
  ASSIGN_OR_RETURN(Event begin_event, workplace.ledger.event(applied.begin));
  ApplyBeginEvent begin = ApplyBeginEvent::of(begin_event);
  origin.edits_like = begin.edits.digest;
  std::set<std::string, std::less<>> on_the_way;
  auto add_parents = [&](std::string_view path) {
    for (path = parent_of(path); !path.empty(); path = parent_of(path)) on_the_way.emplace(path);
  };
  for (const FileEdit& edit : plan.edits) {
    add_parents(edit.path);
    if (auto name = origin.names.find(edit.path); name != origin.names.end()) add_parents(name->second);
  }
  for (std::string& path : begin.made_directories) {
    if (on_the_way.contains(path))
      origin.emptied_directories.insert(origin.emptied_directories.begin(), std::move(path));
  }
  ASSIGN_OR_RETURN(ApplyOutcome outcome, run_transaction(workplace, plan.edits, origin));
  if (outcome.application) outcome.conflicts = std::move(plan.conflicts);  // files that were kept
  return outcome;
}

}  // namespace suit
