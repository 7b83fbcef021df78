// Edits of whole statements: removed, moved, copied from elsewhere, guarded, followed by a jump.
#include <algorithm>

#include "base/text.h"
#include "propose/repair/changes.h"

namespace suit::repair {
namespace {

constexpr size_t kMovedLinesMax = 8;

class Statements {
 public:
  Statements(const Source& source, SyntaxNode node, const Surroundings& around, ChangeSink& sink)
      : source_(source),
        node_(node),
        around_(around),
        sink_(sink),
        python_(source.by_indentation()),
        text_(source.text(node)),
        indent_(source.indent_of(node.line())) {
    end_ = source.is(code::kNoSemicolons) ? "" : ";";
  }

  void run() {
    // Only statements that begin their line can be moved by lines.
    begins_line_ = source_.line_begin(node_.line()) + indent_.size() == node_.begin();
    returns();
    jumps();
    if (begins_line_) initialise();
    if (is_function(node_) || node_.type().find("class") != std::string_view::npos) return;
    drop();
    if (!begins_line_) return;
    swap();
    move();
    unwrap();
    insert();
    guard();
    if (python_ && text_.starts_with("yield ")) yields();
  }

 private:
  // Whole lines, from the statement's first to its last.
  size_t begin() const { return source_.line_begin(node_.line()); }
  size_t end() const {
    size_t at = source_.text().find('\n', node_.end());
    return at == std::string_view::npos ? source_.text().size() : at + 1;
  }
  std::string lines() const {
    std::string text(source_.text().substr(begin(), end() - begin()));
    if (!text.ends_with('\n')) text += '\n';
    return text;
  }
  size_t line_count() const { return node_.last_line() - node_.line() + 1; }

  static std::string reindented(const std::string& lines, std::string_view from, std::string_view to) {
    std::string result;
    for (std::string_view line : split_lines(lines)) {
      if (line.starts_with(from)) line.remove_prefix(from.size());
      if (!trim(line).empty()) result += to;
      result += line;
    }
    return result;
  }

  std::string step() const {
    if (source_.text().find("\n\t") != std::string_view::npos) return "\t";
    return source_.text().find("\n    ") == std::string_view::npos &&
                   source_.text().find("\n  ") != std::string_view::npos
               ? "  "
               : "    ";
  }

  SyntaxNode next() const {
    SyntaxNode node = node_.next_named();
    return node && is_statement(node) ? node : SyntaxNode();
  }

  void put_before(std::string text, double prior, std::string_view what) {
    sink_.replace(begin(), begin(), std::move(text), node_.line(), prior, what);
  }
  void put_after(std::string text, double prior, std::string_view what) {
    if (!source_.text().substr(0, end()).ends_with('\n')) text = "\n" + text;
    sink_.replace(end(), end(), std::move(text), node_.line(), prior, what);
  }

  void drop() {
    bool declares = node_.type().find("declaration") != std::string_view::npos ||
                    node_.type().find("import") != std::string_view::npos;
    if (declares || node_.type() == "pass_statement") return;
    bool alone = node_.parent().named_child_count() == 1;
    // A superfluous return is rare; removing one often passes weak tests.
    double prior = is_leaving() ? .08 : line_count() > 3 ? .12 : .3;
    if (python_) {
      bool docstring = node_.type() == "expression_statement" && node_.named_child_count() == 1 &&
                       is_string(node_.named_child(0));
      if (docstring) return;
      if (alone || !begins_line_) return sink_.replace(node_, "pass", prior, "statement dropped");
      return sink_.replace(begin(), end(), "", node_.line(), prior, "statement dropped");
    }
    sink_.replace(node_, alone ? "{}" : "", prior, "statement dropped");
  }

  void swap() {
    SyntaxNode other = next();
    if (!other || line_count() > kMovedLinesMax || other.last_line() - other.line() >= kMovedLinesMax) return;
    if (source_.line_begin(other.line()) != end()) return;
    Statements second(source_, other, around_, sink_);
    std::string text = second.lines() + lines();
    sink_.replace(begin(), second.end(), text, node_.line(), .4, "statements swapped");
  }

