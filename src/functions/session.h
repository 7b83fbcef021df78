// What functions work on: a folder with its record, and the real parts that answer tasks.
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

// What a front end that stays keeps between calls. Thread-safe.
struct SessionCache {
  // What a request names must lie in the folder, and counts from there: its caller is not at a terminal.
  bool only_folder = false;
  std::atomic<bool> stopped = false;  // ends what takes long
  ProposalViews views;
  std::mutex suggesting;  // of the two below
  std::vector<std::string> suggested;
  Sequence suggested_at = -1;
  Kept<std::vector<std::string>> paths;
  Kept<Shelf> shelf;  // of the whole folder
  Kept<functions::ShowWikiAnswer> wiki;
  std::mutex marking;  // one call after the other
  // The run that has this proposal before a person; none where nothing runs here.
  std::function<std::optional<int64_t>(Sequence proposal)> run_of = [](Sequence) { return std::nullopt; };
};

// Of one call; belongs to one thread.
class Session {
 public:
  // `start`: the folder, or one in it. The others must outlive it.
  Session(std::string start, const Parts& parts, SessionCache& cache)
      : start_(std::move(start)), parts_(parts), cache_(cache) {}

  // The workspace, opened by the first call. What opening it has to say is told to the watch.
  // Errors: those of Workspace::open.
  Result<Workspace*> open(WorkspaceMode mode, Watch& watch);
  // To look at the record. Errors: also kNotFound where nothing was done in the folder yet.
  Result<Ledger*> record(Watch& watch);

  // Where a path that a request names leads; "": the folder. Errors: kDenied (outside, see only_folder);
  // existing(), which follows links, also kNotFound.
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
