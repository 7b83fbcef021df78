// Implements stage.h, and checks it: without a sandbox every attack's target is reachable.
#include "escape/stage.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace suit::escape {

namespace fs = std::filesystem;

namespace {

constexpr uid_t kNobodyId = 65534;

// The readable part: a process that ends meanwhile has an unreadable cmdline, on which a stream would throw.
// throw at.
std::string content_of(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::string content;
  char buffer[65536];
  for (ssize_t got; file >= 0 && (got = ::read(file, buffer, sizeof buffer)) > 0;)
    content.append(buffer, static_cast<size_t>(got));
  if (file >= 0) ::close(file);
  return content;
}

// Runs `work` as that user in a separate process, and returns its text.
std::string as_user(Who who, const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  pid_t child = ::fork();
  if (child == 0) {
    if (who == Who::kNobody && (::setgroups(0, nullptr) || ::setresgid(kNobodyId, kNobodyId, kNobodyId) ||
                                ::setresuid(kNobodyId, kNobodyId, kNobodyId)))
      ::_exit(3);
    ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // as for a program started by that user
    std::string text = work();
    for (size_t at = 0; at < text.size();) {
      ssize_t put = ::write(ends[1], text.data() + at, text.size() - at);
      if (put <= 0) break;
      at += static_cast<size_t>(put);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[65536];
  for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("the process of another user died");
  return text;
}

std::string pack(const Tried& tried) {
  return std::to_string(tried.ran) + " " + std::to_string(static_cast<int>(tried.end)) + " " +
         std::to_string(tried.code) + " " + std::to_string(tried.seen) + " " +
         std::to_string(tried.duration_ms) + "\n" + tried.output;
}

Tried unpack(const std::string& text) {
  Tried tried;
  int ran = 0, end = 0, seen = 0;
  size_t line = text.find('\n');
  std::istringstream(text.substr(0, line)) >> ran >> end >> tried.code >> seen >> tried.duration_ms;
  tried.ran = ran;
  tried.end = static_cast<SandboxEnd>(end);
  tried.seen = seen;
  tried.output = line == text.npos ? "" : text.substr(line + 1);
  return tried;
}

}  // namespace

std::vector<Who> everybody() {
  return ::geteuid() == 0 ? std::vector{Who::kSelf, Who::kNobody} : std::vector{Who::kSelf};
}

std::string name_of(Who who) {
  return who == Who::kSelf ? ::geteuid() == 0 ? "root" : "this user" : "nobody";
}

std::string name_of(SandboxOverlay overlay) {
  switch (overlay) {
    case SandboxOverlay::kAuto:
      return "auto";
    case SandboxOverlay::kMemory:
      return "memory";
    case SandboxOverlay::kDisk:
      return "disk";
    case SandboxOverlay::kCopy:
      return "copy";
  }
  return "";
}

const std::string& attacker_program() {
  static const std::string program = [] {
    TemporaryFolder folder;
    Ran ran = run_program(
        {"cc", "-O1", "-std=gnu11", "-pthread", "-o", "attacker", SUIT_SOURCE_DIR "/tests/escape/attacker.c"},
        folder.path());
    if (ran.code != 0) throw std::runtime_error("cannot compile attacker.c: " + ran.err);
    return content_of(folder.path() + "/attacker");
  }();
  return program;
}

Stage::Stage(Who who, const std::string& folder_name) : who_(who), folder_(base_.path() + "/" + folder_name) {
  base_.write("outside/victim", "untouched", 0644);
  base_.write("outside/secret", "planted secret", 0600);
  base_.write(folder_name + "/file.txt", "content");
  base_.write(folder_name + "/sub/inner.txt", "inner");
  base_.write(folder_name + "/.git/config", "[core]\n");
  base_.write(folder_name + "/.suit/ledger.db", "the ledger");
  base_.write(folder_name + "/attacker", attacker_program(), 0755);
  fs::create_hard_link(outside() + "/victim", folder_ + "/hard");
  fs::create_symlink(outside() + "/victim", folder_ + "/to_victim");
  fs::create_symlink(outside(), folder_ + "/link");
  if (who_ != Who::kNobody) return;
  for (auto it = fs::recursive_directory_iterator(base_.path()); it != fs::recursive_directory_iterator();
       ++it)
    if (::lchown(it->path().c_str(), kNobodyId, kNobodyId) != 0) throw std::runtime_error("chown");
  if (::chown(base_.path().c_str(), kNobodyId, kNobodyId) != 0) throw std::runtime_error("chown");
}

Stage::~Stage() = default;

std::string Stage::fill(std::string text) const {
  const std::pair<std::string, std::string> names[] = {
      {"@FOLDER@", folder_}, {"@OUTSIDE@", outside()}, {"@ATTACKER@", "'" + folder_ + "/attacker'"}};
  for (auto& [name, value] : names)
    for (size_t at; (at = text.find(name)) != text.npos;) text.replace(at, name.size(), value);
  return text;
}

std::vector<std::string> forked_python() {
  return {"/usr/bin/python3", "-c",
          "import ctypes, os\n"
          "library = ctypes.PyDLL(os.environ['SUIT_FORK_LIBRARY'])\n"
          "library.suit_wait_for_run.restype = ctypes.c_char_p\n"
          "text = library.suit_wait_for_run().decode()\n"
          "ctypes.pythonapi.PyOS_AfterFork_Child()\n"
          "for name in ('SUIT_FORK_SERVER', 'SUIT_FORK_LIBRARY'): del os.environ[name]\n"
          "exec(text)\n"};
}

Tried Stage::run(const std::string& command, SandboxOptions options, const std::vector<FileEdit>& edits,
                 const std::function<bool()>& during, Start start) const {
  if (options.folder.empty()) options.folder = folder_;
  auto work = [&] {
    Tried tried;
    auto sandbox = Sandbox::create(options);
    if (!sandbox) {
      tried.output = sandbox.error().message;
      return pack(tried);
    }
    auto progress = [&](std::string_view) {
      if (during && during()) tried.seen = true;
    };
    SandboxCommand text(kTry + fill(command));
    if (start == Start::kForked) {
      if (auto started = sandbox->start_fork_server(forked_python()); !started) {
        tried.output = started.error().message;
        return pack(tried);
      }
      text.text = "import os\nos.execve('/bin/sh', ['sh', '-c', " + Json(text.text).dump() + "], os.environ)";
      text.forked = true;
    }
    auto run = sandbox->run(text, edits, progress);
    tried.ran = run.has_value();
    tried.output = run ? run->output : run.error().message;
    if (run) {
      tried.end = run->end;
      tried.code = run->code;
      tried.duration_ms = run->duration_ms;
    }
    return pack(tried);
  };
  return unpack(as_user(who_, work));
}

Tried Stage::run_outside(const std::string& command) const {
  return unpack(as_user(who_, [&] {
    Tried tried;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return pack(tried);
    pid_t child = ::fork();
    if (child == 0) {
      ::dup2(ends[1], 1);
      ::dup2(ends[1], 2);
      ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
      if (::chdir(folder_.c_str()) != 0) ::_exit(126);
      ::execl("/bin/sh", "sh", "-c", (kTry + fill(command)).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    char buffer[4096];
    for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
      tried.output.append(buffer, static_cast<size_t>(got));
    int status = 0;
    ::waitpid(child, &status, 0);
    tried.ran = true;
    tried.end = WIFEXITED(status) ? SandboxEnd::kExited : SandboxEnd::kSignalled;
    tried.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return pack(tried);
  }));
}

std::map<std::string, std::string> Stage::snapshot() const {
  std::map<std::string, std::string> all;
  auto add = [&](const fs::path& path) {
    struct stat st;
    if (::lstat(path.c_str(), &st) != 0) return;
    std::string about = std::to_string(st.st_mode) + " " + std::to_string(st.st_uid) + " " +
                        std::to_string(st.st_nlink) + " " + std::to_string(st.st_mtim.tv_sec) + "." +
                        std::to_string(st.st_mtim.tv_nsec) + " ";
    if (S_ISLNK(st.st_mode)) about += fs::read_symlink(path).string();
    if (S_ISREG(st.st_mode)) about += content_of(path);
    all[path] = about;
  };
  add(base_.path());
  auto skip = fs::directory_options::skip_permission_denied;
  for (auto it = fs::recursive_directory_iterator(base_.path(), skip);
       it != fs::recursive_directory_iterator(); ++it)
    add(it->path());
  return all;
}

bool process_exists(const std::string& text) {
  std::error_code ignored;
  for (auto& entry : fs::directory_iterator("/proc", ignored)) {
    std::string name = entry.path().filename();
    if (name[0] >= '0' && name[0] <= '9' &&
        content_of(entry.path() / "cmdline").find(text) != std::string::npos)
      return true;
  }
  return false;
}

Bystander::Bystander(const std::string& mark) : id_(::fork()) {
  while (id_ != 0 && !process_exists(mark)) ::usleep(1000);
  if (id_ != 0) return;
  ::setpgid(0, 0);
  ::execl("/bin/sh", "sh", "-c", "sleep 60; :", mark.c_str(), nullptr);
  ::_exit(127);
}

Bystander::~Bystander() {
  ::kill(-id_, SIGKILL);  // also its children, which would hold this process's output open
  ::waitpid(id_, nullptr, 0);
}

bool Bystander::lives() const {
  return ::waitpid(id_, nullptr, WNOHANG) == 0;
}

TEST(EscapeStage, can_be_harmed_without_a_sandbox) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    Stage stage(who);
    auto before = stage.snapshot();
    EXPECT_EQ(stage.run_outside("cat @OUTSIDE@/secret .suit/ledger.db").output, "planted secretthe ledger");
    EXPECT_EQ(stage.snapshot(), before);
    EXPECT_EQ(stage.run_outside("echo x > hard && cat @OUTSIDE@/victim").output, "x\n");
    EXPECT_NE(stage.snapshot(), before);
  }
}

TEST(EscapeStage, runs_checks_in_the_sandbox) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      SCOPED_TRACE(name_of(who) + ", " + name_of(overlay));
      Stage stage(who);
      Tried tried = stage.run(
          "pwd; cat file.txt; echo; id -u; echo new > file.txt && cat file.txt; echo x > made && ls made",
          on(overlay));
      EXPECT_TRUE(tried.ran) << tried.output;
      EXPECT_EQ(tried.output, stage.folder() + "\ncontent\n" +
                                  std::to_string(who == Who::kNobody ? kNobodyId : ::geteuid()) +
                                  "\nnew\nmade\n");
    }
}

}  // namespace suit::escape
