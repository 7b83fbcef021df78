#include "support/served.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/text.h"
#include "support/testing.h"

namespace suit {

Json Answer::json() const {
  auto parsed = parse_json(body);
  EXPECT_TRUE(parsed) << body.substr(0, 200);
  return parsed ? *parsed : Json();
}

Client::Client(int port, int patience_ms) {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval patience{patience_ms / 1000, patience_ms % 1000 * 1000};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

Client::~Client() {
  ::close(descriptor_);
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

bool Client::more() {
  char bytes[65536];
  ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  buffer_.append(bytes, static_cast<size_t>(count));
  return true;
}

std::optional<Answer> Client::read() {
  size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return std::nullopt;
  Answer answer;
  auto lines = split_lines(std::string_view(buffer_).substr(0, end + 2));
  if (lines[0].size() < 12) return std::nullopt;
  answer.status = std::stoi(std::string(lines[0].substr(9, 3)));
  for (size_t i = 1; i < lines.size(); ++i) {
    std::string_view line = without_terminator(lines[i]);
    size_t colon = line.find(':');
    answer.fields[to_lower(line.substr(0, colon))] = std::string(trim(line.substr(colon + 1)));
  }
  buffer_.erase(0, end + 4);
  if (answer.status == 100) return read();
  if (!answer.fields.contains("content-length")) return answer;  // a stream
  size_t length = std::stoul(answer.fields["content-length"]);
  while (buffer_.size() < length)
    if (!more()) return std::nullopt;
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

std::string Client::read_until(std::string_view end) {
  size_t at;
  while ((at = buffer_.find(end)) == std::string::npos)
    if (!more()) return std::exchange(buffer_, {});
  std::string text = buffer_.substr(0, at + end.size());
  buffer_.erase(0, text.size());
  return text;
}

bool Client::is_closed() {
  char byte;
  ssize_t count;
  while ((count = ::recv(descriptor_, &byte, 1, 0)) > 0) {
  }
  return count == 0 || errno == ECONNRESET;
}

Served::Served(const std::string& folder, const std::map<std::string, std::string>& environment,
               const std::vector<std::string>& options) {
  int out[2];
  if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  std::map<std::string, std::string> variables = {{"PATH", std::getenv("PATH")},
                                                  {"HOME", "/nonexistent"},
                                                  {"XDG_STATE_HOME", std::getenv("XDG_STATE_HOME")},
                                                  {"SUIT_CONFIG", "/nonexistent"},
                                                  {"LC_ALL", "C.UTF-8"},
                                                  // a forked child does not join its parent's threads
                                                  {"TSAN_OPTIONS", "report_thread_leaks=0"}};
  for (auto& [name, value] : environment) variables[name] = value;
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(out[1], 1);
    std::vector<std::string> texts;
    std::vector<char*> envp;
    for (auto& [name, value] : variables) texts.push_back(name + "=" + value);
    for (std::string& text : texts) envp.push_back(text.data());
    envp.push_back(nullptr);
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    std::vector<std::string> words = {SUIT_BINARY, "serve", "--port", "0", "--json"};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execve(SUIT_BINARY, arguments.data(), envp.data());
    ::_exit(127);
  }
  ::close(out[1]);
  std::string line;
  char byte;
  while (::read(out[0], &byte, 1) == 1 && byte != '\n') line += byte;
  ::close(out[0]);
  auto said = parse_json(line);
  if (!said || !said->contains("port")) {
    ADD_FAILURE() << "suit serve said: " << line;
    return;
  }
  port_ = (*said)["port"];
  token_ = (*said)["token"];
  url_ = (*said)["url"];
}

Served::~Served() {
  kill();
}

void Served::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

int Served::terminate() {
  ::kill(process_, SIGINT);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Answer Served::ask(const std::string& method, const std::string& target, const HeaderFields& fields,
                   const std::string& body) const {
  Client client(port_);
  std::string text = method + " " + target + " HTTP/1.1\r\n";
  bool has_host =
      std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.first == "Host"; });
  if (!has_host) text += "Host: " + host() + "\r\n";
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.send(text + "\r\n" + body);
  return client.read().value_or(Answer{});
}

Answer Served::get(const std::string& target, const HeaderFields& fields) const {
  HeaderFields all = fields;
  all.emplace_back("Authorization", "Bearer " + token_);
  return ask("GET", target, all);
}

Answer Served::post(const std::string& target, const Json& body) const {
  return ask("POST", target, {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}},
             to_text(body));
}

std::string Served::session() const {
  std::string code = url_.substr(url_.find("#code=") + 6);
  Answer answer =
      ask("POST", "/api/session", {{"Origin", "http://" + host()}, {"Content-Type", "application/json"}},
          to_text({{"code", code}}));
  EXPECT_EQ(answer.status, 200) << answer.body;
  return string_or(answer.json(), "token", "");
}

Json Served::begin(const Json& task, const std::vector<std::string>& states) const {
  Answer answer = post("/api/do", task);
  EXPECT_EQ(answer.status, 202) << answer.body;
  if (answer.status != 202) return Json::object();
  return wait(answer.json()["run"], states);
}

Json Served::wait(int64_t run, const std::vector<std::string>& states) const {
  Json json;
  for (int i = 0; i < 1500; ++i) {
    json = get("/api/runs/" + std::to_string(run)).json();
    if (std::find(states.begin(), states.end(), string_or(json, "state", "")) != states.end()) return json;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ADD_FAILURE() << "run " << run << " is " << to_text(json).substr(0, 500);
  return json;
}

}  // namespace suit
