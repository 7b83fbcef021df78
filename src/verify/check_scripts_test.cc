#include "verify/check_scripts.h"

#include "support/testing.h"

namespace suit {
namespace {

class CheckScripts : public testing::Test {
 protected:
  std::string scripts(const std::string& command) {
    std::string all;
    for (auto& [path, why] : check_scripts(*files_, command)) all += (all.empty() ? "" : ", ") + path;
    return all;
  }
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(CheckScripts, ThatTheCommandNames) {
  folder_.write("ci/verify.sh",
                "set -e\n. ci/lib.sh\n\"$PWD/tools/lint.py\" src/calc.py\npython3 src/run.py\n");
  folder_.write("ci/lib.sh", "");
  folder_.write("tools/lint.py", "");
  folder_.write("src/calc.py", "");
  folder_.write("src/run.py", "");
  folder_.write("all", "#!/bin/sh\n");
  folder_.write("calc", "#!/usr/bin/env python3\n");
  EXPECT_EQ(scripts("sh ci/verify.sh"), "ci/lib.sh, ci/verify.sh, tools/lint.py");
  EXPECT_EQ(scripts("cd ci && ./verify.sh"), "ci/lib.sh, ci/verify.sh, tools/lint.py");
  EXPECT_EQ(scripts("./all"), "all");
  EXPECT_EQ(scripts("python3 src/run.py && ./calc && sh nowhere.sh"), "") << "the code under test";
  EXPECT_EQ(scripts("python3 -c 'import src.calc' && test -f src/calc.py"), "");
}

TEST_F(CheckScripts, ThatMakeAndNpmRun) {
  folder_.write("Makefile",
                ".PHONY: test\nSH := sh\nall: app\n\tsh ci/build.sh\ntest: lint ; sh checks/all.sh\n"
                "\tsh run.sh\nlint:\n\t$(SH) ci/lint.sh\n\tnpm run smoke\n");
  folder_.write("package.json", R"({"main": "lib/check/index.js", "scripts": {"test": "node scripts/test.mjs",
    "pretest": "sh ci/pre.sh", "smoke": "node ci/smoke.js", "start": "node ci/start.js"}})");
  for (const char* path : {"ci/build.sh", "checks/all.sh", "run.sh", "ci/lint.sh", "ci/smoke.js", "ci/pre.sh",
                           "scripts/test.mjs", "ci/start.js", "lib/check/index.js"})
    folder_.write(path, "");
  EXPECT_EQ(scripts("make test"), "checks/all.sh, ci/lint.sh, ci/smoke.js");
  EXPECT_EQ(scripts("make"), "ci/build.sh");
  EXPECT_EQ(scripts("npm test"), "ci/pre.sh, scripts/test.mjs");
  folder_.write("other.make", "check:\n\tsh ci/start.sh\n");
  folder_.write("ci/start.sh", "");
  EXPECT_EQ(scripts("make -f other.make check"), "ci/start.sh, other.make");
}

}  // namespace
}  // namespace suit
