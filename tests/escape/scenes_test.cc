// Attempts that need more than a command line: a target on this machine, or another user.
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "escape/listener.h"
#include "escape/stage.h"

namespace suit::escape {
namespace {

namespace fs = std::filesystem;

void expect_unreachable(Listener& listener, Stage& stage, const std::string& attack) {
  EXPECT_EQ(stage.run_outside(attack).output, "ESCAPED\n");
  EXPECT_EQ(listener.connections(), 1);
  for (SandboxOverlay overlay : kOverlays) {
    SCOPED_TRACE(name_of(overlay));
    Tried tried = stage.run(attack, on(overlay));
    EXPECT_EQ(tried.output.find("contained"), 0u) << tried.output;
    EXPECT_EQ(listener.connections(), 0);
  }
}

TEST(EscapeNetwork, tcp_to_this_machine) {
  for (Who who : everybody()) {
    Stage stage(who);
    auto listener = listen_tcp();
    expect_unreachable(*listener, stage, "@ATTACKER@ tcp " + std::to_string(listener->port()));
  }
}

TEST(EscapeNetwork, abstract_socket) {
  for (Who who : everybody()) {
    Stage stage(who);
    std::string name = "suit-escape-" + std::to_string(::getpid());
    auto listener = listen_unix(std::string(1, '\0') + name);
    expect_unreachable(*listener, stage, "@ATTACKER@ abstract " + name);
  }
}

TEST(EscapeNetwork, socket_in_the_folder) {
  for (Who who : everybody()) {
    Stage stage(who);
    auto listener = listen_unix(stage.folder() + "/socket");
    expect_unreachable(*listener, stage, "@ATTACKER@ unix @FOLDER@/socket");
  }
}

TEST(EscapeNetwork, socket_beside_the_folder) {
  for (Who who : everybody()) {
    Stage stage(who);
    auto listener = listen_unix(stage.outside() + "/socket");
    expect_unreachable(*listener, stage, "@ATTACKER@ unix link/socket");
  }
}

// A folder that the sandbox shows; root is needed to create it.
class ShownFolder {
 public:
  ShownFolder() : path_("/opt/suit-escape-" + std::to_string(::getpid())) { fs::create_directory(path_); }
  ~ShownFolder() { fs::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(EscapeNetwork, socket_of_a_system_service) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can put a socket below /opt";
  ShownFolder shown;
  for (Who who : everybody()) {
    Stage stage(who);
    fs::remove(shown.path() + "/socket");
    auto listener = listen_unix(shown.path() + "/socket");
    expect_unreachable(*listener, stage, "@ATTACKER@ unix " + shown.path() + "/socket");
  }
}

TEST(EscapeNetwork, pipe_of_a_system_service) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can put a pipe below /opt";
  ShownFolder shown;
  std::string path = shown.path() + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0666), 0);
  ::chmod(path.c_str(), 0666);
  int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  for (Who who : everybody()) {
    Stage stage(who);
    std::string attack = "@ATTACKER@ fifo " + path;
    EXPECT_EQ(stage.run_outside(attack).output, "ESCAPED\n");
    EXPECT_EQ(stage.run(attack).output.find("contained"), 0u);
  }
  ::close(reader);
}

TEST(EscapeReading, private_file_of_the_system) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can put a file below /opt";
  ShownFolder shown;
  std::ofstream(shown.path() + "/secret") << "planted";
  std::ofstream(shown.path() + "/public") << "public";
  ::chmod((shown.path() + "/secret").c_str(), 0600);
  std::string attack = "cat " + shown.path() + "/public; TRY grep -q . " + shown.path() +
                       "/secret; TRY chmod 644 " + shown.path() + "/secret";
  Stage stage(Who::kSelf);
  EXPECT_EQ(stage.run_outside("TRY grep -q . " + shown.path() + "/secret").output, "ESCAPED\n");
  for (Who who : everybody()) {
    Stage other(who);
    EXPECT_EQ(other.run(attack).output, "publiccontained\ncontained\n");
    EXPECT_EQ(other.run("cat " + shown.path() + "/public", {.folder = {}, .read = {shown.path()}}).output,
              "public");
  }
  // Paths in the settings are readable, subject to their modes.
  EXPECT_EQ(stage.run("cat " + shown.path() + "/secret", {.folder = {}, .read = {shown.path()}}).output,
            "planted");
}

