#include "change/transaction.h"

#include <sys/random.h>

#include <algorithm>
#include <set>

#include "base/signals.h"
#include "base/text.h"

namespace suit {
namespace {

// One path of the journal: the part of an edit in "apply_begin" that recovery needs.
struct Step {
  std::string path;
  std::string staged;  // next to the path: first the new content, after the swap the old one
  FileType before_type = FileType::kAbsent, after_type = FileType::kAbsent;
  Digest before, after;
};

std::string staged_name(std::string_view path, std::string_view token, size_t index) {
  return join_path(parent_of(path), ".suit-tmp-" + std::string(token) + "-" + std::to_string(index));
}

// The digest of the file at a path; nullopt for nothing, or for a type that Suit never writes.
Result<std::optional<Digest>> digest_at(Files& files, const std::string& path) {
  ASSIGN_OR_RETURN(FileInfo info, files.info(path));
  if (info.type != FileType::kFile && info.type != FileType::kSymlink) return std::optional<Digest>();
  ASSIGN_OR_RETURN(std::string content, files.read(path, kEditBytesMax));
  return std::optional<Digest>(Digest::of(content));
}

class Transaction {
 public:
  explicit Transaction(const Workplace& workplace) : files_(workplace.files), ledger_(workplace.ledger) {}

  Result<ApplyOutcome> run(const std::vector<FileEdit>& edits, const TransactionOrigin& origin);
  Result<std::string> recover();

 private:
  Result<std::vector<ApplyConflict>> conflicts_of(const std::vector<FileEdit>& edits);
  Result<void> begin(const std::vector<FileEdit>& edits, const TransactionOrigin& origin);
  Result<Sequence> journal(const std::vector<FileEdit>& edits, const TransactionOrigin& origin,
                           ApplyBeginEvent event);
  Result<void> stage(const std::vector<FileEdit>& edits);
  Result<void> swap_in(const Step& step);
  Result<void> sync_directories();
  Result<void> take_back(const Step& step);
  Result<void> roll_back(std::string_view why);
  Result<void> clean_up();
  Result<void> load(const Event& event);

  Files& files_;
  Ledger& ledger_;
  Sequence begin_ = 0;
  std::vector<Step> steps_;
  std::vector<std::string> made_directories_;     // parents first
  std::vector<std::string> emptied_directories_;  // deepest first: emptied by moves, removed if empty
};

Result<std::vector<ApplyConflict>> Transaction::conflicts_of(const std::vector<FileEdit>& edits) {
  std::vector<ApplyConflict> conflicts;
  for (const FileEdit& edit : edits) {
    auto now = read_version(files_, edit.path, kEditBytesMax);
    ApplyConflict conflict{edit.path, edit.before, edit.after, {}, {}};
    if (!now) {
      if (now.error().code != ErrorCode::kInvalid && now.error().code != ErrorCode::kLimit)
        return now.error();
      conflict.why = now.error().message;
    } else if (now->type == edit.before.type && now->digest == edit.before.digest) {
      continue;
    } else {
      conflict.now = std::move(*now);
      conflict.why = conflict.now.type == FileType::kAbsent  ? "it was deleted"
                     : edit.before.type == FileType::kAbsent ? "the path exists already"
                                                             : "it changed since";
    }
    conflicts.push_back(std::move(conflict));
  }
  return conflicts;
}

Result<void> Transaction::begin(const std::vector<FileEdit>& edits, const TransactionOrigin& origin) {
  uint64_t token = 0;
  if (::getrandom(&token, sizeof token, 0) != sizeof token)
    return error_from_errno(errno, "get", "random bytes");
  char text[16];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(token));
  std::set<std::string> made, emptied;
  for (size_t i = 0; i < edits.size(); ++i) {
    const FileEdit& edit = edits[i];
    std::string_view folder = parent_of(edit.path);
    Step step{edit.path,          staged_name(edit.path, text, i),
              edit.before.type,   edit.after.type,
              edit.before.digest, edit.after.digest};
    for (std::string_view at = folder; edit.after.type != FileType::kAbsent && !at.empty();
         at = parent_of(at)) {
      ASSIGN_OR_RETURN(FileInfo info, files_.info(at));
      if (info.type == FileType::kDirectory) break;
      made.insert(std::string(at));
    }
    if (edit.after.type == FileType::kAbsent)
      for (std::string_view at = folder; !at.empty(); at = parent_of(at)) emptied.insert(std::string(at));
    steps_.push_back(std::move(step));
  }
  made_directories_.assign(made.begin(), made.end());
  // Only folders emptied by a move are removed; one that lost its last file to a deletion stays.
  bool moves =
      std::any_of(edits.begin(), edits.end(), [](const FileEdit& edit) { return !edit.moved_from.empty(); });
  if (moves) emptied_directories_.assign(emptied.rbegin(), emptied.rend());
  for (const std::string& directory : origin.emptied_directories)
    if (!emptied.contains(directory) || !moves) emptied_directories_.push_back(directory);

