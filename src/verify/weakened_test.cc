#include "verify/weakened.h"

#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

FileEdit edit_of(const std::string& path, const std::optional<std::string>& before,
                 const std::optional<std::string>& after) {
  auto version = [](const std::optional<std::string>& content) {
    return content ? FileVersion::file(*content, 0644) : FileVersion::absent();
  };
  return {.path = path, .before = version(before), .after = version(after)};
}

// The lines about one change of one file, without its path.
std::string weak(const std::string& path, const std::optional<std::string>& before,
                 const std::optional<std::string>& after) {
  std::vector<std::string> lines;
  for (const Weakening& each : weakened_in({edit_of(path, before, after)})) {
    EXPECT_EQ(each.path, path);
    std::string line = describe(each);
    EXPECT_TRUE(line.starts_with(path));
    lines.push_back(line.substr(path.size()));
  }
  return joined(lines, "\n");
}

// The same for a text with one place changed.
std::string weak_if(const std::string& path, const std::string& text, const std::string& from,
                    const std::string& to) {
  size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  std::string after = text;
  after.replace(at, from.size(), to);
  return weak(path, text, after);
}

const std::string kPy = "tests/test_gcd.py";
const std::string kPyTests =
    "import pytest\n"
    "from gcd import gcd\n"
    "\n"
    "CASES = [(12, 18, 6), (5, 5, 5), (7, 3, 1)]\n"
    "\n"
    "def test_gcd_basic():\n"
    "    \"\"\"Two numbers.\"\"\"\n"
    "    expected = 6\n"
    "    assert gcd(12, 18) == 6\n"
    "    assert gcd(18, 12) == expected, \"message\"\n"
    "\n"
    "@pytest.mark.parametrize(\"a,b,c\", [(1, 1, 1), (2, 4, 2)])\n"
    "def test_gcd_more(a, b, c):\n"
    "    assert gcd(a, b) == c\n"
    "\n"
    "def test_gcd_zero():\n"
    "    with pytest.raises(ValueError):\n"
    "        gcd(0, 0)\n"
    "\n"
    "class TestNear:\n"
    "    def test_near(self):\n"
    "        assert ratio(1, 3) == pytest.approx(0.333, abs=1e-3)\n";

std::string py(const std::string& from, const std::string& to) {
  return weak_if(kPy, kPyTests, from, to);
}

TEST(WeakenedPython, AdditionsAndFormattingAreNothing) {
  EXPECT_EQ(weak(kPy, std::nullopt, kPyTests), "");
  EXPECT_EQ(weak(kPy, kPyTests, kPyTests + "\n\ndef test_new():\n    assert gcd(3, 9) == 3\n"), "");
  EXPECT_EQ(py("    expected = 6\n", "    expected = 6  # six\n    assert gcd(6, 6) == 6\n"), "");
  EXPECT_EQ(py("(2, 4, 2)]", "(2, 4, 2), (9, 3, 3)]"), "");
  EXPECT_EQ(py("[(12, 18, 6), (5, 5, 5), (7, 3, 1)]",
               "[\n    (12, 18, 6),\n    (5, 5, 5),\n    (7, 3, 1),\n    (8, 4, 4),\n]"),
            "");
  EXPECT_EQ(py("import pytest\n", "import pytest\nimport math\n"), "");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert (gcd(12, 18) == 6)"), "");
  EXPECT_EQ(py("\"message\"", "'another message'"), "");
  EXPECT_EQ(py("Two numbers.", "Any two numbers."), "");
  EXPECT_EQ(py("def test_gcd_zero():\n", "# zero\n\n\ndef test_gcd_zero() -> None:\n"), "");
}

