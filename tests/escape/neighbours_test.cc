// Many runs of one sandbox, sequential and concurrent: a run does not affect others and leaves nothing on the
// machine.
#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "base/text.h"
#include "escape/stage.h"

namespace suit::escape {
namespace {

Sandbox sandbox_on(const Stage& stage, int parallel = 1) {
  return must(
      Sandbox::create({.folder = stage.folder(), .overlay = SandboxOverlay::kMemory, .parallel = parallel}));
}

size_t entries_in(const std::string& folder) {
  size_t count = 0;
  DIR* directory = ::opendir(folder.c_str());
  while (directory && ::readdir(directory)) ++count;
  if (directory) ::closedir(directory);
  return count;
}

// From each thread's own list: a thread that just ended may be missing from the list of threads while its
// children are not yet in another's.
std::vector<pid_t> children_of_this() {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string name = entry.path().filename();
    auto stat = std::isdigit(static_cast<unsigned char>(name[0])) ? read_file("/proc/" + name + "/stat", 4096)
                                                                  : Result<std::string>(Error{});
    if (!stat || stat->rfind(')') == stat->npos) continue;
    char state = 0;
    int parent = 0;
    if (std::sscanf(stat->c_str() + stat->rfind(')'), ") %c %d", &state, &parent) == 2 &&
        parent == ::getpid() && state != 'Z')
      children.push_back(std::stoi(name));
  }
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
  std::string leave =
      "echo mine > left.txt; echo changed > file.txt; rm -rf sub; echo mine > /tmp/left; echo mine > "
      "/dev/shm/left; "
      "ipcmk -M 4096 >/dev/null; (setsid sh -c 'sleep 1000; : " +
      mark + "' &) ; cat file.txt";
  SandboxRun first = must(sandbox.run(leave, {}));
  ASSERT_TRUE(first.passed()) << first.output;
  EXPECT_EQ(first.output.substr(first.output.rfind("changed")), "changed\n");
  EXPECT_FALSE(process_exists(mark));
  std::string look =
      "ls left.txt /tmp/left /dev/shm/left 2>/dev/null; cat sub/inner.txt >/dev/null && grep -q changed "
      "file.txt || echo whole; "
      "ipcs -m | grep -c 4096; cat /proc/*/cmdline | tr '\\0' ' ' | grep -c " +
      mark + "x*y";
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
  std::string large(20u << 20, 'x');  // larger than any pipe
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
    auto run = sandbox.run(
        "echo mine > /tmp/mine; echo mine > mine.txt; python3 -c \"import socket,time\n"
        "a=socket.socket(); a.bind(('127.0.0.1', 4567)); a.listen()\n"
        "b=socket.socket(socket.AF_UNIX); b.bind('\\0suit-beside'); b.listen()\n"
        "print('ready', flush=True); time.sleep(1000)\" " +
            mark,
        {}, {}, &over);
    EXPECT_EQ(must(std::move(run)).end, SandboxEnd::kCancelled);
  });
  for (int i = 0; i < 500 && !process_exists(mark); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  SandboxRun run = must(sandbox.run(
      "ls /tmp/mine mine.txt 2>/dev/null; cat /proc/*/cmdline | tr '\\0' ' ' | grep -c suit-[b]eside-; "
      "python3 -c \"import socket\n"
      "for family, address in ((socket.AF_INET, ('127.0.0.1', 4567)), (socket.AF_UNIX, '\\0suit-beside')):\n"
      "    try: socket.socket(family).connect(address); print('ESCAPED')\n"
      "    except OSError: print('contained')\"",
      {}));
  EXPECT_EQ(run.output, "0\ncontained\ncontained\n");
  EXPECT_TRUE(process_exists(mark));
  over = true;
  other.join();
  EXPECT_FALSE(process_exists(mark));
}

// Identifies a network by its namespace.
std::string network_of(const Sandbox& sandbox, const std::string& command) {
  SandboxRun run = must(sandbox.run(command + "; readlink /proc/self/ns/net", {}));
  return run.output.substr(run.output.find("net:["));
}

