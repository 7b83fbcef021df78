// The cases of testdata/edits/*.txt: a tree, an answer and the expected result. The format is described at
// the top of testdata/edits/search_replace.txt.
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "change/plan_edits.h"
#include "support/testing.h"

namespace suit {
namespace {

namespace fs = std::filesystem;
const std::string kFolder = std::string(SUIT_SOURCE_DIR) + "/src/change/testdata/edits";

struct EditCase {
  std::string name;
  std::map<std::string, FileVersion> files;
  std::string answer;
  std::optional<EditFormat> format;
  std::map<std::string, FileVersion> becomes;  // absent: deleted
  std::vector<std::string> reasons, says, notes;
};

std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char c = text[++i];
    if (c == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += c == 'r' ? '\r' : c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return out;
}

// The lines of a section, modified by its flags: escaped (\r, \t, \x00), crlf, bom, bare (no final newline).
std::string content_of(const std::string& lines, const std::set<std::string>& flags) {
  std::string content;
  for (std::string_view line : split_lines(lines)) {
    content += flags.contains("escaped") ? unescaped(without_terminator(line))
                                         : std::string(without_terminator(line));
    content += flags.contains("crlf") ? "\r\n" : "\n";
  }
  if (flags.contains("bare") && !content.empty())
    content.resize(content.size() - (flags.contains("crlf") ? 2 : 1));
  return (flags.contains("bom") ? "\xEF\xBB\xBF" : "") + content;
}

class CaseFile {
 public:
  explicit CaseFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    for (std::string_view line : split_lines(text)) {
      if (line.starts_with("%% ")) {
        close();
        header_ = without_terminator(line.substr(3));
        if (header_.starts_with("case ")) {
          cases.emplace_back();
          cases.back().name = path.substr(path.rfind('/') + 1) + ": " + header_.substr(5);
          cases.back().files = default_files_;
          header_.clear();
        }
      } else {
        body_ += line;
      }
    }
    close();
  }
  std::vector<EditCase> cases;

 private:
  void close() {
    std::string body = std::exchange(body_, ""), header = std::exchange(header_, "");
    if (header.empty()) return;
    while (body.ends_with("\n\n") || body == "\n") body.pop_back();  // the empty lines between cases
    std::vector<std::string> words;
    for (std::string_view word : split(header, ' ')) words.emplace_back(word);
    std::set<std::string> flags(words.begin() + std::min<long>(2, static_cast<long>(words.size())),
                                words.end());
    const std::string& key = words[0];
    auto version = [&] {
      if (flags.contains("link")) return FileVersion::symlink(std::string(trim(body)));
      return FileVersion::file(content_of(body, flags), flags.contains("executable") ? 0755 : 0644);
    };
    if (key == "default") {
      default_files_[words[1]] = version();
      return;
    }
    ASSERT_FALSE(cases.empty()) << header;
    EditCase& one = cases.back();
    if (key == "file")
      one.files[words[1]] = version();
    else if (key == "becomes")
      one.becomes[words[1]] = version();
    else if (key == "gone")
      one.becomes[words[1]] = FileVersion::absent();
    else if (key == "refused")
      one.reasons.insert(one.reasons.end(), words.begin() + 1, words.end());
    else if (key == "says")
      one.says.push_back(header.substr(5));
    else if (key == "note")
      one.notes.push_back(header.substr(5));
    else if (key == "answer") {
      flags.insert(words.begin() + 1, words.end());
      one.answer = content_of(body, flags);
      for (const std::string& flag : flags)
        if (auto format = edit_format_named(flag)) one.format = format;
    } else {
      ADD_FAILURE() << one.name << ": unknown line %% " << header;
    }
  }
  std::string header_, body_;
  std::map<std::string, FileVersion> default_files_;
};

PresentFiles present(const std::map<std::string, FileVersion>& files) {
  PresentFiles present{[&files](std::string_view path) -> Result<FileVersion> {
    auto it = files.find(std::string(path));
    return it == files.end() ? FileVersion::absent() : it->second;
  }};
  for (const auto& [path, version] : files) present.known_paths.push_back(path);
  return present;
}

void run(const EditCase& one) {
  SCOPED_TRACE(one.name);
  EditPlan plan = plan_answer(one.answer, one.format, present(one.files));
  std::string text = refusal_text(plan.refusals);
  if (!one.reasons.empty()) {
    EXPECT_TRUE(plan.edits.empty());
    std::vector<std::string> reasons;
    for (const EditRefusal& refusal : plan.refusals) reasons.emplace_back(name_of(refusal.reason));
    EXPECT_EQ(reasons, one.reasons) << text;
    for (const std::string& part : one.says)
      EXPECT_NE(text.find(part), std::string::npos) << "missing: " << part << "\nin: " << text;
    return;
  }
  ASSERT_TRUE(plan.ok()) << text;
  EXPECT_FALSE(one.becomes.empty()) << "the case expects nothing";
  EXPECT_EQ(plan.edits.size(), one.becomes.size());
  for (const FileEdit& edit : plan.edits) {
    auto it = one.becomes.find(edit.path);
    if (it == one.becomes.end()) {
      ADD_FAILURE() << edit.path << " was changed";
      continue;
    }
    EXPECT_EQ(edit.after.content, it->second.content) << edit.path;
    EXPECT_EQ(edit.after.mode, it->second.mode) << edit.path;
    EXPECT_TRUE(edit.after.same_as(it->second)) << edit.path;
    auto before = one.files.find(edit.path);
    EXPECT_TRUE(edit.before.same_as(before == one.files.end() ? FileVersion::absent() : before->second))
        << edit.path;
  }
  std::string notes;
  for (const std::string& note : plan.notes) notes += note + "\n";
  EXPECT_EQ(plan.notes.size(), one.notes.size()) << notes;
  for (const std::string& part : one.notes)
    EXPECT_NE(notes.find(part), std::string::npos) << "missing: " << part << "\nin: " << notes;
}

TEST(EditCases, EachComesToWhatItSays) {
  size_t count = 0;
  std::set<std::string> names, reasons;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    CaseFile file(entry.path());
    EXPECT_FALSE(file.cases.empty()) << entry.path();
    for (const EditCase& one : file.cases) {
      EXPECT_TRUE(names.insert(one.name).second) << one.name << " stands twice";
      run(one);
      reasons.insert(one.reasons.begin(), one.reasons.end());
      ++count;
    }
  }
  EXPECT_GE(count, 150u);
  reasons.insert("stale");  // in plan_edits_test.cc: it needs a caller that states what was shown
  for (int reason = 0; reason <= static_cast<int>(kLastRefusalReason); ++reason)
    EXPECT_TRUE(reasons.contains(std::string(name_of(static_cast<RefusalReason>(reason)))))
        << "no case for " << name_of(static_cast<RefusalReason>(reason));
}

