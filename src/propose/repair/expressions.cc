// Edits of one expression.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "propose/repair/changes.h"
#include "propose/repair/mistakes.h"

namespace suit::repair {
namespace {

class Expressions {
 public:
  Expressions(const Source& source, SyntaxNode node, const Surroundings& around, ChangeSink& sink)
      : source_(source), node_(node), around_(around), sink_(sink), text_(source.text(node)) {}

  void run() {
    operators();
    if (is_binary(node_)) operands();
    if (is_number(node_)) number();
    if (is_string(node_)) string();
    words();
    if (is_name(node_)) name();
    if (is_member(node_)) member();
    if (is_call(node_)) call();
    if (is_index(node_)) index();
    elements();
    conditional();
    wrapped();
    if (SyntaxNode parent = node_.parent(); parent && condition_of(parent) == node_) condition();
  }

 private:
  void operators() {
    bool has_one = is_binary(node_) || is_assignment(node_) || node_.type() == "update_expression";
    SyntaxNode token = has_one ? operator_of(node_) : SyntaxNode();
    if (!token) return;
    // "not in" is two tokens in some versions of the grammar.
    size_t begin = token.begin(), end = token.end();
    std::string op(source_.text(token));
    if (source_.grammar() == Grammar::kPython && is_binary(node_)) {
      for (uint32_t i = 0; i < node_.child_count(); ++i) {
        SyntaxNode child = node_.child(i);
        if (child.is_named() || child == token) continue;
        std::string_view word = source_.text(child);
        if ((op == "not" && word == "in") || (op == "is" && word == "not"))
          op += " " + std::string(word), end = child.end();
      }
    }
    for (const OperatorSwap& swap : operator_swaps()) {
      if (swap.from != op) continue;
      for (auto& [to, prior] : swap.to)
        if (fits_language(to)) sink_.replace(begin, end, std::string(to), node_.line(), prior, "operator");
    }
    // Each operator after the first of a < b < c.
    if (source_.grammar() != Grammar::kPython || node_.type() != "comparison_operator") return;
    for (uint32_t i = 0; i < node_.child_count(); ++i) {
      SyntaxNode child = node_.child(i);
      if (child.is_named() || child.begin() <= begin) continue;
      for (const OperatorSwap& swap : operator_swaps())
        if (swap.from == source_.text(child))
          for (auto& [to, prior] : swap.to)
            if (fits_language(to)) sink_.replace(child, std::string(to), prior, "operator");
    }
  }

  bool fits_language(std::string_view op) const {
    bool python = source_.grammar() == Grammar::kPython;
    bool script = source_.language().naming == code::Naming::kScripts;
    if (op == "//" || op == "//=" || op == "not in" || op == "is" || op == "is not") return python;
    if (op == "**") return python || script;
    if (op == "===" || op == "!==" || op == "??" || op == ">>>") return script;
    if (op == "&&" || op == "||") return !python;
    return true;
  }

  // Drops an operand, swaps the two, adds or subtracts one.
  void operands() {
    SyntaxNode left = node_.named_child(0), right = node_.named_child(node_.named_child_count() - 1);
    if (node_.named_child_count() != 2) return;
    std::string_view op = source_.text(operator_of(node_));
    std::string a(source_.text(left)), b(source_.text(right));
    bool logic = op == "and" || op == "or" || op == "&&" || op == "||";
    bool commutes = logic || op == "==" || op == "!=" || op == "===" || op == "!==" || op == "*" ||
                    op == "&" || op == "|" || op == "^";
    sink_.replace(node_, a, logic ? .5 : .25, "operand dropped");
    sink_.replace(node_, b, logic ? .5 : .2, "operand dropped");
    if (!commutes && a != b)
      sink_.replace(node_,
                    b + std::string(text_.substr(left.end() - node_.begin(), right.begin() - left.end())) + a,
                    .4, "operands swapped");
    // (a + b) * c instead of a + b * c, and the like.
    if (is_binary(right) && right.named_child_count() == 2 && !logic)
      sink_.replace(node_,
                    "(" + a + " " + std::string(op) + " " + std::string(source_.text(right.named_child(0))) +
                        ")" +
                        std::string(source_.text().substr(right.named_child(0).end(),
                                                          right.end() - right.named_child(0).end())),
                    .2, "precedence");
    if (is_binary(left) && left.named_child_count() == 2 && !logic)
      sink_.replace(
          node_,
          std::string(source_.text().substr(left.begin(), left.named_child(1).begin() - left.begin())) + "(" +
              std::string(source_.text(left.named_child(1))) + " " + std::string(op) + " " + b + ")",
          .2, "precedence");
  }

