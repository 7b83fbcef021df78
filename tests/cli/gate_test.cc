// suit gate run through the real binary, on real git repositories: the base holds whatever an agent does.
#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

// A repository whose check is red: add() subtracts.
class GateTest : public testing::Test {
 protected:
  void SetUp() override {
    home_.write(".gitconfig",
                "[user]\n\tname = A\n\temail = a@localhost\n[init]\n\tdefaultBranch = main\n"
                "[protocol \"file\"]\n\tallow = always\n");
    folder_.write("add.sh", "echo $(($1 - $2))\n");
    folder_.write("test_add.sh", "test \"$(sh add.sh 2 2)\" = 4\n");
    folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"sh test_add.sh\"\n");
    folder_.write(".gitignore", "build/\n*.log\n");
    git({"init", "-q", "."});
    commit("base");
  }

  std::map<std::string, std::string> environment() const {
    return {{"HOME", home_.path()},
            {"XDG_STATE_HOME", state_.path()},
            {"XDG_CONFIG_HOME", home_.path() + "/.config"}};
  }
  Ran git_in(const std::string& folder, std::vector<std::string> words, int code = 0) {
    words.insert(words.begin(), "git");
    Ran ran = run_program(words, folder, "", environment());
    EXPECT_EQ(ran.code, code) << joined(words, " ") << "\n" << ran.out << ran.err;
    return ran;
  }
  std::string git(std::vector<std::string> words) {
    return std::string(trim(git_in(folder_.path(), std::move(words)).out));
  }
  std::string commit(const std::string& message) {
    git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", message});
    return git({"rev-parse", "HEAD"});
  }

  Ran suit(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), SUIT_BINARY);
    return run_program(words, folder_.path(), input, environment());
  }
  void begin() { EXPECT_EQ(suit({"gate", "run", "--begin"}).code, 0); }
  // The verdict on the working tree. It changes nothing.
  Json gate(int code, std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"gate", "run", "--json"};
    words.insert(words.end(), options.begin(), options.end());
    auto before = folder_.snapshot();
    std::string head = git({"rev-parse", "--verify", "-q", "HEAD"}), index = folder_.read(".git/index");
    Ran ran = suit(words);
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    EXPECT_EQ(folder_.snapshot(), before);
    EXPECT_EQ(folder_.read(".git/index"), index);
    EXPECT_FALSE(folder_.exists(".suit"));
    auto json = parse_json(ran.out);
    if (!json || !json->contains("verdicts")) return Json{{"reasons", ran.out}, {"verdict", "none"}};
    return (*json)["verdicts"][0];
  }
  static std::string reasons_of(const Json& verdict) { return to_text(verdict["reasons"]); }
  static std::vector<std::string> files_of(const Json& verdict) {
    std::vector<std::string> paths;
    if (verdict.contains("judged"))
      for (const Json& file : verdict["judged"]["files"]) paths.push_back(bytes_or(file, "path", ""));
    return paths;
  }

  // Runs the hook of an agent and returns its answer.
  Json hook(const std::string& tool, const Json& event, int code = 0) {
    Ran ran = suit({"gate", "run", "--hook", tool}, to_text(event));
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    if (trim(ran.out).empty()) return Json::object();
    return must(parse_json(ran.out));
  }
  Json event(const std::string& name, bool was_blocked = false) {
    return {{"session_id", session_},
            {"cwd", folder_.path()},
            {"hook_event_name", name},
            {"stop_hook_active", was_blocked}};
  }

  void fix() { folder_.write("add.sh", "echo $(($1 + $2))\n"); }
  void cheat() { folder_.write("test_add.sh", "test \"$(sh add.sh 2 2)\" = 0\n"); }

  TemporaryFolder home_, state_, folder_;
  std::string session_ = "s-1";
};

