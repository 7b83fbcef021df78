// Parses the edits in a model's answer, in one of four formats: docs/edit_formats.md. Uses only the text, no
// files and no model. change/plan_edits.h decides where they apply.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "change/git_binary.h"

namespace suit {

enum class EditFormat {
  kWholeFile,      // a path and a fenced block with the file's complete new content
  kSearchReplace,  // aider's <<<<<<< SEARCH / ======= / >>>>>>> REPLACE
  kUnifiedDiff,    // as `diff -u` and git
  kApplyPatch,     // codex's *** Begin Patch … *** End Patch
};
std::string_view name_of(EditFormat format);
std::optional<EditFormat> edit_format_named(std::string_view name);

// Why an answer, or a part of it, is not used. A test compares them with the table in docs/edit_formats.md.
enum class RefusalReason {
  kNoEdits,             // it contains no edit
  kOtherFormat,         // not the requested format, or several
  kIncomplete,          // a block that ends before its end mark
  kMalformed,           // a block that violates its format
  kUnclearMarkers,      // lines of the content resemble the markers
  kUnclearFence,        // lines of the content resemble the fence
  kNoPath,              // a block that names no file
  kBadPath,             // a path outside the folder, or one that must not be written
  kNoSuchFile,          // a change to a file that does not exist
  kExists,              // a new file that exists already
  kNotAFile,            // a link, a folder, or unreadable
  kNotFound,            // the lines to be changed are not in the file
  kAmbiguous,           // they are in it several times
  kUnclearIndentation,  // they are in it, but the new lines' indentation can't be determined
  kNoContext,           // added lines without a place
  kElided,              // "..." or "rest of the code" in place of text
  kEscaped,             // HTML entities where the file has the characters
  kNotText,             // binary content
  kStale,               // a whole file that changed since the model saw it
  kTwice,               // a file edited twice in incompatible ways
  kChangesNothing,      // the edits change nothing
};
inline constexpr RefusalReason kLastRefusalReason = RefusalReason::kChangesNothing;
template <>
struct EnumNames<RefusalReason> {
  static constexpr std::array<std::string_view, 21> names = {"no_edits",        "other_format",
                                                             "incomplete",      "malformed",
                                                             "unclear_markers", "unclear_fence",
                                                             "no_path",         "bad_path",
                                                             "no_such_file",    "exists",
                                                             "not_a_file",      "not_found",
                                                             "ambiguous",       "unclear_indentation",
                                                             "no_context",      "elided",
                                                             "escaped",         "not_text",
                                                             "stale",           "twice",
                                                             "changes_nothing"};
};
inline std::string_view name_of(RefusalReason reason) {
  return EnumNames<RefusalReason>::names[static_cast<size_t>(reason)];
}

struct EditRefusal {
  RefusalReason reason = RefusalReason::kNoEdits;
  std::string path;     // as in the answer; empty if it names none
  size_t line = 0;      // of the answer, from 1; 0 for the answer as a whole
  std::string message;  // for the model: the problem, with the file's real lines where useful
};

// The numbers in a hunk's header, "@@ -10,3 +10,4 @@". Lines from 1.
struct StatedLines {
  size_t old_start = 0, old_count = 0, new_start = 0, new_count = 0;
  bool operator==(const StatedLines&) const = default;
};

enum class FinalNewline { kAsItIs, kAdded, kRemoved };

// Whole lines that replace others. They end in LF, whatever the answer had.
struct LineChange {
  std::string search;                     // existing lines; empty: the place is not stated
  std::string replace;                    // the new lines
  size_t line = 0;                        // of the answer, from 1
  std::string divider = {};               // the separating line, if it could be content
  std::vector<std::string> anchors = {};  // lines above, each in the previous one's block ("@@ class A")
  std::optional<StatedLines> stated = {};
  bool at_end = false;  // they are the file's last lines
  FinalNewline final_newline = FinalNewline::kAsItIs;
};

enum class EditAction {
  kWrite,   // `content` is the whole file, new or existing
  kCreate,  // the same for a file that must not exist
  kChange,  // `changes`, in order, each to the result of the previous one
  kRemove,  // `changes` has its old content, if the answer gives it
};

struct WishedEdit {
  EditAction action = EditAction::kChange;
  std::string path;  // as written, without quotes, `a/` and the like; not validated
  size_t line = 0;   // of the answer, from 1
  std::string content = {};
  std::vector<LineChange> changes = {};
  std::string move_to = {};                // the new path; empty: unchanged
  std::optional<uint32_t> mode = {};       // permission bits, if the answer states them
  size_t fence = 0;                        // length of the fence around `content`; 0: none
  bool may_be_empty = false;               // kCreate: an empty file that exists counts as none
  std::string old_id = {}, new_id = {};    // git's, of the contents, as far as the diff states them
  std::optional<BinaryPatch> binary = {};  // instead of content and changes
};

struct ParsedEdits {
  std::optional<EditFormat> format;   // the detected format; nullopt if none matches
  std::vector<WishedEdit> edits;      // in the answer's order
  std::vector<EditRefusal> refusals;  // if there are any, nothing of the answer may be used
};

// Parses an answer in the requested format, or detects the format. Ignores prose around blocks. Never fails:
// unparsable parts are refusals. Near-linear time. Thread-safe.
ParsedEdits parse_edits(std::string_view answer, std::optional<EditFormat> format = {});

}  // namespace suit
