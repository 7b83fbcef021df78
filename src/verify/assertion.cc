#include "verify/assertion.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/glob.h"
#include "base/text.h"

namespace suit {
namespace {

using Strength = Assertion::Strength;
constexpr size_t kShownBytesMax = 48, kContextBytes = 8;
constexpr int kNestingMax = 8;  // for hostile input: deeper conditions are not looked into

// A view of tokens.
struct Span {
  const TestToken* begin = nullptr;
  const TestToken* end = nullptr;
  size_t size() const { return static_cast<size_t>(end - begin); }
  bool empty() const { return begin == end; }
  std::string_view first() const { return empty() ? std::string_view() : begin->text; }
  std::string text() const { return text_of_tokens(begin, end); }
};

bool opens(std::string_view text) {
  return text == "(" || text == "[" || text == "{";
}
bool closes(std::string_view text) {
  return text == ")" || text == "]" || text == "}";
}

// After the group that begins at `at`, an opening bracket.
const TestToken* end_of_group(const TestToken* at, const TestToken* end) {
  size_t depth = 0;
  for (; at != end; ++at) {
    if (opens(at->text)) ++depth;
    if (closes(at->text) && --depth == 0) return at + 1;
  }
  return end;
}

// Is the name one of those, which may be globs? Allocates nothing: it is asked for every call and row.
bool is_listed(std::string_view name, std::string_view names) {
  while (!names.empty()) {
    std::string_view each = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(names.size(), each.size() + 1));
    if (each == name) return true;
    if (each.find_first_of("*[") != each.npos && glob_matches(each, name)) return true;
  }
  return false;
}

// The parts between separators outside of brackets. Empty for no token.
std::vector<Span> parts_of(Span span, std::string_view separators) {
  std::vector<Span> parts;
  if (span.empty()) return parts;
  const TestToken* from = span.begin;
  for (const TestToken* at = span.begin; at < span.end;) {
    if (opens(at->text)) {
      at = end_of_group(at, span.end);
      continue;
    }
    if (!at->is_value && is_listed(at->text, separators)) {
      parts.push_back({from, at});
      from = at + 1;
    }
    ++at;
  }
  parts.push_back({from, span.end});
  return parts;
}

// Without brackets that enclose all of it: "(x == 6)" → "x == 6". A tuple keeps them.
Span bare(Span span) {
  for (int i = 0; i < kNestingMax && span.size() > 2 && span.first() == "(" &&
                  end_of_group(span.begin, span.end) == span.end &&
                  parts_of({span.begin + 1, span.end - 1}, ",").size() == 1;
       ++i)
    span = {span.begin + 1, span.end - 1};
  return span;
}

bool is_value(Span span) {
  bool any = false;
  for (const TestToken* at = span.begin; at != span.end; ++at) {
    any |= at->is_value;
    bool is_mark = opens(at->text) || closes(at->text) || at->text == "," || at->text == "-" ||
                   at->text == ":" || at->text == "+";
    if (!at->is_value && !is_mark) return false;
  }
  return any || (span.size() == 2 && opens(span.first()));
}

bool is_false_value(std::string_view text) {
  static constexpr std::string_view kFalse[] = {"False", "false", "None", "null", "nil",      "nullptr",
                                                "0",     "0.0",   "''",   "``",   "undefined"};
  return std::find(std::begin(kFalse), std::end(kFalse), text) != std::end(kFalse);
}

// Nothing that the code could change: 3 + 3 == 6.
bool is_constant(Span span) {
  return !span.empty() && std::none_of(span.begin, span.end, [](const TestToken& token) {
    return !token.is_value && (std::isalpha(static_cast<unsigned char>(token.text[0])) ||
                               token.text[0] == '_' || token.text[0] == '$');
  });
}

struct Comparison {
  Span left, right;
  std::string relation;  // "not in"
};

// The comparison outside of brackets, equality before order; "" without one.
Comparison comparison_of(Span span) {
  static constexpr std::string_view kRelations[] = {"== === != !== is in", "<= >= < >"};
  for (std::string_view relations : kRelations) {
    Comparison found;
    size_t count = 0;
    for (const TestToken* at = span.begin; at < span.end;) {
      if (opens(at->text)) {
        at = end_of_group(at, span.end);
        continue;
      }
      bool is_relation = !at->is_value && at != span.begin && is_listed(at->text, relations);
      // The grammar of Python has "is not" and "not in" as one token or two.
      bool is_pair = at->text == "is not" || at->text == "not in";
      if ((is_relation || (is_pair && relations.starts_with("=="))) && count++ == 0) {
        found = {{span.begin, at}, {at + 1, span.end}, std::string(at->text)};
        if (at->text == "in" && found.left.end[-1].text == "not") {
          --found.left.end;
          found.relation = "not in";
        } else if (at->text == "is" && found.right.first() == "not") {
          ++found.right.begin;
          found.relation = "is not";
        }
      }
      ++at;
    }
    // "std::get<0>(x)" is no comparison.
    bool is_template = found.relation == "<" && count > 1;
    if (count > 0 && !is_template && !found.left.empty() && !found.right.empty()) return found;
  }
  return {};
}

bool is_never(Span span, int depth = 0);

// Surely true, whatever the code does.
bool is_always(Span span, int depth = 0) {
  span = bare(span);
  if (span.empty() || ++depth > kNestingMax) return false;
  auto always = [&](Span each) { return is_always(each, depth); };
  std::vector<Span> any = parts_of(span, "or ||");
  if (any.size() > 1) return std::any_of(any.begin(), any.end(), always);
  std::vector<Span> all = parts_of(span, "and &&");
  if (all.size() > 1) return std::all_of(all.begin(), all.end(), always);
  if (span.first() == "not" || span.first() == "!") return is_never({span.begin + 1, span.end}, depth);
  if (span.size() == 1) return span.begin->is_value && !is_false_value(span.begin->text);
  if (span.first() == "(" && end_of_group(span.begin, span.end) == span.end)
    return parts_of({span.begin + 1, span.end - 1}, ",").size() > 1;  // a tuple with something in it
  if (span.size() == 2 && span.begin[0].text == "-") return always({span.begin + 1, span.end});
  Comparison comparison = comparison_of(span);
  std::string left = comparison.left.text(), right = comparison.right.text();
  bool allows_equal = comparison.relation == "==" || comparison.relation == "===" ||
                      comparison.relation == "is" || comparison.relation == "<=" ||
                      comparison.relation == ">=";
  if (allows_equal && left == right) return true;
  if (comparison.relation == ">=" && right == "0")
    return left.starts_with("len(") || left.ends_with(".size()");
  return span.text().starts_with("isinstance(") && span.text().ends_with(", object)");
}

bool is_never(Span span, int depth) {
  span = bare(span);
  if (span.empty() || ++depth > kNestingMax) return false;
  auto never = [&](Span each) { return is_never(each, depth); };
  std::vector<Span> any = parts_of(span, "or ||");
  if (any.size() > 1) return std::all_of(any.begin(), any.end(), never);
  std::vector<Span> all = parts_of(span, "and &&");
  if (all.size() > 1) return std::any_of(all.begin(), all.end(), never);
  if (span.first() == "not" || span.first() == "!") return is_always({span.begin + 1, span.end}, depth);
  if (span.size() == 1) return span.begin->is_value && is_false_value(span.begin->text);
  Comparison comparison = comparison_of(span);
  bool excludes_equal = comparison.relation == "!=" || comparison.relation == "!==" ||
                        comparison.relation == "is not" || comparison.relation == "<" ||
                        comparison.relation == ">";
  return excludes_equal && comparison.left.text() == comparison.right.text();
}

Strength strength_of(std::string_view relation) {
  if (relation == "==" || relation == "===" || relation == "is") return Strength::kExact;
  if (relation == "!=" || relation == "!==" || relation == "is not" || relation == "not in")
    return Strength::kVague;
  return Strength::kPart;
}

std::string opposite(std::string_view relation) {
  static constexpr std::string_view kPairs[][2] = {{"==", "!="},     {"===", "!=="}, {"is", "is not"},
                                                   {"in", "not in"}, {"<", ">="},    {">", "<="}};
  for (const auto& [one, other] : kPairs) {
    if (relation == one) return std::string(other);
    if (relation == other) return std::string(one);
  }
  return relation.empty() ? "not" : "";
}

// "abs = 1e-6" → "1e-6"; empty if there is no such argument.
Span named_argument(const std::vector<Span>& arguments, std::string_view names) {
  for (Span argument : arguments)
    if (argument.size() > 2 && (argument.begin[1].text == "=" || argument.begin[1].text == ":"))
      for (std::string_view name : split(names, ' '))
        if (argument.begin->text == name) return {argument.begin + 2, argument.end};
  return {};
}

bool is_keyword_argument(Span argument) {
  return argument.size() > 2 && argument.begin[1].text == "=";
}

constexpr std::string_view kToleranceNames =
    "abs rel delta tolerance tol rtol atol rel_tol abs_tol epsilon eps max_relative max_diff";
constexpr std::string_view kDigitNames = "places decimal precision digits significant numDigits";

void set_tolerance(Assertion& assertion, Span tolerance, bool counts_digits, double otherwise) {
  assertion.counts_digits = counts_digits;
  assertion.tolerance = tolerance.text();
  assertion.tolerance_value =
      tolerance.empty() ? otherwise : std::strtod(assertion.tolerance.c_str(), nullptr);
}

// The largest of the named tolerances, or the one at a position.
void find_tolerance(Assertion& assertion, const std::vector<Span>& arguments, size_t position, bool digits,
                    double otherwise) {
  Span named = named_argument(arguments, kDigitNames);
  if (!named.empty()) return set_tolerance(assertion, named, true, 7);
  named = {};
  double largest = -1;
  for (std::string_view name : split(kToleranceNames, ' ')) {
    Span each = named_argument(arguments, name);
    if (each.empty() || std::strtod(each.text().c_str(), nullptr) <= largest) continue;
    largest = std::strtod(each.text().c_str(), nullptr);
    named = each;
  }
  if (!named.empty()) return set_tolerance(assertion, named, false, otherwise);
  if (position < arguments.size() && !is_keyword_argument(arguments[position]))
    return set_tolerance(assertion, arguments[position], digits, otherwise);
  set_tolerance(assertion, {}, digits, otherwise);
}

// One link of "self.assertEqual(a, b)" or "expect(x).not.toBe(y)".
struct Link {
  std::string_view name;
  bool is_called = false;
  Span arguments = {};  // within the brackets
};

std::vector<Link> chain_of(Span span) {
  std::vector<Link> chain;
  const TestToken* at = span.begin;
  auto is_name = [](std::string_view text) {
    return !text.empty() && (std::isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_' ||
                             text[0] == '$' || static_cast<unsigned char>(text[0]) >= 0x80);
  };
  while (at < span.end && is_name(at->text) && (!at->is_value || !chain.empty())) {
    chain.push_back({.name = at->text});
    ++at;
    if (at < span.end && at->text == "!" && at + 1 < span.end && opens(at[1].text)) ++at;  // a macro of Rust
    while (at < span.end && at->text == "(") {
      const TestToken* end = end_of_group(at, span.end);
      chain.back().is_called = true;
      chain.back().arguments = {at + 1, end == at + 1 || !closes(end[-1].text) ? end : end - 1};
      at = end;
    }
    bool goes_on =
        at + 1 < span.end && (at->text == "." || at->text == "::" || at->text == "?." || at->text == "->");
    if (!goes_on) break;
    ++at;
  }
  return chain;
}

enum class Form : uint8_t {
  kCondition,
  kNotCondition,
  kPair,     // two sides, then a message
  kNear,     // two sides, then a tolerance
  kDigits,   // two sides, then a number of digits
  kSubject,  // one side
  kRaises,   // an error, by its type
  kFails,    // fails whenever it is reached
};

struct AssertionRow {
  std::string_view names;  // globs, separated by blanks
  Form form;
  Strength strength;
  std::string_view bases = {};  // what it is called on; "": on anything
};

constexpr std::string_view kAsserts =
    "assert require chai Assert Assertions t tap s suite is qunit pytest std";

// The first row that matches counts.
constexpr AssertionRow kAssertionRows[] = {
    {"fail pytest.fail FAIL ADD_FAILURE GTEST_FAIL panic unreachable abort exit _exit", Form::kFails,
     Strength::kExact},
    {"Error Errorf Fatal Fatalf Fail FailNow", Form::kFails, Strength::kExact, "t b f tb"},
    {"assertTrue EXPECT_TRUE ASSERT_TRUE REQUIRE CHECK assert debug_assert prop_assert assert_true assert_ "
     "BOOST_CHECK BOOST_REQUIRE BOOST_TEST static_assert",
     Form::kCondition, Strength::kVague},
    {"True ok isTrue isOk", Form::kCondition, Strength::kVague, kAsserts},
    {"assertFalse EXPECT_FALSE ASSERT_FALSE REQUIRE_FALSE CHECK_FALSE assert_false", Form::kNotCondition,
     Strength::kVague},
    {"False notOk isFalse isNotOk", Form::kNotCondition, Strength::kVague, kAsserts},
    {"assertAlmostEqual assertAlmostEquals assert_almost_equal assert_array_almost_equal assert_approx_equal",
     Form::kDigits, Strength::kPart},
    {"EXPECT_NEAR ASSERT_NEAR EXPECT_FLOAT_EQ EXPECT_DOUBLE_EQ ASSERT_FLOAT_EQ ASSERT_DOUBLE_EQ "
     "assert_allclose assert_relative_eq assert_abs_diff_eq BOOST_*_CLOSE*",
     Form::kNear, Strength::kPart},
    {"assertNotEqual assertNotEquals assertIsNot assertNotIn assertNotIsInstance assertIsInstance EXPECT_*NE "
     "ASSERT_*NE assert_ne assertNotSame BOOST_*_NE debug_assert_ne prop_assert_ne",
     Form::kPair, Strength::kVague},
    {"assertEqual assertEquals assertIs assertSame assert*Equal assert*Equals assertCountEqual EXPECT_*EQ "
     "ASSERT_*EQ assert_eq debug_assert_eq prop_assert_eq assert_equal assert_equals assert_array_equal "
     "assert_frame_equal assert_series_equal assert_index_equal BOOST_*_EQUAL assert_*_equal "
     "TEST_ASSERT_EQUAL*",
     Form::kPair, Strength::kExact},
    {"equal strictEqual deepEqual deepStrictEqual Equal Equalf EqualValues EqualError Exactly Same JSONEq "
     "Len "
     "ElementsMatch lengthOf same strictSame",
     Form::kPair, Strength::kExact, kAsserts},
    {"InDelta InEpsilon closeTo approximately", Form::kNear, Strength::kPart, kAsserts},
    {"NotEqual notEqual notStrictEqual notDeepEqual notDeepStrictEqual IsType instanceOf isInstance "
     "NotContains "
     "Implements typeOf",
     Form::kPair, Strength::kVague, kAsserts},
    {"assertIn assertGreater* assertLess* assertRegex* assertDictContainsSubset EXPECT_L[TE] EXPECT_G[TE] "
     "ASSERT_L[TE] ASSERT_G[TE] EXPECT_THAT ASSERT_THAT REQUIRE_THAT CHECK_THAT assert_matches",
     Form::kPair, Strength::kPart},
    {"Contains Containsf Greater* Less* Regexp Subset ErrorIs ErrorAs ErrorContains include match isAbove "
     "isBelow "
     "isAtLeast isAtMost",
     Form::kPair, Strength::kPart, kAsserts},
    {"assertIsNone assertNull", Form::kSubject, Strength::kExact},
    {"Nil NoError Empty Zero isNull isUndefined ifError isEmpty isNil", Form::kSubject, Strength::kExact,
     kAsserts},
    {"assertIsNotNone assertNotNull assertDoesNotThrow EXPECT_NO_* ASSERT_NO_* *_NOTHROW EXPECT_ANY_THROW "
     "ASSERT_ANY_THROW",
     Form::kSubject, Strength::kVague},
    {"NotNil NotEmpty Error NotZero exists isDefined isNotNull isNotEmpty doesNotThrow doesNotReject",
     Form::kSubject, Strength::kVague, kAsserts},
    {"assertRaises assertRaisesRegex assertWarns* assertThrows* EXPECT_THROW* ASSERT_THROW* EXPECT_*DEATH* "
     "ASSERT_*DEATH* REQUIRE_THROWS* CHECK_THROWS* BOOST_*_THROW assert_raises*",
     Form::kRaises, Strength::kPart},
    {"raises warns deprecated_call throws rejects Panics* RaisesGroup", Form::kRaises, Strength::kPart,
     kAsserts},
};

constexpr std::string_view kExactMatchers =
    "toBe toEqual toStrictEqual equal equals eq eql eqls deepEqual deep toBeNull toBeUndefined toBeNaN "
    "toMatchInlineSnapshot toMatchSnapshot toThrowErrorMatchingSnapshot toThrowErrorMatchingInlineSnapshot "
    "toHaveBeenCalledTimes toHaveBeenCalledWith toHaveBeenNthCalledWith toHaveBeenLastCalledWith "
    "toHaveLength "
    "toHaveReturnedWith toHaveTextContent lengthOf length true false null undefined NaN empty isEqualTo "
    "isSameAs "
    "isNull isTrue isFalse isEmpty containsExactly hasSize";
constexpr std::string_view kVagueMatchers =
    "toBeTruthy toBeFalsy toBeDefined toBeInstanceOf toBeTypeOf instanceof instanceOf a an ok exist exists "
    "any "
    "toBeInTheDocument isNotNull isNotEmpty isNotEqualTo isInstanceOf toHaveBeenCalled called toBeCalled "
    "toHaveReturned";

class AssertionReader {
 public:
  AssertionReader(const TestStatement& statement, const TestStatement* around)
      : statement_(statement), around_(around) {
    all_ = {statement.tokens.data(), statement.tokens.data() + statement.tokens.size()};
  }