  ApplyBeginEvent event{.action = origin.action,
                        .token = text,
                        .made_directories = made_directories_,
                        .emptied_directories = emptied_directories_};
  RETURN_IF_ERROR(files_.create(kUnfinishedMarker, FileType::kFile, 0600, ""));
  auto appended = journal(edits, origin, std::move(event));
  if (!appended) {
    (void)files_.remove(kUnfinishedMarker);
    return appended.error();
  }
  begin_ = *appended;
  return {};
}

// Both sides of every edit and the event, durable in one commit.
Result<Sequence> Transaction::journal(const std::vector<FileEdit>& edits, const TransactionOrigin& origin,
                                      ApplyBeginEvent event) {
  RETURN_IF_ERROR(files_.sync(kSuitDirectory));
  for (const FileEdit& edit : edits) {
    bool existed = edit.before.type != FileType::kAbsent;
    if (existed) RETURN_IF_ERROR(ledger_.keep(edit.before.digest, edit.before.content));
    if (edit.after.type != FileType::kAbsent)
      RETURN_IF_ERROR(
          ledger_.keep(edit.after.digest, edit.after.content, existed ? &edit.before.digest : nullptr));
  }
  ASSIGN_OR_RETURN(event.edits.digest,
                   keep_edit_list(ledger_, edits, origin.edits_like ? &*origin.edits_like : nullptr));
  return ledger_.append(event, origin.about);
}

Result<void> Transaction::stage(const std::vector<FileEdit>& edits) {
  for (const std::string& directory : made_directories_) RETURN_IF_ERROR(files_.make_directory(directory));
  for (size_t i = 0; i < edits.size(); ++i) {
    const FileEdit& edit = edits[i];
    if (edit.after.type == FileType::kAbsent) continue;
    uint32_t mode = edit.after.mode;
    if (edit.before.type == FileType::kFile) {
      ASSIGN_OR_RETURN(FileInfo now, files_.info(edit.path));
      if (edit.before.mode == edit.after.mode) mode = now.mode;  // keep a mode that was changed meanwhile
    }
    // Never set-user-ID, set-group-ID or sticky: they would give somebody's rights to new content.
    RETURN_IF_ERROR(files_.create(steps_[i].staged, edit.after.type, mode & 0777, edit.after.content));
    const std::string& like = edit.before.type == FileType::kFile ? edit.path : edit.moved_from;
    if (!like.empty()) RETURN_IF_ERROR(files_.copy_attributes(like, steps_[i].staged));
  }
  for (size_t i = 0; i < edits.size(); ++i)
    if (edits[i].after.type != FileType::kAbsent) RETURN_IF_ERROR(files_.sync(steps_[i].staged));
  return {};
}

Result<void> Transaction::swap_in(const Step& step) {
  Error changed{ErrorCode::kConflict, printable(step.path) + " changed while the edits were being applied",
                "nothing was changed; try again"};
  // A second name, not a move: while the staged one exists, recovery can distinguish our file from the
  // user's.
  if (step.before_type == FileType::kAbsent) return files_.link(step.staged, step.path);
  if (step.after_type == FileType::kAbsent) {
    RETURN_IF_ERROR(files_.move(step.path, step.staged));
  } else {
    RETURN_IF_ERROR(files_.exchange(step.staged, step.path));
  }
  ASSIGN_OR_RETURN(auto displaced, digest_at(files_, step.staged));
  if (displaced == step.before) return {};
  // The file changed after the base was read: restore it before anything else.
  if (step.after_type == FileType::kAbsent) {
    RETURN_IF_ERROR(files_.move(step.staged, step.path));
  } else {
    RETURN_IF_ERROR(files_.exchange(step.staged, step.path));
  }
  return changed;
}

Result<void> Transaction::sync_directories() {
  std::set<std::string> folders;
  for (const Step& step : steps_) folders.insert(std::string(parent_of(step.path)));
  for (const std::string& directory : made_directories_) folders.insert(std::string(parent_of(directory)));
  for (const std::string& folder : folders)
    if (auto synced = files_.sync(folder); !synced && synced.error().code != ErrorCode::kNotFound)
      return synced;
  return {};  // removed by a roll-back or never created: nothing to flush
}

// Idempotent: examines the disk and reverts only this transaction's steps.
Result<void> Transaction::take_back(const Step& step) {
  ASSIGN_OR_RETURN(FileInfo staged_info, files_.info(step.staged));
  ASSIGN_OR_RETURN(FileInfo target_info, files_.info(step.path));
  bool staged_there = staged_info.type != FileType::kAbsent;
  if (step.before_type == FileType::kAbsent) {
    if (staged_there && target_info.type != FileType::kAbsent && staged_info.inode == target_info.inode)
      RETURN_IF_ERROR(files_.remove(step.path));
    return files_.remove(step.staged);
  }
  if (step.after_type == FileType::kAbsent) {
    // Restores every removed file, also one that was written a moment before.
    if (staged_there && target_info.type == FileType::kAbsent) return files_.move(step.staged, step.path);
    return files_.remove(step.staged);
  }
  ASSIGN_OR_RETURN(auto staged, digest_at(files_, step.staged));
  ASSIGN_OR_RETURN(auto target, digest_at(files_, step.path));
  // Swapped in: our content is at the path, and the staged name has another: the base, or what somebody wrote
  // instead. (If our content was staged incompletely before a crash, the base is at the path.)
  if (staged && target == step.after && staged != step.after)
    RETURN_IF_ERROR(files_.exchange(step.staged, step.path));
  // The staged name now has our content, complete or not, or the old one, which the ledger keeps.
  return files_.remove(step.staged);
}

Result<void> Transaction::roll_back(std::string_view why) {
  Result<void> first;
  for (size_t i = steps_.size(); i-- > 0;)
    if (auto done = take_back(steps_[i]); !done && first) first = done;
  for (size_t i = made_directories_.size(); i-- > 0;) {
    auto removed = files_.remove_directory(made_directories_[i]);
    (void)removed;  // not empty: in use by now
  }
  RETURN_IF_ERROR(first);
  RETURN_IF_ERROR(sync_directories());
  RETURN_IF_ERROR(ledger_.append(ApplyRolledBackEvent{.why = std::string(why)}, begin_));
  return files_.remove(kUnfinishedMarker);
}

Result<void> Transaction::clean_up() {
  for (const Step& step : steps_) RETURN_IF_ERROR(files_.remove(step.staged));
  for (const std::string& directory : emptied_directories_) {
    auto removed = files_.remove_directory(directory);
    (void)removed;  // not empty: it stays
  }
  return files_.remove(kUnfinishedMarker);
}

Result<ApplyOutcome> Transaction::run(const std::vector<FileEdit>& edits, const TransactionOrigin& origin) {
  ApplyOutcome outcome;
  ASSIGN_OR_RETURN(outcome.conflicts, conflicts_of(edits));
  if (!outcome.conflicts.empty()) return outcome;
  RETURN_IF_ERROR(begin(edits, origin));
  auto change = [&]() -> Result<void> {
    RETURN_IF_ERROR(stage(edits));
    for (const Step& step : steps_) RETURN_IF_ERROR(swap_in(step));
    return sync_directories();
  };
  auto changed = change();
  Result<Sequence> applied = Error{};
  if (changed) {
    auto moves = std::count_if(edits.begin(), edits.end(),
                               [](const FileEdit& edit) { return !edit.moved_from.empty(); });
    AppliedEvent event{
        .action = origin.action, .begin = begin_, .moves = moves, .left = origin.left, .names = origin.names};
    applied = ledger_.append(event, origin.about);
    if (!applied) changed = applied.error();
  }
  if (!changed) {
    auto back = roll_back(changed.error().message);
    if (back) return changed.error();
    Error error = changed.error();
    error.hint = "undoing it failed too (" + back.error().message + "); the next suit command completes it";
    return error;
  }
  outcome.application = *applied;
  // The change is final; recovery would remove the leftovers too.
  (void)clean_up();
  return outcome;
}

Result<void> Transaction::load(const Event& event) {
  begin_ = event.sequence;
  ApplyBeginEvent begin = ApplyBeginEvent::of(event);
  ASSIGN_OR_RETURN(const std::vector<FileEdit> edits, listed_edits(ledger_, begin.edits));
  const Error malformed{ErrorCode::kCorrupt, "the ledger holds a malformed apply_begin"};
  if (begin.token.empty() && edits.size() != begin.staged.size()) return malformed;
  for (size_t i = 0; i < edits.size(); ++i) {
    const FileEdit& edit = edits[i];
    Step step{
        edit.path,          begin.token.empty() ? begin.staged[i] : staged_name(edit.path, begin.token, i),
        edit.before.type,   edit.after.type,
        edit.before.digest, edit.after.digest};
    // Removes only names that a transaction of ours could have staged, whatever the ledger says.
    bool sound = is_inner_path(step.path) && is_inner_path(step.staged) &&
                 parent_of(step.staged) == parent_of(step.path) &&
                 name_in(step.staged).starts_with(".suit-tmp-");
    if (!sound) return malformed;
    steps_.push_back(std::move(step));
  }
  made_directories_ = std::move(begin.made_directories);
  emptied_directories_ = std::move(begin.emptied_directories);
  return {};
}

Result<std::string> Transaction::recover() {
  ASSIGN_OR_RETURN(FileInfo marker, files_.info(kUnfinishedMarker));
  if (marker.type == FileType::kAbsent) return std::string();
  ASSIGN_OR_RETURN(auto begins,
                   ledger_.events({.kinds = kinds_of<ApplyBeginEvent>(), .limit = 1, .newest_first = true}));
  // An interrupted application in a foreign ledger was never begun here. (INT64_MAX: unknown origin.)
  bool foreign = !begins.empty() && begins[0].sequence <= ledger_.foreign_until() &&
                 ledger_.foreign_until() != INT64_MAX;
  if (begins.empty() || foreign) {
    RETURN_IF_ERROR(files_.remove(kUnfinishedMarker));
    return std::string();
  }
  RETURN_IF_ERROR(load(begins[0]));
  ASSIGN_OR_RETURN(
      auto ends,
      ledger_.events({.kinds = kinds_of<AppliedEvent, ApplyRolledBackEvent>(), .after = begin_, .limit = 1}));
  if (ends.empty()) {
    RETURN_IF_ERROR(roll_back("a crash"));
    return "an interrupted application of " + counted(steps_.size(), "file") + " was rolled back";
  }
  RETURN_IF_ERROR(clean_up());
  return std::string();
}

}  // namespace

Result<ApplyOutcome> run_transaction(const Workplace& workplace, const std::vector<FileEdit>& edits,
                                     const TransactionOrigin& origin) {
  BlockSignals undisturbed;             // not necessary for safety, but avoids a recovery
  RETURN_IF_ERROR(recover(workplace));  // an existing marker is not ours
  return Transaction(workplace).run(edits, origin);
}

Result<std::string> recover(const Workplace& workplace) {
  return Transaction(workplace).recover();
}

Result<ApplyOutcome> apply(const Workplace& workplace, const Reviewed& reviewed) {
  return run_transaction(workplace, reviewed.proposal().edits, {ApplyAction::kApply, reviewed.proposal().id});
}

}  // namespace suit