  void number() {
    long long value = 0;
    auto [end, failed] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    bool whole = failed == std::errc() && end == text_.data() + text_.size();
    std::vector<std::pair<std::string, double>> others;
    if (whole) {
      others = {{std::to_string(value + 1), .9},
                {std::to_string(value - 1), .9},
                {"0", .6},
                {"1", .6},
                {"-1", .3},
                {"2", .25},
                {"-" + text_, .3},
                {std::to_string(value * 2), .1},
                {std::to_string(value / 2), .1}};
    } else if (text_.find_first_of(".eE") != text_.npos) {
      others = {{"0.0", .4}, {"1.0", .4}, {"-" + text_, .4}, {"0.5", .2}, {"2.0", .2}};
    } else if (text_.starts_with("0x")) {
      others = {{"(" + text_ + " + 1)", .4}, {"(" + text_ + " - 1)", .4}};
    }
    for (const std::string& number : around_.numbers) others.push_back({number, .3});
    for (auto& [name, uses] : around_.names)
      if (uses & kCounted) others.push_back({name, .25});
    once(others, "constant");
  }

  void string() {
    std::vector<std::pair<std::string, double>> others;
    for (const std::string& string : around_.strings) others.push_back({string, .3});
    others.push_back({"''", source_.grammar() == Grammar::kPython ? .3 : 0});
    others.push_back({"\"\"", source_.grammar() == Grammar::kPython ? 0 : .3});
    once(others, "constant");
  }

  void words() {
    const code::Words& words = source_.words();
    if (text_ == words.true_ && node_.type() != "number_literal")
      sink_.replace(node_, std::string(words.false_), .8, "constant");
    if (text_ == words.false_ && node_.type() != "number_literal")
      sink_.replace(node_, std::string(words.true_), .8, "constant");
    bool negated =
        node_.type() == "not_operator" || (node_.type() == "unary_expression" && text_.starts_with("!"));
    if (negated) sink_.replace(node_, std::string(source_.text(node_.named_child(0))), .7, "negation");
    if (text_.starts_with("-") && node_.type().starts_with("unary"))
      sink_.replace(node_, text_.substr(1), .5, "sign");
    if (node_.type() == "update_expression") {  // i++ instead of ++i
      SyntaxNode inner = node_.named_child(0);
      std::string op(text_.find("++") != text_.npos ? "++" : "--"), name(source_.text(inner));
      sink_.replace(node_, text_.starts_with(op) ? name + op : op + name, .3, "increment");
    }
  }

