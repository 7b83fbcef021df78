#include "verify/weakened.h"

#include <algorithm>
#include <map>

#include "base/glob.h"
#include "base/text.h"
#include "change/diff.h"
#include "code/difference.h"
#include "folder/judge_files.h"
#include "verify/assertion.h"
#include "verify/suppressions.h"
#include "verify/tests_in.h"
#include "verify/tests_within.h"
#include "verify/weakened_build.h"
#include "verify/weakened_data.h"
#include "verify/weakened_settings.h"
#include "verify/weakened_test_code.h"

namespace suit {
namespace {

constexpr size_t kComparedFileBytesMax = 4u << 20;
constexpr size_t kComparedBytesMax = 64u << 20;  // of a change
constexpr size_t kLinesPerFileMax = 12;

// Do both sides differ only in comments and blanks?
bool same_code(const FileEdit& edit) {
  Difference difference = Differences().of(edit.path, edit.before.content, edit.after.content);
  return difference == Difference::kComments || difference == Difference::kBlanks;
}

size_t first_changed_line(const FileEdit& edit) {
  FileDiff diff(edit);
  return diff.hunks.empty() ? 1 : diff.hunks[0].new_start + 1;
}

bool is_too_large(const FileEdit& edit, size_t& left_bytes) {
  size_t size = edit.before.content.size() + edit.after.content.size();
  if (std::max(edit.before.content.size(), edit.after.content.size()) > kComparedFileBytesMax ||
      size > left_bytes)
    return true;
  left_bytes -= size;
  return false;
}

// Code that runs before the tests, or that ends the process after them.
struct StartHook {
  std::string_view names;  // globs
  std::string_view effect;
};
constexpr StartHook kStartHooks[] = {
    {"conftest.py", "pytest loads it before the tests"},
    {"sitecustomize.py usercustomize.py *.pth", "Python runs it at each start"},
    {"build.rs", "Cargo runs it before each build"},
    {"jest.setup.* vitest.setup.* setuptests.* setup-tests.* test-setup.*",
     "the runner loads it before the tests"},
};

const StartHook* hook_of(std::string_view path) {
  std::string name = to_lower(name_in(path));
  for (const StartHook& hook : kStartHooks)
    for (std::string_view glob : split(hook.names, ' '))
      if (glob_matches(glob, name)) return &hook;
  return nullptr;
}

std::vector<Weakening> changed_hook(const FileEdit& edit, const StartHook& hook) {
  bool is_added = edit.before.type == FileType::kAbsent, is_gone = edit.after.type == FileType::kAbsent;
  if (!is_added && !is_gone && same_code(edit)) return {};
  std::string_view verb = is_added ? "added" : is_gone ? "deleted" : "changed";
  return {{.path = edit.path,
           .line = is_added || is_gone ? 0 : first_changed_line(edit),
           .kind = WeakeningKind::kHook,
           .text = std::string(verb) + ": " + std::string(hook.effect)}};
}

std::vector<Weakening> changed_examples(const FileEdit& edit) {
  std::vector<Weakening> found;
  if (edit.before.type != FileType::kFile || edit.after.type != FileType::kFile) return found;
  for (WeakenedExample& each : weakened_examples(edit.path, edit.before.content, edit.after.content))
    found.push_back({.path = edit.path,
                     .line = each.line,
                     .of_base = each.of_base,
                     .kind = WeakeningKind::kExpectation,
                     .text = std::move(each.text),
                     .readers = edit.path.ends_with(".rs") ? "" : "doctest doctest-modules doctest-glob"});
  return found;
}

// A deleted file whose content stands at another path now.
bool is_moved_unchanged(const FileEdit& edit, const std::vector<FileEdit>& edits) {
  return edit.after.type == FileType::kAbsent &&
         std::any_of(edits.begin(), edits.end(), [&](const FileEdit& other) {
           return other.before.type == FileType::kAbsent && other.after.type == edit.before.type &&
                  other.after.digest == edit.before.digest && !other.after.content.empty();
         });
}

// In the order of the edits and lines, with the first lines of each file.
std::vector<Weakening> in_order(std::vector<Weakening> found, const std::vector<FileEdit>& edits) {
  std::map<std::string_view, size_t> place;
  for (const FileEdit& edit : edits) place.emplace(edit.path, place.size());
  std::stable_sort(found.begin(), found.end(), [&](const Weakening& a, const Weakening& b) {
    if (a.path != b.path) return place[a.path] < place[b.path];
    return std::pair(a.line, a.of_base) < std::pair(b.line, b.of_base);
  });
  std::vector<Weakening> shown;
  size_t count = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (i > 0 && found[i].path != found[i - 1].path) count = 0;
    if (++count <= kLinesPerFileMax) shown.push_back(found[i]);
    bool is_last = i + 1 == found.size() || found[i + 1].path != found[i].path;
    if (is_last && count > kLinesPerFileMax)
      shown.back().text += " (and " + std::to_string(count - kLinesPerFileMax) + " more lines of this file)";
  }
  return shown;
}

}  // namespace