TEST(EscapeNeighbours, a_network_is_used_again_only_if_nothing_happened_in_it) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage);
  std::string first = network_of(sandbox, "true");
  // A socket that binds, listens, or fails to, leaves nothing.
  EXPECT_EQ(
      network_of(sandbox,
                 "python3 -c \"import socket; a=socket.socket(); a.bind(('127.0.0.1', 4567)); a.listen()\""),
      first);
  EXPECT_EQ(
      network_of(
          sandbox,
          "python3 -c \"import socket; a=socket.socket(socket.AF_UNIX); a.bind('\\0name'); a.listen()\""),
      first);
  const char* used[] = {
      // A connection with one lingering end, which keeps its port for a minute.
      "a=socket.socket(); a.bind(('127.0.0.1', 4567)); a.listen(); b=socket.socket(); "
      "b.connect(a.getsockname()); c,_=a.accept(); c.close(); b.close()",
      "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'x', ('::1', 4567))",
      "a=socket.socket(); a.settimeout(1); a.connect_ex(('192.0.2.1', 80))",
      // A flow label lease: struct in6_flowlabel_req of linux/in6.h.
      "import struct; a=socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); "
      "a.setsockopt(41, 32, socket.inet_pton(socket.AF_INET6, '::1') + struct.pack('>I', 0x12345) + "
      "struct.pack('=BBHHHI', 0, 255, 3, 60, 60, 0))",
  };
  std::string last = first;
  for (const char* python : used) {
    SCOPED_TRACE(python);
    // This run is the first to follow on its network, so it still has the same one; the run after it gets
    // another.
    EXPECT_EQ(network_of(sandbox, std::string("python3 -c \"import socket; ") + python + "\""), last);
    std::string next = network_of(sandbox, "true");
    EXPECT_NE(next, last);
    last = next;
  }
  // A multicast group's report is sent some seconds after its socket is closed.
  for (const char* join : {"socket.AF_INET, socket.SOCK_DGRAM).setsockopt(0, 35, struct.pack('4s4si', "
                           "b'\\xef\\x01\\x02\\x03', bytes(4), 1))",
                           "socket.AF_INET6, socket.SOCK_DGRAM).setsockopt(41, 20, b'\\xff\\x02' + bytes(13) "
                           "+ b'\\x05' + struct.pack('I', 1))"}) {
    SandboxRun run = must(
        sandbox.run(std::string("python3 -c \"import socket, struct; socket.socket(") + join + "\"", {}));
    EXPECT_NE(run.output.find("No such device"), run.output.npos) << run.output;
  }
  SandboxRun look =
      must(sandbox.run("python3 -c \"import socket; socket.socket().bind(('127.0.0.1', 4567))\" && grep -c "
                       "'[1-9]' /proc/net/snmp6; grep lo: /proc/net/dev",
                       {}));
  EXPECT_EQ(look.output.find("Address already in use"), look.output.npos) << look.output;
  EXPECT_NE(look.output.find("lo:       0       0"), look.output.npos) << look.output;
}

TEST(EscapeNeighbours, many_runs_leave_nothing) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 4);
  auto work = [&](int runs, const std::string& command) {
    std::vector<std::thread> threads;
    for (int at = 0; at < 4; ++at)
      threads.emplace_back([&] {
        for (int i = 0; i < runs; ++i) EXPECT_TRUE(must(sandbox.run(command, {})).passed());
      });
    for (std::thread& thread : threads) thread.join();
  };
  work(1, "sleep 1");  // forces four at once, so that a network is kept for each
  std::vector<pid_t> children = children_of_this();
  ASSERT_EQ(children.size(), 1u);  // the server process
  std::string server = "/proc/" + std::to_string(children[0]);
  auto measure = [&] {
    auto mounts = read_file(server + "/mountinfo", 1 << 20);
    return std::vector<size_t>{entries_in("/proc/self/fd"), entries_in(server + "/fd"),
                               mounts ? split_lines(*mounts).size() : 0};
  };
  auto before = measure();
  work(50, "echo x > y; (sleep 1000 &)");
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
    for (int i = 0; i < 500 && !process_exists(mark); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ::kill(server, SIGKILL);
  });
  auto run = sandbox.run("sleep 1000; : " + mark, {});
  killer.join();
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::kIo);
  EXPECT_TRUE(gone_soon(mark));
  EXPECT_FALSE(sandbox.run("true", {}));
}

// --- runs that are forks of one waiting program, or begin with what one of them kept ---

std::string forked(const Sandbox& sandbox, const std::string& python,
                   const std::vector<FileEdit>& edits = {}) {
  SandboxCommand command(python);
  command.forked = true;
  return must(sandbox.run(command, edits)).output;
}

SandboxCommand flagged(const std::string& text, bool keep, bool on_kept) {
  SandboxCommand command(text);
  command.keep = keep;
  command.on_kept = on_kept;
  return command;
}

