#include "model/provider.h"

#include <atomic>
#include <cmath>

#include "base/clock.h"
#include "base/text.h"
#include "model/thinking.h"

namespace suit {

namespace {

constexpr uint64_t kWholeBytesMax = 16 << 20;  // parsed in memory
constexpr size_t kTextBytesMin = 1 << 20;      // minimum of text before an answer counts as endless
constexpr size_t kTokenBytesMax = 128;         // longer ones are rare
constexpr size_t kEmbeddingsAtOnce = 64;
constexpr int kLearnMax = 4;  // fields that a model may refuse

// An answer in progress.
class Reading {
 public:
  Reading(std::unique_ptr<AnswerDecoder> made, Delivery delivery, const Context& context,
          const CallWatch& watch, int64_t start_us)
      : decoder(std::move(made)),
        delivery_(delivery),
        watch_(watch),
        start_us_(start_us),
        text_bytes_max_(
            std::max(kTextBytesMin,
                     static_cast<size_t>(std::max<int64_t>(context.tokens_out_max, 0)) * kTokenBytesMax)) {}

  Flow take(const HttpHead& head, std::string_view piece) {
    // A server that can't stream may answer with plain JSON.
    if (!begun_)
      is_stream_ =
          delivery_ == Delivery::kStream && !head.field("content-type").starts_with("application/json");
    begun_ = true;
    if (!is_stream_) {
      body_ += piece;
      if (body_.size() <= kWholeBytesMax) return Flow::kMore;
      fault = Fault{FailureKind::kBroken, "its answer is too large"};
      return Flow::kAbort;
    }
    Flow flow = Flow::kMore;
    auto fed = sse_.feed(piece, [&](const SseEvent& event) {
      fault = decoder->read_event(event, flow);
      if (!fault) show();
      if (decoder->completion.text.size() + decoder->completion.thinking.size() > text_bytes_max_)
        fault = Fault{FailureKind::kBroken, "its answer exceeds the requested length"};
      return !fault && flow != Flow::kEnough;
    });
    if (!fed) fault = Fault{FailureKind::kBroken, fed.error().message};
    return fault ? Flow::kAbort : flow;
  }

  // The whole body has arrived.
  void finish() {
    if (fault) return;
    if (!is_stream_) {
      fault = decoder->read_whole(body_);
      if (!fault) show();
    } else if (!decoder->has_ended()) {
      fault = Fault{FailureKind::kBroken, "its stream ended without " + std::string(decoder->end_mark())};
    }
  }

  bool has_begun() const { return begun_; }
  int64_t first_token_us() const { return first_token_us_; }

  std::unique_ptr<AnswerDecoder> decoder;
  std::optional<Fault> fault;

 private:
  void show() {
    const Completion& completion = decoder->completion;
    bool is_there =
        !completion.text.empty() || !completion.thinking.empty() || !completion.tool_calls.empty();
    if (first_token_us_ == 0 && is_there) first_token_us_ = std::max<int64_t>(monotonic_us() - start_us_, 1);
    show_rest(completion.thinking, shown_thinking_);
    show_rest(completion.text, shown_);
  }

  void show_rest(const std::string& text, size_t& shown) const {
    if (watch_.on_text && text.size() > shown) watch_.on_text(std::string_view(text).substr(shown));
    shown = text.size();
  }

  const Delivery delivery_;
  const CallWatch& watch_;
  const int64_t start_us_;
  const size_t text_bytes_max_;
  SseParser sse_;
  std::string body_;
  bool begun_ = false, is_stream_ = false;
  size_t shown_ = 0, shown_thinking_ = 0;
  int64_t first_token_us_ = 0;
};

class ProviderModel final : public Model {
 public:
  ProviderModel(const ModelConfig& config, const Provider& provider, Url url, Egress& egress)
      : config_(config),
        provider_(provider),
        capabilities_(provider.style->able),
        client_({.url = std::move(url),
                 .model = config.name,
                 .key = config.key,
                 .key_field = std::string(provider.key_field),
                 .key_prefix = std::string(provider.key_prefix),
                 .timeouts = config.timeouts},
                egress) {
    capabilities_.grammar &= config.grammar;
    capabilities_.local = is_this_machine(client_.url().host);
    capabilities_.context_tokens =
        config.context_tokens > 0 ? config.context_tokens : provider.context_tokens;
  }

  const std::string& name() const override { return config_.name; }
  const Capabilities& capabilities() const override { return capabilities_; }

