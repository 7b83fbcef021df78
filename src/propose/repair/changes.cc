#include "propose/repair/changes.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.h"

namespace suit::repair {
namespace {

constexpr size_t kTextsKept = 24;  // of each kind around a place: more would bury the promising ones

void keep(std::vector<std::string>& texts, std::string_view text) {
  if (texts.size() < kTextsKept && text.size() < 80 &&
      std::find(texts.begin(), texts.end(), text) == texts.end())
    texts.emplace_back(text);
}

// The offset from which a name assigned here (Python) has a value; nullopt if it is not assigned.
std::optional<size_t> bound_from(SyntaxNode name) {
  SyntaxNode at = name, parent = name.parent();
  while (parent &&
         (parent.type() == "pattern_list" || parent.type() == "tuple_pattern" ||
          parent.type() == "list_pattern" || parent.type().find("splat_pattern") != std::string_view::npos ||
          parent.type() == "as_pattern_target"))
    at = parent, parent = parent.parent();
  if (!parent) return {};
  std::string_view type = parent.type();
  if (type == "for_in_clause")
    return parent.field("left") == at ? std::optional<size_t>(0) : std::nullopt;  // read before it is written
  if (type == "assignment")
    return parent.field("left") == at ? std::optional<size_t>(parent.end()) : std::nullopt;
  if (type == "for_statement")
    return parent.field("left") == at ? std::optional<size_t>(at.begin()) : std::nullopt;
  bool binds = type.find("parameter") != type.npos || type == "as_pattern" || type == "global_statement" ||
               type == "nonlocal_statement" || type == "dotted_name" || type == "aliased_import";
  if (type == "function_definition" || type == "class_definition" || type == "named_expression" ||
      type == "default_parameter")
    binds = parent.field("name") == at;
  return binds ? std::optional<size_t>(0) : std::nullopt;
}

// Names that the function reads before it or the surrounding code assigns them.
std::set<std::string> unbound_names(const Source& source, SyntaxNode function) {
  static const std::set<std::string> kBuiltIn = {
      "int",  "str", "float",  "bool", "list",   "dict",  "set",   "tuple", "len",
      "min",  "max", "sum",    "abs",  "sorted", "print", "range", "type",  "object",
      "self", "map", "filter", "zip",  "super",  "iter",  "next",  "bytes", "repr"};
  std::map<std::string, size_t> bound, read;
  auto least = [](std::map<std::string, size_t>& places, std::string name, size_t at) {
    auto [place, is_new] = places.try_emplace(std::move(name), at);
    if (!is_new) place->second = std::min(place->second, at);
  };
  walk(source.root(), [&](SyntaxNode node) {
    if (node.type() != "identifier") return true;
    bool inside = node.begin() >= function.begin() && node.begin() < function.end();
    std::string name(source.text(node));
    if (auto from = bound_from(node)) {
      if (inside) {
        least(bound, name, *from);
      } else {
        // Includes the file's names and those of the enclosing functions.
        SyntaxNode around = function_around(node.parent());
        if (!around || (around.begin() <= function.begin() && around.end() >= function.end()))
          least(bound, name, 0);
      }
    } else if (inside && is_name(node) && !(is_call(node.parent()) && function_of(node.parent()) == node)) {
      least(read, name, node.begin());
    }
    return true;
  });
  std::set<std::string> unbound;
  for (auto& [name, at] : read) {
    auto from = bound.find(name);
    bool is_class = std::isupper(static_cast<unsigned char>(name[0])) != 0;
    if (!is_class && !kBuiltIn.contains(name) && (from == bound.end() || from->second > at))
      unbound.insert(name);
  }
  return unbound;
}

bool is_compound(SyntaxNode statement) {
  return static_cast<bool>(body_of(statement));
}

}  // namespace

void ChangeSink::replace(SyntaxNode node, std::string text, double prior, std::string_view what) {
  replace(node.begin(), node.end(), std::move(text), node.line(), prior, what);
}

void ChangeSink::replace(size_t begin, size_t end, std::string text, size_t line, double prior,
                         std::string_view what) {
  if (is_full() || prior <= 0 || source_.text().substr(begin, end - begin) == text) return;
  changes_.push_back({begin, end, std::move(text), line, prior, what});
}

Surroundings surroundings_of(const Source& source, SyntaxNode function) {
  Surroundings around;
  SyntaxNode scope = function ? function : source.root();
  around.names = source.names_in(scope);
  around.globals = source.names_in(source.root());
  if (function && source.grammar() == Grammar::kPython) around.unbound = unbound_names(source, function);
  walk(scope, [&](SyntaxNode node) {
    if (node.named_child_count() == 0 && node.type().ends_with("identifier"))
      around.words.emplace(source.text(node));
    if (is_number(node)) keep(around.numbers, source.text(node));
    if (is_string(node) && is_expression(node)) keep(around.strings, source.text(node));
    if (SyntaxNode condition = condition_of(node)) keep(around.conditions, source.text(condition));
    if (node.type() == "return_statement" && node.named_child_count() == 1)
      keep(around.returned, source.text(node.named_child(0)));
    if (is_call(node) || is_index(node) || is_member(node) || is_binary(node))
      if (is_expression(node) && node.line() == node.last_line()) keep(around.expressions, source.text(node));
    if (is_statement(node) && !is_compound(node) && node.line() == node.last_line()) {
      bool jump = node.type() == "return_statement" || node.type().starts_with("import");
      if (!jump) keep(around.statements, source.text(node));
    }
    return true;
  });
  return around;
}

std::vector<Change> changes_of(const Source& source, const SuspicionOf& suspicion, size_t most) {
  std::vector<Change> changes;
  ChangeSink sink(source, changes, most);
  // Statements of a function are adjacent, so the last surroundings usually apply.
  SyntaxNode function;
  Surroundings around = surroundings_of(source, {});
  Surroundings of_file = around;
  walk(source.root(), [&](SyntaxNode node) {
    if (node.has_error() && node.is_error()) return false;
    if (!is_expression(node) && !is_statement(node) && !is_assignment(node)) return true;
    // Only a statement's head counts for its own lines; nested statements are handled separately.
    SyntaxNode statement = statement_around(node);
    SyntaxNode body = statement ? body_of(statement) : SyntaxNode();
    size_t first = statement ? statement.line() : node.line();
    size_t last = statement && (!body || body.begin() > node.begin())
                      ? (body ? std::max(first, body.line() - 1) : statement.last_line())
                      : node.last_line();
    if (body && body.begin() <= node.begin()) first = node.line();
    last = std::min(std::max(last, node.line()), first + 20);
    if (suspicion(std::min(first, node.line()), last) <= 0) return true;
    SyntaxNode in = function_around(node);
    if (!(static_cast<bool>(in) == static_cast<bool>(function)) || (in && !(in == function))) {
      function = in;
      around = in ? surroundings_of(source, in) : of_file;
    }
    if (is_expression(node) || is_assignment(node)) change_expression(source, node, around, sink);
    if (is_statement(node)) change_statement(source, node, around, sink);
    return !sink.is_full();
  });
  return changes;
}

}  // namespace suit::repair
