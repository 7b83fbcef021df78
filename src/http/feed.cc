#include "http/feed.h"

#include <algorithm>

#include "base/clock.h"
#include "functions/as_json.h"

namespace suit {
namespace {

// A write to the ledger's log is noticed one flush before it can be read. If writes can't be watched, the
// ledger is polled every second.
constexpr int kLookSoon_ms = 4, kLookLater_ms = 1'000;
constexpr int64_t kSoonFor_us = 250'000;

Subscription::Piece piece_of(std::string_view event, Sequence id, const std::string& data) {
  std::string text = id ? "id: " + std::to_string(id) + "\n" : "";
  text += "event: " + std::string(event) + "\ndata: " + data + "\n\n";
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

void Subscription::set_wake(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

bool Subscription::take(std::vector<Piece>& pieces) {
  std::lock_guard lock(mutex_);
  pieces.assign(queue_.begin(), queue_.end());
  queue_.clear();
  bytes_ = 0;
  return !closed_ || !pieces.empty();
}

void Subscription::push(Piece piece) {
  std::lock_guard lock(mutex_);
  if (closed_) return;
  bytes_ += piece->size();
  // A slow reader is closed; it reconnects with the number of its last event.
  if (bytes_ > kQueuedBytesMax) {
    closed_ = true;
    queue_.clear();
  } else {
    queue_.push_back(std::move(piece));
  }
  if (wake_) wake_();
}

void Subscription::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  if (wake_) wake_();
}

bool Subscription::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

Result<std::unique_ptr<Feed>> Feed::start(const std::string& path) {
  ASSIGN_OR_RETURN(std::unique_ptr<Ledger> ledger, Ledger::open(path, LedgerMode::kReadOnly));
  ASSIGN_OR_RETURN(Sequence newest, ledger->newest());
  std::unique_ptr<Feed> feed(new Feed(std::move(ledger), path + "-wal"));
  feed->last_ = newest;
  feed->thread_ = std::thread([&feed = *feed] { feed.work(); });
  return feed;
}

Feed::~Feed() {
  stop();
}

void Feed::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  watch_.wake();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<Subscription> Feed::subscribe(Sequence after) {
  auto subscription = std::make_shared<Subscription>();
  subscription->after_ = after;
  {
    std::lock_guard lock(mutex_);
    coming_.push_back(subscription);
  }
  watch_.wake();
  return subscription;
}

void Feed::wake() {
  watch_.wake();
}

void Feed::publish(std::string_view event, const Json& data) {
  auto piece = piece_of(event, 0, to_text(data));
  {
    std::lock_guard lock(mutex_);
    published_.push_back(std::move(piece));
  }
  watch_.wake();
}

void Feed::later(int64_t at_us, std::function<void()> what) {
  {
    std::lock_guard lock(mutex_);
    later_.emplace(at_us, std::move(what));
  }
  watch_.wake();
}

void Feed::do_what_is_due() {
  std::vector<std::function<void()>> due;
  {
    std::lock_guard lock(mutex_);
    auto end = later_.upper_bound(monotonic_us());
    for (auto it = later_.begin(); it != end; ++it) due.push_back(std::move(it->second));
    later_.erase(later_.begin(), end);
  }
  for (const auto& what : due) what();
}

int Feed::wait_ms(int64_t soon_until_us) {
  int64_t now = monotonic_us();
  int longest = now < soon_until_us ? kLookSoon_ms : kLookLater_ms;
  std::lock_guard lock(mutex_);
  if (later_.empty()) return longest;
  return static_cast<int>(std::clamp<int64_t>((later_.begin()->first - now) / 1000 + 1, 0, longest));
}

void Feed::on_event(std::function<void(const Event&)> listener) {
  std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

void Feed::work() {
  int64_t soon_until_us = 0;
  for (;;) {
    auto woken = watch_.wait(wait_ms(soon_until_us));
    if (woken == FileWatch::Woken::kByFile) soon_until_us = monotonic_us() + kSoonFor_us;
    do_what_is_due();
    std::vector<std::shared_ptr<Subscription>> coming;
    std::vector<Subscription::Piece> published;
    {
      std::lock_guard lock(mutex_);
      if (stopping_) break;
      coming.swap(coming_);
      published.swap(published_);
    }
    look();
    for (auto& subscription : coming) {
      begin(*subscription);
      listeners_.push_back(subscription);
    }
    for (auto& piece : published)
      for (auto& listener : listeners_)
        if (auto subscription = listener.lock()) subscription->push(piece);
  }
  for (auto& listener : listeners_)
    if (auto subscription = listener.lock()) subscription->close();
}

// Publishes the events since the last poll. An unreadable ledger is retried.
void Feed::look() {
  std::erase_if(listeners_, [](const auto& listener) {
    auto subscription = listener.lock();
    return !subscription || subscription->closed();
  });
  auto events = ledger_->events({.after = last_, .limit = kBacklogMax, .brief = true});
  if (!events) return;
  std::function<void(const Event&)> told;
  if (!events->empty()) {
    std::lock_guard lock(mutex_);
    told = listener_;
  }
  for (const Event& event : *events) {
    last_ = event.sequence;
    if (told) told(event);
    if (listeners_.empty()) continue;
    auto piece = piece_of("ledger", event.sequence, to_text(json_of(event)));
    for (auto& listener : listeners_)
      if (auto subscription = listener.lock()) subscription->push(piece);
  }
}

void Feed::begin(Subscription& subscription) {
  Sequence after = subscription.after_;
  auto reset = [&] { subscription.push(piece_of("reset", last_, to_text({{"sequence", last_}}))); };
  if (after > last_ || last_ - after > static_cast<Sequence>(kBacklogMax)) return reset();
  auto missed = ledger_->events({.after = after, .limit = kBacklogMax, .brief = true});
  if (!missed) return reset();
  for (const Event& event : *missed) {
    if (event.sequence > last_) break;  // published by the next poll
    subscription.push(piece_of("ledger", event.sequence, to_text(json_of(event))));
  }
}

}  // namespace suit
