// Completions as the shells produce them.
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

class CompletionTest : public testing::Test {
 protected:
  CompletionTest() {
    for (const char* shell : {"bash", "zsh", "fish"})
      folder_.write(std::string("suit.") + shell, run_suit({"manual", shell}, "/").out);
    folder_.write("work/file.txt", "");
    folder_.write("work/part/b.txt", "");
  }
  bool is_installed(const std::string& shell) {
    return run_program({"sh", "-c", "command -v " + shell}, "/").code == 0;
  }
  // The completions of a line, one per line, without descriptions.
  std::vector<std::string> fish(const std::string& line) {
    Ran ran =
        run_program({"fish", "--no-config", "-c", "source ../suit.fish; complete -C " + shell_quote(line)},
                    folder_.path() + "/work", "", {{"HOME", folder_.path()}});
    EXPECT_EQ(ran.err, "");
    std::vector<std::string> words;
    for (std::string_view one : split_lines(ran.out))
      words.emplace_back(one.substr(0, one.find_first_of("\t\n")));
    return words;
  }
  std::vector<std::string> bash(const std::string& line) {
    std::string script = "source ../suit.bash; COMP_WORDS=(" + line + "); [[ '" + line +
                         "' == *' ' ]] && COMP_WORDS+=(''); "
                         "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); compopt() { echo FILES; }; _suit; printf "
                         "'%s\\n' \"${COMPREPLY[@]}\"";
    Ran ran = run_program({"bash", "--norc", "-c", script}, folder_.path() + "/work");
    EXPECT_EQ(ran.err, "");
    std::vector<std::string> words;
    for (std::string_view one : split_lines(ran.out)) words.emplace_back(without_terminator(one));
    return words;
  }
  static bool offers(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  }
  TemporaryFolder folder_;
};

TEST_F(CompletionTest, Fish) {
  ASSERT_TRUE(is_installed("fish")) << "tools/setup.sh test installs it";
  EXPECT_TRUE(offers(fish("suit "), "review"));
  EXPECT_TRUE(offers(fish("suit rev"), "review"));
  EXPECT_FALSE(offers(fish("suit "), "file.txt"));
  // A flag takes no value: after it come the completions of the command.
  for (const char* flag : {"--yes", "--dry-run", "--json", "--no-checks", "--offline"})
    EXPECT_TRUE(offers(fish("suit do " + std::string(flag) + " --lev"), "--level")) << flag;
  EXPECT_EQ(fish("suit do --level a"), (std::vector<std::string>{"agent", "autopilot"}));
  EXPECT_EQ(fish("suit pack --format "), (std::vector<std::string>{"json", "md", "plain", "xml"}));
  EXPECT_TRUE(offers(fish("suit pack -o f"), "file.txt"));
  EXPECT_FALSE(offers(fish("suit pack --budget f"), "file.txt"));
  EXPECT_TRUE(offers(fish("suit manual "), "zsh"));
  EXPECT_TRUE(offers(fish("suit model "), "add"));
  EXPECT_FALSE(offers(fish("suit model --ki"), "--kind"));
  EXPECT_TRUE(offers(fish("suit model add --ki"), "--kind"));
  EXPECT_TRUE(offers(fish("suit help rev"), "review"));
  EXPECT_EQ(fish("suit -C p"), std::vector<std::string>{"part/"});
}

TEST_F(CompletionTest, Bash) {
  EXPECT_TRUE(offers(bash("suit "), "review"));
  EXPECT_EQ(bash("suit rev"), std::vector<std::string>{"review"});
  for (const char* flag : {"--yes", "--dry-run", "--json"})
    EXPECT_TRUE(offers(bash("suit do " + std::string(flag) + " "), "--level")) << flag;
  EXPECT_EQ(bash("suit do --level a"), (std::vector<std::string>{"agent", "autopilot"}));
  EXPECT_TRUE(offers(bash("suit pack -o "), "FILES"));
  EXPECT_FALSE(offers(bash("suit pack --budget "), "--format"));
  EXPECT_EQ(bash("suit model add --kind o"), std::vector<std::string>{"openai"});
  EXPECT_TRUE(offers(bash("suit get proposal --j"), "--json"));
  EXPECT_TRUE(offers(bash("suit manual "), "fish"));
  EXPECT_TRUE(offers(bash("suit help m"), "map"));
}

TEST_F(CompletionTest, ZshTakesIt) {
  ASSERT_TRUE(is_installed("zsh")) << "tools/setup.sh test installs it";
  EXPECT_EQ(run_program({"zsh", "-n", "suit.zsh"}, folder_.path()).err, "");
  std::string text = folder_.read("suit.zsh");
  EXPECT_TRUE(has(text, "'--level[Level of the task; default: ") ||
              has(text, "'--level[Level of the task; default\\: "));
  EXPECT_TRUE(has(text, ":value:(complete edit chat agent autopilot)'"));
  for (const char* flag : {"--yes[", "--dry-run[", "--json["}) {
    size_t at = text.find(flag);
    ASSERT_NE(at, text.npos);
    EXPECT_EQ(text[text.find(']', at) + 1], '\'') << flag;
  }
}

}  // namespace
}  // namespace suit
