#include "change/plan_edits.h"

#include <filesystem>
#include <random>

#include "base/text.h"
#include "change/elision.h"
#include "change/nearest_lines.h"
#include "change/reindent.h"
#include "support/testing.h"

namespace suit {
namespace {

using Texts = std::vector<std::string>;

PresentFiles one_file(const std::string& content) {
  return {[content](std::string_view path) -> Result<FileVersion> {
    return path == "f.py" ? FileVersion::file(content, 0644) : FileVersion::absent();
  }};
}

// A true edit of a random file, and how a model writes it.
struct TrueEdit {
  Texts lines;                  // the file
  size_t first = 0, count = 0;  // the removed lines
  Texts put;                    // the inserted lines
  size_t lead = 0, tail = 0;    // context lines that are also written
  size_t begin() const { return first - lead; }
  size_t end() const { return first + count + tail; }
  Texts search() const {
    return {lines.begin() + static_cast<long>(begin()), lines.begin() + static_cast<long>(end())};
  }
};

enum class Mangle { kNone, kShiftedIn, kShiftedOut, kAllStripped, kTrailingBlanks, kWrongNumbers, kLast };

std::string trimmed(const std::string& text) {
  return std::string(trim(text));
}
std::string indent_of(const std::string& text) {
  return std::string(indentation_of(text));
}

class RandomEdits {
 public:
  explicit RandomEdits(uint32_t seed) : random_(seed) {}
  size_t below(size_t n) { return n == 0 ? 0 : random_() % n; }

  std::string line(size_t words) {
    if (below(8) == 0) return "";
    return std::string(4 * below(4), ' ') + "word" + std::to_string(below(words)) + "(" +
           std::to_string(below(2)) + ")";
  }

  TrueEdit edit() {
    TrueEdit edit;
    size_t words = below(3) == 0 ? 3 : 40;  // few words: many equal places
    for (size_t i = 0, n = 1 + below(30); i < n; ++i) edit.lines.push_back(line(words));
    edit.first = below(edit.lines.size() + 1);
    edit.count = below(std::min<size_t>(4, edit.lines.size() - edit.first + 1));
    edit.lead = below(std::min<size_t>(3, edit.first + 1));
    edit.tail = below(std::min<size_t>(3, edit.lines.size() - edit.first - edit.count + 1));
    for (size_t i = 0, n = below(4); i < n; ++i)
      edit.put.push_back(below(3) == 0 ? line(words) : "    new" + std::to_string(below(9)) + "()");
    return edit;
  }

  // Every line as the model writes it. The same line is always written the same way.
  std::function<std::string(const std::string&)> written(const TrueEdit& edit, Mangle mangle) {
    size_t common = 64;
    for (const Texts& lines : {edit.search(), edit.put})
      for (const std::string& one : lines)
        if (!one.empty()) common = std::min(common, indent_of(one).size());
    size_t salt = random_();
    return [=](const std::string& one) -> std::string {
      if (trim(one).empty() && mangle != Mangle::kTrailingBlanks) return one;
      switch (mangle) {
        case Mangle::kShiftedIn:
          return "    " + one;
        case Mangle::kShiftedOut:
          return one.substr(std::min(common, one.size()));
        case Mangle::kAllStripped:
          return trimmed(one);
        case Mangle::kTrailingBlanks:
          return std::hash<std::string>()(one + std::to_string(salt)) % 2 ? one + "  " : one;
        default:
          return one;
      }
    };
  }

