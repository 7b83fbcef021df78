// What happens, as it happens: new events of the ledger, whoever wrote them, and what runs are doing. For any
// number of listeners; each begins where it says and misses nothing that the ledger has.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/file_watch.h"
#include "ledger/ledger.h"

namespace suit {

// One listener's queue of pieces of an event stream (text/event-stream). Thread-safe.
class Subscription {
 public:
  using Piece = std::shared_ptr<const std::string>;
  static constexpr size_t kQueuedBytesMax = 8u << 20;

  // Wakes the listener; called on any thread, also after it has gone.
  void set_wake(std::function<void()> wake);
  // Takes what is queued. False: the stream is over (the listener was too slow, or the server ends).
  bool take(std::vector<Piece>& pieces);
  void push(Piece piece);
  void close();
  bool closed() const;

 private:
  friend class Feed;
  mutable std::mutex mutex_;
  std::function<void()> wake_;
  std::deque<Piece> queue_;
  size_t bytes_ = 0;
  bool closed_ = false;
  Sequence after_ = 0;  // the feed's
};

class Feed {
 public:
  // Reads the ledger at `path` on a thread of its own. Errors: those of the ledger.
  static Result<std::unique_ptr<Feed>> start(const std::string& path);
  ~Feed();
  // Ends the thread and all streams; what is published later is dropped.
  void stop();

  // What comes after the event `after`. Where more than kBacklogMax events came since, one "reset" event says
  // so.
  std::shared_ptr<Subscription> subscribe(Sequence after);
  // Something was written by this process: look now.
  void wake();
  // A piece that is in no ledger, such as a run's state.
  void publish(std::string_view event, const Json& data);
  // Done once, on the feed's thread, when monotonic_us() has come to `at_us`; never, where the feed ends
  // before.
  void later(int64_t at_us, std::function<void()> what);
  // Told of each new event of the ledger, on the feed's thread.
  void on_event(std::function<void(const Event&)> listener);

  static constexpr size_t kBacklogMax = 5'000;

 private:
  Feed(std::unique_ptr<Ledger> ledger, const std::string& written)
      : ledger_(std::move(ledger)), watch_(written) {}
  void work();
  void do_what_is_due();
  int wait_ms(int64_t soon_until_us);
  void look();
  void begin(Subscription& subscription);

  std::unique_ptr<Ledger> ledger_;  // the thread's
  Sequence last_ = 0;
  std::vector<std::weak_ptr<Subscription>> listeners_;  // the thread's
  std::function<void(const Event&)> listener_;

  FileWatch watch_;

  std::mutex mutex_;  // of all below
  bool stopping_ = false;
  std::vector<std::shared_ptr<Subscription>> coming_;
  std::vector<Subscription::Piece> published_;
  std::multimap<int64_t, std::function<void()>> later_;  // by when it is due
  std::thread thread_;
};

}  // namespace suit
