// suit gate install, remove and status through the real binary.
#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;

class GateInstallTest : public testing::Test {
 protected:
  void SetUp() override {
    EXPECT_EQ(run_program({"git", "init", "-q", "."}, folder_.path()).code, 0);
    folder_.write("a.txt", "1\n");
  }
  std::map<std::string, std::string> environment() const {
    return {{"HOME", home_.path()},
            {"XDG_STATE_HOME", state_.path()},
            {"XDG_CONFIG_HOME", home_.path() + "/.config"},
            {"CLAUDE_CONFIG_DIR", ""},
            {"CODEX_HOME", ""}};
  }
  Ran gate(std::vector<std::string> words, int code) {
    words.insert(words.begin(), {SUIT_BINARY, "gate"});
    Ran ran = run_program(words, folder_.path(), "", environment());
    EXPECT_EQ(ran.code, code) << joined(words, " ") << "\n" << ran.out << ran.err;
    return ran;
  }
  // Everything below home and folder, .git's hooks included.
  std::map<std::string, std::string> everything() const {
    auto all = folder_.snapshot();
    for (auto& [path, what] : home_.snapshot()) all["home/" + path] = what;
    for (auto& entry : fs::directory_iterator(folder_.path() + "/.git/hooks"))
      all[".git/hooks/" + entry.path().filename().string()] = "";
    return all;
  }
  TemporaryFolder home_, state_, folder_;
};

TEST_F(GateInstallTest, RemovingRestoresEveryByte) {
  for (bool has_settings : {false, true}) {
    if (has_settings) {
      home_.write(".claude/settings.json", "{ \"model\": \"x\",\n\n \"hooks\": {\"Stop\": []}}", 0600);
      home_.write(".codex/hooks.json", "{\n\"hooks\":{}\n}\n");
      home_.write(".codex/config.toml",
                  "model = 'x'   # mine\n\n[hooks.state.\"a\"]\ntrusted_hash = \"sha256:0\"");
    }
    auto before = everything();
    const std::vector<std::vector<std::string>> all = {{"claude-code"},
                                                       {"codex"},
                                                       {"opencode"},
                                                       {"git"},
                                                       {"github"},
                                                       {"claude-code", "--project"},
                                                       {"codex", "--project"},
                                                       {"opencode", "--project"}};
    auto with = [&](const char* verb, std::vector<std::string> words) {
      words.insert(words.begin(), verb);
      words.push_back("--yes");
      return gate(words, 0);
    };
    for (auto& words : all) {
      EXPECT_TRUE(has(with("install", words).out, "installed: " + words[0])) << words[0];
      auto installed = everything();
      EXPECT_TRUE(has(with("install", words).out, "as before"));
      EXPECT_EQ(everything(), installed);
    }
    EXPECT_NE(everything(), before);
    for (auto& words : all) with("remove", words);
    EXPECT_EQ(everything(), before);
    gate({"remove", "git", "--yes"}, 1);
  }
}

TEST_F(GateInstallTest, NothingIsWrittenWithoutConsent) {
  auto before = everything();
  Ran refused = gate({"install", "claude-code"}, 4);
  EXPECT_TRUE(has(refused.out, "+        \"hooks\": [")) << refused.out;
  EXPECT_TRUE(has(refused.err, "nobody can be asked"));
  EXPECT_TRUE(has(gate({"install", "codex", "--dry-run"}, 0).out, "nothing was changed"));
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(run_suit_on_terminal({"gate", "install", "git"}, folder_.path(), {"2"}, environment()).code, 0);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(run_suit_on_terminal({"gate", "install", "git"}, folder_.path(), {"1"}, environment()).code, 0);
  EXPECT_TRUE(folder_.exists(".git/hooks/pre-push"));
}

TEST_F(GateInstallTest, WhatWasAddedSinceStays) {
  gate({"install", "claude-code", "--yes"}, 0);
  std::string text = home_.read(".claude/settings.json");
  text.insert(1, "\n  \"model\": \"new\",");
  home_.write(".claude/settings.json", text);
  gate({"status"}, 0);
  gate({"remove", "claude-code", "--yes"}, 0);
  EXPECT_EQ(must(parse_json(home_.read(".claude/settings.json"))), (Json{{"model", "new"}}));
}

