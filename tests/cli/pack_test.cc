// suit pack and suit map through the binary: bad requests, and unusual or hostile folders.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/json.h"
#include "support/faulty_upstream.h"
#include "support/testing.h"

namespace suit {
namespace {

class PackCommandTest : public testing::Test {
 protected:
  Ran pack(std::vector<std::string> more, const std::string& command = "pack") {
    std::vector<std::string> all{command, "--no-cache"};
    all.insert(all.end(), more.begin(), more.end());
    return run_suit(all, folder_.path());
  }
  TemporaryFolder folder_;
};

TEST_F(PackCommandTest, TheTextGoesToOneAndTheReportToTheOther) {
  folder_.write("a.txt", "one\n");
  Ran ran = pack({});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(ran.out, "<file path=\"a.txt\" tokens=\"2\">\none\n</file>\n</context>\n")) << ran.out;
  EXPECT_TRUE(has(ran.err, "tokens: 1 files whole; 1 file read")) << ran.err;
  ran = pack({"--format", "json"});
  auto json = parse_json(ran.out);
  ASSERT_TRUE(json) << ran.out;
  EXPECT_EQ((*json)["files"][0]["content"], "one\n");
  EXPECT_EQ((*json)["files"][0]["shown"], "whole");
  // A single file, which is a lock file.
  folder_.write("yarn.lock", "locked\n");
  EXPECT_TRUE(has(pack({}).out, "yarn.lock (lock file, 7 B)"));
  EXPECT_TRUE(has(pack({"yarn.lock"}).out, "\nlocked\n"));
  EXPECT_TRUE(has(pack({"--include", "yarn.lock"}).out, "\nlocked\n"));
}

TEST_F(PackCommandTest, WhatIsAskedWronglyIsSaid) {
  folder_.write("a.txt", "one\n");
  struct Case {
    std::vector<std::string> words;
    int code;
    std::string_view said;
  };
  for (const Case& one : std::vector<Case>{{{"nowhere"}, 1, "nowhere does not exist"},
                                           {{"--include", "[a"}, 2, "its [ is not closed"},
                                           {{"--include", "*.py"}, 1, "matches the patterns"},
                                           {{"--budget", "lots"}, 2, "is not a number of tokens"},
                                           {{"--budget", "-5"}, 2, "is not a number of tokens"},
                                           {{"--budget", "10"}, 1, "cannot hold a summary"},
                                           {{"--focus", "b.txt"}, 1, "there is no file b.txt to focus on"},
                                           {{"--split", "1k"}, 2, "it needs -o FILE"},
                                           {{"--format", "pdf"}, 2, "pdf not in"},
                                           {{"--diff"}, 1, "is not in a git repository"},
                                           {{"--watch"}, 2, "needs -o FILE"},
                                           {{"https://example.org/x.git"}, 4, "is not allowed"},
                                           {{"git@example.org:x.git"}, 1, "over https"},
                                           {{"-o", "no/such/folder.xml"}, 1, "can't be written"}}) {
    Ran ran = pack(one.words);
    EXPECT_EQ(ran.code, one.code) << one.words.front() << "\n" << ran.err;
    EXPECT_TRUE(has(ran.err, one.said)) << ran.err;
  }
  Ran ran = pack({}, "map");
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(has(ran.err, "no symbols were found")) << ran.err;
}

TEST_F(PackCommandTest, OddFilesAreNamedOrLeftOut) {
  folder_.write("a.txt", "one\n");
  folder_.write(std::string("caf\xE9.txt"), "name\n");
  folder_.write("new\nline.txt", "name\n");
  folder_.write("quote\"<.txt", "name\n");
  ASSERT_EQ(::mkfifo((folder_.path() + "/pipe").c_str(), 0600), 0);
  ASSERT_EQ(::symlink(".", (folder_.path() + "/loop").c_str()), 0);
  ASSERT_EQ(::symlink("/etc/passwd", (folder_.path() + "/outside").c_str()), 0);
  folder_.write("huge.txt", "");
  ASSERT_EQ(::truncate((folder_.path() + "/huge.txt").c_str(), off_t{5} << 30), 0);
  folder_.write("closed.txt", "x\n", 0000);
  Ran ran = pack({});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(ran.out, "huge.txt (huge, 5.4 GB)\n")) << ran.out;
  EXPECT_TRUE(has(ran.out, "loop (link)\n")) << ran.out;
  EXPECT_TRUE(has(ran.out, "outside (link)\n")) << ran.out;
  EXPECT_FALSE(has(ran.out, "root:"));
  EXPECT_FALSE(has(ran.out, "pipe"));
  EXPECT_TRUE(has(ran.out, "<file path=\"caf\\xe9.txt\"")) << ran.out;
  EXPECT_TRUE(has(ran.out, "<file path=\"new\\x0aline.txt\"") ||
              has(ran.out, "<file path=\"new\\nline.txt\""))
      << ran.out;
  EXPECT_TRUE(has(ran.out, "<file path=\"quote&quot;&lt;.txt\"")) << ran.out;
}

