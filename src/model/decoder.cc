#include "model/decoder.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "base/text.h"

namespace suit {

namespace {

constexpr size_t kToolCallsMax = 256;

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string text_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number_integer()) return std::to_string(json.get<int64_t>());
  return "";
}

}  // namespace

const Json& in(const Json& json, std::string_view key) {
  static const Json kNull;
  if (!json.is_object()) return kNull;
  auto it = json.find(std::string(key));
  return it == json.end() ? kNull : *it;
}

int64_t tokens_in(const Json& json, std::string_view key) {
  const Json& value = in(json, key);
  if (!value.is_number()) return 0;
  double count = value.get<double>();
  return count > 0 && count < 1e12 ? static_cast<int64_t>(count) : 0;
}

std::optional<ProviderError> provider_error_in(const Json& body) {
  const Json* error = &in(body, "error");
  if (error->is_string()) return ProviderError{"", "", "", error->get<std::string>()};
  if (!error->is_object()) {
    // Without a wrapper, as vLLM and FastAPI send it.
    if (string_or(body, "object", "") != "error" && in(body, "detail").is_null()) return std::nullopt;
    error = &body;
  }
  ProviderError found{text_of(in(*error, "type")), text_of(in(*error, "code")), text_of(in(*error, "param")),
                      text_of(in(*error, "message"))};
  if (found.message.empty()) found.message = text_of(in(*error, "detail"));
  if (found.message.empty()) found.message = to_text(*error).substr(0, 500);
  return found;
}

std::optional<FailureKind> kind_of(const ProviderError& error) {
  for (std::string_view word : {std::string_view(error.code), std::string_view(error.type)}) {
    if (is_any_of(word, {"insufficient_quota", "billing_error", "billing_hard_limit_reached",
                         "authentication_error", "invalid_api_key", "permission_error", "not_found_error",
                         "model_not_found"}))
      return FailureKind::kDenied;
    if (is_any_of(word, {"overloaded_error", "rate_limit_error", "rate_limit_exceeded", "server_overloaded",
                         "slow_down", "engine_overloaded", "unavailable_error"}))
      return FailureKind::kOverloaded;
    if (is_any_of(word, {"context_length_exceeded", "request_too_large", "string_above_max_length"}))
      return FailureKind::kRequest;
    int status = 0;
    auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), status);
    if (failed == std::errc() && end == word.data() + word.size() && status >= 400 && status < 600)
      return kind_of_status(status, {});
  }
  if (error.type == "invalid_request_error")
    return error.message.find("credit balance") == std::string::npos ? FailureKind::kRequest
                                                                     : FailureKind::kDenied;
  return std::nullopt;
}

FailureKind kind_of_status(int status, const ProviderError& error) {
  auto said = kind_of(error);
  switch (status) {
    case 401:
    case 402:
    case 403:
    case 404:
    case 405:
    case 407:
    case 410:
      return FailureKind::kDenied;
    case 409:
    case 425:
    case 429:
    case 503:
    case 529:
      return said == FailureKind::kDenied ? FailureKind::kDenied : FailureKind::kOverloaded;
    case 408:
      return FailureKind::kUnreachable;
    default:
      break;
  }
  if (status >= 500)
    return said == FailureKind::kOverloaded ? FailureKind::kOverloaded : FailureKind::kUnreachable;
  if (status >= 400) return said == FailureKind::kDenied ? FailureKind::kDenied : FailureKind::kRequest;
  return FailureKind::kBroken;
}

int64_t retry_after_ms(const HttpHead& head, int64_t now_us) {
  constexpr double kMostMs = 365.0 * 24 * 3600 * 1000;
  for (auto [name, unit_ms] : {std::pair("retry-after-ms", 1.0), std::pair("retry-after", 1000.0)}) {
    std::string value(trim(head.field(name)));
    double number = 0;
    auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed == std::errc() && end == value.data() + value.size() && number >= 0 && std::isfinite(number))
      return static_cast<int64_t>(std::min(std::ceil(number * unit_ms), kMostMs));
    // The only date format that a server may send: "Sun, 06 Nov 1994 08:49:37 GMT".
    std::tm date{};
    char month[4] = "";
    if (std::sscanf(value.c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &date.tm_mday, month, &date.tm_year,
                    &date.tm_hour, &date.tm_min, &date.tm_sec) != 6)
      continue;
    constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    size_t at = kMonths.find(month);
    if (at == kMonths.npos || at % 3 || std::string_view(month).size() != 3) continue;
    date.tm_mon = static_cast<int>(at / 3);
    date.tm_year -= 1900;
    int64_t wait_ms = static_cast<int64_t>(::timegm(&date)) * 1000 - now_us / 1000;
    return std::clamp<int64_t>(wait_ms, 0, static_cast<int64_t>(kMostMs));
  }
  return -1;
}

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// "gpt-4o-2024-08-06" → "gpt-4o"; "models/qwen2.gguf" → "qwen2".
std::string bare_name(std::string_view id) {
  std::string name = to_lower(id.substr(id.find_last_of('/') == id.npos ? 0 : id.find_last_of('/') + 1));
  if (name.ends_with(".gguf")) name.resize(name.size() - 5);
  for (;;) {
    size_t at = name.find_last_of("-@:");
    if (at == name.npos || at == 0) return name;
    std::string_view last = std::string_view(name).substr(at + 1);
    size_t digits = last.size();
    bool version = last == "latest" || (all_digits(last) && digits >= 3 && digits <= 8) ||
                   (last.starts_with('v') && all_digits(last.substr(1)));
    // "-2024-08-06", and the ":0" of "v2:0".
    bool date = at >= 8 && digits == 2 && all_digits(last) && name[at - 3] == '-' && name[at - 8] == '-' &&
                all_digits(std::string_view(name).substr(at - 2, 2)) &&
                all_digits(std::string_view(name).substr(at - 7, 4));
    bool revision = name[at] == ':' && all_digits(last) && at >= 2 && name[at - 2] == 'v';
    if (!version && !date && !revision) return name;
    name.resize(date ? at - 8 : at);
  }
}

}  // namespace

