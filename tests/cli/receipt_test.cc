// Receipts through the real binary: what was judged holds when it is judged again, and what was changed does
// not.
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "support/served.h"
#include "support/testing.h"

namespace suit {
namespace {

const std::string kFixed = "def add(a, b):\n    return a + b\n";
const std::string kFix =
    "--- a/add.py\n+++ b/add.py\n@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a - b\n"
    "+    return a + b\n";
const std::string kWrong =
    "--- a/add.py\n+++ b/add.py\n@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a - b\n"
    "+    return b - a\n";

// A repository whose check is red: add() subtracts.
class ReceiptTest : public testing::Test {
 protected:
  void SetUp() override {
    home_.write(".gitconfig", "[user]\n\tname = A\n\temail = a@localhost\n[init]\n\tdefaultBranch = main\n");
    folder_.write("add.py", "def add(a, b):\n    return a - b\n");
    folder_.write("test_add.py",
                  "import unittest\nfrom add import add\n\n\nclass AddTest(unittest.TestCase):\n"
                  "    def test_two(self):\n        self.assertEqual(add(2, 3), 5)\n\n"
                  "    def test_zero(self):\n        self.assertEqual(add(2, 0), 2)\n");
    folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"python3 -m unittest\"\n");
    folder_.write(".gitignore", "ignored/\n");
    git({"init", "-q", "."});
    commit("base");
    receipt_ = out_.path() + "/receipt.json";
  }

  std::map<std::string, std::string> environment() const {
    return {{"HOME", home_.path()},
            {"XDG_STATE_HOME", home_.path() + "/state"},
            {"SUIT_CONFIG", home_.path() + "/suit.toml"}};
  }
  std::string git(std::vector<std::string> words) {
    words.insert(words.begin(), "git");
    Ran ran = run_program(words, folder_.path(), "", environment());
    EXPECT_EQ(ran.code, 0) << joined(words, " ") << "\n" << ran.out << ran.err;
    return std::string(trim(ran.out));
  }
  void commit(const std::string& message) {
    git({"add", "-A"});
    git({"commit", "-q", "-m", message});
  }
  Ran suit_in(const std::string& folder, std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), SUIT_BINARY);
    return run_program(words, folder, input, environment());
  }
  Ran suit(std::vector<std::string> words, const std::string& input = "") {
    return suit_in(folder_.path(), std::move(words), input);
  }
  // The receipt of a patch.
  Json verified(const std::string& patch, int code, std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"verify", "--receipt", receipt_};
    words.insert(words.end(), options.begin(), options.end());
    auto before = folder_.snapshot();
    Ran ran = suit(words, patch);
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    EXPECT_EQ(folder_.snapshot(), before);
    return must(parse_json(out_.read("receipt.json")));
  }
  void write(const Json& receipt) { out_.write("receipt.json", to_text(receipt) + "\n"); }
  Json replayed_in(const std::string& folder, int code, std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"receipt", "verify", receipt_, "--json"};
    words.insert(words.end(), options.begin(), options.end());
    Ran ran = suit_in(folder, words);
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    return must(parse_json(ran.out));
  }
  Json replayed(int code, std::vector<std::string> options = {}) {
    auto before = folder_.snapshot();
    Json answer = replayed_in(folder_.path(), code, std::move(options));
    EXPECT_EQ(folder_.snapshot(), before);
    return answer;
  }
  std::string differences(std::vector<std::string> options = {}) {
    return to_text(replayed(4, std::move(options))["differences"]);
  }

  TemporaryFolder home_, out_, folder_;
  std::string receipt_;
};

std::string digest_of(const Json& json) {
  return Digest::of(to_text(json)).hex();
}

