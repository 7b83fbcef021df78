// Which parts of an application are in force: not undone, or redone.
#pragma once

#include <map>
#include <set>
#include <string>

#include "change/apply_events.h"

namespace suit {

// Some paths, or all except some.
class PathSet {
 public:
  static PathSet all() { return PathSet(true, {}); }
  static PathSet none() { return PathSet(false, {}); }
  static PathSet of(std::set<std::string> paths) { return PathSet(false, std::move(paths)); }

  bool contains(const std::string& path) const { return all_but_ != paths_.contains(path); }
  bool is_empty() const { return !all_but_ && paths_.empty(); }
  bool is_all() const { return all_but_ && paths_.empty(); }
  PathSet without(const PathSet& other) const;
  PathSet with(const PathSet& other) const;
  // Each path renamed by `names`; others stay.
  PathSet renamed(const std::map<std::string, std::string>& names) const;

 private:
  PathSet(bool all_but, std::set<std::string> paths) : all_but_(all_but), paths_(std::move(paths)) {}
  bool all_but_;
  std::set<std::string> paths_;
};

struct Application {
  ApplyAction action = ApplyAction::kApply;
  Sequence about = 0;                             // its proposal, or the application that it undoes
  PathSet in_force = PathSet::all();              // of its own paths
  PathSet took = PathSet::none();                 // of the paths of `about`: what it undid
  std::map<std::string, std::string> names = {};  // its path → that of `about`, if the file was moved since
};

// Every "applied" event, by number. Errors: those of the ledger.
Result<std::map<Sequence, Application>> read_applications(Ledger& ledger);
// Only those of one proposal and their undos; does not read the rest of the ledger.
Result<std::map<Sequence, Application>> read_applications_of(Ledger& ledger, Sequence proposal);

}  // namespace suit
