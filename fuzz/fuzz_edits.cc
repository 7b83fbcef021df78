// Any bytes as a model's answer over a small tree, read in each format. An applied answer changes only files
// that it names, removes only lines that it contains (or of files it replaces completely), and adds only
// lines that it contains.
#include <map>
#include <set>

#include "base/text.h"
#include "change/diff.h"
#include "change/plan_edits.h"
#include "input.h"

using namespace suit;

namespace {

const std::map<std::string, FileVersion, std::less<>>& tree() {
  static const std::map<std::string, FileVersion, std::less<>> files = {
      {"a.py",
       FileVersion::file(
           "import os\n\ndef f(x):\n    if x:\n        return 1\n    return 2\n\ndef g(x):\n    return 2\n",
           0644)},
      {"b.txt", FileVersion::file("one\r\ntwo\r\n=======\r\nthree", 0644)},
      {"d/c.md", FileVersion::file("\xEF\xBB\xBF# T\n\n```\nmake\n```\n", 0644)},
      {"latin.txt", FileVersion::file("caf\xE9\n  two\n", 0644)},
      {"link", FileVersion::symlink("a.py")},
  };
  return files;
}

// A text without whitespace and byte order marks; each changed line must occur in it.
std::string squeezed(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\xEF\xBB\xBF"))
      i += 2;
    else if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
      out += text[i];
  }
  return out;
}

void check(const FileEdit& edit, std::string_view answer, EditFormat format) {
  CHECK(path_fault(edit.path).empty());
  CHECK(answer.find(edit.path) != answer.npos);
  CHECK(edit.before.type != FileType::kSymlink && edit.after.type != FileType::kSymlink);
  auto present = tree().find(edit.path);
  CHECK(edit.before.same_as(present == tree().end() ? FileVersion::absent() : present->second));
  if (!edit.moved_from.empty() || edit.after.type == FileType::kAbsent) return;
  std::string text = squeezed(answer);
  auto old_lines = split_lines(edit.before.content), new_lines = split_lines(edit.after.content);
  // A file without a final newline keeps that, whatever its last line is.
  for (auto* lines : {&old_lines, &new_lines})
    for (std::string_view& line : *lines) line = without_terminator(line);
  for (const Hunk& hunk : diff_lines(old_lines, new_lines)) {
    for (size_t i = 0; i < hunk.old_count && format != EditFormat::kWholeFile; ++i)
      CHECK(text.find(squeezed(old_lines[hunk.old_start + i])) != text.npos);
    for (size_t i = 0; i < hunk.new_count; ++i)
      CHECK(text.find(squeezed(new_lines[hunk.new_start + i])) != text.npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view answer = fuzz::view_of(data, size);
  PresentFiles files{[](std::string_view path) -> Result<FileVersion> {
                       CHECK(path_fault(path).empty());
                       auto it = tree().find(path);
                       return it == tree().end() ? FileVersion::absent() : it->second;
                     },
                     {"a.py", "b.txt", "d/c.md"}};
  for (int i = -1; i < 4; ++i) {
    auto format = i < 0 ? std::nullopt : std::optional(static_cast<EditFormat>(i));
    ParsedEdits parsed = parse_edits(answer, format);
    CHECK(!parsed.edits.empty() || !parsed.refusals.empty());
    EditPlan plan = plan_edits(parsed, files);
    CHECK(plan.edits.empty() != plan.refusals.empty());
    CHECK(plan.ok() || !refusal_text(plan.refusals).empty());
    CHECK(is_utf8(refusal_text(plan.refusals)));
    std::set<std::string> paths;
    for (const FileEdit& edit : plan.edits) {
      CHECK(paths.insert(edit.path).second);
      check(edit, answer, *parsed.format);
    }
    // Without the second step of the ladder the result is the same or nothing.
    EditPlan exact = plan_edits(parsed, files, Ladder::kExactOnly);
    if (!exact.ok() || !plan.ok()) continue;
    CHECK(exact.edits.size() == plan.edits.size());
    for (size_t at = 0; at < exact.edits.size(); ++at)
      CHECK(exact.edits[at].after.same_as(plan.edits[at].after));
  }
  return 0;
}
