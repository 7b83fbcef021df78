#include "verify/build_outputs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "support/testing.h"

namespace suit {
namespace {

using Lines = std::vector<std::string>;
constexpr int64_t kSecondNs = 1'000'000'000;

class BuildOutputs : public testing::Test {
 protected:
  // Writes a file with a time of modification that is `ago_s` in the past. Returns that time in nanoseconds.
  int64_t write(const std::string& path, int64_t ago_s) {
    folder_.write(path, "x");
    return set_time(path, ago_s);
  }
  int64_t set_time(const std::string& path, int64_t ago_s) {
    static const int64_t now_s = ::time(nullptr);
    timespec times[2] = {{now_s - ago_s, 0}, {now_s - ago_s, 0}};
    EXPECT_EQ(::utimensat(AT_FDCWD, (folder_.path() + "/" + path).c_str(), times, 0), 0);
    return (now_s - ago_s) * kSecondNs;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = must(open_files(folder_.path()));
};

TEST_F(BuildOutputs, NinjaKeepsTheTimesOfItsOutputs) {
  int64_t first = write("build/a.o", 3000), second = write("build/sub/t", 2000);
  auto line = [](int64_t time, const std::string& path) {
    return "0\t9\t" + std::to_string(time) + "\t" + path + "\tabc\n";
  };
  folder_.write("build/.ninja_log", "# ninja log v5\n" + line(first - 5, "a.o") + line(first, "a.o") +
                                        line(second, "sub/t") + line(1, "gone") +
                                        line(1, "../../etc/passwd") + "noise\n\t\t\t\t\n");
  set_time("build/.ninja_log", 1000);  // a copy of another folder
  EXPECT_EQ(foreign_to_ninja(*files_, "build"), Lines{});
  write("build/sub/t", 100);
  EXPECT_EQ(foreign_to_ninja(*files_, "build"), Lines{"build/sub/t"});
  set_time("build/sub/t", 2000);
  EXPECT_EQ(foreign_to_ninja(*files_, "build"), Lines{}) << "its time is set back, as in a copy";
  folder_.write("build/.ninja_log", folder_.read("build/.ninja_log"));
  EXPECT_EQ(foreign_to_ninja(*files_, "build").size(), 2U)
      << "Ninja wrote the log here, so both were changed since";
  EXPECT_EQ(foreign_to_ninja(*files_, "nowhere"), Lines{});
}

TEST_F(BuildOutputs, CargoWritesAFingerprintAfterEachOutput) {
  write("target/debug/.fingerprint/money-329a23dc3e68a16b/test-lib-money", 1000);
  write("target/debug/deps/money-329a23dc3e68a16b", 1001);
  write("target/debug/deps/money-329a23dc3e68a16b.d", 1002);
  write("target/debug/deps/other", 1);
  EXPECT_EQ(foreign_to_cargo(*files_, "target/debug"), Lines{});
  write("target/debug/deps/money-329a23dc3e68a16b", 100);
  EXPECT_EQ(foreign_to_cargo(*files_, "target/debug"), Lines{"target/debug/deps/money-329a23dc3e68a16b"});
  EXPECT_EQ(foreign_to_cargo(*files_, "nowhere"), Lines{});
}

TEST_F(BuildOutputs, CMakeTouchesAFileWhenItHasWrittenAll) {
  write("build/CTestTestfile.cmake", 3000);
  write("build/sub/CTestTestfile.cmake", 3000);
  write("build/build.ninja", 2000);
  write("build/CMakeFiles/x/CTestTestfile.cmake", 1);
  write("build/sub/tests.cmake", 1);  // at the end of a build
  write("build/CMakeFiles/cmake.check_cache", 2000);
  EXPECT_EQ(changed_after_cmake(*files_, "build"), Lines{});
  write("build/sub/CTestTestfile.cmake", 1000);
  EXPECT_EQ(changed_after_cmake(*files_, "build"),
            Lines{"files of build changed after CMake wrote them: sub/CTestTestfile.cmake"});
  EXPECT_EQ(changed_after_cmake(*files_, "nowhere"), Lines{});
}

TEST_F(BuildOutputs, FlagsAndRecipesAreCMakesToo) {
  write("build/CMakeFiles/cmake.check_cache", 2000);
  for (const char* path : {"Makefile", "cmake_install.cmake", "sub/Makefile", "sub/cmake_install.cmake",
                           "CMakeFiles/t.dir/flags.make", "sub/CMakeFiles/u.dir/link.txt"})
    write(std::string("build/") + path, 3000);
  for (const char* path :
       {"CMakeFiles/t.dir/compiler_depend.make", "CMakeFiles/t.dir/gcd.c.o", "x-prefix/src/x-build/Makefile",
        "y-build/CMakeCache.txt", "y-build/CMakeFiles/t.dir/flags.make", "y-build/cmake_install.cmake",
        "y-build/Makefile", "Testing/Temporary/LastTest.log"})
    write(std::string("build/") + path, 1);
  EXPECT_EQ(changed_after_cmake(*files_, "build"), Lines{}) << "what builds and other projects write later";
  write("build/CMakeFiles/t.dir/flags.make", 1);
  write("build/sub/Makefile", 1);
  EXPECT_EQ(
      changed_after_cmake(*files_, "build"),
      Lines{"files of build changed after CMake wrote them: sub/Makefile, CMakeFiles/t.dir/flags.make"});
}

}  // namespace
}  // namespace suit