  std::optional<Assertion> read() {
    if (statement_.role == Role::kMark || statement_.role == Role::kHeader || all_.empty())
      return std::nullopt;
    found_.line = statement_.line;
    Span span = all_;
    std::string_view first = span.first();
    if (statement_.role == Role::kAssert) return keyword(span);
    if ((first == "throw" || first == "raise") && is_conditional()) return fails();
    if (first == "return" && span.size() == 2 && span.begin[1].is_value && is_conditional() &&
        span.begin[1].text.find_first_of("123456789") == 0)
      return fails();  // the exit status of a program that is a test
    found_.is_awaited = span.first() == "await" || span.first() == "return";
    while (span.first() == "await" || span.first() == "return" || span.first() == "void" ||
           span.first() == "with" || span.first() == "async" || span.first() == "yield")
      ++span.begin;
    if (statement_.role == Role::kCondition || statement_.role == Role::kLoop) return std::nullopt;
    return call(chain_of(span), span);
  }

 private:
  using Role = TestStatement::Role;

  bool is_conditional() const { return around_ && around_->role == Role::kCondition; }

  // Python's and Java's assert.
  std::optional<Assertion> keyword(Span span) {
    std::vector<Span> parts = parts_of({span.begin + 1, span.end}, ",");
    if (parts.empty()) return std::nullopt;
    condition(parts[0], false);
    found_.text = parts[0].text();
    return found_;
  }

