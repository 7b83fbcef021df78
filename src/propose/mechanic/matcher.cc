#include "propose/mechanic/matcher.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "code/language.h"

namespace suit::mechanic {
using namespace code;
namespace {

// Ample for legitimate texts: a match of 20 tokens takes a few hundred steps.
constexpr size_t kStepsMax = 20'000;

bool is_number_token(const Token& token) {
  return !token.quoted && !token.regex && !token.text.empty() && token.text.size() <= 9 &&
         token.text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_range(const Token& token) {
  auto ends = split(token.text, '-');
  return !token.quoted && ends.size() == 2 && is_number_token({std::string(ends[0])}) &&
         is_number_token({std::string(ends[1])});
}

template <size_t N>
bool is_one_of(const Token& token, const std::array<std::string_view, N>& words) {
  return !token.quoted && !token.regex &&
         std::find(words.begin(), words.end(), to_lower(token.text)) != words.end();
}

constexpr std::array<std::string_view, 23> kSymbols = {
    "function", "method",    "class",      "struct",     "type",      "variable",  "constant",  "field",
    "member",   "macro",     "enum",       "enumerator", "union",     "namespace", "parameter", "argument",
    "property", "attribute", "identifier", "symbol",     "interface", "trait",     "module"};
constexpr std::array<std::string_view, 5> kEndings = {"lf", "crlf", "unix", "windows", "dos"};
// Words that begin or end tails: never a path unless quoted.
constexpr std::string_view kNotPathWords[] = {
    "comments", "comment",  "strings",    "string",    "code",  "text",      "prose", "everywhere",
    "reverse",  "reversed", "descending", "ascending", "order", "lines",     "line",  "numerically",
    "the",      "all",      "every",      "each",      "to",    "by",        "with",  "and",
    "in",       ",",        "of",         "from",      "only",  "including", "also",  "ignoring",
    "matching", "whole",    "without",    "instead",   "too",   "lf",        "crlf"};
constexpr auto kNotPaths = std::to_array(kNotPathWords);

bool is_place_word(const Token& token) {
  constexpr std::array<std::string_view, 3> words = {"folder", "directory", "file"};
  return is_one_of(token, words);
}

bool is_word(const Token& token, std::string_view word) {
  return !token.quoted && !token.regex && to_lower(token.text) == word;
}

// The end of the file list item that starts at `at`; 0 if there is none.
size_t end_of_item(const std::vector<Token>& tokens, size_t at) {
  auto is = [&](size_t i, std::string_view word) { return i < tokens.size() && is_word(tokens[i], word); };
  if (is(at, "the") && (is(at + 1, "whole") || is(at + 1, "entire")) &&
      (is(at + 2, "folder") || is(at + 2, "project")))
    return at + 3;
  if (is(at, "all") || is(at, "every") || is(at, "each")) {
    size_t i = is(at + 1, "the") ? at + 2 : at + 1;
    if (is(i, "files") || is(i, "file")) return i + 1;
    if (i + 1 < tokens.size() && (is(i + 1, "files") || is(i + 1, "file")) &&
        !glob_of_language(to_lower(tokens[i].text)).empty())
      return i + 2;
    return 0;
  }
  if (is(at, "the")) ++at;
  if (at + 1 < tokens.size() &&
      (is(at, "file") || is(at, "files") || is(at, "folder") || is(at, "directory")) &&
      !is_one_of(tokens[at + 1], kNotPaths))
    ++at;
  if (at + 1 < tokens.size() && is(at + 1, "files") && !glob_of_language(to_lower(tokens[at].text)).empty())
    return at + 2;
  if (at >= tokens.size() || tokens[at].regex || tokens[at].text.empty()) return 0;
  if (!tokens[at].quoted && is_one_of(tokens[at], kNotPaths)) return 0;
  return at + 1 < tokens.size() && is_place_word(tokens[at + 1]) ? at + 2 : at + 1;  // "the docs folder"
}

// "2, 3 and 7-9": the end of a list of at least two lines or ranges that starts at `at`; 0 if none does.
size_t end_of_lines(const std::vector<Token>& tokens, size_t at) {
  size_t end = 0;
  for (size_t i = at, count = 0; i < tokens.size() && (is_number_token(tokens[i]) || is_range(tokens[i]));) {
    ++i;
    if (++count >= 2) end = i;
    size_t next = i;
    if (next < tokens.size() && is_word(tokens[next], ",")) ++next;
    if (next < tokens.size() && is_word(tokens[next], "and")) ++next;
    if (next == i) break;
    i = next;
  }
  return end;
}

// "[server]", before a key of that section.
bool is_section(const Token& token) {
  return !token.quoted && !token.regex && token.text.size() > 2 && token.text.front() == '[' &&
         token.text.back() == ']';
}

// Every length that a slot can take at `at`, longest first.
std::vector<size_t> lengths_of(SlotType type, const std::vector<Token>& tokens, size_t at) {
  if (at >= tokens.size()) return {};
  const Token& token = tokens[at];
  auto one_if = [](bool fits) { return fits ? std::vector<size_t>{1} : std::vector<size_t>{}; };
  bool is_comma = !token.quoted && token.text == ",";
  switch (type) {
    case SlotType::kWord:
      return one_if(!is_comma && !token.regex);
    case SlotType::kText:
      return one_if(!is_comma);
    case SlotType::kQuoted:
      return one_if(token.quoted);
    case SlotType::kPlain:
      return one_if(!is_comma && !is_number_token(token) && !is_range(token));
    case SlotType::kNumber:
      return one_if(is_number_token(token));
    case SlotType::kSymbol:
      return one_if(is_one_of(token, kSymbols));
    case SlotType::kEnding:
      return one_if(is_one_of(token, kEndings));
    case SlotType::kAssign: {
      size_t equals = token.text.find('=');
      return one_if(!token.quoted && equals != std::string::npos && equals > 0);
    }
    case SlotType::kKey:
      if (is_section(token) && at + 1 < tokens.size() && !tokens[at + 1].regex && tokens[at + 1].text != ",")
        return {2, 1};
      return one_if(!is_comma && !token.regex);
    case SlotType::kLines: {
      size_t end = end_of_lines(tokens, at);
      return end > 0 ? std::vector<size_t>{end - at} : std::vector<size_t>{};
    }
    case SlotType::kRange: {
      if (at + 2 < tokens.size() && is_number_token(token) && is_number_token(tokens[at + 2]) &&
          (is_word(tokens[at + 1], "to") || is_word(tokens[at + 1], "through") ||
           is_word(tokens[at + 1], "-")))
        return {3};
      return one_if(is_range(token));
    }
    case SlotType::kFiles: {
      std::vector<size_t> lengths;
      for (size_t i = at;;) {
        size_t end = end_of_item(tokens, i);
        if (end == 0) break;
        lengths.insert(lengths.begin(), end - at);
        size_t next = end;
        if (next < tokens.size() && is_word(tokens[next], ",")) ++next;
        if (next < tokens.size() && is_word(tokens[next], "and")) ++next;
        if (next == end) break;
        i = next;
      }
      return lengths;
    }
  }
  return {};
}

SlotType slot_type(std::string_view name) {
  constexpr std::pair<std::string_view, SlotType> types[] = {
      {"word", SlotType::kWord},     {"text", SlotType::kText},     {"quoted", SlotType::kQuoted},
      {"plain", SlotType::kPlain},   {"number", SlotType::kNumber}, {"range", SlotType::kRange},
      {"files", SlotType::kFiles},   {"symbol", SlotType::kSymbol}, {"ending", SlotType::kEnding},
      {"assign", SlotType::kAssign}, {"key", SlotType::kKey},       {"lines", SlotType::kLines}};
  for (const auto& [word, type] : types)
    if (word == name) return type;
  CHECK(false && "a template names an unknown slot type");
  return SlotType::kWord;
}

}  // namespace

// Recursive descent over the template; emits a small program for Runner.
struct Pattern::Compiler {
  std::string_view text;
  std::string_view tail;
  std::vector<Op>& ops;
  size_t at = 0;

