// HTTP/1.1 calls to one provider. TLS certificates are always verified, redirects never followed, proxies not
// used (HTTPS_PROXY is ignored; an error says so where it is set). The only code of Suit that opens a
// connection to elsewhere for a model, and the only one that holds a provider's key.
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
  // The first field of that name (lower case); "" where there is none.
  std::string_view field(std::string_view name) const;
};

struct HttpLimits {
  uint64_t head_bytes = 64 << 10;
  uint64_t error_bytes = 64 << 10;  // of the body of an answer that is an error; the rest is not read
  uint64_t answer_bytes = 64 << 20;
};

struct HttpOptions {
  Url url;
  std::string model;  // on whose behalf, for the egress log and messages
  KeySource key = {};
  std::string key_field = "Authorization";  // the header that carries it
  std::string key_prefix = "Bearer ";
  CallTimeouts timeouts = {};
  HttpLimits limits = {};
};

struct HttpRequest {
  std::string method = "POST";
  std::string path = {};  // below the base URL's: "/chat/completions"
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};  // JSON; sent where it is not empty
};

enum class Flow {
  kMore,
  kEnding,  // all that matters is there: what follows is waited for no longer than some seconds
  kEnough,  // the end: the connection is kept where it is soon done too
  kAbort,   // of no use: the connection is closed
};
// Gets the body of an answer of status 2xx in pieces, on the calling thread.
using HttpSink = std::function<Flow(const HttpHead&, std::string_view)>;

struct HttpOutcome {
  HttpHead head = {};           // status 0: none came
  std::string error_body = {};  // where the status is not 2xx: its beginning, redacted
  bool complete = false;        // the whole answer came, or the sink had enough of it
  std::optional<CallFailure> failure =
      {};  // of the connection, the egress rules, the key, a timeout, a limit
};

// Thread-safe: calls may run side by side, each on its connection. Up to four idle connections are kept for
// half a minute; one that turns out to be closed before anything was received is replaced once. The Egress
// must outlive it: kept connections are recorded in its destructor.
class HttpClient {
 public:
  HttpClient(HttpOptions options, Egress& egress);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;

  // Blocks until the answer is there or has failed, at most timeouts.total. A status that is no success is no
  // failure here, but for redirects (kDenied; the message says where it points).
  HttpOutcome call(const HttpRequest& request, const HttpSink& sink, const std::atomic<bool>* cancelled);

  // Text from outside, fit for an error: without the key, printable, of bounded length.
  std::string quoted(std::string_view text, size_t bytes_max = 500) const;
  // The same text without the key.
  std::string redacted_text(std::string text) const;
  const Url& url() const { return options_.url; }

 private:
  struct Line;
  struct Call;
  Result<std::string> key(const std::atomic<bool>* cancelled);
  Result<std::shared_ptr<Certificates>> certificates();
  // Each: false where the call has failed, with the failure in it.
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
  mutable std::mutex mutex_;       // of all below
  std::vector<std::string> keys_;  // all that were read, to be taken out of texts; the last is in use
  bool has_key_ = false;
  std::shared_ptr<Certificates> certificates_;
  std::vector<std::unique_ptr<Line>> idle_;
};

}  // namespace suit