  void name() {
    bool called = is_call(node_.parent()) && function_of(node_.parent()) == node_;
    std::string me(text_);
    std::vector<std::pair<std::string, double>> others;
    auto mine = around_.names.find(me);
    unsigned uses = mine == around_.names.end() ? 0 : mine->second;
    if (!called) {
      for (auto& [other, their] : around_.names) {
        if (other == me || (their == kCalled)) continue;
        double fit = (uses & their) ? 1.0 : (!uses || !their) ? .6 : .35;
        others.push_back({other, .8 * fit});
      }
      if (is_left_side())  // a self-assignment is not a repair
        for (auto& other : others) other.second *= .5;
    }
    if (called)
      for (const std::string& other : source_.callables())
        if (kinship(me, other) >= .5 || is_near(source_.callables(), other))
          others.push_back({other, kinship(me, other)});
    for (std::string_view kin : kin_of(me)) others.push_back({std::string(kin), .9});
    if (!called) {
      for (auto& [other, their] : around_.globals)
        if (!around_.names.contains(other) && their != kCalled)
          others.push_back({other, .2 * kinship(me, other)});
      sink_.replace(node_, me + " + 1", .35, "off by one");
      sink_.replace(node_, me + " - 1", .35, "off by one");
      for (std::string_view constant : {"0", "1"})
        sink_.replace(node_, std::string(constant), .15, "constant");
    }
    once(others, called ? "call" : "variable");
    if (!called && !is_left_side())
      for (const std::string& property : source_.properties())
        if ((uses & kHasMembers) && is_near(source_.properties(), property))
          sink_.replace(node_, me + "." + property, .15, "member");
  }

  bool is_left_side() const {
    SyntaxNode parent = node_.parent();
    return is_assignment(parent) && parent.named_child(0) == node_;
  }

  // Of a long file's many names, only those that the function uses.
  bool is_near(const std::set<std::string>& all, const std::string& name) const {
    constexpr size_t kFew = 24;
    return all.size() <= kFew || around_.words.contains(name);
  }

  static std::vector<std::string_view> kin_of(std::string_view name) {
    std::vector<std::string_view> kin;
    for (auto& family : kindred_names())
      if (std::find(family.begin(), family.end(), name) != family.end())
        for (std::string_view other : family)
          if (other != name) kin.push_back(other);
    return kin;
  }

  // The similarity of two names: common parts, or a small edit distance.
  static double kinship(std::string_view a, std::string_view b) {
    size_t distance = edit_distance(a, b, 4);
    if (distance <= 3 && distance * 2 < a.size()) return .6;
    size_t head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
    return head >= 3 ? .5 : .2;
  }

  void member() {
    SyntaxNode property = property_of(node_);
    if (!property) return;
    std::string me(source_.text(property));
    bool called = is_call(node_.parent()) && function_of(node_.parent()) == node_;
    std::vector<std::pair<std::string, double>> others;
    for (std::string_view kin : kin_of(me)) others.push_back({std::string(kin), .9});
    const std::set<std::string>& all = called ? source_.methods() : source_.properties();
    for (const std::string& other : all)
      if (other != me && (kinship(me, other) >= .5 || is_near(all, other)))
        others.push_back({other, kinship(me, other) * (called ? .6 : 1.0)});
    std::set<std::string> seen{me};
    for (auto& [other, prior] : others)
      if (seen.insert(other).second) sink_.replace(property, other, prior, called ? "method" : "member");
    if (!called && !is_left_side())
      sink_.replace(node_, std::string(source_.text(object_of(node_))), .35, "member dropped");
  }

