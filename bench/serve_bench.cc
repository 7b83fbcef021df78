// The workbench's server: time from its start until a page has everything it needs, in a folder of 50,000
// files; and 500 listeners on one event stream, against a plain Beast echo server with as many connections.
#include <arpa/inet.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "ledger/ledger.h"
#include "measure.h"

using namespace suit;
using namespace suit::bench;

namespace {

constexpr int kFiles = 50'000;
constexpr size_t kStarts = 11;
constexpr size_t kListeners = 500;
constexpr size_t kEvents = 300;

// suit serve as a child process.
struct Server {
  pid_t process = -1;
  int port = 0;
  std::string token;
  double started_ms = 0;  // when it was started

  explicit Server(const std::string& folder) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) give_up("pipe");
    started_ms = now_ms();
    process = ::fork();
    if (process == 0) {
      ::dup2(out[1], 1);
      ::setenv("SUIT_CONFIG", "/nonexistent", 1);
      if (::chdir(folder.c_str()) != 0) ::_exit(126);
      ::execl(SUIT_BINARY, SUIT_BINARY, "serve", "--port", "0", "--json", nullptr);
      ::_exit(127);
    }
    ::close(out[1]);
    std::string line;
    char byte;
    while (::read(out[0], &byte, 1) == 1 && byte != '\n') line += byte;
    ::close(out[0]);
    Json said = must(parse_json(line));
    if (!said.contains("port")) give_up("suit serve: " + line);
    port = said["port"];
    token = said["token"];
  }
  ~Server() {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
};

int connect_to(int port) {
  int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("connect");
  return descriptor;
}

void send_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) give_up("send");
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

// One request on a kept connection; returns the body.
std::string ask(int descriptor, const Server& server, const std::string& target,
                const std::string& body = "") {
  std::string text = (body.empty() ? "GET " : "POST ") + target +
                     " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port) +
                     "\r\nAuthorization: Bearer " + server.token + "\r\nAccept-Encoding: gzip\r\n";
  if (!body.empty())
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  send_all(descriptor, text + "\r\n" + body);
  std::string got;
  char bytes[65536];
  size_t head = std::string::npos, length = 0;
  while (head == std::string::npos || got.size() < head + length) {
    ssize_t count = ::recv(descriptor, bytes, sizeof bytes, 0);
    if (count <= 0) give_up(target + ": the connection was closed");
    got.append(bytes, static_cast<size_t>(count));
    if (head != std::string::npos || (head = got.find("\r\n\r\n")) == std::string::npos) continue;
    head += 4;
    if (got.substr(9, 1) != "2") give_up(target + ": " + got.substr(0, 300));
    size_t field = got.find("Content-Length: ");
    length = std::stoul(got.substr(field + 16));
  }
  return got.substr(head);
}

void make_tree(const std::string& folder) {
  for (int i = 0; i < kFiles; ++i) {
    std::string path = folder + "/d" + std::to_string(i / 100);
    if (i % 100 == 0) shell("mkdir -p " + path);
    write(path + "/f" + std::to_string(i) + ".c", "int f" + std::to_string(i) + ";\n");
  }
}

void measure_start(Report& report) {
  ScratchFolder folder;
  make_tree(folder.path());
  std::vector<double> listening, page, files;
  size_t bytes = 0;
  for (size_t i = 0; i <= kStarts; ++i) {
    Server server(folder.path());
    double listens_ms = now_ms();
    int descriptor = connect_to(server.port);
    bytes = 0;
    // The page's initial requests, sequentially; a browser sends some of them concurrently.
    for (const char* target : {"/", "/app.js", "/app.css", "/icon.svg"})
      bytes += ask(descriptor, server, target).size();
    for (const char* target :
         {"/api/status", "/api/levels?task=", "/api/proposals", "/api/runs", "/api/tasks?limit=50"})
      ask(descriptor, server, target);
    double ready_ms = now_ms();
    ask(descriptor, server, "/api/files?match=f49");  // opening a file by its name walks the folder
    double walked_ms = now_ms();
    ::close(descriptor);
    if (i == 0) continue;  // the disk cache is warm from now on
    listening.push_back(listens_ms - server.started_ms);
    page.push_back(ready_ms - server.started_ms);
    files.push_back(walked_ms - ready_ms);
  }
  report.add("50,000 files, warm", "start until it listens", listening);
  report.add("50,000 files, warm", "start until a page has all it needs", page, {}, "300 ms");
  report.add("50,000 files, warm", "first search for a file's name", files);
  report.add("50,000 files, warm", "the page's weight, gzip, in KB", {static_cast<double>(bytes) / 1024}, {},
             "400 KB");
}

