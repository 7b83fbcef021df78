#include "http/server.h"

// One thread runs the connections and posts requests to workers; ThreadSanitizer does not support fences.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#include <sys/resource.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <list>

#include "base/text.h"
#include "http/feed.h"

namespace suit {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

namespace {

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr auto kStreamAlive = std::chrono::seconds(15);
constexpr size_t kWorkers = 4;
constexpr size_t kPieceBytes = 64u << 10;  // piece of a response; each must be written within write_ms

std::chrono::milliseconds after_ms(int64_t time_ms) {
  return std::chrono::milliseconds(time_ms);
}

constexpr size_t kOtherFiles = 256;  // open files besides connections

// Raises the limit of open files if needed. Returns how many of `connections` fit into it.
size_t room_for(size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  if (limit.rlim_cur < connections + kOtherFiles) {
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, connections + kOtherFiles);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  size_t files = limit.rlim_cur;
  return std::min(connections,
                  files > 2 * kOtherFiles ? files - kOtherFiles : std::max<size_t>(files / 2, 1));
}

struct OpenConnection {
  beast::tcp_stream* stream;
  bool is_known = false;    // it has shown a token
  bool is_dropped = false;  // closed from outside; no longer in the list
};

}  // namespace

// The caller owns the arguments and outlives these.
struct Server::Impl {
  Impl(ServerLimits given) : limits(given), acceptor(io), stop_signals(io) {}

  asio::awaitable<void> accept();
  asio::awaitable<void> connection(Tcp::socket socket);
  bool drop_oldest_stranger();
  asio::awaitable<bool> exchange(OpenConnection& open, beast::flat_buffer& buffer);
  asio::awaitable<void> handle(const WebRequest& request, WebResponse& response);
  asio::awaitable<bool> write(beast::tcp_stream& stream, WebResponse& response, bool keep_alive);
  asio::awaitable<bool> write_all(beast::tcp_stream& stream, std::string_view bytes);
  asio::awaitable<void> stream_events(beast::tcp_stream& stream, WebResponse& response);

  ServerLimits limits;
  std::list<OpenConnection*> open_connections;  // oldest first; outlives their coroutines, which io ends
  asio::io_context io{1};
  Tcp::acceptor acceptor;
  asio::signal_set stop_signals;
  asio::thread_pool workers{kWorkers};
  const Gate* gate = nullptr;
  Handler handler;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->workers.join();
}

Result<std::unique_ptr<Server>> Server::listen(int port, ServerLimits limits) {
  try {
    auto impl = std::make_unique<Impl>(limits);
    Tcp::endpoint endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
    error_code error;
    impl->acceptor.open(endpoint.protocol());
    impl->acceptor.set_option(Tcp::acceptor::reuse_address(true));
    if (impl->acceptor.bind(endpoint, error))
      return Error{error == asio::error::address_in_use ? ErrorCode::kConflict : ErrorCode::kIo,
                   "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + error.message(),
                   "`suit serve --port 0` uses any free port"};
    impl->acceptor.listen();
    impl->limits.connections = room_for(limits.connections);
    return std::unique_ptr<Server>(new Server(std::move(impl)));
  } catch (const std::exception& exception) {
    return Error{ErrorCode::kIo, std::string("cannot listen: ") + exception.what()};
  }
}

int Server::port() const {
  return impl_->acceptor.local_endpoint().port();
}

void Server::run(const Gate& gate, Handler handler, Signals signals) {
  impl_->gate = &gate;
  impl_->handler = std::move(handler);
  if (signals == Signals::kStop) {
    impl_->stop_signals.add(SIGINT);
    impl_->stop_signals.add(SIGTERM);
    impl_->stop_signals.async_wait([this](error_code error, int) {
      if (!error) impl_->io.stop();
    });
  }
  asio::co_spawn(impl_->io, impl_->accept(), asio::detached);
  impl_->io.run();
}

void Server::stop() {
  impl_->io.stop();
}

asio::awaitable<void> Server::Impl::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kWait);
    if (error == asio::error::operation_aborted) co_return;
    if (error && drop_oldest_stranger()) continue;  // such as too many open files
    if (error) {                                    // until others end
      asio::steady_timer timer(io, after_ms(50));
      co_await timer.async_wait(kWait);
      continue;
    }
    if (open_connections.size() >= limits.connections && !drop_oldest_stranger()) continue;  // closed at once
    error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    asio::co_spawn(io, connection(std::move(socket)), asio::detached);
  }
}

