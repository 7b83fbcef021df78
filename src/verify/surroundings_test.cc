#include "verify/surroundings.h"

#include <unistd.h>

#include <filesystem>

#include "support/testing.h"

namespace suit {
namespace {

using Lines = std::vector<std::string>;

class SurroundingsTest : public testing::Test {
 protected:
  SurroundingsTest() {
    folder_.write(
        ".gitignore",
        "*.pyc\n*.so\n.venv\nnode_modules\n/local*\n/pytest/\n/"
        "random.py\nconftest.py\n.npmrc\n.cargo\n*.egg-info\n/src/*.js\n/include/\nMakefile\nGNUmakefile\n");
    folder_.write("src/money.py", "");
    folder_.write("tests/test_money.py", "");
  }
  void git(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"git", "-c", "user.name=a", "-c", "user.email=a@b"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    ASSERT_EQ(run_program(all, folder_.path()).code, 0);
  }
  Lines caches() { return Surroundings(*files_).caches(); }
  Lines findings() { return Surroundings(*files_).examine(); }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(SurroundingsTest, AnOrdinaryFolderHasNone) {
  EXPECT_EQ(caches(), Lines{});
  EXPECT_EQ(findings(), Lines{});
  folder_.write("Makefile", "all:\n");
  folder_.write("local/data.json", "{}");
  folder_.write("local.env", "A=1\n");
  folder_.write(".npmrc", "//registry/:_authToken=x\nregistry = y\n");
  EXPECT_EQ(findings(), Lines{}) << "ignored files that decide nothing";
}

TEST_F(SurroundingsTest, CachesAreFoundUnlessTheyAreTracked) {
  folder_.write("src/__pycache__/money.cpython-311.pyc", "");
  folder_.write("src/gone.pyc", "");
  folder_.write(".pytest_cache/v/x", "");
  folder_.write("web/.eslintcache", "");
  folder_.write("web/out/tsconfig.tsbuildinfo", "");
  folder_.write("node_modules/.cache/x", "");
  folder_.write("node_modules/x/__pycache__/y.pyc", "");
  folder_.write(".venv/lib/python3.11/site-packages/x/__pycache__/y.pyc", "");
  Lines all = {".pytest_cache", "node_modules/.cache", "src/__pycache__",
               "src/gone.pyc",  "web/.eslintcache",    "web/out/tsconfig.tsbuildinfo"};
  EXPECT_EQ(caches(), all);
  git({"init", "-q"});
  git({"add", "-f", ".pytest_cache", "src/gone.pyc"});
  EXPECT_EQ(caches(), (Lines{"node_modules/.cache", "src/__pycache__", "web/.eslintcache",
                             "web/out/tsconfig.tsbuildinfo"}));
}

TEST_F(SurroundingsTest, CompiledModulesBesideTheirSource) {
  folder_.write("src/money.cpython-311-x86_64-linux-gnu.so", "");
  folder_.write("src/alone.so", "");
  folder_.write("src/page.ts", "");
  folder_.write("src/page.js", "");
  EXPECT_EQ(caches(), (Lines{"src/money.cpython-311-x86_64-linux-gnu.so", "src/page.js"}));
  EXPECT_EQ(findings(), Lines{}) << "a run without them needs nobody";
}

TEST_F(SurroundingsTest, BytecodeOfAnEnvironmentThatCameLater) {
  folder_.write(".venv/lib/python3.11/site-packages/x/__pycache__/a.pyc", "");
  ::usleep(50'000);  // by the kernel's coarse clock
  folder_.write(".venv/lib/python3.11/site-packages/x/y/__pycache__/b.pyc", "");
  EXPECT_EQ(Surroundings(*files_, 0).caches(),
            Lines{".venv/lib/python3.11/site-packages/x/y/__pycache__/b.pyc"});
}

TEST_F(SurroundingsTest, BytecodeThatIsNotOfTheInstallation) {
  std::string site = ".venv/lib/python3.11/site-packages/";
  std::string checked("\xa7\r\r\n\0\0\0\0time size", 17), by_digest("\xa7\r\r\n\3\0\0\0digest..", 16),
      unchecked("\xa7\r\r\n\1\0\0\0digest..", 16);
  folder_.write(site + "x/a.py", "");
  folder_.write(site + "one.py", "");
  folder_.write(site + "x/__pycache__/b.cpython-311.pyc", unchecked);
  folder_.write(site + "x/__pycache__/c.cpython-311.pyc", by_digest);
  ::usleep(600'000);
  folder_.write(site + "x/__pycache__/a.cpython-311.pyc", checked);
  folder_.write(site + "__pycache__/one.cpython-311.pyc", checked);
  folder_.write(site + "__pycache__/two.cpython-311.pyc", checked);
  EXPECT_EQ(caches(), Lines{site + "x/__pycache__/b.cpython-311.pyc"})
      << "Python does not look at the source";
  EXPECT_EQ(Surroundings(*files_, 400'000'000).caches(),
            (Lines{site + "__pycache__/one.cpython-311.pyc", site + "x/__pycache__/a.cpython-311.pyc",
                   site + "x/__pycache__/b.cpython-311.pyc"}))
      << "later than its source was installed";
}

TEST_F(SurroundingsTest, ObjectsAndProgramsOfAFewSources) {
  folder_.write("money.c", "");
  folder_.write("tests/test_all.c", "");
  folder_.write("money.o", "");
  folder_.write("obj/money.c.o", "");
  folder_.write("vendor.o", "");
  folder_.write("tests/test_all", "", 0755);
  folder_.write("money", "text");
  folder_.write("other", "", 0755);
  EXPECT_EQ(caches(), (Lines{"money.o", "obj/money.c.o", "tests/test_all"}));
  for (int i = 0; i < 70; ++i) {
    folder_.write("many/f" + std::to_string(i) + ".c", "");
    folder_.write("many/f" + std::to_string(i) + ".o", "");
  }
  EXPECT_EQ(caches(), Lines{}) << "making all of them again may take long";
}

TEST_F(SurroundingsTest, MakefilesThatOthersInclude) {
  folder_.write("sub/Makefile",
                "-include  local.mk other.mk $(X).mk gone.mk .depend # no.mk\ninclude config.mk\n");
  folder_.write(".gitignore", "*.mk\n");
  for (const char* name : {"local.mk", "other.mk", "no.mk", "config.mk", ".depend"})
    folder_.write(std::string("sub/") + name, "");
  EXPECT_EQ(caches(), (Lines{"sub/local.mk", "sub/other.mk"})) << "make does without";
  EXPECT_EQ(findings(), Lines{"git ignores sub/config.mk: Make: runs the recipes of its test targets"});
  folder_.write("sub/configure", "");
  EXPECT_EQ(findings(), Lines{}) << "it writes config.mk";
}

TEST_F(SurroundingsTest, BuildFoldersThatCMakeDidNotConfigure) {
  folder_.write("build/CMakeCache.txt", "");
  folder_.write("build/CTestCustom.cmake", "");
  EXPECT_EQ(caches(), (Lines{"build/CMakeCache.txt", "build/CTestCustom.cmake"}));
  folder_.write("build/CMakeFiles/cmake.check_cache", "");
  EXPECT_EQ(caches(), Lines{});
}

TEST_F(SurroundingsTest, IgnoredFilesThatDecide) {
  folder_.write("conftest.py", "");
  folder_.write("tests/conftest.py", "");
  folder_.write(".npmrc", "script-shell=/bin/true\n");
  folder_.write(".cargo/config.toml", "[target.x]\nrunner = 'true'\n");
  folder_.write("Makefile", "");
  folder_.write("GNUmakefile", "");
  Lines lines = findings();
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_TRUE(has(lines[0], "git ignores .cargo/config.toml: Cargo settings: ")) << lines[0];
  EXPECT_TRUE(has(lines[1], "git ignores .npmrc: npm")) << lines[1];
  EXPECT_EQ(lines[2], "git ignores GNUmakefile: make reads it in place of Makefile");
  EXPECT_TRUE(has(lines[3], "git ignores conftest.py: pytest: ")) << lines[3];
  EXPECT_TRUE(has(lines[4], "git ignores tests/conftest.py: pytest: ")) << lines[4];
}

TEST_F(SurroundingsTest, TrackedFilesAreShown) {
  folder_.write("conftest.py", "");
  git({"init", "-q"});
  git({"add", "-f", "conftest.py"});
  EXPECT_EQ(findings(), Lines{});
}

TEST_F(SurroundingsTest, IgnoredFilesThatHideOthers) {
  folder_.write("random.py", "");
  folder_.write("pytest/__init__.py", "");
  folder_.write("include/sys/stat.h", "");
  Lines lines = findings();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_TRUE(has(lines[0], "git ignores include/sys/stat.h: hides the system's sys/stat.h")) << lines[0];
  EXPECT_EQ(lines[1], "git ignores pytest/__init__.py: hides the package pytest");
  EXPECT_EQ(lines[2], "git ignores random.py: hides Python's module random");
}

TEST_F(SurroundingsTest, ModulesThatPythonRunsAtEachStart) {
  folder_.write(".gitignore", "build/\nsitecustomize.py\n.venv\n");
  folder_.write("build/lib/sitecustomize.py", "");
  folder_.write("build/x/usercustomize/__init__.py", "");
  folder_.write("sitecustomize.py", "");
  Lines lines = findings();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_TRUE(has(lines[0], "git ignores sitecustomize.py: Python: ")) << lines[0];
  EXPECT_EQ(lines[1], "git ignores build/lib/sitecustomize.py: Python: runs it at each start");
  EXPECT_EQ(lines[2], "git ignores build/x/usercustomize/__init__.py: Python: runs it at each start");
  folder_.write(".gitignore", "build/\n.venv\n");
  std::filesystem::remove_all(folder_.path() + "/build/x");
  EXPECT_EQ(findings(), Lines{}) << "a build copies what is shown";
}

TEST_F(SurroundingsTest, LinksInPlaceOfNodeModules) {
  folder_.write(".gitignore", "node_modules\ndist/\n");
  folder_.write("dist/nm/x/index.js", "");
  folder_.write("vendor/x/index.js", "");
  auto link = [&](const std::string& target, const std::string& path) {
    std::filesystem::remove(folder_.path() + "/" + path);
    std::filesystem::create_symlink(target, folder_.path() + "/" + path);
  };
  link("dist/nm", "node_modules");
  EXPECT_EQ(findings(), Lines{"node_modules is a link to dist/nm, which git does not show"});
  for (const char* target : {"vendor", "../common/node_modules", "/usr/share/nodejs", "nowhere"}) {
    link(target, "node_modules");
    EXPECT_EQ(findings(), Lines{}) << target;
  }
  std::filesystem::remove(folder_.path() + "/node_modules");
  std::filesystem::create_directory(folder_.path() + "/node_modules");
  link("../node_modules", "src/node_modules");
  EXPECT_EQ(findings(), Lines{}) << "that one is examined";
}

TEST_F(SurroundingsTest, QuotedSettingsOfNpm) {
  for (const char* text :
       {"\"script-shell\" = /bin/true\n", "'script-shell'=/bin/true\n", "workspace[]=other\n",
        "\"script\\u002dshell\"=/bin/true\n", "  Script-Shell=x\n"}) {
    folder_.write(".npmrc", text);
    EXPECT_EQ(findings().size(), 1U) << text;
  }
  folder_.write(".npmrc", "\"registry\" = x\nsave-exact=true\n; script-shell=x\n");
  EXPECT_EQ(findings(), Lines{});
}

TEST_F(SurroundingsTest, ChangesInSubmodules) {
  git({"init", "-q", "compare"});
  folder_.write("compare/same.py", "def same(a, b):\n    assert a == b\n");
  git({"-C", "compare", "add", "-A"});
  git({"-C", "compare", "commit", "-qm", "one"});
  git({"init", "-q"});
  git({"add", "-A"});
  EXPECT_EQ(findings(), Lines{});
  folder_.write("compare/notes.o", "left by a build");
  EXPECT_EQ(findings(), Lines{});
  folder_.write("compare/same.py", "def same(a, b):\n    pass\n");
  EXPECT_EQ(findings(), Lines{"the submodule compare has changes that its commit does not show: same.py"});
}

TEST_F(SurroundingsTest, BlindSpotsOfGit) {
  EXPECT_EQ(blind_spots_of_git(*files_), Lines{});
  git({"init", "-q"});
  git({"add", "-A"});
  EXPECT_EQ(blind_spots_of_git(*files_), Lines{});
  git({"update-index", "--assume-unchanged", "src/money.py"});
  git({"update-index", "--skip-worktree", "tests/test_money.py"});
  EXPECT_EQ(blind_spots_of_git(*files_),
            Lines{"git is told not to compare src/money.py, tests/test_money.py"});
  std::filesystem::remove(folder_.path() + "/tests/test_money.py");
  git({"update-index", "--no-assume-unchanged", "src/money.py"});
  EXPECT_EQ(blind_spots_of_git(*files_), Lines{}) << "a sparse checkout";
  git({"config", "diff.external", "true"});
  EXPECT_EQ(blind_spots_of_git(*files_), Lines{"git's setting diff.external is true"});
}

TEST_F(SurroundingsTest, PluginsOfIgnoredMetadata) {
  folder_.write("src/mine.egg-info/entry_points.txt", "[pytest11]\nmine = mine.plugin\n");
  EXPECT_EQ(findings(),
            Lines{"git ignores src/mine.egg-info/entry_points.txt: pytest loads the plugins that it names"});
  folder_.write("pyproject.toml", "[project.entry-points.pytest11]\nmine = \"mine.plugin\"\n");
  EXPECT_EQ(findings(), Lines{}) << "the project states it";
  folder_.write(".gitignore", "*-info\n");
  folder_.write("speed-1.0.dist-info/entry_points.txt", "[pytest11]\nspeed = build.speed\n");
  EXPECT_EQ(findings(),
            Lines{"git ignores speed-1.0.dist-info/entry_points.txt: pytest loads the plugins that it names"})
      << "the project states another one";
}

TEST_F(SurroundingsTest, EnvironmentsAndPackagesAreExamined) {
  folder_.write(".venv/pyvenv.cfg", "home = /usr/bin\n");
  folder_.write(".venv/lib/python3.11/site-packages/evil.pth", "");
  folder_.write("node_modules/evil/index.js", "");
  Lines lines = findings();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(has(lines[0], "evil.pth"));
  EXPECT_TRUE(has(lines[1], "node_modules/evil"));
  git({"init", "-q"});
  git({"add", "-f", ".venv", "node_modules"});
  EXPECT_EQ(findings(), Lines{}) << "tracked: proposals show them";
}

}  // namespace
}  // namespace suit
