#include "verify/shadowing.h"

#include "support/testing.h"

namespace suit {
namespace {

class Shadowing : public testing::Test {
 protected:
  std::string hides(const std::string& path, const std::vector<std::string>& removed = {},
                    uint32_t mode = 0644) {
    auto files = must(open_files(folder_.path()));
    std::vector<FileEdit> edits = {
        {path, must(read_version(*files, path, 1 << 20)), FileVersion::file("x\n", mode)}};
    for (const std::string& gone : removed)
      edits.push_back({gone, must(read_version(*files, gone, 1 << 20)), FileVersion::absent()});
    Folder folder(*files);
    return why_shadows(edits[0], edits, folder);
  }

  TemporaryFolder folder_;
};

TEST_F(Shadowing, ModulesOfPythonAndOfItsRunners) {
  folder_.write("src/stats/__init__.py", "");
  folder_.write("src/stats/scores.py", "");
  folder_.write("tools/run.py", "");
  EXPECT_EQ(hides("random.py"), "hides Python's module random");
  EXPECT_EQ(hides("src/random.py"), "hides Python's module random");
  EXPECT_EQ(hides("src/random/__init__.py"), "hides Python's module random");
  EXPECT_EQ(hides("tools/json.py"), "hides Python's module json") << "scripts there import it";
  EXPECT_EQ(hides("pytest/__init__.py"), "hides the package pytest");
  EXPECT_EQ(hides("src/_pytest/__init__.py"), "hides the package _pytest");
  EXPECT_EQ(hides("pluggy.py"), "hides the package pluggy");
  for (const char* path :
       {"src/stats/random.py", "src/stats/types/__init__.py", "new/random.py", "random/data.txt",
        "src/randoms.py", "random.txt", "src/stats/new.py", "docs/pytest.md", "time.py", "tools/other.py"})
    EXPECT_EQ(hides(path), "") << path;
}

TEST_F(Shadowing, PackagesThatAreInstalledInTheFoldersEnvironment) {
  EXPECT_EQ(hides("arrays_of_mine.py"), "");
  folder_.write(".venv/lib/python3.11/site-packages/arrays_of_mine/__init__.py", "");
  EXPECT_EQ(hides("arrays_of_mine.py"), "hides the package arrays_of_mine");
}

TEST_F(Shadowing, OtherModulesOfTheFolder) {
  folder_.write("src/stats/__init__.py", "");
  folder_.write("src/stats/scores.py", "");
  EXPECT_EQ(hides("src/stats/scores/__init__.py"), "hides src/stats/scores.py");
  EXPECT_EQ(hides("src/stats/scores/__init__.py", {"src/stats/scores.py"}), "")
      << "the module becomes a package";
  EXPECT_EQ(hides("stats/__init__.py"), "hides src/stats/__init__.py");
  EXPECT_EQ(hides("stats.py"), "hides src/stats/__init__.py");
  EXPECT_EQ(hides("setup.py"), "");
}

TEST_F(Shadowing, NodeCompletesNames) {
  folder_.write("src/query.js", "");
  folder_.write("src/list/index.js", "");
  folder_.write("src/data.json", "");
  EXPECT_EQ(hides("src/query"), "hides src/query.js");
  EXPECT_EQ(hides("src/query.mjs"), "hides src/query.js") << "Vite's order";
  EXPECT_EQ(hides("src/query.ts"), "hides src/query.js") << "TypeScript's order";
  EXPECT_EQ(hides("src/query.ts", {"src/query.js"}), "");
  EXPECT_EQ(hides("src/list.js"), "hides src/list/index.js");
  EXPECT_EQ(hides("src/data.js"), "hides src/data.json");
  for (const char* path : {"src/query.json", "src/query.test.js", "src/query.d.ts", "src/query/index.js",
                           "src/query.css", "src/list/other.js"})
    EXPECT_EQ(hides(path), "") << path;
}

TEST_F(Shadowing, HeadersOfTheSystem) {
  folder_.write("src/core/a.c", "#  include \"assert.h\"\n");
  folder_.write("src/net/a.c", "#include \"net/assert.h\"\n");
  EXPECT_EQ(hides("assert.h"), "hides the system's assert.h");
  EXPECT_EQ(hides("include/assert.h"), "hides the system's assert.h");
  EXPECT_EQ(hides("third/include/sys/stat.h").substr(0, 30), "hides the system's sys/stat.h")
      << "in a new folder";
  EXPECT_EQ(hides("src/core/assert.h"), "hides the system's assert.h") << "a file there includes it already";
  for (const char* path : {"src/net/assert.h", "include/mine.h", "assert.md"})
    EXPECT_EQ(hides(path), "") << path;
}

TEST_F(Shadowing, HeadersOfTheFolder) {
  folder_.write("src/money.h", "");
  folder_.write("src/money.c", "#include \"money.h\"\n");
  EXPECT_EQ(hides("include/money.h"), "") << "beside the file that includes it is the one that it finds";
  folder_.write("app/main.c", "#include <money.h>\n");
  EXPECT_EQ(hides("include/money.h"), "hides src/money.h");
  EXPECT_EQ(hides("include/money.h", {"src/money.h"}), "") << "it is moved there";
  EXPECT_EQ(hides("include/shop/other.h"), "");
}

TEST_F(Shadowing, Commands) {
  EXPECT_EQ(hides("bin/sh", {}, 0755), "hides the command sh");
  EXPECT_EQ(hides("tests/tools/sh", {}, 0755), "hides the command sh");
  EXPECT_EQ(hides("bin/sh"), "") << "no program";
  EXPECT_EQ(hides("bin/no-such-command", {}, 0755), "");
  EXPECT_EQ(hides("src/sh", {}, 0755), "");
}

TEST_F(Shadowing, OnlyAddedFilesCount) {
  folder_.write("random.py", "");
  EXPECT_EQ(hides("random.py"), "") << "it was there before";
}

}  // namespace
}  // namespace suit