// Reads from many connections concurrently, and records when each got its next piece.
class Listeners {
 public:
  explicit Listeners(const std::vector<int>& descriptors)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)), descriptors_(descriptors) {
    for (size_t i = 0; i < descriptors.size(); ++i) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptors[i], &event);
    }
  }
  ~Listeners() { ::close(epoll_); }
  // Waits until each has received `bytes` more, or a text with `mark`; adds the times since `since_ms`.
  void wait(const std::string& mark, double since_ms, std::vector<double>& times) {
    std::vector<std::string> got(descriptors_.size());
    std::vector<bool> done(descriptors_.size());
    size_t open = descriptors_.size();
    epoll_event events[64];
    char bytes[65536];
    while (open > 0) {
      int count = ::epoll_wait(epoll_, events, 64, 20'000);
      if (count <= 0) give_up("a listener got nothing for 20 s");
      for (int i = 0; i < count; ++i) {
        size_t at = events[i].data.u64;
        ssize_t size = ::recv(descriptors_[at], bytes, sizeof bytes, 0);
        if (size <= 0) give_up("a listener was cut off");
        got[at].append(bytes, static_cast<size_t>(size));
        if (done[at] || got[at].find(mark) == std::string::npos) continue;
        done[at] = true;
        --open;
        times.push_back(now_ms() - since_ms);
      }
    }
  }

 private:
  int epoll_;
  std::vector<int> descriptors_;
};

double cpu_ms_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string word;
  double ticks = 0;
  for (int i = 0; i < 13 && fields >> word; ++i)
    if (i >= 11) ticks += std::stod(word);
  return ticks * 1000 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double resident_mb_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  double pages = 0;
  file >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// The floor: an echo server.
struct Echo {
  pid_t process = -1;
  int port = 0;
  Echo() {
    namespace asio = boost::asio;
    using Tcp = asio::ip::tcp;
    asio::io_context io(1);
    Tcp::acceptor acceptor(io, Tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    port = acceptor.local_endpoint().port();
    process = ::fork();
    if (process != 0) return;
    io.notify_fork(asio::io_context::fork_child);
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
          for (;;) {
            Tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
            socket.set_option(Tcp::no_delay(true));
            asio::co_spawn(
                io,
                [](boost::beast::tcp_stream stream) -> asio::awaitable<void> {
                  char bytes[4096];
                  for (;;) {
                    size_t size = co_await stream.async_read_some(asio::buffer(bytes), asio::use_awaitable);
                    co_await asio::async_write(stream, asio::buffer(bytes, size), asio::use_awaitable);
                  }
                }(boost::beast::tcp_stream(std::move(socket))),
                asio::detached);
          }
        },
        asio::detached);
    io.run();
    ::_exit(0);
  }
  ~Echo() {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
};

std::string text_between(int i) {
  std::string text;
  for (int k = 0; k < 7; ++k) text += "between " + std::to_string(i) + " " + std::to_string(k) + "\n";
  return text;
}