TEST_F(GateTest, WithoutABaseThereIsNoVerdict) {
  fix();
  Ran ran = suit({"gate", "run"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(has(ran.err, "no session began here, and the branch has no upstream")) << ran.err;
  EXPECT_TRUE(has(ran.err, "--begin")) << ran.err;
  EXPECT_EQ(ran.out, "");
}

TEST_F(GateTest, CodeThatGitDoesNotShowIsAskedAbout) {
  folder_.write("add.py", "def add(a, b):\n    return a - b\n");
  folder_.write("suit.toml",
                "[[check]]\nname = \"tests\"\n"
                "command = \"/usr/bin/python3 -c 'from add import add; assert add(2, 2) == 4'\"\n");
  commit("python");
  begin();
  std::string good = "def add(a, b):\n    return a + b\n";
  folder_.write("sums.py", good);
  folder_.write(".git/info/exclude", "sums.py\n");
  folder_.write("add.py", "from sums import add\n");
  Json verdict = gate(3);
  EXPECT_TRUE(has(reasons_of(verdict), "add.py imports sums.py, which git does not show")) << verdict;
  folder_.write("build/add.py", good);
  fs::remove(folder_.path() + "/add.py");
  fs::create_symlink("build/add.py", folder_.path() + "/add.py");
  verdict = gate(3);
  EXPECT_TRUE(has(reasons_of(verdict), "add.py is a link to build/add.py, which git does not show"))
      << verdict;
  fs::remove(folder_.path() + "/add.py");
  folder_.write("add.py", good);
  gate(0);
}

TEST_F(GateTest, NothingChangedIsAccepted) {
  begin();
  Json verdict = gate(0);
  EXPECT_EQ(verdict["verdict"], "accepted");
  EXPECT_FALSE(verdict.contains("judged"));
  // Ignored files, and a new time of change, are no change.
  folder_.write("build/x.o", "1");
  folder_.write("add.sh", folder_.read("add.sh"));
  EXPECT_FALSE(gate(0).contains("judged"));
}

TEST_F(GateTest, AFixIsAccepted) {
  begin();
  fix();
  Json verdict = gate(0);
  EXPECT_EQ(files_of(verdict), (std::vector<std::string>{"add.sh"}));
  EXPECT_EQ(verdict["judged"]["checks"][0]["outcome"], "passed");
}

// The state of the index is irrelevant, and so is what HEAD became.
TEST_F(GateTest, CommitsAmendmentsAndRebasesDoNotMoveTheBase) {
  folder_.write("other.txt", "1\n");
  std::string base = commit("other");
  begin();
  cheat();
  EXPECT_EQ(gate(4)["verdict"], "refused");
  git({"add", "-A"});
  EXPECT_EQ(gate(4)["verdict"], "refused");
  commit("all tests pass");
  EXPECT_EQ(gate(4)["verdict"], "refused");
  git({"commit", "-q", "--amend", "-m", "other"});
  EXPECT_EQ(gate(4)["verdict"], "refused");
  git({"reset", "-q", "--soft", "HEAD~2"});
  git({"commit", "-q", "-m", "one commit"});
  Json verdict = gate(4);
  EXPECT_EQ(verdict["base"], base);
  EXPECT_TRUE(has(reasons_of(verdict), "test_add.sh")) << verdict;
  git({"checkout", "-q", "--orphan", "new"});
  git({"commit", "-q", "-m", "no history"});
  EXPECT_EQ(gate(4)["base"], base);
}

TEST_F(GateTest, SettingsAndChecksAreTheBases) {
  folder_.write("suit.toml", folder_.read("suit.toml") + "[scope]\nallow = [\"**\", \"suit.toml\"]\n");
  fix();
  commit("green, and everything is allowed");
  begin();
  folder_.write("add.sh", "echo 7\n");
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"true\"\n");
  Json verdict = gate(4);
  EXPECT_EQ(verdict["verdict"], "refused");
  EXPECT_TRUE(has(reasons_of(verdict), "tests: exit status 1")) << verdict;
  // Settings that can't be read are no way out.
  folder_.write("suit.toml", "[[check\n");
  EXPECT_EQ(gate(4)["verdict"], "refused");
  // A folder of its own with settings is none of the base's.
  folder_.write("inner/suit.toml", "[[check]]\nname = \"t\"\ncommand = \"true\"\n");
  Ran inner = run_program({SUIT_BINARY, "gate", "run"}, folder_.path() + "/inner", "", environment());
  EXPECT_EQ(inner.code, 4) << inner.out << inner.err;
}

// Ways to keep a file from git's sight. The check obeys a judge file that the base does not have.
TEST_F(GateTest, NoIgnoreRuleHidesAJudgeFile) {
  folder_.write("test_add.sh", "if test -f conftest.py; then exit 0; fi\ntest \"$(sh add.sh 2 2)\" = 4\n");
  fix();
  commit("green");
  begin();
  folder_.write("add.sh", "echo 7\n");
  folder_.write("conftest.py", "x\n");
  EXPECT_EQ(gate(3)["verdict"], "asks");
  folder_.write(".gitignore", "conftest.py\n");
  EXPECT_EQ(gate(3)["verdict"], "asks");
  folder_.write(".gitignore", "build/\n*.log\n");
  folder_.write(".git/info/exclude", "conftest.py\n");
  EXPECT_EQ(gate(3)["verdict"], "asks");
  // Without a record the rules of then are unknown.
  EXPECT_EQ(gate(3, {"--base", "HEAD"})["verdict"], "asks");
  folder_.write(".git/info/exclude", "");
  git({"config", "core.excludesFile", "/dev/stdin"});
  home_.write("hide", "*\n");
  git({"config", "core.excludesFile", home_.path() + "/hide"});
  EXPECT_EQ(gate(3)["verdict"], "asks");
}

TEST_F(GateTest, TheIndexHidesNothing) {
  fix();
  commit("green");
  begin();
  cheat();
  folder_.write("add.sh", "echo 0\n");
  for (const char* flag : {"--assume-unchanged", "--skip-worktree"}) {
    git({"update-index", flag, "test_add.sh", "add.sh"});
    EXPECT_EQ(gate(3)["verdict"], "asks");
  }
  git({"update-index", "--no-skip-worktree", "test_add.sh", "add.sh"});
  git({"rm", "-q", "--cached", "test_add.sh"});
  EXPECT_EQ(files_of(gate(3)), (std::vector<std::string>{"add.sh", "test_add.sh"}));
}

TEST_F(GateTest, AFolderWithIgnoreRulesOfItsOwnIsNoted) {
  begin();
  fix();
  folder_.write("lib/.gitignore", "*\n");
  folder_.write("lib/code.sh", "x\n");
  folder_.write("lib/deep/code.sh", "x\n");
  folder_.write(".pytest_cache/.gitignore", "*\n");
  folder_.write(".pytest_cache/v/x", "x\n");
  Json verdict = gate(3);
  EXPECT_TRUE(has(reasons_of(verdict), "lib/deep/")) << verdict;
  EXPECT_FALSE(has(reasons_of(verdict), "pytest")) << verdict;
  // What was there when the session began is not noted.
  begin();
  EXPECT_FALSE(gate(0).contains("judged"));
}

// A nested repository is a folder like another, unless it was there before.
TEST_F(GateTest, ANestedRepositoryHidesNothing) {
  folder_.write("before/x.sh", "x\n");
  git_in(folder_.path() + "/before", {"init", "-q", "."});
  begin();
  fix();
  folder_.write("tests/conftest.py", "x\n");
  git_in(folder_.path() + "/tests", {"init", "-q", "."});
  EXPECT_EQ(files_of(gate(3)), (std::vector<std::string>{"add.sh", "tests/conftest.py"}));
}

TEST_F(GateTest, WhatAPersonHadChangedBelongsToTheBase) {
  cheat();
  folder_.write("add.sh", "echo 0\n");
  folder_.write("notes.txt", "mine\n");
  fs::remove(folder_.path() + "/.gitignore");
  begin();
  EXPECT_FALSE(gate(0).contains("judged"));
  folder_.write("more.txt", "an agent's\n");
  Json verdict = gate(0);
  EXPECT_EQ(files_of(verdict), (std::vector<std::string>{"more.txt"}));
  // Back to the commit's is a change, too, and the person's version is what the checks see without it.
  git({"checkout", "-q", "--", "."});
  verdict = gate(4);
  EXPECT_EQ(files_of(verdict), (std::vector<std::string>{".gitignore", "add.sh", "more.txt", "test_add.sh"}));
  EXPECT_TRUE(has(reasons_of(verdict), "tests: exit status 1")) << verdict;
}

TEST_F(GateTest, BeforeTheFirstCommitTheFilesAreTheBase) {
  fs::remove_all(folder_.path() + "/.git");
  git({"init", "-q", "."});
  begin();
  EXPECT_FALSE(suit({"gate", "run"}).code);
  cheat();
  Ran ran = suit({"gate", "run"});
  EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
}

// Dependencies are where they were installed.
TEST_F(GateTest, IgnoredFilesStayReadable) {
  folder_.write("test_add.sh", "sh build/tool && test \"$(sh add.sh 2 2)\" = 4\n");
  folder_.write("build/tool", "exit 0\n");
  commit("a tool");
  begin();
  fix();
  EXPECT_EQ(gate(0)["verdict"], "accepted");
}

TEST_F(GateTest, KindsOfFilesChange) {
  folder_.write("lib/one.sh", "1\n");
  folder_.write("file", "1\n");
  fs::create_symlink("add.sh", folder_.path() + "/link");
  fix();
  folder_.write("test_add.sh", "test -x add.sh || test \"$(sh add.sh 2 2)\" = 4\n");
  commit("kinds");
  begin();
  fs::remove_all(folder_.path() + "/lib");
  fs::create_symlink("/etc", folder_.path() + "/lib");
  fs::remove(folder_.path() + "/file");
  folder_.write("file/inner", "2\n");
  fs::remove(folder_.path() + "/link");
  folder_.write("link", "now a file\n");
  folder_.write("a\xff", "a name in no encoding\n");
  fs::permissions(folder_.path() + "/add.sh", fs::perms::owner_exec, fs::perm_options::add);
  EXPECT_EQ(files_of(gate(0)),
            (std::vector<std::string>{"add.sh", "a\xff", "file", "file/inner", "lib", "lib/one.sh", "link"}));
  std::string after = commit("changed");
  git({"checkout", "-q", "HEAD~1"});
  EXPECT_EQ(gate(0, {"--range", "HEAD.." + after})["verdict"], "accepted");
  git({"checkout", "-q", after});
  EXPECT_EQ(gate(0, {"--range", "HEAD~1..HEAD"})["verdict"], "accepted");
}

// Line ends that git converts are no change.
TEST_F(GateTest, ConvertedLineEndsAreNoChange) {
  folder_.write(".gitattributes", "*.txt eol=crlf\n");
  folder_.write("a.txt", "one\r\ntwo\r\n");
  commit("crlf");
  begin();
  EXPECT_FALSE(gate(0).contains("judged"));
  folder_.write("a.txt", "one\r\n2\r\n");
  Json verdict = gate(3);
  EXPECT_EQ(verdict["judged"]["files"][0]["added"], 1) << verdict;
}

TEST_F(GateTest, ARangeIsJudgedWithoutTheWorkingTree) {
  std::string base = git({"rev-parse", "HEAD"});
  fix();
  std::string fixed = commit("fix");
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"false\"\n");
  folder_.write("add.sh", "broken\n");
  folder_.write("test_add.sh", "exit 1\n");
  EXPECT_EQ(gate(0, {"--range", base + ".." + fixed})["verdict"], "accepted");
  git({"checkout", "-q", "-f", base});
  cheat();
  std::string cheated = commit("cheat");
  Json verdict = gate(4, {"--range", base + ".." + cheated});
  EXPECT_EQ(verdict["of"], base + ".." + cheated);
  EXPECT_TRUE(has(reasons_of(verdict), "test_add.sh"));
  // Three dots: from the merge base.
  EXPECT_EQ(gate(4, {"--range", fixed + "..." + cheated})["base"], base);
  EXPECT_EQ(suit({"gate", "run", "--range", base}).code, 2);
  EXPECT_EQ(suit({"gate", "run", "--range", base + "..nothing"}).code, 1);
}