TEST_F(GateInstallTest, FilesOfOthersStay) {
  folder_.write(".git/hooks/pre-push", "#!/bin/sh\nexit 0\n", 0755);
  Ran refused = gate({"install", "git", "--yes"}, 6);
  EXPECT_TRUE(has(refused.err, "is not Suit's")) << refused.err;
  EXPECT_TRUE(has(refused.err, "gate run --hook pre-push --remote")) << refused.err;
  EXPECT_EQ(folder_.read(".git/hooks/pre-push"), "#!/bin/sh\nexit 0\n");
  home_.write(".claude/settings.json", "{\"hooks\": 1}");
  gate({"install", "claude-code", "--yes"}, 2);
  EXPECT_EQ(home_.read(".claude/settings.json"), "{\"hooks\": 1}");
  // A link stays one: settings are often kept elsewhere.
  home_.write("dotfiles/settings.json", "{}");
  fs::remove(home_.path() + "/.claude/settings.json");
  fs::create_symlink("../dotfiles/settings.json", home_.path() + "/.claude/settings.json");
  gate({"install", "claude-code", "--yes"}, 0);
  EXPECT_TRUE(fs::is_symlink(home_.path() + "/.claude/settings.json"));
  EXPECT_TRUE(has(home_.read("dotfiles/settings.json"), "gate run"));
}

TEST_F(GateInstallTest, StatusNoticesWhatNoLongerHolds) {
  EXPECT_TRUE(has(gate({"status"}, 0).out, "no gate is installed"));
  gate({"install", "claude-code", "--yes"}, 0);
  gate({"install", "codex", "--yes"}, 0);
  gate({"install", "opencode", "--yes"}, 0);
  gate({"install", "git", "--yes"}, 0);
  Json all = must(parse_json(gate({"status", "--json"}, 0).out));
  EXPECT_EQ(all["gates"].size(), 4u);
  for (const Json& one : all["gates"]) {
    EXPECT_EQ(one["holds"], true) << one;
    EXPECT_FALSE(one["lets_through"].empty());
  }
  struct Damage {
    std::string file, from, to, said;
  };
  std::string claude = home_.path() + "/.claude/settings.json", codex = home_.path() + "/.codex/hooks.json",
              trust = home_.path() + "/.codex/config.toml",
              plugin = home_.path() + "/.config/opencode/plugins/suit-gate.js",
              hook = folder_.path() + "/.git/hooks/pre-push";
  for (const Damage& one :
       std::vector<Damage>{{claude, "|| exit 2", "; true", "was changed since"},
                           {claude, "\"timeout\": 1800", "\"timeout\": 1", "was changed since"},
                           {claude, "gate run --hook claude-code", "", "no longer calls the gate"},
                           {claude, "{", "{\"disableAllHooks\": true,", "disableAllHooks"},
                           {claude, "{", "", "not valid JSON"},
                           {codex, "\"timeout\": 1800", "\"timeout\": 1801", "was changed since"},
                           {trust, "sha256:", "sha256:0", "does not trust"},
                           {plugin, "\"block\"", "\"pass\"", "was changed since"},
                           {hook, "exec", "true", "was changed since"},
                           {hook, "", "", "not executable"}}) {
    std::string before = must(read_file(one.file, 1u << 20)), damaged = before;
    ASSERT_NE(damaged.find(one.from), damaged.npos) << one.from;
    for (size_t at = 0; !one.from.empty() && (at = damaged.find(one.from, at)) != damaged.npos;
         at += one.to.size()) {
      damaged.replace(at, one.from.size(), one.to);
      if (one.from == "{") break;
    }
    if (one.from.empty()) {
      fs::permissions(one.file, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                      fs::perm_options::remove);
    }
    must(write_file(one.file, damaged, 0644));
    Ran status = gate({"status"}, 1);
    EXPECT_TRUE(has(status.out, "DOES NOT HOLD")) << one.said;
    EXPECT_TRUE(has(status.out, one.said)) << one.said << "\n" << status.out;
    must(write_file(one.file, before, 0644));
    fs::permissions(hook, fs::perms::owner_exec, fs::perm_options::add);
    gate({"status"}, 0);
  }
  fs::remove(plugin);
  EXPECT_TRUE(has(gate({"status"}, 1).out, "no longer calls the gate"));
  // Somebody who removes the record does not make it hold.
  fs::remove(state_.path() + "/suit/gates/installed");
  EXPECT_TRUE(has(gate({"status"}, 1).out, "no record of this installation"));
}

TEST_F(GateInstallTest, ForThatToolThereIsNone) {
  gate({"install", "make"}, 2);
  gate({"install", "git", "--project", "--yes"}, 2);
  gate({"install", "codex", "--server", ".", "--yes"}, 2);
  gate({"install", "git", "--server", home_.path(), "--yes"}, 1);
  gate({"install", "git", "--time", "soon", "--yes"}, 2);
  Ran elsewhere =
      run_program({SUIT_BINARY, "gate", "install", "git", "--yes"}, home_.path(), "", environment());
  EXPECT_EQ(elsewhere.code, 2) << elsewhere.err;
}

}  // namespace
}  // namespace suit
