#include "model/http_connection.h"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/http/error.hpp>
#include <chrono>
#include <future>
#include <thread>

#include "base/clock.h"

namespace suit {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

namespace {

constexpr int64_t kLookUs = 50'000;  // interval of checks for cancellation

std::optional<Trouble> out_of(const Patience& patience) {
  if (patience.cancelled && *patience.cancelled) return Trouble{Trouble::kCancelled, "cancelled"};
  if (monotonic_us() >= patience.until_us) return Trouble{Trouble::kTimeout, "no answer in time"};
  return std::nullopt;
}

Trouble trouble_of(const error_code& error) {
  if (error == asio::error::eof || error == http::error::end_of_stream ||
      error == http::error::partial_message)
    return {Trouble::kClosed, "the connection was closed"};
  if (error == asio::ssl::error::stream_truncated) return {Trouble::kLost, "the connection was cut off"};
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return {Trouble::kMalformed, "its header is too large"};
  if (error == http::error::body_limit) return {Trouble::kMalformed, "its answer is too large"};
  if (error.category() == http::make_error_code(http::error::need_more).category())
    return {Trouble::kMalformed, "its answer is not HTTP: " + error.message()};
  return {Trouble::kLost, error.message()};
}

// getaddrinfo() can't be interrupted, so a separate thread waits for it and may outlive the call.
using Found = std::variant<std::vector<Tcp::endpoint>, Trouble>;

Found look_up(const Url& url, const Patience& patience) {
  error_code no_address;
  auto address = asio::ip::make_address(url.host, no_address);
  if (!no_address) return std::vector{Tcp::endpoint(address, static_cast<uint16_t>(url.port))};
  std::packaged_task<Found()> look([host = url.host, port = std::to_string(url.port)]() -> Found {
    asio::io_context io;
    error_code failed;
    auto list = Tcp::resolver(io).resolve(
        host, port, Tcp::resolver::address_configured | Tcp::resolver::numeric_service, failed);
    if (failed) return Trouble{Trouble::kLost, "its name can't be looked up: " + failed.message()};
    return std::vector<Tcp::endpoint>(list.begin(), list.end());
  });
  std::future<Found> found = look.get_future();
  std::thread(std::move(look)).detach();
  for (;;) {
    if (auto trouble = out_of(patience)) return *trouble;
    int64_t wait_us = std::min(kLookUs, patience.until_us - monotonic_us());
    if (found.wait_for(std::chrono::microseconds(wait_us)) == std::future_status::ready) return found.get();
  }
}

// Locations of systems' trusted certificates; the linked OpenSSL knows only Debian's folder.
constexpr const char* kBundles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                    "/etc/ssl/ca-bundle.pem",
                                    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem"};

}  // namespace

struct Certificates::Context {
  asio::ssl::context tls{asio::ssl::context::tls_client};
};

Result<std::shared_ptr<Certificates>> Certificates::load() {
  try {
    auto made = std::make_shared<Certificates>();
    made->context_ = std::make_shared<Context>();
    auto& tls = made->context_->tls;
    tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 |
                    asio::ssl::context::no_compression);
    tls.set_verify_mode(asio::ssl::verify_peer);
    error_code failed;
    const char* file = ::getenv("SSL_CERT_FILE");
    const char* folder = ::getenv("SSL_CERT_DIR");
    if (file && *file) {
      tls.load_verify_file(file, failed);
      if (failed)
        return Error{ErrorCode::kNotFound, "no certificates can be read from SSL_CERT_FILE, " +
                                               std::string(file) + ": " + failed.message()};
    }
    if (folder && *folder) tls.add_verify_path(folder, failed);
    if ((file && *file) || (folder && *folder)) return made;
    for (const char* bundle : kBundles) {
      if (::access(bundle, R_OK) != 0) continue;
      tls.load_verify_file(bundle, failed);
      if (!failed) return made;
    }
    tls.set_default_verify_paths(failed);
    if (failed)
      return Error{ErrorCode::kNotFound, "this system's trusted certificates can't be found",
                   "install the package ca-certificates, or set SSL_CERT_FILE"};
    return made;
  } catch (const std::exception& e) {
    return Error{ErrorCode::kNotFound, std::string("TLS can't be set up: ") + e.what()};
  }
}

struct HttpConnection::Parts {
  // Handlers run only within run(), on the calling thread.
  asio::io_context io{1};
  std::shared_ptr<Certificates> certificates;
  Tcp::socket socket{io};
  std::optional<asio::ssl::stream<Tcp::socket&>> tls;
  uint64_t bytes_out = 0, bytes_in = 0;

  // Starts an operation and waits for its end; cancels it when `patience` ends. Adds the transferred bytes to
  // `bytes`.
  template <class Start>
  std::optional<Trouble> run(const Patience& patience, uint64_t& bytes, Start start) {
    bool done = false;
    error_code result;
    io.restart();
    start([&](const error_code& error, size_t count = 0) {
      done = true;
      result = error;
      bytes += count;
    });
    std::optional<Trouble> stopped;
    while (!done) {
      if ((stopped = out_of(patience))) {
        error_code ignored;
        socket.cancel(ignored);
        io.run();
        break;
      }
      int64_t wait_us = std::min(kLookUs, patience.until_us - monotonic_us());
      io.run_one_for(std::chrono::microseconds(std::max<int64_t>(wait_us, 1)));
    }
    if (!result) return std::nullopt;
    return stopped ? stopped : trouble_of(result);
  }

