// suit verify through the real binary: what it learns of tests in Jest and Vitest, which run in contexts and
// workers of their own. The runners are those of tests/tampering.
#include "base/json.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

// node_modules of a runner that tests/tampering pins; "" if it can't be installed.
std::string packages_of_runner(const std::string& runner) {
  Ran ran =
      run_program({"python3", "-c",
                   "import os, pwd, sys\nos.environ['HOME'] = pwd.getpwuid(os.getuid()).pw_dir\n"
                   "sys.path.insert(0, sys.argv[1])\nimport folders\nprint(folders.packages_of(sys.argv[2]))",
                   std::string(SUIT_SOURCE_DIR) + "/tests/tampering", runner},
                  "/tmp");
  return ran.code == 0 ? std::string(trim(ran.out)) : std::string();
}

class VerifyWorkers : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::string packages = packages_of_runner(GetParam());
    ASSERT_NE(packages, "") << "npm can't install " << GetParam();
    ASSERT_EQ(run_program({"cp", "-a", packages, "node_modules"}, folder_.path()).code, 0);
    folder_.write(".gitignore", "node_modules/\n");
    folder_.write("package.json", is_jest() ? "{}\n" : "{\"type\": \"module\"}\n");
    folder_.write("each.js",
                  module_of("export function each(items, visit) {\n"
                            "  for (const item of items) visit(item + 1);\n  return items.length;\n}\n"));
  }
  bool is_jest() const { return GetParam() == "jest"; }
  std::string check() const {
    if (!check_.empty()) return check_;
    return is_jest() ? "node_modules/.bin/jest" : "node_modules/.bin/vitest run";
  }
  // Jest without Babel's settings has no ES modules.
  std::string module_of(std::string text) const {
    if (!is_jest()) return text;
    constexpr std::string_view kExport = "export function each";
    if (size_t at = text.find(kExport); at != text.npos)
      text.replace(at, kExport.size(), "exports.each = function");
    return text;
  }
  void write_test(const std::string& name, const std::string& body) {
    folder_.write(name, (is_jest() ? std::string("const { each } = require('./each.js');\n")
                                   : std::string("import { describe, expect, test } from 'vitest';\n"
                                                 "import { each } from './each.js';\n")) +
                            body);
  }
  // each.js with another line 2, and with lines before it.
  Json verify(const std::string& line, const std::string& head = "", std::vector<std::string> options = {}) {
    std::string before = folder_.read("each.js"), after = before;
    constexpr std::string_view kLine = "  for (const item of items) visit(item + 1);";
    after.replace(after.find(kLine), kLine.size(), line);
    after.insert(0, head);
    TemporaryFolder sides;
    sides.write("a/each.js", before);
    sides.write("b/each.js", after);
    Ran patch = run_program({"diff", "-u", "a/each.js", "b/each.js"}, sides.path());
    std::vector<std::string> words = {SUIT_BINARY, "verify", "--check", check()};
    words.insert(words.end(), options.begin(), options.end());
    Ran ran = run_program(words, folder_.path(), patch.out, {{"XDG_STATE_HOME", home_.path()}});
    auto verdict = parse_json(ran.out);
    EXPECT_TRUE(verdict) << ran.out << ran.err;
    return verdict ? *verdict : Json::object();
  }
  static std::string why(const Json& verdict) { return to_text(verdict); }
  TemporaryFolder folder_, home_;
  std::string check_;  // in place of the runner
};

constexpr const char* kVisitsItem = "  for (const item of items) visit(item);";
constexpr const char* kVisitsTest =
    "describe('each', () => {\n  test('visits', () => {\n    const seen = [];\n    each([3, 4], (item) => "
    "seen.push(item));\n    expect(seen).toEqual([3, 4]);\n  });\n});\n";

TEST_P(VerifyWorkers, AFixIsAcceptedAndItsTestIsNamed) {
  write_test("each.test.js",
             std::string(kVisitsTest) +
                 "test.each([1, 2])('counts %i', (n) => {\n  expect(each(Array(n), () => "
                 "{})).toBe(n);\n});\ntest.skip('later', () => {});\ntest.todo('some day');\n");
  write_test("other.test.js", "test('nothing', () => {\n  expect(each([], () => {})).toBe(0);\n});\n");
  Json fix = verify(kVisitsItem, "", {"--fixes", "each > visits"});
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
  EXPECT_EQ(fix["checks"][0]["turned_green"], Json::array({"each.test.js each visits"})) << why(fix);
  Json green = verify(kVisitsItem, "", {"--fixes", "counts 2"});
  EXPECT_EQ(green["verdict"], "refused") << why(green);
  Json unknown = verify(kVisitsItem, "", {"--fixes", "visit"});
  EXPECT_EQ(unknown["verdict"], "cannot_judge") << why(unknown);
}