  // Out of the block that it begins or ends; into the block before it.
  void move() {
    if (line_count() > kMovedLinesMax) return;
    SyntaxNode block = node_.parent(), outer = block ? block.parent() : SyntaxNode();
    while (outer && !is_statement(outer) && !is_function(outer)) outer = outer.parent();
    bool alone = block && block.named_child_count() == 1;
    if (outer && is_statement(outer) && !is_function(outer) && !alone) {
      std::string_view to = source_.indent_of(outer.line());
      size_t after = source_.text().find('\n', outer.end());
      after = after == std::string_view::npos ? source_.text().size() : after + 1;
      std::string between(source_.text().substr(end(), after - end()));
      sink_.replace(begin(), after, between + reindented(lines(), indent_, to), node_.line(), .35,
                    "statement moved out");
      size_t before = source_.line_begin(outer.line());
      std::string head(source_.text().substr(before, begin() - before));
      std::string rest(source_.text().substr(end(), after - end()));
      sink_.replace(before, after, reindented(lines(), indent_, to) + head + rest, node_.line(), .25,
                    "statement moved out");
    }
    SyntaxNode previous = node_.previous_named();
    SyntaxNode body = previous && is_statement(previous) ? body_of(previous) : SyntaxNode();
    if (body && is_block(body) && python_) {
      SyntaxNode last = body.named_child(body.named_child_count() - 1);
      std::string_view to = source_.indent_of(last.line());
      if (last.last_line() < node_.line() && to.size() > indent_.size())
        sink_.replace(begin(), end(), reindented(lines(), indent_, to), node_.line(), .35,
                      "statement moved in");
    }
  }

  // Keeps the body without its condition, or the reverse.
  void unwrap() {
    SyntaxNode body = body_of(node_);
    if (node_.type() == "if_statement" && body && !node_.field("alternative") &&
        line_count() <= 2 * kMovedLinesMax && body.named_child_count() > 0) {
      if (python_) {
        SyntaxNode first = body.named_child(0);
        if (first.line() > node_.line()) {
          std::string inner(source_.text().substr(source_.line_begin(first.line()),
                                                  end() - source_.line_begin(first.line())));
          sink_.replace(begin(), end(), reindented(inner, source_.indent_of(first.line()), indent_),
                        node_.line(), .2, "condition dropped");
        }
      } else {
        sink_.replace(node_, std::string(source_.text(body)), .2, "condition dropped");
      }
    }
    if (node_.type() == "if_statement" && (python_ || !node_.field("alternative")))
      sink_.replace(node_.begin(), node_.begin() + 2, "while", node_.line(), .15, "loop");
    if (node_.type() == "while_statement")
      sink_.replace(node_.begin(), node_.begin() + 5, "if", node_.line(), .15, "loop");
  }

  std::vector<std::pair<std::string, double>> return_values() const {
    std::vector<std::pair<std::string, double>> values;
    for (const std::string& text : around_.returned) values.push_back({text, .3});
    for (auto& [name, uses] : around_.names)
      if (uses != kCalled) values.push_back({name, .25});
    for (std::string_view text : {source_.words().true_, source_.words().false_, source_.words().null_})
      values.push_back({std::string(text), .15});
    for (const char* text : {"0", "1", "-1"}) values.push_back({text, .15});
    if (python_)
      for (const char* text : {"[]", "[[]]", "''", "{}", "()"}) values.push_back({text, .08});
    return values;
  }

  void returns() {
    if (node_.type() == "return_statement") {
      SyntaxNode value = node_.named_child_count() == 1 ? node_.named_child(0) : SyntaxNode();
      for (auto& [text, prior] : return_values())
        if (!value || source_.text(value) != text)
          sink_.replace(node_, "return " + text + end_, prior, "returned value");
    }
    if (node_.type() == "expression_statement" && function_around(node_) && node_.named_child_count() == 1) {
      SyntaxNode inner = node_.named_child(0);
      if (is_call(inner))
        sink_.replace(node_, "return " + std::string(source_.text(inner)) + end_, .3, "return missing");
      if (is_assignment(inner) && inner.named_child_count() == 2)
        sink_.replace(node_, "return " + std::string(source_.text(inner.named_child(1))) + end_, .1,
                      "return missing");
    }
  }

