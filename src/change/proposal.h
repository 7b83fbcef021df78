// A proposal: file edits on stated bases. Data, never an effect.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/files.h"
#include "base/json.h"
#include "base/result.h"
#include "ledger/ledger.h"

namespace suit {

// What a path is, or is to be. For a link, `content` is its target and `mode` is 0.
struct FileVersion {
  FileType type = FileType::kAbsent;  // kAbsent, kFile or kSymlink
  uint32_t mode = 0;                  // permission bits
  Digest digest;                      // of content; all zero where absent
  std::string content;

  static FileVersion absent() { return {}; }
  static FileVersion file(std::string content, uint32_t mode);
  static FileVersion symlink(std::string target);
  // The same thing on disk? Compares digests, not contents.
  bool same_as(const FileVersion& other) const {
    return type == other.type && mode == other.mode && digest == other.digest;
  }
};

// One path's change. `before` is the stated base: where the file is not that any more, the edit does not
// apply.
struct FileEdit {
  std::string path;
  FileVersion before;
  FileVersion after;
  std::string moved_from = {};  // where the content came from, when a file was moved here; for display
};

// A line of a file as it was, and how likely a fault is in it: the likeliest of all is 1.
struct SuspectLine {
  std::string path;
  size_t line = 0;
  double suspicion = 0;
};

struct Proposal {
  Sequence id = 0;               // its event in the ledger; 0 before it is recorded
  Sequence task = 0;             // the task that it answers
  Sequence amends = 0;           // the proposal that a person changed into this one; 0 for none
  std::string proposer;          // "mechanic"
  std::string proposer_version;  // evidence is kept for each version
  std::string
      kind;  // what it is evidence for, such as "bug-fix"; before that is known, what the proposer calls it
  std::string summary = {};             // one line: what it does, in words
  std::vector<std::string> notes = {};  // what the reviewer should know: places left alone, and why
  std::vector<FileEdit> edits = {};     // sorted by path, each path once
  std::vector<SuspectLine> suspects =
      {};                      // by path and line, for display; empty where nobody looked for a fault
  std::string operation = {};  // what the proposer calls it, such as "rename_identifier"
  std::string size = {};       // "small", "medium" or "large": its evidence counts for no larger one
};

// Reads a path as it is now, for the base of an edit.
// Errors: as Files::read; kInvalid for a directory or device. Absent is a version, not an error.
Result<FileVersion> read_version(Files& files, std::string_view path, uint64_t limit_bytes);

// Sorts the edits, drops those that change nothing, and checks paths.
// Errors: kInvalid (a path twice, outside the folder, or under another edited path; no edit left).
Result<void> normalise(Proposal& proposal);

// Notes for the reviewer on what goes beside the content, since a changed file is a new one under the old
// name: an owner that can't be kept, a hard link that is split. Files that can't be looked at are passed
// over.
void note_attributes(Files& files, Proposal& proposal);

// The edit that takes away what `edit` moved here; null where it is no move. `edits` is sorted by path.
const FileEdit* source_of_move(const std::vector<FileEdit>& edits, const FileEdit& edit);

// Keeps the contents as blobs and the proposal as an event; sets proposal.id.
Result<void> record(Ledger& ledger, Proposal& proposal);
// Errors: kNotFound; kCorrupt; kNotFound with a hint where retention has dropped a content.
Result<Proposal> load_proposal(Ledger& ledger, Sequence id);

}  // namespace suit