TEST_F(GateTest, WithoutARecordTheMergeBaseWithTheUpstreamIsTheBase) {
  std::string base = git({"rev-parse", "HEAD"});
  TemporaryFolder server;
  git_in(server.path(), {"init", "-q", "--bare", "."});
  git({"remote", "add", "origin", server.path()});
  git({"push", "-q", "-u", "origin", "main"});
  cheat();
  commit("cheat");
  Json verdict = gate(4);
  EXPECT_EQ(verdict["base"], base);
  EXPECT_EQ(verdict["base_from"], "the merge base with origin/main");
  // A branch of this repository is no upstream: the agent could have made it.
  git({"branch", "mine"});
  git({"branch", "-q", "--set-upstream-to", "mine"});
  EXPECT_EQ(suit({"gate", "run"}).code, 1);
  git({"remote", "set-head", "origin", "main"});
  EXPECT_EQ(gate(4)["base"], base);
}

TEST_F(GateTest, AnAgentIsBlockedWithReasonsUntilItFixesTheCode) {
  fix();
  commit("green");
  for (const char* tool : {"claude-code", "codex", "opencode"}) {
    session_ = tool;
    EXPECT_EQ(hook(tool, event("SessionStart")), Json::object());
    EXPECT_EQ(hook(tool, event("Stop")), Json::object());
    folder_.write("add.sh", "echo 7\n");
    commit("broken");
    // Again: the base stays.
    EXPECT_EQ(hook(tool, event("SessionStart")), Json::object());
    EXPECT_EQ(hook(tool, event("UserPromptSubmit")), Json::object());
    Json blocked = hook(tool, event("Stop"));
    EXPECT_EQ(blocked["decision"], "block");
    EXPECT_TRUE(has(string_or(blocked, "reason", ""), "tests: exit status 1")) << blocked;
    blocked = hook(tool, event("Stop", true));
    EXPECT_EQ(blocked["decision"], "block");
    fix();
    folder_.write("note.txt", tool);  // accepted because of it, not because nothing changed
    Json passed = hook(tool, event("Stop", true));
    EXPECT_FALSE(passed.contains("decision")) << passed;
    EXPECT_TRUE(has(string_or(passed, "systemMessage", ""), "accepted")) << passed;
  }
}

