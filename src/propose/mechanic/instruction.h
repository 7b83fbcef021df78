// What a task text asks for, as data. The phrasings that are understood stand in one table, in phrasings.cc.
// Pure: reads no file; which of several readings is meant is decided later, by what is in the folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "change/scope.h"
#include "propose/mechanic/phrasebook.h"

namespace suit::mechanic {

enum class Kind {
  kRenameIdentifier,
  kReplaceText,
  kSetKey,
  kMoveFile,
  kInsertLine,
  kRemoveLine,
  kSortLines,
  kDedupeLines,
  kTrimTrailing,
  kLineEndings,
  kFinalNewline,
};
std::string_view name_of(Kind kind);  // "rename_identifier": the proposal's kind

// A text from the task, and how it was written.
struct Text {
  std::string text = {};
  bool quoted = false;
  bool regex = false;        // written /…/, or named a regular expression
  bool named_regex = false;  // said in words
  std::string flags = {};    // of /…/flags
  bool operator==(const Text&) const = default;
};

enum class Place { kNone, kTop, kBottom, kBefore, kAfter };
enum class LineMatch { kWhole, kContaining, kStarting, kEnding, kBlank, kEmpty };

// One reading of a task text. Each kind uses the fields that its phrasings name.
struct Instruction {
  Kind kind = Kind::kRenameIdentifier;
  const Phrasing* phrasing = nullptr;
  std::string symbol = {};              // "function", or empty
  Text old_text = {};                   // OLD, A, KEY, the path to move, the line to look for
  Text new_text = {};                   // NEW, B, VALUE, the new path, the line to insert
  std::optional<Text> from = {};        // set_key: the value that the key must have now
  std::vector<std::string> globs = {};  // FILES; empty: the task's scope
  std::optional<LineRange> lines = {};
  std::vector<LineRange> more_lines = {};  // remove_line: after the first range
  bool from_end = false;                   // remove_line: lines count from the last one
  Place place = Place::kNone;
  LineMatch line_match = LineMatch::kWhole;
  std::string ending = {};        // "lf" or "crlf"; empty: which of them is asked
  bool header = false;            // insert or remove a header
  bool header_from_file = false;  // new_text names the file that holds it
  bool file_named = false;        // move_file: the text says that it is a file or folder
  bool into = false;              // move_file: the text says that the new place is a folder
  bool inside = false;            // move_file: "into", where "to" could have been said
  bool in_comments = false;
  bool in_strings = false;
  bool in_prose = false;
  bool whole_words = false;
  bool ignore_case = false;
  bool reverse = false;
  bool numeric = false;
  bool unique = false;

  bool same_as(const Instruction& other) const;  // means the same, however it was said
};

// One sentence, to ask back with: "rename parse_line to parse_record in src".
std::string describe(const Instruction& instruction);

struct Parse {
  std::vector<Instruction> readings;  // each different; empty where no phrasing fits
  Declined declined;                  // then
};

// Errors: those of Phrasebook::read().
Result<Parse> parse_instruction(std::string_view text);

const std::vector<Wording>& wordings();  // of each kind, in the order of Kind
const Phrasebook& phrasebook();

}  // namespace suit::mechanic
