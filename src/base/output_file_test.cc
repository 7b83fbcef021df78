#include "base/output_file.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/parallel.h"
#include "support/testing.h"

namespace suit {
namespace {

TEST(OutputFile, OfThoseThatWriteSideBySideOneIsThereWhole) {
  TemporaryFolder folder;
  std::string path = folder.path() + "/out";
  std::atomic<int> failed{0};
  for_each_parallel(200, 8, nullptr, [&](size_t i) {
    failed += !write_output(path, std::string(10'000, static_cast<char>('a' + i % 26)));
  });
  EXPECT_EQ(failed, 0);
  std::string text = must(read_file(path, 1 << 20));
  EXPECT_EQ(text, std::string(10'000, text[0]));
  EXPECT_EQ(folder.snapshot().size(), 1u);  // nothing is left
}

TEST(OutputFile, ADraftCanBeReadAndIsGoneUnlessItIsKept) {
  TemporaryFolder folder;
  {
    OutputFile file = must(OutputFile::open(folder.path() + "/out", 0600));
    EXPECT_TRUE(file.write("half"));
    EXPECT_EQ(must(read_file(must(file.draft()), 100)), "half");
  }
  EXPECT_TRUE(folder.snapshot().empty());
}

}  // namespace
}  // namespace suit
