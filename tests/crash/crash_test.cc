// Kills the real binary, or fails a system call, at every call that changes the disk. Checks the state before
// and after the next start: all of the change or nothing, a consistent ledger, no leftovers.
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "ledger/ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

using Snapshot = std::map<std::string, std::string>;

// Calls that write, flush, link or remove. Excludes standard streams and pipes (sanitizers use some).
bool changes_disk(pid_t process, const user_regs_struct& regs) {
  switch (regs.orig_rax) {
    case SYS_write:
    case SYS_pwrite64:
    case SYS_writev: {
      std::error_code failed;
      auto target = std::filesystem::read_symlink(
          "/proc/" + std::to_string(process) + "/fd/" + std::to_string(regs.rdi), failed);
      return regs.rdi > 2 && target.string().starts_with("/");
    }
    case SYS_openat:
      return (regs.rdx & O_CREAT) != 0;
    case SYS_open:
      return (regs.rsi & O_CREAT) != 0;
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_sync_file_range:
    case SYS_rename:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_unlink:
    case SYS_unlinkat:
    case SYS_mkdir:
    case SYS_mkdirat:
    case SYS_rmdir:
    case SYS_symlinkat:
    case SYS_ftruncate:
    case SYS_fchmod:
    case SYS_fallocate:
      return true;
    default:
      return false;
  }
}

enum class Fault { kNone, kKill, kFail };

struct Traced {
  int calls = 0;  // that change something on disk
  int code = -1;
};

// Runs suit and, at the nth such call (one-based), kills it before the call or makes the call fail with
// `number`.
Traced trace(const std::vector<std::string>& arguments, const std::string& folder, int nth, Fault fault,
             int number = EIO) {
  pid_t child = ::fork();
  if (child == 0) {
    int null = ::open("/dev/null", O_RDWR);
    for (int fd : {0, 1, 2}) ::dup2(null, fd);
    ::setenv("SUIT_CONFIG", "/nonexistent", 1);
    ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    std::vector<char*> argv = {const_cast<char*>(SUIT_BINARY)};
    for (const std::string& text : arguments) argv.push_back(const_cast<char*>(text.c_str()));
    argv.push_back(nullptr);
    ::execv(SUIT_BINARY, argv.data());
    ::_exit(127);
  }
  Traced traced;
  int status = 0;
  ::waitpid(child, &status, 0);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC);
  bool started = false, entering = true, failing = false;
  for (long signal = 0;;) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    signal = 0;
    if (::waitpid(child, &status, 0) < 0) break;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      traced.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      break;
    }
    if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8))) {
      started = true;
      entering = false;  // the exec call's own exit follows
      continue;
    }
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      signal = WSTOPSIG(status);
      continue;
    }
    if (started && entering) {
      user_regs_struct regs;
      ::ptrace(PTRACE_GETREGS, child, nullptr, &regs);
      if (changes_disk(child, regs) && ++traced.calls == nth) {
        if (fault == Fault::kKill) {
          ::kill(child, SIGKILL);
        } else if (fault == Fault::kFail) {
          regs.orig_rax = static_cast<unsigned long long>(-1);  // skips the call
          ::ptrace(PTRACE_SETREGS, child, nullptr, &regs);
          failing = true;
        }
      }
    } else if (failing) {
      user_regs_struct regs;
      ::ptrace(PTRACE_GETREGS, child, nullptr, &regs);
      regs.rax = static_cast<unsigned long long>(-number);
      ::ptrace(PTRACE_SETREGS, child, nullptr, &regs);
      failing = false;
    }
    entering = !entering;
  }
  return traced;
}

// A change of every kind: files changed, created and removed, a new folder, modes, CRLF, no final newline.
class CrashTest : public testing::Test {
 protected:
  static void fill(TemporaryFolder& folder) {
    folder.write("lib/a.h", "#pragma once\nint a();\n", 0640);
    folder.write("lib/b.h", "#include \"a.h\"\r\nint b();\r\n");
    folder.write("src/main.cc",
                 "#include \"../lib/a.h\"\n#include \"../lib/b.h\"\nint main() { return a(); }", 0755);
    folder.write("untouched.txt", "stays\n");
    must(open_files(folder.path()));
    std::filesystem::create_symlink("untouched.txt", folder.path() + "/link");
  }

  static std::vector<std::string> change() {
    return {"do", "--yes", "--no-checks", "move lib/a.h to core/deep/a.h"};
  }

  static int ledger_count(const std::string& folder, const char* kind) {
    auto ledger = Ledger::open(folder + "/.suit/ledger.db", LedgerMode::kReadOnly);
    if (!ledger && ledger.error().code == ErrorCode::kNotFound) return 0;
    return static_cast<int>(must(must(std::move(ledger))->events({.kinds = {kind}})).size());
  }

