// A model over several machines: one of llama.cpp's RPC servers as a separate process, on loopback.
#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "support/tiny.h"

namespace suit {
namespace {

class NotedEgress final : public Egress {
 public:
  Result<void> permit(const std::string& host, int port) override {
    if (offline) return Error{ErrorCode::kDenied, "--offline"};
    asked.push_back(host + ":" + std::to_string(port));
    return {};
  }
  void record(const EgressEntry& entry) override { entries.push_back(entry); }

  bool offline = false;
  std::vector<std::string> asked;
  std::vector<EgressEntry> entries;
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

// A port that was just free.
int free_port() {
  int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

class Server {
 public:
  explicit Server(int port) : address_("127.0.0.1:" + std::to_string(port)) {
    process_ = ::fork();
    if (process_ == 0) {
      ::freopen("/dev/null", "w", stdout);
      ::freopen("/dev/null", "w", stderr);
      ::execl(SUIT_RPC_SERVER, SUIT_RPC_SERVER, address_.c_str(), nullptr);
      ::_exit(127);
    }
    for (int i = 0; i < 2'000 && !answers(port); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ~Server() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  const std::string& address() const { return address_; }

 private:
  static bool answers(int port) {
    int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(port);
    bool reached = ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return reached;
  }
  std::string address_;
  pid_t process_ = -1;
};

TEST(LlamaRpc, AModelOnAServerGivesTheSameText) {
  Server server(free_port());
  NotedEgress egress;
  ModelConfig config = tiny_config();
  config.rpc = {server.address()};
  {
    auto model = must(make_llama_model(config, &egress));
    EXPECT_FALSE(model->capabilities().local);
    EXPECT_EQ(answer(*model, asking("Hello there, I am apple.")).text,
              answer(tiny(), asking("Hello there, I am apple.")).text);
  }
  EXPECT_EQ(egress.asked, std::vector<std::string>{server.address()});
  ASSERT_EQ(egress.entries.size(), 1u);
  EXPECT_EQ(egress.entries[0].failure, "");
}

TEST(LlamaRpc, IsAskedForAndFailsWithAReason) {
  NotedEgress egress;
  ModelConfig config = tiny_config();
  config.rpc = {"127.0.0.1:" + std::to_string(free_port())};
  auto model = make_llama_model(config);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kDenied);
  model = make_llama_model(config, &egress);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kUnavailable) << model.error().message;
  ASSERT_EQ(egress.entries.size(), 1u);
  EXPECT_NE(egress.entries[0].failure, "");
  egress.offline = true;
  EXPECT_EQ(make_llama_model(config, &egress).error().code, ErrorCode::kDenied);
  for (const char* odd : {"", "host", "host:", ":50052", "host:0", "host:99999", "host:1x"}) {
    config.rpc = {odd};
    EXPECT_EQ(make_llama_model(config, &egress).error().code, ErrorCode::kInvalid) << odd;
  }
}

}  // namespace
}  // namespace suit
