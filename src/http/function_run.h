// A function that may take more than a second, on a thread of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "functions/function.h"
#include "http/feed.h"
#include "http/running.h"

namespace suit {

class FunctionRun final : public Watch, public Running {
 public:
  // `call` has its request. The cache and the feed must outlive this.
  FunctionRun(int64_t number, const Function& function, std::unique_ptr<Call> call, SessionCache& cache,
              Feed& feed);
  ~FunctionRun() override;

  void start(const std::string& folder, const Parts& parts) override;
  Json json() override;
  bool ended() override;
  void stop() override;
  bool answer(size_t choice) override;

  // Watch, on the run's thread.
  void note(const std::string& line) override;
  void state(const std::string& line) override;
  std::optional<size_t> answer(const Question& question) override;
  const std::atomic<bool>* cancelled() const override { return &cancelled_; }

 private:
  void work(const std::string& folder, const Parts& parts);
  void publish() { feed_.publish("run", json()); }

  const int64_t number_;
  const Function& function_;
  const std::unique_ptr<Call> call_;
  const Json request_;
  SessionCache& cache_;
  Feed& feed_;
  std::atomic<bool> cancelled_{false};
  std::thread thread_;

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  int64_t started_us_, ended_us_ = 0, shown_us_ = 0;
  std::vector<std::string> steps_;
  std::string line_;
  std::optional<Question> question_;
  std::optional<size_t> chosen_;
  std::optional<Json> answer_;
  std::optional<Error> error_;
};

}  // namespace suit