// Connections without a token must not keep out those with one. False: all have shown a token.
bool Server::Impl::drop_oldest_stranger() {
  auto oldest = std::find_if(open_connections.begin(), open_connections.end(),
                             [](const auto* one) { return !one->is_known; });
  if (oldest == open_connections.end()) return false;
  OpenConnection& dropped = **oldest;
  open_connections.erase(oldest);
  dropped.is_dropped = true;
  dropped.stream->close();  // ends the wait of its coroutine
  return true;
}

asio::awaitable<void> Server::Impl::connection(Tcp::socket socket) {
  beast::tcp_stream stream(std::move(socket));
  OpenConnection open{&stream};
  struct Listed {
    std::list<OpenConnection*>& all;
    OpenConnection& one;
    Listed(std::list<OpenConnection*>& list, OpenConnection& connection) : all(list), one(connection) {
      all.push_back(&one);
    }
    ~Listed() {
      if (!one.is_dropped) all.remove(&one);
    }
  } listed(open_connections, open);
  beast::flat_buffer buffer(limits.head_bytes + limits.body_bytes);
  // The first byte may be late between requests, but not on a new connection.
  bool first = true;
  while (true) {
    if (buffer.size() == 0) {
      stream.expires_after(after_ms(first || !open.is_known ? limits.head_ms : limits.idle_ms));
      auto [error, count] = co_await stream.async_read_some(buffer.prepare(4096), kWait);
      if (error) break;
      buffer.commit(count);
    }
    first = false;
    bool goes_on = co_await exchange(open, buffer);
    if (!goes_on || open.is_dropped) break;
  }
  error_code ignored;
  stream.socket().shutdown(Tcp::socket::shutdown_send, ignored);
}

// Serves one request. False: close the connection.
asio::awaitable<bool> Server::Impl::exchange(OpenConnection& open, beast::flat_buffer& buffer) {
  beast::tcp_stream& stream = *open.stream;
  http::request_parser<http::string_body> parser;
  parser.header_limit(static_cast<uint32_t>(limits.head_bytes));
  parser.body_limit(limits.body_bytes);
  stream.expires_after(after_ms(limits.head_ms));
  auto [head_error, head_bytes] = co_await http::async_read_header(stream, buffer, parser, kWait);
  (void)head_bytes;
  WebResponse response;
  auto malformed = [&](const error_code& error) {
    bool large = error == http::error::header_limit || error == http::error::body_limit ||
                 error == http::error::buffer_overflow;
    response = error_response({large ? ErrorCode::kLimit : ErrorCode::kInvalid,
                               large ? "the request is too large" : "malformed HTTP: " + error.message()},
                              large ? 413 : 400);
  };
  if (head_error == beast::error::timeout || head_error == http::error::end_of_stream) co_return false;
  if (head_error && head_error.category() != http::make_error_code(http::error::end_of_stream).category())
    co_return false;
  if (head_error) {
    malformed(head_error);
    co_return co_await write(stream, response, false);
  }

  auto& head = parser.get();
  auto request = parse_target({head.method_string().data(), head.method_string().size()},
                              {head.target().data(), head.target().size()});
  if (!request) {
    response = error_response(request.error());
    co_return co_await write(stream, response, false);
  }
  for (const auto& field : head) {
    std::string name = to_lower({field.name_string().data(), field.name_string().size()});
    std::string& value = request->fields[name];
    value += (value.empty() ? "" : ", ") + std::string(field.value());
  }
  // A refused request does not get to send its body.
  if (auto refused = gate->refuse(*request)) {
    bool keep = parser.is_done() && head.keep_alive();
    co_return co_await write(stream, *refused, keep);
  }
  open.is_known |= gate->is_known(*request);
  if (request->field("expect") == "100-continue") {
    bool written = co_await write_all(stream, "HTTP/1.1 100 Continue\r\n\r\n");
    if (!written) co_return false;
  }
  if (!parser.is_done()) {
    stream.expires_after(after_ms(limits.body_ms));
    auto [error, count] = co_await http::async_read(stream, buffer, parser, kWait);
    (void)count;
    if (error == beast::error::timeout) co_return false;
    if (error) {
      malformed(error);
      co_return co_await write(stream, response, false);
    }
  }
  bool keep_alive = parser.get().keep_alive();
  request->body = std::move(parser.get().body());
  co_await handle(*request, response);
  if (response.stream) {
    co_await stream_events(stream, response);
    co_return false;
  }
  co_return co_await write(stream, response, keep_alive);
}