TEST_F(ReceiptTest, WhatWasAcceptedHoldsElsewhere) {
  Json receipt = verified(kFix, 0);
  EXPECT_EQ(receipt["receipt"], 1);
  EXPECT_EQ(receipt["verdict"], "accepted");
  EXPECT_EQ(receipt["base"]["commit"], git({"rev-parse", "HEAD"}));
  EXPECT_EQ(receipt["base"]["files"], 4);
  EXPECT_EQ(receipt["patch"]["edits"][0]["after"]["content"], kFixed);
  EXPECT_EQ(receipt["judge_files"][0]["path"], "test_add.py");
  EXPECT_EQ(receipt["checks"][0]["command"], "python3 -m unittest");
  EXPECT_EQ(receipt["results"][0]["tests"].size(), 2u);
  EXPECT_EQ(receipt["results"][0]["tests"][0]["outcome"], "passed");
  EXPECT_EQ(receipt["tools"][0]["name"], "python3");
  EXPECT_TRUE(has(string_or(receipt["tools"][0], "version", ""), "Python 3."));
  EXPECT_EQ(replayed(0)["result"], "holds");
  Ran said = suit({"receipt", "verify", receipt_});
  EXPECT_EQ(said.out.substr(0, 16), "holds: accepted\n") << said.out;

  // In a clone that has gone on, with work that is not committed.
  folder_.write("add.py", kFixed);
  commit("fixed");
  TemporaryFolder other;
  git({"clone", "-q", folder_.path(), other.path() + "/clone"});
  other.write("clone/add.py", "syntax error\n");
  other.write("clone/new.py", "");
  EXPECT_EQ(replayed_in(other.path() + "/clone", 0)["result"], "holds");

  // Without the commit.
  TemporaryFolder strange;
  strange.write("add.py", "");
  Json differs = replayed_in(strange.path(), 4);
  EXPECT_TRUE(has(to_text(differs["differences"]), "the base differs")) << differs;
  EXPECT_TRUE(has(to_text(differs["differences"]), "1 file here, 4 files in the receipt")) << differs;
  EXPECT_FALSE(differs.contains("judged"));
}

TEST_F(ReceiptTest, EachVerdictButInvalidHasItsReceipt) {
  EXPECT_EQ(verified(kWrong, 4)["verdict"], "refused");
  EXPECT_EQ(replayed(0)["result"], "holds");
  std::string changes_tests =
      "--- a/test_add.py\n+++ b/test_add.py\n@@ -7 +7 @@\n-        self.assertEqual(add(2, 3), 5)\n"
      "+        self.assertEqual(add(2, 3), -1)\n";
  EXPECT_EQ(verified(changes_tests, 4)["verdict"], "refused");
  EXPECT_EQ(replayed(0)["result"], "holds");
  folder_.write("add.py", kFixed);
  std::string skips =
      "--- a/test_add.py\n+++ b/test_add.py\n@@ -9,1 +9,2 @@\n"
      "+    @unittest.skip(\"later\")\n     def test_zero(self):\n";
  Json asks = verified(skips, 3);
  EXPECT_EQ(asks["verdict"], "asks");
  EXPECT_FALSE(asks["asks"].empty());
  EXPECT_EQ(replayed(0)["result"], "holds");

  std::string old = out_.read("receipt.json");
  Ran invalid = suit({"verify", "--receipt", receipt_}, "no patch");
  EXPECT_EQ(invalid.code, 2);
  EXPECT_EQ(invalid.err, "suit: no receipt: the patch is invalid\n");
  EXPECT_EQ(out_.read("receipt.json"), old);
}

TEST_F(ReceiptTest, WhatIsNoEvidenceHasNoReceipt) {
  for (const char* option : {"--all=1", "--warm", "--unconfirmed", "--no-checks"}) {
    Ran ran = suit({"verify", "--receipt", receipt_, option}, kFix);
    EXPECT_EQ(ran.code, 2) << ran.out;
    EXPECT_TRUE(has(ran.out, "--receipt excludes")) << ran.out;
  }
  EXPECT_FALSE(out_.exists("receipt.json"));
  EXPECT_EQ(suit({"verify", "--receipt", out_.path() + "/no/such/folder"}, kFix).code, 1);
}

