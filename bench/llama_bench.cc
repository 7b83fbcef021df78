// The local driver against llama.cpp's own llama-bench: same file, same threads, alternating. Then the
// speedup of eight concurrent sessions over sequential ones, and the latency of a second call with the same
// beginning.
//
// Two models: the tiny one trained by tools/tiny (0.9 million parameters: all overhead is visible), and one
// with random weights generated here (39 million, 77 MB: exceeds the caches, so memory bandwidth decides, as
// for real models).
#include <ggml.h>
#include <gguf.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "measure.h"
#include "model/llama.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr int kThreads = 2;
constexpr int kTurns = 5;
constexpr int kOut = 128;

// The tiny model's metadata without its tensors and without an end token: answers continue as long as they
// are measured. The tensors are left in `memory`.
gguf_context* endless_header(ggml_context** memory) {
  gguf_context* tiny = gguf_init_from_file(SUIT_TINY "/tiny.gguf", {false, memory});
  if (tiny == nullptr) give_up("the tiny model is missing");
  gguf_context* file = gguf_init_empty();
  gguf_set_kv(file, tiny);
  int64_t key = gguf_find_key(tiny, "tokenizer.ggml.tokens");
  std::vector<const char*> tokens;
  for (size_t i = 0; i < gguf_get_arr_n(tiny, key); ++i) {
    const char* token = gguf_get_arr_str(tiny, key, i);
    tokens.push_back(std::string_view(token) == "<|end|>" ? "<|no_end|>" : token);
  }
  gguf_set_arr_str(file, "tokenizer.ggml.tokens", tokens.data(), tokens.size());
  for (const char* end : {"eos", "eot"})
    gguf_set_val_u32(file, ("tokenizer.ggml." + std::string(end) + "_token_id").c_str(), 2);  // the padding
  gguf_free(tiny);
  return file;
}

void write_tiny_model(const std::string& path) {
  ggml_context* memory = nullptr;
  gguf_context* file = endless_header(&memory);
  for (ggml_tensor* one = ggml_get_first_tensor(memory); one; one = ggml_get_next_tensor(memory, one))
    if (std::string_view(one->name).ends_with(".weight")) gguf_add_tensor(file, one);
  if (!gguf_write_to_file(file, path.c_str(), false)) give_up("the tiny model could not be written");
  gguf_free(file);
  ggml_free(memory);
}

// Combines the tiny model's tokenizer with larger layers.
void write_random_model(const std::string& path) {
  constexpr int64_t kWidth = 512, kLayers = 12, kInner = 1'408, kHeads = 8, kVocabulary = 1'024;
  ggml_context* small = nullptr;
  gguf_context* file = endless_header(&small);
  ggml_free(small);
  auto put = [&](const char* key, int64_t value) {
    gguf_set_val_u32(file, key, static_cast<uint32_t>(value));
  };
  put("llama.embedding_length", kWidth);
  put("llama.block_count", kLayers);
  put("llama.feed_forward_length", kInner);
  put("llama.attention.head_count", kHeads);
  put("llama.attention.head_count_kv", kHeads);
  put("llama.rope.dimension_count", kWidth / kHeads);
  gguf_set_val_str(file, "general.name", "random weights");
  ggml_context* memory = ggml_init({size_t{200'000'000}, nullptr, false});
  std::mt19937 random(7);
  auto add = [&](const std::string& name, int64_t columns, int64_t rows) {
    ggml_tensor* one = rows == 0 ? ggml_new_tensor_1d(memory, GGML_TYPE_F32, columns)
                                 : ggml_new_tensor_2d(memory, GGML_TYPE_F16, columns, rows);
    ggml_set_name(one, (name + ".weight").c_str());
    if (rows == 0) std::fill_n(static_cast<float*>(one->data), columns, 1.0f);
    for (int64_t i = 0; i < columns * rows; ++i)
      static_cast<ggml_fp16_t*>(one->data)[i] =
          ggml_fp32_to_fp16((static_cast<float>(random() % 2001) / 1000.0f - 1.0f) * 0.06f);
    gguf_add_tensor(file, one);
  };
  add("token_embd", kWidth, kVocabulary);
  add("output_norm", kWidth, 0);
  for (int64_t i = 0; i < kLayers; ++i) {
    std::string block = "blk." + std::to_string(i) + ".";
    for (const char* norm : {"attn_norm", "ffn_norm"}) add(block + norm, kWidth, 0);
    for (const char* square : {"attn_q", "attn_k", "attn_v", "attn_output"})
      add(block + square, kWidth, kWidth);
    for (const char* up : {"ffn_gate", "ffn_up"}) add(block + up, kWidth, kInner);
    add(block + "ffn_down", kInner, kWidth);
  }
  if (!gguf_write_to_file(file, path.c_str(), false)) give_up("the random model could not be written");
  gguf_free(file);
  ggml_free(memory);
}

// Tokens per second: `in` tokens in one batch and `out` tokens one by one, after `depth` others.
double llama_bench(const std::string& path, int64_t in, int64_t out, int64_t depth) {
  std::string command = std::string(SUIT_LLAMA_BENCH) + " -m " + shell_quote(path) + " -p " +
                        std::to_string(in) + " -n " + std::to_string(out) + " -d " + std::to_string(depth) +
                        " -t " + std::to_string(kThreads) + " -r 1 -o jsonl 2>/dev/null";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) give_up("llama-bench could not be started");
  std::string printed;
  char buffer[4096];
  while (size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) printed.append(buffer, got);
  if (::pclose(pipe) != 0) give_up("llama-bench failed");
  return must(parse_json(trim(printed))).at("avg_ts").get<double>();
}

Context asking(const std::string& text, int64_t out) {
  Context context;
  context.messages = {{Role::kUser, text}};
  context.tokens_out_max = out;
  return context;
}