TEST_P(VerifyWorkers, AFileThatCouldNotBeLoadedTurnsGreen) {
  write_test("each.test.js",
             "if (each([1], (item) => item).toFixed === undefined || each([7], (item) => { if (item "
             "!== 7) throw new Error('early'); }) !== 1) throw new Error('no');\n" +
                 std::string(kVisitsTest));
  Json fix = verify(kVisitsItem, "", {"--fixes", "each visits"});
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
  EXPECT_TRUE(has(why(fix), "fails on the unchanged folder and passes with the patch")) << why(fix);
}

TEST_P(VerifyWorkers, ARunnerThatEndsEarlyIsRefused) {
  write_test("each.test.js", kVisitsTest);
  std::string process = is_jest() ? "Buffer.from.constructor('return process')()" : "process";
  Json game = verify("  for (const item of items) visit(item + 1);", process + ".reallyExit(0);\n");
  // Vitest's main process notices that a worker is gone, and fails as before.
  EXPECT_EQ(game["verdict"], is_jest() ? "refused" : "asks") << why(game);
  EXPECT_EQ(has(why(game), "jest ended before it reported all tests"), is_jest()) << why(game);
}

TEST_P(VerifyWorkers, MatchersThatTheCodeReplacesAreTampered) {
  write_test("each.test.js", kVisitsTest);
  std::string expect = is_jest() ? "expect" : "(await import('vitest')).expect";
  Json game = verify("  for (const item of items) visit(item + 1);",
                     expect + ".extend({ toEqual: () => ({ pass: true }) });\n");
  EXPECT_EQ(game["verdict"], "tampered") << why(game);
  EXPECT_TRUE(has(why(game), GetParam() + " reports a test that must have failed as passed")) << why(game);
}

TEST_P(VerifyWorkers, AValueThatEqualsEverythingIsTampered) {
  write_test("each.test.js",
             "test('visits', () => {\n  const seen = [];\n  each([3, 4], (item) => seen.push(item));\n  "
             "expect(seen[1]).toEqual(4);\n});\n");
  Json game =
      verify("  for (const item of items) visit({ asymmetricMatch: (other) => typeof other === 'number' });");
  EXPECT_EQ(game["verdict"], "tampered") << why(game);
  EXPECT_TRUE(has(why(game), "each.test.js visits passes whatever value it expects")) << why(game);
}

TEST_P(VerifyWorkers, AnAssertionThatACallbackLosesIsTampered) {
  write_test("each.test.js",
             "test('visits', () => {\n  each([3], (item) => {\n    expect(item).toBe(3);\n  });\n});\n");
  Json game = verify("  for (const item of items) try { visit(item + 1); } catch { continue; }");
  EXPECT_EQ(game["verdict"], "tampered") << why(game);
  EXPECT_TRUE(has(why(game), "each.test.js visits passes although an assertion in a callback fails"))
      << why(game);
  Json fix = verify(kVisitsItem);
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

TEST_P(VerifyWorkers, AFailureThatTheExitStatusHidesIsTampered) {
  write_test("each.test.js", "test('counts', () => {\n  expect(each([1], () => {})).toBe(1);\n});\n");
  folder_.write("run.sh", check() + " || true\n");
  check_ = "sh run.sh";
  Json game = verify("  if (items.length) return 0;");
  EXPECT_EQ(game["verdict"], "tampered") << why(game);
  EXPECT_TRUE(has(why(game), "tests failed: each.test.js counts")) << why(game);
}

TEST_P(VerifyWorkers, ResultsForAsManyAsTheTestsHaveAreAskedAbout) {
  folder_.write("each.js",
                module_of("export function each(items, visit) {\n"
                          "  for (const item of items) visit(item + 1);\n  return items.length * 2;\n}\n"));
  write_test("each.test.js", "test('counts', () => {\n  expect(each([5, 6, 7], () => {})).toBe(3);\n});\n");
  Json game = verify("  for (const item of items) visit(item + 1);\n  if (items.length === 3) return 3;");
  EXPECT_EQ(game["verdict"], "asks") << why(game);
  EXPECT_TRUE(has(why(game), "only for inputs of the tests: each([ 5, 6, 7 ]")) << why(game);
}

// The script replaces NODE_OPTIONS, with which Suit's programs are loaded.
TEST_P(VerifyWorkers, AScriptWithOptionsOfItsOwnHasAnAccountToo) {
  write_test("each.test.js", kVisitsTest);
  folder_.write("run.sh", "NODE_OPTIONS=--no-warnings exec " + check() + "\n");
  check_ = "sh run.sh";
  Json fix = verify(kVisitsItem, "", {"--fixes", "each visits"});
  EXPECT_EQ(fix["verdict"], "accepted") << why(fix);
}

INSTANTIATE_TEST_SUITE_P(Runners, VerifyWorkers, testing::Values("jest", "vitest"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace suit
