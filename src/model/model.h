// What turns a context into text: a local file, a provider over HTTP, a script. One interface for all of
// them; nothing above this folder knows which driver it talks to.
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

// A tool that the model asks to be used. It is a wish: whether it is granted is for the caller.
struct ToolCall {
  std::string id;  // names the call in the answer to it; made up by the driver where the model gives none
  std::string name;
  std::string arguments;  // JSON text, as the model wrote it: may be malformed
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

// What the text must conform to.
struct Free {};
struct MatchSchema {
  Json schema;
};  // JSON Schema; the text is one JSON value
struct MatchGrammar {
  std::string gbnf;
};  // llama.cpp's notation, start symbol "root"
using Constraint = std::variant<Free, MatchSchema, MatchGrammar>;

// A stretch of a context that comes from one place.
struct ContextPart {
  enum Kind { kProgram, kTask, kFile, kListing, kNotes, kCheck } kind = kFile;
  std::string name;  // a path, or the program's name
  int64_t tokens = 0;
  std::string why = {};    // why it was chosen
  std::string lines = {};  // of a file: "10 to 40" where it is not whole
};
std::string_view name_of(ContextPart::Kind kind);

// All that the model gets for one call.
struct Context {
  std::vector<Message> messages = {};
  std::vector<Tool> tools = {};
  Constraint constraint = Free{};
  int64_t tokens_out_max = 4096;
  double temperature = 0;  // 0: the likeliest token each time
  std::optional<uint64_t> seed = {};
  std::vector<std::string> stop = {};  // ends the text before any of these
  // How many leading messages are the same from call to call: cached there where the driver can.
  size_t stable_messages = 0;
  int log_probabilities = 0;  // of so many likeliest tokens at each place; 0: none
  // Where the tokens of the messages come from, and what was left out: for the record, never sent.
  std::vector<ContextPart> parts = {};
  std::vector<std::string> left_out = {};
  // Whom the call is for: the meter's, never sent.
  std::string program = {};
  int64_t task = 0;  // its event in the ledger
};

enum class Finish {
  kStop,       // the model said that it is done
  kLength,     // cut at tokens_out_max or the end of the model's window: the text is incomplete
  kToolCalls,  // it waits for the answers to its tool calls
  kFiltered,   // the provider withheld the rest
};
std::string_view name_of(Finish finish);

// In tokens, as the model or provider counts; an estimate says so.
struct Usage {
  int64_t tokens_in = 0;      // all of the context, cached ones included
  int64_t tokens_cached = 0;  // of tokens_in: not computed again
  int64_t tokens_out = 0;
  bool estimated = false;  // the provider gave no figures
};

struct TokenProbability {
  std::string token;
  double log_probability = 0;  // natural logarithm
  std::vector<std::pair<std::string, double>> likeliest = {};
};

// A call that came to its end. A text cut short by a failure is never one.
struct Completion {
  std::string text = {};  // the answer alone: model/thinking.h
  std::string thinking =
      {};  // what the model thought before it, as far as it says so; never acted on, never sent back
  std::vector<ToolCall> tool_calls = {};
  Finish finish = Finish::kStop;
  Usage usage = {};
  std::string answered_by = {};  // the model's id as the provider gave it, or the file's digest
  bool other_model = false;      // answered_by is not what was asked for, beyond a date or a version
  std::string model = {};        // name() of the one that answered, where a failover chose it
  int64_t first_token_us = 0;    // from the start of the call
  int64_t total_us = 0;
  int attempts = 1;  // of which all but the last failed
  std::vector<TokenProbability> log_probabilities = {};
};

enum class FailureKind {
  kRequest,  // the context is at fault: malformed, too long, something the model can't do. No other try will
             // do
  kDenied,   // the key is missing, wrong or exhausted, the egress rules forbid it, its certificate is not
             // trusted, it redirects elsewhere, or has no such model: no other try at this one will do
  kOverloaded,   // asked to come back later
  kUnreachable,  // no connection, no TLS, no answer in time, or an error of the server's before any text
  kBroken,       // the answer broke off, stalled, or made no sense
  kBudget,       // a budget of tokens, time or money is spent: nothing was sent
  kCancelled,
};
std::string_view name_of(FailureKind kind);

struct CallFailure {
  FailureKind kind = FailureKind::kRequest;
  Error error = {};
  int64_t retry_after_ms = -1;  // as the provider asked; -1: it did not say
  std::string partial = {};     // the text until then, for a person to see; never a completion
  Usage usage = {};             // what it cost all the same, as far as known
};
// The same model may do at another try; another model may do.
bool retry_may_help(FailureKind kind);
bool other_model_may_help(FailureKind kind);

using CallResult = std::variant<Completion, CallFailure>;
// The failure's error, for callers that do not tell failures apart.
Result<Completion> completion_of(CallResult result);

struct Capabilities {
  bool streaming = false;
  bool tools = false;        // tool calls natively
  bool json_schema = false;  // MatchSchema is held
  bool grammar = false;      // MatchGrammar is held
  bool log_probabilities = false;
  bool embeddings = false;
  bool exact_token_counts = false;
  bool local = false;          // no byte leaves the machine
  int64_t context_tokens = 0;  // in and out together; 0: not known
};

// How a call is watched. `on_text` gets text as it comes, thinking included, for a person to see; with none,
// a driver may ask for the answer in one piece. They are used on the calling thread only.
struct CallWatch {
  std::function<void(std::string_view)> on_text = {};
  const std::atomic<bool>* cancelled = nullptr;
  // What on_text got so far is void: the call failed after it and is made again, there or at another model.
  std::function<void()> on_restart = {};
};

// Thread-safe: calls may run side by side.
class Model {
 public:
  virtual ~Model() = default;
  virtual const std::string& name() const = 0;  // as the person named it
  virtual const Capabilities& capabilities() const = 0;
  // Blocks until the end, a failure or the cancellation. A constraint or tool that the model can't hold is
  // kRequest.
  virtual CallResult complete(const Context& context, const CallWatch& watch) = 0;
  // One vector of unit length for each text. Errors: kUnsupported; those of a call.
  virtual Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts);
  // Of a text alone, without a template's tokens around it; an estimate where capabilities() says so.
  virtual int64_t count_tokens(std::string_view text);
  // While checks run they get the processors: a local model uses fewer threads.
  virtual void give_way(bool yes);
};

}  // namespace suit
