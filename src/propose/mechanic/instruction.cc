#include "propose/mechanic/instruction.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/text.h"
#include "propose/mechanic/matcher.h"

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

Instruction instruction_of(size_t phrasing, const Match& match) {
  Instruction in;
  in.kind = phrasings()[phrasing].kind;
  in.phrasing = phrasing;
  for (const Capture& capture : match.captures) {
    if (capture.tokens.empty()) {
      set_flag(in, capture.name);
    } else {
      set_slot(in, capture);
    }
  }
  return in;
}

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> compiled = [] {
    std::vector<Pattern> all;
    for (const Phrasing& phrasing : phrasings())
      all.push_back(Pattern::compile(phrasing.text, tail_of(phrasing.kind)));
    return all;
  }();
  return compiled;
}

// "please", "can you" and the like carry nothing.
void drop_courtesy(std::vector<Token>& tokens) {
  auto is = [&](size_t i, std::string_view word) {
    return i < tokens.size() && !tokens[i].quoted && to_lower(tokens[i].text) == word;
  };
  size_t start = 0;
  if (is(0, "please")) start = 1;
  if ((is(start, "can") || is(start, "could") || is(start, "would")) && is(start + 1, "you")) start += 2;
  if (start > 0 && is(start, "please")) ++start;
  if (start > 0 && is(start, ",")) ++start;
  tokens.erase(tokens.begin(), tokens.begin() + static_cast<ptrdiff_t>(start));
  if (tokens.size() > 1 && is(tokens.size() - 1, "please")) tokens.pop_back();
  if (tokens.size() > 1 && is(tokens.size() - 1, ",")) tokens.pop_back();
}

std::string text_up_to(const std::vector<Token>& tokens, size_t count) {
  std::string text;
  for (size_t i = 0; i < count && text.size() < 200; ++i) text.append(i ? " " : "").append(tokens[i].text);
  return printable(text.substr(0, 200));
}

// The phrasing that could be read furthest into the text; among equals the one that shares most words with
// it.
void find_nearest(const std::vector<Token>& tokens, Parse& parse) {
  std::vector<std::string> said;
  for (size_t i = 0; i < tokens.size() && i < 200; ++i) said.push_back(to_lower(tokens[i].text));
  std::tuple<size_t, size_t> best{0, 0};
  size_t nearest = 0;
  for (size_t i = 0; i < patterns().size(); ++i) {
    size_t furthest = patterns()[i].match(tokens).furthest;
    // A phrasing that opens with a slot reads any first word: that is no sign of kinship.
    bool open = phrasings()[i].text.starts_with('[') || phrasings()[i].text.starts_with("in {");
    if (open && furthest < 4) furthest = 0;
    size_t shared = 0;
    for (const std::string& word : plain_words(phrasings()[i].text))
      shared += std::find(said.begin(), said.end(), word) != said.end();
    for (const std::string_view word : split(phrasings()[i].example, ' '))
      shared += std::find(said.begin(), said.end(), word) != said.end();
    if (furthest == 1 && said.front() == "make") furthest = shared = 0;  // half of "make sure"
    if (std::tuple now{furthest, shared}; now > best) {
      best = now;
      nearest = i;
    }
  }
  size_t read = std::get<0>(best);
  parse.nearest = phrasings()[nearest].example;
  if (read == 0) {
    parse.understood = "none of the instructions that the mechanic knows begins like this";
  } else if (read == tokens.size()) {
    parse.understood =
        "all of “" + text_up_to(tokens, read) + "” could be read, but something is missing at its end";
  } else {
    parse.understood = "“" + text_up_to(tokens, read) + "” could be read, but not “" +
                       printable(tokens[read].text.substr(0, 60)) + "” after it";
  }
}

Result<void> check_text(std::string_view text) {
  if (text.size() > kTaskTextBytesMax)
    return Error{ErrorCode::kInvalid, "the task text has " + std::to_string(text.size()) +
                                          " bytes; the mechanic reads " + std::to_string(kTaskTextBytesMax)};
  if (!is_utf8(text)) return Error{ErrorCode::kInvalid, "the task text is not UTF-8"};
  for (char c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
      return Error{ErrorCode::kInvalid, "the task text has control characters",
                   "write them as \\t or \\n in quotes"};
  if (trim(text).empty()) return Error{ErrorCode::kInvalid, "the task text is empty"};
  return {};
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

Result<Parse> parse_instruction(std::string_view text) {
  RETURN_IF_ERROR(check_text(text));
  Parse parse;
  std::vector<std::vector<Token>> variants;
  std::optional<Error> failure;
  for (bool slashes_quote : {true, false}) {
    for (bool keep_final_period : {false, true}) {
      auto tokens = tokenize(text, {keep_final_period, slashes_quote});
      if (!tokens) {
        failure = tokens.error();
        continue;
      }
      drop_courtesy(*tokens);
      if (std::find(variants.begin(), variants.end(), *tokens) == variants.end())
        variants.push_back(std::move(*tokens));
    }
  }
  if (variants.empty()) return *failure;
  for (const auto& tokens : variants) {
    for (size_t i = 0; i < patterns().size(); ++i) {
      Match match = patterns()[i].match(tokens);
      if (!match.complete) continue;
      Instruction in = instruction_of(i, match);
      if (std::none_of(parse.readings.begin(), parse.readings.end(),
                       [&](const Instruction& other) { return in.same_as(other); }))
        parse.readings.push_back(std::move(in));
    }
  }
  if (parse.readings.empty()) {
    if (failure) return *failure;
    find_nearest(variants.front(), parse);
  }
  return parse;
}

}  // namespace suit::mechanic
