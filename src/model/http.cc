#include "model/http.h"

#include <cstdlib>

#include "base/clock.h"
#include "base/text.h"
#include "model/http_connection.h"
#include "model/redact.h"

namespace suit {

namespace {

constexpr size_t kIdleMax = 4;
constexpr int64_t kIdleUs = 30'000'000;
constexpr int64_t kEndingUs = 5'000'000;    // wait for the rest once all needed data has arrived
constexpr int64_t kEnoughUs = 20'000;       // wait for an answer's last bytes, to keep its connection
constexpr int64_t kLateWordUs = 1'000'000;  // wait for an answer after the server stopped reading the request

std::string seconds(int64_t ms) {
  return ms % 1000 ? std::to_string(ms) + " ms" : std::to_string(ms / 1000) + " s";
}

}  // namespace

// A permitted connection; recorded on destruction.
struct HttpClient::Line {
  Line(Egress& log, EgressEntry about) : egress(log), entry(std::move(about)) {}
  ~Line() {
    if (connection) {
      entry.bytes_out = connection->bytes_out();
      entry.bytes_in = connection->bytes_in();
    }
    if (answers > 0) entry.failure.clear();
    egress.record(entry);
  }
  Line(const Line&) = delete;

  Egress& egress;
  EgressEntry entry;
  std::unique_ptr<HttpConnection> connection;
  int answers = 0;
  int64_t idle_since_us = 0;
};

struct HttpClient::Call {
  const HttpRequest& request;
  const HttpSink& sink;
  const std::atomic<bool>* cancelled;
  int64_t until_us;  // the end of the whole call

  std::unique_ptr<Line> line = {};
  bool reused = false;
  bool may_be_stale = true;
  bool stale = false;                  // the kept connection was closed: retry once on a new one
  bool received = false;               // a byte of the answer
  bool has_body = false;               // of a successful answer
  std::optional<Trouble> unsent = {};  // why the server stopped reading the request
  Flow flow = Flow::kMore;
  HttpOutcome outcome = {};