// Ledgers of nested folders are hidden too.
TEST(EscapeReading, read_nested_ledger) {
  std::string attack =
      "TRY grep -q planted sub/.suit/ledger.db; TRY grep -rq planted sub; TRY cat "
      "sub/a/b/c/.suit/ledger.db-wal; "
      "TRY sh -c 'cp -r sub copy && grep -rq planted copy'";
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      SCOPED_TRACE(name_of(who) + ", " + name_of(overlay));
      Stage stage(who);
      for (std::string place : {"/sub/.suit", "/sub/a/b/c/.suit"}) {
        fs::create_directories(stage.folder() + place);
        for (const char* file : {"/ledger.db", "/ledger.db-wal"})
          std::ofstream(stage.folder() + place + file) << "planted";
      }
      std::string moved = "; TRY sh -c 'mv sub/.suit shown && grep -q planted shown/ledger.db'";
      EXPECT_EQ(stage.run(attack + moved, on(overlay)).output,
                "contained\ncontained\ncontained\ncontained\ncontained\n");
      EXPECT_EQ(stage.run_outside(attack).output, "ESCAPED\nESCAPED\nESCAPED\nESCAPED\n");
    }
}

TEST(EscapeReading, open_files_of_the_parent) {
  for (Who who : everybody()) {
    Stage stage(who);
    int kept = ::open((stage.outside() + "/secret").c_str(),
                      O_RDONLY);  // without O_CLOEXEC, as a library may open it
    std::string attack =
        "TRY grep -q planted /proc/self/fd/" + std::to_string(kept) + " /dev/fd/*; @ATTACKER@ descriptors";
    EXPECT_EQ(stage.run_outside(attack).output, "ESCAPED\nESCAPED\n");
    Tried tried = stage.run(attack);
    EXPECT_EQ(tried.output.find("ESCAPED"), tried.output.npos) << tried.output;
    ::close(kept);
  }
}

TEST(EscapeReading, arguments_of_suit) {
  for (Who who : everybody()) {
    Stage stage(who);
    EXPECT_EQ(stage.run("tr -d '\\0' < /proc/1/cmdline").output, "");
  }
}

TEST(EscapeReading, environment_only_as_named) {
  ::setenv("SUIT_ESCAPE_A", "aaa", 1);
  ::setenv("SUIT_ESCAPE_B", "bbb", 1);
  for (Who who : everybody()) {
    Stage stage(who);
    Tried tried =
        stage.run("echo $SUIT_ESCAPE_A.$SUIT_ESCAPE_B", {.folder = {}, .environment = {"SUIT_ESCAPE_A"}});
    EXPECT_EQ(tried.output, "aaa.\n");
  }
}

// Restores the devices' modes if the sandbox failed.
class DeviceModes {
 public:
  DeviceModes() { look(before_); }
  ~DeviceModes() {
    for (size_t i = 0; i < std::size(kPaths); ++i) ::chmod(kPaths[i], before_[i].st_mode & 07777);
  }
  bool changed() const {
    struct stat now[std::size(kPaths)];
    look(now);
    bool differs = false;
    for (size_t i = 0; i < std::size(kPaths); ++i)
      differs |= now[i].st_mode != before_[i].st_mode || now[i].st_uid != before_[i].st_uid ||
                 now[i].st_mtim.tv_sec < before_[i].st_mtim.tv_sec;
    return differs;
  }
  static constexpr const char* kPaths[] = {"/dev/null", "/dev/zero", "/dev/urandom"};