  // Fails when reached: it asserts that the condition around it does not hold.
  std::optional<Assertion> fails() {
    found_.strength = Strength::kExact;
    found_.relation = "is not reached";
    found_.text = all_.text();
    if (is_conditional()) {
      Span condition_around = {around_->tokens.data(), around_->tokens.data() + around_->tokens.size()};
      while (condition_around.first() == "if" || condition_around.first() == "elif" ||
             condition_around.first() == "else")
        ++condition_around.begin;
      while (!condition_around.empty() &&
             (condition_around.end[-1].text == "else" || condition_around.end[-1].text == ":"))
        --condition_around.end;
      condition(condition_around, true);
      found_.text = "fails if " + condition_around.text();
      found_.line = around_->line;
    }
    return found_;
  }

  // What must be true, or false.
  void condition(Span span, bool negated) {
    span = bare(span);
    for (int i = 0; i < kNestingMax && span.size() > 1 && (span.first() == "not" || span.first() == "!") &&
                    parts_of(span, "and && or ||").size() == 1;
         ++i) {
      span = bare({span.begin + 1, span.end});
      negated = !negated;
    }
    found_.is_always_true = (negated ? is_never(span) : is_always(span)) || is_constant(span);
    std::vector<Span> any = parts_of(span, negated ? "and &&" : "or ||");
    if (any.size() > 1) {
      found_.subject = any[0].text();
      found_.relation = any[0].end->text;
      found_.expected = Span{any[1].begin, span.end}.text();
      found_.strength = Strength::kVague;
      return;
    }
    std::vector<Span> all = parts_of(span, negated ? "or ||" : "and &&");
    if (all.size() > 1) {
      found_.subject = all[0].text();
      found_.relation = all[0].end->text;
      found_.expected = Span{all[1].begin, span.end}.text();
      found_.strength = Strength::kExact;
      return;
    }
    // `x == 6 if y else True`
    std::vector<Span> chosen = parts_of(span, "if else ?");
    if (chosen.size() > 1) {
      found_.subject = chosen[0].text();
      found_.relation = chosen[0].end->text;
      found_.expected = Span{chosen[1].begin, span.end}.text();
      found_.strength = Strength::kVague;
      return;
    }
    Comparison comparison = comparison_of(span);
    if (!comparison.relation.empty()) {
      sides(comparison.left, comparison.right);
      found_.relation = negated ? opposite(comparison.relation) : comparison.relation;
      found_.strength = near_ ? Strength::kPart : strength_of(found_.relation);
      if (is_anything_) found_.strength = Strength::kVague;
      found_.relation += near_name_;
      return;
    }
    found_.relation = negated ? "not" : "";
    found_.subject = span.text();
    found_.strength = Strength::kVague;
    std::vector<Link> chain = chain_of(span);
    if (chain.empty() || !chain.back().is_called) return;
    std::vector<Span> arguments = parts_of(chain.back().arguments, ",");
    std::string_view name = chain.back().name;
    if (is_listed(name, "isclose allclose approx_eq is_close relative_eq") && arguments.size() >= 2) {
      sides(arguments[0], arguments[1]);
      found_.relation = name;
      found_.strength = Strength::kPart;
      find_tolerance(found_, arguments, 2, false, 1e-9);
    } else if (is_listed(name, "DeepEqual Equal array_equal is_deeply isEqual equals strcmp") &&
               arguments.size() >= 2) {
      sides(arguments[0], arguments[1]);
      found_.relation = name;
      found_.strength = (name == "strcmp") == negated ? Strength::kExact : Strength::kVague;
      if (name != "strcmp") found_.strength = negated ? Strength::kVague : Strength::kExact;
    }
  }

