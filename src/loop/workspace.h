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
  kChange,  // makes .suit and the ledger where they are missing
  kTrial,   // as kChange, but the ledger is in memory: nothing is written, nothing remembered
};

class Workspace {
 public:
  // The folder is the nearest one at or above `start` that has .suit, suit.toml or .git, else `start` itself.
  // An application that a crash cut short is taken back first; recovered() says so.
  // Errors: kNotFound, kDenied (the folder); kInvalid (settings, with line and column); those of the ledger.
  static Result<Workspace> open(const std::string& start, WorkspaceMode mode);

  Files& files() { return *files_; }
  const std::string& root() const { return files_->root(); }
  std::string ledger_path() const;
  // Where the person stands, from the top: `start` of open(), "" at the top. What people type counts from
  // there.
  const std::string& here() const { return here_; }
  // Null where kLook found none.
  Ledger* ledger() { return ledger_.get(); }
  // Where the record is: the ledger, but for a trial, which looks at the real one. kLook without a ledger has
  // none. Knows what of it is evidence: also that nothing is, where git tracks the ledger.
  Ledger& evidence();
  // Where the record comes from, as evidence() has it.
  const LedgerOrigin& origin();
  // Was this event recorded elsewhere, or by somebody else? Then what it says is to be looked at by a person.
  // What came after open() was not, also where nothing can be noted as this user's (no state folder), so that
  // nothing of it counts.
  bool is_foreign(Sequence event) { return event <= std::min(evidence().foreign_until(), newest_at_open_); }
  const Settings& settings() const { return settings_; }
  const std::string& recovered() const { return recovered_; }
  // One sentence where the ledger came from elsewhere and is met for the first time; else "".
  const std::string& met() const { return met_; }
  // The checks in force: those of the settings, else those detected.
  std::vector<Check> checks();
  SandboxOptions sandbox_options() const;

  // For everything that changes files. Errors: kBusy.
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
};

// What of the ledger is not evidence, and why: a sentence. Only where origin() has a reason.
std::string foreign_text(Workspace& workspace);

// The folder that open() would take.
std::string find_root(const std::string& start);

}  // namespace suit
