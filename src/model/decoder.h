// Converts an API's answer to a completion: one decoder per API and call, fed with JSON or the events of a
// stream. Independent of connections. Any input ends in a completion or a fault.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "model/http.h"
#include "model/model.h"
#include "model/sse.h"

namespace suit {

// A problem. The words may contain the provider's text: pass them through HttpClient::quoted() before showing
// them.
struct Fault {
  FailureKind kind = FailureKind::kBroken;
  std::string why;
};

class AnswerDecoder {
 public:
  virtual ~AnswerDecoder() = default;
  // A complete answer.
  std::optional<Fault> read_whole(std::string_view body);
  // One event of a stream. Sets `flow` to whether more is needed.
  std::optional<Fault> read_event(const SseEvent& event, Flow& flow);
  // The API's end mark has arrived; without it there is no completion.
  bool has_ended() const { return ended_; }
  virtual std::string_view end_mark() const = 0;  // in words, for errors

  // The answer so far. Usage figures that the provider did not give are 0 until estimate_usage().
  Completion completion;
  // Estimates missing figures and marks them. `context_tokens`: an estimate of the context's size.
  void estimate_usage(int64_t context_tokens);

 protected:
  virtual std::optional<Fault> whole(const Json& body) = 0;
  virtual std::optional<Fault> event(const Json& data, Flow& flow) = 0;
  virtual bool is_end_event(const SseEvent&) { return false; }  // its data is not JSON

  // The call with that index, created on first use; nullptr if there are too many.
  ToolCall* tool_call(int64_t index);
  // Call once, at the end. `finish`: the API's `reason` converted, nullopt if unknown.
  std::optional<Fault> end(std::optional<Finish> finish, std::string_view reason);

  bool ended_ = false;

 private:
  std::vector<int64_t> indices_;  // of completion.tool_calls
};

std::unique_ptr<AnswerDecoder> make_chat_decoder();
std::unique_ptr<AnswerDecoder> make_responses_decoder();
std::unique_ptr<AnswerDecoder> make_anthropic_decoder();

// A provider's error, parsed from any of the usual forms.
struct ProviderError {
  std::string type, code, parameter, message;
};
std::optional<ProviderError> provider_error_in(const Json& body);
// By its type or code; nullopt if they are not informative.
std::optional<FailureKind> kind_of(const ProviderError& error);
// The same for an HTTP status other than success.
FailureKind kind_of_status(int status, const ProviderError& error);

// "Retry-After" in seconds or as a date, or a more precise field that some servers send; -1: neither.
int64_t retry_after_ms(const HttpHead& head, int64_t now_us);

// Does `answered` name the requested model, ignoring a date, a version, ":latest", a publisher's prefix with
// a slash, or a file's folder and extension? True if either is empty.
bool is_same_model(std::string_view asked, std::string_view answered);

// Accessors for JSON of any shape. A missing value is null; one of another type gives the fallback.
const Json& in(const Json& json, std::string_view key);
int64_t tokens_in(const Json& json, std::string_view key);  // 0 to 10^12

}  // namespace suit