 private:
  static void look(struct stat* all) {
    for (const char* path : kPaths) ::stat(path, all++);
  }
  struct stat before_[std::size(kPaths)];
};

TEST(EscapeWriting, mode_of_a_device) {
  for (Who who : everybody())
    for (std::string path : {"/dev/null", "/dev/zero", "/dev/urandom", "/etc/shadow", "/proc/keys"}) {
      SCOPED_TRACE(name_of(who) + ", " + path);
      Stage stage(who);
      DeviceModes modes;
      // Not 600: a failure must not make the machine's /dev/null unusable meanwhile.
      Tried tried = stage.run("TRY chmod 667 " + path + "; TRY touch -d 2001-01-01 " + path +
                              "; echo x > /dev/null && head -c 1 /dev/zero | wc -c");
      EXPECT_FALSE(modes.changed());
      EXPECT_EQ(tried.output, "contained\ncontained\n1\n");
    }
}

TEST(EscapeWriting, attributes_in_folder) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      Stage stage(who);
      std::string file = stage.folder() + "/file.txt";
      stage.run("@ATTACKER@ setxattr file.txt", on(overlay));
      EXPECT_LT(::getxattr(file.c_str(), "user.suit_escape", nullptr, 0), 0);
      stage.run_outside("@ATTACKER@ setxattr file.txt");
      EXPECT_EQ(::getxattr(file.c_str(), "user.suit_escape", nullptr, 0), 1);
    }
}

// The folder contains a link to the outside; an edit through it is refused, and creates no directory.
TEST(EscapeWriting, edit_through_a_link) {
  std::vector<SandboxOptions> ways = {on(SandboxOverlay::kMemory),
                                      on(SandboxOverlay::kDisk),
                                      on(SandboxOverlay::kCopy),
                                      {.folder = {}, .isolation = SandboxIsolation::kNone}};
  for (Who who : everybody())
    for (const SandboxOptions& way : ways)
      for (const char* path :
           {"link/new", "link/made/new", "link/made/deeper/new", "to_victim", "../outside/new"}) {
        SCOPED_TRACE(name_of(who) + ", " + name_of(way.overlay) + ", " + path);
        Stage stage(who);
        fs::create_directory_symlink("/old" + stage.outside(), stage.folder() + "/by_old_root");
        auto before = stage.snapshot();
        for (std::string edited : {std::string(path), "by_old_root/" + std::string(path)}) {
          FileEdit edit{.path = edited, .before = {}, .after = FileVersion::file("x", 0644)};
          Tried tried = stage.run("true", way, {edit});
          EXPECT_EQ(tried.ran, edited == "to_victim") << tried.output;
          EXPECT_EQ(stage.snapshot(), before);
        }
      }
}

TEST(EscapeWriting, mode_of_the_scratch_folder) {
  // An overlay's working folder is, in a copy, the check's own and may be a link during cleanup.
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      Stage stage(who);
      auto before = stage.snapshot();
      Tried tried = stage.run(
          "mkdir -p work; ln -s @OUTSIDE@/victim work/work; ln -s @OUTSIDE@ ../work; echo done", on(overlay));
      EXPECT_NE(tried.output.find("done"), tried.output.npos) << tried.output;
      EXPECT_EQ(stage.snapshot(), before);
    }
}

std::vector<std::string> scratch_files(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(("/var/tmp/suit-*/" + pattern).c_str(), 0, nullptr, &found) == 0)
    for (size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  return paths;
}