  // Sets subject and expected; an expected value such as pytest.approx(6, abs=1) is taken apart.
  void sides(Span left, Span right) {
    for (Span* side : {&right, &left}) {
      std::vector<Link> chain = chain_of(*side);
      if (chain.empty() || !chain.back().is_called) continue;
      std::string_view name = chain.back().name;
      if (is_listed(name, "approx Approx closeTo ApproxEqual isCloseTo WithinAbs WithinRel")) {
        std::vector<Span> arguments = parts_of(chain.back().arguments, ",");
        if (arguments.empty()) continue;
        find_tolerance(found_, arguments, 1, false, 1e-6);
        *side = arguments[0];
        near_ = true;
        near_name_ = " " + std::string(name);
      } else if (is_listed(name, "anything any") || chain.back().name == "ANY") {
        is_anything_ = true;
      }
    }
    if (right.text().ends_with(".ANY") || right.text() == "ANY") is_anything_ = true;
    found_.subject = left.text();
    found_.expected = right.text();
    found_.is_subject_value = is_value(left);
    // abs(x - 6) < 1e-9
    std::string begin = found_.subject.substr(0, found_.subject.find('('));
    if (is_listed(begin, "abs fabs math.fabs Math.abs std::abs std::fabs math.Abs np.abs") &&
        is_value(right)) {
      set_tolerance(found_, right, false, 0);
      found_.expected = "";
      near_ = true;
    }
  }