bool is_same_model(std::string_view asked, std::string_view answered) {
  return asked.empty() || answered.empty() || bare_name(asked) == bare_name(answered);
}

std::optional<Fault> AnswerDecoder::read_whole(std::string_view body) {
  if (trim(body).empty()) return Fault{FailureKind::kBroken, "its answer is empty"};
  auto json = parse_json(body);
  if (!json) return Fault{FailureKind::kBroken, "its answer is invalid: " + json.error().message};
  if (auto error = provider_error_in(*json))
    return Fault{kind_of(*error).value_or(FailureKind::kUnreachable),
                 "it answers with an error: " + error->message};
  if (!json->is_object())
    return Fault{FailureKind::kBroken, "its answer is invalid: it is not a JSON object"};
  auto fault = whole(*json);
  if (!fault && !ended_) return Fault{FailureKind::kBroken, "its answer has no " + std::string(end_mark())};
  return fault;
}

std::optional<Fault> AnswerDecoder::read_event(const SseEvent& event_in, Flow& flow) {
  flow = ended_ ? Flow::kEnding : Flow::kMore;
  if (is_end_event(event_in)) {
    flow = Flow::kEnough;
    return std::nullopt;
  }
  auto json = parse_json(event_in.data);
  if (!json) return Fault{FailureKind::kBroken, "its stream is invalid: " + json.error().message};
  auto error = provider_error_in(*json);
  if (!error && (event_in.type == "error" || string_or(*json, "type", "") == "error"))
    error = provider_error_in(Json{{"error", *json}}).value_or(ProviderError{});
  if (error) {
    bool has_begun =
        !completion.text.empty() || !completion.thinking.empty() || !completion.tool_calls.empty();
    return Fault{kind_of(*error).value_or(has_begun ? FailureKind::kBroken : FailureKind::kUnreachable),
                 "its stream ends with an error: " + error->message};
  }
  if (!json->is_object())
    return Fault{FailureKind::kBroken, "its stream is invalid: an event is not a JSON object"};
  auto fault = event(*json, flow);
  if (!fault && ended_ && flow == Flow::kMore) flow = Flow::kEnding;
  return fault;
}

ToolCall* AnswerDecoder::tool_call(int64_t index) {
  auto it = std::find(indices_.begin(), indices_.end(), index);
  if (it != indices_.end()) return &completion.tool_calls[static_cast<size_t>(it - indices_.begin())];
  if (indices_.size() == kToolCallsMax) return nullptr;
  indices_.push_back(index);
  return &completion.tool_calls.emplace_back();
}

std::optional<Fault> AnswerDecoder::end(std::optional<Finish> finish, std::string_view reason) {
  if (!finish)
    return Fault{FailureKind::kBroken, "its answer ended for an unknown reason: " + std::string(reason)};
  ended_ = true;
  completion.finish = *finish;
  for (size_t i = 0; i < completion.tool_calls.size(); ++i) {
    ToolCall& call = completion.tool_calls[i];
    if (call.name.empty()) return Fault{FailureKind::kBroken, "its answer has a tool call without a name"};
    if (call.id.empty()) call.id = "call_" + std::to_string(i + 1);
    if (call.arguments.empty()) call.arguments = "{}";
  }
  // Some servers send "stop" then.
  if (*finish == Finish::kStop && !completion.tool_calls.empty()) completion.finish = Finish::kToolCalls;
  return std::nullopt;
}

void AnswerDecoder::estimate_usage(int64_t context_tokens) {
  Usage& usage = completion.usage;
  auto tokens = [](size_t bytes) { return (static_cast<int64_t>(bytes) + 3) / 4; };
  int64_t out = tokens(completion.text.size() + completion.thinking.size());
  for (const ToolCall& call : completion.tool_calls) out += tokens(call.name.size() + call.arguments.size());
  // Every call has input tokens, and every text output tokens: servers that do not count send 0.
  if (usage.tokens_in == 0) {
    usage.tokens_in = context_tokens;
    usage.estimated = true;
  }
  if (usage.tokens_out == 0 && out > 0) {
    usage.tokens_out = out;
    usage.estimated = true;
  }
  // Before the end, the text is only a beginning.
  if (!ended_) {
    usage.tokens_out = std::max(usage.tokens_out, out);
    usage.estimated = true;
  }
  usage.tokens_cached = std::min(usage.tokens_cached, usage.tokens_in);
}

}  // namespace suit
