#include "folder/path_kind.h"

#include <gtest/gtest.h>

namespace suit {
namespace {

TEST(PathKind, ByThePathAlone) {
  for (const char* path :
       {"tests/a.py", "src/x_test.cc", "src/test_x.py", "web/a.test.ts", "a/__tests__/b.js", "lib/a_spec.rb",
        "java/FooTest.java", "testing/a.py", "t/a.t", "pkg/conftest.py", "a/testdata/x"})
    EXPECT_EQ(kind_of_path(path), PathKind::kTest) << path;
  for (const char* path : {"CHANGELOG.md", "CHANGES.rst", "HISTORY", "docs/releases/1.2.txt", "NEWS",
                           "docs/whatsnew.md", "changelog.d/12.md", "debian/changelog"})
    EXPECT_EQ(kind_of_path(path), PathKind::kChangelog) << path;
  for (const char* path : {"package-lock.json", "Cargo.lock", "web/a.min.js", "go.sum"})
    EXPECT_EQ(kind_of_path(path), PathKind::kGenerated) << path;
  for (const char* path :
       {"src/a.cc", "src/latest.py", "src/contest.cc", "src/history.cc", "src/release.py", "pkg/testing/t.go",
        "Manifest.java", "a/protest.md", "src/LATEST", "src/Latest.java"})
    EXPECT_EQ(kind_of_path(path), PathKind::kOther) << path;
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