// --- Combinations. The expected result comes from the lines, not from the code under test. ---

struct Shape {
  const char* name;
  std::vector<std::string> ends;  // line endings, cycled
  bool bare, bom;
};
const std::vector<Shape> kShapes = {
    {"lf", {"\n"}, false, false},           {"crlf", {"\r\n"}, false, false},
    {"lf bare", {"\n"}, true, false},       {"crlf bare", {"\r\n"}, true, false},
    {"bom", {"\n"}, false, true},           {"bom crlf bare", {"\r\n"}, true, true},
    {"mixed", {"\n", "\r\n"}, false, false}};

// The lines with the shape's endings; `end_of` maps a line to the old line whose ending it gets.
std::string shaped(const std::vector<std::string>& lines, const std::vector<size_t>& end_of,
                   const Shape& shape) {
  std::string text = shape.bom ? "\xEF\xBB\xBF" : "";
  for (size_t i = 0; i < lines.size(); ++i)
    text += lines[i] + (shape.bare && i + 1 == lines.size() ? "" : shape.ends[end_of[i] % shape.ends.size()]);
  return text;
}

struct Place {
  const char* name;
  size_t first, count;           // removed old lines
  std::vector<std::string> put;  // inserted lines
  std::vector<size_t>
      ends;  // whose ending each gets: the replaced line, else the last replaced one, else the previous one
};

std::string answer_in(EditFormat format, const std::vector<std::string>& old_lines,
                      const std::vector<std::string>& new_lines, const Place& place, const std::string& eol) {
  auto at = [&](size_t i) { return old_lines[i]; };
  std::string text;
  auto put = [&](const std::string& line) { text += line + eol; };
  size_t end = place.first + place.count;
  bool lead = place.first > 0, tail = end < old_lines.size();
  switch (format) {
    case EditFormat::kWholeFile:
      put("f.txt"), put("`````");
      for (const std::string& line : new_lines) put(line);
      put("`````");
      break;
    case EditFormat::kSearchReplace:
      put("f.txt"), put("<<<<<<< SEARCH");
      if (lead) put(at(place.first - 1));
      for (size_t i = place.first; i < end; ++i) put(at(i));
      if (tail) put(at(end));
      put("=======");
      if (lead) put(at(place.first - 1));
      for (const std::string& line : place.put) put(line);
      if (tail) put(at(end));
      put(">>>>>>> REPLACE");
      break;
    case EditFormat::kUnifiedDiff:
    case EditFormat::kApplyPatch:
      if (format == EditFormat::kUnifiedDiff)
        put("```diff"), put("--- a/f.txt"), put("+++ b/f.txt"), put("@@ -77,5 +66,6 @@");
      if (format == EditFormat::kApplyPatch) put("*** Begin Patch"), put("*** Update File: f.txt"), put("@@");
      if (lead) put(" " + at(place.first - 1));
      for (size_t i = place.first; i < end; ++i) put("-" + at(i));
      for (const std::string& line : place.put) put("+" + line);
      if (tail) put(" " + at(end));
      put(format == EditFormat::kUnifiedDiff ? "```" : "*** End Patch");
  }
  return text;
}

