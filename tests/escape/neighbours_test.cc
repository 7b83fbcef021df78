// Many runs from one sandbox, one after the other and side by side: what one leaves or does is nothing to the others, and
// nothing of any is left on the machine.
#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/text.h"
#include "escape/stage.h"

namespace suit::escape {
namespace {

Sandbox sandbox_on(const Stage& stage, int parallel = 1) {
  return must(Sandbox::create({.folder = stage.folder(), .overlay = SandboxOverlay::kMemory, .parallel = parallel}));
}

size_t entries_in(const std::string& folder) {
  size_t count = 0;
  DIR* directory = ::opendir(folder.c_str());
  while (directory && ::readdir(directory)) ++count;
  if (directory) ::closedir(directory);
  return count;
}

std::vector<pid_t> children_of_this() {
  std::vector<pid_t> children;
  std::string text = must(read_file("/proc/self/task/" + std::to_string(::getpid()) + "/children", 1 << 16));
  for (std::string_view word : split(text, ' '))
    if (!trim(word).empty()) children.push_back(std::stoi(std::string(trim(word))));
  return children;
}

bool gone_soon(const std::string& mark) {
  for (int i = 0; i < 500; ++i) {
    if (!process_exists(mark)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

TEST(EscapeNeighbours, what_a_run_leaves_is_not_there_for_the_next) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage);
  std::string mark = "suit-neighbour-" + std::to_string(::getpid());
  std::string leave = "echo mine > left.txt; echo changed > file.txt; rm -rf sub; echo mine > /tmp/left; echo mine > /dev/shm/left; "
                      "ipcmk -M 4096 >/dev/null; (setsid sh -c 'sleep 1000; : " + mark + "' &) ; cat file.txt";
  SandboxRun first = must(sandbox.run(leave, {}));
  ASSERT_TRUE(first.passed()) << first.output;
  EXPECT_EQ(first.output.substr(first.output.rfind("changed")), "changed\n");
  EXPECT_FALSE(process_exists(mark));
  std::string look = "ls left.txt /tmp/left /dev/shm/left 2>/dev/null; cat sub/inner.txt >/dev/null && grep -q changed file.txt || echo whole; "
                     "ipcs -m | grep -c 4096; cat /proc/*/cmdline | tr '\\0' ' ' | grep -c " + mark + "x*y";
  SandboxRun second = must(sandbox.run(look, {}));
  EXPECT_EQ(second.output, "whole\n0\n0\n");
}

TEST(EscapeNeighbours, each_run_has_its_own_edits) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage);
  auto run = [&](const std::string& text) {
    std::vector<FileEdit> edits(1);
    edits[0].path = "new.txt";
    edits[0].after = FileVersion::file(text, 0644);
    return must(sandbox.run("cat new.txt", edits)).output;
  };
  EXPECT_EQ(run("one"), "one");
  std::string large(20u << 20, 'x');  // more than any pipe holds
  large += std::string("\0\n\xff", 3);
  EXPECT_EQ(run(large), large);
  EXPECT_EQ(must(sandbox.run("cat new.txt", {})).code, 1);
}

TEST(EscapeNeighbours, side_by_side_they_neither_see_nor_reach_each_other) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 2);
  std::string mark = "suit-beside-" + std::to_string(::getpid());
  std::atomic<bool> over{false};
  std::thread other([&] {
    auto run = sandbox.run("echo mine > /tmp/mine; echo mine > mine.txt; python3 -c \"import socket,time\n"
                           "a=socket.socket(); a.bind(('127.0.0.1', 4567)); a.listen()\n"
                           "b=socket.socket(socket.AF_UNIX); b.bind('\\0suit-beside'); b.listen()\n"
                           "print('ready', flush=True); time.sleep(1000)\" " + mark, {}, {}, &over);
    EXPECT_EQ(must(std::move(run)).end, SandboxEnd::kCancelled);
  });
  for (int i = 0; i < 500 && !process_exists(mark); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  SandboxRun run = must(sandbox.run("ls /tmp/mine mine.txt 2>/dev/null; cat /proc/*/cmdline | tr '\\0' ' ' | grep -c suit-[b]eside-; python3 -c \"import socket\n"
                                    "for family, address in ((socket.AF_INET, ('127.0.0.1', 4567)), (socket.AF_UNIX, '\\0suit-beside')):\n"
                                    "    try: socket.socket(family).connect(address); print('ESCAPED')\n"
                                    "    except OSError: print('contained')\"", {}));
  EXPECT_EQ(run.output, "0\ncontained\ncontained\n");
  EXPECT_TRUE(process_exists(mark));
  over = true;
  other.join();
  EXPECT_FALSE(process_exists(mark));
}

TEST(EscapeNeighbours, many_runs_leave_nothing) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 4);
  auto work = [&](int runs) {
    std::vector<std::thread> threads;
    for (int at = 0; at < 4; ++at)
      threads.emplace_back([&] {
        for (int i = 0; i < runs; ++i) EXPECT_TRUE(must(sandbox.run("echo x > y; (sleep 1000 &)", {})).passed());
      });
    for (std::thread& thread : threads) thread.join();
  };
  work(1);
  std::vector<pid_t> children = children_of_this();
  ASSERT_EQ(children.size(), 1u);  // the process that stands ready
  std::string server = "/proc/" + std::to_string(children[0]);
  auto measure = [&] {
    auto mounts = read_file(server + "/mountinfo", 1 << 20);
    return std::vector<size_t>{entries_in("/proc/self/fd"), entries_in(server + "/fd"), mounts ? split_lines(*mounts).size() : 0};
  };
  auto before = measure();
  work(50);
  EXPECT_EQ(measure(), before);
  EXPECT_EQ(children_of_this(), children);
}

TEST(EscapeNeighbours, when_the_process_that_stands_ready_is_killed_its_runs_end_with_an_error) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 2);
  std::string mark = "suit-orphan-" + std::to_string(::getpid());
  must(sandbox.run("true", {}));
  pid_t server = children_of_this().at(0);
  std::thread killer([&] {
    for (int i = 0; i < 500 && !process_exists(mark); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ::kill(server, SIGKILL);
  });
  auto run = sandbox.run("sleep 1000; : " + mark, {});
  killer.join();
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::kIo);
  EXPECT_TRUE(gone_soon(mark));
  EXPECT_FALSE(sandbox.run("true", {}));
}

TEST(EscapeNeighbours, when_suit_is_killed_nothing_lives_on) {
  Stage stage(Who::kSelf);
  std::string mark = "suit-widow-" + std::to_string(::getpid());
  pid_t parent = ::fork();
  if (parent == 0) {
    Sandbox sandbox = sandbox_on(stage);
    (void)sandbox.run("sleep 1000; : " + mark, {});
    ::_exit(0);
  }
  for (int i = 0; i < 500 && !process_exists(mark); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(process_exists(mark));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(gone_soon(mark));
}

}  // namespace
}  // namespace suit::escape
