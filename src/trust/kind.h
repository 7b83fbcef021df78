// What a proposal is evidence for. Rules over what it touches and what was asked, not over who made it:
// docs/trust.md has them as a table. A change of several kinds counts as the riskiest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suit {

// In order of risk.
enum class TaskKind {
  kDocumentation,  // prose
  kComments,       // of code, comments alone
  kFormat,         // blanks at the ends of lines, line endings
  kTest,
  kRename,  // of code, names alone
  kRefactor,
  kBugFix,
  kFeature,  // and every task whose words say nothing else
  kConfiguration,
  kDependency,  // what is installed
  kBuild,       // what tools run: build files, scripts, permissions, links, how checks judge
  kDeletion,    // files go, or most of what is touched
};
inline constexpr size_t kTaskKindCount = 12;
std::string_view name_of(TaskKind kind);  // "bug-fix"
std::optional<TaskKind> task_kind_from(std::string_view name);

// How much it changes. A record counts for what is as large or smaller, so that one of small changes licenses
// no large one.
enum class TaskSize {
  kSmall,   // at most 3 files and 60 lines
  kMedium,  // at most 20 files and 600 lines
  kLarge,
};
std::string_view name_of(TaskSize size);
TaskSize task_size_from(std::string_view name);  // what is not known is small: it licenses least

// One path of a proposal.
struct TouchedFile {
  std::string path = {};
  enum Change { kChanged, kCreated, kRemoved, kMoved } change = kChanged;
  // What tools make of it (verify/protected.h).
  enum Reader { kNoTool, kInstalled, kRun } reader = kNoTool;
  // What the two sides have in common, for a file that is changed.
  enum Content { kAny, kNamesDiffer, kCommentsDiffer, kBlanksDiffer } content = kAny;
  bool special = false;  // a permission changes, or it is a link or binary
  uint64_t added = 0;    // lines
  uint64_t removed = 0;
};

struct TaskClass {
  TaskKind kind = TaskKind::kFeature;
  TaskSize size = TaskSize::kSmall;
};

// Pure. `text` is the task as it was asked.
TaskClass classify(std::string_view text, const std::vector<TouchedFile>& files);

// What the words of a task ask for, among kRename, kRefactor, kBugFix and kFeature.
TaskKind kind_of_words(std::string_view text);

// The rules as a table, for docs/trust.md and its test.
std::string task_kinds_markdown();

}  // namespace suit