  void jumps() {
    bool jump = node_.type() == "break_statement" || node_.type() == "continue_statement";
    if (!jump && node_.type() != "pass_statement" && node_.type() != "return_statement") return;
    for (const char* word : {"break", "continue"})
      if (jump || in_loop()) sink_.replace(node_, word + end_, jump ? .5 : .15, "jump");
    if (jump && function_around(node_))
      for (auto& [text, prior] : return_values())
        sink_.replace(node_, "return " + text + end_, prior * .5, "jump");
  }

  bool in_loop() const {
    for (SyntaxNode at = node_.parent(); at && !is_function(at); at = at.parent())
      if (at.type().find("for") != std::string_view::npos ||
          at.type().find("while") != std::string_view::npos)
        return true;
    return false;
  }

  void yields() {
    std::string rest = text_.substr(6);
    bool from = rest.starts_with("from ");
    sink_.replace(node_, from ? "yield " + rest.substr(5) : "yield from " + rest, .5, "yield");
  }

  // Swaps digits: x1 for x2 and the reverse.
  static std::string with_digits_swapped(std::string text) {
    for (size_t i = 1; i < text.size(); ++i)
      if ((text[i] == '1' || text[i] == '2') && std::isalpha(static_cast<unsigned char>(text[i - 1])))
        text[i] = text[i] == '1' ? '2' : '1';
    return text;
  }

  // Inserts before the statement and, at the end of its block, after it.
  void insert() {
    SyntaxNode block = node_.parent();
    bool last = block && block.named_child(block.named_child_count() - 1) == node_;
    std::string indent(indent_);
    auto both = [&](const std::string& text, double prior, std::string_view what) {
      put_before(indent + text + "\n", prior, what);
      if (last && !is_leaving()) put_after(indent + text + "\n", prior, what);
    };
    for (const std::string& text : around_.statements) {
      if (text != text_) both(text, .1, "statement added");
      // key1 = f(x1) exists, key2 = f(x2) does not.
      std::string twin = with_digits_swapped(text);
      if (std::find(around_.statements.begin(), around_.statements.end(), twin) == around_.statements.end())
        both(twin, .2, "statement added");
    }
    if (!is_leaving()) {
      put_after(lines(), .04, "statement repeated");
      if (last && in_loop())
        for (const char* word : {"break", "continue"})
          put_after(indent + word + end_ + "\n", .2, "jump missing");
      if (last && function_around(node_))
        for (auto& [text, prior] : return_values())
          put_after(indent + "return " + text + end_ + "\n", prior * .6, "return missing");
    }
    if (python_) grow(both);
  }

  void initialise() {
    for (const std::string& name : around_.unbound) {
      if (!mentions(name) || is_mentioned_before(name)) continue;
      for (const char* value : {"0", "[]", "1", "{}", "''", "set()", "None", "False", "True"})
        put_before(std::string(indent_) + name + " = " + value + "\n", .6, "initial value");
    }
  }

  bool mentions(std::string_view name) const { return has_word(text_, name); }
  // In an earlier statement of the same block.
  bool is_mentioned_before(std::string_view name) const {
    for (SyntaxNode at = node_.previous_named(); at; at = at.previous_named())
      if (has_word(source_.text(at), name)) return true;
    return false;
  }
  static bool has_word(std::string_view text, std::string_view word) {
    auto part_of_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    for (size_t at = 0; (at = text.find(word, at)) != text.npos; at += word.size()) {
      size_t end = at + word.size();
      if ((at == 0 || !part_of_name(text[at - 1])) && (end == text.size() || !part_of_name(text[end])))
        return true;
    }
    return false;
  }

  bool is_leaving() const {
    return node_.type() == "return_statement" || node_.type() == "break_statement" ||
           node_.type() == "continue_statement" || node_.type() == "raise_statement" ||
           node_.type() == "throw_statement";
  }