// Runs the handler on a worker and resumes here. The destructor waits for the workers first.
asio::awaitable<void> Server::Impl::handle(const WebRequest& request, WebResponse& response) {
  asio::steady_timer done(io, asio::steady_timer::time_point::max());
  asio::post(workers, [&] {
    response = handler(request);
    asio::post(io, [&done] { done.cancel(); });
  });
  co_await done.async_wait(kWait);
}

asio::awaitable<bool> Server::Impl::write_all(beast::tcp_stream& stream, std::string_view bytes) {
  while (!bytes.empty()) {
    stream.expires_after(after_ms(limits.write_ms));
    size_t size = std::min(bytes.size(), kPieceBytes);
    auto [error, count] = co_await asio::async_write(stream, asio::buffer(bytes.data(), size), kWait);
    if (error) co_return false;
    bytes.remove_prefix(count);
  }
  co_return true;
}

namespace {

std::string head_of(const WebResponse& response, bool keep_alive, std::optional<size_t> length) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     std::string(http::obsolete_reason(static_cast<http::status>(response.status))) + "\r\n";
  head += "Content-Type: " + response.type + "\r\n";
  if (length) head += "Content-Length: " + std::to_string(*length) + "\r\n";
  for (const auto& [name, value] : response.fields) head += name + ": " + value + "\r\n";
  return head + (keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace

asio::awaitable<bool> Server::Impl::write(beast::tcp_stream& stream, WebResponse& response, bool keep_alive) {
  if (response.fields.empty() || response.fields.front().first != "Content-Security-Policy")
    Gate::add_protection(response, "");
  std::string_view body = response.fixed.empty() ? std::string_view(response.body) : response.fixed;
  std::string bytes = head_of(response, keep_alive, body.size());
  if (body.size() < kPieceBytes) bytes += body;  // one packet
  bool written = co_await write_all(stream, bytes);
  if (written && body.size() >= kPieceBytes) written = co_await write_all(stream, body);
  co_return written&& keep_alive;
}

// Streams until either side ends. A listener that does not read is closed by write_ms or a full queue.
asio::awaitable<void> Server::Impl::stream_events(beast::tcp_stream& stream, WebResponse& response) {
  auto subscription = response.stream;
  Gate::add_protection(response, "");
  std::string head = head_of(response, false, std::nullopt) + ": suit\n\n";
  bool written = co_await write_all(stream, head);
  auto timer = std::make_shared<asio::steady_timer>(stream.get_executor());
  subscription->set_wake(
      [timer, executor = stream.get_executor()] { asio::post(executor, [timer] { timer->cancel(); }); });
  std::vector<Subscription::Piece> pieces;
  while (written) {
    bool open = subscription->take(pieces);
    std::string bytes;
    for (const auto& piece : pieces) bytes += *piece;
    if (!bytes.empty()) {
      written = co_await write_all(stream, bytes);
      if (open) continue;  // more may be queued
    }
    if (!open) break;
    timer->expires_after(kStreamAlive);
    auto [error] = co_await timer->async_wait(kWait);
    if (!error) written = co_await write_all(stream, ": alive\n\n");
  }
  subscription->set_wake({});
  subscription->close();
}

}  // namespace suit
