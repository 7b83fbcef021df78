// Rules of the repository: include order, formatting, forbidden words.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "base/text.h"
#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;
const std::string kTree = SUIT_SOURCE_DIR;

std::vector<std::string> tracked_files() {
  Ran listed = run_program({"git", "-C", kTree, "ls-files", "-co", "--exclude-standard"}, "/");
  EXPECT_EQ(listed.code, 0) << listed.err;
  std::vector<std::string> files;
  for (std::string_view line : split_lines(listed.out))
    if (fs::exists(kTree + "/" + std::string(without_terminator(line))))
      files.emplace_back(without_terminator(line));
  EXPECT_GT(files.size(), 100u);
  return files;
}

std::string tree_text(const std::string& name) {
  std::ifstream file(kTree + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_code(const std::string& path) {
  return path.ends_with(".h") || path.ends_with(".cc");
}

// The folders of ARCHITECTURE.md, in the order of its table.
std::vector<std::string> folder_table() {
  std::vector<std::string> folders;
  std::regex row(R"(\| `src/([a-z/]+)` \|[^|]*\|[^|]*\|)");
  std::string text = tree_text("ARCHITECTURE.md");
  for (auto it = std::sregex_iterator(text.begin(), text.end(), row); it != std::sregex_iterator(); ++it)
    folders.push_back((*it)[1]);
  return folders;
}

// The longest folder of the table that contains it; the table's size if none does.
size_t place_in(const std::vector<std::string>& folders, const std::string& path) {
  size_t place = folders.size(), length = 0;
  for (size_t i = 0; i < folders.size(); ++i)
    if (path.starts_with(folders[i] + "/") && folders[i].size() > length) {
      place = i;
      length = folders[i].size();
    }
  return place;
}

TEST(Tidy, AFolderIncludesOnlyThoseAboveIt) {
  std::vector<std::string> folders = folder_table();
  EXPECT_GE(folders.size(), 20u);
  std::regex include(R"re(#include "([a-z_]+/[^"]+)")re");
  size_t seen = 0;
  for (const std::string& path : tracked_files()) {
    if (!path.starts_with("src/") || !is_code(path) || path.ends_with("_test.cc") || path == "src/pch.h")
      continue;
    size_t own = place_in(folders, path.substr(4));
    ASSERT_LT(own, folders.size()) << path << " is in no folder of the table";
    std::string text = tree_text(path);
    for (auto it = std::sregex_iterator(text.begin(), text.end(), include); it != std::sregex_iterator();
         ++it, ++seen)
      EXPECT_LE(place_in(folders, (*it)[1]), own) << path << " includes " << (*it)[1];
  }
  EXPECT_GT(seen, 100u);
}

TEST(Tidy, NoTwoHeadersShareAName) {
  std::map<std::string, std::string> homes;
  for (const std::string& path : tracked_files()) {
    if (!path.starts_with("src/") || !path.ends_with(".h")) continue;
    auto [home, first] = homes.emplace(path.substr(path.rfind('/')), path);
    EXPECT_TRUE(first) << home->second << " and " << path;
  }
  EXPECT_GT(homes.size(), 150u);
}

// Two types with one name in one namespace violate the one-definition rule.
TEST(Tidy, NoTwoTypesShareAName) {
  std::map<std::string, std::string> homes;
  for (const std::string& path : tracked_files()) {
    if (!path.starts_with("src/") || !path.ends_with(".h")) continue;
    std::string text = tree_text(path), scope;
    for (std::string_view line : split_lines(text)) {
      std::vector<std::string_view> words = split(without_terminator(line), ' ');
      if (words[0] == "namespace" && words.size() > 1) scope = words[1];
      if (words[0] == "enum") words.erase(words.begin());
      if (words.size() > 1 && words[1].starts_with("[[")) words.erase(words.begin() + 1);
      if ((words[0] != "struct" && words[0] != "class") || words.size() < 3)
        continue;  // a forward declaration
      auto [home, first] = homes.emplace(scope + "::" + std::string(words[1]), path);
      EXPECT_TRUE(first) << home->first << " is in " << home->second << " and in " << path;
    }
  }
  EXPECT_GT(homes.size(), 150u);
}

TEST(Tidy, TheLoopKnowsNoProposerByName) {
  for (const std::string& path : tracked_files()) {
    if (path.starts_with("src/loop/")) {
      EXPECT_EQ(tree_text(path).find("mechanic"), std::string::npos) << path;
    }
  }
}

// An event's body is read only through its kind's struct. Other variables with a `body` are recognised by
// name.
TEST(Tidy, OnlyCodecsReadTheBodyOfAnEvent) {
  const std::set<std::string> raw = {"src/ledger/ledger.cc", "src/change/edit_list.cc",
                                     "src/functions/as_json.cc", "src/functions/shapes.cc"};
  const std::string others = "answer|call|fetched|index|limits|page|parser|prompt|request|response|route";
  std::regex codec(R"(_events?\.(h|cc)$)"), append(R"(append\(\s*\{\s*\.kind)");
  std::regex use(R"((\w+|\))(\.|->)body\b(?!\())"), other(others), event("\\bEvent&? (" + others + ")\\b");
  size_t seen = 0;
  for (const std::string& path : tracked_files()) {
    if (!path.starts_with("src/") || !is_code(path) || path.ends_with("_test.cc")) continue;
    if (raw.contains(path) || std::regex_search(path, codec)) continue;
    std::string text = tree_text(path);
    EXPECT_FALSE(std::regex_search(text, append)) << path << " appends an event without its struct";
    EXPECT_FALSE(std::regex_search(text, event)) << path << " gives an event the name of something else";
    for (auto it = std::sregex_iterator(text.begin(), text.end(), use); it != std::sregex_iterator();
         ++it, ++seen) {
      std::string name = (*it)[1];
      EXPECT_TRUE(std::regex_match(name, other)) << path << ": " << it->str() << " is it an event's?";
    }
  }
  EXPECT_GT(seen, 17u);
}

TEST(Tidy, TheFormatIsThatOfClangFormat) {
  std::vector<std::string> command = {"clang-format", "--dry-run", "-Werror"};
  for (const std::string& path : tracked_files())
    if (is_code(path) || (path.ends_with(".c") && !path.starts_with("fuzz/corpus/"))) command.push_back(path);
  Ran ran = run_program(command, kTree);
  EXPECT_EQ(ran.code, 0) << ran.err << "clang-format -i does it";
}

// These name what disables a test, because patches that do so are found or tried there.
bool is_about_disabled_tests(const std::string& path) {
  for (const char* about :
       {"tests/tampering/", "src/verify/tell", "src/verify/weakened", "src/verify/marking", "fuzz/corpus/"})
    if (path.starts_with(about)) return true;
  return false;
}

TEST(Tidy, WordsThatDoNotBelong) {
  // Assembled here, so that this file does not contain them.
  const std::vector<std::string> words = {
      std::string("registry.np") + "mjs",  std::string("deb.deb") + "ian.org",
      std::string("security.deb") + "ian", std::string("pypi") + ".org",
      std::string("crates") + ".io",       std::string("DISABLED") + "_",
      std::string("/work/") + "main"};
  for (const std::string& path : tracked_files()) {
    if (path.starts_with("fuzz/corpus/")) continue;
    std::string text = tree_text(path);
    for (const std::string& word : words) {
      if (word.starts_with("DIS") && is_about_disabled_tests(path)) continue;
      EXPECT_EQ(text.find(word), std::string::npos) << path << " holds " << word;
    }
  }
}

TEST(Tidy, OnlyWhatNeedsRootOrAnotherKernelIsEverSkipped) {
  const std::string skip = std::string("GTEST_") + "SKIP";
  for (const std::string& path : tracked_files()) {
    if (is_about_disabled_tests(path)) continue;
    std::string text = tree_text(path);
    for (std::string_view line : split_lines(text)) {
      if (line.find(skip) != line.npos) {
        bool justified =
            line.find("geteuid() != 0") != line.npos || line.find("this kernel has no") != line.npos;
        EXPECT_TRUE(justified) << path << ": " << line;
      }
    }
  }
}

TEST(Tidy, EveryTestFileIsBuilt) {
  std::string listed = tree_text("tests/CMakeLists.txt");
  for (const std::string& path : tracked_files()) {
    if (!path.ends_with("_test.cc") || path.starts_with("src/")) continue;
    std::string subject(split(path, '/')[1]);
    EXPECT_NE(listed.find(subject), std::string::npos) << path << " is in no list of tests/CMakeLists.txt";
  }
}

TEST(Tidy, NoBinariesAndNoVendoredCode) {
  for (const std::string& path : tracked_files()) {
    std::string text = tree_text(path);
    bool picture = path.starts_with("docs/pictures/") &&
                   path.ends_with(".png");  // screenshots of the workbench, for its document
    EXPECT_TRUE(picture || !is_binary(text)) << path;
    EXPECT_LT(text.size(), 300'000u) << path;
  }
}

}  // namespace
}  // namespace suit