  void alternatives(char close) {
    std::vector<size_t> jumps;
    for (;;) {
      size_t split = ops.size();
      ops.push_back({.code = Code::kSplit, .next = split + 1});
      sequence();
      jumps.push_back(ops.size());
      ops.push_back({.code = Code::kJump});
      ops[split].other = ops.size();
      CHECK(at < text.size());
      if (text[at++] == close) break;
    }
    // The last split falls through to here: past an optional part, into a dead end for (…).
    if (close == ')') ops.push_back({.code = Code::kWord, .text = ""});
    for (size_t jump : jumps) ops[jump].next = ops.size();
  }

  void slot() {
    size_t end = text.find('}', at);
    CHECK(end != text.npos);
    std::string_view inner = text.substr(at, end - at);
    at = end + 1;
    if (inner == "tail") {
      size_t loop = ops.size();
      ops.push_back({.code = Code::kSplit, .next = loop + 1});
      Compiler{tail, {}, ops}.whole();
      ops.push_back({.code = Code::kJump, .next = loop});
      ops[loop].other = ops.size();
      return;
    }
    size_t colon = inner.find(':');
    std::string_view type = colon == inner.npos ? inner : inner.substr(colon + 1);
    ops.push_back(
        {.code = Code::kSlot, .text = std::string(inner.substr(0, colon)), .slot = slot_type(type)});
  }