// A set-user-ID root program that another local user could start while the check runs.
TEST(EscapeWriting, set_user_id_for_somebody_else) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be somebody else";
  for (SandboxOverlay overlay : {SandboxOverlay::kDisk, SandboxOverlay::kCopy}) {
    SCOPED_TRACE(name_of(overlay));
    Stage stage(Who::kSelf);
    std::string name = "planted-" + std::to_string(::getpid());
    bool reached = false, there = false;
    stage.run(
        "chmod 777 . ..; cp attacker " + name + "; chmod 4777 " + name + "; sleep 0.5", on(overlay), {}, [&] {
          for (const char* depth : {"", "*/", "*/*/", "*/*/*/"})
            for (const std::string& path : scratch_files(depth + name)) {
              there = true;
              pid_t child = ::fork();
              if (child == 0)
                ::_exit(::setresuid(12345, 12345, 12345) == 0 && ::access(path.c_str(), F_OK) == 0 ? 1 : 0);
              int status = 0;
              ::waitpid(child, &status, 0);
              reached |= WEXITSTATUS(status) != 0;
            }
          std::ofstream(stage.outside() + "/result") << there << reached;
          return false;
        });
    std::ifstream result(stage.outside() + "/result");
    std::string text;
    result >> text;
    EXPECT_EQ(text, "10") << "there, and reached by another user";
  }
}

TEST(EscapeWriting, nothing_stays_in_scratch) {
  std::string mark = "suit-escape-mark-" + std::to_string(::getpid());
  auto marked = [&] { return scratch_files("*/" + mark).size() + scratch_files("*/*/" + mark).size(); };
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      SCOPED_TRACE(name_of(who) + ", " + name_of(overlay));
      Stage stage(who);
      // Unreadable folders, and nesting beyond the stack or the open-file limit.
      Tried tried = stage.run("touch " + mark +
                                  "; mkdir -p a/b/c; touch a/b/c/d; chmod 000 a/b/c a/b a; sleep 0.25; "
                                  "mkdir -p $(seq -s / 250) && echo deep",
                              on(overlay), {}, [&] { return marked() > 0; });
      EXPECT_EQ(tried.output, "deep\n");
      EXPECT_EQ(tried.seen, overlay != SandboxOverlay::kMemory);
      EXPECT_EQ(marked(), 0u);
    }
}

TEST(EscapeProcesses, signals) {
  std::string mark = "suit-escape-bystander-" + std::to_string(::getpid());
  for (Who who : everybody()) {
    Stage stage(who);
    Bystander bystander(mark);
    ASSERT_TRUE(process_exists(mark));
    Tried tried = stage.run(
        "for s in TERM INT HUP KILL STOP USR1; do kill -$s 1; kill -$s $PPID; done 2> errors; "
        "@ATTACKER@ kill " +
        std::to_string(bystander.id()) + "; kill -9 -1 2> errors; echo still here");
    EXPECT_TRUE(tried.ran) << tried.output;
    EXPECT_EQ(tried.output, "contained: No such process\nstill here\n");
    EXPECT_TRUE(bystander.lives());
  }
}

TEST(EscapeProcesses, daemon_is_gone) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      SCOPED_TRACE(name_of(who) + ", " + name_of(overlay));
      Stage stage(who);
      std::string mark = "suit-escape-daemon-" + std::to_string(::getpid()) + name_of(overlay);
      Tried tried = stage.run("@ATTACKER@ daemon " + mark + "; sleep 1", on(overlay), {},
                              [&] { return process_exists(mark); });
      EXPECT_EQ(tried.output, "ESCAPED\n") << "it starts";
      EXPECT_TRUE(tried.seen) << "it ran while the check did";
      EXPECT_FALSE(process_exists(mark)) << "it still runs when run() has returned";
    }
}

TEST(EscapeProcesses, daemon_is_gone_after_the_time_limit) {
  for (Who who : everybody()) {
    Stage stage(who);
    std::string mark = "suit-escape-late-" + std::to_string(::getpid());
    Tried tried =
        stage.run("@ATTACKER@ daemon " + mark + "; sleep 20", {.folder = {}, .limits = {.time_ms = 400}}, {},
                  [&] { return process_exists(mark); });
    EXPECT_EQ(tried.end, SandboxEnd::kTime);
    EXPECT_TRUE(tried.seen);
    EXPECT_FALSE(process_exists(mark));
  }
}