  static void expect_sound_ledger(const std::string& folder, const std::string& when) {
    if (!std::filesystem::exists(folder + "/.suit/ledger.db")) return;
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder + "/.suit/ledger.db").c_str(), &database), SQLITE_OK);
    std::string verdict;
    sqlite3_exec(
        database, "PRAGMA integrity_check",
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) += values[0];
          return 0;
        },
        &verdict, nullptr);
    sqlite3_close(database);
    EXPECT_EQ(verdict, "ok") << when;
  }

  void SetUp() override {
    fill(pristine_);
    before_ = pristine_.snapshot();
    TemporaryFolder done;
    fill(done);
    calls_ = trace(change(), done.path(), 0, Fault::kNone);
    ASSERT_EQ(calls_.code, 0);
    after_ = done.snapshot();
    ASSERT_NE(before_, after_);
    ASSERT_EQ(after_.count("core/deep/a.h"), 1u);
    ASSERT_EQ(after_.count("lib/a.h"), 0u);
    ASSERT_GT(calls_.calls, 30);
    const char* given = std::getenv("SUIT_SEED");
    seed_ = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    std::printf("seed %u (SUIT_SEED repeats it), %d calls that change the disk\n", seed_, calls_.calls);
  }

  // All points in the seed's order; with a slow sanitizer, a sample.
  std::vector<int> points(int count) {
    std::vector<int> all;
    for (int i = 1; i <= count; ++i) all.push_back(i);
    std::shuffle(all.begin(), all.end(), std::mt19937(seed_));
#ifdef SUIT_SANITIZE
    if (all.size() > 25) all.resize(25);
#endif
    return all;
  }

  // After the next start: all or nothing, consistent with the ledger.
  void expect_all_or_nothing(const TemporaryFolder& folder, const std::string& when) {
    Ran status = run_suit({"status"}, folder.path());
    EXPECT_EQ(status.code, 0) << when << status.err;
    Snapshot now = folder.snapshot();
    bool all = now == after_, nothing = now == before_;
    if (!all && !nothing)
      for (auto& [name, content] : now) ADD_FAILURE() << when << ": " << name << " = " << content;
    EXPECT_EQ(ledger_count(folder.path(), "applied"), all ? 1 : 0) << when;
    EXPECT_FALSE(folder.exists(".suit/unfinished")) << when;
    expect_sound_ledger(folder.path(), when);
  }

  TemporaryFolder pristine_;
  Snapshot before_, after_;
  Traced calls_;
  unsigned seed_ = 0;
};

TEST_F(CrashTest, KilledAtAnyCallLeavesAllOrNothing) {
  int applied = 0, taken_back = 0;
  for (int nth : points(calls_.calls)) {
    TemporaryFolder folder;
    fill(folder);
    Traced traced = trace(change(), folder.path(), nth, Fault::kKill);
    std::string when = "killed at call " + std::to_string(nth);
    ASSERT_EQ(traced.code, 128 + SIGKILL) << when;
    expect_all_or_nothing(folder, when);
    applied += folder.snapshot() == after_;
    taken_back += ledger_count(folder.path(), "apply_rolled_back");
    // The folder is usable: the change can be made, or undone.
    Ran next =
        folder.snapshot() == after_ ? run_suit({"undo"}, folder.path()) : run_suit(change(), folder.path());
    EXPECT_EQ(next.code, 0) << when << next.out << next.err;
  }
#ifndef SUIT_SANITIZE
  EXPECT_GT(applied, 0) << "some kills come after the change is final";
  EXPECT_GT(taken_back, 0) << "some kills come in its middle";
#endif
}

// The user's work between a crash and the next start is never lost.
TEST_F(CrashTest, WhatTheUserMadeAfterACrashStays) {
  int unfinished = 0;
  for (int nth : points(calls_.calls)) {
    TemporaryFolder folder;
    fill(folder);
    trace(change(), folder.path(), nth, Fault::kKill);
    if (!folder.exists(".suit/unfinished")) continue;
    ++unfinished;
    bool created = !folder.exists("core/deep/a.h");
    if (created) folder.write("core/deep/a.h", "#pragma once\nint a();\n");  // identical by chance
    std::filesystem::remove(folder.path() + "/src/main.cc");
    folder.write("src/main.cc", "mine\n");
    EXPECT_EQ(run_suit({"status"}, folder.path()).code, 0) << nth;
    EXPECT_EQ(folder.read("src/main.cc"), "mine\n") << nth;
    EXPECT_TRUE(!created || folder.exists("core/deep/a.h")) << nth;
  }
  EXPECT_GT(unfinished, 0);
}

