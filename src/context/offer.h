// Context sources. Each offers parts for a model to read, with their value and cost; the builder (builder.h)
// chooses among them. A source handles one kind of material and does not know the others. Table of all
// sources: propose/context_sources.cc. What each offers: docs/context.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "folder/folder.h"

namespace suit {

enum class PartKind {
  kFile,        // a file, or some of its lines
  kSignatures,  // of the definitions in a file
  kSelection,   // lines around the task's location
  kListing,     // file names
  kNotes,       // the project's notes for contributors
  kCheck,       // output of a failing check, and the test that failed
};

struct OfferedPart {
  PartKind kind = PartKind::kFile;
  std::string name = {};   // a path, or a phrase such as "the names of files"
  std::string title = {};  // a line before the text; "": the program supplies it
  std::string text = {};   // as the model reads it: secrets masked, not yet marked as data
  std::string why = {};    // the reason, for the record: "named in the task"
  double weight = 0;       // usefulness for the task, relative to other parts
  int64_t tokens = 0;      // price; set by the builder
  bool required = false;   // chosen regardless of cost
  // For a file: the lines in the text, and the file's version.
  Digest digest = {};  // of the whole current file
  size_t first_line = 1;
  size_t last_line = 0;  // 0 for an empty file
  bool whole = true;
  bool untrusted = false;  // from a document that was read, not from the folder
  // Shorter forms of this part, longest first; used when it does not fit.
  std::vector<OfferedPart> shorter = {};
};

struct Offer {
  std::vector<OfferedPart> parts = {};
  std::vector<std::string> left_out = {};  // what the source has but does not offer, with the reason
};

// A failed check and its output.
struct FailedCheck {
  std::string name;
  std::string output;
  std::string where;     // "on the unchanged folder"
  bool is_said = false;  // the prompt already has the output: offer only the code that it names
};

// The lines that a task at level complete or edit refers to.
struct SelectedLines {
  std::string path;
  std::string_view content;  // of the whole file, secrets masked
  Digest digest;             // of the current file
  size_t begin = 0;          // zero-based; equal to `end`: the position between two lines
  size_t end = 0;            // exclusive
};

// The input from which a source decides what to offer.
struct ContextRequest {
  Folder* folder = nullptr;                                    // null if the sources asked do not read it
  std::string task = {};                                       // its text
  std::vector<std::string> scope = {};                         // paths and globs; empty: the whole folder
  std::function<bool(std::string_view path)> may_change = {};  // the enforced scope
  std::vector<PartKind> kinds = {};                            // wanted kinds; empty: all
  bool lists_all_names = false;                                // also names outside the scope
  std::optional<SelectedLines> selection = {};
  // The current failures. May run the checks, at most once. Errors: kCancelled; kUnsupported (no sandbox
  // here).
  std::function<Result<std::vector<FailedCheck>>()> failed_checks = {};
  int64_t budget_tokens = 0;                                        // a source sees its own share
  size_t parts_max = SIZE_MAX;                                      // total
  std::function<int64_t(std::string_view text)> count_tokens = {};  // with the model's tokenizer
  // Returns the text with secrets masked and the same number of lines. If unset, the text is shown unchanged.
  std::function<std::string(std::string_view text)> shown_as = {};
  std::vector<std::string> chosen = {};  // paths of files chosen so far, for sources with asked_last
};

struct ContextSource {
  std::string_view name;
  PartKind kind;  // main kind of its parts; not asked if that kind is unwanted
  // Errors: kCancelled; those of listing the folder. Unreadable files are in left_out.
  std::function<Result<Offer>(const ContextRequest& request)> offer;
  double share = 1;                // maximum fraction of the budget
  int64_t tokens_max = INT64_MAX;  // maximum
  bool asked_last = false;         // after the parts of the other sources are chosen
};

// Applies request.shown_as.
std::string as_shown(const ContextRequest& request, std::string_view text);

// Returns how many lines starting at `first` (zero-based) fit into `budget_tokens`.
size_t lines_that_fit(const ContextRequest& request, const std::vector<std::string_view>& lines, size_t first,
                      int64_t budget_tokens);

// Returns a whole text file as a part of kind kFile. Errors: kInvalid (binary or not UTF-8); those of
// reading.
Result<OfferedPart> file_part(const ContextRequest& request, const std::string& path);
// Returns the lines `first` to `last` of a whole file's part: one-based, inclusive, clipped to the file's
// end.
OfferedPart lines_of(const OfferedPart& file, size_t first, size_t last);

}  // namespace suit
