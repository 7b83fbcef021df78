// Conditions that a transcript can't create: a full disk, other users' files, concurrent processes, runaway
// checks.
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "ledger/ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

TEST(BadInput, AFullDiskChangesNothing) {
  TemporaryFolder folder;
  // A file system with room for the folder and the ledger, but not for the change. Tries every size, so that
  // it fills up at different moments.
  std::string script =
      "mount -t tmpfs -o size=${SIZE}k suit small && cd small && yes 'an old line' | head -c 60000 >a.txt && "
      "cp a.txt b.txt && "
      "cp a.txt ../before; suit do --yes --no-checks 'replace old by brand-new' >../out 2>&1; echo $? "
      ">../code; "
      "suit status >../status 2>&1; echo $? >../status_code; "
      "if cmp -s a.txt ../before; then echo before; elif grep -q brand-new a.txt && grep -q brand-new b.txt; "
      "then echo after; fi; "
      "ls -A | grep -v '^\\.suit$' | tr '\\n' ' '";
  int refused = 0, applied = 0;
  std::string binaries =
      std::string(SUIT_BINARY).substr(0, std::string(SUIT_BINARY).rfind('/')) + ":" + std::getenv("PATH");
  for (int size = 132; size <= 520; size += 24) {
    folder.write("small/x", "");
    Ran ran = run_program({"unshare", "-rm", "sh", "-c", script}, folder.path(), "",
                          {{"PATH", binaries}, {"SIZE", std::to_string(size)}});
    ASSERT_EQ(ran.code, 0) << ran.err << ran.out;
    std::string when = std::to_string(size) + " kB: " + folder.read("out");
    bool done = folder.read("code") == "0\n";
    EXPECT_EQ(ran.out, std::string(done ? "after" : "before") + "\na.txt b.txt ") << when;
    if (!done) {
      EXPECT_TRUE(folder.read("out").find("No space") != std::string::npos ||
                  folder.read("out").find("disk is full") != std::string::npos)
          << when;
    }
    (done ? applied : refused) += 1;
  }
  EXPECT_GT(refused, 2);
  EXPECT_GT(applied, 2);
}

TEST(BadInput, AnUnreadableFolder) {
  TemporaryFolder folder;
  folder.write("d/a.txt", "old\n");
  folder.write("open/a.txt", "old\n");
  folder.write("open/shut/b.txt", "old\n");
  ::chmod((folder.path() + "/d").c_str(), 0);
  ::chmod((folder.path() + "/open/shut").c_str(), 0);
  std::vector<std::string> command = {SUIT_BINARY, "-C", "d", "do", "--yes", "replace old by new"};
  if (::geteuid() == 0) {
    Ran owned = run_program({"chown", "-R", "65534:65534", folder.path()}, "/");
    ASSERT_EQ(owned.code, 0);
    command.insert(command.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
  }
  Ran ran = run_program(command, folder.path());
  EXPECT_NE(ran.code, 0);
  EXPECT_NE(ran.err.find("ermission denied"), std::string::npos) << ran.err << ran.out;
  // A folder that can be listed, but not entered.
  ::chmod((folder.path() + "/d").c_str(), 0444);
  ran = run_program(command, folder.path());
  EXPECT_EQ(ran.code, 4);
  EXPECT_NE(ran.err.find("cannot enter the folder"), std::string::npos) << ran.err << ran.out;
  // An unreadable folder in it is reported and not fatal.
  *std::find(command.begin(), command.end(), "d") = "open";
  ran = run_program(command, folder.path());
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("not looked at"), std::string::npos) << ran.out;
}

