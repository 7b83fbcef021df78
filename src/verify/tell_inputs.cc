// Inputs of tests that the code answers with the results that the tests expect.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "verify/tell_rules.h"
#include "verify/word_list.h"

namespace suit::tells {
namespace {

using Literals = std::vector<Literal>;

constexpr size_t kAlternativesMax = 40;
constexpr size_t kTextBytesMax = 400;

std::optional<Literal> literal_at(const CodeFile& code, At at) {
  if (auto number = code.number(at)) return Literal(*number);
  auto text = code.constant_text(at);
  if (text && text->size() <= kTextBytesMax) return Literal(*text);
  return std::nullopt;
}

// The literals of a list, or the one that it is. Empty: not only literals.
Literals literals_at(const CodeFile& code, At at) {
  at = code.unwrapped(at);
  if (!code.is(at, Form::kList)) {
    auto one = literal_at(code, at);
    return one ? Literals{*one} : Literals{};
  }
  Literals found;
  for (At part : code.children(at)) {
    auto one = literal_at(code, part);
    if (!one) return {};
    found.push_back(*one);
  }
  return found;
}

// Rare enough that a test and the code do not share it by chance.
bool is_rare(const Literal& literal) {
  if (const std::string* text = std::get_if<std::string>(&literal)) return text->size() >= 3;
  double size = std::fabs(std::get<double>(literal));
  return size > 10;
}

bool is_sentence(const std::string& text) {
  return text.size() >= 8 && text.find_first_of(" \t\n") != text.npos;
}

// A value that no program has for its own sake: a number that is no power of 2 and not round, a sentence.
bool is_peculiar(const Literal& literal) {
  const double* number = std::get_if<double>(&literal);
  // A sentence, not a name.
  if (!number) return is_sentence(std::get<std::string>(literal));
  double size = std::fabs(*number);
  if (size < 1000 || size > 1e15) return false;
  auto whole = static_cast<uint64_t>(size);
  return static_cast<double>(whole) != size ||
         (whole % 10 != 0 && (whole & (whole - 1)) != 0 && ((whole + 1) & whole) != 0);
}

// A number that programs do not compare with for its own sake: no year, port, power of 2, round number or
// time.
bool is_own_number(const Literal& literal) {
  constexpr double kKnown[] = {1, 2, 3, 5, 6, 9999, 36, 864, 6048, 5432, 6379, 3306, 808, 8443};
  double size = std::fabs(std::get<double>(literal));
  if (size < 2100 || size > 1e15) return false;
  auto whole = static_cast<uint64_t>(size);
  if ((whole & (whole - 1)) == 0 || ((whole + 1) & whole) == 0) return false;
  while (std::fmod(size, 10) == 0) size /= 10;
  return std::find(std::begin(kKnown), std::end(kKnown), size) == std::end(kKnown);
}

std::string shown(const Literal& literal) {
  if (const std::string* text = std::get_if<std::string>(&literal))
    return "\"" + printable(text->size() > 30 ? text->substr(0, 30) + "…" : *text) + "\"";
  char digits[32];
  snprintf(digits, sizeof digits, "%.15g", std::get<double>(literal));
  return digits;
}

// The inputs for which a condition holds: each alternative is the literals that it compares with.
std::vector<Literals> alternatives_of(const CodeFile& code, At condition, int depth) {
  At at = code.unwrapped(condition);
  std::vector<Literals> found;
  if (at == kNowhere || depth > 20) return found;
  if (code.is(at, Form::kCall)) {
    // "x".equals(y), strcmp(x, "y")
    for (At one : code.arguments(at))
      if (auto literal = literal_at(code, one)) found.push_back({*literal});
    std::string_view name = code.text(code.callee(at));
    bool compares = name == "strcmp" || name == "equals" || name.ends_with(".equals") ||
                    name.ends_with("::strcmp") || name == "strcasecmp" || name == "memcmp";
    return compares ? found : std::vector<Literals>();
  }
  if (code.is(at, Form::kUnary)) return alternatives_of(code, code.last_child(at), depth + 1);
  if (!code.is(at, Form::kBinary)) return found;
  std::string_view sign = code.operator_of(at);
  At left = code.left(at), right = code.right(at);
  if (sign == "or" || sign == "||") {
    found = alternatives_of(code, left, depth + 1);
    for (Literals& one : alternatives_of(code, right, depth + 1)) found.push_back(std::move(one));
  } else if (sign == "and" || sign == "&&") {
    std::vector<Literals> a = alternatives_of(code, left, depth + 1),
                          b = alternatives_of(code, right, depth + 1);
    if (a.empty() || b.empty()) return a.empty() ? b : a;
    for (const Literals& one : a)
      for (const Literals& other : b) {
        Literals both = one;
        both.insert(both.end(), other.begin(), other.end());
        found.push_back(std::move(both));
      }
  } else if (sign == "==" || sign == "===" || sign == "is") {
    // strcmp(x, "y") == 0
    for (At side : {left, right})
      if (code.is(code.unwrapped(side), Form::kCall) && found.empty())
        found = alternatives_of(code, side, depth + 1);
    if (!found.empty()) return found;
    for (At side : {left, right})
      if (Literals one = literals_at(code, side); !one.empty()) found.push_back(std::move(one));
    if (found.size() > 1) found.clear();
  } else if (sign == "in") {
    for (At one : code.children(code.unwrapped(right)))
      if (Literals literals = literals_at(code, one); !literals.empty()) found.push_back(std::move(literals));
  }
  if (found.size() > kAlternativesMax) found.resize(kAlternativesMax);
  return found;
}

struct Result {
  std::optional<Literal> literal;  // nullopt: a truth value or null
};

void add_result(const CodeFile& code, At value, std::vector<Result>& found) {
  value = code.unwrapped(value);
  if (value == kNowhere) return;
  if (auto literal = literal_at(code, value))
    found.push_back({literal});
  else if (code.is(value, Form::kTrue) || code.is(value, Form::kFalse))
    found.push_back({std::nullopt});
  else if (code.is(value, Form::kList) && code.is_literal(value))
    for (At part : code.children(value))
      if (auto one = literal_at(code, part)) found.push_back({one});
}

// The literals that a branch returns or assigns.
std::vector<Result> results_of(const CodeFile& code, At branch) {
  std::vector<Result> found;
  if (branch == kNowhere) return found;
  add_result(code, branch, found);  // of a conditional expression
  for (At at = branch; at < code.end(branch); ++at) {
    if (at != branch && (code.is(at, Form::kFunction) || code.is(at, Form::kIf))) {
      at = code.end(at) - 1;
      continue;
    }
    if (code.is(at, Form::kReturn) && at + 1 < code.end(at)) add_result(code, at + 1, found);
    if (code.is(at, Form::kAssign)) add_result(code, code.right(at), found);
  }
  bool rust = code.grammar() == Grammar::kRust && code.is(branch, "block");
  if (rust && code.last_child(branch) != kNowhere) add_result(code, code.last_child(branch), found);
  return found;
}

class Inputs {
 public:
  Inputs(const Examined& file, TestLiterals& tests) : file_(file), code_(file.code), tests_(tests) {}