TEST(EscapeNeighbours, what_one_run_keeps_is_there_for_those_that_ask_and_changed_by_none) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 2);
  auto before = stage.snapshot();
  auto output = [&](const SandboxCommand& command, const std::vector<FileEdit>& edits = {}) {
    return must(sandbox.run(command, edits)).output;
  };
  EXPECT_EQ(sandbox.run(flagged("true", false, true), {}).error().code,
            ErrorCode::kUnsupported);  // nothing is kept yet
  EXPECT_EQ(output(flagged("echo made > made.txt; rm -r sub; echo changed > file.txt; echo mine > /tmp/left; "
                           "cat .suit/ledger.db 2>&1 | wc -l",
                           true, false)),
            "1\n");
  EXPECT_EQ(sandbox.run(flagged("true", true, false), {}).error().code, ErrorCode::kConflict);  // only once
  std::string look = "cat made.txt file.txt 2>/dev/null; ls -d sub /tmp/left 2>/dev/null; true";
  EXPECT_EQ(output(look), "contentsub\n");
  EXPECT_EQ(output(flagged(look, false, true)), "made\nchanged\n");
  // Writes of such a run are discarded.
  EXPECT_EQ(output(flagged("echo more >> made.txt; mkdir sub; rm file.txt; cat made.txt", false, true)),
            "made\nmore\n");
  EXPECT_EQ(output(flagged(look, false, true)), "made\nchanged\n");
  FileEdit edit;
  edit.path = "made.txt";
  edit.after = FileVersion::file("edited\n", 0644);
  EXPECT_EQ(output(flagged(look, false, true), {edit}), "edited\nchanged\n");
  EXPECT_EQ(output(flagged("ls /kept /old /lower 2>&1 | grep -c cannot", false, true)), "3\n");
  must(sandbox.start_fork_server(forked_python()));
  SandboxCommand fork = flagged("print(open('made.txt').read(), os.path.exists('sub'))", false, true);
  fork.forked = true;
  EXPECT_EQ(output(fork), "made\n False\n");
  EXPECT_EQ(forked(sandbox, "print(os.path.exists('made.txt'), os.path.exists('sub'))"), "False True\n");
  EXPECT_EQ(stage.snapshot(), before);
}

TEST(EscapeNeighbours, a_fork_is_shut_in_before_its_command_runs) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    Stage stage(who);
    Tried tried = stage.run(
        "grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status; ls /; ls "
        "/new /old /lower /proc/1/root",
        {}, {}, {}, Start::kForked);
    ASSERT_TRUE(tried.ran) << tried.output;
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
      EXPECT_NE(tried.output.find(std::string(set) + ":\t0000000000000000"), std::string::npos)
          << tried.output;
    EXPECT_NE(tried.output.find("NoNewPrivs:\t1"), std::string::npos);
    EXPECT_NE(tried.output.find("Seccomp:\t2"), std::string::npos);
    for (const char* place : {"\nold\n", "\nnew\n", "\nlower\n", "\nscratch\n", "victim"})
      EXPECT_EQ(tried.output.find(place), std::string::npos) << tried.output;
  }
}

TEST(EscapeNeighbours, a_fork_holds_no_descriptor_of_the_waiting_program) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage);
  must(sandbox.start_fork_server(forked_python()));
  EXPECT_EQ(forked(sandbox, "print(sorted(int(name) for name in os.listdir('/proc/self/fd')))"),
            "[0, 1, 2, 3]\n");  // 3: of the list itself
  EXPECT_EQ(forked(sandbox,
                   "print(os.readlink('/proc/self/fd/0'), [name for name in os.environ if 'SUIT' in name])"),
            "/dev/null []\n");
  EXPECT_EQ(
      forked(sandbox,
             "print(os.getcwd(), [line for line in open('/proc/self/mountinfo') if 'suit.so' in line])"),
      stage.folder() + " []\n");
}

TEST(EscapeNeighbours, what_a_fork_leaves_is_not_there_for_the_next) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 2);
  must(sandbox.start_fork_server(forked_python()));
  auto before = stage.snapshot();
  std::string look =
      "print(len(os.listdir('/tmp')), sorted(os.listdir('/dev/shm')), os.path.exists('left'), "
      "open('file.txt').read(), getattr(os, 'left', None), len([p for p in os.listdir('/proc') if "
      "p.isdigit()]))";
  std::string clean = forked(sandbox, look);
  EXPECT_EQ(clean, "2 [] False content None 2\n");
  FileEdit edit;
  edit.path = "file.txt";
  edit.after = FileVersion::file("edited", 0644);
  EXPECT_EQ(forked(sandbox, "print(open('file.txt').read())", {edit}), "edited\n");
  std::string leave =
      "os.left = 1\nfor path in ('left', 'file.txt', '/tmp/left', '/dev/shm/left'): open(path, "
      "'w').write('mine')\n"
      "if os.fork() == 0:\n  os.setsid()\n  import time\n  time.sleep(1000)\nos._exit(0)";
  EXPECT_EQ(forked(sandbox, leave), "");
  EXPECT_EQ(forked(sandbox, look), clean);
  EXPECT_EQ(must(sandbox.run("ls /tmp | wc -l; cat file.txt", {})).output,
            "2\ncontent");  // nor for shell commands
  EXPECT_EQ(stage.snapshot(), before);
}