TEST_F(ReceiptTest, WhatIsTamperedWithDoesNotHold) {
  const Json honest = verified(kWrong, 4);
  struct Tampering {
    const char* difference;
    std::function<void(Json&)> change;
  };
  auto with_check = [](Json& receipt, const std::string& command) {
    Json& check = receipt["checks"][0];
    check["command"] = command;
    check["digest"] = digest_of({check["name"], check["command"], check["when"]});
  };
  const std::vector<Tampering> all = {
      {"verdict: refused here, accepted in the receipt", [](Json& r) { r["verdict"] = "accepted"; }},
      {"not the one that its digest names",
       [](Json& r) { r["patch"]["edits"][0]["after"]["content"] = kFixed; }},
      {"verdict: accepted here, refused in the receipt",
       [](Json& r) {
         r["patch"]["edits"][0]["after"]["content"] = kFixed;
         r["patch"]["digest"] = digest_of(r["patch"]["edits"]);
       }},
      {"the patch changes another version of add.py",
       [](Json& r) {
         r["patch"]["edits"][0]["before"]["digest"] = Digest::of("x").hex();
         r["patch"]["digest"] = digest_of(r["patch"]["edits"]);
       }},
      {"the base differs", [](Json& r) { r["base"]["digest"] = Digest::of("x").hex(); }},
      {"the base differs",
       [](Json& r) {
         r["base"]["edits"] = {{{"path", "test_add.py"},
                                {"before", r["patch"]["edits"][0]["before"]},
                                {"after", {{"type", "file"}, {"content", "\n"}}}}};
         r["base"]["digest"] = Digest::of("x").hex();
       }},
      {"check tests: its digest is another one's", [](Json& r) { r["checks"][0]["command"] = "true"; }},
      {"check tests: not here: true", [&](Json& r) { with_check(r, "true"); }},
      {"check tests: not in the receipt: python3 -m unittest", [](Json& r) { r["checks"] = Json::array(); }},
      {"they are not the base's",
       [&](Json& r) {
         with_check(r, "true");
         r["checks_from"] = "named";
       }},
      {"test test_add.AddTest.test_two of tests: failed here, passed in the receipt",
       [](Json& r) { r["results"][0]["tests"][0]["outcome"] = "passed"; }},
      {"test test_add.AddTest.test_two of tests: failed here, did not run in the receipt",
       [](Json& r) { r["results"][0]["tests"].erase(0); }},
      {"check tests: failed here, passed in the receipt",
       [](Json& r) { r["results"][0]["outcome"] = "passed"; }},
      {"check tests: failed here, not in the receipt", [](Json& r) { r["results"] = Json::array(); }},
      {"asks in the receipt only: something", [](Json& r) { r["asks"] = {"something"}; }},
      {"judge files", [](Json& r) { r["judge_files"] = Json::array(); }},
      {"policies", [](Json& r) { r["policies"] = Digest::of("x").hex(); }},
      {"check policy:scope: failed here, not in the receipt", [](Json& r) { r["scope"] = {"docs/**"}; }},
  };
  EXPECT_TRUE(has(to_text(honest["results"][0]["tests"]), "test_add.AddTest.test_two"));
  for (const Tampering& one : all) {
    Json receipt = honest;
    one.change(receipt);
    write(receipt);
    std::string said = differences();
    EXPECT_TRUE(has(said, one.difference)) << one.difference << "\n" << said;
  }
  // What runs do not decide.
  Json receipt = honest;
  receipt["time"] = "2001-01-01T00:00:00Z";
  receipt["results"][0]["duration_ms"] = 1;
  Json& results = receipt["results"];
  for (size_t i = results.size(); i-- > 0;)
    if (results[i]["name"] == "mutants" || results[i]["name"] == "executed lines") results.erase(i);
  for (const char* name : {"mutants", "executed lines"})
    results.push_back({{"name", name}, {"outcome", "passed"}, {"duration_ms", 1}, {"detail", "4 of 4"}});
  receipt["suit"] = "0.0.1";
  receipt["sandbox"]["kernel"] = "Minix";
  receipt["tools"][0]["digest"] = Digest::of("x").hex();
  receipt["sandbox"]["limits"]["time_ms"] = 3'600'000'000;
  write(receipt);
  std::string notes = to_text(replayed(0)["notes"]);
  for (const char* note : {"suit: ", "kernel: ", "python3: another program", "time limit is 600 s here"})
    EXPECT_TRUE(has(notes, note)) << notes;
}

// Its time limit is that of the settings here, at most.
TEST_F(ReceiptTest, AReceiptCannotMakeAReplayEndless) {
  folder_.write("suit.toml", folder_.read("suit.toml") + "[limits]\ncheck_seconds = 2\n");
  commit("limit");
  std::string hangs =
      "--- a/add.py\n+++ b/add.py\n@@ -1,2 +1,3 @@\n def add(a, b):\n-    return a - b\n"
      "+    while True:\n+        pass\n";
  Json receipt = verified(hangs, 3);
  receipt["sandbox"]["limits"]["time_ms"] = 3'600'000'000'000;
  write(receipt);
  EXPECT_TRUE(has(to_text(replayed(0)["notes"]), "the time limit is 2 s here"));
  EXPECT_EQ(replayed(0, {"--limit", "1s"})["result"], "holds");
}

// The person's policies and the base's count, not the receipt's.
TEST_F(ReceiptTest, OtherSettingsDoNotHold) {
  verified(kFix, 0);
  home_.write("suit.toml", "[scope]\ndeny = [\"docs/**\"]\n");
  EXPECT_TRUE(has(differences(), "policies: "));
}

