// Sources of context. Each offers parts for a model to read, with what they are worth and what they cost;
// the builder (builder.h) chooses among them. A source knows one kind of material and no other source. The
// table of all of them: propose/context_sources.cc. What each offers: docs/context.md.
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
  kFile,        // a file, or lines of one
  kSignatures,  // of the definitions in a file
  kSelection,   // lines around the place that the task is about
  kListing,     // names of files
  kNotes,       // how work is done in this project
  kCheck,       // what a failing check printed, and the test that failed
};

struct OfferedPart {
  PartKind kind = PartKind::kFile;
  std::string name = {};   // a path, or a phrase such as "the names of files"
  std::string title = {};  // a line to put before the text; "": the program has its own
  std::string text = {};   // as the model reads it: secrets masked, not yet marked as data
  std::string why = {};    // the reason, for the record: "named in the task"
  double weight = 0;       // how useful it is for the task, compared with other parts
  int64_t tokens = 0;      // its price; the builder counts it
  bool required = false;   // chosen whatever it costs
  // Of a file: which lines the text has, and of which version.
  Digest digest = {};  // of the whole file as it is
  size_t first_line = 1;
  size_t last_line = 0;  // 0 for an empty file
  bool whole = true;
  bool untrusted = false;  // from a document that was read, not from the folder
  // The same part in less room, longest first: taken where this one does not fit.
  std::vector<OfferedPart> shorter = {};
};

struct Offer {
  std::vector<OfferedPart> parts = {};
  std::vector<std::string> left_out = {};  // what the source has and does not offer, with the reason
};

// A check that failed, and what it printed.
struct FailedCheck {
  std::string name;
  std::string output;
  std::string where;     // "on the unchanged folder"
  bool is_said = false;  // the prompt has the output elsewhere: offer only the code that it names
};

// The lines that a task at level complete or edit is about.
struct SelectedLines {
  std::string path;
  std::string_view content;  // of the whole file, secrets masked
  Digest digest;             // of the file as it is
  size_t begin = 0;          // from 0; equal to `end`: the place between two lines
  size_t end = 0;            // excluded
};

// What a source may use to decide what it offers.
struct ContextRequest {
  Folder* folder = nullptr;             // null where only sources are asked that do not read it
  std::string task = {};                // its text
  std::vector<std::string> scope = {};  // paths and globs; none: the whole folder
  std::function<bool(std::string_view path)> may_change = {};  // the scope, as code enforces it
  std::vector<PartKind> kinds = {};                            // those wanted; none: all
  bool lists_all_names = false;                                // also of what is outside the scope
  std::optional<SelectedLines> selection = {};
  // What fails now. May run the checks, once. Errors: kCancelled; kUnsupported (no sandbox here).
  std::function<Result<std::vector<FailedCheck>>()> failed_checks = {};
  int64_t budget_tokens = 0;                                        // a source sees its own share of it
  size_t parts_max = SIZE_MAX;                                      // parts in all
  std::function<int64_t(std::string_view text)> count_tokens = {};  // as the model counts
  // A text as the model may see it, with as many lines: secrets masked. Not set: as it is.
  std::function<std::string(std::string_view text)> shown_as = {};
  std::vector<std::string> chosen = {};  // paths of the files chosen so far, for a source that is asked last
};

struct ContextSource {
  std::string_view name;
  PartKind kind;  // of the parts that it mainly offers: not asked where that kind is not wanted
  // Errors: kCancelled, those of listing the folder. What it can't read is in left_out.
  std::function<Result<Offer>(const ContextRequest& request)> offer;
  double share = 1;                // of the budget, at most
  int64_t tokens_max = INT64_MAX;  // likewise
  bool asked_last = false;         // when the parts of the others are chosen
};

// As the request says it may be shown.
std::string as_shown(const ContextRequest& request, std::string_view text);

// How many of the lines from `first` on (from 0) fit into `budget_tokens`.
size_t lines_that_fit(const ContextRequest& request, const std::vector<std::string_view>& lines, size_t first,
                      int64_t budget_tokens);

// A text file as a part of kind kFile, whole. Errors: kInvalid (binary, or not UTF-8), those of reading.
Result<OfferedPart> file_part(const ContextRequest& request, const std::string& path);
// Lines of a whole file's part, from 1, both ends included; those beyond its end are left out.
OfferedPart lines_of(const OfferedPart& file, size_t first, size_t last);

}  // namespace suit