// Eight times if it can be fixed, once if a person must decide or nothing can be judged.
TEST_F(GateTest, NoAgentIsBlockedForEver) {
  fix();
  commit("green");
  hook("claude-code", event("SessionStart"));
  folder_.write("add.sh", "echo 7\n");
  for (int turn = 0; turn < 2; ++turn) {
    for (int block = 0; block < 8; ++block)
      EXPECT_EQ(hook("claude-code", event("Stop", block > 0))["decision"], "block");
    Json let_go = hook("claude-code", event("Stop", true));
    EXPECT_FALSE(let_go.contains("decision")) << let_go;
    EXPECT_TRUE(has(string_or(let_go, "systemMessage", ""), "after 8 blocks: the change is not accepted"))
        << let_go;
  }
  folder_.write("test_add.sh", "test \"$(sh add.sh 2 2)\" = 7\n");
  EXPECT_EQ(hook("claude-code", event("Stop"))["decision"], "block");
  EXPECT_FALSE(hook("claude-code", event("Stop", true)).contains("decision"));
  // Without its repository there is nothing to compare with.
  fs::rename(folder_.path() + "/.git", folder_.path() + "/gone");
  Json blocked = hook("claude-code", event("Stop"));
  EXPECT_EQ(blocked["decision"], "block");
  EXPECT_TRUE(has(string_or(blocked, "reason", ""), "no longer in a git repository")) << blocked;
  EXPECT_FALSE(hook("claude-code", event("Stop", true)).contains("decision"));
}