TEST_F(ReceiptTest, NamedChecksMustBeNamedAgain) {
  Json receipt = verified(kFix, 0, {"--check", "grep -q + add.py"});
  EXPECT_EQ(receipt["checks_from"], "named");
  EXPECT_TRUE(has(differences(), "they are not the base's"));
  EXPECT_TRUE(has(differences({"--check", "true"}), "not here: grep -q + add.py"));
  EXPECT_EQ(replayed(0, {"--check", "grep -q + add.py"})["result"], "holds");
  EXPECT_TRUE(has(suit({"receipt", "show", receipt_}).out, "named on the command line"));
}

// The base is the commit with what was not committed.
TEST_F(ReceiptTest, TestsThatHadToTurnGreenAreNamed) {
  EXPECT_FALSE(verified(kFix, 0).contains("fixes"));
  Json receipt = verified(kFix, 0, {"--fixes", "test_two"});
  EXPECT_EQ(receipt["fixes"], Json({"test_two"}));
  EXPECT_EQ(replayed(0)["result"], "holds");
  receipt["fixes"] = {"test_zero"};  // it was green before
  write(receipt);
  EXPECT_EQ(replayed(4)["result"], "differs");
}

TEST_F(ReceiptTest, WorkThatIsNotCommittedBelongsToTheBase) {
  folder_.write("more.py", "from add import add\n");
  folder_.write("test_add.py", folder_.read("test_add.py") + "# more\n");
  Json receipt = verified(kFix, 0);
  EXPECT_EQ(receipt["base"]["files"], 5);
  EXPECT_EQ(receipt["base"]["edits"].size(), 2u);
  EXPECT_EQ(replayed(0)["result"], "holds") << "the folder is the base";
  commit("more");
  EXPECT_EQ(replayed(0)["result"], "holds");
  EXPECT_EQ(replayed(0, {"--base", "HEAD"})["result"], "holds");
  EXPECT_TRUE(has(differences({"--base", "HEAD~1"}), "it is not HEAD~1, but the commit "));
  folder_.write("more.py", "");
  EXPECT_TRUE(
      has(differences(), "edits that only the receipt has, of more.py and 1 other file; --base-edits"));
  EXPECT_EQ(replayed(0, {"--base-edits"})["result"], "holds");
}

// A receipt says itself what its base is: here one whose check always passes.
TEST_F(ReceiptTest, ABaseOfTheReceiptsOwnDoesNotHold) {
  std::string trusted = git({"rev-parse", "HEAD"}), settings = folder_.read("suit.toml");
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"true\"\n");
  EXPECT_EQ(verified(kWrong, 0)["verdict"], "accepted");
  folder_.write("suit.toml", settings);
  EXPECT_TRUE(has(differences(), "edits that only the receipt has, of suit.toml"));
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"true\"\n");
  commit("no tests");
  EXPECT_EQ(verified(kWrong, 0)["verdict"], "accepted");
  EXPECT_EQ(replayed(0)["base"], "the commit " + git({"rev-parse", "HEAD"}));
  EXPECT_TRUE(has(differences({"--base", trusted}), "the base differs"));
  EXPECT_EQ(suit({"receipt", "verify", receipt_, "--base", "nothing"}).code, 1);
}

TEST_F(ReceiptTest, OutsideOfARepositoryTheFolderIsTheBase) {
  TemporaryFolder plain;
  plain.write("add.py", folder_.read("add.py"));
  plain.write("suit.toml", "[[check]]\nname = \"plus\"\ncommand = \"grep -q + add.py\"\n");
  receipt_ = plain.path() + "/receipt.json";
  for (int i = 0; i < 2; ++i)  // the second time over the first
    EXPECT_EQ(suit_in(plain.path(), {"verify", "--receipt", "receipt.json"}, kFix).code, 0);
  EXPECT_EQ(must(parse_json(plain.read("receipt.json")))["base"]["files"], 2);
  EXPECT_EQ(replayed_in(plain.path(), 0)["result"], "holds");
  plain.write("new.py", "");
  EXPECT_TRUE(has(to_text(replayed_in(plain.path(), 4)), "3 files here, 2 files in the receipt"));
}