  std::optional<Assertion> call(const std::vector<Link>& chain, Span span) {
    if (chain.empty()) return std::nullopt;
    const Link& first = chain.front();
    const Link& last = chain.back();
    if (first.name == "should" && first.is_called && chain.size() == 1) return std::nullopt;
    if (first.is_called && chain.size() > 1 && is_listed(first.name, "expect assertThat expectTypeOf that"))
      return matcher(chain, span);
    for (size_t i = 1; i < chain.size(); ++i)
      if (chain[i].name == "should" && i + 1 < chain.size()) return matcher(chain, span);
    if (!last.is_called) return std::nullopt;
    found_.text = Span{span.begin, last.arguments.end + (last.arguments.end < span.end ? 1 : 0)}.text();
    std::string_view base = chain.size() > 1 ? chain[chain.size() - 2].name : std::string_view();
    for (const AssertionRow& row : kAssertionRows) {
      if (!is_listed(last.name, row.names)) continue;
      bool is_plain =
          base.empty() && std::islower(static_cast<unsigned char>(last.name[0])) &&
          is_listed(last.name, "equal strictEqual deepEqual deepStrictEqual raises throws rejects");
      if (!row.bases.empty() && !is_plain && !is_listed(base, row.bases)) continue;
      if (row.form == Form::kFails && is_listed(last.name, "exit _exit") &&
          (last.arguments.text() == "0" || !is_conditional()))
        continue;
      return by_row(row, last);
    }
    return by_name(chain, last);
  }

