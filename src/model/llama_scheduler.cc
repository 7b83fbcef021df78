#include "model/llama_scheduler.h"

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace suit {
namespace {

// Tokens per batch: llama.cpp's own size.
constexpr int kBatch = 512;
// A call waits for another that is computing the same prefix, if that saves at least this many tokens.
constexpr size_t kWorthWaiting = 32;
// Minimum interval of waking a stream's reader: each time briefly takes a core from the model's threads.
constexpr int64_t kTell_us = 8'000;
constexpr auto kLook = std::chrono::milliseconds(5);

size_t common_beginning(const Tokens& a, const Tokens& b) {
  size_t most = std::min(a.size(), b.size());
  return static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first - a.begin());
}

}  // namespace

LlamaScheduler::LlamaScheduler(const LoadedLlama& loaded, const LlamaVocabulary& vocabulary)
    : vocabulary_(vocabulary), threads_(loaded.threads), threads_wanted_(loaded.threads) {}

Result<std::unique_ptr<LlamaScheduler>> LlamaScheduler::create(const LoadedLlama& loaded,
                                                               const LlamaVocabulary& vocabulary,
                                                               int sequences) {
  std::unique_ptr<LlamaScheduler> made(new LlamaScheduler(loaded, vocabulary));
  // Twice as many as calls: the others keep prefixes.
  auto limit = static_cast<int>(llama_max_parallel_sequences());
  made->at_once_ = static_cast<size_t>(std::clamp(sequences, 1, limit / 2));
  llama_context_params params = llama_context_default_params();
  params.n_ctx = static_cast<uint32_t>(loaded.context_tokens);
  params.n_batch = params.n_ubatch = kBatch;
  params.n_seq_max = static_cast<uint32_t>(2 * made->at_once_);
  params.n_outputs_max = params.n_seq_max;  // not a row of logits for each prompt token
  params.n_threads = params.n_threads_batch = loaded.threads;
  params.kv_unified = true;  // sequences share common prefixes
  params.swa_full = true;    // otherwise the beginning of a long sequence is lost
  params.no_perf = true;
  params.abort_callback = &LlamaScheduler::should_abort;
  params.abort_callback_data = made.get();
  ASSIGN_OR_RETURN(made->context_, loaded.make_context(params));
  made->context_tokens_ = llama_n_ctx_seq(made->context_.get());
  made->partial_ =
      !llama_model_is_recurrent(loaded.model.get()) && !llama_model_is_hybrid(loaded.model.get());
  made->batch_max_ = static_cast<int>(llama_n_batch(made->context_.get()));
  made->batch_ = llama_batch_init(made->batch_max_, 0, 1);
  for (size_t i = 0; i < 2 * made->at_once_; ++i) made->sequences_.push_back({static_cast<llama_seq_id>(i)});
  made->thread_ = std::thread([scheduler = made.get()] { scheduler->work(); });
  return made;
}

LlamaScheduler::~LlamaScheduler() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (batch_.token) llama_batch_free(batch_);
}

void LlamaScheduler::run(LlamaCall& call, const CallWatch& watch) {
  call.streaming = static_cast<bool>(watch.on_text);
  std::unique_lock lock(mutex_);
  waiting_.push_back(&call);
  work_.notify_one();
  for (;;) {
    auto ready = [&] { return call.done || !call.fresh.empty(); };
    if (watch.cancelled) {
      if (watch.cancelled->load()) call.cancelled = true;
      call.changed.wait_for(lock, kLook, ready);
    } else {
      call.changed.wait(lock, ready);
    }
    std::string fresh = std::exchange(call.fresh, "");
    bool ended = call.done;
    if (!fresh.empty() && watch.on_text) {
      lock.unlock();
      watch.on_text(fresh);
      lock.lock();
    }
    if (ended) return;
  }
}

void LlamaScheduler::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return stopping_ || !waiting_.empty() || anything_running(); });
    end_cancelled();
    if (stopping_ && waiting_.empty() && !anything_running()) return;
    admit();
    if (anything_running()) step(lock);
  }
}

bool LlamaScheduler::anything_running() const {
  return std::any_of(sequences_.begin(), sequences_.end(),
                     [](const Sequence& one) { return one.call != nullptr; });
}

// Requires the lock: ends cancelled calls.
void LlamaScheduler::end_cancelled() {
  auto why = [] {
    return CallFailure{FailureKind::kCancelled, {ErrorCode::kCancelled, "the call was cancelled"}};
  };
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    LlamaCall* call = *it;
    if (!call->cancelled && !stopping_) {
      ++it;
      continue;
    }
    it = waiting_.erase(it);
    call->failure = why();
    end(*call);
  }
  for (Sequence& sequence : sequences_)
    if (sequence.call && (sequence.call->cancelled || stopping_))
      fail(sequence, FailureKind::kCancelled, why().error);
  tell();
}

