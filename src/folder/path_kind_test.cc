#include "folder/path_kind.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

TEST(PathKind, ByThePathAlone) {
  for (const char* path :
       {"tests/a.py", "src/x_test.cc", "src/test_x.py", "web/a.test.ts", "a/__tests__/b.js", "lib/a_spec.rb",
        "java/FooTest.java", "testing/a.py", "t/a.t", "pkg/conftest.py", "a/testdata/x", "a_test.go",
        "spec/a.js", "python_testcases/a.py", "a/__mocks__/b.js", "a.tests.cs", "Test_a.py",
        "web/__snapshots__/a.snap"}) {
    EXPECT_EQ(kind_of_path(path), PathKind::kTest) << path;
    EXPECT_TRUE(is_test(path)) << path;
  }
  for (const char* path : {"CHANGELOG.md", "CHANGES.rst", "HISTORY", "docs/releases/1.2.txt", "NEWS",
                           "docs/whatsnew.md", "changelog.d/12.md", "debian/changelog"})
    EXPECT_EQ(kind_of_path(path), PathKind::kChangelog) << path;
  for (const char* path : {"package-lock.json", "Cargo.lock", "web/a.min.js", "go.sum"})
    EXPECT_EQ(kind_of_path(path), PathKind::kGenerated) << path;
  for (const char* path : {"src/a.cc", "src/latest.py", "src/contest.cc", "src/history.cc", "src/release.py",
                           "pkg/testing/t.go", "Manifest.java", "a/protest.md", "latest/a.c",
                           "testing_is_fun_not.txt/a", "attest.js", "src/LATEST", "src/Latest.java"})
    EXPECT_EQ(kind_of_path(path), PathKind::kOther) << path;
}

TEST(PathKind, WhatATestTests) {
  for (const char* stem : {"test_pot", "pot_test", "pot_tests", "pot-test", "test-pot", "pot_spec"})
    EXPECT_EQ(tested_stem(stem), "pot") << stem;
  for (const char* stem : {"PotTest", "PotTests", "PotSpec", "PotTestCase"})
    EXPECT_EQ(tested_stem(stem), "Pot") << stem;
  for (const char* stem : {"latest", "Test", "LATEST"}) EXPECT_EQ(tested_stem(stem), stem);
}

TEST(PathKind, WhatIsAskedForCountsWhole) {
  EXPECT_LT(weight_of(PathKind::kTest, {"renew", "session"}), 1);
  EXPECT_EQ(weight_of(PathKind::kTest, {"tests", "session"}), 1);
  EXPECT_LT(weight_of(PathKind::kChangelog, {"tests"}), 1);
  EXPECT_EQ(weight_of(PathKind::kChangelog, {"which", "release"}), 1);
  EXPECT_EQ(weight_of(PathKind::kOther, {}), 1);
}

}  // namespace
}  // namespace suit