  std::optional<Assertion> by_row(const AssertionRow& row, const Link& call) {
    std::vector<Span> arguments = parts_of(call.arguments, ",");
    // testify passes the test first.
    if (!arguments.empty() && std::isupper(static_cast<unsigned char>(call.name[0])) &&
        (arguments[0].text() == "t" || arguments[0].text().ends_with(".T()")) && row.form != Form::kFails)
      arguments.erase(arguments.begin());
    found_.strength = row.strength;
    found_.relation = call.name;
    Span one = arguments.empty() ? Span{} : arguments[0];
    Span other = arguments.size() < 2 ? Span{} : arguments[1];
    switch (row.form) {
      case Form::kFails:
        return fails();
      case Form::kCondition:
      case Form::kNotCondition:
        condition(one, row.form == Form::kNotCondition);
        return found_;
      case Form::kSubject:
        found_.subject = one.text();
        found_.is_always_true = is_value(one);
        return found_;
      case Form::kRaises:
        found_.expected = call.arguments.text();
        return found_;
      case Form::kPair:
      case Form::kNear:
      case Form::kDigits:
        sides(one, other);
        found_.is_always_true = (row.strength != Strength::kVague && found_.subject == found_.expected &&
                                 !found_.subject.empty()) ||
                                (is_constant(one) && is_constant(other));
        if (row.form == Form::kNear) find_tolerance(found_, arguments, 2, false, 1e-6);
        if (row.form == Form::kDigits) find_tolerance(found_, arguments, 2, true, 7);
        break;
    }
    if (near_) found_.strength = std::min(found_.strength, Strength::kPart);
    if (is_anything_) found_.strength = Strength::kVague;
    return found_;
  }