  CallResult complete(const Context& context, const CallWatch& watch) override {
    int64_t start_us = monotonic_us();
    Delivery delivery = watch.on_text ? Delivery::kStream : Delivery::kWhole;
    for (int learned = 0;; ++learned) {
      auto body = provider_.style->encode(config_, context, delivery);
      if (!body) return failure(FailureKind::kRequest, body.error().message, body.error().code);
      adapt(*body);
      Reading reading(provider_.style->decoder(), delivery, context, watch, start_us);
      HttpOutcome outcome = client_.call(
          {.path = std::string(provider_.path), .fields = provider_.fields, .body = to_text(*body)},
          [&](const HttpHead& head, std::string_view piece) { return reading.take(head, piece); },
          watch.cancelled);
      if (outcome.head.status == 400 && learned < kLearnMax && learn_from(error_in(outcome), *body)) continue;
      return result_of(outcome, reading, context, start_us);
    }
  }

  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) override {
    if (!capabilities_.embeddings)
      return Error{ErrorCode::kUnsupported, "this API does not support embeddings"};
    std::vector<std::vector<float>> vectors;
    for (size_t at = 0; at < texts.size(); at += kEmbeddingsAtOnce) {
      size_t end = std::min(at + kEmbeddingsAtOnce, texts.size());
      std::vector<std::string> some(texts.begin() + static_cast<ptrdiff_t>(at),
                                    texts.begin() + static_cast<ptrdiff_t>(end));
      Json body = Json::object();
      if (!config_.id.empty()) body["model"] = config_.id;
      body["input"] = some;
      body["encoding_format"] = "float";
      std::string answer;
      HttpOutcome outcome = client_.call(
          {.path = "/embeddings", .body = to_text(body)},
          [&](const HttpHead&, std::string_view piece) {
            answer += piece;
            return answer.size() <= kWholeBytesMax ? Flow::kMore : Flow::kAbort;
          },
          nullptr);
      if (auto failed = failure_of(outcome)) return failed->error;
      if (!outcome.complete) return failure(FailureKind::kBroken, "its answer is too large").error;
      ASSIGN_OR_RETURN(auto more, vectors_in(answer, some.size()));
      std::move(more.begin(), more.end(), std::back_inserter(vectors));
    }
    return vectors;
  }

 private:
  void adapt(Json& body) const {
    for (const FieldQuirk& quirk : provider_.quirks) apply(quirk, body);
    for (size_t i = 0; i < provider_.style->learned.size(); ++i)
      if (learned_ >> i & 1) apply(provider_.style->learned[i], body);
  }

  static void apply(const FieldQuirk& quirk, Json& body) {
    auto at = body.find(std::string(quirk.field));
    if (at == body.end()) return;
    Json value = std::move(*at);
    body.erase(at);
    if (!quirk.instead.empty()) body[std::string(quirk.instead)] = std::move(value);
  }

  // Does this answer of status 400 say that the model refuses a field of `sent`? If so, adapt() uses it from
  // now on.
  bool learn_from(const ProviderError& error, const Json& sent) {
    for (size_t i = 0; i < provider_.style->learned.size(); ++i) {
      std::string field(provider_.style->learned[i].field);
      // Some servers name the parameter only in the message.
      bool is_refused =
          error.parameter.empty() ? error.message.find(field) != field.npos : error.parameter == field;
      if (!is_refused || !sent.contains(field)) continue;
      learned_ |= 1u << i;
      return true;
    }
    return false;
  }

  CallFailure failure(FailureKind kind, const std::string& why, ErrorCode code = ErrorCode::kUnavailable,
                      const std::string& hint = "") const {
    if (kind == FailureKind::kDenied) code = ErrorCode::kDenied;
    if (kind == FailureKind::kRequest && code == ErrorCode::kUnavailable) code = ErrorCode::kInvalid;
    CallFailure made;
    made.kind = kind;
    made.error = {code, config_.name + " at " + client_.url().authority() + ": " + client_.quoted(why), hint};
    return made;
  }

  static ProviderError error_in(const HttpOutcome& outcome) {
    auto json = parse_json(outcome.error_body);
    if (json)
      if (auto error = provider_error_in(*json)) return *error;
    return {"", "", "", outcome.error_body};
  }

