#include "change/carry.h"

#include <algorithm>

#include "base/text.h"
#include "change/diff.h"
#include "change/transaction.h"

namespace suit {
namespace {

// A version for a path, or why there is none.
struct Step {
  FileVersion version;
  std::string why = {};  // empty: no conflict
};

bool same_content(const FileVersion& a, const FileVersion& b) {
  return a.type == b.type && a.digest == b.digest;
}

// Applies the step from `base` to `wanted` to `now`.
Step merge_step(const FileVersion& base, const FileVersion& wanted, const FileVersion& now) {
  if (same_content(now, base)) {
    Step step{wanted};
    // A mode that was changed meanwhile stays, unless the step changes the mode.
    if (now.type == FileType::kFile && wanted.type == FileType::kFile && base.mode == wanted.mode)
      step.version.mode = now.mode;
    return step;
  }
  if (same_content(now, wanted)) return {now};  // already done
  if (now.type == FileType::kAbsent) return {now, "it was deleted"};
  if (base.type == FileType::kAbsent) return {now, "another file exists there now"};
  if (wanted.type == FileType::kAbsent) return {now, "it was changed since and would be removed"};
  if (same_content(base, wanted)) {  // the step only changes the mode or the path
    Step step{now};
    if (now.type == FileType::kFile && base.mode != wanted.mode) step.version.mode = wanted.mode;
    return step;
  }
  if (now.type != FileType::kFile || base.type != FileType::kFile || wanted.type != FileType::kFile)
    return {now, "it was replaced by another kind of file"};
  if (is_binary(base.content) || is_binary(now.content) || is_binary(wanted.content))
    return {now, "it is binary and was changed since"};
  Merge merge = merge_lines(base.content, now.content, wanted.content, "now", "wanted");
  if (merge.conflicts > 0)
    return {now, counted(merge.conflicts, "place") + " changed since in the same lines"};
  return {FileVersion::file(std::move(merge.content), base.mode == wanted.mode ? now.mode : wanted.mode)};
}

class Carrier {
 public:
  Carrier(Files& files, const std::vector<FileEdit>& edits, const LaterMoves& moves, GoneMove gone)
      : files_(files), edits_(edits), moves_(moves), gone_(gone) {}

  Result<Carried> run() {
    std::set<const FileEdit*> sources;
    for (const FileEdit& edit : edits_)
      if (const FileEdit* source = source_of_move(edits_, edit);
          source && edit.before.type == FileType::kAbsent)
        sources.insert(source);
    for (const FileEdit& edit : edits_) {
      if (sources.contains(&edit)) continue;
      const FileEdit* source = source_of_move(edits_, edit);
      RETURN_IF_ERROR(source && sources.contains(source) ? move(edit, *source) : change(edit));
    }
    std::sort(carried_.edits.begin(), carried_.edits.end(),
              [](const FileEdit& a, const FileEdit& b) { return a.path < b.path; });
    return std::move(carried_);
  }

 private:
  struct Look {
    FileVersion version;
    std::string why = {};  // why it is not a readable file
  };
  Result<Look> look_at(const std::string& path) {
    auto now = read_version(files_, path, kEditBytesMax);
    if (now) return Look{std::move(*now)};
    if (now.error().code != ErrorCode::kInvalid && now.error().code != ErrorCode::kLimit) return now.error();
    return Look{{}, now.error().message};
  }

  // The last existing path along the file's moves; the old path if none exists.
  Result<std::string> place_of(const std::string& path) {
    std::vector<std::string> way = {path};
    for (auto& moves : moves_)
      for (auto& [from, to] : moves)
        if (from == way.back()) {
          way.push_back(to);
          break;
        }
    for (size_t i = way.size(); i-- > 1;) {
      ASSIGN_OR_RETURN(FileInfo info, files_.info(way[i]));
      if (info.type != FileType::kAbsent) return way[i];
    }
    return path;
  }

  void leave_out(ApplyConflict conflict, std::initializer_list<const FileEdit*> edits) {
    for (const FileEdit* edit : edits) carried_.left.insert(edit->path);
    carried_.conflicts.push_back(std::move(conflict));
  }

