// The context of a function call: a folder with its ledger, and the parts that answer tasks.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "change/watch.h"
#include "functions/kept.h"
#include "functions/proposal_view.h"
#include "loop/chosen_proposer.h"
#include "loop/workspace.h"

namespace suit {

class Shelf;  // functions/inquiry.h
namespace functions {
struct ShowWikiAnswer;  // functions/folder_wiki.h
}

// State that a long-lived front end keeps between calls. Thread-safe.
struct SessionCache {
  // Paths must lie in the folder and are relative to it: the caller is not at a terminal.
  bool only_folder = false;
  std::atomic<bool> stopped = false;  // ends long computations
  ProposalViews views;
  std::mutex suggesting;  // guards the two below
  std::vector<std::string> suggested;
  Sequence suggested_at = -1;
  Kept<std::vector<std::string>> paths;
  Kept<Shelf> shelf;  // the whole folder
  Kept<functions::ShowWikiAnswer> wiki;
  std::mutex marking;  // serialises calls that set marks
  // The run that has this proposal under review; nullopt: none.
  std::function<std::optional<int64_t>(Sequence proposal)> run_of = [](Sequence) { return std::nullopt; };
};

// The session of one call. Single-threaded.
class Session {
 public:
  // `start`: the folder, or a folder in it. `parts` and `cache` must outlive the session.
  Session(std::string start, const Parts& parts, SessionCache& cache)
      : start_(std::move(start)), parts_(parts), cache_(cache) {}

  // The workspace, opened by the first call. Messages from opening it go to the watch.
  // Errors: those of Workspace::open.
  Result<Workspace*> open(WorkspaceMode mode, Watch& watch);
  // The ledger, for reading. Errors: also kNotFound (the folder has no ledger yet).
  Result<Ledger*> record(Watch& watch);

  // Resolves a path of a request; "": the folder. existing() follows links. Errors: kDenied (outside, see
  // only_folder); existing() also kNotFound.
  Result<std::string> path_of(const std::string& named) const;
  Result<std::string> existing(const std::string& named) const;

  const std::string& start() const { return start_; }
  const Parts& parts() const { return parts_; }
  SessionCache& cache() { return cache_; }

 private:
  const std::string start_;
  const Parts& parts_;
  SessionCache& cache_;
  std::optional<Workspace> workspace_;
};

}  // namespace suit