// Requires the lock, since a call may be destroyed once it is released.
void LlamaScheduler::tell() {
  for (LlamaCall* call : told_) {
    if (call->streaming) call->fresh += call->text.fresh();
    call->done = call->ended;
    call->changed.notify_one();
  }
  told_.clear();
}

// Requires the lock: assigns sequences to calls, first come first served.
void LlamaScheduler::admit() {
  if (crowded_ && anything_running()) return;
  crowded_ = false;
  auto running = static_cast<size_t>(std::count_if(sequences_.begin(), sequences_.end(),
                                                   [](const Sequence& one) { return one.call != nullptr; }));
  for (auto it = waiting_.begin(); it != waiting_.end() && running < at_once_;) {
    if (!place(**it)) {
      ++it;
      continue;
    }
    it = waiting_.erase(it);
    ++running;
  }
}

// Finds the longest available prefix and a sequence to continue it in. Returns false if another call is about
// to compute more of it.
bool LlamaScheduler::place(LlamaCall& call) {
  Sequence* source = nullptr;
  size_t shared = 0, soon = 0;
  for (Sequence& one : sequences_) {
    size_t common = std::min(common_beginning(one.tokens, call.prompt), call.prompt.size() - 1);
    size_t now = std::min(common, one.computed);
    if (!partial_ && now < one.computed) now = 0;
    if (now > shared) source = &one, shared = now;
    if (one.call && partial_) soon = std::max(soon, common);
  }
  if (soon >= shared + kWorthWaiting) return false;
  Sequence* target = nullptr;
  for (Sequence& one : sequences_) {
    if (one.call) continue;
    bool better = !target || one.tokens.empty() > target->tokens.empty() ||
                  (one.tokens.empty() == target->tokens.empty() && one.used < target->used);
    if (better) target = &one;
  }
  CHECK(target);  // there are twice as many as can run
  // A pure continuation reuses the sequence. If the two diverge, the old one stays; the shared part uses
  // memory once.
  if (source && !source->call && shared == source->computed) target = source;
  if (target == source) {
    truncate(*target, shared);
  } else {
    truncate(*target, 0);
    if (source && partial_) {
      llama_memory_seq_cp(llama_get_memory(context_.get()), source->id, target->id, 0,
                          static_cast<llama_pos>(shared));
      target->computed = shared;
    }
  }
  target->tokens = call.prompt;
  target->call = &call;
  target->used = ++clock_;
  // A call that had to wait again has already counted its tokens.
  if (call.usage.tokens_in == 0) {
    call.usage.tokens_in = static_cast<int64_t>(call.prompt.size());
    call.usage.tokens_cached = static_cast<int64_t>(target->computed);
  }
  return true;
}

void LlamaScheduler::truncate(Sequence& sequence, size_t length) {
  llama_memory_t memory = llama_get_memory(context_.get());
  if (!llama_memory_seq_rm(memory, sequence.id, static_cast<llama_pos>(length), -1)) {
    llama_memory_seq_rm(memory, sequence.id, -1, -1);
    length = 0;
  }
  sequence.computed = std::min(sequence.computed, length);
  if (!sequence.call) sequence.tokens.resize(std::min(sequence.tokens.size(), sequence.computed));
}

// Adds one token of each answer, then prompt tokens as far as they fit. Returns false if there is nothing to
// do.
bool LlamaScheduler::fill_batch() {
  batch_.n_tokens = 0;
  auto add = [&](Sequence& one, size_t count) {
    one.feeding = count;
    for (size_t i = 0; i < count; ++i) {
      int at = batch_.n_tokens++;
      size_t position = one.computed + i;
      batch_.token[at] = one.tokens[position];
      batch_.pos[at] = static_cast<llama_pos>(position);
      batch_.n_seq_id[at] = 1;
      batch_.seq_id[at][0] = one.id;
      bool last = position + 1 == one.tokens.size();
      batch_.logits[at] = last ? 1 : 0;
      if (last) one.output = at;
    }
  };
  for (Sequence& one : sequences_) {
    one.feeding = 0;
    one.output = -1;
    if (one.call && one.tokens.size() - one.computed == 1) add(one, 1);
  }
  for (Sequence& one : sequences_) {
    if (!one.call || one.feeding > 0) continue;
    auto room = static_cast<size_t>(batch_max_ - batch_.n_tokens);
    add(one, std::min(room, one.tokens.size() - one.computed));
  }
  return batch_.n_tokens > 0;
}