// A folder shared by a group: others' files can be changed, but not in an overlay, which does not map their
// owners.
TEST(BadInput, ChecksInAFolderOfOthers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  TemporaryFolder folder;
  folder.write("d/a.txt", "old\n", 0664);
  folder.write("shut.txt", "a secret\n", 0600);
  folder.write("shut/b.txt", "another\n");
  ASSERT_EQ(
      run_program({"sh", "-c", "chown -R root:nogroup . && chmod 2775 . d && chmod 700 shut"}, folder.path())
          .code,
      0);
  std::vector<std::string> as_nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                        SUIT_BINARY};
  auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), as_nobody.begin(), as_nobody.end());
    return run_program(arguments, folder.path());
  };
  Ran ran = run({"do", "--yes", "--check",
                 "grep -q new d/a.txt && echo x >d/b.txt && ! cat shut.txt && ! ls shut/b.txt && ls shut.txt",
                 "replace old by new in d/a.txt"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder.read("d/a.txt"), "new\n");
  EXPECT_FALSE(folder.exists("d/b.txt"));
  Ran doctor = run({"doctor"});
  EXPECT_NE(doctor.out.find("works on a copy"), std::string::npos) << doctor.out << doctor.err;
  // They own nothing in it: a dry run is allowed.
  ASSERT_EQ(
      run_program({"sh", "-c", "rm -r .suit; chown -R root:root . && chmod 755 . d && chmod 644 d/a.txt"},
                  folder.path())
          .code,
      0);
  ran = run({"do", "--dry-run", "--check", "grep -q newer d/a.txt", "replace new by newer in d/a.txt"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  // They own the folder, but not one of its files.
  ASSERT_EQ(
      run_program({"sh", "-c", "chown 65534:65534 . && chmod 777 d && chmod 666 d/a.txt"}, folder.path())
          .code,
      0);
  ran = run({"do", "--yes", "--check", "grep -q newer d/a.txt", "replace new by newer in d/a.txt"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder.read("d/a.txt"), "newer\n");
}

TEST(BadInput, OwnersAndHardLinksAreKeptOrSaid) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  TemporaryFolder folder;
  folder.write("a.txt", "old\n", 0666);
  folder.write("b.txt", "old\n", 0666);
  ASSERT_EQ(run_program({"sh", "-c", "chmod 777 .; ln b.txt c.txt; chown 65534 b.txt"}, folder.path()).code,
            0);
  // Root keeps owners, also of files it moves; the link is split.
  Ran ran = run_suit({"do", "--yes", "--no-checks", "replace old by new in b.txt"}, folder.path());
  EXPECT_NE(ran.out.find("note: a hard link is split, its other name keeps the old content: b.txt"),
            std::string::npos)
      << ran.out;
  EXPECT_EQ(ran.out.find("somebody else"), std::string::npos) << ran.out;
  ASSERT_EQ(run_suit({"do", "--yes", "--no-checks", "move b.txt to d/b.txt"}, folder.path()).code, 0);
  EXPECT_EQ(run_program({"stat", "-c", "%u", "d/b.txt"}, folder.path()).out, "65534\n");
  ASSERT_EQ(run_program({"sh", "-c", "rm -r .suit; chown 65534 d; chgrp 65534 a.txt"}, folder.path()).code,
            0);
  // An ordinary user can't.
  ran = run_program({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", SUIT_BINARY, "do",
                     "--yes", "--no-checks", "replace old by new in a.txt"},
                    folder.path());
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("note: it belongs to somebody else and will be yours: a.txt"), std::string::npos)
      << ran.out;
  EXPECT_EQ(run_program({"stat", "-c", "%u %g %a", "a.txt"}, folder.path()).out, "65534 65534 666\n");
}

TEST(BadInput, TwoAtOnceEachDoTheirs) {
  TemporaryFolder folder;
  for (int i = 0; i < 8; ++i) folder.write(std::to_string(i) + ".txt", "old\n");
  std::vector<std::thread> threads;
  std::vector<Ran> ran(8);
  for (size_t i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      ran[i] = run_suit({"do", "--yes", "--no-checks", "replace old by new in " + std::to_string(i) + ".txt"},
                        folder.path());
    });
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(ran[i].code, 0) << ran[i].err << ran[i].out;
    EXPECT_EQ(folder.read(std::to_string(i) + ".txt"), "new\n");
  }
  auto ledger = must(Ledger::open(folder.path() + "/.suit/ledger.db", LedgerMode::kReadOnly));
  EXPECT_EQ(must(ledger->events({.kinds = {"applied"}})).size(), 8u);
}

TEST(BadInput, AChecksExcessesEndIt) {
  TemporaryFolder folder;
  folder.write("a.txt", "old\n");
  folder.write("suit.toml", "[limits]\ncheck_seconds = 6\noutput_mb = 1\nprocesses = 50\nmemory_mb = 100\n");
  const std::pair<const char*, const char*> excesses[] = {
      {"yes", "output limit"},
      {"sleep 30", "time limit"},
      {"for i in $(seq 200); do sleep 20 & done; wait", "limit"},
      {"head -c 300m /dev/zero | tail | wc -c; sleep 1", "memory limit"}};
  for (auto [command, word] : excesses) {
    Ran ran = run_suit({"do", "--yes", "--check",
                        std::string("test -e a.txt || exit 0; grep -q old a.txt && exit 0; ") + command,
                        "replace old by new"},
                       folder.path());
    EXPECT_EQ(ran.code, 4) << command << ran.out << ran.err;
    EXPECT_NE(ran.out.find(word), std::string::npos) << ran.out.substr(0, 2000);
    EXPECT_EQ(folder.read("a.txt"), "old\n");
  }
}

TEST(BadInput, NoSandboxNoCheck) {
  TemporaryFolder folder;
  folder.write("a.txt", "old\n");
  // A user namespace that forbids nested ones.
  Ran ran = run_program({"unshare", "-r", "sh", "-c",
                         "echo 0 >/proc/sys/user/max_user_namespaces; exec " SUIT_BINARY
                         " do --yes --check 'touch /tmp/suit-was-here' 'replace old by new'"},
                        folder.path());
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_NE(ran.err.find("sandbox can't be set up"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("isolation"), std::string::npos) << "it says how to allow it";
  EXPECT_EQ(folder.read("a.txt"), "old\n");
  EXPECT_NE(::access("/tmp/suit-was-here", F_OK), 0) << "nothing ran unprotected";
}

}  // namespace
}  // namespace suit