TEST_F(ReceiptTest, TheGatesVerdictHasOneToo) {
  folder_.write("more.py", "print(1)\n");
  EXPECT_EQ(suit({"gate", "run", "--begin"}).code, 0);
  Ran nothing = suit({"gate", "run", "--receipt", receipt_});
  EXPECT_EQ(nothing.code, 0);
  EXPECT_EQ(nothing.err, "suit: no receipt: nothing changed\n");
  folder_.write("add.py", kFixed);
  Ran ran = suit({"gate", "run", "--receipt", receipt_});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  Json receipt = must(parse_json(out_.read("receipt.json")));
  EXPECT_EQ(receipt["verdict"], "accepted");
  EXPECT_EQ(receipt["patch"]["edits"].size(), 1u);
  EXPECT_EQ(receipt["base"]["edits"][0]["path"], "more.py");
  EXPECT_TRUE(has(differences(), "edits that only the receipt has, of more.py; --base-edits"));
  EXPECT_EQ(replayed(0, {"--base-edits"})["result"], "holds");
  commit("all");
  EXPECT_EQ(replayed(0, {"--base-edits"})["result"], "holds");
  EXPECT_EQ(suit({"gate", "run", "--range", "HEAD~1..HEAD", "--receipt", receipt_}).code, 0);
  EXPECT_EQ(replayed(0)["result"], "holds");
  EXPECT_EQ(suit({"gate", "run", "--begin", "--receipt", receipt_}).code, 2);
  EXPECT_EQ(suit({"gate", "run", "--hook", "codex", "--receipt", receipt_}).code, 2);
}

// Bytes that are no text, names that are not UTF-8, modes, links.
TEST_F(ReceiptTest, APatchIsKeptExactly) {
  namespace fs = std::filesystem;
  folder_.write("gone.txt", "gone\n");
  folder_.write("tool.sh", "echo 1\n");
  folder_.write(
      "suit.toml",
      "[[check]]\nname = \"all\"\ncommand = \"test -x tool.sh && test ! -e gone.txt && test -L link && "
      "test \\\"$(readlink link)\\\" = add.py && printf '\\\\001\\\\377\\\\n' | cmp - bytes\"\n");
  commit("more");
  std::string name = "n\xff";
  folder_.write("bytes", "\001\377\n");
  folder_.write(name, "\xfe\n");
  fs::remove(folder_.path() + "/gone.txt");
  fs::permissions(folder_.path() + "/tool.sh", fs::perms(0755));
  ASSERT_EQ(::symlink("add.py", (folder_.path() + "/link").c_str()), 0);
  Ran ran = suit({"gate", "run", "--base", "HEAD", "--receipt", receipt_});
  ASSERT_TRUE(out_.exists("receipt.json")) << ran.out << ran.err;
  Json receipt = must(parse_json(out_.read("receipt.json")));
  std::map<std::string, Json> after;
  for (const Json& edit : receipt["patch"]["edits"]) after[bytes_or(edit, "path", "")] = edit["after"];
  EXPECT_EQ(after.size(), 5u) << receipt["patch"];
  EXPECT_EQ(after["bytes"]["content"]["hex"], "01ff0a");
  EXPECT_EQ(after[name]["content"]["hex"], "fe0a");
  EXPECT_EQ(after["gone.txt"]["type"], "absent");
  EXPECT_EQ(after["tool.sh"]["type"], "executable");
  EXPECT_EQ(after["link"]["type"], "symlink");
  EXPECT_EQ(receipt["results"][0]["outcome"], "passed") << ran.out;
  EXPECT_EQ(replayed(0)["result"], "holds");
  EXPECT_EQ(suit({"receipt", "show", receipt_}).code, 0);
  EXPECT_EQ(suit({"receipt", "show", "--sarif", receipt_}).code, 0);
  // Nobody can read it.
  folder_.write("bytes", std::string("\0\1", 2));
  EXPECT_EQ(suit({"gate", "run", "--base", "HEAD", "--receipt", receipt_}).code, 3);
  receipt = must(parse_json(out_.read("receipt.json")));
  EXPECT_EQ(receipt["patch"]["edits"][0]["after"]["content"], std::string("\0\1", 2));
  EXPECT_EQ(replayed(0)["result"], "holds");
}

// An environment or a build folder that git ignores is not in a clean copy.
TEST_F(ReceiptTest, IgnoredFilesAreSeenOnlyHere) {
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"ignored/bin/test\"\n");
  folder_.write("ignored/bin/test", "#!/bin/sh\nexec python3 -m unittest\n", 0755);
  commit("environment");
  verified(kFix, 0);
  Json clean = replayed(3);
  EXPECT_EQ(clean["result"], "cannot_judge") << clean;
  EXPECT_EQ(replayed(0, {"--here"})["result"], "holds");
  folder_.write("add.py", kFixed);
  folder_.write("more.py", "");
  EXPECT_EQ(replayed(0, {"--here"})["result"], "holds");
}

