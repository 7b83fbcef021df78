#include "verify/check.h"

#include "support/testing.h"

namespace suit {
namespace {

TEST(Check, ProgramsOfACommand) {
  auto programs = [](const std::string& command) {
    std::string list;
    for (const std::string& one : programs_of({"c", command, {}})) list += (list.empty() ? "" : " ") + one;
    return list;
  };
  EXPECT_EQ(programs("cargo test --offline --quiet"), "cargo");
  EXPECT_EQ(programs("go vet ./... && go test ./..."), "go");
  EXPECT_EQ(programs("clang-format --dry-run --Werror {files}"), "clang-format");
  EXPECT_EQ(programs("CC=gcc make -s | tee log"), "make tee");
  EXPECT_EQ(programs("mkdir -p build && cmake -S . >build.log 2>&1 || { cat build.log; exit 1; }"), "mkdir cmake cat exit");
  EXPECT_EQ(programs("! grep -rn two a.txt"), "grep");
  EXPECT_EQ(programs("if test -e a; then 'quoted thing'; $TOOL x; ./run.sh; fi"), "test");
  EXPECT_EQ(programs(""), "");
}

}  // namespace
}  // namespace suit