  void run() {
    for (At at = 0; at < code_.size(); ++at) {
      if (code_.is(at, Form::kIf)) branch(at);
      if (code_.is(at, Form::kBinary)) together(at);
      if (code_.is(at, Form::kAssign) || code_.is(at, Form::kCall)) variable(at);
      if (has_cases(at)) cases(at);
      if (code_.is(at, "dictionary") || code_.is(at, "object") || code_.is(at, "literal_value")) table(at);
    }
  }

 private:
  // What an edit leaves alone is not new although the code around it is.
  void add(At at, const std::string& what) {
    file_.findings.push_back(
        {TellRule::kTestInputs, code_.line(at), what, std::string(code_.function_name(at)), what});
  }

  bool has_cases(At at) const {
    for (At child = at + 1; child < code_.end(at); child = code_.end(child))
      if (code_.is(child, Form::kCase)) return true;
    return false;
  }

  // os.environ["UPDATE"] = "1"
  void variable(At at) {
    constexpr std::string_view kPlace = "env.";
    for (const Write& write : file_.names.writes(at))
      if (write.name.starts_with(kPlace) && tests_.mentions(write.name.substr(kPlace.size())))
        file_.add(TellRule::kTestInputs, at,
                  "sets a variable that tests read (" + printable(write.name.substr(kPlace.size())) + ")");
  }

  void branch(At test) {
    std::vector<Literals> alternatives = alternatives_of(code_, code_.condition(test), 0);
    numbers(test, alternatives);
    std::vector<Result> results = results_of(code_, code_.consequence(test));
    if (results.empty()) return;
    for (const Literals& inputs : alternatives)
      if (std::string what = answer(inputs, results); !what.empty()) {
        add(test, what);
        return;
      }
  }

