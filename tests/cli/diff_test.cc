// The output of `suit diff` is a patch that git accepts, whatever the file names.
#include "support/testing.h"

namespace suit {
namespace {

TEST(Diff, GitAppliesIt) {
  TemporaryFolder ours, gits;
  const std::string names[] = {"plain.txt",     "with space.txt",     " lead and trail ", "new\nline.txt",
                               "tab\there.txt", "qu\"ote.txt",        "back\\slash.txt",  "caf\xc3\xa9.txt",
                               "latin\xe9.txt", "es\x1b[31mcape.txt", "a/b c/d\x7f.txt"};
  for (TemporaryFolder* folder : {&ours, &gits})
    for (const std::string& name : names) folder->write(name, "one old line\nno end");
  Ran proposed = run_suit({"do", "--no-checks", "replace old by new"}, ours.path());
  ASSERT_EQ(proposed.code, 3) << proposed.err;
  Ran diff = run_suit({"diff", "2"}, ours.path());
  ASSERT_EQ(diff.code, 0);
  gits.write("../" + gits.path().substr(gits.path().rfind('/') + 1) + ".patch", diff.out);
  Ran applied = run_program({"git", "apply", gits.path() + ".patch"}, gits.path());
  EXPECT_EQ(applied.code, 0) << applied.err << diff.out;
  EXPECT_EQ(run_suit({"review", "2", "--accept"}, ours.path()).code, 0);
  EXPECT_EQ(gits.snapshot(), ours.snapshot());
  run_program({"rm", gits.path() + ".patch"}, "/");
}

}  // namespace
}  // namespace suit