// Streamed, as in normal use.
Completion ask(Model& model, const std::string& text, int64_t out) {
  size_t bytes = 0;
  CallWatch watch;
  watch.on_text = [&](std::string_view piece) { bytes += piece.size(); };
  Context context = asking(text, out);
  Completion completion = must(completion_of(model.complete(context, watch)));
  return completion;
}

// Words that start differently for each number, up to as many tokens as fit with the template's.
std::string words(Model& model, int64_t tokens, uint64_t number) {
  static const char* const kWords[] = {"apple",  "river",  "lantern", "garden",
                                       "needle", "silver", "tunnel",  "winter"};
  std::mt19937_64 random(number);
  std::string text;
  for (;;) {
    std::string more = text + (text.empty() ? "" : " ") + kWords[random() % 8];
    if (model.count_tokens(more) > tokens) return text;
    text = more;
  }
}

// A question whose answer continues for `out` tokens; most do.
std::string lasting_question(Model& model, int64_t out, uint64_t& number) {
  for (int i = 0; i < 10; ++i) {
    std::string text = words(model, 16, ++number);
    if (ask(model, text, out).usage.tokens_out == out) return text;
  }
  give_up("the model ends its answers early");
}

struct Samples {
  std::vector<double> ours_in, theirs_in, ours_out, theirs_out, one, eight, cold, warm;
};

double tokens_a_second(const Completion& completion) {
  return static_cast<double>(completion.usage.tokens_out - 1) * 1e6 /
         static_cast<double>(completion.total_us - completion.first_token_us);
}

// Measured close together, since the machine's speed changes from minute to minute.
void turn(const ModelConfig& config, uint64_t& number, Samples& samples) {
  auto model = must(make_llama_model(config));
  std::string prompt = words(*model, 500, ++number);
  // One unmeasured run, as in llama-bench. Its cached tokens lengthen attention, which llama-bench does not
  // have.
  ask(*model, words(*model, 500, ++number), 1);
  Completion first = ask(*model, prompt, 1);
  int64_t read = first.usage.tokens_in - first.usage.tokens_cached;
  samples.ours_in.push_back(static_cast<double>(read) * 1e6 / static_cast<double>(first.first_token_us));
  samples.theirs_in.push_back(llama_bench(config.path, read, 0, 0));
  std::string question = lasting_question(*model, kOut, number);
  model = must(make_llama_model(config));
  ask(*model, "apple", 4);
  Completion answer = ask(*model, question, kOut);
  samples.ours_out.push_back(tokens_a_second(answer));
  samples.theirs_out.push_back(llama_bench(config.path, 0, kOut, answer.usage.tokens_in));
}

// Total tokens per second of all concurrent sessions.
double aggregate(Model& model, size_t sessions, const std::vector<std::string>& questions) {
  std::vector<std::thread> threads;
  std::atomic<int64_t> tokens = 0;
  double start = now_ms();
  for (size_t i = 0; i < sessions; ++i)
    threads.emplace_back([&, i] { tokens += ask(model, questions[i], kOut).usage.tokens_out; });
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(tokens) * 1e3 / (now_ms() - start);
}

void sessions_turn(const ModelConfig& config, uint64_t& number, Samples& samples) {
  auto model = must(make_llama_model(config));
  std::vector<std::string> questions;
  for (size_t i = 0; i < 8; ++i) questions.push_back(lasting_question(*model, kOut, number));
  model = must(make_llama_model(config));
  double start = now_ms();
  for (const std::string& question : questions) ask(*model, question, kOut);
  samples.one.push_back(8.0 * kOut * 1e3 / (now_ms() - start));
  model = must(make_llama_model(config));
  samples.eight.push_back(aggregate(*model, 8, questions));
  std::string prefix = words(*model, 1'000, ++number);
  samples.cold.push_back(static_cast<double>(ask(*model, prefix + " one", 1).first_token_us) / 1e3);
  samples.warm.push_back(static_cast<double>(ask(*model, prefix + " two", 1).first_token_us) / 1e3);
}

void measure_model(Report& speeds, Report& firsts, const std::string& name, const std::string& path) {
  ModelConfig config;
  config.name = name;
  config.kind = ModelKind::kLlama;
  config.path = path;
  config.threads = kThreads;
  Samples samples;
  uint64_t number = 0;
  for (int i = 0; i < kTurns; ++i) {
    for (int j = 0; j < 3; ++j) turn(config, number, samples);
    sessions_turn(config, number, samples);
  }
  speeds.add(name, "llama-bench, prompt", samples.theirs_in);
  speeds.add(name, "Suit, prompt", samples.ours_in, median(samples.theirs_in), ">= 0.97");
  speeds.add(name, "llama-bench, decode", samples.theirs_out);
  speeds.add(name, "Suit, decode", samples.ours_out, median(samples.theirs_out), ">= 0.97");
  speeds.add(name, "eight sessions one after another", samples.one);
  speeds.add(name, "eight sessions at once", samples.eight, median(samples.one), ">= 1.7");
  firsts.add(name, "first call, 1,000 tokens", samples.cold);
  firsts.add(name, "second call, the same beginning", samples.warm, median(samples.cold), "<= 0.1");
}

}  // namespace

int main() {
  ScratchFolder scratch;
  std::string random_model = scratch.path() + "/random.gguf";
  std::string tiny_model = scratch.path() + "/tiny.gguf";
  write_random_model(random_model);
  write_tiny_model(tiny_model);
  Report firsts("first token", "milliseconds");
  Report speeds("local model", "tokens_per_s");
  measure_model(speeds, firsts, "random, 39 M", random_model);
  measure_model(speeds, firsts, "tiny, 0.9 M", tiny_model);
}
