// A folder that Suit works in: its files, its ledger, its settings.
#pragma once

#include <memory>
#include <string>

#include "base/files.h"
#include "change/apply.h"
#include "ledger/ledger.h"
#include "ledger/origin.h"
#include "settings/settings.h"

namespace suit {

enum class WorkspaceMode {
  kLook,    // creates nothing; there may be no ledger
  kChange,  // creates .suit and the ledger if missing
  kTrial,   // as kChange, but with the ledger in memory: writes nothing
};

class Workspace {
 public:
  // The folder is the nearest one at or above `start` that has .suit, suit.toml or .git, else `start`.
  // Reverts an application that a crash interrupted; recovered() reports it. Errors: kNotFound, kDenied (the
  // folder); kInvalid (settings, with line and column); those of the ledger.
  static Result<Workspace> open(const std::string& start, WorkspaceMode mode);

  // A version of the folder `root` other than the one on disk, for judging: `from_disk` leads there. Settings
  // and checks are that version's; there is no ledger. Errors: kNotFound, kDenied (the folder); kInvalid
  // (settings).
  static Result<Workspace> of_version(const std::string& root, std::vector<FileEdit> from_disk);

  Files& files() { return *files_; }
  const std::string& root() const { return files_->root(); }
  std::string ledger_path() const;
  // The person's folder, relative to the top: `start` of open(), "" at the top. Typed paths are relative to
  // it.
  const std::string& here() const { return here_; }
  // Null if kLook found none.
  Ledger* ledger() { return ledger_.get(); }
  // The ledger with the record: the real one, even for a trial. Not for kLook without a ledger. Knows what of
  // it is evidence: none if git tracks the ledger.
  Ledger& evidence();
  // The origin of the record in evidence().
  const LedgerOrigin& origin();
  // Was this event recorded elsewhere or by another user? Then a person must review what it says. False for
  // events after open(), even if they can't be registered as this user's (no state folder) and so do not
  // count as evidence.
  bool is_foreign(Sequence event) { return event <= std::min(evidence().foreign_until(), newest_at_open_); }
  const Settings& settings() const { return settings_; }
  const std::string& recovered() const { return recovered_; }
  // One sentence if the ledger came from elsewhere and is new here; else "".
  const std::string& met() const { return met_; }
  // The checks in force: from the settings, else detected.
  std::vector<Check> checks();
  SandboxOptions sandbox_options() const;

  // Required for everything that changes files. Errors: kBusy.
  Result<FileLock> lock();

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Ledger> past_;
  Settings settings_;
  std::string recovered_, met_;
  LedgerOrigin origin_;
  bool knows_tracked_ = false;
  Sequence newest_at_open_ = INT64_MAX;
  std::string here_;
  std::shared_ptr<const std::vector<FileEdit>> version_;  // null: the one on disk
};

// One sentence: what of the ledger is not evidence, and why. Requires that origin() has a reason.
std::string foreign_text(Workspace& workspace);

// The folder that open() would use.
std::string find_root(const std::string& start);

}  // namespace suit
