// A git checkout: Suit respects .gitignore and leaves nothing in .git.
#include <algorithm>

#include "base/text.h"
#include "real/tree.h"

namespace suit::real {
namespace {

Snapshot snapshot_of_git(const TemporaryFolder& tree) {
  TemporaryFolder copy;  // snapshots exclude .git
  copy_tree(tree.path() + "/.git", copy.path() + "/git");
  return copy.snapshot();
}

std::vector<std::string> status(const TemporaryFolder& tree) {
  std::string text = run_or_fail({"git", "--no-optional-locks", "status", "--porcelain"}, tree.path());
  std::vector<std::string> lines;
  for (std::string_view line : split_lines(text)) lines.emplace_back(without_terminator(line));
  return lines;
}

TEST(GitCheckout, OnlyTheEditShowsInGitAndIgnoredFilesStay) {
  TemporaryFolder tree;
  copy_tree("/usr/include/openssl", tree.path() + "/openssl");
  tree.write(".gitignore", "build/\n*.log\n/openssl/x509*.h\n!/openssl/x509v3.h\n");
  tree.write("build/copy.h", "int EVP_sha256(void);\n");
  tree.write("notes.log", "EVP_sha256\n");
  tree.write("app.c", "#include <openssl/evp.h>\nconst void* digest(void) { return EVP_sha256(); }\n");
  run_or_fail({"git", "init", "-q", "."}, tree.path());
  run_or_fail({"git", "add", "-A"}, tree.path());
  run_or_fail({"git", "-c", "user.name=test", "-c", "user.email=test", "commit", "-q", "-m", "headers"},
              tree.path());
  ASSERT_EQ(status(tree), std::vector<std::string>());
  Snapshot before = tree.snapshot(), git_before = snapshot_of_git(tree);

  Ran ran = run_suit({"do", "--yes", "--no-checks", "rename EVP_sha256 to EVP_suited256"}, tree.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;

  EXPECT_EQ(differing(git_before, snapshot_of_git(tree)), std::vector<std::string>());
  EXPECT_EQ(tree.read("build/copy.h"), "int EVP_sha256(void);\n");
  EXPECT_EQ(tree.read("notes.log"), "EVP_sha256\n");
  EXPECT_EQ(status(tree), (std::vector<std::string>{" M app.c", " M openssl/evp.h"}));
  run_or_fail({"git", "fsck", "--strict"}, tree.path());

  ASSERT_EQ(run_suit({"undo"}, tree.path()).code, 0);
  EXPECT_EQ(differing(before, tree.snapshot()), std::vector<std::string>());
  EXPECT_EQ(status(tree), std::vector<std::string>());
}

TEST(GitCheckout, ARenameIntoAnIgnoredHeaderLeavesItAlone) {
  TemporaryFolder tree;
  copy_tree("/usr/include/openssl", tree.path() + "/openssl");
  tree.write(".gitignore", "/openssl/x509*.h\n!/openssl/x509v3.h\n");
  run_or_fail({"git", "init", "-q", "."}, tree.path());
  run_or_fail({"git", "add", "-A"}, tree.path());
  run_or_fail({"git", "-c", "user.name=test", "-c", "user.email=test", "commit", "-q", "-m", "headers"},
              tree.path());
  Snapshot before = tree.snapshot();
  Ran ran = run_suit({"do", "--yes", "--no-checks", "rename X509 to X510"}, tree.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  std::vector<std::string> edited = differing(before, tree.snapshot());
  std::vector<std::string> seen;
  for (const std::string& line : status(tree)) {
    ASSERT_EQ(line.substr(0, 3), " M ") << line;
    seen.push_back(line.substr(3));
  }
  // Git sees each edit, so no ignored file was edited.
  EXPECT_EQ(edited, seen);
  EXPECT_GT(edited.size(), 10u);
  EXPECT_TRUE(std::find(edited.begin(), edited.end(), "openssl/x509.h") == edited.end());
  EXPECT_TRUE(std::find(edited.begin(), edited.end(), "openssl/x509v3.h") != edited.end());
}

}  // namespace
}  // namespace suit::real
