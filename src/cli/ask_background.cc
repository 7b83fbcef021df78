// suit ask --background: a separate process, detached from the terminal.
#include <fcntl.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/function_commands.h"
#include "functions/ask.h"

namespace suit {
namespace {

// Sends the question's number to the parent process.
struct Telling final : Watch {
  Telling(int descriptor, const std::atomic<bool>* flag) : told(descriptor), stop(flag) {}
  void recorded(int64_t id) override {
    std::string line = std::to_string(id) + "\n";
    if (::write(told, line.data(), line.size()) < 0)
      return;  // the parent is gone: the answer is in the ledger
  }
  const std::atomic<bool>* cancelled() const override { return stop; }
  const int told;
  const std::atomic<bool>* const stop;
};

[[noreturn]] void go_on_alone(Call& call, Session& session, int told, const std::atomic<bool>* stop) {
  ::setsid();
  int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int one : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, one);
  Telling watch(told, stop);
  auto done = call.run(session, watch);
  if (done) ::_exit(ask_exit_code(call));
  std::string line = "!" + to_text(json_of(done.error()));  // used only if nothing was recorded
  ::_exit(::write(told, line.data(), line.size()) < 0 ? 1 : exit_code_of(done.error().code));
}

}  // namespace

int ask_exit_code(Call& call) {
  const auto& answer = static_cast<CallOf<functions::Ask>&>(call).typed_answer;
  bool found = answer.passages ? !answer.passages->empty() : answer.claims && !answer.claims->empty();
  return found ? 0 : 1;
}

Result<std::optional<int>> run_ask(TypedCall& typed, Session& session, Watch& watch) {
  if (!typed.flags["background"]) {
    RETURN_IF_ERROR(typed.call.run(session, watch));
    return std::optional<int>();
  }
  const auto& request = static_cast<CallOf<functions::Ask>&>(typed.call).typed_request;
  if (request.level == KnowledgeLevel::kSearch && !request.resume)
    return Error{ErrorCode::kInvalid, "--background needs --level research or deep"};
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return error_from_errno(errno, "make", "a pipe");
  std::fflush(nullptr);
  pid_t child = ::fork();
  if (child < 0) return error_from_errno(errno, "start", "a process");
  if (child == 0) go_on_alone(typed.call, session, pipe[1], watch.cancelled());
  ::close(pipe[1]);
  std::string said;
  char byte = 0;
  while (::read(pipe[0], &byte, 1) == 1 && byte != '\n') said += byte;
  ::close(pipe[0]);
  if (said.empty() || said[0] == '!') {
    auto json = parse_json(said.empty() ? "{}" : std::string_view(said).substr(1));
    Json error = json ? json->value("error", Json::object()) : Json::object();
    return Error{ErrorCode::kInvalid, string_or(error, "message", "the process ended before it started"),
                 string_or(error, "hint", "")};
  }
  if (typed.common.json)
    print_json({{"id", std::atoll(said.c_str())}, {"process", static_cast<int64_t>(child)}});
  else
    std::printf("question %s runs in the background; `suit show %s` shows the answer when ready\n",
                said.c_str(), said.c_str());
  return std::optional<int>(0);
}

}  // namespace suit
