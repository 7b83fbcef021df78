// A proposal: file edits on stated bases. It is data and has no effect.
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

// The present or wanted version of a path. For a link, `content` is its target and `mode` is 0.
struct FileVersion {
  FileType type = FileType::kAbsent;  // kAbsent, kFile or kSymlink
  uint32_t mode = 0;                  // permission bits
  Digest digest;                      // of content; all zero where absent
  std::string content;

  static FileVersion absent() { return {}; }
  static FileVersion file(std::string content, uint32_t mode);
  static FileVersion symlink(std::string target);
  // Equal on disk? Compares digests, not contents.
  bool same_as(const FileVersion& other) const {
    return type == other.type && mode == other.mode && digest == other.digest;
  }
};

// The change of one path. `before` is the stated base: the edit applies only to that version.
struct FileEdit {
  std::string path;
  FileVersion before;
  FileVersion after;
  std::string moved_from = {};  // source path, if a file was moved here; for display
};

// A line of a file and how likely it has the fault, relative to the most likely one: 1.
struct SuspectLine {
  std::string path;
  size_t line = 0;
  double suspicion = 0;
};

struct Proposal {
  Sequence id = 0;               // its event in the ledger; 0 before it is recorded
  std::string name = {};         // for people: "p3"; "" before it is recorded
  Sequence task = 0;             // the task
  Sequence amends = 0;           // the proposal that a person changed into this one; 0 for none
  std::string proposer;          // "mechanic"
  std::string proposer_version;  // evidence is separate for each version
  std::string kind;          // kind of task, such as "bug-fix"; before it is known, the proposer's own name
  std::string summary = {};  // one line: what it does
  std::vector<std::string> notes = {};     // for the reviewer: places left alone, and why
  std::vector<FileEdit> edits = {};        // sorted by path, each path once
  std::vector<SuspectLine> suspects = {};  // by path and line, for display; empty without fault localization
  std::string operation = {};              // the proposer's own name, such as "rename_identifier"
  std::string size = {};                   // "small", "medium" or "large": evidence counts up to this size
};

// Reads the present version of a path, as the base of an edit. An absent path is a version, not an error.
// Errors: those of Files::read; kInvalid for a directory or device.
Result<FileVersion> read_version(Files& files, std::string_view path, uint64_t limit_bytes);

// Sorts the edits, drops those without a change, and checks paths. Errors: kInvalid (a path twice, outside
// the folder, or below another edited path; no edit left).
Result<void> normalise(Proposal& proposal);

// Notes about attributes, since a changed file is a new one under the old name: an owner that can't be kept,
// a split hard link. Skips files that can't be examined.
void note_attributes(Files& files, Proposal& proposal);

// The edit that removes the source of the move `edit`; null if it is not a move. `edits` is sorted by path.
const FileEdit* source_of_move(const std::vector<FileEdit>& edits, const FileEdit& edit);

// Stores the contents as blobs and the proposal as an event; sets proposal.id and proposal.name.
Result<void> record(Ledger& ledger, Proposal& proposal);
// Errors: kNotFound, with a hint if retention has dropped a content; kCorrupt.
Result<Proposal> load_proposal(Ledger& ledger, Sequence id);

}  // namespace suit