  void sequence() {
    while (at < text.size() && text[at] != '|' && text[at] != ')' && text[at] != ']') {
      char c = text[at];
      if (c == ' ') {
        ++at;
      } else if (c == '[' || c == '(') {
        ++at;
        alternatives(c == '[' ? ']' : ')');
      } else if (c == '{') {
        ++at;
        slot();
      } else if (c == '<') {
        size_t end = text.find('>', at);
        ops.push_back({.code = Code::kFlag, .text = std::string(text.substr(at + 1, end - at - 1))});
        at = end + 1;
      } else {
        size_t end = text.find_first_of(" |)]<{", at);
        if (end == text.npos) end = text.size();
        ops.push_back({.code = Code::kWord, .text = std::string(text.substr(at, end - at))});
        at = end;
      }
    }
  }

  void whole() {
    sequence();
    CHECK(at == text.size());
  }
};

struct Pattern::Runner {
  const std::vector<Op>& ops;
  const std::vector<Token>& tokens;
  Match& match;
  size_t steps = 0;

  bool run(size_t pc, size_t at) {
    for (;;) {
      if (++steps > kStepsMax) return false;
      match.furthest = std::max(match.furthest, at);
      const Op& op = ops[pc];
      switch (op.code) {
        case Code::kEnd:
          return at == tokens.size();
        case Code::kJump:
          pc = op.next;
          break;
        case Code::kWord:
          if (at == tokens.size() || op.text.empty() || !is_word(tokens[at], op.text)) return false;
          ++at;
          ++pc;
          break;
        case Code::kSplit: {
          size_t kept = match.captures.size();
          if (run(op.next, at)) return true;
          match.captures.resize(kept);
          pc = op.other;
          break;
        }
        case Code::kFlag:
          match.captures.push_back({op.text, {}});
          ++pc;
          break;
        case Code::kSlot:
          return slot(op, pc, at);
      }
    }
  }

  bool slot(const Op& op, size_t pc, size_t at) {
    for (size_t length : lengths_of(op.slot, tokens, at)) {
      size_t kept = match.captures.size();
      auto first = tokens.begin() + static_cast<ptrdiff_t>(at);
      match.captures.push_back({op.text, {first, first + static_cast<ptrdiff_t>(length)}});
      if (run(pc + 1, at + length)) return true;
      match.captures.resize(kept);
    }
    return false;
  }
};

Pattern Pattern::compile(std::string_view text, std::string_view tail) {
  Pattern pattern;
  Compiler{text, tail, pattern.ops_}.whole();
  pattern.ops_.push_back({.code = Code::kEnd});
  return pattern;
}

Match Pattern::match(const std::vector<Token>& tokens) const {
  Match match;
  Runner runner{ops_, tokens, match};
  match.complete = runner.run(0, 0);
  if (!match.complete) match.captures.clear();
  return match;
}

std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> words;
  int depth = 0;
  std::string word;
  for (char c : std::string(text) + " ") {
    bool closes = c == ']' || c == '}' || c == '>';
    if (c == '[' || c == '{' || c == '<') ++depth;
    if (depth == 0 && c != ' ' && c != '(' && c != ')' && c != '|') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
    if (closes && depth > 0) --depth;  // the > of -> closes nothing
  }
  return words;
}

std::vector<std::string> globs_of(const std::vector<Token>& tokens) {
  std::vector<std::string> globs;
  for (size_t at = 0; at < tokens.size();) {
    size_t end = end_of_item(tokens, at);
    if (end == 0) {
      ++at;  // a comma or "and"
      continue;
    }
    const Token& last = tokens[end - 1];
    const Token* before = end - at >= 2 ? &tokens[end - 2] : nullptr;
    bool everything = before && (is_word(last, "folder") || is_word(last, "project")) &&
                      (is_word(*before, "whole") || is_word(*before, "entire"));
    bool counts = before && (is_word(last, "files") || is_word(last, "file"));
    bool all = counts && (is_word(*before, "all") || is_word(*before, "every") || is_word(*before, "each") ||
                          is_word(*before, "the"));
    std::string of_language = counts ? glob_of_language(to_lower(before->text)) : std::string();
    bool named = before && is_place_word(last) && !is_word(*before, "the");
    if (everything || all) {
      globs.push_back("**");
    } else if (!of_language.empty()) {
      globs.push_back(of_language);
    } else {
      globs.push_back(named ? before->text : last.text);
    }
    at = end;
  }
  return globs;
}

}  // namespace suit::mechanic
