#include "change/diff.h"

#include <algorithm>
#include <random>

#include "base/text.h"
#include "change/patch.h"
#include "support/testing.h"

namespace suit {
namespace {

std::string random_text(std::mt19937& random, int lines, int alphabet) {
  std::string text;
  for (int i = 0; i < lines; ++i)
    text += "l" + std::to_string(random() % static_cast<unsigned>(alphabet)) + "\n";
  return text;
}

std::string mutated(std::mt19937& random, const std::string& text, int changes) {
  auto views = split_lines(text);
  std::vector<std::string> lines(views.begin(), views.end());
  for (int i = 0; i < changes; ++i) {
    size_t at = lines.empty() ? 0 : random() % lines.size();
    switch (random() % 3) {
      case 0:
        lines.insert(lines.begin() + static_cast<long>(at), "new" + std::to_string(random() % 5) + "\n");
        break;
      case 1:
        if (!lines.empty()) lines.erase(lines.begin() + static_cast<long>(at));
        break;
      default:
        if (!lines.empty()) lines[at] = "changed" + std::to_string(random() % 5) + "\n";
    }
  }
  std::string out;
  for (const std::string& line : lines) out += line;
  if (random() % 4 == 0 && out.ends_with('\n')) out.pop_back();
  return out;
}

FileEdit edit_of(std::string before, std::string after) {
  return {"f", FileVersion::file(std::move(before), 0644), FileVersion::file(std::move(after), 0644)};
}

TEST(Diff, HunksTurnOneSideIntoTheOther) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string before = random_text(random, static_cast<int>(random() % 40), 6);
    FileEdit edit = edit_of(before, mutated(random, before, static_cast<int>(random() % 8)));
    FileDiff diff(edit);
    EXPECT_EQ(with_hunks(diff, std::vector<bool>(diff.hunks.size(), true)), edit.after.content);
    EXPECT_EQ(with_hunks(diff, std::vector<bool>(diff.hunks.size(), false)), edit.before.content);
    size_t end = 0;
    for (const Hunk& hunk : diff.hunks) {
      EXPECT_GE(hunk.old_start, end);
      EXPECT_GT(hunk.old_count + hunk.new_count, 0u);
      end = hunk.old_start + hunk.old_count;
    }
  }
}

// git applies our patches, and they have at most slightly more changed lines than git's own.
TEST(Diff, GitAppliesOurPatches) {
  std::mt19937 random(11);
  TemporaryFolder folder;
  size_t ours = 0, theirs = 0;
  for (int round = 0; round < 40; ++round) {
    std::string before = random_text(random, 60, 30);
    std::string after = mutated(random, before, 6);
    folder.write("f", before);
    folder.write("g", after);
    FileEdit edit = edit_of(before, after);
    folder.write("p", unified_diff(edit));
    std::string stat = run_program({"git", "diff", "--no-index", "--numstat", "f", "g"}, folder.path()).out;
    int added = 0, removed = 0;
    if (std::sscanf(stat.c_str(), "%d %d", &added, &removed) == 2)
      theirs += static_cast<size_t>(added + removed);
    ours += FileDiff(edit).added() + FileDiff(edit).removed();
    if (before == after) continue;
    Ran applied = run_program({"git", "apply", "p"}, folder.path());
    ASSERT_EQ(applied.code, 0) << applied.err << unified_diff(edit);
    ASSERT_EQ(folder.read("f"), after);
  }
  EXPECT_LE(ours, theirs + theirs / 10);
}

TEST(Diff, ModesCreationsAndRemovalsAreGits) {
  TemporaryFolder folder;
  folder.write("run.sh", "x\n", 0644);
  folder.write("gone", "a\nb");
  FileEdit mode{"run.sh", FileVersion::file("x\n", 0644), FileVersion::file("y\n", 0755)};
  FileEdit created{"new/file", FileVersion::absent(), FileVersion::file("n\n", 0644)};
  FileEdit removed{"gone", FileVersion::file("a\nb", 0644), FileVersion::absent()};
  folder.write("p", unified_diff(mode) + unified_diff(created) + unified_diff(removed));
  Ran applied = run_program({"git", "apply", "p"}, folder.path());
  ASSERT_EQ(applied.code, 0) << applied.err;
  EXPECT_EQ(folder.read("run.sh"), "y\n");
  EXPECT_EQ(folder.read("new/file"), "n\n");
  EXPECT_FALSE(folder.exists("gone"));
}