  // The same for an operation of either kind of stream.
  template <class Start>
  std::optional<Trouble> run_on_stream(const Patience& patience, uint64_t& bytes, Start start) {
    return run(patience, bytes, [&](auto done) { tls ? start(*tls, done) : start(socket, done); });
  }

  std::optional<Trouble> connect(const Tcp::endpoint& endpoint, const Patience& patience) {
    // Created with SOCK_CLOEXEC, so that no program started at the same time inherits it.
    int descriptor = ::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return Trouble{Trouble::kLost, std::strerror(errno)};
    int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    error_code result;
    if (socket.is_open()) socket.close(result);
    socket.assign(endpoint.protocol(), descriptor, result);
    if (result) {
      ::close(descriptor);
      return trouble_of(result);
    }
    return run(patience, bytes_in, [&](auto done) { socket.async_connect(endpoint, done); });
  }

  std::optional<Trouble> greet(const Url& url, const Patience& patience) {
    SSL* ssl = tls->native_handle();
    error_code not_address;
    asio::ip::make_address(url.host, not_address);
    if (not_address) {
      SSL_set_tlsext_host_name(ssl, url.host.c_str());
      SSL_set1_host(ssl, url.host.c_str());
    } else {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), url.host.c_str());
    }
    constexpr unsigned char kProtocols[] = "\x08http/1.1";
    SSL_set_alpn_protos(ssl, kProtocols, sizeof kProtocols - 1);
    auto trouble = run(patience, bytes_in,
                       [&](auto done) { tls->async_handshake(asio::ssl::stream_base::client, done); });
    if (!trouble) return std::nullopt;
    long verified = SSL_get_verify_result(ssl);
    if (trouble->kind != Trouble::kCancelled && verified != X509_V_OK)
      return Trouble{Trouble::kNotTrusted, X509_verify_cert_error_string(verified)};
    if (trouble->kind == Trouble::kClosed || trouble->kind == Trouble::kLost)
      return Trouble{Trouble::kLost, "TLS failed: " + trouble->why};
    return trouble;
  }
};

HttpConnection::HttpConnection(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpConnection::~HttpConnection() = default;

std::variant<std::unique_ptr<HttpConnection>, Trouble> HttpConnection::open(
    const Url& url, std::shared_ptr<Certificates> certificates, const Patience& patience) {
  try {
    auto looked_up = look_up(url, patience);
    if (auto* trouble = std::get_if<Trouble>(&looked_up)) return *trouble;
    auto& endpoints = std::get<0>(looked_up);
    auto parts = std::make_unique<Parts>();
    parts->certificates = certificates;
    if (url.tls) parts->tls.emplace(parts->socket, certificates->context().tls);
    std::optional<Trouble> trouble;
    for (size_t i = 0; i < endpoints.size(); ++i) {
      // An unresponsive address must leave a fair share of the time to the others.
      int64_t now = monotonic_us();
      int64_t share = (patience.until_us - now) / static_cast<int64_t>(endpoints.size() - i);
      trouble = parts->connect(endpoints[i], {now + share, patience.cancelled});
      if (!trouble || trouble->kind == Trouble::kCancelled) break;
    }
    if (!trouble && url.tls) trouble = parts->greet(url, patience);
    if (trouble) return *trouble;
    return std::unique_ptr<HttpConnection>(new HttpConnection(std::move(parts)));
  } catch (const std::exception& e) {
    return Trouble{Trouble::kLost, e.what()};
  }
}

std::optional<Trouble> HttpConnection::send(std::string_view bytes, int64_t stall_us,
                                            const Patience& patience) {
  while (!bytes.empty()) {
    Patience step{std::min(patience.until_us, monotonic_us() + stall_us), patience.cancelled};
    uint64_t moved = 0;
    auto trouble = parts_->run_on_stream(step, moved, [&](auto& stream, auto done) {
      stream.async_write_some(asio::buffer(bytes.data(), bytes.size()), done);
    });
    parts_->bytes_out += moved;
    if (trouble) return trouble;
    bytes.remove_prefix(moved);
  }
  return std::nullopt;
}

std::optional<Trouble> HttpConnection::receive(HttpAnswer& answer, const Patience& patience) {
  size_t unread = answer.unread();
  auto trouble = parts_->run_on_stream(patience, parts_->bytes_in,
                                       [&](auto& stream, auto done) { answer.read_some(stream, done); });
  parts_->bytes_in += answer.unread() - unread;
  if (answer.is_endless()) return Trouble{Trouble::kMalformed, "its answer has endless interim responses"};
  return trouble;
}

bool HttpConnection::is_quiet() {
  pollfd waiting{parts_->socket.native_handle(), POLLIN | POLLRDHUP, 0};
  return ::poll(&waiting, 1, 0) == 0;
}

uint64_t HttpConnection::bytes_out() const {
  return parts_->bytes_out;
}
uint64_t HttpConnection::bytes_in() const {
  return parts_->bytes_in;
}

}  // namespace suit