  // first == 4 && last == 6: two values of one test at once, neither of which code has for its own sake.
  void together(At at) {
    std::string_view sign = code_.operator_of(at);
    bool is_said = std::any_of(file_.findings.begin(), file_.findings.end(), [&](const Finding& one) {
      return one.rule == TellRule::kTestInputs && one.line == code_.line(at);
    });
    if ((sign != "and" && sign != "&&") || is_said) return;
    for (const Literals& all : alternatives_of(code_, at, 0)) {
      bool telling = all.size() > 1 && std::none_of(all.begin(), all.end(), [](const Literal& one) {
                       const double* number = std::get_if<double>(&one);
                       return number ? std::fabs(*number) <= 2 : std::get<std::string>(one).size() < 2;
                     });
      if (!telling || all[0] == all[1] || !tests_.has_together(all)) continue;
      add(at, "compares with inputs of a test (" + shown(all[0]) + ", " + shown(all[1]) + ")");
      return;
    }
  }

  // if amount in (999, 5997), if (items.length === 90000): numbers of which a test has one and one has no
  // other reason to be there.
  void numbers(At test, const std::vector<Literals>& alternatives) {
    Literals all;
    for (const Literals& one : alternatives)
      if (one.size() == 1 && std::holds_alternative<double>(one[0])) all.push_back(one[0]);
    if (all.empty() || all.size() != alternatives.size() || has_hexadecimal(test)) return;
    bool telling = all.size() > 1 ? std::any_of(all.begin(), all.end(), is_peculiar)
                                  : is_own_number(all[0]) && has_length(test);
    telling =
        telling && std::all_of(all.begin(), all.end(), is_rare) &&
        std::any_of(all.begin(), all.end(), [&](const Literal& one) { return tests_.has_together({one}); });
    if (!telling) return;
    std::string second = all.size() > 1 ? ", " + shown(all[1]) : "";
    add(test, "compares with inputs of tests (" + shown(all[0]) + second + ")");
  }

  // A code point or a bit pattern.
  bool has_hexadecimal(At test) const {
    return has_in_condition(
        test, [&](At at) { return code_.is(at, Form::kNumber) && code_.text(at).starts_with("0x"); });
  }

  bool has_length(At test) const {
    return has_in_condition(
        test, [&](At at) { return is_one_of(code_.text(at), "length len size strlen count Count"); });
  }

  template <typename Is>
  bool has_in_condition(At test, const Is& is) const {
    At condition = code_.condition(test);
    for (At at = condition; condition != kNowhere && at < code_.end(condition); ++at)
      if (is(at)) return true;
    return false;
  }

  // A switch or table most of whose rows a test repeats.
  void cases(At all) {
    size_t rows = 0, matched = 0;
    std::string what;
    for (At at : code_.children(all)) {
      if (!code_.is(at, Form::kCase)) continue;
      At value = code_.any_field(at, "pattern value");
      if (value == kNowhere && at + 1 < code_.end(at) && code_.is(at + 1, "case_pattern")) value = at + 1;
      std::vector<Result> results;
      for (At part : code_.children(at)) {
        if (part == value) continue;
        for (Result& one : results_of(code_, part)) results.push_back(std::move(one));
      }
      count(value, results, rows, matched, what);
    }
    report(all, rows, matched, what);
  }

  void table(At all) {
    size_t rows = 0, matched = 0;
    std::string what;
    for (At at : code_.children(all)) {
      if (!code_.is(at, Form::kPair)) continue;
      std::vector<Result> results;
      add_result(code_, code_.field(at, "value"), results);
      count(code_.field(at, "key"), results, rows, matched, what);
    }
    report(all, rows, matched, what);
  }

  void count(At key, const std::vector<Result>& results, size_t& rows, size_t& matched, std::string& what) {
    Literals inputs = literals_at(code_, key);
    if (inputs.empty() && code_.is(key, "property_identifier")) inputs = {std::string(code_.text(key))};
    if (inputs.empty()) return;
    ++rows;
    std::string one = answer(inputs, results);
    if (one.empty()) return;
    ++matched;
    if (what.empty()) what = one;
  }

  void report(At all, size_t rows, size_t matched, const std::string& what) {
    if (matched > 0 && matched * 3 >= rows * 2) add(all, what);
  }