 private:
  std::mt19937 random_;
};

std::string with_ends(const Texts& lines, const std::string& end, bool bare, bool bom) {
  std::string text = bom ? "\xEF\xBB\xBF" : "";
  for (size_t i = 0; i < lines.size(); ++i) text += lines[i] + (bare && i + 1 == lines.size() ? "" : end);
  return text;
}

std::string answer_for(const TrueEdit& edit, EditFormat format,
                       const std::function<std::string(const std::string&)>& write, Mangle mangle) {
  std::string text;
  auto put = [&](const std::string& sign, const std::string& line) { text += sign + write(line) + "\n"; };
  auto lines = [&](const std::string& sign, size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) put(sign, edit.lines[i]);
  };
  size_t old_end = edit.first + edit.count;
  auto both_sides = [&] {
    lines(" ", edit.begin(), edit.first);
    lines("-", edit.first, old_end);
    for (const std::string& line : edit.put) put("+", line);
    lines(" ", old_end, edit.end());
  };
  switch (format) {
    case EditFormat::kSearchReplace:
      text += "f.py\n```\n<<<<<<< SEARCH\n";
      lines("", edit.begin(), edit.end());
      text += "=======\n";
      lines("", edit.begin(), edit.first);
      for (const std::string& line : edit.put) put("", line);
      lines("", old_end, edit.end());
      return text + ">>>>>>> REPLACE\n```\n";
    case EditFormat::kUnifiedDiff: {
      size_t start = edit.begin() + 1, old_count = edit.end() - edit.begin(),
             new_count = old_count - edit.count + edit.put.size();
      size_t off = mangle == Mangle::kWrongNumbers ? 3 : 0;
      text += "```diff\n--- a/f.py\n+++ b/f.py\n@@ -" + std::to_string(start + off) + "," +
              std::to_string(old_count) + " +" + std::to_string(new_count == 0 ? start - 1 : start) + "," +
              std::to_string(new_count) + " @@\n";
      both_sides();
      return text + "```\n";
    }
    case EditFormat::kApplyPatch:
      text += "*** Begin Patch\n*** Update File: f.py\n@@\n";
      both_sides();
      return text + "*** End Patch\n";
    case EditFormat::kWholeFile:
      break;
  }
  text += "f.py\n`````\n";
  lines("", 0, edit.first);
  for (const std::string& line : edit.put) put("", line);
  lines("", old_end, edit.lines.size());
  return text + "`````\n";
}

// The places of `search` in `lines`, with or without surrounding blanks.
std::vector<size_t> places(const Texts& lines, const Texts& search, bool loosely) {
  std::vector<size_t> found;
  for (size_t at = 0; at + search.size() <= lines.size(); ++at) {
    bool equal = true;
    for (size_t i = 0; i < search.size() && equal; ++i)
      equal = loosely ? trim(lines[at + i]) == trim(search[i]) : lines[at + i] == search[i];
    if (equal) found.push_back(at);
  }
  return found;
}

Texts spliced(const Texts& lines, size_t first, size_t count, const Texts& put) {
  Texts all(lines.begin(), lines.begin() + static_cast<long>(first));
  all.insert(all.end(), put.begin(), put.end());
  all.insert(all.end(), lines.begin() + static_cast<long>(first + count), lines.end());
  return all;
}

std::string without_trailing_blanks(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '\r' || c == '\n')
      while (out.ends_with(' ')) out.pop_back();
    out += c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// Whatever applies is what is meant: the true edit, but if the text that the model wrote occurs exactly in
// one place, that place; and if all indentation is lost, the neighbours' indentation.
TEST(PlanEdits, WhatAppliesIsWhatIsMeant) {
  RandomEdits random(2024);
  size_t applied = 0, applied_mangled = 0, rounds = 60'000;
  for (size_t round = 0; round < rounds; ++round) {
    TrueEdit edit = random.edit();
    auto format = static_cast<EditFormat>(random.below(4));
    auto mangle = format == EditFormat::kWholeFile
                      ? Mangle::kNone
                      : static_cast<Mangle>(random.below(static_cast<size_t>(Mangle::kLast)));
    auto write = random.written(edit, mangle);
    // A single line without an ending does not determine the line endings.
    const std::string end = random.below(4) == 0 && edit.lines.size() > 1 ? "\r\n" : "\n";
    bool bare = random.below(4) == 0 && !edit.lines.back().empty(), bom = random.below(8) == 0;
    std::string before = with_ends(edit.lines, end, bare, bom),
                answer = answer_for(edit, format, write, mangle);
    EditPlan plan = plan_answer(answer, format, one_file(before));
    if (!plan.ok()) continue;

    Texts search, replace;
    for (const std::string& line : edit.search()) search.push_back(write(line));
    Texts put = edit.put, whole_put;
    if (mangle == Mangle::kAllStripped) {
      std::string indent;
      for (const std::string& line : edit.search())
        if (!line.empty()) indent = indent_of(line);
      for (std::string& line : put) line = line.empty() ? line : indent + trimmed(line);
    }
    // Trailing blanks of new lines come from the model.
    if (mangle == Mangle::kTrailingBlanks)
      for (std::string& line : put) line = write(line);
    Texts wanted = spliced(edit.lines, edit.first, edit.count, put);
    std::vector<size_t> exact = places(edit.lines, search, false);
    if (format != EditFormat::kWholeFile && !exact.empty()) {
      Texts written_put;
      for (const std::string& line : edit.put) written_put.push_back(write(line));
      size_t at = exact.size() == 1 ? exact[0] : edit.begin();  // several: a diff's right numbers
      wanted = spliced(edit.lines, at + edit.lead, edit.count, written_put);
    }
    ASSERT_EQ(plan.edits.size(), 1u);
    std::string after = plan.edits[0].after.content, meant = with_ends(wanted, end, bare, bom);
    // A line that is removed and inserted again is the file's own, without the model's trailing blanks.
    if (mangle == Mangle::kTrailingBlanks)
      after = without_trailing_blanks(after), meant = without_trailing_blanks(meant);
    ASSERT_EQ(after, meant) << "round " << round << ", mangle " << static_cast<int>(mangle) << "\n"
                            << answer << "\non:\n"
                            << before;
    // Ambiguous places are never applied, except with a diff's right numbers.
    if (format == EditFormat::kSearchReplace || format == EditFormat::kApplyPatch) {
      ASSERT_TRUE(exact.size() == 1 || (exact.empty() && places(edit.lines, search, true).size() == 1))
          << answer;
    }
    ++applied;
    applied_mangled += exact.empty();
  }
  // The test would be useless if all were refused.
  EXPECT_GT(applied, rounds / 2);
  EXPECT_GT(applied_mangled, rounds / 20);
}

// Several blocks: each applies to the result of the previous ones; text that they inserted matches only
// exactly.
TEST(PlanEdits, SeveralBlocksComeToTheSameAsOneByOne) {
  RandomEdits random(7);
  size_t applied = 0;
  for (size_t round = 0; round < 5000; ++round) {
    TrueEdit first = random.edit();
    TrueEdit second = first;
    second.lines = spliced(first.lines, first.first, first.count, first.put);
    if (second.lines.empty()) continue;
    second.first = random.below(second.lines.size());
    second.count = random.below(second.lines.size() - second.first + 1);
    second.lead = second.tail = 0;
    second.put = {"other()"};
    auto same = [](const std::string& line) { return line; };
    std::string one = answer_for(first, EditFormat::kSearchReplace, same, Mangle::kNone);
    std::string two = answer_for(second, EditFormat::kSearchReplace, same, Mangle::kNone);
    std::string before = with_ends(first.lines, "\n", false, false);
    EditPlan both = plan_answer(one + two, {}, one_file(before));
    EditPlan alone = plan_answer(one, {}, one_file(before));
    if (!alone.ok()) {
      EXPECT_TRUE(!both.ok() || alone.refusals[0].reason == RefusalReason::kChangesNothing);
      continue;
    }
    EditPlan then = plan_answer(two, {}, one_file(alone.edits[0].after.content));
    ASSERT_EQ(both.ok(), then.ok()) << one << two << before << refusal_text(both.refusals)
                                    << refusal_text(then.refusals);
    if (!both.ok()) continue;
    EXPECT_EQ(both.edits[0].after.content, then.edits[0].after.content);
    ++applied;
  }
  EXPECT_GT(applied, 1000u);
}

TEST(PlanEdits, AnErrorOfTheCallerIsToldAsItIs) {
  PresentFiles files{[](std::string_view) -> Result<FileVersion> {
    return Error{ErrorCode::kLimit, "f.py is too large: 2.0 GB"};
  }};
  EditPlan plan = plan_answer("f.py\n```\nx\n```\n", {}, files);
  ASSERT_EQ(plan.refusals.size(), 1u);
  EXPECT_EQ(plan.refusals[0].reason, RefusalReason::kNotAFile);
  EXPECT_NE(refusal_text(plan.refusals).find("too large"), std::string::npos);
}

TEST(PlanEdits, AFileGivenWholeMustBeAsItWasShown) {
  PresentFiles files = one_file("a\nb\n");
  std::optional<Digest> shown = Digest::of("a\nb\n");
  files.shown = [&](std::string_view) { return shown; };
  const std::string whole = "f.py\n```\nA\nb\n```\n", fresh = "n.py\n```\nA\n```\n";
  EXPECT_TRUE(plan_answer(whole, {}, files).ok());
  for (auto other : {std::optional(Digest::of("a\n")), std::optional<Digest>()}) {
    shown = other;
    EditPlan plan = plan_answer(whole, {}, files);
    ASSERT_EQ(plan.refusals.size(), 1u);
    EXPECT_EQ(plan.refusals[0].reason, RefusalReason::kStale);
    EXPECT_TRUE(plan_answer(fresh, {}, files).ok());
    // Blocks state themselves what must exist.
    EXPECT_TRUE(plan_answer("f.py\n<<<<<<< SEARCH\na\n=======\nA\n>>>>>>> REPLACE\n", {}, files).ok());
  }
}

TEST(PlanEdits, HostileAnswersStayCheap) {
  std::string many, equal;
  for (int i = 0; i < 20'000; ++i) many += "<<<<<<< SEARCH\n", equal += "a\n";
  EXPECT_FALSE(plan_answer(many, {}, one_file("a\n")).ok());
  EXPECT_FALSE(plan_answer("f.py\n<<<<<<< SEARCH\n" + equal + "b\n=======\nc\n>>>>>>> REPLACE\n", {},
                           one_file(equal + equal))
                   .ok());
  std::string fences;
  for (int i = 0; i < 20'000; ++i) fences += "```\n";
  EXPECT_FALSE(plan_answer(fences, {}, one_file("a\n")).ok());
}

TEST(Reindent, LearnsPrefixesTabsAndPairs) {
  Reindent more;
  more.learn("a", "    a");
  more.learn("  b", "      b");
  EXPECT_EQ(more.apply("    c"), "        c");
  EXPECT_EQ(more.apply(""), "");
  Reindent less;
  less.learn("    a", "a");
  EXPECT_EQ(less.apply("      c"), "  c");
  EXPECT_EQ(less.apply("  c"), std::nullopt);
  Reindent tabs;
  tabs.learn("    a", "\ta");
  tabs.learn("        b", "\t\tb");
  EXPECT_EQ(tabs.apply("            c"), "\t\t\tc");
  EXPECT_EQ(tabs.apply("      c"), std::nullopt);
  Reindent unclear;
  unclear.learn("a", " a");
  unclear.learn("b", "  b");
  EXPECT_FALSE(unclear.is_clear());
}

TEST(Elision, TellsTextLeftOutFromText) {
  for (const char* line : {"...",
                           "  ...  ",
                           "…",
                           "// ...",
                           "# ...",
                           "/* ... */",
                           "<!-- ... -->",
                           "{/* ... */}",
                           "-- ...",
                           "; ...",
                           "// rest of code unchanged",
                           "# rest of the file",
                           "// ... existing code ...",
                           "# ... (rest of the code)",
                           "// Existing code remains unchanged",
                           "// unchanged",
                           "# same as before",
                           "/* the rest of the function */",
                           "... rest of code ...",
                           "[... remaining code ...]",
                           "// ... other methods ...",
                           "# remaining code",
                           "<!-- rest of the page unchanged -->",
                           "// The rest of the class remains the same",
                           "# omitted for brevity"})
    EXPECT_TRUE(is_elision(line)) << line;
  for (const char* line : {"",
                           "x",
                           "def f(): ...",
                           "foo(...);",
                           "printf(fmt, ...)",
                           "// the rest is easy",
                           "# wait for the others",
                           "template <class... T>",
                           "} else {",
                           "// existing readers must go on",
                           "/* unchanged lines keep their bytes */",
                           "# see above",
                           "-- a comment",
                           "int rest_of = 1;",
                           "f(args...);",
                           "case 1 ... 3:",
                           "// code points, not bytes",
                           "Wait for it...",
                           "std::string same;",
                           "# otherwise"})
    EXPECT_FALSE(is_elision(line)) << line;
}

TEST(NearestLines, ShowsTheMostAlikePart) {
  std::string file;
  for (int i = 1; i <= 200; ++i) file += "line number " + std::to_string(i) + "\n";
  EXPECT_NE(nearest_lines(file, "line nmber 150\nline number 151\n").find("151| line number 151\n"),
            std::string::npos);
  EXPECT_EQ(nearest_lines(file, "zzz\n"), "");
  EXPECT_EQ(nearest_lines("", "a\n"), "");
  EXPECT_EQ(nearest_lines("a\x1b[31m\n", "a\n"), "1| a\\x1b[31m\n");
  EXPECT_LT(nearest_lines(std::string(100'000, 'x') + " a\n", "a\n").size(), 300u);
}

// What git writes for reversed diffs, with diff.mnemonicPrefix, and for paths that it quotes.
TEST(PlanEdits, PathsOfGitsDiffs) {
  struct Case {
    const char *path, *content, *patch, *after;
  };
  for (const Case& one : {
           Case{"f.py", "a\n", "diff --git b/f.py a/f.py\n--- b/f.py\n+++ a/f.py\n@@ -1 +1 @@\n-a\n+b\n",
                "b\n"},
           Case{"f.py", "a\n", "diff --git i/f.py w/f.py\n--- i/f.py\n+++ w/f.py\n@@ -1 +1 @@\n-a\n+b\n",
                "b\n"},
           Case{"f.py", nullptr,
                "diff --git b/f.py a/f.py\nnew file mode 100644\n--- /dev/null\n+++ a/f.py\n@@ -0,0 +1 "
                "@@\n+b\n",
                "b\n"},
           Case{"f.py", "",
                "diff --git a/f.py b/f.py\nindex e69de29..6178079 100644\n--- a/f.py\n+++ b/f.py\n@@ -0,0 +1 "
                "@@\n+b\n",
                "b\n"},
           Case{"sh\xd0\xbep \"1\"/f.py", "a\n",
                "diff --git \"a/sh\\320\\276p \\\"1\\\"/f.py\" \"b/sh\\320\\276p \\\"1\\\"/f.py\"\n--- "
                "\"a/sh\\320\\276p \\\"1\\\"/f.py\"\n+++ \"b/sh\\320\\276p \\\"1\\\"/f.py\"\n@@ -1 +1 "
                "@@\n-a\n+b\n",
                "b\n"},
           // A folder that has the name of a prefix.
           Case{"a/f.py", "a\n", "diff --git a/f.py a/f.py\n--- a/f.py\n+++ a/f.py\n@@ -1 +1 @@\n-a\n+b\n",
                "b\n"},
       }) {
    PresentFiles files{[&](std::string_view path) -> Result<FileVersion> {
      return path == one.path && one.content ? FileVersion::file(one.content, 0644) : FileVersion::absent();
    }};
    EditPlan plan = plan_answer(one.patch, {}, files);
    ASSERT_TRUE(plan.ok()) << one.patch << plan.refusals[0].message;
    ASSERT_EQ(plan.edits.size(), 1U) << one.patch;
    EXPECT_EQ(plan.edits[0].path, one.path);
    EXPECT_EQ(plan.edits[0].after.content, one.after);
  }
}

// Makes a diff with git between two contents of f.py; "" is no file.
std::string diff_by_git(const std::string& before, const std::string& after, const char* option) {
  TemporaryFolder folder;
  auto git = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-c", "user.name=a", "-c", "user.email=a@b"});
    return run_program(arguments, folder.path()).out;
  };
  git({"init", "-q"});
  folder.write("other", "");
  if (!before.empty()) folder.write("f.py", before);
  git({"add", "."});
  git({"commit", "-qm", "one"});
  std::filesystem::remove(folder.path() + "/f.py");
  if (!after.empty()) folder.write("f.py", after);
  git({"add", "-A"});
  return git({"diff", option, "--cached", "HEAD"});
}

EditPlan plan_of(const std::string& content, const std::string& patch) {
  PresentFiles files = one_file(content);
  if (content.empty())
    files.read = [](std::string_view) -> Result<FileVersion> { return FileVersion::absent(); };
  return plan_answer(patch, {}, files);
}

TEST(PlanEdits, ADiffByGitLeavesNothingOut) {
  std::string before = "def a():\n    return 1\n", after = before + "# the suffix is unchanged\nb = '&lt;'\n";
  before += "c = '<'\n";
  after += "c = '<'\n";
  std::string diff = diff_by_git(before, after, "--no-color");
  EditPlan plan = plan_of(before, diff);
  ASSERT_TRUE(plan.ok()) << refusal_text(plan.refusals);
  EXPECT_EQ(plan.edits.at(0).after.content, after);
  plan = plan_of("", diff_by_git("", after, "--no-color"));
  ASSERT_TRUE(plan.ok()) << refusal_text(plan.refusals);
  // Without git's id, or with that of another content, it may be a model's.
  std::string foreign = diff;
  size_t at = foreign.find("index ") + 6;
  foreign[at] = foreign[at] == 'a' ? 'b' : 'a';
  plan = plan_of(before, foreign);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.refusals[0].reason, RefusalReason::kElided);
}

TEST(PlanEdits, BinaryPatchesOfGit) {
  std::mt19937 random(5);
  auto noise = [&](size_t bytes) {
    std::string text(bytes, '\0');
    for (char& byte : text) byte = static_cast<char>(random());
    return text;
  };
  std::string image = noise(70'000), larger = image.substr(0, 40'000) + "new" + image.substr(40'000);
  for (auto& [before, after] :
       std::vector<std::pair<std::string, std::string>>{{image, larger},
                                                        {larger, image},
                                                        {image, noise(3'000)},
                                                        {"", std::string(1, '\0') + noise(53)},
                                                        {image, ""}}) {
    std::string diff = diff_by_git(before, after, "--binary");
    EditPlan plan = plan_of(before, diff);
    ASSERT_TRUE(plan.ok()) << refusal_text(plan.refusals) << diff.substr(0, 300);
    ASSERT_EQ(plan.edits.size(), 1u);
    EXPECT_TRUE(plan.edits[0].after.content == after);
    if (before.empty() || after.empty()) continue;
    // For another content it is refused; damaged too, wherever that is.
    EXPECT_FALSE(plan_of(before + "x", diff).ok());
    EXPECT_FALSE(plan_of("text\n", diff).ok());
    for (size_t at = diff.find("GIT binary"); at < diff.find("\n\n"); at += 37) {
      std::string damaged = diff;
      damaged[at] = damaged[at] == '7' ? '8' : '7';
      plan = plan_of(before, damaged);
      EXPECT_TRUE(!plan.ok() || plan.edits[0].after.content == after)
          << at << ": " << damaged.substr(at - std::min<size_t>(at, 60), 120);
    }
  }
  EditPlan plan = plan_of(image, diff_by_git(image, larger, "--no-color"));
  ASSERT_FALSE(plan.ok());
  EXPECT_TRUE(has(plan.refusals[0].message, "git diff --binary")) << plan.refusals[0].message;
}

}  // namespace
}  // namespace suit
