#include "propose/mechanic/instruction.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "propose/mechanic/kinds.h"

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

// A new value or line is never a pattern: there, /usr/ is a path.
Text literal_of(const Token& token) {
  if (!token.regex) return text_of(token);
  return {"/" + token.text + "/" + token.flags};
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

void set_old(Instruction& in, const std::vector<Token>& tokens) {
  const Token& token = tokens.front();
  bool named = in.old_text.named_regex;
  in.old_text = text_of(token);
  in.old_text.named_regex = named;
  in.old_text.regex = in.old_text.regex || named;
  if (tokens.size() == 2)  // [section] key
    in.old_text.text = token.text.substr(1, token.text.size() - 2) + "." + tokens[1].text;
}

// KEY=VALUE
void set_both(Instruction& in, const std::vector<Token>& tokens) {
  const std::string& text = tokens.front().text;
  size_t equals = text.find('=');
  in.old_text = {text.substr(0, equals)};
  in.new_text = {text.substr(equals + 1)};
  std::string& value = in.new_text.text;
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
    in.new_text.quoted = true;
  }
}

// The slots and flags that several kinds share. All others are kept by name.
using Tokens = std::vector<Token>;
const std::map<std::string_view, void (*)(Instruction& in, const Tokens& tokens)> kShared = {
    {"old", set_old},
    {"key", set_old},
    {"assign", set_both},
    {"range", set_range},
    {"lines", set_lines},
    {"new", [](Instruction& in, const Tokens& tokens) { in.new_text = literal_of(tokens.front()); }},
    {"symbol", [](Instruction& in, const Tokens& tokens) { in.symbol = to_lower(tokens.front().text); }},
    {"line",
     [](Instruction& in, const Tokens& tokens) {
       size_t line = number_of(tokens.front().text);
       in.lines = LineRange{line, line};
     }},
    {"line_count",
     [](Instruction& in, const Tokens& tokens) { in.lines->last = number_of(tokens.front().text); }},
    {"files",
     [](Instruction& in, const Tokens& tokens) {
       for (std::string& glob : globs_of(tokens)) in.globs.push_back(std::move(glob));
     }},
    {"regex", [](Instruction& in, const Tokens&) { in.old_text.regex = in.old_text.named_regex = true; }},
    {"inside", [](Instruction& in, const Tokens&) { in.said.inside = true; }},
    {"one",
     [](Instruction& in, const Tokens&) {
       in.lines = LineRange{1, 1};
     }},
    {"top", [](Instruction& in, const Tokens&) { in.place = Place::kTop; }},
    {"bottom", [](Instruction& in, const Tokens&) { in.place = Place::kBottom; }},
    {"before", [](Instruction& in, const Tokens&) { in.place = Place::kBefore; }},
    {"after", [](Instruction& in, const Tokens&) { in.place = Place::kAfter; }},
    {"containing", [](Instruction& in, const Tokens&) { in.line_match = LineMatch::kContaining; }},
    {"starting", [](Instruction& in, const Tokens&) { in.line_match = LineMatch::kStarting; }},
    {"ending_with", [](Instruction& in, const Tokens&) { in.line_match = LineMatch::kEnding; }},
    {"blank", [](Instruction& in, const Tokens&) { in.line_match = LineMatch::kBlank; }},
    {"empty", [](Instruction& in, const Tokens&) { in.line_match = LineMatch::kEmpty; }},
};

Instruction instruction_of(const Phrasebook::Reading& reading) {
  Instruction in{.kind = kKinds[reading.wording], .said = {reading.phrasing}};
  for (const auto& [name, tokens] : reading.match.captures) {
    if (auto shared = kShared.find(name); shared != kShared.end()) {
      shared->second(in, tokens);
    } else {
      in.others[name] = tokens.empty() ? Text() : literal_of(tokens.front());
    }
  }
  return in;
}

}  // namespace

std::string shown(const Text& text) {
  return text.regex ? "/" + text.text + "/" + text.flags : "“" + text.text + "”";
}

std::string in_files(const Instruction& in) {
  std::string out;
  for (size_t i = 0; i < in.globs.size(); ++i)
    out += (i == 0 ? " in " : i + 1 == in.globs.size() ? " and " : ", ") + in.globs[i];
  return out;
}

std::string line_words(const Instruction& in) {
  if (!in.lines) return "the lines";
  if (in.has("last"))
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

std::string describe(const Instruction& in) {
  return printable(in.kind->describe(in));
}

const Phrasebook& phrasebook() {
  static const Phrasebook book("the mechanic", [] {
    std::vector<const Wording*> all;
    for (const Kind* kind : kKinds) all.push_back(&kind->wording);
    return all;
  }());
  return book;
}

Result<Parse> parse_instruction(std::string_view text) {
  ASSIGN_OR_RETURN(Phrasebook::Read read, phrasebook().read(text));
  Parse parse{.readings = {}, .declined = std::move(read.declined)};
  for (const Phrasebook::Reading& reading : read.readings) {
    Instruction in = instruction_of(reading);
    if (std::find(parse.readings.begin(), parse.readings.end(), in) == parse.readings.end())
      parse.readings.push_back(std::move(in));
  }
  return parse;
}

}  // namespace suit::mechanic
