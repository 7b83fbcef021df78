#include "support/testing.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/clock.h"

namespace fs = std::filesystem;

namespace suit {

namespace {

// Redirects the user's state, for this program and its children.
struct StateFolder {
  TemporaryFolder folder;
  StateFolder() { ::setenv("XDG_STATE_HOME", folder.path().c_str(), 1); }
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base && *base ? base : "/tmp") + "/suit-test-XXXXXX";
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = fs::canonical(name);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  for (auto it = fs::recursive_directory_iterator(path_, ignored); it != fs::recursive_directory_iterator();
       it.increment(ignored))
    if (it->is_directory(ignored) && !it->is_symlink(ignored))
      fs::permissions(it->path(), fs::perms::owner_all, ignored);
  fs::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, std::string_view content, uint32_t mode) {
  std::string path = path_ + "/" + name;
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  ::chmod(path.c_str(), mode);
}

std::string TemporaryFolder::read(const std::string& name) const {
  std::ifstream file(path_ + "/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

bool TemporaryFolder::exists(const std::string& name) const {
  return fs::exists(fs::symlink_status(path_ + "/" + name));
}

std::map<std::string, std::string> TemporaryFolder::snapshot() const {
  std::map<std::string, std::string> all;
  for (auto it = fs::recursive_directory_iterator(path_); it != fs::recursive_directory_iterator(); ++it) {
    std::string name = fs::path(it->path()).lexically_relative(path_);
    if (name == ".suit" || name == ".git") {
      it.disable_recursion_pending();
      continue;
    }
    struct stat st;
    ::lstat(it->path().c_str(), &st);
    std::string about = std::to_string(st.st_mode) + ":";
    if (S_ISLNK(st.st_mode)) about += fs::read_symlink(it->path()).string();
    if (S_ISREG(st.st_mode)) about += read(name);
    all[name] = about;
  }
  return all;
}

namespace {

const StateFolder kStateFolder;

std::vector<std::string> make_environment(const std::map<std::string, std::string>& extra) {
  std::map<std::string, std::string> all = {
      {"PATH", std::getenv("PATH")},   {"HOME", "/nonexistent"},
      {"SUIT_CONFIG", "/nonexistent"}, {"TERM", "dumb"},
      {"LC_ALL", "C.UTF-8"},           {"ASAN_OPTIONS", "detect_leaks=0"}};
  for (const char* name : {"TMPDIR", "XDG_STATE_HOME"})
    if (const char* value = std::getenv(name)) all[name] = value;
  for (auto& [name, value] : extra) all[name] = value;
  std::vector<std::string> list;
  for (auto& [name, value] : all) list.push_back(name + "=" + value);
  return list;
}

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& folder,
                         const std::vector<std::string>& environment) {
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> argv, envp;
  for (const std::string& text : arguments) argv.push_back(const_cast<char*>(text.c_str()));
  for (const std::string& text : environment) envp.push_back(const_cast<char*>(text.c_str()));
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  ::execvpe(argv[0], argv.data(), envp.data());
  ::_exit(127);
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ran run_program(const std::vector<std::string>& arguments, const std::string& folder,
                const std::string& input, const std::map<std::string, std::string>& environment) {
  auto variables = make_environment(environment);
  int in[2], out[2], err[2];
  if (::pipe2(in, O_CLOEXEC) || ::pipe2(out, O_CLOEXEC) || ::pipe2(err, O_CLOEXEC))
    throw std::runtime_error("pipe");
  pid_t child = ::fork();
  if (child == 0) {
    ::dup2(in[0], 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    become(arguments, folder, variables);
  }
  for (int end : {in[0], out[1], err[1]}) ::close(end);
  (void)!::write(in[1], input.data(), input.size());  // fits into the pipe
  ::close(in[1]);
  Ran ran;
  pollfd ends[2] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    if (::poll(ends, 2, -1) < 0 && errno != EINTR) break;
    for (int i = 0; i < 2; ++i) {
      if (!ends[i].revents) continue;
      char buffer[65536];
      ssize_t got = ::read(ends[i].fd, buffer, sizeof buffer);
      if (got > 0) {
        (i == 0 ? ran.out : ran.err).append(buffer, static_cast<size_t>(got));
      } else {
        ::close(ends[i].fd);
        ends[i].fd = -1;
      }
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ran.code = code_of(status);
  return ran;
}

Ran run_suit(std::vector<std::string> arguments, const std::string& folder,
             const std::map<std::string, std::string>& environment) {
  arguments.insert(arguments.begin(), SUIT_BINARY);
  return run_program(arguments, folder, "", environment);
}

Ran run_suit_on_terminal(std::vector<std::string> arguments, const std::string& folder,
                         const std::vector<std::string>& keys,
                         const std::map<std::string, std::string>& environment) {
  arguments.insert(arguments.begin(), SUIT_BINARY);
  auto variables = make_environment(environment);
  winsize size{40, 100, 0, 0};
  int screen = -1;
  pid_t child = ::forkpty(&screen, nullptr, nullptr, &size);
  if (child == 0) become(arguments, folder, variables);
  Ran ran;
  size_t next = 0;
  int64_t started_us = monotonic_us(), typed_us = started_us;
  for (;;) {
    // Silence means that it waits for a key, but a progress line may never be silent.
    pollfd end{screen, POLLIN, 0};
    int ready = ::poll(&end, 1, next < keys.size() ? 400 : 20'000);
    // Never before the first prompt or progress: the terminal is not yet in single-key mode.
    bool prompted = next > 0;
    for (const char* sign : {"[?] ", "q to stop ", "  … "})
      prompted |= ran.out.find(sign) != std::string::npos;
    bool due = prompted && (ready == 0 || monotonic_us() - typed_us > 2'000'000);
    if (due && next < keys.size()) {
      (void)!::write(screen, keys[next].data(), keys[next].size());
      ++next;
      typed_us = monotonic_us();
      continue;
    }
    if (ready == 0 && !prompted && monotonic_us() - started_us < 60'000'000) continue;
    char buffer[65536];
    ssize_t got = ready > 0 ? ::read(screen, buffer, sizeof buffer) : -1;
    if (got <= 0) break;
    ran.out.append(buffer, static_cast<size_t>(got));
  }
  ::kill(child, SIGHUP);  // in case it waits for a key that never comes
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(screen);
  ran.code = code_of(status);
  return ran;
}

TerminalSession::TerminalSession(const std::vector<std::string>& program, const std::string& folder, int rows,
                                 int columns, const std::map<std::string, std::string>& environment) {
  auto variables = make_environment(environment);
  winsize size{static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0, 0};
  child_ = ::forkpty(&screen_, nullptr, nullptr, &size);
  if (child_ == 0) become(program, folder, variables);
}

TerminalSession::~TerminalSession() {
  if (child_ > 0) ::kill(child_, SIGKILL);
  (void)end();
  ::close(screen_);
}

bool TerminalSession::read_more() {
  pollfd end{screen_, POLLIN, 0};
  char buffer[65536];
  ssize_t got = ::poll(&end, 1, 60'000) > 0 ? ::read(screen_, buffer, sizeof buffer) : -1;
  if (got > 0) out_.append(buffer, static_cast<size_t>(got));
  return got > 0;
}

bool TerminalSession::wait_for(const std::string& text) {
  for (;;) {
    if (size_t at = out_.find(text, waited_); at != out_.npos) {
      waited_ = at + text.size();
      return true;
    }
    if (!read_more()) return false;
  }
}

void TerminalSession::type(const std::string& keys) {
  (void)!::write(screen_, keys.data(), keys.size());
}

void TerminalSession::resize(int rows, int columns) {
  winsize size{static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0, 0};
  ::ioctl(screen_, TIOCSWINSZ, &size);
}

int TerminalSession::end() {
  if (child_ < 0) return code_;
  while (read_more()) {
  }
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  return code_ = code_of(status);
}

}  // namespace suit

// llama.cpp keeps its registrations for a server until the process ends, without a pointer to them.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:ggml_backend_rpc\n";
}

// llama.cpp's RPC client is not instrumented: ThreadSanitizer can't see the synchronization of its thread.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:rpc_dispatcher\nrace:socket_t::\nrace:ggml_backend_rpc\n";
}