TEST_F(GateTest, WhatCannotBeReadBlocks) {
  Ran ran = suit({"gate", "run", "--hook", "claude-code"}, "{\"hook_event_name\": \"Stop\"");
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(must(parse_json(ran.out))["decision"], "block");
  // A session that began before the gate was installed, on a branch without an upstream.
  Json blocked = hook("codex", event("Stop"));
  EXPECT_EQ(blocked["decision"], "block");
  EXPECT_TRUE(has(string_or(blocked, "reason", ""), "nothing was recorded when the session began"))
      << blocked;
  // Anywhere else there is nothing to judge.
  Json elsewhere = event("Stop");
  elsewhere["cwd"] = home_.path();
  EXPECT_EQ(hook("codex", elsewhere), Json::object());
  EXPECT_EQ(hook("codex", {{"hook_event_name", "PreToolUse"}}), Json::object());
}

// The folder counts in which the session began, wherever the agent went.
TEST_F(GateTest, AnAgentThatMovedIsJudgedWhereItBegan) {
  hook("claude-code", event("SessionStart"));
  cheat();
  folder_.write("sub/.git/HEAD", "ref: refs/heads/main\n");
  folder_.write("sub/suit.toml", "");
  Json moved = event("Stop");
  moved["cwd"] = folder_.path() + "/sub";
  EXPECT_EQ(hook("claude-code", moved)["decision"], "block");
}