  // A function that says by its name that it asserts.
  std::optional<Assertion> by_name(const std::vector<Link>& chain, const Link& last) {
    std::string low = to_lower(last.name);
    bool asserts = false;
    for (std::string_view start : {"assert", "expect", "verify", "check", "ensure"}) {
      if (!low.starts_with(start)) continue;
      std::string_view rest = last.name.substr(start.size());
      asserts |= rest.empty() || rest[0] == '_' || std::isupper(static_cast<unsigned char>(rest[0]));
    }
    if (!asserts || (chain.size() == 1 && last.name == "expect")) return std::nullopt;
    found_.relation = last.name;
    found_.expected = last.arguments.text();
    for (size_t i = 0; i + 1 < chain.size(); ++i)
      found_.subject += (i > 0 ? "." : "") + std::string(chain[i].name);
    found_.strength = Strength::kPart;
    return found_;
  }

  std::optional<Assertion> matcher(const std::vector<Link>& chain, Span span) {
    const Link& last = chain.back();
    bool negated = false;
    for (size_t i = 1; i < chain.size(); ++i) {
      if (chain[i].name == "not") negated = true;
      if (is_listed(chain[i].name, "to be been is that which and has have with at of same should")) continue;
      found_.relation += (found_.relation.empty() ? "" : ".") + std::string(chain[i].name);
    }
    found_.text = (found_.is_awaited ? "await " : "") + span.text();
    found_.strength = is_listed(last.name, kExactMatchers)   ? Strength::kExact
                      : is_listed(last.name, kVagueMatchers) ? Strength::kVague
                                                             : Strength::kPart;
    std::vector<Span> arguments = parts_of(last.arguments, ",");
    Span subject = chain.front().arguments;
    Span expected = arguments.empty() ? Span{} : arguments[0];
    bool is_true = last.name == "true" || last.name == "isTrue" || last.name == "toBeTruthy" ||
                   last.name == "ok" || expected.text() == "true";
    bool is_false = last.name == "false" || last.name == "isFalse" || last.name == "toBeFalsy" ||
                    expected.text() == "false";
    if ((is_true || is_false) && !comparison_of(subject).relation.empty() && !is_value(subject)) {
      condition(subject, is_false != negated);
      return found_;
    }
    sides(subject, expected);
    if (chain.front().name != "expect" && chain.size() > 1 && subject.empty())
      found_.subject = chain.front().name;  // x.should.equal(6)
    bool near_call = is_listed(last.name, "toBeCloseTo");
    if (near_call) find_tolerance(found_, arguments, 1, true, 2);
    if (is_listed(last.name, "closeTo approximately isCloseTo"))
      find_tolerance(found_, arguments, 1, false, 0);
    if (near_) found_.strength = std::min(found_.strength, Strength::kPart);
    if (negated && found_.strength == Strength::kExact) found_.strength = Strength::kVague;
    if (is_anything_) found_.strength = Strength::kVague;
    bool same = found_.subject == found_.expected && found_.strength == Strength::kExact;
    found_.is_always_true = !negated && !subject.empty() && (same || is_value(subject));
    return found_;
  }

