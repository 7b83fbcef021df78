// Questions to models that are answered in this process, each on a thread of its own; and what searching a
// folder needs, kept for a while. What came of a question is in the ledger; this is what it does meanwhile.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "functions/inquiry.h"

namespace suit {

class Questions {
 public:
  static constexpr size_t kRunningMax = 4;

  // All must outlive it. `folder` is a workspace's root.
  Questions(std::string folder, const Parts& parts) : folder_(std::move(folder)), parts_(parts) {}
  ~Questions();
  // Stops all, also what is indexed and read; `suit ask --resume` goes on with questions. From then on
  // nothing is begun.
  void stop_all();

  // Passages of the folder. Errors: those of Shelf; kBusy (it is being indexed for somebody else).
  Result<std::vector<Passage>> search(const Inquiry& inquiry, size_t most);

  // Each gives the question as JSON (docs/api.md). Errors of begin(): kBusy (too many at once), and what
  // keeps it from being asked.
  Result<Json> begin(const Inquiry& inquiry, const std::string& model, bool offline);
  // Also one of another time, from the ledger. Errors: kNotFound.
  Result<Json> find(Sequence question);
  Result<Json> stop(Sequence question);

  // The wiki as JSON, made again where it is older than half a minute. Errors: those of make_wiki(); kBusy.
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
  // What one makes while the others wait for it, for a while.
  struct Making {
    std::mutex mutex;
    std::condition_variable ended;
    bool is_under_way = false;
  };
  struct KeptShelf {
    std::unique_ptr<Files> files;
    std::unique_ptr<FactsCache> cache;
    std::optional<Shelf> shelf;
    int64_t at_us = 0;
  };

  Result<std::shared_ptr<KeptShelf>> open_shelf(const Inquiry& inquiry);
  Result<Json> make_wiki_json();
  void work(Asked& asked, const std::string& model, bool offline);
  Json json_of_asked(const Asked& asked) const;

  const std::string folder_;
  const Parts& parts_;
  std::mutex mutex_;
  std::condition_variable told_;
  std::map<int64_t, std::shared_ptr<Asked>> asked_;  // by the order in which they came
  int64_t next_ = 1;
  std::atomic<bool> stopped_ = false;
  Making shelf_making_, wiki_making_;
  // Under the mutex of their making.
  std::shared_ptr<KeptShelf> shelf_;  // of the whole folder
  Json wiki_ = nullptr;
  int64_t wiki_at_us_ = 0;
};

}  // namespace suit