void measure_listeners(Report& report) {
  ScratchFolder folder;
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "line " + std::to_string(i) + " old\n" + text_between(i);
  write(folder.path() + "/a.txt", text);
  Server server(folder.path());
  int control = connect_to(server.port);
  Json run = must(parse_json(ask(control, server, "/api/do",
                                 R"({"task": "replace \"old\" by \"new\" in a.txt", "no_checks": true})")));
  std::string path = "/api/runs/" + std::to_string(run["run"].get<int64_t>());
  while (string_or(run, "state", "") != "reviewing" && string_or(run, "state", "") != "ended")
    run = must(parse_json(ask(control, server, path)));
  std::string marks = "/api/proposals/" + std::to_string(run["proposal"].get<int64_t>()) + "/marks";

  double memory_before = resident_mb_of(server.process);
  std::vector<int> descriptors;
  for (size_t i = 0; i < kListeners; ++i) {
    descriptors.push_back(connect_to(server.port));
    send_all(descriptors.back(),
             "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port) +
                 "\r\nAuthorization: Bearer " + server.token + "\r\n\r\n");
  }
  Listeners listeners(descriptors);
  std::vector<double> greeted, marked, written, plain;
  listeners.wait(": suit\n\n", now_ms(), greeted);
  double memory_after = resident_mb_of(server.process), cpu_before = cpu_ms_of(server.process),
         begun_ms = now_ms();
  int64_t revision = 0;
  std::vector<double> posts;
  for (size_t i = 0; i < kEvents; ++i) {
    double sent_ms = now_ms();
    Json answer =
        must(parse_json(ask(control, server, marks,
                            R"({"revision": )" + std::to_string(revision) + R"(, "marks": [{"unit": )" +
                                std::to_string(i) + R"(, "mark": "accepted"}]})")));
    revision = answer["revision"];
    double answered_ms = now_ms();
    posts.push_back(answered_ms - sent_ms);
    // Measured from when it is in the ledger, which the answer confirms.
    listeners.wait("id: " + std::to_string(revision) + "\n", answered_ms, marked);
  }
  double cpu_ms = cpu_ms_of(server.process) - cpu_before, took_ms = now_ms() - begun_ms;
  auto ledger = must(Ledger::open(folder.path() + "/.suit/ledger.db", LedgerMode::kReadWrite));
  for (size_t i = 0; i < kEvents; ++i) {
    Sequence sequence = must(ledger->append(
        {.kind = "note", .body = {{"text", "from another process, as long as a mark is with its unit"}}}));
    listeners.wait("id: " + std::to_string(sequence) + "\n", now_ms(), written);
  }
  for (int descriptor : descriptors) ::close(descriptor);

  Echo echo;
  std::vector<int> echoed;
  for (size_t i = 0; i < kListeners; ++i) echoed.push_back(connect_to(echo.port));
  Listeners floor(echoed);
  for (size_t i = 0; i < kEvents; ++i) {
    std::string message = "id: " + std::to_string(i) + "\n" + std::string(220, 'x') + "\n\n";
    double sent_ms = now_ms();
    for (int descriptor : echoed) send_all(descriptor, message);
    floor.wait("id: " + std::to_string(i) + "\n", sent_ms, plain);
  }
  for (int descriptor : echoed) ::close(descriptor);
  auto p99 = [](const std::vector<double>& times) { return std::vector<double>{percentile(times, 0.99)}; };
  report.add("500 listeners, median", "Beast echo", plain);
  report.add("500 listeners, median", "an event written through the server", marked, median(plain));
  report.add("500 listeners, median", "an event of another process", written, median(plain));
  report.add("500 listeners, p99", "Beast echo, p99", p99(plain));
  report.add("500 listeners, p99", "an event written through the server, p99", p99(marked), p99(plain)[0]);
  report.add("500 listeners, p99", "an event of another process, p99", p99(written), p99(plain)[0]);
  report.add("a mark", "POST until it is in the ledger", posts);
  report.add("500 listeners", "server CPU for one event, in ms", {cpu_ms / kEvents});
  report.add("500 listeners", "server CPU while events come as fast as they can, in %",
             {100 * cpu_ms / took_ms});
  report.add("500 listeners", "server memory for one listener, in KB",
             {(memory_after - memory_before) * 1000 / kListeners});
  report.add("500 listeners", "server memory, in MB", {memory_after});
}

}  // namespace

int main() {
  ::signal(SIGPIPE, SIG_IGN);
  Report report("serve", "wall_ms");
  measure_start(report);
  measure_listeners(report);
  return 0;
}