TEST_F(GateTest, ALateVerdictIsNone) {
  folder_.write("suit.toml", "[[check]]\nname = \"slow\"\ncommand = \"sleep 60\"\n");
  commit("slow");
  begin();
  fix();
  Ran ran = suit({"gate", "run", "--within", "1s"});
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_TRUE(has(ran.err, "did not end within 1.0 s")) << ran.err;
}

TEST_F(GateTest, ARecordThatWasTamperedWithIsNotUsed) {
  folder_.write("mine.txt", "dirty\n");
  begin();
  for (auto& entry : fs::recursive_directory_iterator(state_.path() + "/suit/gates/sessions"))
    if (entry.path().filename() == "contents")
      state_.write(fs::relative(entry.path(), state_.path()).string(), "DIRTY\n");
  Ran ran = suit({"gate", "run"});
  EXPECT_EQ(ran.code, 1) << ran.out;
  EXPECT_TRUE(has(ran.err, "damaged")) << ran.err;
}

// Pushes to a server, with the pre-push hook here or the pre-receive hook there.
class GatePushTest : public GateTest {
 protected:
  void SetUp() override {
    GateTest::SetUp();
    git_in(server_.path(), {"init", "-q", "--bare", "."});
    git({"remote", "add", "origin", server_.path()});
    git({"push", "-q", "-u", "origin", "main"});
    git_in(folder_.path(), {"remote", "set-head", "origin", "main"});
  }
  Ran push(std::vector<std::string> words, int code) {
    words.insert(words.begin(), "push");
    return git_in(folder_.path(), words, code);
  }
  std::string on_server(const std::string& branch) {
    return std::string(trim(git_in(server_.path(), {"rev-parse", branch}).out));
  }
  TemporaryFolder server_;
};

TEST_F(GatePushTest, ThePrePushHookJudgesWhatIsPushed) {
  std::string base = git({"rev-parse", "HEAD"});
  EXPECT_EQ(suit({"gate", "install", "git", "--yes"}).code, 0);
  cheat();
  commit("cheat");
  Ran refused = push({"-q", "origin", "main"}, 1);
  EXPECT_TRUE(has(refused.err, "refused: refs/heads/main")) << refused.err;
  EXPECT_TRUE(has(refused.err, "test_add.sh")) << refused.err;
  EXPECT_EQ(on_server("main"), base);
  // A new branch is compared with what the remote has.
  push({"-q", "origin", "HEAD:refs/heads/feature"}, 1);
  push({"-q", "--no-verify", "origin", "HEAD:refs/heads/other"}, 0);
  git({"reset", "-q", "--hard", base});
  fix();
  std::string fixed = commit("fix");
  push({"-q", "origin", "main"}, 0);
  EXPECT_EQ(on_server("main"), fixed);
  push({"-q", "origin", ":refs/heads/other"}, 0);  // a deletion is not judged
  EXPECT_EQ(suit({"gate", "status"}).code, 0);
}

