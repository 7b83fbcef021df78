// CMake's modules: a text replaced in many of them, checked by CMake itself in the sandbox.
#include "base/text.h"
#include "real/tree.h"

namespace suit::real {
namespace {

// Finds Git with a module that calls the function; passes before and after the replacement, fails in between.
constexpr const char* kCheck = R"(
cmake_minimum_required(VERSION 3.18)
set(CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR}/Modules)
find_package(Git REQUIRED)
)";

class CmakeModules : public ::testing::Test {
 protected:
  void SetUp() override {
    copy_tree(find_on_system("/usr/share/cmake-*/Modules"), tree_.path() + "/Modules");
    tree_.write("x.cmake", kCheck);
    // Files that CMake runs require review, unless a rule names them.
    tree_.write("suit.toml", "[scope]\nallow = [\"**\", \"*.cmake\"]\n");
    before_ = tree_.snapshot();
  }
  Ran replace(const std::string& files) {
    return run_suit({"do", "--yes", "--check", "cmake -P x.cmake",
                     "replace \"find_package_handle_standard_args\" by \"find_package_judge_args\" in " +
                         files + " ignoring case"},
                    tree_.path());
  }

  TemporaryFolder tree_;
  Snapshot before_;
};

TEST_F(CmakeModules, AFunctionIsReplacedWhereverItStandsAndCmakeStillRuns) {
  Ran ran = replace("Modules/**/*.cmake");
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  Snapshot after = tree_.snapshot();
  std::vector<std::string> changed = differing(before_, after);
  EXPECT_GT(changed.size(), 100u);
  for (const std::string& path : changed)
    // Some modules write it in capitals.
    EXPECT_TRUE(replaced(to_lower(after[path]), "find_package_judge_args",
                         "find_package_handle_standard_args") == to_lower(before_[path]))
        << path;
  run_or_fail({"cmake", "-P", "x.cmake"}, tree_.path());

  Ran undo = run_suit({"undo"}, tree_.path());
  ASSERT_EQ(undo.code, 0) << undo.out << undo.err;
  EXPECT_EQ(differing(before_, tree_.snapshot()), std::vector<std::string>());
}

// Only the callers are renamed: CMake in the sandbox does not find the function, and nothing is changed.
TEST_F(CmakeModules, AHalfReplacementIsRefusedAndNothingChanges) {
  Ran ran = replace("Modules/FindGit.cmake");
  EXPECT_EQ(ran.code, 4) << ran.out << ran.err;
  EXPECT_EQ(differing(before_, tree_.snapshot()), std::vector<std::string>());
}

}  // namespace
}  // namespace suit::real
