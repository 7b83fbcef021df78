#include "folder/output_places.h"

#include "support/testing.h"

namespace suit {
namespace {

std::string joined(const std::vector<OutputPlace>& places) {
  std::string text;
  for (const OutputPlace& place : places) text += place.path + ":" + std::to_string(place.line) + " ";
  return text;
}

TEST(OutputPlaces, FilesOfTheFolderThatAnOutputNames) {
  TemporaryFolder folder;
  folder.write("src/a.cc", "");
  folder.write("tests/test_a.py", "");
  auto files = must(open_files(folder.path()));
  auto places = [&](const std::string& output) { return joined(places_in_output(output, *files)); };
  EXPECT_EQ(places("src/a.cc:12:3: error: x\nIn " + folder.path() + "/src/a.cc:7\n"),
            "src/a.cc:12 src/a.cc:7 ");
  EXPECT_EQ(places("  File \"tests/test_a.py\", line 4, in f\nsrc/./a.cc:2: x"),
            "tests/test_a.py:4 src/a.cc:2 ");
  EXPECT_EQ(places("at file://" + folder.path() + "/src/a.cc:9:1"), "src/a.cc:9 ");
  EXPECT_EQ(places("src/b.cc:1: 12:30:00 ../src/a.cc:3 src/a.cc:0 src/a.cc:123456789 src/a.cc: x"), "");
  EXPECT_EQ(places("File \"src/a.cc"), "");
  EXPECT_EQ(places_in_output("x src/a.cc:5", *files)[0].at, 2u);
  EXPECT_EQ(
      joined(places_in_output("a_test.go:8: x", [](const std::string& printed) { return "pkg/" + printed; })),
      "pkg/a_test.go:8 ");
}

TEST(OutputPlaces, TestsThatFailed) {
  auto names = [](std::string_view output) {
    std::string text;
    for (const std::string& name : failed_tests_in(output)) text += name + "|";
    return text;
  };
  EXPECT_EQ(names("FAILED tests/test_calc.py::TestAdd::test_add[1-2] - assert 3 == 4\n"
                  "FAILED tests/test_calc.py::TestAdd::test_add[2-2]\n"
                  "FAILED (failures=1)\n"),
            "test_add|");
  EXPECT_EQ(names("FAIL: test_add (tests.test_calc.CalcTest)\nERROR: test_sub (tests.test_calc.CalcTest)\n"
                  "FAIL: calc_test\n"),
            "test_add|test_sub|");
  EXPECT_EQ(names("--- FAIL: TestAdd (0.00s)\n    --- FAIL: TestAdd/zero (0.00s)\n"), "TestAdd|");
  EXPECT_EQ(names("[  FAILED  ] CalcTest.Adds (0 ms)\n[  FAILED  ] 1 test, listed below:\n"
                  "[  FAILED  ] All/CalcTest.Subs/0, where GetParam() = 1 (0 ms)\n"),
            "Adds|Subs|");
  EXPECT_EQ(names("test tests::adds ... FAILED\ntest tests::subs ... ok\n"), "adds|");
  EXPECT_EQ(names("  ● calc › adds numbers\n  ✕ adds numbers (3 ms)\nnot ok 1 - adds nothing\n"),
            "adds numbers|adds nothing|");
  EXPECT_EQ(names("CalcTest > addsNumbers() FAILED\n"), "addsNumbers|");
  EXPECT_EQ(names("all good\n"), "");
}

TEST(OutputPlaces, TheTellingPartIsTheFirstErrorAndTheEnd) {
  EXPECT_EQ(telling_part("a\nb\n", 100), "a\nb\n");
  std::string output;
  for (int i = 0; i < 100; ++i) output += "[" + std::to_string(i) + "] compiling\n";
  output += "a.cc:3: error: no such thing\n";
  for (int i = 0; i < 100; ++i) output += "[" + std::to_string(i) + "] note\n";
  output += "2 errors\n";
  std::string part = telling_part(output, 200);
  EXPECT_LE(part.size(), 240u);
  EXPECT_TRUE(part.starts_with("… 100 lines\na.cc:3: error: no such thing\n")) << part;
  EXPECT_TRUE(part.ends_with("[99] note\n2 errors\n")) << part;
  EXPECT_EQ(telling_part("\x1b[31mred\n", 100), "\\x1b[31mred\n");
  EXPECT_EQ(telling_part(std::string(9'000, 'x'), 500), std::string(400, 'x') + "…\n");
}

}  // namespace
}  // namespace suit
