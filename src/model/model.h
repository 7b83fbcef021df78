// Turns a context into text: a local file, a provider over HTTP, a script. The only interface to them;
// nothing above this folder knows the driver.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace suit {

enum class Role { kSystem, kUser, kAssistant, kTool };
std::string_view name_of(Role role);

// A tool call that the model requests. The caller decides whether to run it.
struct ToolCall {
  std::string id;  // identifies the call in its answer; the driver creates one if the model gives none
  std::string name;
  std::string arguments;  // JSON as written by the model: may be malformed
};

struct Message {
  Role role = Role::kUser;
  std::string text = {};
  std::vector<ToolCall> tool_calls = {};  // kAssistant
  std::string tool_call_id = {};          // kTool: the call that this answers
};

struct Tool {
  std::string name;
  std::string description;
  Json parameters = Json::object();  // JSON Schema of an object
};

// The required form of the text.
struct Free {};
struct MatchSchema {
  Json schema;
};  // JSON Schema; the text is one JSON value
struct MatchGrammar {
  std::string gbnf;
};  // llama.cpp's notation, start symbol "root"
using Constraint = std::variant<Free, MatchSchema, MatchGrammar>;

// A part of a context from one source.
struct ContextPart {
  enum Kind { kProgram, kTask, kFile, kListing, kNotes, kCheck } kind = kFile;
  std::string name;  // a path, or the program's name
  int64_t tokens = 0;
  std::string why = {};    // the reason for choosing it
  std::string lines = {};  // of a file: "10 to 40" if it is not whole
};
std::string_view name_of(ContextPart::Kind kind);

// The whole input of a model for one call.
struct Context {
  std::vector<Message> messages = {};
  std::vector<Tool> tools = {};
  Constraint constraint = Free{};
  int64_t tokens_out_max = 4096;
  double temperature = 0;  // 0: always the most likely token
  std::optional<uint64_t> seed = {};
  std::vector<std::string> stop = {};  // the text ends before any of these
  // Number of leading messages that stay the same between calls: cached if the driver can.
  size_t stable_messages = 0;
  int log_probabilities = 0;  // of this many most likely tokens at each position; 0: none
  // The origin of the messages' tokens, and what was left out: for the record, never sent.
  std::vector<ContextPart> parts = {};
  std::vector<std::string> left_out = {};
  // What the call is for: used by the meter, never sent.
  std::string program = {};
  int64_t task = 0;  // its event in the ledger
};

enum class Finish {
  kStop,       // the model finished
  kLength,     // tokens_out_max or the model's window was reached: the text is incomplete
  kToolCalls,  // it waits for the results of its tool calls
  kFiltered,   // the provider withheld the rest
};
std::string_view name_of(Finish finish);

// Token counts by the model or provider, or an estimate.
struct Usage {
  int64_t tokens_in = 0;      // the whole context, including cached tokens
  int64_t tokens_cached = 0;  // part of tokens_in: not computed again
  int64_t tokens_out = 0;
  bool estimated = false;  // the provider gave no figures
};

struct TokenProbability {
  std::string token;
  double log_probability = 0;  // natural logarithm
  std::vector<std::pair<std::string, double>> likeliest = {};
};

// A completed call. A text cut short by a failure is never one.
struct Completion {
  std::string text = {};      // the answer without thinking: model/thinking.h
  std::string thinking = {};  // the thinking before it, if reported; never acted on, never sent back
  std::vector<ToolCall> tool_calls = {};
  Finish finish = Finish::kStop;
  Usage usage = {};
  std::string answered_by = {};  // the model's id as the provider gave it, or the file's digest
  bool other_model = false;      // answered_by differs from the requested model, beyond a date or a version
  std::string model = {};        // name() of the model that answered, if a failover chose it
  int64_t first_token_us = 0;    // from the start of the call
  int64_t total_us = 0;
  int attempts = 1;  // all but the last failed
  std::vector<TokenProbability> log_probabilities = {};
};

enum class FailureKind {
  kRequest,      // the context is malformed, too long or unsupported: no retry helps
  kDenied,       // the key is missing, wrong or exhausted, the egress rules forbid it, its certificate is not
                 // trusted, it redirects elsewhere, or has no such model: no retry at this model helps
  kOverloaded,   // the provider requests a retry later
  kUnreachable,  // no connection, no TLS, no answer in time, or a server error before any text
  kBroken,       // the answer was cut off, stalled, or is invalid
  kBudget,       // a budget of tokens, time or money is spent: nothing was sent
  kCancelled,
};
std::string_view name_of(FailureKind kind);

struct CallFailure {
  FailureKind kind = FailureKind::kRequest;
  Error error = {};
  int64_t retry_after_ms = -1;  // requested by the provider; -1: none
  std::string partial = {};     // the text so far, to show a person; never a completion
  Usage usage = {};             // its cost, as far as known
};
// Whether another attempt at the same model may succeed; whether another model may.
bool retry_may_help(FailureKind kind);
bool other_model_may_help(FailureKind kind);

using CallResult = std::variant<Completion, CallFailure>;
// The failure's error, for callers that do not distinguish failures.
Result<Completion> completion_of(CallResult result);

struct Capabilities {
  bool streaming = false;
  bool tools = false;        // tool calls natively
  bool json_schema = false;  // supports MatchSchema
  bool grammar = false;      // supports MatchGrammar
  bool log_probabilities = false;
  bool embeddings = false;
  bool exact_token_counts = false;
  bool local = false;          // nothing leaves the machine
  int64_t context_tokens = 0;  // input plus output; 0: unknown
};

// Callbacks of a call, used only on the calling thread. `on_text` gets text as it arrives, including
// thinking, to show it; if it is unset, a driver may request the answer in one piece.
struct CallWatch {
  std::function<void(std::string_view)> on_text = {};
  const std::atomic<bool>* cancelled = nullptr;
  // Text passed to on_text so far is void: the call failed and is repeated, at this or another model.
  std::function<void()> on_restart = {};
};

// Thread-safe: calls may run concurrently.
class Model {
 public:
  virtual ~Model() = default;
  virtual const std::string& name() const = 0;  // as the person named it
  virtual const Capabilities& capabilities() const = 0;
  // Blocks until completion, failure or cancellation. An unsupported constraint or tool is kRequest.
  virtual CallResult complete(const Context& context, const CallWatch& watch) = 0;
  // Returns a vector of unit length for each text. Errors: kUnsupported; those of a call.
  virtual Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts);
  // Counts the text alone, without template tokens; an estimate if capabilities() says so.
  virtual int64_t count_tokens(std::string_view text);
  // Leaves processors to running checks: a local model then uses fewer threads.
  virtual void give_way(bool yes);
};

}  // namespace suit
