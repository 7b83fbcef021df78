// What functions work on: a folder with its record, and the real parts that answer tasks.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "change/watch.h"
#include "functions/proposal_view.h"
#include "loop/chosen_proposer.h"
#include "loop/workspace.h"

namespace suit {

// What a front end that stays keeps between calls. Thread-safe.
struct SessionCache {
  ProposalViews views;
  std::mutex suggesting;  // of the two below
  std::vector<std::string> suggested;
  Sequence suggested_at = -1;
  std::mutex listing;  // of the two below
  std::vector<std::string> paths;
  int64_t paths_at_us = 0;
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
