#include "verify/controls.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

FileEdit edit(const std::string& path, const std::string& before, const std::string& after) {
  FileEdit edit;
  edit.path = path;
  if (!before.empty()) edit.before = FileVersion::file(before, 0644);
  edit.after = FileVersion::file(after, 0644);
  return edit;
}

std::vector<std::string> names(const std::vector<Control>& controls) {
  std::vector<std::string> names;
  for (const Control& control : controls) names.push_back(control.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(Controls, EachChangedFunctionAbortsOnce) {
  auto controls = function_controls({edit("a.py", "def one():\n    return 1\n\n\ndef two():\n    return 2\n",
                                          "def one():\n    return 1\n\n\ndef two():\n    return 3\n\n\nclass "
                                          "C:\n    def three(self): return 4\n")},
                                    9);
  EXPECT_EQ(names(controls), (Names{"two in a.py", "three in a.py"}));
  const std::string& first = controls[0].edits[0].after.content;
  EXPECT_NE(first.find("def two():\n    import os as suit_os"), std::string::npos) << first;
  EXPECT_NE(first.find("suit_os.abort()\n    return 3\n"), std::string::npos) << first;
  EXPECT_EQ(first.find("suit_os"), first.find("suit_os", first.find("def two")));
  const std::string& second = controls[1].edits[0].after.content;
  EXPECT_NE(second.find("suit_os.abort(); return 4\n"), std::string::npos) << second;
}

TEST(Controls, AtMostSoMany) {
  EXPECT_EQ(function_controls({edit("a.py", "", "def a(): pass\ndef b(): pass\ndef c(): pass\n")}, 2).size(),
            2U);
}

TEST(Controls, OtherLanguagesAbortToo) {
  struct Case {
    const char *path, *text, *name, *expected;
  };
  for (const Case& one : {
           Case{"a.js", "function f(a) { return a; }\n", "f in a.js", "{ process.abort();  return a; }"},
           Case{"a.js", "const f = (a) => a + 1;\n", "f in a.js", "=> (process.abort(), a + 1);"},
           Case{"a.js", "exports.f = function () { return 1; };\n", "exports.f in a.js", "process.abort();"},
           Case{"a.ts", "class A { f(): number { return 1; } }\n", "f in a.ts", "process.abort();"},
           Case{"a.cc", "int f(int a) { return a; }\n", "f in a.cc",
                "{ if (1) __builtin_trap();  return a; }"},
           Case{"a.c", "int *f(void) { return 0; }\n", "f in a.c", "__builtin_trap()"},
           Case{"a.go", "package a\nfunc F() int { return 1 }\n", "F in a.go", "panic("},
           Case{"a.rs", "fn f() -> i32 { 1 }\n", "f in a.rs", "std::process::abort()"},
           Case{"A.java", "class A { int f() { return 1; } }\n", "f in A.java", "halt(134)"},
       }) {
    auto controls = function_controls({edit(one.path, "", one.text)}, 9);
    ASSERT_EQ(controls.size(), 1U) << one.text;
    EXPECT_EQ(controls[0].name, one.name);
    EXPECT_NE(controls[0].edits[0].after.content.find(one.expected), std::string::npos)
        << controls[0].edits[0].after.content;
  }
}

TEST(Controls, JudgeFilesDataAndDeletedFilesHaveNone) {
  FileEdit gone = edit("b.py", "def b(): pass\n", "x");
  gone.after = {};
  EXPECT_TRUE(function_controls({edit("test_a.py", "", "def test_a(): pass\n"),
                                 edit("a.txt", "", "def a(): pass\n"), gone, edit("c.py", "", "X = 1\n")},
                                9)
                  .empty());
}

TEST(Controls, ExpectedLiteralsOfPythonTests) {
  Control control = expectation_control({edit("a.py", "", "x = 1\n")},
                                        {{"test_a.py",
                                          "def test_one():\n    assert f(1) == 6\n"
                                          "def test_text(self):\n    self.assertEqual(f(2), 'six', 'why')\n"
                                          "def test_list():\n    assert [1, 'a'] == f(3)\n"
                                          "def test_branch():\n    if f(4):\n        assert f(4) == 4\n"
                                          "def test_other():\n    assert f(5) > 5\n    assert 1 == 1\n    "
                                          "assert f(6) == g(6)\n    assert f(7) == True\n"}});
  EXPECT_EQ(control.tests, (std::set<std::string>{"test_a.py::test_list", "test_a.py::test_one",
                                                  "test_a.py::test_other", "test_a.py::test_text"}));
  EXPECT_EQ(control.perhaps, std::set<std::string>{"test_a.py::test_branch"});
  ASSERT_EQ(control.edits.size(), 2U);
  EXPECT_EQ(control.edits[1].after.content,
            "def test_one():\n    assert f(1) == 7\n"
            "def test_text(self):\n    self.assertEqual(f(2), 'other six', 'why')\n"
            "def test_list():\n    assert [2, 'a'] == f(3)\n"
            "def test_branch():\n    if f(4):\n        assert f(4) == 5\n"
            "def test_other():\n    assert f(5) > 5\n    assert 1 == __import__('sitecustomize').other(1)\n"
            "    assert f(6) == __import__('sitecustomize').other(g(6))\n"
            "    assert f(7) == __import__('sitecustomize').other(True)\n");
}

TEST(Controls, ExpectedValuesThatAreNoLiterals) {
  Control control = expectation_control(
      {}, {{"test_a.py",
            "import pytest\nWANTED = [1, 2]\n@pytest.mark.parametrize('n, wanted', [(1, 2)])\n"
            "def test_parameter(n, wanted):\n    assert wanted == f(n)\n"
            "def test_approx():\n    assert f(1) == pytest.approx(WANTED[0], abs=0.1)\n"
            "def test_file():\n    assert read('x') == text\n"
            "def test_failure():\n    with pytest.raises(AssertionError):\n        assert f(1) == n\n"
            "def test_order():\n    assert f(2) > n\n"},
           {"a.test.js", "test('adds', () => { assert.equal(f(1), wanted); });\n"}});
  EXPECT_EQ(control.tests, (std::set<std::string>{"test_a.py::test_approx", "test_a.py::test_file",
                                                  "test_a.py::test_parameter", "a.test.js::adds"}));
  ASSERT_EQ(control.edits.size(), 2U);
  const std::string& text = control.edits[0].after.content;
  for (const char* part :
       {"assert __import__('sitecustomize').other(wanted) == f(n)",
        "pytest.approx(__import__('sitecustomize').other(WANTED[0]), abs=0.1)",
        "assert __import__('sitecustomize').other(read('x')) == text", "        assert f(1) == n\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  EXPECT_NE(control.edits[1].after.content.find("f(1), globalThis.suit_other(wanted)"), std::string::npos);
}

TEST(Controls, AssertionsInCallbacksFail) {
  Control control = callback_control(
      {},
      {{"test_a.py",
        "def test_each():\n    def check(n):\n        assert n == 1\n    each(check)\n    assert f(1)\n"
        "class T(TestCase):\n    def test_more(self):\n        def check(n):\n            "
        "self.assertIn(n, [1])\n        each(check)\n"
        "def test_error():\n    def fail():\n        assert False\n    with raises(AssertionError):\n        "
        "fail()\n"},
       {"a.test.js",
        "test('each', () => { assert.ok(f(1)); each((n) => { assert.equal(n, 1); }); });\n"
        "test('throws', () => { assert.throws(() => { assert.equal(f(1), 2); }); });\n"}});
  EXPECT_EQ(control.perhaps, (std::set<std::string>{"test_a.py::test_each", "test_a.py::test_more",
                                                    "test_a.py::test_error", "a.test.js::each"}));
  ASSERT_EQ(control.edits.size(), 2U);
  const std::string& text = control.edits[0].after.content;
  EXPECT_NE(text.find("        __import__('sitecustomize').asserted(\"test_a.py::test_each\")\n    "
                      "each(check)\n    assert f(1)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("            __import__('sitecustomize').asserted(\"test_a.py::test_more\")\n"),
            std::string::npos)
      << text;
  const std::string& script = control.edits[1].after.content;
  EXPECT_NE(script.find("assert.ok(f(1)); each((n) => { globalThis.suit_asserted(\"a.test.js::each\"); });"),
            std::string::npos)
      << script;
  EXPECT_NE(script.find("assert.throws(() => { assert.equal(f(1), 2); });"), std::string::npos) << script;
}

TEST(Controls, HelpersCountForTheTestsThatUseThem) {
  std::vector<std::pair<std::string, std::string>> files = {
      {"tests/test_a.py",
       "from helpers import alike\n"
       "def check(a, b):\n    assert f(a) == b\n"
       "def twice(a, b):\n    check(a, b)\n"
       "def seen(n):\n    assert n == WANTED\n"
       "def maybe(a):\n    if a:\n        assert f(a) == 3\n"
       "def test_one():\n    check(1, 2)\n"
       "def test_two():\n    twice(3, 4)\n"
       "def test_each():\n    each(seen)\n"
       "def test_other():\n    alike(f(1), 2)\n"
       "def test_maybe():\n    maybe(0)\n"},
      {"tests/helpers.py", "def alike(a, b):\n    assert a == b\n"},
      {"a.test.js",
       "const near = (a, b) => { assert.equal(a, b); };\n"
       "function look(n) {\n  assert.equal(n, 1);\n}\n"
       "test('one', () => { near(f(1), 2); });\ntest('each', () => { each(look); });\n"}};
  Control expected = expectation_control({}, files);
  using Labels = std::set<std::string>;
  EXPECT_EQ(expected.tests, Labels{});
  EXPECT_EQ(expected.perhaps, (Labels{"a.test.js::each", "a.test.js::one", "tests/test_a.py::test_each",
                                      "tests/test_a.py::test_one", "tests/test_a.py::test_other",
                                      "tests/test_a.py::test_two"}));
  EXPECT_EQ(expected.helpers.at("tests/test_a.py::check"),
            (Labels{"tests/test_a.py::test_one", "tests/test_a.py::test_two"}));
  EXPECT_FALSE(expected.helpers.contains("tests/test_a.py::maybe")) << "its assertion need not run";
  Control callbacks = callback_control({}, files);
  EXPECT_EQ(callbacks.helpers.at("tests/test_a.py::seen"), Labels{"tests/test_a.py::test_each"});
  const std::string& text = callbacks.edits[0].after.content;
  EXPECT_NE(text.find("def seen(n):\n    __import__('sitecustomize').asserted(\"tests/test_a.py::seen\")\n"),
            std::string::npos)
      << text;
}

TEST(Controls, EveryTestAborts) {
  struct Case {
    const char *path, *text, *name, *expected;
  };
  for (const Case& one : {
           Case{"a_test.go", "package a\nfunc TestA(t *testing.T) { f() }\nfunc helper() { f() }\n", "TestA",
                "{ if true { panic(\"aborted\") };  f() }\nfunc helper() { f() }"},
           Case{"a_test.cc",
                "TEST(Suite, Name) { f(); }\nTEST_F(Other, Two) { f(); }\nint f() { return 1; }\n",
                "Suite.Name", "int f() { return 1; }"},
           Case{"tests/a.rs", "#[test]\nfn one() { f(); }\nfn helper() { f(); }\n", "one",
                "fn helper() { f(); }"},
           Case{"ATest.java", "class ATest { @Test void one() { f(); } void f() { } }\n", "one",
                "void f() { }"},
       }) {
    Control control = test_control({}, {{one.path, one.text}});
    ASSERT_EQ(control.edits.size(), 1U) << one.text;
    EXPECT_TRUE(control.tests.contains(one.name)) << one.text;
    const std::string& text = control.edits[0].after.content;
    EXPECT_NE(text.find(one.expected), std::string::npos) << text;
    EXPECT_NE(text, one.text);
  }
  EXPECT_TRUE(test_control({}, {{"test_a.py", "def test_a():\n    assert f()\n"}}).edits.empty());
}

TEST(Controls, ExpectedLiteralsOfOtherLanguages) {
  struct Case {
    const char *path, *text, *test, *expected;
  };
  for (const Case& one : {
           Case{"a.test.js", "test('adds', () => { assert.strictEqual(f(1), 6); });\n", "adds", "f(1), 7"},
           Case{"a.test.js", "it('adds', function () { expect(f(1)).toEqual({ a: 6 }); });\n", "adds",
                "{ a: 7 }"},
           Case{"a_test.cc", "TEST(A, B) { EXPECT_EQ(f(1), 6); }\n", "TEST", "f(1), 7"},
       }) {
    Control control = expectation_control({}, {{one.path, one.text}});
    EXPECT_EQ(control.tests, std::set<std::string>{one.path + std::string("::") + one.test}) << one.text;
    ASSERT_EQ(control.edits.size(), 1U);
    EXPECT_NE(control.edits[0].after.content.find(one.expected), std::string::npos)
        << control.edits[0].after.content;
  }
}

TEST(Controls, FilesWithoutAParserOrTooBrokenAreLeftOut) {
  EXPECT_TRUE(expectation_control({}, {{"test.sh", "[ 1 = 1 ]\n"}, {"test_a.py", "\xff\xfe(((((assert"}})
                  .tests.empty());
}

TEST(Controls, ANameThatTwoClassesUseCountsIfAllAreAlike) {
  Control control = expectation_control({}, {{"test_a.py",
                                              "class A:\n    def test_x(self):\n        assert f(1) == 1\n   "
                                              " def test_y(self):\n        assert f(1) == 1\n"
                                              "class B:\n    def test_x(self):\n        assert f(2) == 2\n   "
                                              " def test_y(self):\n        assert f(2) > 2\n"}});
  EXPECT_EQ(control.tests, std::set<std::string>{"test_a.py::test_x"});
  EXPECT_TRUE(control.perhaps.empty());
}

TEST(Controls, LabelsNameTestsOfTheirFile) {
  EXPECT_TRUE(is_labelled("tests/test_a.py::TestX::test_a[1-2]", "tests/test_a.py::test_a"));
  EXPECT_TRUE(is_labelled("tests/test_a.py::test_a", "pkg/tests/test_a.py::test_a"));
  EXPECT_TRUE(is_labelled("tests.test_a.TestX.test_a", "tests/test_a.py::test_a"));
  EXPECT_TRUE(is_labelled("tests/a.test.js adds two", "tests/a.test.js::adds two"));
  EXPECT_FALSE(is_labelled("tests/test_b.py::test_a", "tests/test_a.py::test_a"));
  EXPECT_FALSE(is_labelled("tests/test_a.py::test_ab", "tests/test_a.py::test_b"));
  EXPECT_FALSE(is_labelled("tests.test_b.TestX.test_a", "tests/test_a.py::test_a"));
}

}  // namespace
}  // namespace suit