TEST(EditCases, EveryFormatKeepsLineEndsMarksAndMissingNewlines) {
  const std::vector<std::string> lines = {"alpha", "beta", "gamma", "delta"};
  const std::vector<Place> places = {
      {"first", 0, 1, {"ALPHA"}, {0}}, {"middle", 1, 2, {"B", "C"}, {1, 2}},
      {"last", 3, 1, {"DELTA"}, {3}},  {"grows", 1, 1, {"b1", "b2", "b3"}, {1, 1, 1}},
      {"insert", 2, 0, {"new"}, {1}},  {"append", 4, 0, {"new"}, {3}},
      {"remove", 1, 2, {}, {}},        {"remove last", 3, 1, {}, {}}};
  size_t count = 0;
  for (const Shape& shape : kShapes)
    for (const Place& place : places)
      for (int format = 0; format < 4; ++format)
        for (const char* eol : {"\n", "\r\n"}) {
          SCOPED_TRACE(std::string(shape.name) + ", " + place.name + ", " +
                       std::string(name_of(static_cast<EditFormat>(format))));
          std::vector<std::string> wanted(lines.begin(), lines.begin() + static_cast<long>(place.first));
          std::vector<size_t> ends;
          for (size_t i = 0; i < place.first; ++i) ends.push_back(i);
          wanted.insert(wanted.end(), place.put.begin(), place.put.end());
          ends.insert(ends.end(), place.ends.begin(), place.ends.end());
          for (size_t i = place.first + place.count; i < lines.size(); ++i)
            wanted.push_back(lines[i]), ends.push_back(i);
          // A last line without an ending gets the previous line's when it is no longer last.
          size_t last = lines.size() - 1;
          Shape full = shape;
          if (shape.bare && shape.ends.size() > 1) ends[last] = last - 1;
          std::map<std::string, FileVersion> files = {
              {"f.txt", FileVersion::file(shaped(lines, {0, 1, 2, 3}, shape), 0644)}};
          EditPlan plan = plan_answer(answer_in(static_cast<EditFormat>(format), lines, wanted, place, eol),
                                      {}, present(files));
          ASSERT_TRUE(plan.ok()) << refusal_text(plan.refusals);
          ASSERT_EQ(plan.edits.size(), 1u);
          EXPECT_EQ(plan.edits[0].after.content, shaped(wanted, ends, full));
          EXPECT_TRUE(plan.notes.empty());
          ++count;
        }
  EXPECT_EQ(count, kShapes.size() * 8 * 4 * 2);
}

TEST(EditCases, MarkersOfFiveToNineSignsAreRead) {
  std::map<std::string, FileVersion> files = {{"a.txt", FileVersion::file("one\ntwo\n", 0644)}};
  for (size_t s = 3; s <= 11; ++s)
    for (size_t d = 3; d <= 11; ++d)
      for (size_t r = 3; r <= 11; ++r) {
        std::string answer = "a.txt\n" + std::string(s, '<') + " SEARCH\ntwo\n" + std::string(d, '=') +
                             "\nTWO\n" + std::string(r, '>') + " REPLACE\n";
        EditPlan plan = plan_answer(answer, EditFormat::kSearchReplace, present(files));
        auto usable = [](size_t n) { return n >= 5 && n <= 9; };
        ASSERT_EQ(plan.ok(), usable(s) && usable(d) && usable(r))
            << s << " " << d << " " << r << refusal_text(plan.refusals);
        if (plan.ok()) {
          EXPECT_EQ(plan.edits.at(0).after.content, "one\nTWO\n");
        }
      }
}

