#include "functions/gate_tools.h"

#include "base/json.h"
#include "base/toml.h"
#include "support/testing.h"

namespace suit {
namespace {

// Sets a variable of this process during its lifetime.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) before_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class GateToolsTest : public testing::Test {
 protected:
  GateToolsTest()
      : home_variable_("HOME", home_.path()), config_("XDG_CONFIG_HOME", home_.path() + "/.config") {
    place_.root = folder_.path();
    place_.suit = "/opt/the suit";
    place_.time_s = 1'800;
    EXPECT_EQ(run_program({"git", "init", "-q", "."}, folder_.path()).code, 0);
  }
  std::vector<GateFile> files(std::string_view tool) { return must(find_gate_tool(tool)->files(place_)); }

  TemporaryFolder home_, folder_;
  Variable home_variable_, config_;
  GatePlace place_;
};

TEST_F(GateToolsTest, EachRowIsComplete) {
  for (const GateTool& tool : gate_tools()) {
    EXPECT_EQ(find_gate_tool(tool.name), &tool);
    EXPECT_FALSE(tool.holds_back.empty());
    EXPECT_FALSE(tool.lets_through.empty());
    EXPECT_NE(tool.problems, nullptr);
    for (const GateFile& file : files(tool.name)) {
      std::string text = must(file.with(""));
      EXPECT_EQ(must(file.with(text)), text) << "idempotent";
      EXPECT_FALSE(file.has(""));
    }
    EXPECT_TRUE(files(tool.name)[0].has(must(files(tool.name)[0].with(""))));
  }
  EXPECT_EQ(find_gate_tool("make"), nullptr);
}

TEST_F(GateToolsTest, SettingsKeepWhatElseTheyHold) {
  for (std::string_view tool : {"claude-code", "codex"}) {
    GateFile file = files(tool)[0];
    for (std::string before :
         {"{\n  \"model\": \"x\",\n  \"hooks\": {\n    \"Stop\": [\n      {\"hooks\": []}\n    ]\n  }\n}\n",
          "{\"z\":1,\"a\":{\"Stop\":[]}}", "{\n\t\"hooks\": {\n\t\t\"PreToolUse\": []\n\t}\n}"}) {
      std::string merged = must(file.with(before));
      Json json = must(parse_json(merged));
      EXPECT_EQ(json["hooks"]["Stop"].back()["hooks"][0]["timeout"], 1'800);
      std::string command = json["hooks"]["Stop"].back()["hooks"][0]["command"];
      EXPECT_EQ(command,
                "'/opt/the suit' gate run --hook " + std::string(tool) + " --within 1740s || exit 2");
      EXPECT_EQ(must(file.without(merged)), before);
    }
    EXPECT_FALSE(file.with("{\"hooks\": []}"));
    EXPECT_FALSE(file.with("not JSON"));
  }
}

// A longer time, or another program: one call of the gate stays.
TEST_F(GateToolsTest, AnInstallationIsRenewed) {
  std::string old = must(files("claude-code")[0].with("{}"));
  place_.time_s = 3'600;
  std::string renewed = must(files("claude-code")[0].with(old));
  Json json = must(parse_json(renewed));
  ASSERT_EQ(json["hooks"]["Stop"].size(), 1u);
  EXPECT_EQ(json["hooks"]["Stop"][0]["hooks"][0]["timeout"], 3'600);
}

TEST_F(GateToolsTest, FilesOfOthersAreNotOverwritten) {
  for (std::string_view tool : {"opencode", "git", "github"}) {
    GateFile file = files(tool)[0];
    auto with = file.with("#!/bin/sh\nexit 0\n");
    ASSERT_FALSE(with);
    EXPECT_EQ(with.error().code, ErrorCode::kConflict);
    EXPECT_FALSE(with.error().hint.empty());
    EXPECT_EQ(must(file.without("#!/bin/sh\nexit 0\n")), "#!/bin/sh\nexit 0\n");
  }
}

// As codex 0.171 itself names and hashes them.
TEST_F(GateToolsTest, CodexHashes) {
  EXPECT_EQ(codex_hook_hash("session_start", "/bin/true", 20),
            "sha256:d247517ec65150ebe9b40017a5cc6bfd1fac14ad5233732627e155ae79c3f759");
  EXPECT_EQ(codex_hook_hash("stop", "/bin/echo hi || exit 2", 1'800),
            "sha256:fb932d464b008becabb362f39a1b2aca6608b7b12c55cdf3adcfbe94ca5a2474");
}

TEST_F(GateToolsTest, CodexTrustsTheHooksThatWereInstalled) {
  std::string own =
      "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"true\"}]}]}}";
  home_.write(".codex/hooks.json", own);
  for (std::string before : {"", "model = \"x\"\n", "# mine\n[hooks.state.\"other\"]\nenabled = false\n",
                             "[features]\nhooks = true"}) {
    std::vector<GateFile> both = files("codex");
    std::string merged = must(both[1].with(before));
    EXPECT_TRUE(merged.starts_with(before));
    toml::table table = must(parse_toml(merged));
    // The second group: the person's own hook is the first.
    std::string key = home_.path() + "/.codex/hooks.json:stop:1:0";
    EXPECT_TRUE(table["hooks"]["state"][key]["trusted_hash"].value<std::string>()) << merged;
    EXPECT_EQ(must(both[1].with(merged)), merged);
    std::string removed = must(both[1].without(merged));
    EXPECT_EQ(removed, before.empty() || before.ends_with('\n') ? before : before + "\n");
  }
  EXPECT_FALSE(files("codex")[1].with("hooks = {state = {}}\n"));
}

TEST_F(GateToolsTest, ProblemsAreFound) {
  auto problems = [&](std::string_view tool) {
    std::string text;
    for (const std::string& one : find_gate_tool(tool)->problems(place_)) text += one + "\n";
    return text;
  };
  EXPECT_EQ(problems("claude-code"), "");
  folder_.write(".claude/settings.local.json", "{\"disableAllHooks\": true}");
  EXPECT_TRUE(has(problems("claude-code"), "settings.local.json switches all hooks off"));
  folder_.write(".claude/settings.local.json", "{");
  EXPECT_TRUE(has(problems("claude-code"), "is not valid JSON"));
  {
    Variable cap("CLAUDE_CODE_STOP_HOOK_BLOCK_CAP", "2");
    EXPECT_TRUE(has(problems("claude-code"), "after 2 blocks"));
  }
  place_.usual_ms = 2'000'000;
  EXPECT_TRUE(has(problems("claude-code"), "waits 1800 s, but the newest verdict here took 2000.0 s"));
  place_.usual_ms = 0;

  home_.write(".codex/hooks.json", must(files("codex")[0].with("")));
  EXPECT_TRUE(has(problems("codex"), "codex does not trust"));
  std::string trust = must(files("codex")[1].with(""));
  home_.write(".codex/config.toml", trust);
  EXPECT_EQ(problems("codex"), "");
  home_.write(".codex/config.toml", trust + "enabled = false\n");
  EXPECT_TRUE(has(problems("codex"), "switched off"));
  home_.write(".codex/config.toml", "[features]\nhooks = false\n\n" + trust);
  EXPECT_TRUE(has(problems("codex"), "features.hooks"));

  folder_.write(".git/hooks/pre-push", must(files("git")[0].with("")), 0644);
  EXPECT_TRUE(has(problems("git"), "is not executable"));
  folder_.write(".git/hooks/pre-push", must(files("git")[0].with("")), 0755);
  ::chmod((folder_.path() + "/.git/hooks/pre-push").c_str(), 0755);
  EXPECT_EQ(problems("git"), "");
  EXPECT_EQ(run_program({"git", "config", "core.hooksPath", ".husky"}, folder_.path()).code, 0);
  EXPECT_TRUE(has(problems("git"), ".husky"));
  EXPECT_FALSE(files("git")[0].with("")) << "git would not run it";
}

}  // namespace
}  // namespace suit