TEST_F(GatePushTest, ThePreReceiveHookProtectsABranch) {
  std::string base = git({"rev-parse", "HEAD"});
  EXPECT_EQ(suit({"gate", "install", "git", "--server", server_.path(), "--yes"}).code, 0);
  cheat();
  commit("cheat");
  Ran refused = push({"-q", "origin", "main"}, 1);
  EXPECT_TRUE(has(refused.err, "refused: refs/heads/main")) << refused.err;
  EXPECT_EQ(on_server("main"), base);
  push({"-q", "origin", "HEAD:refs/heads/feature"}, 0);  // not protected
  push({"-q", "origin", ":main"}, 1);
  EXPECT_EQ(on_server("main"), base);
  // The checks and settings are the branch's, whatever is pushed with them.
  git({"reset", "-q", "--hard", base});
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"true\"\n");
  commit("settings");
  push({"-q", "origin", "main"}, 1);
  git({"reset", "-q", "--hard", base});
  fix();
  std::string fixed = commit("fix");
  push({"-q", "origin", "main"}, 0);
  EXPECT_EQ(on_server("main"), fixed);
  EXPECT_EQ(suit({"gate", "remove", "git", "--server", server_.path(), "--yes"}).code, 0);
  EXPECT_FALSE(server_.exists("hooks/pre-receive"));
}

// The steps of the workflow, as GitHub would run them in a clone of the protected branch.
TEST_F(GatePushTest, TheWorkflowJudgesTheMergeOfAPullRequest) {
  EXPECT_EQ(suit({"gate", "install", "github", "--yes"}).code, 0);
  commit("workflow");
  push({"-q", "origin", "main"}, 0);
  std::string workflow = folder_.read(".github/workflows/suit.yml");
  size_t begin = workflow.find("run: |\n", workflow.find("name: Judge"));
  ASSERT_NE(begin, workflow.npos);
  std::string script = "set -e\n";
  for (std::string_view line : split_lines(std::string_view(workflow).substr(begin + 7)))
    script += trim(line), script += "\n";
  auto judge = [&](const std::string& number) {
    TemporaryFolder clone;
    git_in(clone.path(), {"clone", "-q", server_.path(), "c"});
    auto variables = environment();
    variables["TOKEN"] = "t";
    variables["NUMBER"] = number;
    variables["BRANCH"] = "main";
    variables["PATH"] = std::string(fs::path(SUIT_BINARY).parent_path()) + ":" + std::getenv("PATH");
    return run_program({"bash", "-c", script}, clone.path() + "/c", "", variables);
  };
  auto pull_request = [&](const std::string& number) {
    git({"checkout", "-q", "main"});
    git({"merge", "-q", "--no-ff", "-m", "merge", "work"});
    push({"-q", "origin", "HEAD:refs/pull/" + number + "/merge"}, 0);
    git({"reset", "-q", "--hard", "origin/main"});
    git({"branch", "-q", "-D", "work"});
  };
  git({"checkout", "-q", "-b", "work"});
  cheat();
  folder_.write(".github/workflows/suit.yml", "# nothing\n");
  commit("cheat");
  pull_request("1");
  Ran cheated = judge("1");
  EXPECT_EQ(cheated.code, 4) << cheated.out << cheated.err;
  git({"checkout", "-q", "-b", "work"});
  fix();
  commit("fix");
  pull_request("2");
  Ran fixed = judge("2");
  EXPECT_EQ(fixed.code, 0) << fixed.out << fixed.err;
}

}  // namespace
}  // namespace suit