  // From the connection or the status; nullopt: there is an answer.
  std::optional<CallFailure> failure_of(const HttpOutcome& outcome) const {
    int status = outcome.head.status;
    bool status_says = status / 100 != 2 && status / 100 != 3 && status != 0;
    bool cancelled = outcome.failure && outcome.failure->kind == FailureKind::kCancelled;
    if (outcome.failure && (!status_says || cancelled)) return outcome.failure;
    if (!status_says) return std::nullopt;
    ProviderError error = error_in(outcome);
    std::string hint;
    if (status == 401 || status == 403) hint = "check that the key is set, valid and has permission for this";
    if (status == 404)
      hint = "check the model's url and id: " + client_.url().text() + std::string(provider_.path) + ", " +
             config_.id;
    std::string why = "it answers " + std::to_string(status);
    if (!trim(error.message).empty()) why += ": " + error.message;
    CallFailure made = failure(kind_of_status(status, error), why,
                               status == 413 ? ErrorCode::kLimit : ErrorCode::kUnavailable, hint);
    made.retry_after_ms = retry_after_ms(outcome.head, now_us());
    return made;
  }

  CallResult result_of(const HttpOutcome& outcome, Reading& reading, const Context& context,
                       int64_t start_us) const {
    std::optional<CallFailure> failed;
    if (reading.fault || !reading.decoder->has_ended()) {
      // An error in the answer takes precedence over the connection's.
      if (!reading.fault) failed = failure_of(outcome);
      if (!failed) reading.finish();
      if (reading.fault) {
        failed = failure(reading.fault->kind, reading.fault->why);
        failed->retry_after_ms = retry_after_ms(outcome.head, now_us());
      }
    }
    Completion& completion = reading.decoder->completion;
    if (failed) {
      if (reading.has_begun()) {
        reading.decoder->estimate_usage(estimated_tokens(context));
        failed->usage = completion.usage;
        failed->partial = client_.redacted_text(std::move(completion.text));
      }
      return std::move(*failed);
    }
    reading.decoder->estimate_usage(estimated_tokens(context));
    take_thinking(completion);
    completion.answered_by = client_.quoted(completion.answered_by, 200);
    completion.other_model = !is_same_model(config_.id, completion.answered_by);
    completion.total_us = monotonic_us() - start_us;
    completion.first_token_us = reading.first_token_us() ? reading.first_token_us() : completion.total_us;
    return std::move(completion);
  }

  Result<std::vector<std::vector<float>>> vectors_in(std::string_view answer, size_t count) const {
    auto broken = [&](const std::string& why) { return failure(FailureKind::kBroken, why).error; };
    auto json = parse_json(answer);
    if (!json) return broken("its answer is invalid: " + json.error().message);
    std::vector<std::vector<float>> vectors(count);
    size_t place = 0;
    for (const Json& one : list_in(*json, "data")) {
      int64_t index = integer_or(one, "index", static_cast<int64_t>(place++));
      if (index < 0 || static_cast<size_t>(index) >= count)
        return broken("its answer has a vector for an unknown text");
      auto& vector = vectors[static_cast<size_t>(index)];
      double squares = 0;
      for (const Json& value : list_in(one, "embedding")) {
        double number = value.is_number() ? value.get<double>() : 0;
        vector.push_back(static_cast<float>(number));
        squares += number * number;
      }
      if (!(squares > 0) || !std::isfinite(squares)) return broken("its answer has a zero vector");
      for (float& number : vector) number = static_cast<float>(number / std::sqrt(squares));
    }
    for (const auto& vector : vectors)
      if (vector.empty() || vector.size() != vectors[0].size()) return broken("its answer lacks vectors");
    return vectors;
  }

  const ModelConfig config_;
  const Provider& provider_;
  Capabilities capabilities_;
  std::atomic<uint32_t> learned_{0};  // bits: quirks of its style
  HttpClient client_;
};

}  // namespace

Result<std::unique_ptr<Model>> make_provider_model(const ModelConfig& config, Egress& egress) {
  ASSIGN_OR_RETURN(Url url, parse_url(config.url));
  const Provider* provider = provider_of(config, url.host);
  if (!provider || !provider->style)
    return Error{ErrorCode::kInvalid, "the model " + config.name + " has the API \"" + config.api + "\"",
                 "it is " + listed(api_names(), "or")};
  return std::unique_ptr<Model>(std::make_unique<ProviderModel>(config, *provider, std::move(url), egress));
}

int64_t estimated_tokens(const Context& context) {
  size_t bytes = 0;
  for (const Message& message : context.messages) {
    bytes += 16 + message.text.size();  // including the marks around it
    for (const ToolCall& call : message.tool_calls) bytes += call.name.size() + call.arguments.size();
  }
  for (const Tool& tool : context.tools)
    bytes += tool.name.size() + tool.description.size() + to_text(tool.parameters).size();
  return (static_cast<int64_t>(bytes) + 3) / 4;
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

Json arguments_object(const std::string& arguments) {
  auto json = parse_json(arguments);
  if (json && json->is_object()) return *json;
  return arguments.empty() ? Json::object() : Json{{"malformed", arguments}};
}

}  // namespace suit