  // Adds to a collection, or increments a counter.
  template <class Both>
  void grow(const Both& both) {
    for (auto& [name, uses] : around_.names) {
      if (uses & kCounted)
        both(name + " += 1", .08, "statement added"), both(name + " -= 1", .05, "statement added");
      if (uses & (kCounted | kCalled)) continue;
      for (auto& [value, their] : around_.names) {
        if (value == name || their == kCalled) continue;
        for (const char* method : {".add(", ".append("}) {
          bool started = is_started_as(name, method);
          // A collection that is created but never filled: something is missing.
          bool forgotten = started && source_.text().find(name + method) == std::string_view::npos;
          if (started ||
              source_.methods().contains(std::string(method + 1, std::string_view(method).size() - 2)))
            both(name + method + value + ")", forgotten ? .4 : .08, "statement added");
        }
        both(name + " = " + value, .03, "statement added");
        if (uses & kCounted || their & kCounted)
          for (const char* function : {"max", "min"})
            both(name + " = " + function + "(" + name + ", " + value + ")", .04, "statement added");
      }
    }
  }

  // name = set() is added to, name = [] appended to.
  bool is_started_as(const std::string& name, std::string_view method) const {
    std::string_view text = source_.text();
    return text.find(name + (method == ".add(" ? " = set(" : " = [")) != text.npos;
  }

  void guard() {
    if (!function_around(node_) || node_.type().find("declaration") != std::string_view::npos) return;
    SyntaxNode block = node_.parent();
    bool first = block && is_function(block.parent()) &&
                 (block.named_child(0) == node_ || node_.previous_named().type() == "expression_statement");
    std::string indent(indent_), inner = indent + step();
    auto put = [&](const std::string& condition, const std::string& what_then, double prior) {
      std::string text = python_ ? indent + "if " + condition + ":\n" + inner + what_then + "\n"
                                 : indent + "if (" + condition + ") " + what_then + end_ + "\n";
      if (source_.is(code::kBareConditions))
        text = indent + "if " + condition + " {\n" + inner + what_then + end_ + "\n" + indent + "}\n";
      put_before(std::move(text), prior, "guard");
    };
    std::vector<std::pair<std::string, double>> conditions;
    bool typed = source_.is(code::kBoolean);
    for (auto& [name, uses] : around_.names) {
      if (uses == kCalled) continue;
      if (uses & kCounted) {
        conditions.push_back({name + " == 0", .5}), conditions.push_back({name + " < 0", .3}),
            conditions.push_back({name + " <= 0", .3});
      } else if (!typed) {
        conditions.push_back({python_ ? "not " + name : "!" + name, .6});
      }
      if (!(uses & kCounted))
        conditions.push_back(
            {name + (python_ ? " is None" : " == " + std::string(source_.words().null_)), .4});
    }
    for (const std::string& condition : around_.conditions) conditions.push_back({condition, .15});
    for (auto& [condition, likely] : conditions) {
      for (auto& [value, prior] : return_values())
        put(condition, "return " + value, likely * prior * (first ? .6 : .3));
      if (in_loop())
        for (const char* word : {"break", "continue"}) put(condition, word, likely * .2);
    }
    // Puts the statement under a condition.
    if (line_count() > 3 || is_leaving() || !python_) return;
    for (auto& [condition, likely] : conditions)
      sink_.replace(begin(), end(), indent + "if " + condition + ":\n" + reindented(lines(), indent_, inner),
                    node_.line(), likely * .12, "condition added");
  }

  const Source& source_;
  SyntaxNode node_;
  const Surroundings& around_;
  ChangeSink& sink_;
  bool python_;
  std::string text_;
  std::string_view indent_;
  std::string end_;  // of a statement
  bool begins_line_ = false;
};

}  // namespace

void change_statement(const Source& source, SyntaxNode node, const Surroundings& around, ChangeSink& sink) {
  Statements(source, node, around, sink).run();
}

}  // namespace suit::repair