TEST(EscapeProcesses, terminal_of_the_parent) {
  int screen = -1;
  pid_t child = ::forkpty(&screen, nullptr, nullptr, nullptr);
  ASSERT_GE(child, 0);
  if (child == 0) {
    // The attack must neither find the terminal nor inject input.
    std::string output;
    {
      Stage stage(Who::kSelf);
      output = stage.run("@ATTACKER@ terminal; TRY sh -c ': < /dev/tty'").output;
    }
    bool contained = output.find("contained") == 0 && output.find("ESCAPED") == output.npos;
    pollfd keyboard{0, POLLIN, 0};
    ::_exit(contained && ::poll(&keyboard, 1, 50) == 0 ? 0 : 1);
  }
  char buffer[4096];
  while (::read(screen, buffer, sizeof buffer) > 0) {
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(screen);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(EscapeProcesses, calls_by_32_bit_numbers) {
  for (Who who : everybody()) {
    Stage stage(who);
    std::string outside = stage.run_outside("@ATTACKER@ int80_socket").output;
    if (outside.find("ESCAPED") == outside.npos)
      GTEST_SKIP() << "this kernel has no 32-bit calls: " << outside;
    for (const char* attack : {"int80", "int80_socket"}) {
      Tried tried = stage.run("@ATTACKER@ " + std::string(attack) + " > printed 2>&1; echo $?; cat printed");
      EXPECT_EQ(tried.output.find("159\n"), 0u) << "killed by SIGSYS: " << tried.output;
      EXPECT_EQ(tried.output.find("ESCAPED"), tried.output.npos);
    }
  }
}

TEST(EscapeProcesses, core_dump) {
  for (Who who : everybody()) {
    Stage stage(who);
    Tried tried = stage.run(
        "ulimit -c unlimited; TRY sh -c 'test \"$(ulimit -Hc)\" != 0'; @ATTACKER@ crash; ls | grep -c core; "
        "grep 'Max core' /proc/self/limits");
    // The limit at which the kernel does not start core_pattern's program; shown in 512-byte blocks, so 0.
    EXPECT_NE(tried.output.find("\n0\n"), tried.output.npos) << tried.output;
    EXPECT_NE(tried.output.find("Max core file size        1                    1  "), tried.output.npos)
        << tried.output;
  }
}

TEST(EscapeFolders, names_with_special_characters) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays)
      for (const char* name : {"with space", "a,b:c", "back\\slash", "new\nline", "quote'\"$(touch x)", "-rf",
                               "%s\xff", "lowerdir=x"}) {
        SCOPED_TRACE(name_of(overlay) + ", " + name);
        Stage stage(who, name);
        auto before = stage.snapshot();
        Tried tried = stage.run(
            "cat file.txt; echo changed > file.txt; cat file.txt; ls -A .suit 2>/dev/null", on(overlay));
        EXPECT_TRUE(tried.ran) << tried.output;
        EXPECT_EQ(tried.output, "contentchanged\n");
        EXPECT_EQ(stage.snapshot(), before);
      }
}

TEST(EscapeFolders, holding_pipes_sockets_and_closed_directories) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      SCOPED_TRACE(name_of(who) + ", " + name_of(overlay));
      Stage stage(who);
      ASSERT_EQ(
          stage.run_outside("mkfifo pipe; chmod 666 pipe; mkdir closed; touch closed/file; chmod 555 closed")
              .code,
          0);
      auto listener = listen_unix(stage.folder() + "/socket");
      Tried tried = stage.run("ls closed", on(overlay));
      EXPECT_TRUE(tried.ran) << tried.output;
      EXPECT_EQ(tried.output, "file\n");
    }
}

TEST(EscapeFolders, of_the_system_are_refused) {
  for (const char* path : {"/", "/proc", "/proc/self", "/sys", "/dev/shm"}) {
    auto sandbox = Sandbox::create({.folder = path});
    ASSERT_FALSE(sandbox) << path;
    EXPECT_EQ(sandbox.error().code, ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace suit::escape
