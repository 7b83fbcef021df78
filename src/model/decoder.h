// How the answer of an API becomes a completion: one decoder for each API and call, fed with JSON or with the
// events of a stream. Knows nothing of connections. Whatever comes, it ends in a completion or a fault.
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

// What went wrong, in words that may hold text of the provider's: HttpClient::quoted() before anyone sees it.
struct Fault {
  FailureKind kind = FailureKind::kBroken;
  std::string why;
};

class AnswerDecoder {
 public:
  virtual ~AnswerDecoder() = default;
  // The answer in one piece.
  std::optional<Fault> read_whole(std::string_view body);
  // One event of a stream. `flow` says whether more is needed.
  std::optional<Fault> read_event(const SseEvent& event, Flow& flow);
  // The API's own mark came that says that all is there; without it there is no completion.
  bool has_ended() const { return ended_; }
  virtual std::string_view end_mark() const = 0;  // in words, for an error

  // What came so far. Of the usage, figures that the provider did not give are 0 until estimate_usage().
  Completion completion;
  // Fills in what the provider did not say, and says so. `context_tokens`: an estimate of the context's size.
  void estimate_usage(int64_t context_tokens);

 protected:
  virtual std::optional<Fault> whole(const Json& body) = 0;
  virtual std::optional<Fault> event(const Json& data, Flow& flow) = 0;
  virtual bool is_end_event(const SseEvent&) { return false; }  // one whose data is no JSON

  // The call of that index, made where it is new; nullptr where there are too many.
  ToolCall* tool_call(int64_t index);
  // To be called once, at the end: `finish` as the API's `reason` for it reads, nullopt where that is not
  // known.
  std::optional<Fault> end(std::optional<Finish> finish, std::string_view reason);

  bool ended_ = false;

 private:
  std::vector<int64_t> indices_;  // of completion.tool_calls
};

std::unique_ptr<AnswerDecoder> make_chat_decoder();
std::unique_ptr<AnswerDecoder> make_responses_decoder();
std::unique_ptr<AnswerDecoder> make_anthropic_decoder();

// An error as providers write it, in any of their forms.
struct ProviderError {
  std::string type, code, parameter, message;
};
std::optional<ProviderError> provider_error_in(const Json& body);
// By its type or code; nullopt where they say nothing.
std::optional<FailureKind> kind_of(const ProviderError& error);
// The same for an HTTP status that is no success.
FailureKind kind_of_status(int status, const ProviderError& error);

// "Retry-After" in seconds or as a date, and the finer field that some send; -1: neither.
int64_t retry_after_ms(const HttpHead& head, int64_t now_us);

// Does `answered` name the model that was asked for, but for a date, a version, ":latest", a publisher's name
// before a slash, or a file's folder and ending? True where either is empty.
bool is_same_model(std::string_view asked, std::string_view answered);

// Reading JSON of any shape. A value that is not there is null, one of another type is the fallback.
const Json& in(const Json& json, std::string_view key);
int64_t tokens_in(const Json& json, std::string_view key);  // 0 to 10^12

}  // namespace suit