TEST(WeakenedPython, ATestThatIsGone) {
  EXPECT_EQ(py("def test_gcd_zero():\n    with pytest.raises(ValueError):\n        gcd(0, 0)\n", ""),
            ":16 (before) test_gcd_zero is gone");
  EXPECT_EQ(weak(kPy, kPyTests, std::nullopt), ":1 (before) deleted: 4 tests gone");
  EXPECT_EQ(py("def test_gcd_zero", "def xtest_gcd_zero"),
            ":16 test_gcd_zero is now xtest_gcd_zero, which no runner collects");
  EXPECT_EQ(py("def test_gcd_zero", "def t\xd0\xb5st_gcd_zero"),
            ":16 test_gcd_zero is now t\xd0\xb5st_gcd_zero, which no runner collects");
  EXPECT_EQ(py("class TestNear", "class NearTests"),
            ":21 TestNear.test_near is now NearTests.test_near, which no runner collects");
  EXPECT_EQ(weak(kPy, kPyTests, kPyTests + "def test_gcd_zero():\n    pass\n"),
            ":16 test_gcd_zero is defined twice: only the last one runs");
  EXPECT_EQ(weak(kPy, kPyTests, kPyTests + "test_gcd_zero = None\n"),
            ":23 test_gcd_zero is replaced: test_gcd_zero = None");
  EXPECT_EQ(weak(kPy, kPyTests, kPyTests + "del test_gcd_zero\n"),
            ":23 test_gcd_zero is replaced: del test_gcd_zero");
  // Renamed to a name that is collected.
  EXPECT_EQ(py("def test_gcd_zero", "def test_gcd_of_zeros"), "");
  EXPECT_EQ(py("class TestNear", "class TestRatio"), "");
}

TEST(WeakenedPython, AFileThatMoves) {
  auto moved = [](const std::string& to, const std::string& content) {
    std::vector<FileEdit> edits = {edit_of(kPy, kPyTests, std::nullopt), edit_of(to, std::nullopt, content)};
    edits[1].moved_from = kPy;
    std::vector<std::string> lines;
    for (const Weakening& each : weakened_in(edits)) lines.push_back(describe(each));
    return joined(lines, "\n");
  };
  EXPECT_EQ(moved("tests/unit/test_gcd.py", kPyTests), "");
  EXPECT_EQ(
      moved("tests/gcd_cases.py", kPyTests),
      "tests/test_gcd.py:1 (before) moved to tests/gcd_cases.py, which no runner collects: 4 tests gone");
  std::string weaker = kPyTests;
  weaker.replace(weaker.find("== 6"), 4, "== 4");
  EXPECT_EQ(moved("tests/unit/test_gcd.py", weaker), "tests/unit/test_gcd.py:9 expectation changed: 6 → 4");
}

TEST(WeakenedPython, ASkippedTest) {
  EXPECT_EQ(py("def test_gcd_zero", "@pytest.mark.skip(reason=\"slow\")\ndef test_gcd_zero"),
            ":16 test_gcd_zero is skipped");
  EXPECT_EQ(py("def test_gcd_zero", "@pytest.mark.skipif(True, reason=\"x\")\ndef test_gcd_zero"),
            ":16 test_gcd_zero is skipped: True");
  EXPECT_EQ(py("def test_gcd_zero", "@pytest.mark.xfail\ndef test_gcd_zero"),
            ":16 test_gcd_zero is expected to fail");
  EXPECT_EQ(py("class TestNear", "@unittest.skip(\"x\")\nclass TestNear"), ":20 TestNear is skipped");
  EXPECT_EQ(py("CASES", "pytestmark = pytest.mark.skip\nCASES"), ":4 the file is skipped");
  EXPECT_EQ(py("CASES", "pytest.skip(\"x\", allow_module_level=True)\nCASES"), ":4 the file is skipped");
  EXPECT_EQ(py("    expected = 6\n", "    pytest.skip()\n    expected = 6\n"),
            ":8 test_gcd_basic is skipped");
  EXPECT_EQ(py("    expected = 6\n", "    return\n    expected = 6\n"),
            ":10 assertion is behind a return: gcd(12, 18) == 6 (and 1 more in test_gcd_basic)");
  EXPECT_EQ(py("    def test_near", "    __test__ = False\n    def test_near"), ":21 TestNear is skipped");
  EXPECT_EQ(py("def test_gcd_zero():", "if False:\n  def test_gcd_zero():"),
            ":16 test_gcd_zero stands under `if False:`");
  EXPECT_EQ(py("(2, 4, 2)]", "pytest.param(2, 4, 2, marks=pytest.mark.skip)]"),
            ":12 test_gcd_more is skipped");
  // A mark under another name; a mark of a new test; another reason.
  EXPECT_EQ(py("def test_gcd_zero", "later = pytest.mark.skip\n\n@later\ndef test_gcd_zero"),
            ":18 test_gcd_zero is skipped: later");
  EXPECT_EQ(py("CASES", "slow = pytest.mark.skip(reason='slow')\nCASES"), "");
  EXPECT_EQ(weak(kPy, kPyTests, kPyTests + "\n@pytest.mark.skip\ndef test_new():\n    assert f()\n"), "");
  EXPECT_EQ(weak(kPy, "@pytest.mark.skip(reason='a')\ndef test_x():\n    assert f()\n",
                 "@pytest.mark.skip(reason='b')\ndef test_x():\n    assert f()\n"),
            "");
  EXPECT_EQ(
      weak(kPy, "@pytest.mark.skip\ndef test_x():\n    assert f()\n", "def test_x():\n    assert f()\n"), "");
  EXPECT_EQ(py("def test_gcd_zero", "@pytest.mark.slow\ndef test_gcd_zero"), "");
}

