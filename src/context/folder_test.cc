#include "context/folder.h"

#include <unistd.h>

#include "context/ignore.h"
#include "support/testing.h"

namespace suit {
namespace {

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

// The peer: what `git ls-files` says of the same tree.
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
  std::string ours;
  for (const FolderFile& file : *must(view.list())) ours += file.path + "\n";
  EXPECT_EQ(ours, listed);
}

TEST(Folder, FindsContents) {
  TemporaryFolder folder;
  for (int i = 0; i < 200; ++i) folder.write("d/" + std::to_string(i) + ".txt", i % 50 == 0 ? "has needle\n" : "nothing\n");
  folder.write("binary", std::string_view("needle\0", 7));
  auto files = must(open_files(folder.path()));
  Folder view(*files);
  auto all = [](std::string_view) { return true; };
  EXPECT_EQ(must(view.containing("needle", all)).size(), 4u);
  EXPECT_EQ(must(view.containing("needle", [](std::string_view path) { return path == "d/50.txt"; })).size(), 1u);
  EXPECT_TRUE(must(view.containing("absent", all)).empty());
}

}  // namespace
}  // namespace suit
