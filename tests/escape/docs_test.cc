// docs/sandbox.md names for each threat the test that tries it: both lists must be equal.
#include <gtest/gtest.h>

#include <set>

#include "base/files.h"
#include "base/text.h"
#include "support/testing.h"

namespace suit::escape {
namespace {

std::set<std::string> documented() {
  std::string text = must(read_file(SUIT_SOURCE_DIR "/docs/sandbox.md", 1 << 20));
  std::set<std::string> names;
  bool in_table = false;
  for (std::string_view line : split_lines(text)) {
    line = without_terminator(line);
    if (line == "<!-- threats -->") in_table = true;
    if (line == "<!-- end of threats -->") in_table = false;
    auto cells = split(line, '|');
    if (!in_table || cells.size() != 5) continue;
    auto parts = split(cells[3], '`');
    for (size_t i = 1; i < parts.size(); i += 2) names.emplace(parts[i]);
  }
  return names;
}

// A row of a table of attempts is named after its last slash, another test by its own name.
std::set<std::string> existing() {
  std::set<std::string> names;
  auto& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i)
    for (int k = 0; k < all.GetTestSuite(i)->total_test_count(); ++k) {
      std::string name = all.GetTestSuite(i)->GetTestInfo(k)->name();
      if (std::string(all.GetTestSuite(i)->name()) == "EscapeDocs") continue;
      EXPECT_TRUE(names.insert(name.substr(name.rfind('/') + 1)).second) << name << " is there twice";
    }
  return names;
}

TEST(EscapeDocs, names_each_test) {
  auto said = documented(), there = existing();
  for (const std::string& name : there)
    EXPECT_TRUE(said.contains(name)) << name << " is missing in docs/sandbox.md";
  for (const std::string& name : said)
    EXPECT_TRUE(there.contains(name)) << name << " in docs/sandbox.md is no test";
  EXPECT_GE(there.size(), 40u);
}

}  // namespace
}  // namespace suit::escape
