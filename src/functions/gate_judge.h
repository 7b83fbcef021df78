// Judges what changed between a base and the working tree, or between two commits.
#pragma once

#include "functions/gate_run.h"
#include "functions/gate_session.h"

namespace suit {

struct GateOptions {
  std::string receipt = {};             // the file to write; "": none
  int64_t check_ms = 0;                 // time limit of one check; 0: from the settings
  int64_t within_ms = 0;                // time limit of everything; 0: none
  std::vector<std::string> fixes = {};  // as in PatchOptions
  bool fresh = false;                   // take nothing from a store
};

struct GateBase {
  FolderVersion version;
  std::string from;  // for people: where it comes from
};

// The folder that the gate judges for a caller in `start`: the top of its git repository, or a folder in it
// whose suit.toml the repository's HEAD has. "" if it is in no repository.
std::string gate_root(const std::string& start);

// What a working tree is compared with: the commit `named`, else what was recorded for the session `id` (""
// for none), else for the session that began here within a day, else the merge base with the upstream.
// Errors: kNotFound with what is missing.
Result<GateBase> choose_base(const GitRepository& repository, const std::string& root,
                             const std::optional<std::string>& named, const std::string& id);
Result<GateBase> base_of_session(const GitRepository& repository, const GateSession& session);

class GateJudge {
 public:
  // `root`: the folder, "" for a bare repository.
  GateJudge(const GitRepository& repository, std::string root, GateOptions options, Watch& watch)
      : repository_(repository), root_(std::move(root)), options_(options), watch_(watch) {}

  // The working tree against a base. Errors: as GateRun::run().
  Result<functions::GateVerdict> judge_disk(const GateBase& base);
  // The commit `to` against the base's commit. In a working tree its ignored files stay readable; other
  // differences to the base are undone for the checks. Errors: as GateRun::run().
  Result<functions::GateVerdict> judge_commit(const GateBase& base, const std::string& to);

 private:
  Result<functions::GateVerdict> judge(const GateBase& base, const std::string& root,
                                       std::vector<FileEdit> from_disk, FolderDifference difference);
  Result<PatchVerdict> run_judge(Workspace& workspace, std::vector<FileEdit> edits, PatchEvidence& evidence);

  const GitRepository& repository_;
  std::string root_;
  GateOptions options_;
  Watch& watch_;
};

// Identifies a difference: equal texts for equal edits and notes.
std::string key_of(const FolderDifference& difference);

}  // namespace suit
