// This machine's C++ library headers: names renamed, files moved, still compiled.
#include <filesystem>
#include <sstream>

#include "real/tree.h"

namespace suit::real {
namespace {

constexpr const char* kProgram = R"(
#include <algorithm>
#include <any>
#include <array>
#include <atomic>
#include <barrier>
#include <bit>
#include <bitset>
#include <charconv>
#include <chrono>
#include <codecvt>
#include <complex>
#include <condition_variable>
#include <deque>
#include <execution>
#include <filesystem>
#include <forward_list>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <latch>
#include <list>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <ranges>
#include <regex>
#include <semaphore>
#include <set>
#include <shared_mutex>
#include <span>
#include <sstream>
#include <stack>
#include <stop_token>
#include <string>
#include <string_view>
#include <syncstream>
#include <thread>
#include <tuple>
#include <typeindex>
#include <unordered_map>
#include <unordered_set>
#include <valarray>
#include <variant>
#include <vector>
#include <ext/hash_map>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/rope>
#include <ext/vstring.h>
#include <parallel/algorithm>

template <class Key>
using Tree = __gnu_pbds::tree<Key, __gnu_pbds::null_type>;

int main() {
  std::vector<std::string> words{"b", "a"};
  std::ranges::sort(words);
  Tree<int> tree;
  tree.insert(3);
  std::map<std::string, std::variant<int, double>> map{{"x", 1}};
  return std::regex_match(words.front(), std::regex("a|b")) && !tree.empty() && map.contains("x") ? 0 : 1;
}
)";

// The compiler's search folders for <vector> and others, in its order.
std::vector<std::string> header_folders() {
  Ran ran = run_program({SUIT_CXX, "-x", "c++", "-E", "-v", "/dev/null"}, "/");
  std::istringstream lines(ran.err);
  std::vector<std::string> folders;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(" /") && line.find("c++") != line.npos && line.find(' ', 1) == line.npos)
      folders.push_back(std::filesystem::canonical(line.substr(1)));
  }
  return folders;
}

class CppHeaders : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string& folder : header_folders()) {
      if (std::filesystem::exists(folder + "/vector")) {
        copy_tree(folder, tree_.path() + "/library");
      } else if (std::filesystem::exists(folder + "/bits/c++config.h")) {
        copy_tree(folder, tree_.path() + "/target");
      }
    }
    ASSERT_TRUE(tree_.exists("library/vector") && tree_.exists("target/bits/c++config.h"));
  }

  // Whether the program compiles with the copies instead of the system's headers. `read_` gets the headers
  // that it read, `complaint_` the compiler's messages.
  bool compiles() {
    TemporaryFolder elsewhere;
    elsewhere.write("program.cc", kProgram);
    std::vector<std::string> line = {SUIT_CXX,   "-std=c++20",    "-w",
                                     "-fopenmp", "-fsyntax-only", "-nostdinc++"};
    for (const char* folder : {"/library", "/target", "/library/backward"})
      line.push_back("-I" + tree_.path() + folder);
    line.insert(line.end(), {"-MD", "-MF", "read.d", "program.cc"});
    Ran ran = run_program(line, elsewhere.path());
    complaint_ = ran.err.substr(0, 4000);
    if (ran.code == 0) read_ = elsewhere.read("read.d");
    return ran.code == 0;
  }

  TemporaryFolder tree_;
  std::string read_, complaint_;
};

TEST_F(CppHeaders, AMacroUsedInHundredsOfFilesIsRenamedAndTheyStillCompile) {
  ASSERT_TRUE(compiles()) << complaint_;
  Snapshot before = tree_.snapshot();

  Ran ran = run_suit({"do", "--yes", "--no-checks", "rename _GLIBCXX_VISIBILITY to _SUITED_VISIBILITY"},
                     tree_.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;

  Snapshot after = tree_.snapshot();
  std::vector<std::string> changed = differing(before, after);
  EXPECT_GT(changed.size(), 300u);
  for (const std::string& path : changed) {
    ASSERT_TRUE(before.contains(path) && after.contains(path)) << path << " came or went";
    // Only the name differs.
    EXPECT_TRUE(replaced(after[path], "_SUITED_VISIBILITY", "_GLIBCXX_VISIBILITY") == before[path]) << path;
  }
  EXPECT_TRUE(compiles()) << complaint_;
  EXPECT_NE(read_.find(tree_.path() + "/library/bits/stl_vector.h"), std::string::npos);

  Ran undo = run_suit({"undo"}, tree_.path());
  ASSERT_EQ(undo.code, 0) << undo.out << undo.err;
  EXPECT_EQ(differing(before, tree_.snapshot()), std::vector<std::string>());
}

TEST_F(CppHeaders, ANamespaceIsRenamedInCodeAlone) {
  Snapshot before = tree_.snapshot();
  Ran ran = run_suit({"do", "--yes", "--no-checks", "rename __gnu_pbds to __suited_pbds"}, tree_.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  Snapshot after = tree_.snapshot();
  std::vector<std::string> changed = differing(before, after);
  EXPECT_GT(changed.size(), 50u);
  for (const std::string& path : changed)
    EXPECT_TRUE(replaced(after[path], "__suited_pbds", "__gnu_pbds") == before[path]) << path;
  EXPECT_FALSE(compiles()) << "the program still asks for the old name";
  EXPECT_NE(complaint_.find("__gnu_pbds"), std::string::npos) << complaint_;

  ASSERT_EQ(run_suit({"undo"}, tree_.path()).code, 0);
  EXPECT_EQ(differing(before, tree_.snapshot()), std::vector<std::string>());
  EXPECT_TRUE(compiles()) << complaint_;
}

TEST_F(CppHeaders, AHeaderMovesAndWhatIncludedItIsMended) {
  Snapshot before = tree_.snapshot();
  Ran ran = run_suit({"do", "--yes", "--no-checks",
                      "move library/bits/stl_vector.h to library/bits/containers/stl_vector.h"},
                     tree_.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_FALSE(tree_.exists("library/bits/stl_vector.h"));
  EXPECT_TRUE(compiles()) << complaint_;
  EXPECT_NE(read_.find("/library/bits/containers/stl_vector.h"), std::string::npos);
  for (auto& [path, about] : tree_.snapshot())
    EXPECT_TRUE(about.find("#include <bits/stl_vector.h>") == std::string::npos) << path;

  ASSERT_EQ(run_suit({"undo"}, tree_.path()).code, 0);
  EXPECT_EQ(differing(before, tree_.snapshot()), std::vector<std::string>());
}

TEST_F(CppHeaders, AFolderOfHeadersMoves) {
  Snapshot before = tree_.snapshot();
  Ran ran = run_suit({"do", "--yes", "--no-checks", "move the folder library/debug to library/checked"},
                     tree_.path());
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_FALSE(tree_.exists("library/debug"));
  EXPECT_TRUE(compiles()) << complaint_;
  ASSERT_EQ(run_suit({"undo"}, tree_.path()).code, 0);
  EXPECT_EQ(differing(before, tree_.snapshot()), std::vector<std::string>());
}

}  // namespace
}  // namespace suit::real