std::vector<Weakening> weakened_in(const std::vector<FileEdit>& edits) {
  std::vector<Weakening> found;
  auto add = [&](std::vector<Weakening> more) {
    for (Weakening& each : more) found.push_back(std::move(each));
  };
  std::vector<const FileEdit*> with_tests, readable;
  size_t left_bytes = kComparedBytesMax;
  for (const FileEdit& edit : edits) {
    if (edit.before.same_as(edit.after)) continue;
    bool judges = !why_judge_file(edit.path).empty() || is_test_data(edit.path);
    if (is_too_large(edit, left_bytes)) {
      if (judges && edit.before.type != FileType::kAbsent)
        found.push_back({.path = edit.path, .kind = WeakeningKind::kUnread, .text = "too large to compare"});
      continue;
    }
    readable.push_back(&edit);
    if (const StartHook* hook = hook_of(edit.path)) {
      add(changed_hook(edit, *hook));
    } else if (judges && edit.before.type == FileType::kFile && edit.after.type == FileType::kSymlink) {
      found.push_back({.path = edit.path,
                       .kind = WeakeningKind::kSettings,
                       .text = "replaced by a link to " + short_code(edit.after.content)});
    } else if (is_moved_unchanged(edit, edits)) {
      if (reads_tests(edit.path)) with_tests.push_back(&edit);  // its new name may not be collected
    } else {
      add(weakened_settings(edit));
      add(weakened_build(edit));
      // A row of the table of judge files: its settings are all that counts.
      std::string why = why_judge_file(edit.path);
      bool is_settings = !why.empty() && why != "a test";
      if (!is_settings && is_test_data(edit.path))
        add(weakened_data(edit));
      else if (!is_settings && reads_tests(edit.path))
        with_tests.push_back(&edit);
      add(changed_examples(edit));
    }
  }
  add(weakened_tests(with_tests));
  add(added_suppressions(readable));
  return in_order(std::move(found), edits);
}

std::string describe(const Weakening& weakening) {
  std::string text = printable(weakening.path);
  if (weakening.line > 0) text += ":" + std::to_string(weakening.line);
  if (weakening.of_base) text += " (before)";
  return text + " " + weakening.text;
}

bool is_read_by(const Weakening& weakening, std::string_view command, std::string_view configuration) {
  if (weakening.readers.empty()) return true;
  auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (std::string_view text : {command, configuration})
    for (std::string_view word : split(weakening.readers, ' '))
      for (size_t at = text.find(word); !word.empty() && at != text.npos; at = text.find(word, at + 1)) {
        size_t end = at + word.size();
        bool begins = at == 0 || !is_part(text[at - 1]) || !is_part(word[0]);
        if (begins && (end == text.size() || !is_part(text[end]))) return true;
      }
  return false;
}

}  // namespace suit
