// The output of `suit doctor` when something is missing, and checks that run without a sandbox.
#include <filesystem>

#include "base/json.h"
#include "support/testing.h"

namespace suit {
namespace {

class DoctorTest : public testing::Test {
 protected:
  DoctorTest() { folder_.write("a.txt", "old\n"); }
  bool says(const Ran& ran, const std::string& text) { return ran.out.find(text) != std::string::npos; }
  TemporaryFolder folder_;
};

TEST_F(DoctorTest, AHealthyFolderIsHealthy) {
  folder_.write("suit.toml", "[[check]]\nname = \"c\"\ncommand = \"test -e a.txt && grep -q . a.txt\"\n");
  ASSERT_EQ(run_suit({"do", "--yes", "replace old by new"}, folder_.path()).code, 0);
  Ran ran = run_suit({"doctor"}, folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_FALSE(says(ran, "missing  sandbox")) << ran.out;
  EXPECT_TRUE(says(ran, "readable")) << ran.out;
}

TEST_F(DoctorTest, AProgramThatChecksCannotSeeIsNamedWithItsPlace) {
  TemporaryFolder home;
  home.write(".tools/bin/mytool", "#!/bin/sh\nexit 0\n", 0755);
  folder_.write("suit.toml", "[[check]]\nname = \"c\"\ncommand = \"mytool && nosuchtool\"\n");
  std::map<std::string, std::string> environment = {
      {"PATH", home.path() + "/.tools/bin:" + std::getenv("PATH")}};
  Ran ran = run_suit({"doctor"}, folder_.path(), environment);
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(says(ran, home.path() + "/.tools/bin/mytool, which checks can't see")) << ran.out;
  EXPECT_TRUE(says(ran, "name " + home.path() + "/.tools in sandbox.read")) << ran.out;
  EXPECT_TRUE(says(ran, "nosuchtool    is not installed")) << ran.out;
  // Follows the advice.
  home.write("suit.toml", "[sandbox]\nread = [\"" + home.path() + "/.tools\"]\n");
  environment["SUIT_CONFIG"] = home.path() + "/suit.toml";
  folder_.write("suit.toml", "[[check]]\nname = \"c\"\ncommand = \"mytool\"\n");
  EXPECT_EQ(run_suit({"doctor"}, folder_.path(), environment).code, 0);
  EXPECT_EQ(run_suit({"do", "--yes", "replace old by new"}, folder_.path(), environment).code, 0);
}

TEST_F(DoctorTest, EachCheckIsRunAsTheFolderIs) {
  folder_.write("suit.toml",
                "[[check]]\nname = \"good\"\ncommand = \"true\"\n[[check]]\nname = \"bad\"\ncommand = \"echo "
                "why: error 7; false\"\n"
                "[[check]]\nname = \"slow\"\ncommand = \"sleep 60\"\n[[check]]\nname = \"listed\"\ncommand = "
                "\"ls {files}\"\nwhen = [\"*.txt\"]\n");
  Ran ran = run_suit({"doctor", "--time", "5s"}, folder_.path());
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_TRUE(says(ran, "good     good          passes now (")) << ran.out;
  EXPECT_TRUE(says(ran, "fails    bad           fails now: exit status 1: why: error 7")) << ran.out;
  EXPECT_TRUE(says(ran, "unknown  slow          still running after ")) << ran.out;
  EXPECT_TRUE(says(ran, "good     listed        passes now (")) << ran.out;
  Json checks =
      must(parse_json(run_suit({"doctor", "--json", "--time", "5s"}, folder_.path()).out))["checks"];
  EXPECT_EQ(checks[0]["now"]["outcome"], "passes");
  EXPECT_EQ(checks[1]["now"]["outcome"], "fails");
  EXPECT_EQ(checks[2]["now"]["outcome"], "unknown");
  // Checks that are not run report nothing and fail nothing.
  ran = run_suit({"doctor", "--no-checks"}, folder_.path());
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_FALSE(says(ran, "now")) << ran.out;
  EXPECT_FALSE(
      must(parse_json(run_suit({"doctor", "--json", "--no-checks"}, folder_.path()).out))["checks"][0]
          .contains("now"));
  EXPECT_EQ(run_suit({"doctor", "--time", "soon"}, folder_.path()).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/.suit"));  // read-only
}

TEST_F(DoctorTest, WhatAFolderAsksForInVainIsNamed) {
  folder_.write("suit.toml", "[limits]\nmemory_mb = 999999\n");
  Ran ran = run_suit({"doctor"}, folder_.path());
  EXPECT_TRUE(says(ran, "limits.memory_mb = 999999 in suit.toml is ignored: 4096 applies")) << ran.out;
}

TEST_F(DoctorTest, WithoutASandboxEveryoneSaysSo) {
  TemporaryFolder home;
  home.write("suit.toml", "[sandbox]\nisolation = \"none\"\n");
  std::map<std::string, std::string> environment = {{"SUIT_CONFIG", home.path() + "/suit.toml"}};
  Ran ran = run_suit({"do", "--yes", "--check", "true", "replace old by new"}, folder_.path(), environment);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(says(ran, "✓ true without a sandbox")) << ran.out;
  EXPECT_TRUE(says(run_suit({"log"}, folder_.path()), "true passed without a sandbox"));
  EXPECT_TRUE(says(run_suit({"log", "--json"}, folder_.path()), "\"sandbox\":false"));
  EXPECT_TRUE(
      says(run_suit({"do", "--json", "--check", "true", "replace new by old"}, folder_.path(), environment),
           "\"sandbox\":false"));
  ran = run_suit({"doctor"}, folder_.path(), environment);
  EXPECT_EQ(ran.code, 1);
  size_t off = ran.out.find("missing  sandbox       switched off");
  EXPECT_LT(off, ran.out.find("check ")) << ran.out;
  EXPECT_FALSE(says(ran, "none is run"));
}

TEST_F(DoctorTest, ADamagedMiddleOfTheLedger) {
  for (int i = 0; i < 12; ++i)
    run_suit({"do", "--yes", "--no-checks", i % 2 ? "replace new by old" : "replace old by new"},
             folder_.path());
  run_program({"sqlite3", ".suit/ledger.db", "PRAGMA wal_checkpoint(TRUNCATE)"}, folder_.path());
  std::string bytes = folder_.read(".suit/ledger.db");
  ASSERT_GT(bytes.size(), 5u * 4096);
  bytes.replace(3 * 4096, 4096, std::string(4096, '\x55'));
  folder_.write(".suit/ledger.db", bytes);
  Ran ran = run_suit({"doctor"}, folder_.path());
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_NE((ran.out + ran.err).find("damaged"), std::string::npos) << ran.out << ran.err;
}

}  // namespace
}  // namespace suit