TEST(Diff, AMoveIsGitsRename) {
  TemporaryFolder folder;
  folder.write("old name", "a\nb\n");
  FileVersion before = FileVersion::file("a\nb\n", 0644);
  std::vector<FileEdit> edits = {
      {"new/name", FileVersion::absent(), FileVersion::file("a\nB\n", 0644), "old name"},
      {"old name", before, FileVersion::absent()}};
  std::string text;
  int entries = 0;
  for_each_diff(edits, [&](const EditDiff& one) {
    text += one.text;
    return ++entries > 0;
  });
  EXPECT_EQ(entries, 1);
  folder.write("p", text);
  Ran applied = run_program({"git", "apply", "p"}, folder.path());
  ASSERT_EQ(applied.code, 0) << applied.err << text;
  EXPECT_EQ(folder.read("new/name"), "a\nB\n");
  EXPECT_FALSE(folder.exists("old name"));
}

TEST(Diff, HostileInputEndsSoon) {
  std::mt19937 random(3);
  std::string a = random_text(random, 60'000, 3), b = random_text(random, 60'000, 3);
  FileEdit edit = edit_of(a, b);
  FileDiff diff(edit);
  EXPECT_EQ(with_hunks(diff, std::vector<bool>(diff.hunks.size(), true)), b);
}

TEST(Merge, AgreesWithGitWhereBothAreClean) {
  std::mt19937 random(5);
  TemporaryFolder folder;
  int clean = 0;
  for (int round = 0; round < 60; ++round) {
    std::string base = random_text(random, 50, 1000);
    std::string ours = mutated(random, base, 2), theirs = mutated(random, base, 2);
    Merge merge = merge_lines(base, ours, theirs, "ours", "theirs");
    folder.write("base", base);
    folder.write("ours", ours);
    folder.write("theirs", theirs);
    Ran git = run_program({"git", "merge-file", "-p", "ours", "base", "theirs"}, folder.path());
    if (merge.conflicts > 0) {
      ASSERT_NE(git.code, 0);
      continue;
    }
    if (git.code != 0) continue;  // git treats touching changes as a conflict
    ++clean;
    ASSERT_EQ(merge.content, git.out);
  }
  EXPECT_GT(clean, 20);
}

TEST(Merge, TakesChangesThatTouch) {
  auto clean = [](std::string_view base, std::string_view ours, std::string_view theirs) {
    Merge merge = merge_lines(base, ours, theirs, "", "");
    EXPECT_EQ(merge.conflicts, 0u) << merge.content;
    return merge.content;
  };
  // The undo of b → B next to a line that was added meanwhile, below and above.
  EXPECT_EQ(clean("a\nB\nc\n", "a\nB\nnew\nc\n", "a\nb\nc\n"), "a\nb\nnew\nc\n");
  EXPECT_EQ(clean("a\nB\nc\n", "a\nnew\nB\nc\n", "a\nb\nc\n"), "a\nnew\nb\nc\n");
  EXPECT_EQ(clean("a\nadded\n", "a\nadded\nnew\n", "a\n"), "a\nnew\n");
  EXPECT_EQ(clean("a\nb\nc\n", "a\nB\nc\n", "a\nb\nC\n"), "a\nB\nC\n");
  auto conflicts = [](std::string_view base, std::string_view ours, std::string_view theirs) {
    return merge_lines(base, ours, theirs, "", "").conflicts;
  };
  EXPECT_EQ(conflicts("a\nc\n", "a\nx\nc\n", "a\ny\nc\n"), 1u) << "neither comes first";
  EXPECT_EQ(conflicts("a\nb\nc\nd\n", "a\nB\nnew\nC\nd\n", "a\nb\nX\nd\n"), 1u);
  EXPECT_EQ(conflicts("a\nb\n", "a\nB", "a\nb\nc\n"), 1u) << "nothing can follow a line without an end";
}

