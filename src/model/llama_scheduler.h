// Runs many answers in one llama.cpp context. One thread owns it; each of its steps advances every running
// answer. Computed tokens are kept, so that a later call with the same prefix starts where the two diverge.
// A call gets the same tokens from the same logits, whatever other calls run. The logits may differ in their
// last bits between a step with one answer and one with several, or between a whole prompt and a continued
// one (ggml uses other kernels for other shapes), so two almost equally likely tokens may swap.
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "model/answer_text.h"
#include "model/llama_load.h"
#include "model/llama_sampler.h"
#include "model/llama_vocabulary.h"
#include "model/model.h"

namespace suit {

// One call: its input, and its output once done.
struct LlamaCall {
  LlamaCall(Tokens prompt_tokens, std::unique_ptr<LlamaSampler> its_sampler, std::vector<std::string> stops)
      : prompt(std::move(prompt_tokens)), sampler(std::move(its_sampler)), text(std::move(stops)) {}

  Tokens prompt;
  std::unique_ptr<LlamaSampler> sampler;
  int64_t tokens_out_max = 0;
  int log_probabilities = 0;
  bool streaming = false;

  AnswerText text;  // the scheduler's until done
  Finish finish = Finish::kStop;
  std::optional<CallFailure> failure = {};
  Usage usage = {};
  int64_t started_us = 0, first_token_us = 0;  // the second: after the first token
  std::vector<TokenProbability> probabilities = {};
  bool ended = false;  // for the scheduler: the fields above are final

  // Shared by the two threads.
  std::atomic<bool> cancelled = false;
  int64_t told_us = 0;  // when its thread was last woken
  std::condition_variable changed = {};
  std::string fresh = {};  // under the scheduler's lock, like `done`
  bool done = false;
};

class LlamaScheduler {
 public:
  // `loaded` and `vocabulary` must outlive it. Errors: those of make_context.
  static Result<std::unique_ptr<LlamaScheduler>> create(const LoadedLlama& loaded,
                                                        const LlamaVocabulary& vocabulary, int sequences);
  // No call may be running.
  ~LlamaScheduler();

  // Blocks until the call is done. Thread-safe. Notices cancellation within a few milliseconds, also within a
  // step. The prompt must be shorter than context_tokens().
  void run(LlamaCall& call, const CallWatch& watch);

  int64_t context_tokens() const { return context_tokens_; }
  void give_way(bool yes) { threads_wanted_ = yes ? std::max(1, threads_ / 2) : threads_; }

 private:
  // A sequence of the context: its computed tokens and the call that it serves.
  struct Sequence {
    llama_seq_id id = 0;
    Tokens tokens = {};  // the first `computed` of them are in the context's memory
    size_t computed = 0;
    LlamaCall* call = nullptr;  // null: kept for its prefix
    uint64_t used = 0;          // time of last use, as a count; the smallest is dropped first
    size_t feeding = 0;         // tokens in the running step
    int output = -1;            // index of the logits for the next token
  };

  LlamaScheduler(const LoadedLlama& loaded, const LlamaVocabulary& vocabulary);
  void work();
  void admit();
  bool place(LlamaCall& call);
  void step(std::unique_lock<std::mutex>& lock);
  bool fill_batch();
  void settle(int code);
  void after_step();
  void choose(Sequence& sequence);
  void make_room();
  void end_cancelled();
  void finish(Sequence& sequence, Finish how);
  void fail(Sequence& sequence, FailureKind kind, Error error);
  void end(LlamaCall& call);
  void tell();
  void truncate(Sequence& sequence, size_t length);
  bool anything_running() const;
  static bool should_abort(void* scheduler);

  const LlamaVocabulary& vocabulary_;
  int threads_;
  std::atomic<int> threads_wanted_;
  int64_t context_tokens_ = 0;
  size_t at_once_ = 1;
  bool partial_ = true;  // a prefix can be kept without the rest (not with recurrent models)
  LlamaPtr<llama_context> context_;
  llama_batch batch_{};
  int batch_max_ = 0;
  std::vector<Sequence> sequences_;
  uint64_t clock_ = 0;
  bool crowded_ = false;  // an answer had to wait for room: admit nobody until another ends

  std::mutex mutex_;  // guards waiting_, stopping_ and the calls' fresh and done
  std::condition_variable work_;
  std::list<LlamaCall*> waiting_;
  bool stopping_ = false;
  std::vector<LlamaCall*> told_;  // calls of this step whose thread has something to read
  std::thread thread_;
};

}  // namespace suit
