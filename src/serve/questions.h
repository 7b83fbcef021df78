// Questions to models that are answered in this process, each on a thread of its own; and what searching a folder needs, kept for
// a while. What came of a question is in the ledger; this is what it does meanwhile.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "kernel/inquiry.h"

namespace suit {

class Questions {
 public:
  static constexpr size_t kRunningMax = 4;

  // All must outlive it. `folder` is a workspace's root.
  Questions(std::string folder, const Parts& parts) : folder_(std::move(folder)), parts_(parts) {}
  ~Questions();  // stops all; `suit ask --resume` goes on with them

  // Passages of the folder. Errors: those of Shelf.
  Result<std::vector<Passage>> search(const Inquiry& inquiry, size_t most);

  // Each gives the question as JSON (docs/api.md). Errors of begin(): kBusy (too many at once), and what keeps it from being asked.
  Result<Json> begin(const Inquiry& inquiry, const std::string& model, bool offline);
  // Also one of another time, from the ledger. Errors: kNotFound.
  Result<Json> find(Sequence question);
  Result<Json> stop(Sequence question);

  // The wiki as JSON, made anew where it is older than half a minute. Errors: those of make_wiki().
  Result<Json> wiki();

 private:
  struct Asked {
    Inquiry inquiry;
    std::thread thread;
    std::atomic<bool> cancelled = false;
    // Under the mutex of all:
    bool told = false;  // its number stands, or that it has none
    Sequence id = 0;
    std::vector<std::string> steps = {};
    bool ended = false;
    Json answer = nullptr;
    std::optional<Error> error = {};
  };
  struct KeptShelf {
    std::unique_ptr<Files> files;
    std::unique_ptr<FactsCache> cache;
    std::optional<Shelf> shelf;
    int64_t at_us = 0;
  };

  void work(Asked& asked, const std::string& model, bool offline);
  Json json_of_asked(const Asked& asked) const;

  const std::string folder_;
  const Parts& parts_;
  std::mutex mutex_;
  std::condition_variable told_;
  std::map<int64_t, std::unique_ptr<Asked>> asked_;  // by the order in which they came
  int64_t next_ = 1;
  std::mutex shelf_mutex_, wiki_mutex_;
  std::shared_ptr<KeptShelf> shelf_;  // of the whole folder
  Json wiki_ = nullptr;
  int64_t wiki_at_us_ = 0;
};

}  // namespace suit
