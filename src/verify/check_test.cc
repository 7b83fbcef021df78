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
  EXPECT_EQ(programs("mkdir -p build && cmake -S . >build.log 2>&1 || { cat build.log; exit 1; }"),
            "mkdir cmake cat exit");
  EXPECT_EQ(programs("! grep -rn two a.txt"), "grep");
  EXPECT_EQ(programs("if test -e a; then 'quoted thing'; $TOOL x; ./run.sh; fi"), "test");
  EXPECT_EQ(programs(""), "");
}

TEST(Check, AnEnvironmentInTheFolderIsUsedForPython) {
  auto commands = [](const TemporaryFolder& folder) {
    auto files = must(open_files(folder.path()));
    std::string list;
    for (const Check& check : detect_checks(*files).checks) list += check.command + "\n";
    return list;
  };
  for (const char* name : {".venv", "venv", "env"}) {
    TemporaryFolder folder;
    folder.write("pyproject.toml", "[tool.pytest.ini_options]\n[tool.ruff]\n[tool.black]\n");
    std::string bin = std::string(name) + "/bin/";
    folder.write(bin + "pytest", "#!/bin/sh\n", 0755);
    folder.write(bin + "ruff", "#!/bin/sh\n", 0755);
    std::string without = commands(folder);  // a folder of that name that is not an environment
    EXPECT_EQ(without.find(bin), without.npos) << without;
    folder.write(std::string(name) + "/pyvenv.cfg", "home = /usr/bin\n");
    std::string with = commands(folder);
    EXPECT_NE(with.find(bin + "pytest -q\n"), with.npos) << with;
    EXPECT_NE(with.find(bin + "ruff check {files}\n"), with.npos) << with;
    EXPECT_EQ(with.find(bin + "black"), with.npos) << with;
    ::setenv("VIRTUAL_ENV", "/elsewhere", 1);  // an active one takes precedence
    EXPECT_EQ(commands(folder), without);
    ::unsetenv("VIRTUAL_ENV");
  }
}

}  // namespace
}  // namespace suit
