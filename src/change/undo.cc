#include <algorithm>
#include <map>

#include "base/text.h"
#include "change/apply.h"
#include "change/diff.h"
#include "change/transaction.h"

namespace suit {
namespace {

// Carries the step from `base` to `wanted` over to what the file is now, or says why that can't be.
struct Carried {
  FileVersion version;
  std::string why = {};  // empty: no conflict
};

Carried carry_over(const FileVersion& base, const FileVersion& wanted, const FileVersion& now) {
  if (now.type == base.type && now.digest == base.digest) {
    Carried carried{wanted};
    // A mode that was changed meanwhile stays, unless the step itself is about the mode.
    if (now.type == FileType::kFile && wanted.type == FileType::kFile && base.mode == wanted.mode)
      carried.version.mode = now.mode;
    return carried;
  }
  if (now.type == wanted.type && now.digest == wanted.digest) return {now};  // there already
  if (now.type == FileType::kAbsent) return {now, "it is gone"};
  if (base.type == FileType::kAbsent) return {now, "something else is there by now"};
  if (wanted.type == FileType::kAbsent) return {now, "it was changed since and would be removed"};
  if (now.type != FileType::kFile || base.type != FileType::kFile || wanted.type != FileType::kFile)
    return {now, "it was replaced by another kind of file"};
  if (is_binary(base.content) || is_binary(now.content) || is_binary(wanted.content))
    return {now, "it is binary and was changed since"};
  Merge merge = merge_lines(base.content, now.content, wanted.content, "now", "wanted");
  if (merge.conflicts > 0) return {now, counted(merge.conflicts, "place") + " changed since in the same lines"};
  return {FileVersion::file(std::move(merge.content), base.mode == wanted.mode ? now.mode : wanted.mode)};
}

Result<Rebased> carry_all(Files& files, const std::vector<FileEdit>& edits) {
  Rebased rebased;
  for (const FileEdit& edit : edits) {
    auto now = read_version(files, edit.path, kEditBytesMax);
    if (!now) {
      if (now.error().code != ErrorCode::kInvalid && now.error().code != ErrorCode::kLimit) return now.error();
      rebased.conflicts.push_back({edit.path, edit.before, edit.after, {}, now.error().message});
      continue;
    }
    Carried carried = carry_over(edit.before, edit.after, *now);
    if (!carried.why.empty()) {
      rebased.conflicts.push_back({edit.path, edit.before, edit.after, std::move(*now), carried.why});
    } else if (!now->same_as(carried.version)) {
      rebased.edits.push_back({edit.path, std::move(*now), std::move(carried.version), edit.moved_from});
    }
  }
  return rebased;
}

// The edits that an application made, from its "apply_begin".
Result<std::vector<FileEdit>> edits_of_application(Ledger& ledger, const Event& applied) {
  ASSIGN_OR_RETURN(Event begin, ledger.event(integer_or(applied.body, "begin", 0)));
  ASSIGN_OR_RETURN(Json edits, edit_list_of(ledger, begin.body));
  return edits_of_json(ledger, edits);
}

Result<Event> application_event(Ledger& ledger, Sequence application) {
  ASSIGN_OR_RETURN(Event applied, ledger.event(application));
  if (applied.kind != "applied")
    return Error{ErrorCode::kNotFound, std::to_string(application) + " is not an application but a " + applied.kind,
                 "`suit log` lists what was applied"};
  return applied;
}

}  // namespace

Result<Rebased> rebase(Files& files, const std::vector<FileEdit>& edits) { return carry_all(files, edits); }

Result<UndoPlan> plan_undo(Files& files, Ledger& ledger, Sequence application) {
  ASSIGN_OR_RETURN(Event applied, application_event(ledger, application));
  ASSIGN_OR_RETURN(std::vector<FileEdit> edits, edits_of_application(ledger, applied));
  std::map<std::string, std::string> moved_to;  // a file that comes back comes from where it had been moved to
  for (FileEdit& edit : edits) {
    if (!edit.moved_from.empty()) moved_to[edit.moved_from] = edit.path;
    std::swap(edit.before, edit.after);
    edit.moved_from.clear();
  }
  for (FileEdit& edit : edits)
    if (auto it = moved_to.find(edit.path); it != moved_to.end()) edit.moved_from = it->second;
  ASSIGN_OR_RETURN(Rebased rebased, carry_all(files, edits));
  return UndoPlan{std::move(rebased.edits), std::move(rebased.conflicts)};
}

Result<ApplyOutcome> undo(const Workplace& workplace, Sequence application, UndoExtent extent) {
  ASSIGN_OR_RETURN(Event applied, application_event(workplace.ledger, application));
  ASSIGN_OR_RETURN(UndoPlan plan, plan_undo(workplace.files, workplace.ledger, application));
  if (!plan.conflicts.empty() && (extent == UndoExtent::kWhole || plan.edits.empty()))
    return ApplyOutcome{0, std::move(plan.conflicts)};
  if (plan.edits.empty())
    return Error{ErrorCode::kConflict, "there is nothing to take back: the files are as they were before"};
  TransactionOrigin origin{string_or(applied.body, "action", "") == "undo" ? "redo" : "undo", application};
  // The folders that it made go again, if nothing else is in them by now; the deepest first.
  ASSIGN_OR_RETURN(Event begin, workplace.ledger.event(integer_or(applied.body, "begin", 0)));
  for (const Json& directory : begin.body.value("made_directories", Json::array())) {
    ASSIGN_OR_RETURN(std::string path, bytes_of_json(directory));
    origin.emptied_directories.insert(origin.emptied_directories.begin(), std::move(path));
  }
  ASSIGN_OR_RETURN(ApplyOutcome outcome, run_transaction(workplace, plan.edits, origin));
  if (outcome.application) outcome.conflicts = std::move(plan.conflicts);  // those left as they are
  return outcome;
}

}  // namespace suit
