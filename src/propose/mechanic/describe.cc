#include "base/text.h"
#include "propose/mechanic/instruction.h"

namespace suit::mechanic {
namespace {

std::string shown(const Text& text) {
  return text.regex ? "/" + text.text + "/" + text.flags : "“" + text.text + "”";
}

std::string where(const Instruction& in) {
  std::string out;
  for (size_t i = 0; i < in.globs.size(); ++i)
    out += (i == 0 ? " in " : i + 1 == in.globs.size() ? " and " : ", ") + in.globs[i];
  return out;
}

std::string line_words(const Instruction& in) {
  if (!in.lines) return "the lines";
  if (in.from_end)
    return in.lines->last == 1 ? "the last line" : "the last " + std::to_string(in.lines->last) + " lines";
  if (!in.more_lines.empty()) {
    auto range = [](const LineRange& one) {
      return std::to_string(one.first) + (one.first == one.last ? "" : "-" + std::to_string(one.last));
    };
    std::string out = "the lines " + range(*in.lines);
    for (size_t i = 0; i < in.more_lines.size(); ++i)
      out += (i + 1 == in.more_lines.size() ? " and " : ", ") + range(in.more_lines[i]);
    return out;
  }
  if (in.lines->first == in.lines->last) return "line " + std::to_string(in.lines->first);
  return "the lines " + std::to_string(in.lines->first) + "-" + std::to_string(in.lines->last);
}

std::string what_line(const Instruction& in) {
  switch (in.line_match) {
    case LineMatch::kContaining:
      return "containing ";
    case LineMatch::kStarting:
      return "starting with ";
    case LineMatch::kEnding:
      return "ending with ";
    case LineMatch::kWhole:
    case LineMatch::kBlank:
    case LineMatch::kEmpty:
      break;
  }
  return "";
}

std::string insertion(const Instruction& in) {
  std::string what = in.header ? (in.header_from_file ? "add the header in " + in.new_text.text
                                                      : "add the header " + shown(in.new_text))
                               : "insert the line " + shown(in.new_text);
  if (in.header) return what + where(in);
  if (in.place == Place::kTop) return what + " at the top" + where(in);
  if (in.place == Place::kBottom) return what + " at the end" + where(in);
  what += in.place == Place::kBefore ? " before " : " after ";
  return what + (in.lines ? line_words(in) : "the line containing " + shown(in.old_text)) + where(in);
}

std::string sentence(const Instruction& in) {
  switch (in.kind) {
    case Kind::kRenameIdentifier:
      return "rename the " + (in.symbol.empty() ? "identifier" : in.symbol) + " " + in.old_text.text +
             " to " + in.new_text.text + where(in);
    case Kind::kReplaceText:
      return std::string("replace ") + (in.old_text.regex ? "what matches " : "the text ") +
             shown(in.old_text) + " by " + shown(in.new_text) + where(in);
    case Kind::kSetKey:
      return "set the key " + in.old_text.text + (in.from ? " from " + shown(*in.from) : "") + " to " +
             shown(in.new_text) + where(in);
    case Kind::kMoveFile:
      return "move the file " + in.old_text.text + (in.into ? " into the folder " : " to ") +
             in.new_text.text;
    case Kind::kInsertLine:
      return insertion(in);
    case Kind::kRemoveLine:
      if (in.header) return "remove the header " + shown(in.old_text) + where(in);
      if (in.lines) return "remove " + line_words(in) + where(in);
      if (in.line_match == LineMatch::kBlank) return "remove every blank line" + where(in);
      if (in.line_match == LineMatch::kEmpty) return "remove every empty line" + where(in);
      return "remove every line " + what_line(in) + shown(in.old_text) + where(in);
    case Kind::kSortLines:
      return "sort " + line_words(in) + where(in);
    case Kind::kDedupeLines:
      return "remove duplicates among " + line_words(in) + where(in);
    case Kind::kTrimTrailing:
      return "remove trailing blanks" + where(in);
    case Kind::kLineEndings:
      if (in.ending.empty()) return "make all line endings the same" + where(in);
      return "change line endings to " + in.ending + where(in);
    case Kind::kFinalNewline:
      return "add missing final newlines" + where(in);
  }
  return {};
}

}  // namespace

std::string describe(const Instruction& in) {
  return printable(sentence(in));
}

}  // namespace suit::mechanic
