#include "verify/policy.h"

#include "base/secret.h"
#include "support/testing.h"

namespace suit {
namespace {

FileEdit edit_of(const std::string& path, std::string before, std::string after) {
  return {path, FileVersion::file(std::move(before), 0644), FileVersion::file(std::move(after), 0644)};
}

class PolicyTest : public testing::Test {
 protected:
  // The names of the policies that refuse, without "policy:".
  std::string refused(std::vector<FileEdit> edits) {
    Proposal proposal;
    proposal.edits = std::move(edits);
    verdict_ = examine_policy(proposal, task_, rules_);
    std::string names;
    for (const CheckResult& result : verdict_.results)
      if (result.outcome == Outcome::kFailed) names += (names.empty() ? "" : " ") + result.name.substr(7);
    return names;
  }
  void scope(std::vector<std::string> items) { task_.scope = must(Scope::parse(items)); }

  Task task_;
  PolicyRules rules_;
  PolicyVerdict verdict_;
};

TEST_F(PolicyTest, AnOrdinaryChangePasses) {
  EXPECT_EQ(refused({edit_of("src/a.cc", "a\n", "b\n")}), "");
  EXPECT_EQ(verdict_.results.size(), 7u) << "every policy says what it found";
}

TEST_F(PolicyTest, Scope) {
  scope({"src/**"});
  EXPECT_EQ(refused({edit_of("src/a.cc", "a\n", "b\n")}), "");
  EXPECT_EQ(refused({edit_of("docs/a.md", "a\n", "b\n")}), "scope");
  scope({"a.cc:2-3"});
  EXPECT_EQ(refused({edit_of("a.cc", "1\n2\n3\n4\n", "1\nx\n3\n4\n")}), "");
  EXPECT_EQ(refused({edit_of("a.cc", "1\n2\n3\n4\n", "1\n2\n3\nx\n")}), "scope");
  EXPECT_EQ(refused({edit_of("a.cc", "1\n2\n3\n4\n", "1\n2\nx\ny\n")}), "scope") << "partly outside";
  EXPECT_EQ(refused({edit_of("a.cc", "1\n2\n3\n4\n", "0\n1\n2\n3\n4\n")}), "scope") << "an insertion above";
  EXPECT_EQ(refused({edit_of("a.cc", "1\n2\n3\n4\n", "1\n2\n2b\n3\n4\n")}), "");
  EXPECT_EQ(refused({{"a.cc", FileVersion::file("1\n", 0644), FileVersion::absent()}}), "scope")
      << "the file itself";
}

TEST_F(PolicyTest, Rules) {
  rules_.deny = {"secret/**"};
  rules_.ask = {"db/**"};
  rules_.allow = {"src/**", "db/**"};
  EXPECT_EQ(refused({edit_of("secret/a", "a\n", "b\n")}), "rules");
  EXPECT_EQ(refused({edit_of("db/a", "a\n", "b\n")}), "");
  EXPECT_EQ(verdict_.ask_reasons.size(), 1u);
  EXPECT_EQ(refused({edit_of("src/a", "a\n", "b\n")}), "");
  EXPECT_TRUE(verdict_.ask_reasons.empty());
  EXPECT_EQ(refused({edit_of("elsewhere", "a\n", "b\n")}), "");
  EXPECT_EQ(verdict_.ask_reasons.size(), 1u) << "no allow rule names it";
}

TEST_F(PolicyTest, ProtectedPlacesNeedARuleThatNamesThem) {
  for (const char* path :
       {".git/config", ".suit/ledger.db", "suit.toml", ".github/workflows/ci.yml", ".husky/pre-commit",
        "sub/.vscode/tasks.json", "AGENTS.md", ".claude/settings.json", ".GIT/hooks/x", ".ci/run",
        ".gitlab-ci.yml", ".aider.conf.yml"}) {
    rules_.allow = {};
    EXPECT_EQ(refused({edit_of(path, "a\n", "b\n")}), "protected") << path;
    rules_.allow = {"**"};
    EXPECT_EQ(refused({edit_of(path, "a\n", "b\n")}), "protected")
        << path << ": a broad rule does not open it";
  }
  rules_.allow = {".github/**"};
  EXPECT_EQ(refused({edit_of(".github/workflows/ci.yml", "a\n", "b\n")}), "");
  rules_.allow = {".suit/**"};
  EXPECT_EQ(refused({edit_of(".suit/ledger.db", "a\n", "b\n")}), "protected") << "never";
  EXPECT_EQ(refused({edit_of("src/hooks/use_state.ts", "a\n", "b\n"), edit_of("src/git/x", "a\n", "b\n")}),
            "");
  EXPECT_FALSE(permit_places({"a", ".git/hooks/post-checkout"}, {}));
  EXPECT_FALSE(permit_places({".github/workflows/ci.yml"}, {.allow = {"**"}}));
  EXPECT_TRUE(permit_places({"a", "Makefile", ".github/workflows/ci.yml"}, {.allow = {".github/**"}}));
}

TEST_F(PolicyTest, WhatToolsRunLaterAsks) {
  EXPECT_EQ(refused({edit_of("Makefile", "a:\n", "b:\n"), edit_of("setup.py", "a\n", "b\n"),
                     edit_of("a.cc", "a\n", "b\n")}),
            "");
  ASSERT_EQ(verdict_.ask_reasons.size(), 2u);
  EXPECT_EQ(verdict_.ask_reasons[0], "Makefile is run by other tools later (make: runs its recipes)");
  EXPECT_EQ(refused({edit_of("package.json", "{\"version\": \"1\"}\n", "{\"version\": \"2\"}\n")}), "");
  EXPECT_TRUE(verdict_.ask_reasons.empty()) << "a version runs nothing";
  EXPECT_EQ(refused({{"package.json", FileVersion::file("{}", 0644), FileVersion::absent()}}), "");
  EXPECT_EQ(verdict_.ask_reasons.size(), 1u);
  rules_.allow = {"**", "Makefile"};
  EXPECT_EQ(refused({edit_of("sub/Makefile", "a:\n", "b:\n")}), "");
  EXPECT_TRUE(verdict_.ask_reasons.empty()) << "a rule names it";
}

TEST_F(PolicyTest, AReadOnlyFileIsNotRewritten) {
  EXPECT_EQ(refused({{"a", FileVersion::file("1\n", 0444), FileVersion::file("2\n", 0444)}}), "protected");
}

TEST_F(PolicyTest, Size) {
  rules_.diff_lines_max = 4;
  rules_.files_max = 2;
  rules_.file_bytes_max = 100;
  EXPECT_EQ(refused({edit_of("a", "1\n2\n", "x\ny\n")}), "");
  EXPECT_EQ(refused({edit_of("a", "1\n2\n3\n", "x\ny\nz\n")}), "size");
  EXPECT_EQ(refused({edit_of("a", "1\n", "x\n"), edit_of("b", "", ""), edit_of("c", "", "")}), "size");
  EXPECT_EQ(refused({edit_of("a", "1\n", std::string(200, 'x') + "\n")}), "size");
}

TEST_F(PolicyTest, AMoveIsNotItsWholeContent) {
  rules_.diff_lines_max = 2;
  FileVersion content = FileVersion::file("1\n2\n3\n4\n5\n", 0644);
  EXPECT_EQ(
      refused({{"new", FileVersion::absent(), content, "old"}, {"old", content, FileVersion::absent()}}), "");
}

TEST_F(PolicyTest, SecretsInAddedLines) {
  std::string key = "AKIA" + std::string("ABCDEFGHIJKLMNOP");  // the form of one
  EXPECT_EQ(refused({edit_of("a", "", "key = " + key + "\n")}), "secrets");
  EXPECT_EQ(refused({edit_of("a", "x\nkey = " + key + "\n", "y\nkey = " + key + "\n")}), "")
      << "it stood there before";
  EXPECT_EQ(refused({edit_of("a", "old_key = " + key + "\n", "new_key = " + key + "\n")}), "")
      << "its line was changed";
  EXPECT_EQ(secret_in("-----BEGIN RSA PRIVATE"
                      " KEY-----")
                .what,
            "a private key");
  std::string token = "token: ghp_" + std::string(36, 'a');
  EXPECT_EQ(secret_in(token).what, "a GitHub token");
  for (const char* harmless :
       {"task_list", "sk-learn is a library", "AKIA", "risk-free", "the PRIVATE KEY----- mark"})
    EXPECT_EQ(secret_in(harmless).what, "") << harmless;
}

TEST_F(PolicyTest, WhatStandsWhereACredentialWould) {
  std::string aws =
      "wJalrXUtnFEMIK7MDENGbPxRfiCY"
      "abcdEXAMPLEK";  // the form of one
  EXPECT_EQ(refused({edit_of("a", "", "aws_secret_access_key = " + aws + "\n")}), "secrets");
  EXPECT_EQ(refused({edit_of("a", "", "AWS_SECRET_ACCESS_KEY=" + aws + "\n")}), "secrets");
  EXPECT_EQ(refused({edit_of("a", "", "  \"SecretAccessKey\": \"" + aws + "\",\n")}), "secrets");
  for (const char* line :
       {"password = \"hunter2hunter2\"", "PASSWORD=hunter2hunter2", "db_password: hunter2hunter2",
        "  \"password\": \"s3cr3t-pass\",", "const apiKey = 'a8f5f167f44f4964e6c998de';",
        "--auth-token=a8f5f167f44f4964e6c998de", "login(user, password='hunter2hunter2')",
        "let client_secret := \"Zm9vYmFyYmF6MTIz\""}) {
    EXPECT_EQ(refused({edit_of("a", "", std::string(line) + "\n")}), "") << line;
    EXPECT_EQ(verdict_.ask_reasons.size(), 1u) << "a person must look: " << line;
    EXPECT_EQ(refused({edit_of("a", "x\n" + std::string(line) + "\n", "y\n  " + std::string(line) + "\n")}),
              "");
    EXPECT_TRUE(verdict_.ask_reasons.empty()) << "it stood there before: " << line;
  }
  for (const char* line :
       {"password = get_password2()", "password: str", "token = tokens[12]",
        "password = os.environ['DB_PASSWORD_2']", "password = \"${DB_PASSWORD_1}\"",
        "password = \"changeme123\"", "PASSWORD=your-password-1", "token = next_token_2_of_the_list",
        "if (token == kind12345678) {", "secret: \"<your-secret-1234567>\"", "password = \"short1\"",
        "tokens = \"a8f5f167f44f4964e6c998de\"", "// the password: see chapter12",
        "password_file = \"/etc/suit/p4ssw0rd\"", "std::string token = reader.token16bytes()"}) {
    refused({edit_of("a", "", std::string(line) + "\n")});
    EXPECT_TRUE(verdict_.ask_reasons.empty()) << line << ": " << secret_in(line).text;
  }
}

TEST_F(PolicyTest, BinariesAndConflictMarkers) {
  EXPECT_EQ(refused({edit_of("a", "x", std::string("\0\1", 2))}), "");
  EXPECT_EQ(verdict_.ask_reasons, std::vector<std::string>{"a is binary: its content is not shown"});
  EXPECT_EQ(refused({edit_of("a", "x\n", "<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n")}),
            "conflict-markers");
  EXPECT_EQ(refused({edit_of("a.rst", "", "Title\n=======\n")}), "") << "a heading is not a marker";
}

TEST_F(PolicyTest, LevelsHaveDomains) {
  std::vector<FileEdit> two = {edit_of("a", "1\n", "2\n"), edit_of("b", "1\n", "2\n")};
  std::vector<FileEdit> spots = {edit_of("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n")};
  for (Level level : kLevels) {
    task_.level = level;
    EXPECT_EQ(refused(two), level <= Level::kEdit ? "level" : "") << name_of(level);
    EXPECT_EQ(refused(spots), level == Level::kComplete ? "level" : "") << name_of(level);
  }
}

TEST(ScopeText, RefusesNonsense) {
  for (const char* bad : {"", "/etc", "../x", "a/../../b", "a:5-2", "a:0", ":3"})
    EXPECT_FALSE(Scope::parse({bad})) << bad;
  EXPECT_TRUE(Scope::parse({"a:b"})) << "a colon in a name";
  EXPECT_EQ(must(Scope::parse({"a:7"})).items()[0].lines, (LineRange{7, 7}));
}

}  // namespace
}  // namespace suit
