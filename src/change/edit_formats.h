// What a model's answer asks to have changed, in one of four formats: docs/edit_formats.md. Reads text and
// nothing else: it knows no file and no model. What the wishes come to is decided by change/plan_edits.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"

namespace suit {

enum class EditFormat {
  kWholeFile,      // a path and a fenced block with the file's full new content
  kSearchReplace,  // <<<<<<< SEARCH / ======= / >>>>>>> REPLACE, as aider's
  kUnifiedDiff,    // as `diff -u` and git
  kApplyPatch,     // *** Begin Patch … *** End Patch, as codex's
};
std::string_view name_of(EditFormat format);
std::optional<EditFormat> edit_format_named(std::string_view name);

// Why an answer, or a part of it, is not used. docs/edit_formats.md has a line for each; a test compares
// them.
enum class RefusalReason {
  kNoEdits,             // nothing in it reads as an edit
  kOtherFormat,         // another format than asked for, or several
  kIncomplete,          // a block that ends before its end mark
  kMalformed,           // a block that breaks its format
  kUnclearMarkers,      // lines of the content look like the markers
  kUnclearFence,        // lines of the content look like the fence
  kNoPath,              // a block that names no file
  kBadPath,             // a path outside the folder, or one that must not be written
  kNoSuchFile,          // a change to a file that is not there
  kExists,              // a new file where there is one
  kNotAFile,            // a link, a folder, or something that can't be read
  kNotFound,            // the lines to be changed are not in the file
  kAmbiguous,           // they are in it several times
  kUnclearIndentation,  // they are in it, indented so differently that the new lines' indentation can't be
                        // told
  kNoContext,           // lines to be added, and nothing that says where
  kElided,              // "..." or "rest of the code" in place of text
  kEscaped,             // HTML entities where the file has the characters
  kNotText,             // binary content
  kStale,               // a file given whole that is not as the model was shown it
  kTwice,               // a file given twice in ways that exclude each other
  kChangesNothing,      // all of it is as it was
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
  std::string path;     // as the answer wrote it; empty where it names none
  size_t line = 0;      // of the answer, from 1; 0 for the answer as a whole
  std::string message;  // what is wrong, with the file's real lines where they help; fit to be sent back
};

// What a hunk's header says: "@@ -10,3 +10,4 @@". Lines from 1.
struct StatedLines {
  size_t old_start = 0, old_count = 0, new_start = 0, new_count = 0;
  bool operator==(const StatedLines&) const = default;
};

enum class FinalNewline { kAsItIs, kAdded, kRemoved };

// Whole lines that take the place of others. Lines end in LF here, whatever the answer had.
struct LineChange {
  std::string search;                     // what stands there; empty: nothing says where
  std::string replace;                    // what is to stand there
  size_t line = 0;                        // of the answer, from 1
  std::string divider = {};               // the line that parted the two, where it could be content too
  std::vector<std::string> anchors = {};  // lines above, each in the block of the one before ("@@ class A")
  std::optional<StatedLines> stated = {};
  bool at_end = false;  // they are the file's last lines
  FinalNewline final_newline = FinalNewline::kAsItIs;
};

enum class EditAction {
  kWrite,   // `content` is all of the file, new or not
  kCreate,  // the same, where no file may be yet
  kChange,  // `changes`, in order, each on what the one before left
  kRemove,  // `changes` hold what was in it, where the answer says so
};

struct WishedEdit {
  EditAction action = EditAction::kChange;
  std::string path;  // as written, without quotes, `a/` and the like; not checked yet
  size_t line = 0;   // of the answer, from 1
  std::string content = {};
  std::vector<LineChange> changes = {};
  std::string move_to = {};           // the file's new path; empty: it stays
  std::optional<uint32_t> mode = {};  // permission bits, where the answer states them
  size_t fence = 0;                   // length of the fence round `content`; 0: none
};

struct ParsedEdits {
  std::optional<EditFormat> format;   // what it was read as; nullopt where nothing fits
  std::vector<WishedEdit> edits;      // in the answer's order
  std::vector<EditRefusal> refusals;  // with any of these nothing of the answer may be used
};

// Reads an answer in the format asked for, or in the one that it is in. Prose around blocks is left out.
// Never fails: what can't be read is a refusal. Time is near linear in the length of the answer. Thread-safe.
ParsedEdits parse_edits(std::string_view answer, std::optional<EditFormat> format = {});

}  // namespace suit