  void call() {
    SyntaxNode list = arguments_of(node_);
    if (!list) return;
    bool of_generator = list.type() == "generator_expression";  // its parentheses are the call's
    if (SyntaxNode called = function_of(node_); source_.grammar() == Grammar::kPython &&
                                                called.type() == "identifier" &&
                                                (of_generator || list.named_child_count() == 1))
      for (const char* other : {"all", "any", "sum", "len", "max", "min", "sorted", "list", "set", "tuple",
                                "reversed", "int", "str", "abs"})
        if (source_.text(called) != other) sink_.replace(called, other, .05, "function");
    if (of_generator) return;
    std::vector<SyntaxNode> arguments;
    for (uint32_t i = 0; i < list.named_child_count(); ++i) arguments.push_back(list.named_child(i));
    SyntaxNode function = function_of(node_);
    std::string callee(source_.text().substr(node_.begin(), list.begin() - node_.begin()));
    auto with = [&](const std::vector<std::string>& texts) {
      std::string text = callee + "(";
      for (size_t i = 0; i < texts.size(); ++i) text += (i ? ", " : "") + texts[i];
      return text + ")";
    };
    std::vector<std::string> texts;
    for (SyntaxNode argument : arguments) texts.emplace_back(source_.text(argument));
    for (size_t i = 0; i < texts.size(); ++i) {
      for (size_t j = i + 1; j < texts.size(); ++j) {
        auto swapped = texts;
        std::swap(swapped[i], swapped[j]);
        sink_.replace(node_, with(swapped), j == i + 1 ? .6 : .3, "argument order");
      }
      auto fewer = texts;
      fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(i));
      sink_.replace(node_, with(fewer), .25, "argument dropped");
      if (is_expression(arguments[i]))
        sink_.replace(node_, texts[i], texts.size() == 1 ? .4 : .25, "call dropped");
    }
    if (is_member(function))
      sink_.replace(node_, std::string(source_.text(object_of(function))), .3, "call dropped");
    if (SyntaxNode object = node_.field("object"))
      sink_.replace(node_, std::string(source_.text(object)), .3, "call dropped");
    if (texts.size() <= 3) {
      auto add = [&](const std::string& text, double prior) {
        auto more = texts;
        more.push_back(text);
        sink_.replace(node_, with(more), prior, "argument added");
        if (texts.empty()) return;
        more = texts;
        more.insert(more.begin(), text);
        sink_.replace(node_, with(more), prior * .7, "argument added");
      };
      for (auto& [name, uses] : around_.names)
        if (uses != kCalled) add(name, .15);
      for (const char* constant : {"1", "0", "-1"}) add(constant, .12);
      add(std::string(source_.words().true_), .08);
    }
    if (source_.grammar() == Grammar::kPython && callee == "range") ranges(texts, with);
  }

  template <class With>
  void ranges(const std::vector<std::string>& texts, const With& with) {
    if (texts.size() == 1)
      sink_.replace(node_, with({"1", texts[0]}), .4, "range"),
          sink_.replace(node_, with({"1", texts[0] + " + 1"}), .4, "range");
    if (texts.size() == 2) sink_.replace(node_, with({texts[0], texts[1], "-1"}), .2, "range");
  }

  void index() {
    for (const char* field : {"index", "indices", "subscript"}) {
      SyntaxNode inner = node_.field(field);
      if (!inner || inner.type() == "slice") continue;
      if (inner.type() == "subscript_argument_list" && inner.named_child_count() == 1)
        inner = inner.named_child(0);
      std::string text(source_.text(inner));
      sink_.replace(inner, text + " + 1", .5, "off by one");
      sink_.replace(inner, text + " - 1", .5, "off by one");
    }
    if (!is_left_side())
      sink_.replace(node_, std::string(source_.text(object_of(node_))), .2, "index dropped");
    SyntaxNode slice = source_.grammar() == Grammar::kPython ? node_.field("subscript") : SyntaxNode();
    if (slice && slice.type() == "slice") slices(slice);
  }

  void slices(SyntaxNode slice) {
    std::string text(source_.text(slice));
    size_t colon = text.find(':');
    if (colon == text.npos || text.find(':', colon + 1) != text.npos) return;
    std::string from(trim(text.substr(0, colon))), to(trim(text.substr(colon + 1)));
    auto put = [&](const std::string& a, const std::string& b, double prior) {
      sink_.replace(slice, a + ":" + b, prior, "slice");
    };
    put(from.empty() ? "1" : "", to, .3);
    put(from, to.empty() ? "-1" : "", .3);
    if (!from.empty()) put(from + " + 1", to, .4), put(from + " - 1", to, .3);
    if (!to.empty()) put(from, to + " + 1", .4), put(from, to + " - 1", .3);
    for (auto& [name, uses] : around_.names)
      if (uses & kCounted) {
        if (from.empty()) put(name, to, .2), put(name + " + 1", to, .15);
        if (to.empty()) put(from, name, .2), put(from, name + " + 1", .1);
      }
  }

