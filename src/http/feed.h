// A live stream of new ledger events, from any process, and of run states. For any number of listeners; each
// names its start and misses no ledger event.
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

  // `wake` may be called on any thread, also after the listener has gone.
  void set_wake(std::function<void()> wake);
  // Takes the queued pieces. False: the stream ended (slow listener, or the server stops).
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
  Sequence after_ = 0;  // owned by the feed
};

class Feed {
 public:
  // Reads the ledger at `path` on its own thread. Errors: those of the ledger.
  static Result<std::unique_ptr<Feed>> start(const std::string& path);
  ~Feed();
  // Ends the thread and all streams; later pieces are dropped.
  void stop();

  // Streams what follows the event `after`; if that is more than kBacklogMax events, a "reset" event instead.
  std::shared_ptr<Subscription> subscribe(Sequence after);
  // Polls now: this process has written to the ledger.
  void wake();
  // Publishes a piece that is not in the ledger, such as a run's state.
  void publish(std::string_view event, const Json& data);
  // Runs once on the feed's thread when monotonic_us() reaches `at_us`, unless the feed ends before.
  void later(int64_t at_us, std::function<void()> what);
  // Called with each new ledger event, on the feed's thread.
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

  std::unique_ptr<Ledger> ledger_;  // used only by the thread
  Sequence last_ = 0;
  std::vector<std::weak_ptr<Subscription>> listeners_;  // used only by the thread
  std::function<void(const Event&)> listener_;

  FileWatch watch_;

  std::mutex mutex_;  // guards all below
  bool stopping_ = false;
  std::vector<std::shared_ptr<Subscription>> coming_;
  std::vector<Subscription::Piece> published_;
  std::multimap<int64_t, std::function<void()>> later_;  // by due time
  std::thread thread_;
};

}  // namespace suit