// Computes without the lock, so that calls can start and be cancelled meanwhile.
void LlamaScheduler::step(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  int code = 0;
  if (fill_batch()) {
    int threads = threads_wanted_;
    if (llama_n_threads(context_.get()) != threads) llama_set_n_threads(context_.get(), threads, threads);
    code = llama_decode(context_.get(), batch_);
    if (code == 0) after_step();
  }
  lock.lock();
  if (code != 0) settle(code);
  tell();
}

void LlamaScheduler::after_step() {
  for (Sequence& one : sequences_) {
    if (!one.call || one.feeding == 0) continue;
    one.computed += one.feeding;
    one.used = ++clock_;
    if (one.output >= 0) choose(one);
  }
}

// Picks the next token of an answer and ends it if that was the last.
void LlamaScheduler::choose(Sequence& sequence) {
  LlamaCall& call = *sequence.call;
  const float* logits = llama_get_logits_ith(context_.get(), sequence.output);
  if (logits == nullptr)
    return fail(sequence, FailureKind::kBroken, {ErrorCode::kUnavailable, "llama.cpp returned no logits"});
  auto picked = call.sampler->pick(logits);
  if (!picked) return fail(sequence, FailureKind::kRequest, picked.error());
  if (call.first_token_us == 0) call.first_token_us = monotonic_us() - call.started_us;
  ++call.usage.tokens_out;
  if (vocabulary_.ends(*picked)) return finish(sequence, Finish::kStop);
  if (call.log_probabilities > 0)
    call.probabilities.push_back(call.sampler->probability(logits, *picked, call.log_probabilities));
  sequence.tokens.push_back(*picked);
  call.text.add(vocabulary_.bytes(*picked));
  if (call.text.stopped()) return finish(sequence, Finish::kStop);
  bool full = static_cast<int64_t>(sequence.tokens.size()) >= context_tokens_;
  if (full || call.usage.tokens_out >= call.tokens_out_max) return finish(sequence, Finish::kLength);
  if (!call.streaming) return;
  int64_t now = monotonic_us();
  if (now - call.told_us < kTell_us) return;
  call.told_us = now;
  told_.push_back(&call);
}

// After an incomplete step, restores the state before it.
void LlamaScheduler::settle(int code) {
  bool no_room = code == 1, aborted = code == 2;
  for (Sequence& one : sequences_) {
    if (!one.call || one.feeding == 0) continue;
    truncate(one, one.computed);
    if (!no_room && !aborted)
      fail(one, FailureKind::kBroken,
           {ErrorCode::kUnavailable, "llama.cpp failed to compute (code " + std::to_string(code) + ")"});
  }
  if (no_room) make_room();
}

// Drops kept prefixes, the oldest first. If there are none, the newest answer waits until others finish.
void LlamaScheduler::make_room() {
  Sequence* oldest = nullptr;
  Sequence* youngest = nullptr;
  size_t running = 0;
  for (Sequence& one : sequences_) {
    if (!one.call && !one.tokens.empty() && (!oldest || one.used < oldest->used)) oldest = &one;
    if (!one.call) continue;
    ++running;
    if (!youngest || one.call->started_us > youngest->call->started_us) youngest = &one;
  }
  if (oldest) return truncate(*oldest, 0);
  if (!youngest) return;
  if (running == 1) {
    // It is alone in the context and there is still no room: the context is full.
    if (youngest->call->usage.tokens_out > 0) return finish(*youngest, Finish::kLength);
    return fail(*youngest, FailureKind::kRequest,
                {ErrorCode::kLimit, "the context does not fit into the model's memory"});
  }
  LlamaCall* call = std::exchange(youngest->call, nullptr);
  call->prompt = youngest->tokens;  // including its answer so far
  truncate(*youngest, 0);
  waiting_.push_front(call);
  crowded_ = true;
}

void LlamaScheduler::finish(Sequence& sequence, Finish how) {
  LlamaCall& call = *sequence.call;
  call.finish = how;
  sequence.call = nullptr;
  sequence.tokens.resize(sequence.computed);
  crowded_ = false;
  end(call);
}

void LlamaScheduler::fail(Sequence& sequence, FailureKind kind, Error error) {
  LlamaCall& call = *sequence.call;
  call.failure = CallFailure{kind, std::move(error)};
  sequence.call = nullptr;
  sequence.tokens.resize(sequence.computed);
  crowded_ = false;
  end(call);
}

void LlamaScheduler::end(LlamaCall& call) {
  call.text.end();
  call.ended = true;
  told_.push_back(&call);
}

// llama.cpp calls this in the middle of a step. One call's cancellation interrupts the step for all; the
// others repeat it.
bool LlamaScheduler::should_abort(void* scheduler) {
  for (const Sequence& one : static_cast<LlamaScheduler*>(scheduler)->sequences_)
    if (one.call && one.feeding > 0 && one.call->cancelled.load(std::memory_order_relaxed)) return true;
  return false;
}

}  // namespace suit