TEST(EscapeNeighbours, a_fork_ends_at_its_limits) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage);
  must(sandbox.start_fork_server(forked_python()));
  SandboxCommand endless("while True: pass");
  endless.forked = true;
  endless.time_ms = 200;
  EXPECT_EQ(must(sandbox.run(endless, {})).end, SandboxEnd::kTime);
  EXPECT_EQ(forked(sandbox, "print('next')"), "next\n");
}

TEST(EscapeNeighbours, many_forks_leave_nothing) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage, 4);
  must(sandbox.start_fork_server(forked_python()));
  ASSERT_EQ(children_of_this().size(), 1u);
  std::string server = "/proc/" + std::to_string(children_of_this()[0]);
  std::string waiting =
      "/proc/" + std::string(trim(must(read_file(server + "/task/" + server.substr(6) + "/children", 4096))));
  auto work = [&](int runs, const std::string& python) {
    std::vector<std::thread> threads;
    for (int at = 0; at < 4; ++at)
      threads.emplace_back([&] {
        for (int i = 0; i < runs; ++i) EXPECT_EQ(forked(sandbox, python), "1\n");
      });
    for (std::thread& thread : threads) thread.join();
  };
  auto measure = [&] {
    std::vector<size_t> sizes = {entries_in("/proc/self/fd")};
    for (const std::string& process : {server, waiting}) {
      sizes.push_back(entries_in(process + "/fd"));
      sizes.push_back(split_lines(must(read_file(process + "/mountinfo", 1 << 20))).size());
    }
    return sizes;
  };
  work(1, "os.system('sleep 1')\nprint(1)");  // forces four at once, so that a network is kept for each
  auto before = measure();
  work(30, "os.system('sleep 1000 &')\nprint(1)");
  EXPECT_EQ(measure(), before);
}

TEST(EscapeNeighbours, a_fork_server_that_is_gone_or_never_came_is_an_error) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = sandbox_on(stage);
  SandboxCommand command("pass");
  command.forked = true;
  EXPECT_EQ(sandbox.run(command, {}).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(sandbox.start_fork_server({"/nowhere/python3"}).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(sandbox.start_fork_server({"/usr/bin/false"}).error().code, ErrorCode::kUnsupported);
  must(sandbox.start_fork_server(forked_python()));
  pid_t server = children_of_this().at(0);
  std::string waiting(trim(must(
      read_file("/proc/" + std::to_string(server) + "/task/" + std::to_string(server) + "/children", 4096))));
  ::kill(std::stoi(waiting), SIGKILL);
  for (int i = 0; i < 500 && std::filesystem::exists("/proc/" + waiting); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(sandbox.run(command, {}));
  SandboxRun shell = must(sandbox.run("true", {}));  // shell runs still work
  EXPECT_TRUE(shell.passed()) << name_of(shell.end) << " " << shell.code << shell.output;
}

TEST(EscapeNeighbours, no_fork_server_where_every_sandbox_shows_the_folder) {
  Stage stage(Who::kSelf);
  Sandbox sandbox = must(Sandbox::create(
      {.folder = stage.folder(), .read = {stage.folder().substr(0, stage.folder().rfind('/'))}}));
  EXPECT_EQ(sandbox.start_fork_server(forked_python()).error().code, ErrorCode::kUnsupported);
}

TEST(EscapeNeighbours, when_suit_is_killed_nothing_lives_on) {
  Stage stage(Who::kSelf);
  std::string mark = "suit-widow-" + std::to_string(::getpid()),
              waiting = "suit-waiting-" + std::to_string(::getpid());
  pid_t parent = ::fork();
  if (parent == 0) {
    Sandbox sandbox = sandbox_on(stage, 2);
    std::vector<std::string> program = forked_python();
    program.push_back(waiting);
    must(sandbox.start_fork_server(program));
    SandboxCommand command("import time\ntime.sleep(1000)");
    command.forked = true;
    std::thread beside([&] { (void)sandbox.run(command, {}); });
    (void)sandbox.run("sleep 1000; : " + mark, {});
    ::_exit(0);
  }
  for (int i = 0; i < 500 && !process_exists(mark); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(process_exists(mark) && process_exists(waiting));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(gone_soon(mark));
  EXPECT_TRUE(gone_soon(waiting));
}

}  // namespace
}  // namespace suit::escape
