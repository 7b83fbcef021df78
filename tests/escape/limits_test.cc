// Excessive use of the machine. Each bomb would end on its own after some seconds or at 1 GiB.
#include <sys/statvfs.h>
#include <unistd.h>

#include "escape/stage.h"

namespace suit::escape {
namespace {

constexpr uint64_t kMiB = 1u << 20;

SandboxOptions with(SandboxLimits limits, SandboxOverlay overlay = SandboxOverlay::kAuto) {
  return {.folder = {}, .limits = limits, .overlay = overlay};
}

TEST(EscapeLimits, time) {
  for (Who who : everybody()) {
    Stage stage(who);
    Tried tried = stage.run("trap '' TERM INT; while :; do :; done", with({.time_ms = 300}));
    EXPECT_EQ(tried.end, SandboxEnd::kTime);
    EXPECT_LT(tried.duration_ms, 3000);
  }
}

TEST(EscapeLimits, endless_output) {
  for (Who who : everybody()) {
    Stage stage(who);
    Tried tried = stage.run("yes", with({.time_ms = 20'000, .output_bytes = kMiB}));
    EXPECT_EQ(tried.end, SandboxEnd::kOutput);
    EXPECT_EQ(tried.output.size(), kMiB);
  }
}

TEST(EscapeLimits, fork_bomb) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    Stage stage(who);
    std::string mark = "suit-escape-bomb-" + std::to_string(::getpid());
    Tried tried = stage.run("@ATTACKER@ fork_bomb " + mark, with({.time_ms = 20'000, .processes = 100}));
    // The kernel's count limits an ordinary user, the sandbox's limits real root.
    bool counted = ::geteuid() != 0 || who == Who::kNobody;
    EXPECT_TRUE(counted || tried.end == SandboxEnd::kProcesses) << tried.output;
    EXPECT_FALSE(process_exists(mark));
  }
}

TEST(EscapeLimits, shell_fork_bomb) {
  for (Who who : everybody()) {
    Stage stage(who);
    // Ends on its own: each level waits a little and is only ten deep.
    Tried tried = stage.run("b() { [ $1 -gt 0 ] || return; b $(($1-1)) & b $(($1-1)) & sleep 1; }; b 10",
                            with({.time_ms = 20'000, .processes = 60}));
    EXPECT_TRUE(tried.end == SandboxEnd::kProcesses || tried.output.find("fork") != tried.output.npos)
        << tried.output;
  }
}

TEST(EscapeLimits, thread_bomb) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    Stage stage(who);
    Tried tried = stage.run("@ATTACKER@ thread_bomb", with({.time_ms = 20'000, .processes = 100}));
    bool refused = tried.output.find("threads: ") == 0 && std::atoi(tried.output.c_str() + 9) <= 100;
    EXPECT_TRUE(tried.end == SandboxEnd::kProcesses || refused) << tried.output;
  }
}

// A stopped bomb prints nothing. Files in memory and private memory together may take half a GiB.
void expect_memory_end(const std::string& attack) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    Stage stage(who);
    // On a busy machine a flood's leftovers may accumulate; they must not hit another limit than the one
    // tested.
    Tried tried = stage.run(attack, with({.time_ms = 30'000,
                                          .memory_bytes = 256 * kMiB,
                                          .processes = 100'000,
                                          .scratch_bytes = 256 * kMiB}));
    EXPECT_EQ(tried.end, SandboxEnd::kMemory) << tried.output;
    EXPECT_EQ(tried.output.find("ESCAPED"), tried.output.npos);
  }
}

TEST(EscapeLimits, memory) {
  expect_memory_end("@ATTACKER@ memory");
}
TEST(EscapeLimits, memory_of_several) {
  expect_memory_end("for i in 1 2 3 4; do @ATTACKER@ memory & done; wait");
}
TEST(EscapeLimits, memory_in_shared_mappings) {
  expect_memory_end("@ATTACKER@ memory_shared");
}
TEST(EscapeLimits, memory_in_memory_files) {
  expect_memory_end("@ATTACKER@ memory_file");
}
TEST(EscapeLimits, memory_in_segments) {
  expect_memory_end("@ATTACKER@ memory_segments");
}
TEST(EscapeLimits, memory_while_the_watch_is_flooded) {
  expect_memory_end("@ATTACKER@ memory_flood; :");
}

// Kernel memory held for the command: the watch ends it, or the kernel refuses more.
void expect_kernel_memory_bounded(const std::string& attack, bool by_the_watch) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    Stage stage(who);
    Tried tried = stage.run(
        attack,
        with({.time_ms = 60'000, .memory_bytes = 64 * kMiB, .processes = 1000, .scratch_bytes = 128 * kMiB}));
    bool refused = !by_the_watch && tried.output.find("contained") != tried.output.npos;
    EXPECT_TRUE(tried.end == SandboxEnd::kMemory || refused) << name_of(tried.end) << ": " << tried.output;
    EXPECT_EQ(tried.output.find("ESCAPED"), tried.output.npos);
  }
}

TEST(EscapeLimits, memory_in_socket_buffers) {
  expect_kernel_memory_bounded("@ATTACKER@ memory_tcp", false);  // the kernel may have its own limit
  expect_kernel_memory_bounded("@ATTACKER@ memory_unix", true);
}
TEST(EscapeLimits, memory_in_page_tables) {
  expect_kernel_memory_bounded("@ATTACKER@ memory_page_tables", true);
}
TEST(EscapeLimits, memory_in_message_queues) {
  expect_kernel_memory_bounded("@ATTACKER@ memory_queues", false);
}
TEST(EscapeLimits, memory_in_attributes) {
  for (const char* place : {"/tmp", "/dev/shm", "."})
    expect_kernel_memory_bounded("@ATTACKER@ memory_attributes " + std::string(place), false);
}
TEST(EscapeLimits, memory_in_many_files) {
  for (const char* place : {"/tmp", "/dev/shm", "."})
    expect_kernel_memory_bounded("@ATTACKER@ memory_files " + std::string(place), false);
}

TEST(EscapeLimits, scratch_space) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      SCOPED_TRACE(name_of(who) + ", " + name_of(overlay));
      Stage stage(who);
      // Many files, since one has its own limit; at most 1 GiB.
      Tried tried = stage.run(
          "i=0; while [ $i -lt 64 ]; do head -c 16777216 /dev/zero > fill$i || exit 9; i=$((i+1)); done; "
          "echo all",
          with({.time_ms = 30'000, .scratch_bytes = 128 * kMiB}, overlay));
      EXPECT_EQ(tried.output.find("all"), tried.output.npos);
      EXPECT_EQ(tried.end, overlay == SandboxOverlay::kMemory ? SandboxEnd::kExited : SandboxEnd::kScratch)
          << tried.output;
    }
}

TEST(EscapeLimits, scratch_space_in_tmp) {
  for (Who who : everybody()) {
    Stage stage(who);
    Tried tried =
        stage.run("for i in 1 2 3 4; do TRY dd if=/dev/zero of=/tmp/fill$i bs=1M count=20; done | tail -n 1",
                  with({.time_ms = 30'000, .scratch_bytes = 64 * kMiB}));
    EXPECT_EQ(tried.output, "contained\n");
  }
}

TEST(EscapeLimits, one_large_file) {
  for (Who who : everybody())
    for (SandboxOverlay overlay : kOverlays) {
      Stage stage(who);
      Tried tried =
          stage.run("TRY truncate -s 1G hollow; TRY dd if=/dev/zero of=/tmp/hollow bs=1 count=1 seek=1G",
                    with({.scratch_bytes = 64 * kMiB}, overlay));
      EXPECT_EQ(tried.output, "contained\ncontained\n");
    }
}

// Not an escape, but a delay for the caller: a leftover process that keeps the output open.
TEST(EscapeLimits, end_without_isolation) {
  Stage stage(Who::kSelf);
  Tried tried = stage.run("setsid sleep 6 & echo done", {.folder = {}, .isolation = SandboxIsolation::kNone});
  EXPECT_EQ(tried.output, "done\n");
  EXPECT_LT(tried.duration_ms, 3000);
}

}  // namespace
}  // namespace suit::escape