  // False if another edit has the same path.
  bool put(FileEdit edit, const std::string& came_from) {
    if (edit.before.same_as(edit.after)) return true;
    if (!taken_.insert(edit.path).second) return false;
    if (edit.path != came_from) carried_.names[edit.path] = came_from;
    carried_.edits.push_back(std::move(edit));
    return true;
  }

  Result<void> change(const FileEdit& edit) { return change_at(edit, edit.before, {&edit}); }

  Result<void> change_at(const FileEdit& edit, const FileVersion& base,
                         std::initializer_list<const FileEdit*> all) {
    std::string place = edit.path;
    if (edit.before.type != FileType::kAbsent) {
      ASSIGN_OR_RETURN(place, place_of(edit.path));
    }
    ASSIGN_OR_RETURN(Look now, look_at(place));
    Step step = now.why.empty() ? merge_step(base, edit.after, now.version) : Step{{}, now.why};
    if (!step.why.empty()) {
      leave_out({place, base, edit.after, std::move(now.version), step.why}, all);
    } else if (!put({place, now.version, std::move(step.version),
                     now.version.type == FileType::kAbsent ? edit.moved_from : ""},
                    edit.path)) {
      leave_out({place, base, edit.after, std::move(now.version), "two changes now concern this file"}, all);
    }
    return {};
  }

  Result<void> move(const FileEdit& target, const FileEdit& source) {
    const FileVersion &base = source.before, &wanted = target.after;
    ASSIGN_OR_RETURN(std::string place, place_of(source.path));
    // It came back in another way: only the move's changes of the content remain.
    if (place == target.path) return change_at(target, base, {&target, &source});
    ASSIGN_OR_RETURN(Look there, look_at(place));
    if (place != source.path) {
      leave_out({place, base, wanted, std::move(there.version),
                 "it was moved on from " + printable(source.path) + " since: undo that first"},
                {&target, &source});
      return {};
    }
    ASSIGN_OR_RETURN(Look here, look_at(target.path));
    Step step = there.why.empty() ? merge_step(base, wanted, there.version) : Step{{}, there.why};
    bool gone = there.why.empty() && there.version.type == FileType::kAbsent;
    if (gone && (gone_ == GoneMove::kMadeAnew || same_content(here.version, wanted))) step = {wanted};
    if (!step.why.empty()) {
      leave_out({source.path, base, wanted, std::move(there.version), step.why}, {&target, &source});
      return {};
    }
    bool free = here.why.empty() && here.version.type == FileType::kAbsent;
    if (!free && !(here.why.empty() && same_content(here.version, step.version))) {
      leave_out({target.path, FileVersion::absent(), std::move(step.version), std::move(here.version),
                 here.why.empty() ? "another file exists there now" : here.why},
                {&target, &source});
      return {};
    }
    if (taken_.contains(target.path) || taken_.contains(source.path)) {
      leave_out({target.path, base, wanted, std::move(there.version), "two changes now concern this file"},
                {&target, &source});
      return {};
    }
    if (free)
      put({target.path, FileVersion::absent(), std::move(step.version), gone ? "" : source.path},
          target.path);
    put({source.path, std::move(there.version), FileVersion::absent()}, source.path);
    return {};
  }

  Files& files_;
  const std::vector<FileEdit>& edits_;
  const LaterMoves& moves_;
  GoneMove gone_;
  Carried carried_;
  std::set<std::string> taken_;
};

}  // namespace

Result<Carried> carry_over(Files& files, const std::vector<FileEdit>& edits, const LaterMoves& moves,
                           GoneMove gone) {
  return Carrier(files, edits, moves, gone).run();
}

Result<Rebased> rebase(Files& files, const std::vector<FileEdit>& edits) {
  ASSIGN_OR_RETURN(Carried carried, carry_over(files, edits, {}, GoneMove::kConflict));
  return Rebased{std::move(carried.edits), std::move(carried.conflicts)};
}

}  // namespace suit