TEST(WeakenedPython, Assertions) {
  EXPECT_EQ(py("== 6\n", "== 4\n"), ":9 expectation changed: 6 → 4");
  EXPECT_EQ(py("expected = 6", "expected = 4"), ":8 value changed: 6 → 4");
  EXPECT_EQ(py("expected = 6", "expected = gcd(18, 12)"), ":8 value changed: 6 → gcd(18, 12)");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert gcd(12, 18) in (4, 6)"), ":9 comparison loosened: == → in");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert gcd(12, 18) == pytest.approx(6, abs=3)"),
            ":9 comparison loosened: == → == approx");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert gcd(12, 18)"), ":9 comparison loosened: == → is true");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert True"), ":9 assertion made always true: True");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert gcd(12, 18) == 6 or True"),
            ":9 assertion made always true: gcd(12, 18) == 6 or True");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert (gcd(12, 18) == 6, \"m\")"),
            ":9 assertion made always true: (gcd(12, 18) == 6, 'm')");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert gcd(12, 18) == gcd(12, 18)"),
            ":9 assertion made always true: gcd(12, 18) == gcd(12, 18)");
  EXPECT_EQ(py("    assert gcd(12, 18) == 6\n", ""),
            ":9 (before) test_gcd_basic lost an assertion: gcd(12, 18) == 6");
  EXPECT_EQ(
      py("    assert gcd(12, 18) == 6\n    assert gcd(18, 12) == expected, \"message\"\n", "    pass\n"),
      ":9 (before) test_gcd_basic lost 2 of 2 assertions: gcd(12, 18) == 6, …");
  EXPECT_EQ(py("    assert gcd(12, 18) == 6\n", "    print(gcd(12, 18) == 6)\n"),
            ":9 (before) test_gcd_basic lost an assertion: gcd(12, 18) == 6");
  EXPECT_EQ(py("    assert gcd(12, 18) == 6\n", "    # assert gcd(12, 18) == 6\n"),
            ":9 (before) test_gcd_basic lost an assertion: gcd(12, 18) == 6");
  EXPECT_EQ(py("    assert gcd(12, 18) == 6\n",
               "    try:\n        assert gcd(12, 18) == 6\n    except AssertionError:\n        pass\n"),
            ":10 assertion may now fail unseen, within `try:`");
  EXPECT_EQ(py("    assert gcd(12, 18) == 6\n", "    if False:\n        assert gcd(12, 18) == 6\n"),
            ":10 assertion now depends on `if False:`");
  EXPECT_EQ(py("    assert gcd(12, 18) == 6\n",
               "    with suppress(AssertionError):\n        assert gcd(12, 18) == 6\n"),
            ":10 assertion may now fail unseen, within `with suppress(AssertionError):`");
  EXPECT_EQ(py("abs=1e-3", "abs=0.5"), ":22 tolerance widened: 1e-3 → 0.5");
  EXPECT_EQ(py("raises(ValueError)", "raises(Exception)"), ":17 expectation changed: ValueError → Exception");
  EXPECT_EQ(py("gcd(12, 18) == 6", "gcd(12, 6) == 6"),
            ":9 assertion changed: gcd(12, 18) == 6 → gcd(12, 6) == 6");
  EXPECT_EQ(py("(2, 4, 2)]", "(2, 4, 4)]"), ":12 value changed: 2 → 4");
  EXPECT_EQ(py(", (2, 4, 2)]", "]"), ":12 test_gcd_more loses 1 of 2 cases: (2, 4, 2)");
  EXPECT_EQ(py("[(1, 1, 1), (2, 4, 2)]", "[]"), ":12 test_gcd_more loses 2 of 2 cases: (1, 1, 1)");
  EXPECT_EQ(py("@pytest.mark.parametrize(\"a,b,c\", [(1, 1, 1), (2, 4, 2)])\n", ""),
            ":12 (before) test_gcd_more lost its cases: @pytest.mark.parametrize('a,b,c'… 1), (2, 4, 2)])");
  EXPECT_EQ(py(", (5, 5, 5)", ""), ":4 CASES loses 1 of 3 cases: (5, 5, 5)");
}