TEST_F(PackCommandTest, AFileIsWrittenWholeAndIsNoPartOfItself) {
  folder_.write("a.txt", "one\n");
  ASSERT_EQ(pack({"-o", "out.xml"}).code, 0);
  std::string first = folder_.read("out.xml");
  ASSERT_EQ(pack({"-o", "out.xml"}).code, 0);
  EXPECT_EQ(folder_.read("out.xml"), first);
  for (int i = 0; i < 5; ++i)
    folder_.write("b" + std::to_string(i) + ".txt", std::string(900, 'x') + " " + std::to_string(i) + "\n");
  ASSERT_EQ(run_program({"rm", "out.xml"}, folder_.path()).code, 0);
  Ran ran = pack({"-o", "out.xml", "--split", "400"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(folder_.read("out-1.xml"), "this is part 1"));
  EXPECT_TRUE(has(folder_.read("out-2.xml"), "this is part 2"));
  std::string part = folder_.read("out-1.xml");
  ASSERT_EQ(pack({"-o", "out.xml", "--split", "400"}).code, 0);
  EXPECT_EQ(folder_.read("out-1.xml"), part);
  // A full disk leaves no partial output.
  ran = run_program({"sh", "-c", std::string(SUIT_BINARY) + " pack --no-cache > /dev/full"}, folder_.path());
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(has(ran.err, "the pack can't be written")) << ran.err;
}

TEST_F(PackCommandTest, DifferenceAndLogOfGit) {
  folder_.write("a.txt", "one\n");
  ASSERT_EQ(run_program(
                {"sh", "-c",
                 "git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm 'the first'"},
                folder_.path())
                .code,
            0);
  folder_.write("a.txt", "two\n");
  Ran ran = pack({"--diff", "--log", "3", "--format", "plain"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(ran.out, "-one\n+two\n")) << ran.out;
  EXPECT_TRUE(has(ran.out, " the first\n  a.txt\n")) << ran.out;
  ran = pack({"--since", "no-such"});
  EXPECT_EQ(ran.code, 1);
  // Secrets are masked in both.
  std::string key = std::string("ghp_") + "1234567890abcdefghijABCDEFGHIJ123456";
  folder_.write("a.txt", "token = " + key + "\n");
  ASSERT_EQ(
      run_program(
          {"sh", "-c",
           "git add -A && git -c user.name=a -c user.email=a@b commit -qm 'use redis://:p4ssw0rd1@cache'"},
          folder_.path())
          .code,
      0);
  folder_.write("a.txt", "three\n");
  for (const char* format : {"plain", "xml", "md", "json"}) {
    Ran masked = pack({"--since", "HEAD~1", "--log", "3", "--format", format});
    EXPECT_EQ(masked.code, 0) << masked.err;
    EXPECT_FALSE(has(masked.out, key) || has(masked.out, "p4ssw0rd1")) << masked.out;
    EXPECT_TRUE(has(masked.out, " use redis://:[masked: a password]@cache")) << masked.out;
    masked = pack({"--diff", "--format", format});
    EXPECT_TRUE(has(masked.out, "-token = [masked: a GitHub token]")) << masked.out;
    EXPECT_TRUE(has(masked.err, "masked: 1 secret in the diff and the log\n")) << masked.err;
  }
  ran = pack({"--since", "no-such"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(has(ran.err, "revision no-such")) << ran.err;
}

TEST_F(PackCommandTest, TheMapNamesWhatIsNamedMost) {
  folder_.write("core.py",
                "def resolve_everything(x):\n    return x\n\n\ndef lonely_helper():\n    return 1\n");
  for (int i = 0; i < 6; ++i)
    folder_.write("use" + std::to_string(i) + ".py",
                  "from core import resolve_everything\nresolve_everything(" + std::to_string(i) + ")\n");
  Ran ran = pack({"--budget", "20"}, "map");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "core.py\n     1  def resolve_everything(x):\n");
}

// Git's own server over HTTP: `git http-backend`.
void serve_git(const std::string& repository, const Received& received, Peer& peer) {
  if (received.target == "/r.git/info/refs?service=git-upload-pack") {
    Ran ran =
        run_program({"git", "upload-pack", "--stateless-rpc", "--advertise-refs", repository}, repository);
    return (void)peer.send(answer_of(200, "001e# service=git-upload-pack\n0000" + ran.out,
                                     "Content-Type: application/x-git-upload-pack-advertisement\r\n"));
  }
  if (received.target == "/r.git/git-upload-pack") {
    Ran ran = run_program({"git", "upload-pack", "--stateless-rpc", repository}, repository, received.body);
    return (void)peer.send(answer_of(200, ran.out, "Content-Type: application/x-git-upload-pack-result\r\n"));
  }
  peer.send(answer_of(404, "no"));
}

TEST_F(PackCommandTest, ARepositoryElsewhere) {
  TemporaryFolder origin, home;
  origin.write("a.txt", "far away\n");
  origin.write(".gitattributes", "*.txt filter=evil\n");
  for (std::vector<std::string> arguments :
       {std::vector<std::string>{"init", "-q"},
        {"add", "."},
        {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"}}) {
    arguments.insert(arguments.begin(), "git");
    ASSERT_EQ(run_program(arguments, origin.path()).code, 0);
  }
  FaultyUpstream upstream(
      [&](const Received& received, Peer& peer) { serve_git(origin.path(), received, peer); });
  std::string address = upstream.url("/r.git");
  auto fetch = [&](const std::string& what) {
    return run_suit({"pack", "--no-cache", what}, folder_.path(),
                    {{"SUIT_CONFIG", home.path() + "/suit.toml"}, {"TMPDIR", home.path()}});
  };
  Ran ran = fetch(address);
  EXPECT_EQ(ran.code, 4);
  EXPECT_TRUE(has(ran.err, "is not allowed")) << ran.err;
  EXPECT_EQ(upstream.connections(), 0);
  home.write("suit.toml", "[read]\nhosts = [\"127.0.0.1:" + std::to_string(upstream.port()) + "\"]\n");
  ran = fetch(address);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(has(ran.out, "\nfar away\n</file>")) << ran.out;
  EXPECT_TRUE(
      has(run_suit({"log", "--json", "--limit", "0"}, folder_.path()).out, "\"kind\":\"egress_end\""));
  ran = fetch(upstream.url("/none.git"));
  EXPECT_NE(ran.code, 0);
  EXPECT_TRUE(has(ran.err, "can't be fetched")) << ran.err;
  size_t left = 0;
  for (auto& entry : std::filesystem::directory_iterator(home.path()))
    left += entry.path().filename() != "suit.toml";
  EXPECT_EQ(left, 0u);
}

}  // namespace
}  // namespace suit