  // Swaps two elements of a list or tuple, or drops one.
  void elements() {
    std::string_view type = node_.type();
    if (type != "list" && type != "tuple" && type != "expression_list" && type != "array" &&
        type != "pattern_list")
      return;
    uint32_t count = node_.named_child_count();
    if (count > 6) return;
    for (uint32_t i = 0; i + 1 < count; ++i) {
      SyntaxNode a = node_.named_child(i), b = node_.named_child(i + 1);
      std::string text(source_.text().substr(node_.begin(), a.begin() - node_.begin()));
      text +=
          std::string(source_.text(b)) + std::string(source_.text().substr(a.end(), b.begin() - a.end())) +
          std::string(source_.text(a)) + std::string(source_.text().substr(b.end(), node_.end() - b.end()));
      sink_.replace(node_, text, .5, "order");
    }
    if (count == 0 && type != "expression_list")
      for (auto& [name, uses] : around_.names) {
        std::string open(text_.substr(0, 1)), close(text_.substr(text_.size() - 1));
        if (uses != kCalled && type != "tuple")
          sink_.replace(node_, open + name + close, .12, "initial value");
        if (type == "list")
          sink_.replace(node_, "[[]]", .1, "initial value"),
              sink_.replace(node_, "[0]", .05, "initial value");
      }
  }

  // Swaps the two values of a conditional expression.
  void conditional() {
    if (node_.type() != "conditional_expression" && node_.type() != "ternary_expression") return;
    if (node_.named_child_count() != 3) return;
    bool python = source_.grammar() == Grammar::kPython;
    SyntaxNode yes = node_.named_child(python ? 0 : 1), no = node_.named_child(2);
    std::string text = std::string(source_.text().substr(node_.begin(), yes.begin() - node_.begin())) +
                       std::string(source_.text(no)) +
                       std::string(source_.text().substr(yes.end(), no.begin() - yes.end())) +
                       std::string(source_.text(yes));
    sink_.replace(node_, text, .5, "branches swapped");
    sink_.replace(node_, std::string(source_.text(yes)), .15, "branch");
    sink_.replace(node_, std::string(source_.text(no)), .15, "branch");
  }

  // Extends the expression: adds a number, calls a function that is called on others, takes an element.
  void wrapped() {
    if (is_left_side() || is_number(node_) || is_string(node_) || node_.type() == "parenthesized_expression")
      return;
    SyntaxNode parent = node_.parent();
    bool called = is_call(parent) && function_of(parent) == node_;
    if (called || (is_member(parent) && is_name(node_))) return;
    std::string inner = is_binary(node_) ? "(" + std::string(text_) + ")" : std::string(text_);
    if (!is_name(node_)) {
      double prior = is_binary(node_) || is_call(node_) ? .35 : .2;
      sink_.replace(node_, std::string(text_) + " + 1", prior, "off by one");
      sink_.replace(node_, std::string(text_) + " - 1", prior, "off by one");
    }
    bool python = source_.grammar() == Grammar::kPython;
    for (const std::string& function : source_.callables())
      if (is_near(source_.callables(), function))
        sink_.replace(node_, function + "(" + std::string(text_) + ")", .12, "call added");
    if (python)
      for (const char* function : {"len", "str", "int", "list", "abs", "sorted"})
        sink_.replace(node_, std::string(function) + "(" + std::string(text_) + ")", .07, "call added");
    const char* square = python ? " ** 2" : nullptr;
    if (square) sink_.replace(node_, inner + square, .1, "operand added");
    for (const char* function : {"max", "min"})
      for (const char* bound : {"0", "1"})
        if (python)
          sink_.replace(node_, std::string(function) + "(" + bound + ", " + std::string(text_) + ")", .1,
                        "bound");
    for (auto& [name, uses] : around_.names) {
      if (uses == kCalled || name == text_) continue;
      bool counted = uses & kCounted;
      sink_.replace(node_, inner + " + " + name, counted ? .14 : .08, "operand added");
      sink_.replace(node_, inner + " - " + name, counted ? .14 : .02, "operand added");
      if (counted) sink_.replace(node_, inner + " * " + name, .05, "operand added");
      if (python && !counted) sink_.replace(node_, name + " + " + inner, .08, "operand added");
      if (uses & kIndexed) sink_.replace(node_, name + "[" + std::string(text_) + "]", .12, "index added");
      if (python) {
        sink_.replace(node_, "max(" + name + ", " + std::string(text_) + ")", .06, "bound");
        sink_.replace(node_, "min(" + name + ", " + std::string(text_) + ")", .06, "bound");
      }
    }
    for (const std::string& other : around_.expressions)
      if (other != text_) sink_.replace(node_, other, .1, "expression");
  }

