#include "support/faulty_upstream.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/json.h"

namespace suit {

namespace {

constexpr size_t kRequestBytesMax = 32 << 20;

int bound_socket(int& port) {
  int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (descriptor < 0 || ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no socket on loopback");
  port = ntohs(address.sin_port);
  return descriptor;
}

template <class T, class Read>
T* from_pem(const std::string& text, Read read) {
  BIO* memory = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  T* value = read(memory, nullptr, nullptr, nullptr);
  BIO_free(memory);
  return value;
}

SSL_CTX* context_of(const TestIdentity& identity) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  X509* certificate = from_pem<X509>(identity.certificate, PEM_read_bio_X509);
  EVP_PKEY* key = from_pem<EVP_PKEY>(identity.key, PEM_read_bio_PrivateKey);
  if (SSL_CTX_use_certificate(context, certificate) != 1 || SSL_CTX_use_PrivateKey(context, key) != 1)
    throw std::runtime_error("the test's certificate is no good");
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

class FaultyUpstream::Connection final : public Peer {
 public:
  Connection(FaultyUpstream& server, int descriptor) : server_(server), descriptor_(descriptor) {}
  ~Connection() override {
    if (ssl_) SSL_free(ssl_);
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool greet() {
    if (!server_.tls_) return true;
    ssl_ = SSL_new(static_cast<SSL_CTX*>(server_.tls_));
    SSL_set_fd(ssl_, descriptor_);
    return SSL_accept(ssl_) == 1;
  }

  bool is_open() const { return open_; }

  bool send(std::string_view bytes) override {
    if (!open_) return false;
    server_.bytes_out_ += bytes.size();  // before the other side can see them
    while (!bytes.empty() && open_ && !server_.stopping_) {
      ssize_t sent = ssl_ ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                          : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) open_ = false;
      bytes.remove_prefix(static_cast<size_t>(std::max<ssize_t>(sent, 0)));
    }
    server_.bytes_out_ -= bytes.size();
    return bytes.empty();
  }
  void close() override {
    if (ssl_ && open_) SSL_shutdown(ssl_);
    cut();
  }
  void cut() override {
    open_ = false;
    ::shutdown(descriptor_, SHUT_RDWR);
  }
  void reset() override {
    linger off{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &off, sizeof off);
    if (ssl_) SSL_free(std::exchange(ssl_, nullptr));
    ::close(std::exchange(descriptor_, -1));
    open_ = false;
  }
  void stall() override {
    while (!server_.stopping_) {
      pollfd end{descriptor_, POLLRDHUP, 0};
      if (::poll(&end, 1, 5) > 0) break;
    }
    open_ = false;
  }

  // Returns false if no more requests come.
  bool receive(Received& request) {
    while (open_) {
      size_t head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        size_t length = parse_head(request, std::string_view(buffer_).substr(0, head + 2));
        if (buffer_.size() >= head + 4 + length) {
          request.body = buffer_.substr(head + 4, length);
          buffer_.erase(0, head + 4 + length);
          return true;
        }
      }
      if (buffer_.size() > kRequestBytesMax || !fill()) return false;
    }
    return false;
  }

 private:
  static size_t parse_head(Received& request, std::string_view head) {
    auto line = [&] {
      std::string text(head.substr(0, head.find("\r\n")));
      head.remove_prefix(std::min(text.size() + 2, head.size()));
      return text;
    };
    std::string first = line();
    request.method = first.substr(0, first.find(' '));
    request.target = first.substr(request.method.size() + 1, first.rfind(' ') - request.method.size() - 1);
    request.fields.clear();
    while (!head.empty()) {
      std::string field = line();
      size_t colon = field.find(':');
      if (colon != std::string::npos)
        request.fields[lower(field.substr(0, colon))] = field.substr(field.find_first_not_of(' ', colon + 1));
    }
    auto it = request.fields.find("content-length");
    return it == request.fields.end() ? 0 : std::stoul(it->second);
  }

  bool fill() {
    while (!server_.stopping_ && !(ssl_ && SSL_pending(ssl_) > 0)) {
      pollfd end{descriptor_, POLLIN, 0};
      if (::poll(&end, 1, 5) > 0) break;
    }
    if (server_.stopping_) return false;
    char bytes[16384];
    ssize_t got = ssl_ ? SSL_read(ssl_, bytes, sizeof bytes) : ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (got <= 0) return open_ = false;
    server_.bytes_in_ += static_cast<uint64_t>(got);
    buffer_.append(bytes, static_cast<size_t>(got));
    return true;
  }

  FaultyUpstream& server_;
  int descriptor_;
  SSL* ssl_ = nullptr;
  bool open_ = true;
  std::string buffer_;
};

FaultyUpstream::FaultyUpstream(Handler handler, std::optional<TestIdentity> identity)
    : handler_(std::move(handler)) {
  if (identity) tls_ = context_of(*identity);
  listener_ = bound_socket(port_);
  if (::listen(listener_, 64) != 0) throw std::runtime_error("cannot listen on loopback");
  listening_ = std::thread([this] { listen(); });
}

FaultyUpstream::~FaultyUpstream() {
  stopping_ = true;
  listening_.join();
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
  if (tls_) SSL_CTX_free(static_cast<SSL_CTX*>(tls_));
}

void FaultyUpstream::listen() {
  while (!stopping_) {
    pollfd end{listener_, POLLIN, 0};
    if (::poll(&end, 1, 5) <= 0) continue;
    int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) continue;
    // A client that stops reading must not delay the end of the test.
    int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    timeval most{1, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    int number = ++connections_;
    threads_.emplace_back([this, descriptor, number] { serve(descriptor, number); });
  }
}

void FaultyUpstream::serve(int descriptor, int number) {
  sigset_t held;  // OpenSSL writes without MSG_NOSIGNAL
  sigemptyset(&held);
  sigaddset(&held, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &held, nullptr);
  Connection connection(*this, descriptor);
  if (!connection.greet()) return;
  if (on_connection) on_connection(connection);
  Received request;
  request.connection = number;
  while (connection.receive(request)) {
    {
      std::lock_guard lock(mutex_);
      received_.push_back(request);
    }
    handler_(request, connection);
    if (!connection.is_open()) break;
  }
}

std::string FaultyUpstream::url(const std::string& path) const {
  return (tls_ ? "https" : "http") + std::string("://127.0.0.1:") + std::to_string(port_) + path;
}

std::vector<Received> FaultyUpstream::received() const {
  std::lock_guard lock(mutex_);
  return received_;
}

std::string answer_head(int status, const std::string& fields) {
  return "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + fields + "\r\n";
}

std::string answer_of(int status, std::string_view body, const std::string& fields) {
  return answer_head(status, "Content-Length: " + std::to_string(body.size()) + "\r\n" + fields) +
         std::string(body);
}

std::string chunk_of(std::string_view bytes) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + std::string(bytes) + "\r\n";
}

int closed_port() {
  int port = 0;
  ::close(bound_socket(port));
  return port;
}

std::string chat_stream(const std::string& text) {
  Json delta = {{"model", "m"},
                {"choices", {{{"index", 0}, {"delta", {{"role", "assistant"}, {"content", text}}}}}}};
  Json end = {{"model", "m"},
              {"choices", {{{"index", 0}, {"delta", Json::object()}, {"finish_reason", "stop"}}}}};
  Json usage = {{"model", "m"},
                {"choices", Json::array()},
                {"usage", {{"prompt_tokens", 100}, {"completion_tokens", 20}}}};
  return "data: " + to_text(delta) + "\n\ndata: " + to_text(end) + "\n\ndata: " + to_text(usage) +
         "\n\ndata: [DONE]\n\n";
}

void say_chat(Peer& peer, const std::string& text) {
  peer.send(answer_of(200, chat_stream(text), "Content-Type: text/event-stream\r\n"));
}

}  // namespace suit