std::string answer_for(EditFormat format, const std::string& path_line, const std::string& path) {
  switch (format) {
    case EditFormat::kWholeFile:
      return path_line + "\n```\none\nTWO\n```\n";
    case EditFormat::kSearchReplace:
      return path_line + "\n```\n<<<<<<< SEARCH\ntwo\n=======\nTWO\n>>>>>>> REPLACE\n```\n";
    case EditFormat::kUnifiedDiff:
      return "```diff\n--- " + path + "\n+++ " + path + "\n@@ @@\n-two\n+TWO\n```\n";
    case EditFormat::kApplyPatch:
      return "*** Begin Patch\n*** Update File: " + path + "\n@@\n-two\n+TWO\n*** End Patch\n";
  }
  return "";
}

TEST(EditCases, PathsMayBeDressedUp) {
  std::map<std::string, FileVersion> files = {{"src/a.txt", FileVersion::file("one\ntwo\n", 0644)}};
  for (const char* line :
       {"src/a.txt",       "`src/a.txt`",         "**src/a.txt**",        "**`src/a.txt`**",
        "*src/a.txt*",     "\"src/a.txt\"",       "'src/a.txt'",          "src/a.txt:",
        "`src/a.txt`:",    "**src/a.txt**:",      "**src/a.txt:**",       "### src/a.txt",
        "# src/a.txt",     "## `src/a.txt`",      "File: src/a.txt",      "file: `src/a.txt`",
        "Path: src/a.txt", "Filename: src/a.txt", "**File: src/a.txt**",  "- src/a.txt",
        "1. src/a.txt",    "2) `src/a.txt`",      "// src/a.txt",         "./src/a.txt",
        "  src/a.txt  ",   "src/a.txt\n",         "src/a.txt (modified)", "### File: `src/a.txt`:",
        "* **src/a.txt**"})
    for (EditFormat format : {EditFormat::kWholeFile, EditFormat::kSearchReplace}) {
      EditPlan plan = plan_answer(answer_for(format, line, ""), format, present(files));
      ASSERT_TRUE(plan.ok()) << line << "\n" << refusal_text(plan.refusals);
      EXPECT_EQ(plan.edits.at(0).path, "src/a.txt") << line;
      EXPECT_EQ(plan.edits.at(0).after.content, "one\nTWO\n");
    }
  for (const char* line :
       {"Here is the change:", "I updated the file as follows.", "done", "", "code", "Then run it", "..."})
    for (EditFormat format : {EditFormat::kWholeFile, EditFormat::kSearchReplace}) {
      EditPlan plan = plan_answer(answer_for(format, line, ""), format, present(files));
      ASSERT_EQ(plan.refusals.size(), 1u) << line;
      EXPECT_EQ(plan.refusals[0].reason, RefusalReason::kNoPath) << line;
    }
}

TEST(EditCases, PathsOutsideAreRefusedInEveryFormat) {
  std::map<std::string, FileVersion> files;
  const std::vector<std::string> bad = {"/etc/passwd",
                                        "../a.txt",
                                        "src/../../a.txt",
                                        "src/..",
                                        "a/../b.txt",
                                        ".git/config",
                                        ".git/hooks/pre-commit",
                                        "sub/.git/config",
                                        ".GIT/config",
                                        "~/.ssh/config",
                                        "C:/a.txt",
                                        "src\\a.txt",
                                        "..\\a.txt",
                                        "src//a.txt",
                                        "src/./a.txt",
                                        "src/a\x01.txt",
                                        "src/a\x7f.txt",
                                        "src/\xff.txt",
                                        "src/a\xe2\x80\xae.txt",
                                        "//host/a.txt",
                                        "src/" + std::string(300, 'x') + ".txt"};
  // The refusal must come before the file is read.
  PresentFiles none{[](std::string_view path) -> Result<FileVersion> {
    ADD_FAILURE() << "read " << printable(path);
    return FileVersion::file("one\ntwo\n", 0644);
  }};
  for (const std::string& path : bad)
    for (int format = 0; format < 4; ++format) {
      EditPlan plan = plan_answer(answer_for(static_cast<EditFormat>(format), path, path), {}, none);
      ASSERT_EQ(plan.refusals.size(), 1u) << path << format;
      EXPECT_EQ(plan.refusals[0].reason, RefusalReason::kBadPath)
          << printable(path) << " " << refusal_text(plan.refusals);
      EXPECT_EQ(printable_lines(refusal_text(plan.refusals)), refusal_text(plan.refusals));
    }
  EXPECT_EQ(path_fault("src/a.txt"), "");
  EXPECT_NE(path_fault(std::string_view("a\0b", 3)), "");
  EXPECT_EQ(path_fault(".github/workflows/a.yml"), "");
  EXPECT_EQ(path_fault(".gitignore"), "");
}

}  // namespace
}  // namespace suit