TEST(WeakenedPython, AssertionsThatSayAsMuch) {
  EXPECT_EQ(py("abs=1e-3", "abs=1e-6"), "");
  EXPECT_EQ(py("assert gcd(12, 18) == 6", "assert 6 == gcd(12, 18)"), "");
  // Moved to another test, or into a new one.
  EXPECT_EQ(py("    expected = 6\n    assert gcd(12, 18) == 6\n",
               "    assert gcd(12, 18) == 6\n\ndef test_other():\n    expected = 6\n"),
            "");
  // In another order.
  EXPECT_EQ(weak(kPy, "def test_x():\n    assert f(1) == 1\n    assert f(2) == 2\n",
                 "def test_x():\n    assert f(2) == 2\n    assert f(1) == 1\n"),
            "");
  // unittest's style for pytest's.
  EXPECT_EQ(weak(kPy, "def test_x():\n    assert f(1) == 1\n", "def test_x():\n    assert 1 == f(1)\n"), "");
  EXPECT_EQ(weak(kPy, "class T(TestCase):\n    def test_x(self):\n        self.assertTrue(f(1) == 1)\n",
                 "class T(TestCase):\n    def test_x(self):\n        self.assertEqual(f(1), 1)\n"),
            "");
  EXPECT_EQ(weak(kPy, "def test_x():\n    assert f(1) in (1, 2)\n", "def test_x():\n    assert f(1) == 1\n"),
            "");
  // More cleaning up, without a handler.
  EXPECT_EQ(weak(kPy, "def test_x():\n    assert f(1) == 1\n",
                 "def test_x():\n    try:\n        assert f(1) == 1\n    finally:\n        close()\n"),
            "");
}

TEST(WeakenedPython, UnittestAndNumpy) {
  auto body = [](const std::string& before, const std::string& after) {
    std::string head = "class T(unittest.TestCase):\n    def test_x(self):\n        ";
    return weak(kPy, head + before + "\n", head + after + "\n");
  };
  EXPECT_EQ(body("self.assertEqual(f(1), 6)", "self.assertEqual(f(1), 4)"), ":3 expectation changed: 6 → 4");
  EXPECT_EQ(body("self.assertEqual(6, f(1))", "self.assertEqual(4, f(1))"), ":3 expectation changed: 6 → 4");
  EXPECT_EQ(body("self.assertEqual(f(1), 6)", "self.assertAlmostEqual(f(1), 6)"),
            ":3 comparison loosened: assertEqual → assertAlmostEqual");
  EXPECT_EQ(body("self.assertAlmostEqual(f(1), 6)", "self.assertAlmostEqual(f(1), 6, places=1)"),
            ":3 tolerance widened: the default → 1");
  EXPECT_EQ(body("self.assertAlmostEqual(f(1), 6, places=1)", "self.assertAlmostEqual(f(1), 6, places=3)"),
            "");
  EXPECT_EQ(body("self.assertEqual(f(1), 6)", "self.assertTrue(f(1))"),
            ":3 comparison loosened: assertEqual → is true");
  EXPECT_EQ(body("self.assertEqual(f(1), 6)", "self.assertEqual(f(1), f(1))"),
            ":3 assertion made always true: self.assertEqual(f(1), f(1))");
  EXPECT_EQ(body("self.assertEqual(f(1), 6)", "self.skipTest('x')\n        self.assertEqual(f(1), 6)"),
            ":3 T.test_x is skipped");
  EXPECT_EQ(
      body("np.testing.assert_allclose(f(1), 6, rtol=1e-7)", "np.testing.assert_allclose(f(1), 6, rtol=0.1)"),
      ":3 tolerance widened: 1e-7 → 0.1");
  EXPECT_EQ(body("m.assert_called_once_with(1)", "m.assert_called()"),
            ":3 assertion changed: m.assert_called_once_with(1) → m.assert_called()");
  EXPECT_EQ(body("assert abs(f(1) - 6) < 1e-9", "assert abs(f(1) - 6) < 10"),
            ":3 tolerance widened: 1e-9 → 10");
  EXPECT_EQ(body("check_result(f(1))", "f(1)"), ":3 (before) T.test_x lost an assertion: check_result(f(1))");
  EXPECT_EQ(body("self.assertEqual(f(1), 6, 'a')", "self.assertEqual(f(1), 6, 'b')"), "");
}

}  // namespace
}  // namespace suit