  Patience patience(int64_t step_us) const { return {std::min(until_us, step_us), cancelled}; }
};

HttpClient::HttpClient(HttpOptions options, Egress& egress) : options_(std::move(options)), egress_(egress) {}
HttpClient::~HttpClient() = default;

std::string HttpClient::quoted(std::string_view text, size_t bytes_max) const {
  std::string clean = printable(trim(redacted_text(std::string(text.substr(0, 16 << 10)))));
  if (clean.size() <= bytes_max) return clean;
  clean.resize(bytes_max);
  while (!is_utf8(clean)) clean.pop_back();
  return clean + "…";
}

std::string HttpClient::redacted_text(std::string text) const {
  std::lock_guard lock(mutex_);
  for (const std::string& key : keys_) text = redacted(text, key);
  return text;
}

void HttpClient::fail(Call& call, FailureKind kind, ErrorCode code, const std::string& why,
                      const std::string& hint) {
  CallFailure failure;
  failure.kind = kind;
  failure.error = {code, options_.model + " at " + options_.url.authority() + ": " + quoted(why), hint};
  if (call.line) call.line->entry.failure = quoted(why);
  call.outcome.failure = std::move(failure);
}

Result<std::string> HttpClient::key(const std::atomic<bool>* cancelled) {
  {
    std::lock_guard lock(mutex_);
    if (has_key_) return keys_.empty() ? std::string() : keys_.back();
  }
  // Not under the lock: a command may be slow.
  ASSIGN_OR_RETURN(std::string fresh, read_key(options_.key, cancelled));
  std::lock_guard lock(mutex_);
  has_key_ = true;
  if (!fresh.empty() && (keys_.empty() || keys_.back() != fresh)) keys_.push_back(fresh);
  return fresh;
}

Result<std::shared_ptr<Certificates>> HttpClient::certificates() {
  std::lock_guard lock(mutex_);
  if (!options_.url.tls || certificates_) return certificates_;
  ASSIGN_OR_RETURN(certificates_, Certificates::load());
  return certificates_;
}

std::unique_ptr<HttpClient::Line> HttpClient::take_idle() {
  std::vector<std::unique_ptr<Line>> gone;  // recorded after the lock
  std::lock_guard lock(mutex_);
  while (!idle_.empty()) {
    auto line = std::move(idle_.back());
    idle_.pop_back();
    if (monotonic_us() - line->idle_since_us < kIdleUs && line->connection->is_quiet()) return line;
    gone.push_back(std::move(line));
  }
  return nullptr;
}

void HttpClient::give_back(std::unique_ptr<Line> line) {
  line->idle_since_us = monotonic_us();
  std::unique_ptr<Line> gone;
  std::lock_guard lock(mutex_);
  if (idle_.size() == kIdleMax) {
    gone = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
  idle_.push_back(std::move(line));
}

HttpOutcome HttpClient::call(const HttpRequest& request, const HttpSink& sink,
                             const std::atomic<bool>* cancelled) {
  Call call{request, sink, cancelled, monotonic_us() + options_.timeouts.total * 1000};
  if (cancelled && *cancelled) {
    fail(call, FailureKind::kCancelled, ErrorCode::kCancelled, "cancelled");
    return std::move(call.outcome);
  }
  do {
    call.stale = false;
    call.unsent.reset();
    if (!find_line(call)) break;
    auto secret = key(cancelled);
    if (!secret) {
      bool gave_up = secret.error().code == ErrorCode::kCancelled;
      fail(call, gave_up ? FailureKind::kCancelled : FailureKind::kDenied, secret.error().code,
           secret.error().message, secret.error().hint);
      break;
    }
    if (!open(call)) break;
    if (send(call, *secret)) receive(call);
    if (call.stale) call.may_be_stale = false;
  } while (call.stale);
  if (call.outcome.head.status == 401) {
    std::lock_guard lock(mutex_);
    has_key_ = false;  // it may have changed
  }
  return std::move(call.outcome);
}

bool HttpClient::find_line(Call& call) {
  call.line = call.may_be_stale ? take_idle() : nullptr;
  call.reused = call.line != nullptr;
  if (call.reused) return true;
  const Url& url = options_.url;
  if (auto permitted = egress_.permit(url.host, url.port); !permitted) {
    fail(call, FailureKind::kDenied, permitted.error().code, permitted.error().message,
         permitted.error().hint);
    return false;
  }
  call.line = std::make_unique<Line>(egress_, EgressEntry{url.host, url.port, options_.model});
  return true;
}

bool HttpClient::open(Call& call) {
  if (call.line->connection) return true;
  auto trusted = certificates();
  if (!trusted) {
    fail(call, FailureKind::kDenied, trusted.error().code, trusted.error().message, trusted.error().hint);
    return false;
  }
  int64_t until_us = monotonic_us() + options_.timeouts.connect * 1000;
  auto opened = HttpConnection::open(options_.url, *trusted, call.patience(until_us));
  if (auto* connection = std::get_if<std::unique_ptr<HttpConnection>>(&opened)) {
    call.line->connection = std::move(*connection);
    return true;
  }
  const Trouble& trouble = std::get<Trouble>(opened);
  const char* proxy = ::getenv("HTTPS_PROXY");
  std::string hint = proxy && *proxy ? "HTTPS_PROXY is set, but Suit uses no proxy" : "";
  switch (trouble.kind) {
    case Trouble::kCancelled:
      fail(call, FailureKind::kCancelled, ErrorCode::kCancelled, "cancelled");
      break;
    case Trouble::kTimeout:
      fail(call, FailureKind::kUnreachable, ErrorCode::kUnavailable,
           "no connection within " + seconds(std::min(options_.timeouts.connect, options_.timeouts.total)),
           hint);
      break;
    case Trouble::kNotTrusted:
      fail(call, FailureKind::kDenied, ErrorCode::kDenied, "its certificate is not trusted: " + trouble.why,
           "for an authority of your own, name its certificate's file in SSL_CERT_FILE");
      break;
    default:
      fail(call, FailureKind::kUnreachable, ErrorCode::kUnavailable, "no connection: " + trouble.why, hint);
  }
  return false;
}

bool HttpClient::send(Call& call, const std::string& key) {
  const Url& url = options_.url;
  const HttpRequest& request = call.request;
  std::string bytes = request.method + " " + url.path + request.path + url.query +
                      " HTTP/1.1\r\nHost: " + url.authority() +
                      "\r\nUser-Agent: suit/" SUIT_VERSION "\r\nAccept-Encoding: identity\r\n";
  if (!key.empty()) bytes += options_.key_field + ": " + options_.key_prefix + key + "\r\n";
  for (const auto& [name, value] : request.fields) bytes += name + ": " + value + "\r\n";
  if (!request.body.empty())
    bytes +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
  bytes += "\r\n" + request.body;
  auto trouble =
      call.line->connection->send(bytes, options_.timeouts.first_byte * 1000, call.patience(call.until_us));
  if (!trouble) return true;
  if (trouble->kind == Trouble::kCancelled || trouble->kind == Trouble::kTimeout) {
    lost(call, *trouble);
    return false;
  }
  // The server may have answered and closed before it read the whole request.
  call.unsent = trouble;
  return true;
}

void HttpClient::receive(Call& call) {
  HttpAnswer answer(options_.limits);
  int64_t until_us = monotonic_us() + (call.unsent ? kLateWordUs : options_.timeouts.first_byte * 1000);
  while (!answer.is_complete()) {
    auto trouble = call.line->connection->receive(answer, call.patience(until_us));
    call.received = answer.has_begun();
    if (call.outcome.head.status == 0) call.outcome.head = answer.head();
    if (call.outcome.head.status / 100 == 3) {
      std::string place(answer.head().field("location"));
      return fail(
          call, FailureKind::kDenied, ErrorCode::kDenied,
          "it redirects to " + (place.empty() ? "an unnamed place" : place) + ", which is not followed",
          "if you trust that address, make it the model's url");
    }
    if (!answer.piece().empty() && !pass_on(call, answer.head(), answer.piece())) break;
    if (trouble && trouble->kind == Trouble::kMalformed)
      return fail(call, FailureKind::kBroken, ErrorCode::kUnavailable, trouble->why);
    if (trouble && call.flow == Flow::kEnough) break;
    if (trouble) return lost(call, *trouble);
    if (call.has_body) until_us = monotonic_us() + options_.timeouts.between_tokens * 1000;
    if (call.flow == Flow::kEnding) until_us = std::min(until_us, monotonic_us() + kEndingUs);
    if (call.flow == Flow::kEnough) until_us = monotonic_us() + kEnoughUs;
  }
  ++call.line->answers;
  call.outcome.complete = call.flow != Flow::kAbort;
  if (answer.can_keep_connection()) give_back(std::move(call.line));
}

bool HttpClient::pass_on(Call& call, const HttpHead& head, std::string_view piece) {
  if (head.status / 100 != 2) {
    std::string& body = call.outcome.error_body;
    body += piece.substr(0, options_.limits.error_bytes - body.size());
    return body.size() < options_.limits.error_bytes;
  }
  call.has_body = true;
  std::string_view coding = head.field("content-encoding");
  if (!coding.empty() && coding != "identity") {
    fail(call, FailureKind::kBroken, ErrorCode::kUnavailable,
         "it answered in the encoding " + std::string(coding) + ", which was not requested");
    call.flow = Flow::kAbort;
  }
  if (call.flow == Flow::kMore || call.flow == Flow::kEnding) call.flow = call.sink(head, piece);
  return call.flow != Flow::kAbort;
}

// The connection ended before the answer was complete.
void HttpClient::lost(Call& call, const Trouble& trouble) {
  if (call.unsent && !call.received && trouble.kind != Trouble::kCancelled) {
    Trouble first = *std::exchange(call.unsent, std::nullopt);
    return lost(call, first);
  }
  const CallTimeouts& limits = options_.timeouts;
  bool cut = trouble.kind == Trouble::kClosed || trouble.kind == Trouble::kLost;
  if (cut && call.reused && !call.received) {
    call.stale = true;
    return;
  }
  if (trouble.kind == Trouble::kCancelled)
    return fail(call, FailureKind::kCancelled, ErrorCode::kCancelled, "cancelled");
  FailureKind kind =
      call.has_body || (cut && call.outcome.head.status) ? FailureKind::kBroken : FailureKind::kUnreachable;
  std::string why;
  if (cut)
    why = call.received ? "its answer broke off: " + trouble.why : "no answer: " + trouble.why;
  else if (monotonic_us() >= call.until_us)
    why = "not done within " + seconds(limits.total);
  else if (call.has_body)
    why = "its answer stalled: nothing more within " + seconds(limits.between_tokens);
  else
    why = "no answer within " + seconds(limits.first_byte);
  fail(call, kind, ErrorCode::kUnavailable, why);
}

}  // namespace suit