// Lines are all different, so that each can be followed: none is lost, duplicated or out of order.
TEST(Merge, KeepsEveryLineOfBothSides) {
  std::mt19937 random(17);
  int clean = 0, touching = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> base;
    for (size_t i = 0, n = random() % 7; i < n; ++i) base.push_back("b" + std::to_string(i) + "\n");
    auto side = [&](const std::string& name) {
      std::vector<std::string> lines;
      for (size_t i = 0; i <= base.size(); ++i) {
        if (random() % 5 == 0) lines.push_back(name + std::to_string(i) + "\n");
        if (i < base.size() && random() % 5 != 0) lines.push_back(base[i]);
      }
      if (!lines.empty() && random() % 6 == 0) lines.back().pop_back();
      return lines;
    };
    std::vector<std::string> ours = side("o"), theirs = side("t");
    auto text = [](const std::vector<std::string>& lines) {
      std::string all;
      for (const std::string& line : lines) all += line;
      return all;
    };
    Merge merge = merge_lines(text(base), text(ours), text(theirs), "", "");
    if (merge.conflicts > 0) continue;
    ++clean;
    touching += !ours.empty() && !theirs.empty() && ours != base && theirs != base;
    std::vector<std::string> merged;
    for (std::string_view line : split_lines(merge.content)) merged.emplace_back(without_terminator(line));
    auto bare = [](std::vector<std::string> lines) {
      for (std::string& line : lines) line = without_terminator(line);
      return lines;
    };
    auto among = [](std::vector<std::string> lines, const std::vector<std::string>& kept) {
      std::erase_if(lines, [&](const std::string& line) {
        return std::find(kept.begin(), kept.end(), line) == kept.end();
      });
      return lines;
    };
    base = bare(base), ours = bare(ours), theirs = bare(theirs);
    std::vector<std::string> wanted;  // each line that a side added, or that both kept
    for (const std::string& line : ours)
      if (line[0] == 'o' || std::find(theirs.begin(), theirs.end(), line) != theirs.end())
        wanted.push_back(line);
    for (const std::string& line : theirs)
      if (line[0] == 't') wanted.push_back(line);
    std::vector<std::string> sorted = merged;
    std::sort(sorted.begin(), sorted.end());
    std::sort(wanted.begin(), wanted.end());
    ASSERT_EQ(sorted, wanted) << merge.content;
    ASSERT_EQ(among(merged, ours), among(ours, merged));
    ASSERT_EQ(among(merged, theirs), among(theirs, merged));
  }
  EXPECT_GT(clean, 500);
  EXPECT_GT(touching, 200);
}

TEST(Merge, SaysConflicts) {
  Merge merge = merge_lines("a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n", "now", "wanted");
  EXPECT_EQ(merge.conflicts, 1u);
  EXPECT_EQ(merge.content, "a\n<<<<<<< now\nX\n=======\nY\n>>>>>>> wanted\nc\n");
  EXPECT_EQ(merge_lines("a\nb\n", "a\nX\n", "a\nX\n", "", "").conflicts, 0u)
      << "the same change on both sides";
  EXPECT_EQ(merge_lines("", "a\n", "b\n", "", "").conflicts, 1u);
}

TEST(Patch, ReadsBackWhatIsPrinted) {
  std::mt19937 random(9);
  for (int round = 0; round < 300; ++round) {
    std::string before = random_text(random, 30, 20);
    FileEdit edit = edit_of(before, mutated(random, before, 3));
    FileDiff diff(edit);
    for (const HunkGroup& group : group_hunks(diff, 3)) {
      PatchHunk hunk = must(parse_hunk(unified_hunk(diff, group, 3)));
      EXPECT_NE(edit.before.content.find(hunk.old_text), std::string::npos);
      EXPECT_NE(edit.after.content.find(hunk.new_text), std::string::npos);
    }
  }
}

TEST(Patch, RefusesWithTheLine) {
  for (const char* bad : {"", "x", "@@ -1 +1\n a\n", "@@ -1 +1 @@\nx\n", "@@ -1 +1 @@\n\\ No newline\n",
                          "@@ -1 +1 @@\n a\n@@ -9 +9 @@\n"}) {
    auto hunk = parse_hunk(bad);
    ASSERT_FALSE(hunk) << bad;
    EXPECT_EQ(hunk.error().code, ErrorCode::kInvalid);
  }
  EXPECT_NE(parse_hunk("@@ -1 +1 @@\n a\nx\n").error().message.find("line 3"), std::string::npos);
}

}  // namespace
}  // namespace suit
