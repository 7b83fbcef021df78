#include "folder/folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "base/text.h"
#include "folder/git.h"
#include "folder/ignore.h"
#include "support/testing.h"

namespace suit {
namespace {

std::string lines_of(const std::vector<FolderFile>& list) {
  std::string lines;
  for (const FolderFile& file : list) lines += file.path + "\n";
  return lines;
}

TEST(Ignore, AsGitHasIt) {
  IgnoreRules rules;
  rules.add("", "# comment\n*.o\n/build/\n!keep.o\ndoc/*.txt\n\\#odd\ntrailing   \n");
  rules.add("sub", "local\n/anchored\n");
  EXPECT_TRUE(rules.ignores("a.o", false));
  EXPECT_TRUE(rules.ignores("x/y/a.o", false));
  EXPECT_FALSE(rules.ignores("x/keep.o", false));
  EXPECT_TRUE(rules.ignores("build", true));
  EXPECT_FALSE(rules.ignores("build", false));
  EXPECT_FALSE(rules.ignores("x/build", true));
  EXPECT_TRUE(rules.ignores("doc/a.txt", false));
  EXPECT_FALSE(rules.ignores("doc/x/a.txt", false));
  EXPECT_TRUE(rules.ignores("#odd", false));
  EXPECT_TRUE(rules.ignores("trailing", false));
  EXPECT_TRUE(rules.ignores("sub/x/local", false));
  EXPECT_FALSE(rules.ignores("local", false));
  EXPECT_TRUE(rules.ignores("sub/anchored", false));
  EXPECT_FALSE(rules.ignores("sub/x/anchored", false));
}

// Compares with `git ls-files` on the same tree.
TEST(Folder, ListsWhatGitLists) {
  TemporaryFolder folder;
  folder.write(".gitignore", "*.log\n/out\n!important.log\nnode_modules/\n");
  folder.write("a.txt", "");
  folder.write("x.log", "");
  folder.write("important.log", "");
  folder.write("out/y", "");
  folder.write("sub/out/y", "");
  folder.write("sub/.gitignore", "*.tmp\n!/keep.tmp\n");
  folder.write("sub/a.tmp", "");
  folder.write("sub/keep.tmp", "");
  folder.write("node_modules/m/index.js", "");
  ASSERT_EQ(::symlink("..", (folder.path() + "/sub/loop").c_str()), 0);
  ASSERT_EQ(run_program({"git", "init", "-q"}, folder.path()).code, 0);
  std::string listed = run_program({"git", "ls-files", "-co", "--exclude-standard"}, folder.path()).out;
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  EXPECT_EQ(lines_of(*must(view.list())), listed);
}

// The files that git lists in a folder and that exist.
std::string listed_by_git(const std::string& folder) {
  std::string lines,
      listed =
          run_program({"git", "ls-files", "-z", "-co", "--exclude-standard", "--deduplicate"}, folder).out;
  for (std::string_view path : split(listed, '\0')) {
    struct stat st;
    bool there = !path.empty() && ::lstat((folder + "/" + std::string(path)).c_str(), &st) == 0;
    if (there && (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))) lines.append(path).append("\n");
  }
  std::vector<std::string_view> sorted = split_lines(lines);
  std::sort(sorted.begin(), sorted.end());
  std::string all;
  for (std::string_view line : sorted) all += line;
  return all;
}

// Random trees and rules over a small alphabet, so that they match; seen from the top and from a subfolder.
TEST(Folder, ListsWhatGitListsOfRandomTrees) {
  std::mt19937 random(7);
  auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
  const std::vector<std::string> names = {"a",  "b",  "ab",  "a.o", "b.c",   "x-y",
                                          "#h", "!n", "a b", "[a]", "{a,b}", "\xC3\xA9"};
  const std::vector<std::string> atoms = {
      "a",      "b",           "ab",   "*",    "**",       "?",     "*.o",  "[ab]",     "[!a]",
      "[a-b]*", "[[:alpha:]]", "[]a]", "\\#h", "\\!n",     "\\[a]", "a b",  "{a,b}",    "x-y",
      "a*",     "*b",          "[a",   "a\\",  "[[:no:]]", "[-a]",  "[^b]", "\xC3\xA9", "*.*"};
  TemporaryFolder folder;
  ASSERT_EQ(run_program({"git", "init", "-q"}, folder.path()).code, 0);
  for (int round = 0; round < 150; ++round) {
    ASSERT_EQ(run_program({"sh", "-c",
                           "find . -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +; rm -f .git/index"},
                          folder.path())
                  .code,
              0);
    auto some_path = [&] {
      std::string path = pick(names);
      for (size_t depth = random() % 4; depth > 0; --depth) path = pick({"a", "b", "ab", "x-y"}) + "/" + path;
      return path;
    };
    std::vector<std::string> paths;
    for (int i = 0; i < 25; ++i) {
      std::string path = some_path();
      // A file cannot also be a folder.
      bool clashes = std::any_of(paths.begin(), paths.end(), [&](const std::string& other) {
        return (path + "/").starts_with(other + "/") || (other + "/").starts_with(path + "/");
      });
      if (clashes) continue;
      folder.write(path, "");
      paths.push_back(path);
    }
    // A few are tracked regardless of the rules.
    for (int i = 0; i < 4; ++i)
      ASSERT_EQ(run_program({"git", "add", "-f", "--", ":(literal)" + paths[random() % paths.size()]},
                            folder.path())
                    .code,
                0);
    std::string rules_seen;
    auto rules = [&](const std::string& where) {
      std::string text;
      for (size_t i = 0; i < 1 + random() % 4; ++i) {
        std::string rule = random() % 3 == 0 ? "!" : "";
        if (random() % 4 == 0) rule += "/";
        rule += pick(atoms);
        for (size_t more = random() % 3; more > 0; --more) rule += "/" + pick(atoms);
        if (random() % 4 == 0) rule += "/";
        text += rule + pick({"\n", "\r\n", " \n", "\n\n", "\n#c\n"});
      }
      folder.write(where, text);
      rules_seen += where + ":\n" + text;
    };
    rules(".gitignore");
    if (std::filesystem::is_directory(folder.path() + "/a")) rules("a/.gitignore");
    if (std::filesystem::is_directory(folder.path() + "/b")) rules("b/.gitignore");
    if (random() % 2) rules(".git/info/exclude");
    for (std::string inner : {"", "/a", "/a/b"}) {
      std::string at = folder.path() + inner;
      if (!std::filesystem::is_directory(at)) continue;
      auto files = must(open_files(at));
      Folder view(*files);
      std::string ours = lines_of(*must(view.list())), theirs = listed_by_git(at);
      // A folder that its repository ignores is treated as standalone.
      bool alone =
          !inner.empty() && run_program({"git", "check-ignore", "-q", "--no-index", "."}, at).code == 0;
      if (alone) continue;
      ASSERT_EQ(ours, theirs) << "round " << round << " in " << inner << "\n" << rules_seen;
    }
  }
}

TEST(Folder, KeepsOutOfOtherRepositories) {
  TemporaryFolder folder;
  ASSERT_EQ(run_program({"sh", "-c", "git init -q && git init -q inner && mkdir fake && mkdir fake/.git"},
                        folder.path())
                .code,
            0);
  folder.write("a", "");
  folder.write("inner/b", "");
  folder.write("fake/c", "");
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  EXPECT_EQ(lines_of(*must(view.list())), "a\nfake/c\n");
  EXPECT_EQ(view.repositories(), std::vector<std::string>{"inner"});
  EXPECT_EQ(listed_by_git(folder.path()), "a\nfake/c\n");
}

TEST(Folder, OwnIgnoreFilesCountForTrackedFilesToo) {
  TemporaryFolder folder;
  folder.write("kept.txt", "");
  folder.write("big/data.bin", "");
  folder.write("a.log", "");
  folder.write(".gitignore", "*.log\n");
  folder.write(".suitignore", "big/\n!a.log\n");
  ASSERT_EQ(run_program({"sh", "-c", "git init -q && git add -A"}, folder.path()).code, 0);
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  EXPECT_EQ(lines_of(*must(view.list())), ".gitignore\n.suitignore\na.log\nkept.txt\n");
}

// The patch's lines are those of the masked files, even if the patch omits the context that identifies a
// secret.
TEST(Folder, ADifferenceIsMasked) {
  TemporaryFolder folder;
  std::string key = std::string("ghp_") + "1234567890abcdefghijABCDEFGHIJ123456", pem =
                                                                                      "-----BEGIN RSA PRIVATE"
                                                                                      " KEY-----\n";
  for (int i = 0; i < 20; ++i) pem += std::string(64, static_cast<char>('A' + i)) + "\n";
  pem +=
      "-----END RSA PRIVATE"
      " KEY-----\n";
  folder.write("a.txt", "one\ntoken = " + key + "\n");
  folder.write("k.pem", pem);
  ASSERT_EQ(run_program({"sh", "-c",
                         "git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm one"},
                        folder.path())
                .code,
            0);
  folder.write("a.txt", "two\nurl = redis://:p4ssw0rd1@cache\n");
  folder.write("k.pem", pem + "the end\n");
  folder.write("new.env", "DB_PASS=hunter2\n");
  auto git = must(GitRepository::find(folder.path()));
  std::string patch = must(git->difference("HEAD"));
  for (const std::string& secret :
       {key, std::string("p4ssw0rd1"), std::string("TTTT"), std::string("hunter2")})
    EXPECT_EQ(patch.find(secret), std::string::npos) << patch;
  EXPECT_NE(
      patch.find(
          "-one\n-token = [masked: a GitHub token]\n+two\n+url = redis://:[masked: a password]@cache\n"),
      std::string::npos)
      << patch;
  EXPECT_NE(patch.find("@@ -20,3 +20,4 @@"), std::string::npos) << patch;
  EXPECT_NE(patch.find(" [masked]\n [masked]\n [masked]\n+the end\n"), std::string::npos) << patch;
  EXPECT_NE(patch.find("+DB_PASS=[masked: a password]\n"), std::string::npos) << patch;
}

// Commands in a repository's own configuration are not run.
TEST(Folder, AHostileConfigurationRunsNothing) {
  TemporaryFolder folder;
  folder.write("a.txt", "one\n");
  folder.write("evil.sh", "#!/bin/sh\ntouch \"$(dirname \"$0\")/ran\"\n", 0755);
  std::string evil = folder.path() + "/evil.sh";
  ASSERT_EQ(run_program({"sh", "-c",
                         "git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm one"},
                        folder.path())
                .code,
            0);
  folder.write(".gitattributes", "* filter=f diff=d\n");
  folder.write("a.txt", "two\n");
  for (std::string key : {"core.fsmonitor", "core.pager", "diff.external", "diff.d.textconv",
                          "diff.d.command", "filter.f.clean", "filter.f.smudge", "filter.f.process",
                          "core.sshCommand", "core.editor", "gpg.program", "core.hooksPath"})
    ASSERT_EQ(run_program({"git", "config", key, evil}, folder.path()).code, 0);
  ASSERT_EQ(run_program({"git", "config", "core.worktree", "/etc"}, folder.path()).code, 0);
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  EXPECT_EQ(lines_of(*must(view.list())), ".gitattributes\na.txt\nevil.sh\n");
  auto git = must(GitRepository::find(folder.path()));
  EXPECT_NE(must(git->difference("HEAD")).find("+two"), std::string::npos);
  size_t commits = 0;
  must(git->history(10, [&](const Commit& commit, const std::vector<std::string>& paths) {
    EXPECT_EQ(commit.message, "one\n");
    EXPECT_EQ(paths, (std::vector<std::string>{"a.txt", "evil.sh"}));
    ++commits;
    return true;
  }));
  EXPECT_EQ(commits, 1u);
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/ran"));
}

TEST(Folder, FindsContents) {
  TemporaryFolder folder;
  for (int i = 0; i < 200; ++i)
    folder.write("d/" + std::to_string(i) + ".txt", i % 50 == 0 ? "has needle\n" : "nothing\n");
  folder.write("binary", std::string_view("needle\0", 7));
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  auto all = [](std::string_view) { return true; };
  EXPECT_EQ(must(view.containing("needle", all)).size(), 4u);
  EXPECT_EQ(must(view.containing("needle", [](std::string_view path) { return path == "d/50.txt"; })).size(),
            1u);
  EXPECT_TRUE(must(view.containing("absent", all)).empty());
}

}  // namespace
}  // namespace suit
