#include "propose/mechanic/instruction.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/text.h"

namespace suit::mechanic {
namespace {

size_t number_of(std::string_view text) {
  size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Text text_of(const Token& token) {
  return {token.text, token.quoted, token.regex, false, token.flags};
}

// A new value or line is never a pattern: /usr/ is a path there.
Text literal_of(const Token& token) {
  if (!token.regex) return text_of(token);
  return {"/" + token.text + "/" + token.flags};
}

// Marks without a text, by name.
void set_flag(Instruction& in, std::string_view name) {
  if (name == "words") in.whole_words = true;
  if (name == "regex") in.old_text.regex = in.old_text.named_regex = true;
  if (name == "file") in.file_named = true;
  if (name == "into") in.into = true;
  if (name == "inside") in.inside = true;
  if (name == "top") in.place = Place::kTop;
  if (name == "bottom") in.place = Place::kBottom;
  if (name == "before") in.place = Place::kBefore;
  if (name == "after") in.place = Place::kAfter;
  if (name == "containing") in.line_match = LineMatch::kContaining;
  if (name == "starting") in.line_match = LineMatch::kStarting;
  if (name == "ending_with") in.line_match = LineMatch::kEnding;
  if (name == "blank") in.line_match = LineMatch::kBlank;
  if (name == "empty") in.line_match = LineMatch::kEmpty;
  if (name == "first" || name == "last") in.lines = LineRange{1, 1};
  if (name == "last") in.from_end = true;
  if (name == "header" || name == "header_file") in.header = true;
  if (name == "header") in.place = Place::kTop;
  if (name == "header_file") in.header_from_file = true, in.place = Place::kTop;
  if (name == "comments") in.in_comments = true;
  if (name == "strings") in.in_strings = true;
  if (name == "prose") in.in_prose = true;
  if (name == "nocase") in.ignore_case = true;
  if (name == "reverse") in.reverse = true;
  if (name == "numeric") in.numeric = true;
  if (name == "unique") in.unique = true;
}

void set_range(Instruction& in, const std::vector<Token>& tokens) {
  auto ends = split(tokens.front().text, '-');
  size_t first = number_of(ends.front()),
         last = number_of(tokens.size() > 1 ? tokens.back().text : ends.back());
  in.lines = LineRange{first, last};
}

// "2, 3 and 7-9"
void set_lines(Instruction& in, const std::vector<Token>& tokens) {
  for (const Token& token : tokens) {
    auto ends = split(token.text, '-');
    size_t first = number_of(ends.front()), last = number_of(ends.back());
    if (token.text.find_first_of("0123456789") == token.text.npos) continue;  // "," and "and"
    if (!in.lines) {
      in.lines = LineRange{first, last};
    } else {
      in.more_lines.push_back({first, last});
    }
  }
}

std::string ending_of(const Token& token) {
  std::string name = to_lower(token.text);
  return name == "lf" || name == "unix" ? "lf" : "crlf";
}

void set_slot(Instruction& in, const Capture& capture) {
  const Token& token = capture.tokens.front();
  if (capture.name == "old" || capture.name == "key") {
    bool named = in.old_text.named_regex;
    in.old_text = text_of(token);
    in.old_text.named_regex = named;
    in.old_text.regex = in.old_text.regex || named;
    if (capture.tokens.size() == 2)  // [section] key
      in.old_text.text = token.text.substr(1, token.text.size() - 2) + "." + capture.tokens[1].text;
  }
  if (capture.name == "new") in.new_text = literal_of(token);
  if (capture.name == "from") in.from = literal_of(token);
  if (capture.name == "symbol") in.symbol = to_lower(token.text);
  if (capture.name == "files") {
    auto globs = globs_of(capture.tokens);
    in.globs.insert(in.globs.end(), globs.begin(), globs.end());
  }
  if (capture.name == "line") {
    size_t line = number_of(token.text);
    in.lines = LineRange{line, line};
  }
  if (capture.name == "range") set_range(in, capture.tokens);
  if (capture.name == "lines") set_lines(in, capture.tokens);
  if (capture.name == "line_count") in.lines->last = number_of(token.text);
  if (capture.name == "ending") in.ending = ending_of(token);
  if (capture.name == "was") in.old_text = {ending_of(token)};
  if (capture.name == "assign") {
    size_t equals = token.text.find('=');
    in.old_text = {token.text.substr(0, equals)};
    in.new_text = {token.text.substr(equals + 1)};
    std::string& value = in.new_text.text;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
      in.new_text.quoted = true;
    }
  }
}

Instruction instruction_of(const Phrasebook::Reading& reading) {
  Instruction in;
  in.kind = static_cast<Kind>(reading.wording);
  in.phrasing = reading.phrasing;
  for (const Capture& capture : reading.match.captures) {
    if (capture.tokens.empty()) {
      set_flag(in, capture.name);
    } else {
      set_slot(in, capture);
    }
  }
  return in;
}

}  // namespace

bool Instruction::same_as(const Instruction& other) const {
  auto all = [](const Instruction& in) {
    return std::tie(in.kind, in.symbol, in.old_text, in.new_text, in.from, in.globs, in.lines, in.place,
                    in.line_match, in.ending, in.header, in.header_from_file, in.in_comments, in.in_strings,
                    in.in_prose, in.whole_words, in.ignore_case, in.reverse, in.numeric, in.unique, in.into,
                    in.from_end);
  };
  return all(*this) == all(other) && more_lines == other.more_lines;
}

const Phrasebook& phrasebook() {
  static const Phrasebook book("the mechanic", [] {
    std::vector<const Wording*> all;
    for (const Wording& wording : wordings()) all.push_back(&wording);
    return all;
  }());
  return book;
}

Result<Parse> parse_instruction(std::string_view text) {
  ASSIGN_OR_RETURN(Phrasebook::Read read, phrasebook().read(text));
  Parse parse{.readings = {}, .declined = std::move(read.declined)};
  for (const Phrasebook::Reading& reading : read.readings) {
    Instruction in = instruction_of(reading);
    if (std::none_of(parse.readings.begin(), parse.readings.end(),
                     [&](const Instruction& other) { return in.same_as(other); }))
      parse.readings.push_back(std::move(in));
  }
  return parse;
}

}  // namespace suit::mechanic