TEST_F(ReceiptTest, ASignatureSaysWhoRanIt) {
  verified(kFix, 0);
  auto key = [&](const std::string& name, const std::string& passphrase) {
    Ran made = run_program(
        {"ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", home_.path() + "/" + name},
        home_.path(), "", environment());
    EXPECT_EQ(made.code, 0) << made.err;
    return home_.path() + "/" + name;
  };
  auto line = [&](const std::string& who, const std::string& path) {
    return who + " " + must(read_file(path + ".pub", 4'096));
  };
  std::string ann = key("ann", ""), bob = key("bob", ""), locked = key("locked", "secret");
  home_.write("allowed", line("ann@example.org", ann));
  home_.write("others", line("bob@example.org", bob));
  home_.write("elsewhere", "ann@example.org namespaces=\"git\" " + must(read_file(ann + ".pub", 4'096)));
  std::string allowed = home_.path() + "/allowed";

  EXPECT_TRUE(has(differences({"--allowed-signers", allowed}), "it is not signed"));
  Ran none = suit({"receipt", "sign", receipt_, "--key", home_.path() + "/nobody"});
  EXPECT_EQ(none.code, 1);
  EXPECT_TRUE(has(none.err, "nobody")) << none.err;
  // It has a passphrase, and no agent: an error, not a question.
  Ran refused = suit_in(folder_.path(), {"receipt", "sign", receipt_, "--key", locked});
  EXPECT_EQ(refused.code, 4);
  EXPECT_TRUE(has(refused.err, "Suit never asks for a passphrase")) << refused.err;
  TerminalSession terminal({SUIT_BINARY, "receipt", "sign", receipt_, "--key", locked}, folder_.path(), 24,
                           100, environment());
  EXPECT_EQ(terminal.end(), 4) << terminal.out();
  EXPECT_FALSE(out_.exists("receipt.json.sig"));

  EXPECT_EQ(suit({"receipt", "sign", receipt_, "--key", ann}).code, 0);
  Json unknown = replayed(0);
  EXPECT_FALSE(unknown.contains("signer"));
  EXPECT_TRUE(has(string_or(unknown, "key", ""), "ED25519 key SHA256:")) << unknown;
  Json good = replayed(0, {"--allowed-signers", allowed});
  EXPECT_EQ(good["signer"], "ann@example.org");
  Ran said = suit({"receipt", "verify", "--allowed-signers", allowed, receipt_});
  EXPECT_TRUE(has(said.out, "holds: accepted, signed by ann@example.org with the ED25519 key")) << said.out;
  EXPECT_TRUE(has(differences({"--allowed-signers", home_.path() + "/others"}), "does not allow"));
  EXPECT_TRUE(has(differences({"--allowed-signers", home_.path() + "/elsewhere"}), "does not allow"));

  // Another's key, on the same receipt.
  EXPECT_EQ(suit({"receipt", "sign", receipt_, "--key", bob}).code, 0) << "replaces the signature";
  EXPECT_TRUE(has(differences({"--allowed-signers", allowed}), "does not allow"));
  std::filesystem::rename(receipt_ + ".sig", out_.path() + "/bob.sig");
  EXPECT_EQ(replayed(0, {"--allowed-signers", home_.path() + "/others", "--signature",
                         out_.path() + "/bob.sig"})["signer"],
            "bob@example.org");

  // The signature of other bytes, or none at all.
  std::filesystem::rename(out_.path() + "/bob.sig", receipt_ + ".sig");
  out_.write("receipt.json", out_.read("receipt.json") + " \n");
  EXPECT_TRUE(has(differences(), "the signature is not this receipt's"));
  EXPECT_FALSE(replayed(4).contains("judged")) << "nothing of it is run";
  out_.write("receipt.json.sig", "nonsense\n");
  EXPECT_TRUE(has(differences(), "the signature is not this receipt's"));
  EXPECT_EQ(suit({"receipt", "verify", receipt_, "--signature", out_.path() + "/none"}).code, 1);
}

TEST_F(ReceiptTest, AMalformedReceiptIsInvalid) {
  const Json honest = verified(kFix, 0);
  auto changed = [&](const std::function<void(Json&)>& change) {
    Json receipt = honest;
    change(receipt);
    return to_text(receipt);
  };
  std::string text = to_text(honest);
  std::vector<std::pair<std::string, std::string>> corpus = {
      {"", "malformed JSON"},
      {"{", "malformed JSON"},
      {text.substr(0, text.size() / 2), "malformed JSON"},
      {text + text, "malformed JSON"},
      {std::string(1'000, '['), "nested too deeply"},
      {"[]", "no field `receipt`"},
      {"{}", "no field `receipt`"},
      {"{\"receipt\": 1}", "verdict"},
      {"\xff" + text, "not UTF-8"},
      {changed([](Json& r) { r["receipt"] = 2; }), "its version is 2"},
      {changed([](Json& r) { r["receipt"] = "1"; }), "its version is"},
      {changed([](Json& r) { r["verdict"] = "invalid"; }), "an invalid patch has no receipt"},
      {changed([](Json& r) { r["verdict"] = "fine"; }), "verdict"},
      {changed([](Json& r) { r["time"] = "today"; }), "time"},
      {changed([](Json& r) { r["surprise"] = 1; }), "surprise"},
      {changed([](Json& r) { r["base"]["digest"] = "abc"; }), "base.digest"},
      {changed([](Json& r) { r["base"]["commit"] = "HEAD"; }), "base.commit"},
      {changed([](Json& r) { r["base"].erase("files"); }), "files"},
      {changed([](Json& r) { r["policies"] = 7; }), "policies"},
      {changed([](Json& r) { r["patch"]["edits"] = Json::array(); }), "patch.edits is empty"},
      {changed([](Json& r) { r["patch"]["edits"][0]["path"] = "../add.py"; }), "leaves the folder"},
      {changed([](Json& r) { r["patch"]["edits"][0]["path"] = "/etc/passwd"; }), "leaves the folder"},
      {changed([](Json& r) { r["patch"]["edits"].push_back(r["patch"]["edits"][0]); }), "not sorted"},
      {changed([](Json& r) { r["patch"]["edits"][0]["after"].erase("content"); }), "content"},
      {changed([](Json& r) { r["patch"]["edits"][0]["after"]["type"] = "device"; }), "type"},
      {changed([](Json& r) {
         r["patch"]["edits"][0]["after"]["content"] = {{"hex", "0"}};
       }),
       "content"},
      {changed([](Json& r) { r["patch"]["edits"][0]["before"].erase("digest"); }), "digest"},
      {changed([](Json& r) { r["results"][0]["tests"][0]["outcome"] = "maybe"; }), "outcome"},
      {changed([](Json& r) { r["sandbox"]["limits"]["time_ms"] = -1; }), "time_ms"},
      {changed([](Json& r) { r["judge_files"][0]["digest"] = ""; }), "judge_files"},
  };
  for (const auto& [key, value] : honest.items())
    corpus.emplace_back(changed([&](Json& r) { r.erase(key); }), key);
  for (const auto& [malformed, why] : corpus) {
    out_.write("receipt.json", malformed);
    for (const char* command : {"verify", "show"}) {
      Ran ran = suit({"receipt", command, receipt_});
      EXPECT_EQ(ran.code, 2) << malformed.substr(0, 200);
      EXPECT_EQ(ran.out, "");
      EXPECT_TRUE(has(ran.err, "not a receipt") && has(ran.err, why)) << why << "\n" << ran.err;
    }
    EXPECT_EQ(suit({"receipt", "sign", receipt_, "--key", "any"}).code, 2);
  }
  std::filesystem::resize_file(receipt_, (64u << 20) + 1);
  Ran huge = suit({"receipt", "verify", receipt_});
  EXPECT_EQ(huge.code, 2);
  EXPECT_TRUE(has(huge.err, "larger than")) << huge.err;
  EXPECT_EQ(suit({"receipt", "verify", out_.path() + "/none"}).code, 1);
  EXPECT_EQ(suit({"receipt", "show", "--junit", "--sarif", receipt_}).code, 2);
}

// A policy refuses the patch, so that no check runs; the receipt is larger than the process may write.
TEST_F(ReceiptTest, KilledWhileWritingTheOldFileStays) {
  folder_.write("suit.toml", folder_.read("suit.toml") + "[scope]\ndeny = [\"big.txt\"]\n");
  commit("deny");
  std::string patch = "--- /dev/null\n+++ b/big.txt\n@@ -0,0 +1 @@\n+" + std::string(4u << 20, 'x') + "\n";
  EXPECT_EQ(verified(patch, 4)["verdict"], "refused");
  EXPECT_EQ(replayed(0)["result"], "holds");
  out_.write("receipt.json", "old\n");
  Ran ran = run_program(
      {"bash", "-c", "ulimit -f 2000; exec \"$0\" verify --receipt \"$1\"", SUIT_BINARY, receipt_},
      folder_.path(), patch, environment());
  EXPECT_NE(ran.code, 4) << ran.out;
  EXPECT_EQ(out_.read("receipt.json"), "old\n");
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(out_.path())) files += entry.exists();
  EXPECT_EQ(files, 1u) << "no temporary file stays";
}

TEST_F(ReceiptTest, OtherProgramsReadJunitAndSarif) {
  folder_.write(
      "suit.toml",
      "[[check]]\nname = \"a<b> & \\\"c\\\"\"\ncommand = \"printf '\\\\033[31m]]>\\\\000\\\\n'; false\"\n"
      "[[check]]\nname = \"tests\"\ncommand = \"python3 -m unittest\"\n");
  commit("checks");
  verified(kWrong, 4);
  const char* read_junit =
      "import sys, xml.etree.ElementTree as E\n"
      "r = E.parse(sys.stdin).getroot()\n"
      "for s in r:\n"
      "    assert int(s.get('tests')) == len(s), s.attrib\n"
      "    print(s.get('name'), s.get('tests'), s.get('failures'), [c.get('name') for c in s])\n"
      "print(r.get('tests'), r.get('failures'), repr(r[0][0][0].text))\n";
  std::string junit = suit({"receipt", "show", "--junit", receipt_}).out;
  Ran read = run_program({"python3", "-c", read_junit}, folder_.path(), junit);
  EXPECT_EQ(read.code, 0) << read.err << junit;
  EXPECT_TRUE(has(read.out, "a<b> & \"c\" 1 1 ['a<b> & \"c\"']\n")) << read.out;
  EXPECT_TRUE(has(read.out, "tests 3 3 ['tests', 'test_add.AddTest.test_two', ")) << read.out;
  EXPECT_TRUE(has(read.out, "\\\\x1b[31m]]>")) << read.out;
  EXPECT_TRUE(has(read.out, "reasons to ask 1 1 ")) << read.out;

  EXPECT_EQ(suit({"receipt", "show", "--sarif", "-o", out_.path() + "/r.sarif", receipt_}).code, 0);
  Json sarif = must(parse_json(out_.read("r.sarif")));
  EXPECT_EQ(sarif["version"], "2.1.0");
  const Json& run = sarif["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "suit");
  ASSERT_EQ(run["results"].size(), 2u) << sarif;
  EXPECT_EQ(run["results"][0]["level"], "error");
  EXPECT_EQ(run["results"][1]["level"], "warning");

  // A reason with a place.
  folder_.write("suit.toml", "[[check]]\nname = \"tests\"\ncommand = \"python3 -m unittest\"\n");
  folder_.write("add.py", kFixed);
  std::string looser =
      "--- a/test_add.py\n+++ b/test_add.py\n@@ -7 +7 @@\n-        self.assertEqual(add(2, 3), 5)\n"
      "+        self.assertTrue(add(2, 3))\n";
  verified(looser, 3);
  sarif = must(parse_json(suit({"receipt", "show", "--sarif", receipt_}).out));
  const Json& place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "test_add.py") << sarif;
  EXPECT_EQ(place["region"]["startLine"], 7);
}

TEST_F(ReceiptTest, TheServerReadsReceiptsOfTheFolder) {
  receipt_ = folder_.path() + "/ignored/receipt.json";
  folder_.write("ignored/x", "");
  Served served(folder_.path(), environment());
  Json begun = served.post("/api/verify", {{"patch", kFix}, {"receipt", "ignored/receipt.json"}}).json();
  EXPECT_EQ(served.wait(begun["run"], {"ended"})["answer"]["verdicts"][0]["verdict"], "accepted");
  begun = served.post("/api/receipt/verify", {{"file", "ignored/receipt.json"}}).json();
  Json run = served.wait(begun["run"], {"ended"});
  EXPECT_EQ(run["answer"]["result"], "holds") << run;
  EXPECT_EQ(served.get("/api/receipt?file=ignored%2Freceipt.json").json()["receipt"]["verdict"], "accepted");
  EXPECT_EQ(served.get("/api/receipt?file=%2Fetc%2Fpasswd").json()["error"]["code"], "denied");
  EXPECT_GE(served.post("/api/receipt/sign", {{"file", "ignored/receipt.json"}, {"key", "x"}}).status, 400);
  for (const std::string& place : {out_.path() + "/r.json", std::string("../r.json")}) {
    begun = served.post("/api/verify", {{"patch", kFix}, {"receipt", place}}).json();
    EXPECT_EQ(served.wait(begun["run"], {"ended"})["error"]["code"], "denied") << place;
  }
  EXPECT_FALSE(out_.exists("r.json"));
}

}  // namespace
}  // namespace suit
