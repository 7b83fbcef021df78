// A parsed task text, as data. Reads no file; the folder's content decides later between several readings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "change/scope.h"
#include "propose/mechanic/phrasebook.h"

namespace suit::mechanic {

struct Kind;

// A text from the task, and how it was written.
struct Text {
  std::string text = {};
  bool quoted = false;
  bool regex = false;        // written /…/, or named a regular expression
  bool named_regex = false;  // written "the regex …"
  std::string flags = {};    // of /…/flags
  bool operator==(const Text&) const = default;
};

enum class Place { kNone, kTop, kBottom, kBefore, kAfter };
enum class LineMatch { kWhole, kContaining, kStarting, kEnding, kBlank, kEmpty };

// How an instruction was worded. Two that differ only in this mean the same.
struct Said {
  const Phrasing* phrasing = nullptr;
  bool inside = false;  // move_file: "into" was used instead of "to"
  bool operator==(const Said&) const { return true; }
};

// One reading of a task text. Each kind uses the fields that its phrasings name.
struct Instruction {
  const Kind* kind = nullptr;
  Said said = {};
  std::string symbol = {};              // "function", or empty
  Text old_text = {};                   // OLD, A, KEY, the path to move, the line to look for
  Text new_text = {};                   // NEW, B, VALUE, the new path, the line to insert
  std::vector<std::string> globs = {};  // FILES; empty: the task's scope
  std::optional<LineRange> lines = {};
  std::vector<LineRange> more_lines = {};  // remove_line: after the first range
  Place place = Place::kNone;
  LineMatch line_match = LineMatch::kWhole;
  // The other slots and flags of its phrasing, by name; a flag has no text.
  std::map<std::string_view, Text> others = {};

  bool has(std::string_view mark) const { return others.contains(mark); }
  const Text* find(std::string_view slot) const {
    auto found = others.find(slot);
    return found == others.end() ? nullptr : &found->second;
  }
  bool operator==(const Instruction&) const = default;
};

// The kind's description, on one line.
std::string describe(const Instruction& instruction);

// Parts of it: “text” or /regex/, " in FILES", "the lines 3-9".
std::string shown(const Text& text);
std::string in_files(const Instruction& in);
std::string line_words(const Instruction& in);

struct Parse {
  std::vector<Instruction> readings;  // all different; empty if no phrasing matches
  Declined declined;                  // set then
};

// Errors: those of Phrasebook::read().
Result<Parse> parse_instruction(std::string_view text);

const Phrasebook& phrasebook();

}  // namespace suit::mechanic
