#include "loop/task_class.h"

#include <set>

#include "base/text.h"
#include "change/diff.h"
#include "code/difference.h"
#include "verify/protected.h"

namespace suit {
namespace {

TouchedFile::Content content_of(Difference difference) {
  switch (difference) {
    case Difference::kNames:
      return TouchedFile::kNamesDiffer;
    case Difference::kComments:
      return TouchedFile::kCommentsDiffer;
    case Difference::kBlanks:
      return TouchedFile::kBlanksDiffer;
    case Difference::kAny:
      break;
  }
  return TouchedFile::kAny;
}

TouchedFile::Reader reader_of(const FileEdit& edit) {
  if (!find_protected(edit.path)) return TouchedFile::kNoTool;
  if (edit.before.type != FileType::kFile || edit.after.type != FileType::kFile) return TouchedFile::kRun;
  switch (concern_of(edit.path, edit.before.content, edit.after.content)) {
    case Concern::kNothing:
      return TouchedFile::kNoTool;
    case Concern::kInstalls:
      return TouchedFile::kInstalled;
    case Concern::kRuns:
      break;
  }
  return TouchedFile::kRun;
}

bool is_special(const FileEdit& edit, bool binary) {
  auto executable = [](const FileVersion& version) {
    return version.type == FileType::kFile && (version.mode & 0111);
  };
  bool is_link = edit.before.type == FileType::kSymlink || edit.after.type == FileType::kSymlink;
  return is_link || binary || (executable(edit.after) && !executable(edit.before));
}

}  // namespace

std::vector<TouchedFile> touched_files(const Proposal& proposal) {
  std::set<const FileEdit*> moved_away;
  for (const FileEdit& edit : proposal.edits)
    if (const FileEdit* source = source_of_move(proposal.edits, edit)) moved_away.insert(source);
  std::vector<TouchedFile> touched;
  Differences differences;
  for (const FileEdit& edit : proposal.edits) {
    if (moved_away.contains(&edit)) {
      // A move touches both its old and its new path.
      if (find_protected(edit.path)) touched.push_back({.path = edit.path, .reader = TouchedFile::kRun});
      continue;
    }
    const FileEdit* source = source_of_move(proposal.edits, edit);
    FileEdit moved;
    if (source) moved = {edit.path, source->before, edit.after, edit.moved_from};
    const FileEdit& read = source ? moved : edit;
    FileDiff diff(read);
    TouchedFile file{.path = edit.path, .reader = reader_of(edit)};
    file.special = is_special(read, diff.binary);
    file.added = diff.added();
    file.removed = diff.removed();
    bool emptied =
        edit.after.type == FileType::kFile && edit.after.content.empty() && !edit.before.content.empty();
    if (edit.after.type == FileType::kAbsent || emptied) {
      file.change = TouchedFile::kRemoved;
    } else if (source) {
      file.change = TouchedFile::kMoved;
    } else if (edit.before.type == FileType::kAbsent) {
      file.change = TouchedFile::kCreated;
    }
    if (read.before.type == FileType::kFile && read.after.type == FileType::kFile && !diff.binary && !emptied)
      if (read.before.digest != read.after.digest)
        file.content = content_of(differences.of(read.path, read.before.content, read.after.content));
    touched.push_back(std::move(file));
  }
  return touched;
}

void set_class(Proposal& proposal, const std::string& task_text) {
  TaskClass found = classify(task_text, touched_files(proposal));
  proposal.operation = std::exchange(proposal.kind, std::string(name_of(found.kind)));
  proposal.size = name_of(found.size);
}

TrustKey trust_key_of(const Proposal& proposal) {
  return {proposal.proposer, proposal.proposer_version, proposal.kind, task_size_from(proposal.size)};
}

}  // namespace suit
