// The kind of task that a proposal is evidence for: rules on the files it touches and the task's words, not
// on its proposer. docs/trust.md has them as a table. A change of several kinds counts as the riskiest.
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
  kComments,       // only comments of code
  kFormat,         // blanks at the ends of lines, line endings
  kTest,
  kRename,  // only names in code
  kRefactor,
  kBugFix,
  kFeature,  // also every task without other decisive words
  kConfiguration,
  kDependency,  // installed packages
  kBuild,       // run by tools: build files, scripts, permissions, links, configuration of checks
  kDeletion,    // removed files, or most of their content removed
};
inline constexpr size_t kTaskKindCount = 12;
std::string_view name_of(TaskKind kind);  // "bug-fix"
std::optional<TaskKind> task_kind_from(std::string_view name);

// The size of a change. A record counts for changes of the same or a smaller size, so that small changes do
// not license large ones.
enum class TaskSize {
  kSmall,   // at most 3 files and 60 lines
  kMedium,  // at most 20 files and 600 lines
  kLarge,
};
std::string_view name_of(TaskSize size);
TaskSize task_size_from(std::string_view name);  // an unknown name is small, which licenses least

// One path of a proposal.
struct TouchedFile {
  std::string path = {};
  enum Change { kChanged, kCreated, kRemoved, kMoved } change = kChanged;
  // How tools use it (verify/protected.h).
  enum Reader { kNoTool, kInstalled, kRun } reader = kNoTool;
  // What both sides have in common, for a changed file.
  enum Content { kAny, kNamesDiffer, kCommentsDiffer, kBlanksDiffer } content = kAny;
  bool special = false;  // a permission changes, or it is a link or binary
  uint64_t added = 0;    // lines
  uint64_t removed = 0;
};

struct TaskClass {
  TaskKind kind = TaskKind::kFeature;
  TaskSize size = TaskSize::kSmall;
};

// Pure. `text` is the task as asked.
TaskClass classify(std::string_view text, const std::vector<TouchedFile>& files);

// The kind that a task's words ask for: kRename, kRefactor, kBugFix or kFeature.
TaskKind kind_of_words(std::string_view text);

// The rules as a table, for docs/trust.md and its test.
std::string task_kinds_markdown();

}  // namespace suit