  const TestStatement& statement_;
  const TestStatement* around_;
  Span all_;
  Assertion found_;
  bool near_ = false, is_anything_ = false;
  std::string near_name_;
};

std::string arrow(std::string_view what, std::string_view before, std::string_view after) {
  return std::string(what) + ": " + from_to(before, after);
}

std::string widened(const Assertion& before, const Assertion& after) {
  if (before.tolerance == after.tolerance && before.counts_digits == after.counts_digits) return "";
  double was = before.tolerance_value, is = after.tolerance_value;
  if (before.counts_digits) was = std::pow(10, -was);
  if (after.counts_digits) is = std::pow(10, -is);
  bool is_known = !after.tolerance.empty() && after.tolerance.find_first_of("0123456789") == 0;
  if (is_known && is <= was) return "";
  if (after.tolerance.empty() && is <= was) return "";
  return arrow("tolerance widened", before.tolerance.empty() ? "the default" : before.tolerance,
               after.tolerance.empty() ? "the default" : after.tolerance);
}

}  // namespace

std::optional<Assertion> assertion_of(const TestStatement& statement, const TestStatement* around) {
  return AssertionReader(statement, around).read();
}

AssertionChange assertion_change(const Assertion& before, const Assertion& after) {
  if (before.text == after.text) return {};
  if (before.is_awaited && !after.is_awaited)
    return {"assertion is no longer awaited: " + short_code(after.text)};
  if (after.is_always_true && !before.is_always_true)
    return {"assertion made always true: " + short_code(after.text)};
  auto shown_relation = [](const Assertion& of) { return of.relation.empty() ? "is true" : of.relation; };
  if (after.strength < before.strength)
    return {arrow("comparison loosened", shown_relation(before), shown_relation(after))};
  AssertionChange changed{arrow("assertion changed", before.text, after.text), true};
  bool same_subject = before.subject == after.subject, same_expected = before.expected == after.expected;
  if (!same_subject && !same_expected) {
    bool swapped = before.subject == after.expected && before.expected == after.subject;
    if (swapped) return {};
    return {arrow("assertion replaced", before.text, after.text)};
  }
  if (!same_subject) {
    bool is_expectation = before.is_subject_value && after.is_subject_value;
    if (is_expectation) return {arrow("expectation changed", before.subject, after.subject), true};
    return changed;
  }
  if (after.strength > before.strength) return {};
  std::string wider = widened(before, after);
  if (!wider.empty()) return {wider};
  bool same_relation = before.relation == after.relation || after.strength == Strength::kExact;
  if (after.expected.starts_with(before.expected + ", ") && !before.expected.empty() && same_relation)
    return {};  // raises(ValueError, match="x")
  if (!same_expected)
    return same_relation
               ? AssertionChange{arrow("expectation changed", before.expected, after.expected), true}
               : changed;
  // `assertIsNot` for `is not` says the same; `<` for `<=` does not.
  constexpr std::string_view kOrders = "< <= > >= in not";
  bool is_order = is_listed(before.relation, kOrders) || is_listed(after.relation, kOrders);
  if (same_relation || !is_order) return {};
  return {arrow("comparison changed", shown_relation(before), shown_relation(after)), true};
}

std::string short_code(std::string_view text) {
  std::string shown = squeezed(text);
  if (shown.size() > kShownBytesMax) {
    auto is_inside = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    size_t head = kShownBytesMax * 2 / 3, tail = shown.size() - kShownBytesMax / 3;
    while (head > 0 && is_inside(shown[head])) --head;
    while (tail < shown.size() && is_inside(shown[tail])) ++tail;
    shown = shown.substr(0, head) + "…" + shown.substr(tail);
  }
  return printable(shown);
}

std::string from_to(std::string_view before, std::string_view after) {
  std::string was = squeezed(before), is = squeezed(after);
  if (was.empty()) was = "nothing";
  if (is.empty()) is = "nothing";
  if (std::max(was.size(), is.size()) > kShownBytesMax) {
    size_t most = std::min(was.size(), is.size()), head = 0, tail = 0;
    while (head < most && was[head] == is[head]) ++head;
    while (tail < most - head && was[was.size() - 1 - tail] == is[is.size() - 1 - tail]) ++tail;
    auto is_inside = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    head = head > 2 * kContextBytes ? head - kContextBytes : 0;
    tail = tail > 2 * kContextBytes ? tail - kContextBytes : 0;
    while (head > 0 && is_inside(was[head])) --head;
    while (tail > 0 && is_inside(was[was.size() - tail])) --tail;
    for (std::string* text : {&was, &is})
      *text = (head > 0 ? "…" : "") + text->substr(head, text->size() - head - tail) + (tail > 0 ? "…" : "");
  }
  return short_code(was) + " → " + short_code(is);
}

}  // namespace suit