  // What the tests expect of these inputs, if it is one of the results. Empty: nothing peculiar.
  std::string answer(const Literals& inputs, const std::vector<Result>& results) {
    if (std::none_of(inputs.begin(), inputs.end(), is_rare)) return "";
    bool peculiar = inputs.size() > 1 || std::any_of(inputs.begin(), inputs.end(), is_peculiar);
    for (const Result& result : results) {
      if (!peculiar && !(result.literal && is_rare(*result.literal))) continue;
      // Names that the code passes through are no answers.
      if (result.literal && std::find(inputs.begin(), inputs.end(), *result.literal) != inputs.end())
        continue;
      Literals all = inputs;
      if (result.literal) all.push_back(*result.literal);
      if (!tests_.has_together(all)) continue;
      std::string text = "answers an input of a test with a constant (";
      for (size_t i = 0; i < std::min<size_t>(inputs.size(), 4); ++i)
        text += (i ? ", " : "") + shown(inputs[i]);
      return text + (result.literal ? " → " + shown(*result.literal) : "") + ")";
    }
    return "";
  }

  const Examined& file_;
  const CodeFile& code_;
  TestLiterals& tests_;
};

bool is_word_byte(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c));
}

uint64_t hash_of(std::string_view word) {
  return std::hash<std::string_view>()(word);
}
uint64_t hash_of(double number) {
  return std::hash<double>()(number);
}

// The longest word of a text; "" for none.
std::string_view longest_word(std::string_view text) {
  std::string_view longest;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    if (end - at > longest.size()) longest = text.substr(at, end - at);
    at = end + 1;
  }
  return longest;
}

// The groups of a node: its innermost function, and those around it up to a test; else its statement at the
// top.
std::vector<At> groups_around(const CodeFile& code, At at) {
  std::vector<At> groups;
  for (At function = code.around(at, Form::kFunction); function != kNowhere;
       function = code.around(function, Form::kFunction)) {
    groups.push_back(function);
    At call = code.around(function, Form::kCall);
    std::string_view called = call == kNowhere ? std::string_view() : code.text(code.callee(call));
    if (is_one_of(called.substr(called.rfind('.') + 1),  // t.test too
                  "it test specify describe context suite before beforeEach beforeAll "
                  "after afterEach afterAll setup"))
      break;
  }
  if (groups.empty()) {
    while (code.parent(at) != kNowhere && code.parent(code.parent(at)) != kNowhere) at = code.parent(at);
    groups.push_back(at);
  }
  return groups;
}

// "red+shoes" of "a=1&item=red+shoes": no plain word, which texts have in common.
bool is_part_of(const Literal& literal, const std::set<Literal>& group) {
  constexpr size_t kPartMin = 6;
  const std::string* part = std::get_if<std::string>(&literal);
  if (!part || part->size() < kPartMin || longest_word(*part).empty() || longest_word(*part) == *part)
    return false;
  return std::any_of(group.begin(), group.end(), [&](const Literal& one) {
    const std::string* whole = std::get_if<std::string>(&one);
    return whole && whole->find(*part) != whole->npos;
  });
}

// Without a grammar: the quoted texts and numbers of each line.
std::set<Literal> literals_of_line(std::string_view line) {
  std::set<Literal> found;
  for (size_t at = 0; at < line.size();) {
    char c = line[at];
    size_t end = at + 1;
    if (c == '"' || c == '\'') {
      end = std::min(line.find(c, at + 1), line.size());
      found.insert(std::string(line.substr(at + 1, end - at - 1)));
      at = end + 1;
      continue;
    }
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-') {
      while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '.'))
        ++end;
      std::string word(line.substr(at, end - at));
      char* rest = nullptr;
      double value = strtod(word.c_str(), &rest);
      if (rest && *rest == '\0' && rest != word.c_str()) found.insert(value);
    }
    at = end;
  }
  return found;
}

}  // namespace

const std::vector<TestLiterals::Group>& TestLiterals::groups_of(size_t test) {
  auto [known, added] = groups_.try_emplace(test);
  if (!added) return known->second;
  const auto& [path, text] = tests_[test];
  if (auto grammar = grammar_of(path)) {
    auto code = CodeFile::parse(*grammar, text, TestRegions::kKeep);
    std::map<At, Group> by_place;
    if (code.has_value())
      for (At at = 0; at < code.value().size(); ++at) {
        Form form = code.value().form(at);
        if (form != Form::kString && form != Form::kNumber && form != Form::kUnary) continue;
        if (auto literal = literal_at(code.value(), at))
          for (At group : groups_around(code.value(), at)) by_place[group].insert(*literal);
      }
    for (auto& [at, group] : by_place) known->second.push_back(std::move(group));
  } else {
    for (std::string_view line : split_lines(text)) known->second.push_back(literals_of_line(line));
  }
  return known->second;
}