TEST_F(CrashTest, AFailedCallLeavesAllOrNothingAndSaysSo) {
  for (int number : {ENOSPC, EIO}) {
    for (int nth : points(calls_.calls)) {
      TemporaryFolder folder;
      fill(folder);
      Traced traced = trace(change(), folder.path(), nth, Fault::kFail, number);
      std::string when = "call " + std::to_string(nth) + " failed with " + std::strerror(number);
      EXPECT_LT(traced.code, 128) << when << ": it died";
      expect_all_or_nothing(folder, when);
      // A reported success is one.
      if (traced.code == 0) {
        EXPECT_EQ(folder.snapshot(), after_) << when;
      }
    }
  }
}

TEST_F(CrashTest, AKilledUndoLeavesAllOrNothing) {
  TemporaryFolder measured;
  fill(measured);
  ASSERT_EQ(run_suit(change(), measured.path()).code, 0);
  Traced undo = trace({"undo"}, measured.path(), 0, Fault::kNone);
  ASSERT_EQ(undo.code, 0);
  ASSERT_EQ(measured.snapshot(), before_);
  for (int nth : points(undo.calls)) {
    TemporaryFolder folder;
    fill(folder);
    ASSERT_EQ(run_suit(change(), folder.path()).code, 0);
    trace({"undo"}, folder.path(), nth, Fault::kKill);
    std::string when = "undo killed at call " + std::to_string(nth);
    EXPECT_EQ(run_suit({"status"}, folder.path()).code, 0) << when;
    Snapshot now = folder.snapshot();
    EXPECT_TRUE(now == before_ || now == after_) << when;
    expect_sound_ledger(folder.path(), when);
  }
}

// The moved file has a later edit, which is restored with it; the user's edit conflicts elsewhere, so only a
// part is undone.
TEST_F(CrashTest, AKilledPartialUndoOfAMoveLeavesAllOrNothing) {
  auto prepare = [](TemporaryFolder& folder) {
    fill(folder);
    ASSERT_EQ(run_suit(change(), folder.path()).code, 0);
    folder.write("core/deep/a.h", "#pragma once\nint a();\nint later();\n", 0640);
    folder.write("lib/b.h", "#include \"mine.h\"\r\nint b();\r\n");
  };
  std::vector<std::string> undo = {"undo", "--partial"};
  TemporaryFolder measured;
  prepare(measured);
  Snapshot edited = measured.snapshot();
  Traced whole = trace(undo, measured.path(), 0, Fault::kNone);
  ASSERT_EQ(whole.code, 6) << "one file is left";
  Snapshot undone = measured.snapshot();
  ASSERT_EQ(undone.count("core/deep/a.h"), 0u);
  ASSERT_NE(undone.at("lib/a.h").find("later"), std::string::npos);
  for (int nth : points(whole.calls)) {
    TemporaryFolder folder;
    prepare(folder);
    trace(undo, folder.path(), nth, Fault::kKill);
    std::string when = "partial undo killed at call " + std::to_string(nth);
    EXPECT_EQ(run_suit({"status"}, folder.path()).code, 0) << when;
    Snapshot now = folder.snapshot();
    EXPECT_TRUE(now == edited || now == undone) << when;
    EXPECT_EQ(ledger_count(folder.path(), "applied"), now == undone ? 2 : 1) << when;
    expect_sound_ledger(folder.path(), when);
    // The rest, or all of it, can be undone.
    folder.write("lib/b.h", "#include \"../core/deep/a.h\"\r\nint b();\r\n");
    EXPECT_EQ(run_suit({"undo"}, folder.path()).code, 0) << when;
    EXPECT_EQ(folder.read("lib/b.h"), "#include \"a.h\"\r\nint b();\r\n") << when;
    EXPECT_EQ(folder.read("lib/a.h"), "#pragma once\nint a();\nint later();\n") << when;
  }
}

TEST_F(CrashTest, AKilledRecoveryIsFinishedByTheNext) {
  for (int nth : points(calls_.calls)) {
    TemporaryFolder folder;
    fill(folder);
    trace(change(), folder.path(), nth, Fault::kKill);
    if (!folder.exists(".suit/unfinished")) continue;
    for (int in_recovery = 1; in_recovery < 200; in_recovery += 3) {
      Traced traced = trace({"status"}, folder.path(), in_recovery, Fault::kKill);
      if (traced.code != 128 + SIGKILL) break;
    }
    expect_all_or_nothing(folder, "killed at call " + std::to_string(nth) + ", then in recovery");
  }
}

}  // namespace
}  // namespace suit
