#include "verify/compared_statement.h"

#include <map>

#include "verify/markings.h"

namespace suit {
namespace {

using Role = TestStatement::Role;

bool is_exit(const TestStatement& statement) {
  if (statement.role == Role::kExit) return true;
  if (statement.tokens.empty()) return false;
  std::vector<DottedName> names = dotted_names(statement.tokens);
  return !names.empty() && statement.tokens[0].text != "def" &&
         is_any_name(names[0].name,
                     "sys.exit os._exit exit process.exit pytest.exit os.Exit std.exit runtime.Goexit");
}

bool hides_failures(const TestUnit& unit, size_t at) {
  const TestStatement& statement = unit.statements[at];
  if (statement.role == Role::kTry) return true;
  if (statement.tokens.empty() || statement.tokens[0].text != "with") return false;
  for (const DottedName& name : dotted_names(statement.tokens)) {
    if (is_any_name(name.name, "suppress contextlib.suppress")) return true;
    std::string argument = first_argument(statement.tokens, name.end);
    if (is_any_name(name.name, "pytest.raises raises self.assertRaises") &&
        is_any_name(argument, "Exception BaseException AssertionError"))
      return true;
  }
  return false;
}

bool loops_over_nothing(const TestStatement& statement) {
  std::string text = text_of_tokens(statement.tokens);
  return text.ends_with("in []:") || text.ends_with("in():") || text.ends_with("in ():") ||
         text.ends_with("range(0):") || text.ends_with("of[])") || text.ends_with("of [])");
}

// What stands in an `if` and in its `else` does not depend on it.
void join_branches(const TestUnit& unit, std::vector<ComparedStatement>& found) {
  auto begins_with = [&](size_t at, std::string_view word) {
    const TestStatement& each = unit.statements[at];
    return each.role == Role::kCondition && !each.tokens.empty() && each.tokens[0].text == word;
  };
  std::set<size_t> with_elif;  // `if`s that have a branch more
  for (size_t i = 0; i < unit.statements.size(); ++i)
    if (begins_with(i, "elif")) with_elif.insert(unit.statements[i].parent);
  std::map<std::pair<size_t, std::string_view>, ComparedStatement*> in_if;
  for (ComparedStatement& each : found)
    if (each.condition != TestStatement::kNone && begins_with(each.condition, "if"))
      in_if.try_emplace({each.condition, each.key}, &each);
  for (ComparedStatement& each : found) {
    if (each.condition == TestStatement::kNone || !begins_with(each.condition, "else")) continue;
    size_t parent = unit.statements[each.condition].parent;
    auto other = in_if.find({parent, each.key});
    if (other == in_if.end() || with_elif.contains(parent) || !each.assertion) continue;
    --other->second->conditions;
    each.conditions -= 2;
  }
}

}  // namespace

std::vector<ComparedStatement> compared_statements(const TestUnit& unit,
                                                   const std::set<std::string>& asserting) {
  std::vector<ComparedStatement> found;
  std::vector<bool> has_handler(unit.statements.size(), false), is_covered(unit.statements.size(), false);
  size_t header = TestStatement::kNone;
  for (size_t i = 0; i < unit.statements.size(); ++i) {
    const TestStatement& each = unit.statements[i];
    if (each.role == Role::kHeader) header = i;
    if (each.role == Role::kTry && each.parent != TestStatement::kNone && !each.tokens.empty() &&
        (each.tokens[0].text.starts_with("except") || each.tokens[0].text == "catch"))
      has_handler[each.parent] = true;
  }
  bool is_dead = false;
  for (size_t i = 0; i < unit.statements.size(); ++i) {
    const TestStatement& each = unit.statements[i];
    if (each.tokens.empty() || (each.tokens.size() == 1 && each.tokens[0].is_value)) continue;
    const TestStatement* around =
        each.parent == TestStatement::kNone ? nullptr : &unit.statements[each.parent];
    ComparedStatement compared{
        .statement = &each, .around = around, .assertion = assertion_of(each, around), .is_dead = is_dead};
    bool by_condition = compared.assertion && compared.assertion->text.starts_with("fails if ");
    if (by_condition) is_covered[each.parent] = true;
    if (!compared.assertion && each.role == Role::kPlain && !asserting.empty()) {
      std::vector<DottedName> names = dotted_names(each.tokens);
      if (!names.empty() && asserting.contains(names[0].name))
        compared.assertion = Assertion{.line = each.line,
                                       .text = text_of_tokens(each.tokens),
                                       .subject = text_of_tokens(each.tokens),
                                       .relation = names[0].name};
    }
    compared.key = compared.assertion ? "assert " + compared.assertion->text : text_of_tokens(each.tokens);
    size_t at = by_condition ? around->parent : each.parent;
    for (size_t depth = 0; at != TestStatement::kNone && depth < 64;
         at = unit.statements[at].parent, ++depth) {
      const TestStatement& outer = unit.statements[at];
      bool is_try = outer.role == Role::kTry
                        ? has_handler[at] || outer.tokens.empty() || outer.tokens[0].text != "try"
                        : hides_failures(unit, at);
      // A function within a test may never be called.
      bool is_condition = outer.role == Role::kCondition || outer.role == Role::kFunction ||
                          (outer.role == Role::kLoop && loops_over_nothing(outer));
      if ((is_try || is_condition) && compared.innermost.empty())
        compared.innermost = short_code(text_of_tokens(outer.tokens));
      if (is_condition && compared.conditions == 0) compared.condition = at;
      compared.tries += is_try;
      compared.conditions += is_condition;
    }
    if (each.parent == header && header != TestStatement::kNone && is_exit(each)) is_dead = true;
    found.push_back(std::move(compared));
  }
  join_branches(unit, found);
  // The condition of `if got != 6 { t.Error() }` is compared once, with what fails.
  std::erase_if(found, [&](const ComparedStatement& each) {
    return is_covered[static_cast<size_t>(each.statement - unit.statements.data())];
  });
  return found;
}

}  // namespace suit