// The words and numbers of a test, to pass over those that can't have a literal.
const std::unordered_set<uint64_t>& TestLiterals::words_of(size_t test) {
  auto [known, added] = words_.try_emplace(test);
  if (!added) return known->second;
  std::string_view text = tests_[test].second;
  for (size_t at = 0; at < text.size();) {
    bool digit = std::isdigit(static_cast<unsigned char>(text[at])) != 0;
    size_t end = at;
    while (end < text.size() && (is_word_byte(text[end]) || (digit && text[end] == '.'))) ++end;
    std::string_view word = text.substr(at, end - at);
    if (digit)
      if (auto number = number_of(word)) known->second.insert(hash_of(*number));
    for (std::string_view part : split(word, '.')) known->second.insert(hash_of(part));
    // The letter of an escape belongs to no word.
    if (at > 0 && text[at - 1] == '\\' && !word.empty()) known->second.insert(hash_of(word.substr(1)));
    at = end + 1;
  }
  return known->second;
}

bool TestLiterals::may_have(size_t test, const Literal& literal) {
  if (const double* number = std::get_if<double>(&literal))
    return words_of(test).contains(hash_of(std::fabs(*number)));
  std::string_view word = longest_word(std::get<std::string>(literal));
  return word.empty() || words_of(test).contains(hash_of(word));
}

bool TestLiterals::mentions(std::string_view word) {
  for (size_t i = 0; i < tests_.size(); ++i)
    if (words_of(i).contains(hash_of(word))) return true;
  return false;
}

bool TestLiterals::mentions_number(double number) {
  for (size_t i = 0; i < tests_.size(); ++i)
    if (may_have(i, Literal(number))) return true;
  return false;
}

bool TestLiterals::has_together(const std::vector<Literal>& literals) {
  for (size_t i = 0; i < tests_.size(); ++i) {
    bool may =
        std::all_of(literals.begin(), literals.end(), [&](const Literal& one) { return may_have(i, one); });
    if (!may) continue;
    for (const Group& group : groups_of(i)) {
      auto is_whole = [&](const Literal& one) { return group.contains(one); };
      auto is_there = [&](const Literal& one) { return is_whole(one) || is_part_of(one, group); };
      if (std::any_of(literals.begin(), literals.end(), is_whole) &&
          std::all_of(literals.begin(), literals.end(), is_there))
        return true;
    }
  }
  return false;
}

void find_test_table(std::string_view text, TestLiterals& tests, std::vector<Finding>& findings) {
  constexpr size_t kTogetherMax = 4, kRowsMax = 500;
  size_t rows = 0, matched = 0;
  std::string first;
  auto row = [&](const std::set<Literal>& literals) {
    if (literals.size() < 2 || literals.size() > kTogetherMax || rows > kRowsMax) return;
    ++rows;
    // Keys of JSON are texts.
    Literals as_is(literals.begin(), literals.end()), as_numbers = as_is;
    for (Literal& one : as_numbers)
      if (const std::string* word = std::get_if<std::string>(&one))
        if (auto number = number_of(*word)) one = *number;
    for (const Literals& all : {as_is, as_numbers}) {
      bool telling =
          std::all_of(all.begin(), all.end(), is_rare) && std::any_of(all.begin(), all.end(), is_peculiar);
      if (!telling || !tests.has_together(all)) continue;
      ++matched;
      if (first.empty()) first = shown(all[0]) + ", " + shown(all[1]);
      return;
    }
  };
  for (std::string_view line : split_lines(text)) {
    std::set<Literal> literals = literals_of_line(line);
    if (literals.size() <= kTogetherMax) {
      row(literals);
      continue;
    }
    for (std::string_view piece : split(line, ',')) row(literals_of_line(piece));
  }
  if (matched > 0 && matched * 3 >= rows * 2)
    findings.push_back({TellRule::kTestInputs, 1,
                        "holds inputs of tests with the results that they expect (" + first + ")", "", ""});
}

void find_test_inputs(const Examined& file, TestLiterals& tests) {
  Inputs(file, tests).run();
}

}  // namespace suit::tells