  void condition() {
    const code::Words& words = source_.words();
    bool python = source_.by_indentation();
    std::string me(text_);
    bool low = me.find(" or ") != me.npos || me.find("||") != me.npos || me.find(" if ") != me.npos;
    std::string inner = low || is_binary(node_) ? "(" + me + ")" : me;
    sink_.replace(node_, std::string(words.not_) + inner, .6, "negation");
    std::string none(words.null_);
    std::vector<std::pair<std::string, double>> atoms;
    for (const std::string& other : around_.conditions)
      if (other != me) atoms.push_back({other, .2});
    bool typed = source_.is(code::kBoolean);
    for (auto& [name, uses] : around_.names) {
      if (uses == kCalled) continue;
      if (!typed) atoms.push_back({name, .2}), atoms.push_back({std::string(words.not_) + name, .15});
      if (python) {
        atoms.push_back({name + " is not None", .1}), atoms.push_back({name + " is None", .1});
        atoms.push_back({"len(" + name + ") > 0", .03});
      } else if (source_.grammar() != Grammar::kRust) {
        atoms.push_back({name + " != " + none, .1}), atoms.push_back({name + " == " + none, .1});
      }
      if (uses & kCounted) {
        for (const char* op : {" > 0", " == 0", " >= 0", " < 0", " == 1", " != 0"})
          atoms.push_back({name + op, .08});
        for (auto& [other, their] : around_.names) {
          if (other != name && (their & kCounted))
            for (const char* op : {" < ", " <= ", " == "}) atoms.push_back({name + op + other, .08});
          if (python && other != name && (their & kIndexed))
            atoms.push_back({name + " < len(" + other + ")", .1});
        }
      }
    }
    bool endless = me == words.true_ || me == "1";
    std::set<std::string> seen;
    for (auto& [atom, prior] : atoms) {
      if (!seen.insert(atom).second) continue;
      bool loose = atom.find(" or ") != atom.npos || atom.find("||") != atom.npos;
      std::string bracketed = loose ? "(" + atom + ")" : atom;
      sink_.replace(node_, atom, prior * (endless ? 1 : .8), "condition");
      if (endless) continue;  // nothing to join
      sink_.replace(node_, (low ? "(" + me + ")" : me) + " " + std::string(words.and_) + " " + bracketed,
                    prior, "condition joined");
      sink_.replace(node_, me + " " + std::string(words.or_) + " " + atom, prior, "condition loosened");
      sink_.replace(node_, bracketed + " " + std::string(words.and_) + " " + (low ? "(" + me + ")" : me),
                    prior * .7, "condition joined");
    }
    sink_.replace(node_, std::string(words.true_), .08, "condition");
    sink_.replace(node_, std::string(words.false_), .08, "condition");
  }

  void once(const std::vector<std::pair<std::string, double>>& others, std::string_view what) {
    std::map<std::string, double> best;
    for (auto& [text, prior] : others)
      if (text != text_ && prior > 0) best[text] = std::max(best[text], prior);
    for (auto& [text, prior] : best) sink_.replace(node_, text, prior, what);
  }

  const Source& source_;
  SyntaxNode node_;
  const Surroundings& around_;
  ChangeSink& sink_;
  std::string text_;
};

}  // namespace

void change_expression(const Source& source, SyntaxNode node, const Surroundings& around, ChangeSink& sink) {
  Expressions(source, node, around, sink).run();
}

}  // namespace suit::repair
