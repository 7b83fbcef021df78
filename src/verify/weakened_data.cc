#include "verify/weakened_data.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "change/diff.h"
#include "code/code_lines.h"
#include "code/language.h"
#include "folder/path_kind.h"
#include "verify/assertion.h"
#include "verify/tests_in.h"
#include "verify/word_list.h"

namespace suit {
namespace {

enum class DataKind { kNone, kSnapshot, kGolden, kData, kScript };

DataKind data_kind_of(std::string_view path) {
  std::string low = to_lower(path), name(name_in(low)), ending = extension_of(low);
  std::string stem = name.substr(0, name.find('.'));
  if (is_one_of(stem, {"readme", "license", "licence", "copying", "changelog", "contributing", ""}) ||
      name.ends_with(".lock") || name == "package-lock.json" || low.find("requirements") != low.npos ||
      low.starts_with(".github/") || low.starts_with(".gitlab") || low.starts_with(".circleci/"))
    return DataKind::kNone;
  DataKind kind = is_test(path) ? DataKind::kData : DataKind::kNone;
  bool is_code = reads_tests(path), is_prose = is_one_of(ending, {".md", ".rst", ".adoc"});
  bool holds_data = false;
  for (std::string_view folder : split(parent_of(low), '/')) {
    if (is_one_of(folder, {"__snapshots__", "snapshots", "__image_snapshots__"})) return DataKind::kSnapshot;
    if (is_one_of(folder, {"golden", "goldens", "expected", "baseline", "baselines", "approved"}))
      return DataKind::kGolden;
    holds_data |=
        is_one_of(folder, {"testdata", "test-data", "test_data", "fixtures", "__fixtures__", "data"});
  }
  if (is_one_of(ending, {".snap", ".ambr"})) return DataKind::kSnapshot;
  if (is_one_of(ending, {".golden", ".expected", ".approved"}) || name.find(".approved.") != name.npos ||
      name.find(".expected.") != name.npos || name.find(".golden.") != name.npos)
    return DataKind::kGolden;
  if (kind == DataKind::kNone || (is_code && !holds_data) || (is_prose && !holds_data))
    return DataKind::kNone;
  if (is_one_of(ending, {".out", ".stdout", ".stderr", ".ref"})) return DataKind::kGolden;
  bool is_script = !is_code && code::language_of(path, "").family == code::Family::kCode &&
                   !is_one_of(ending, {".json", ".yaml", ".yml", ".toml", ".csv", ".sql", ".css", ".ini"});
  return is_script && !holds_data ? DataKind::kScript : kind;
}

// A file with many snapshots, by their names: "exports[`x 1`] = …" of Jest, "# name: x" of syrupy.
struct SnapshotEntry {
  std::string content;
  size_t line = 0;
};
std::map<std::string, SnapshotEntry> snapshot_entries(std::string_view text) {
  std::map<std::string, SnapshotEntry> entries;
  SnapshotEntry* open = nullptr;
  size_t number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    bool is_jest = line.starts_with("exports["), is_syrupy = line.starts_with("# name: ");
    if (is_jest || is_syrupy) {
      size_t end = is_jest ? line.rfind("] =") : line.size();
      open = &entries[std::string(trim(line.substr(8, end == line.npos ? line.npos : end - 8)))];
      open->line = number;
      if (is_syrupy || end == line.npos) continue;
      line = line.substr(end);
    }
    if (open) open->content += line;
  }
  return entries;
}

std::string_view name_of_kind(DataKind kind) {
  switch (kind) {
    case DataKind::kSnapshot:
      return "snapshot";
    case DataKind::kGolden:
      return "golden file";
    case DataKind::kScript:
      return "test script";
    default:
      return "test data";
  }
}

// A line that is new in a test script and ends it, or lets it pass.
bool lets_pass(std::string_view line) {
  std::string bare = squeezed(line);
  for (std::string_view mark : {"|| true", "set +e", "|| :"})
    if (bare.find(mark) != bare.npos) return true;
  std::string first = bare.substr(0, bare.find_first_of(" (;"));
  return is_one_of(first, {"exit", "return", "skip", "pending", "xit", "bail_out", "plan"});
}

class DataComparison {
 public:
  DataComparison(const FileEdit& edit, DataKind kind) : edit_(edit), kind_(kind) {}

