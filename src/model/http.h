// HTTP/1.1 calls to one provider. Always verifies TLS certificates; never follows redirects; ignores proxies
// (an error says so if HTTPS_PROXY is set). The only code of Suit that connects elsewhere for a model, and
// the only one that holds a provider's key.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"
#include "model/egress.h"
#include "model/model.h"
#include "model/url.h"

namespace suit {

class Certificates;
struct Trouble;

struct HttpHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields = {};  // names in lower case
  // The first field with that name (lower case); "" if there is none.
  std::string_view field(std::string_view name) const;
};

struct HttpLimits {
  uint64_t head_bytes = 64 << 10;
  uint64_t error_bytes = 64 << 10;  // of an error's body; the rest is not read
  uint64_t answer_bytes = 64 << 20;
};

struct HttpOptions {
  Url url;
  std::string model;  // for the egress log and messages
  KeySource key = {};
  std::string key_field = "Authorization";  // the header that carries it
  std::string key_prefix = "Bearer ";
  CallTimeouts timeouts = {};
  HttpLimits limits = {};
};

struct HttpRequest {
  std::string method = "POST";
  std::string path = {};  // relative to the base URL: "/chat/completions"
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};  // JSON; sent unless empty
};

enum class Flow {
  kMore,
  kEnding,  // all needed data has arrived: wait at most a few seconds for the rest
  kEnough,  // done: keep the connection if the rest arrives soon
  kAbort,   // useless: close the connection
};
// Receives the body of a 2xx answer in pieces, on the calling thread.
using HttpSink = std::function<Flow(const HttpHead&, std::string_view)>;

struct HttpOutcome {
  HttpHead head = {};           // status 0: none received
  std::string error_body = {};  // if the status is not 2xx: its beginning, redacted
  bool complete = false;        // the whole answer arrived, or the sink had enough
  std::optional<CallFailure> failure =
      {};  // of the connection, the egress rules, the key, a timeout, a limit
};

// Thread-safe: concurrent calls use separate connections. Keeps up to four idle connections for half a
// minute; replaces one once if it turns out to be closed before anything was received. The Egress must
// outlive it: the destructor records kept connections.
class HttpClient {
 public:
  HttpClient(HttpOptions options, Egress& egress);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;

  // Blocks until the answer is complete or has failed, at most timeouts.total. A status other than success is
  // not a failure here, except redirects (kDenied; the message names the target).
  HttpOutcome call(const HttpRequest& request, const HttpSink& sink, const std::atomic<bool>* cancelled);

  // Makes outside text safe for an error: without the key, printable, of bounded length.
  std::string quoted(std::string_view text, size_t bytes_max = 500) const;
  // The same text without the key.
  std::string redacted_text(std::string text) const;
  const Url& url() const { return options_.url; }

 private:
  struct Line;
  struct Call;
  Result<std::string> key(const std::atomic<bool>* cancelled);
  Result<std::shared_ptr<Certificates>> certificates();
  // Each returns false if the call has failed, with the failure in `call`.
  bool find_line(Call& call);
  bool open(Call& call);
  bool send(Call& call, const std::string& key);
  void receive(Call& call);
  bool pass_on(Call& call, const HttpHead& head, std::string_view piece);
  void lost(Call& call, const Trouble& trouble);
  void fail(Call& call, FailureKind kind, ErrorCode code, const std::string& why,
            const std::string& hint = "");
  std::unique_ptr<Line> take_idle();
  void give_back(std::unique_ptr<Line> line);

  HttpOptions options_;
  Egress& egress_;
  mutable std::mutex mutex_;       // protects all below
  std::vector<std::string> keys_;  // all keys read so far, to redact them from texts; the last is in use
  bool has_key_ = false;
  std::shared_ptr<Certificates> certificates_;
  std::vector<std::unique_ptr<Line>> idle_;
};

}  // namespace suit
