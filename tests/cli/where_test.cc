// Typed paths are relative to the current folder.
#include "support/testing.h"

namespace suit {
namespace {

class Where : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("suit.toml", "");
    folder_.write("package.json", "{\"version\": \"1\"}\n");
    folder_.write("src/a.txt", "x\n");
    folder_.write("packages/ui/package.json", "{\"version\": \"1\"}\n");
    folder_.write("packages/ui/src/a.txt", "x\n");
    folder_.write("packages/ui/src/only_here.txt", "x\n");
    folder_.write("LICENSE", "x\n");
  }
  Ran suit(std::vector<std::string> arguments) {
    return run_suit(std::move(arguments), folder_.path() + "/packages/ui");
  }

  TemporaryFolder folder_;
};

TEST_F(Where, InATask) {
  Ran ran = suit({"do", "--yes", "--no-checks", "set version to 3 in package.json"});
  EXPECT_TRUE(has(ran.out, "which package.json is meant")) << ran.out << ran.err;
  EXPECT_TRUE(has(ran.out, "paths are relative to packages/ui"));
  EXPECT_EQ(folder_.read("package.json"), "{\"version\": \"1\"}\n");
  EXPECT_EQ(folder_.read("packages/ui/package.json"), "{\"version\": \"1\"}\n");
  ran = suit({"do", "--yes", "--no-checks", "set version to 3 in ./package.json"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("package.json"), "{\"version\": \"1\"}\n");
  EXPECT_EQ(folder_.read("packages/ui/package.json"), "{\"version\": \"3\"}\n");
}

TEST_F(Where, InAScope) {
  Ran ran = suit({"do", "--yes", "--no-checks", "--scope", "./src/**", "replace x by y"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("packages/ui/src/a.txt"), "y\n");
  EXPECT_EQ(folder_.read("src/a.txt"), "x\n");
  EXPECT_EQ(folder_.read("LICENSE"), "x\n");
  ran = suit({"do", "--yes", "--no-checks", "--scope", "../../LICENSE:1", "replace x by y"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("LICENSE"), "y\n");
  ran = suit({"do", "--yes", "--no-checks", "--scope", "src/a.txt", "replace y by z"});
  EXPECT_NE(ran.code, 0);
  EXPECT_TRUE(has(ran.err, "exists both in packages/ui and at the top")) << ran.out << ran.err;
  EXPECT_EQ(suit({"do", "--yes", "--no-checks", "--scope", "../../../x", "replace y by z"}).code, 2);
}

TEST_F(Where, OfACheck) {
  Ran ran = suit({"do", "--yes", "--check", "test -f src/only_here.txt", "replace x by y in ./src/a.txt"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(folder_.read("packages/ui/src/a.txt"), "y\n");
}

}  // namespace
}  // namespace suit