  std::vector<Weakening> run() {
    std::string what(name_of_kind(kind_));
    if (edit_.before.type == FileType::kAbsent) return {};
    if (edit_.after.type == FileType::kAbsent) {
      report(0, true, what + " deleted");
    } else if (edit_.before.type == FileType::kSymlink || edit_.after.type == FileType::kSymlink) {
      report(0, false, what + " changed: a link");
    } else if (is_binary(edit_.before.content) || is_binary(edit_.after.content)) {
      report(0, false, what + " changed, a binary file");
    } else if (edit_.before.content != edit_.after.content && !compare_entries()) {
      compare_lines(what);
    }
    return std::move(found_);
  }

 private:
  void report(size_t line, bool of_base, std::string text) {
    found_.push_back({.path = edit_.path,
                      .line = line,
                      .of_base = of_base,
                      .kind = WeakeningKind::kData,
                      .text = std::move(text)});
  }

  bool compare_entries() {
    if (kind_ != DataKind::kSnapshot) return false;
    auto before = snapshot_entries(edit_.before.content), after = snapshot_entries(edit_.after.content);
    if (before.empty()) return false;
    for (const auto& [name, entry] : before) {
      auto it = after.find(name);
      if (it == after.end()) {
        report(entry.line, true, "snapshot " + short_code(name) + " is gone");
      } else if (it->second.content != entry.content) {
        auto [old_line, new_line] = first_difference(entry.content, it->second.content);
        report(it->second.line, false,
               "snapshot " + short_code(name) + " changed: " + from_to(old_line, new_line));
      }
    }
    return true;
  }

  static std::pair<std::string, std::string> first_difference(std::string_view before,
                                                              std::string_view after) {
    std::vector<std::string_view> old_lines = split_lines(before), new_lines = split_lines(after);
    size_t at = 0;
    while (at < old_lines.size() && at < new_lines.size() && old_lines[at] == new_lines[at]) ++at;
    auto line = [&](const std::vector<std::string_view>& lines) {
      return std::string(at < lines.size() ? lines[at] : "");
    };
    return {line(old_lines), line(new_lines)};
  }

  void compare_lines(const std::string& what) {
    std::vector<std::string_view> old_lines = lines_of(edit_.before.content),
                                  new_lines = lines_of(edit_.after.content);
    std::vector<Hunk> hunks = diff_lines(old_lines, new_lines);
    const Hunk* first = nullptr;
    for (const Hunk& hunk : hunks) {
      bool counts = kind_ == DataKind::kGolden || kind_ == DataKind::kSnapshot || false;
      for (size_t i = 0; i < hunk.old_count; ++i) counts |= !trim(old_lines[hunk.old_start + i]).empty();
      for (size_t i = 0; i < hunk.new_count && kind_ == DataKind::kScript; ++i)
        counts |= lets_pass(new_lines[hunk.new_start + i]);
      if (counts && !first) first = &hunk;
    }
    if (!first) return;
    std::string_view was = first->old_count > 0 ? old_lines[first->old_start] : "";
    std::string_view is = first->new_count > 0 ? new_lines[first->new_start] : "";
    std::string text = what + " changed: " + from_to(was, is);
    if (hunks.size() > 1) text += " (and " + std::to_string(hunks.size() - 1) + " more places)";
    report(first->new_start + 1, false, std::move(text));
  }

  // Of a script without comments and blanks at line ends.
  std::vector<std::string_view> lines_of(std::string_view text) const {
    std::vector<std::string_view> lines = split_lines(text);
    for (std::string_view& line : lines) line = without_terminator(line);
    if (kind_ != DataKind::kScript) return lines;
    std::vector<CodeLine> code = code_lines(edit_.path, text);
    for (size_t i = 0; i < lines.size() && i < code.size(); ++i)
      if (!code[i].text.empty() || trim(lines[i]).starts_with('#')) lines[i] = trim(code[i].text);
    return lines;
  }

  const FileEdit& edit_;
  DataKind kind_;
  std::vector<Weakening> found_;
};

}  // namespace

bool is_test_data(std::string_view path) {
  return data_kind_of(path) != DataKind::kNone;
}

std::vector<Weakening> weakened_data(const FileEdit& edit) {
  DataKind kind = data_kind_of(edit.path);
  return kind == DataKind::kNone ? std::vector<Weakening>() : DataComparison(edit, kind).run();
}

}  // namespace suit
