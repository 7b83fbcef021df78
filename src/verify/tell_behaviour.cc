// Rules on what functions do: exceptions that they swallow, comparisons that hold for everything.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "verify/tell_rules.h"
#include "verify/word_list.h"

namespace suit::tells {
namespace {

// --- Assertion errors ---

bool rethrows(const CodeFile& code, At handler) {
  for (At at = handler; at < code.end(handler); ++at)
    if (code.is(at, Form::kThrow)) return true;
  return false;
}

// Does the block run code of its caller: a parameter that it calls, or the body of a with statement?
bool runs_callers_code(const Examined& file, At block) {
  const CodeFile& code = file.code;
  for (At at = block; at < code.end(block); ++at) {
    if (code.is(at, Form::kFunction)) {
      at = code.end(at) - 1;
      continue;
    }
    if (code.is(at, "yield")) return true;
    At callee = code.is(at, Form::kCall) ? code.callee(at) : kNowhere;
    if (!code.is(callee, Form::kName)) continue;
    for (At around = code.around(at, Form::kFunction); around != kNowhere;
         around = code.around(around, Form::kFunction)) {
      std::vector<std::string_view> parameters = code.parameters(around);
      for (size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i] == code.text(callee) && parameters[i] != "self" && parameters[i] != "cls")
          return true;
    }
  }
  return false;
}

bool is_generator_of_with(const Examined& file, At at) {
  const CodeFile& code = file.code;
  At function = code.around(at, Form::kFunction);
  if (function == kNowhere) return false;
  At above = code.parent(function);
  return code.is(above, "decorated_definition") &&
         code.text(above).substr(0, code.text(above).find("def ")).find("contextmanager") !=
             std::string_view::npos;
}

void find_python_catch(const Examined& file, At handler) {
  const CodeFile& code = file.code;
  if (rethrows(code, handler)) return;
  At tried = code.field(code.parent(handler), "body");
  std::vector<At> parts = code.children(handler);
  if (parts.empty() || tried == kNowhere) return;
  bool bare = parts.size() == 1, everything = bare;
  bool assertion = false;
  for (At at = handler; !bare && at < parts.back(); ++at) {
    if (!code.is(at, Form::kName) && !code.is(at, Form::kMember)) continue;
    std::string name = file.names.of(at);
    if (name == "builtins.AssertionError" || name.ends_with(".AssertionError") ||
        name.ends_with(".failureException"))
      assertion = true;
    if (name == "builtins.BaseException") everything = true;
  }
  if (assertion) {
    // An assertion of the same block is the code's own.
    for (At at = tried; at < code.end(tried); ++at)
      if (code.is(at, "assert_statement")) return;
    file.add(TellRule::kAssertionErrors, handler, "catches assertion errors");
  } else if (everything && runs_callers_code(file, tried)) {
    bool with = is_generator_of_with(file, handler);
    file.add(TellRule::kAssertionErrors, handler,
             with ? "catches every exception of a with block, assertion errors too"
                  : "catches every exception of a function that it is given, assertion errors too");
  }
}

// __exit__ that returns True: the with block's exceptions are lost.
void find_swallowing_exit(const Examined& file, At function) {
  const CodeFile& code = file.code;
  std::string_view name = code.text(code.name_of(function));
  if (name != "__exit__" && name != "__aexit__") return;
  std::vector<At> returned = code.returned(function);
  bool all = !returned.empty() &&
             std::all_of(returned.begin(), returned.end(), [&](At one) { return code.is(one, Form::kTrue); });
  if (all) file.add(TellRule::kAssertionErrors, function, "swallows every exception of a with block");
}

// ERR_ASSERTION, or `instanceof AssertionError`.
void find_script_catch(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.is(at, Form::kString)) {
    auto text = code.constant_text(at);
    bool compared = code.is(code.parent(at), Form::kBinary) || code.is(code.parent(at), Form::kCase);
    if (text && compared && (*text == "ERR_ASSERTION" || *text == "AssertionError"))
      file.add(TellRule::kAssertionErrors, code.parent(at), "looks for assertion errors");
  } else if (code.is(at, Form::kBinary) && code.operator_of(at) == "instanceof") {
    std::string_view name = code.text(code.right(at));
    if (name == "AssertionError" || name.ends_with(".AssertionError"))
      file.add(TellRule::kAssertionErrors, at, "looks for assertion errors");
  }
}

// --- Comparisons ---

enum class Answer { kTrue, kFalse };

struct ComparisonRow {
  std::string_view names;  // of methods, blank-separated
  Answer wrong;            // if it always gives this, it agrees with everything
};
constexpr ComparisonRow kPythonComparisons[] = {{"__eq__ __contains__ __instancecheck__ __subclasscheck__",
                                                 Answer::kTrue},
                                                {"__ne__", Answer::kFalse}},
                        kScriptComparisons[] = {{"equals isEqual isEqualTo deepEqual asymmetricMatch "
                                                 "[Symbol.hasInstance]",
                                                 Answer::kTrue}},
                        kCComparisons[] = {{"operator==", Answer::kTrue}, {"operator!=", Answer::kFalse}},
                        kGoComparisons[] = {{"Equal Equals", Answer::kTrue}},
                        kRustComparisons[] = {{"eq", Answer::kTrue}, {"ne", Answer::kFalse}},
                        kJavaComparisons[] = {{"equals", Answer::kTrue}};

std::span<const ComparisonRow> comparisons_of(const CodeFile& code) {
  switch (code.grammar()) {
    case Grammar::kPython:
      return kPythonComparisons;
    case Grammar::kC:
    case Grammar::kCpp:
      return kCComparisons;
    case Grammar::kGo:
      return kGoComparisons;
    case Grammar::kRust:
      return kRustComparisons;
    case Grammar::kJava:
      return kJavaComparisons;
    default:
      return kScriptComparisons;
  }
}

// The Python types whose values tests compare.
constexpr std::string_view kValueTypes = "int str float list dict tuple set bytes complex frozenset";
constexpr std::string_view kEqualities = "__eq__ __ne__";
constexpr std::string_view kOperators =
    "__sub__ __rsub__ __abs__ __add__ __radd__ __len__ __hash__ __round__";
constexpr std::string_view kOrders = "__lt__ __le__ __gt__ __ge__ __bool__";

class Comparisons {
 public:
  explicit Comparisons(const Examined& file) : file_(file), code_(file.code) {}

  void run() {
    for (At at = 0; at < code_.size(); ++at) {
      if (code_.is(at, Form::kFunction)) {
        std::string_view name = name_of(at);
        if (is_method(at, name)) judge(name, at, at);
      } else if (code_.is(at, Form::kAssign) && code_.grammar() == Grammar::kPython) {
        // __eq__ = lambda …; Point.__eq__ = always
        At target = code_.left(at);
        std::string_view name =
            code_.text(code_.is(target, Form::kMember) ? code_.field(target, "attribute") : target);
        if (At value = file_.names.function_at(code_.right(at)); value != kNowhere && name.starts_with("__"))
          judge(name, value, at);
      } else if (code_.is(at, Form::kPair)) {
        // type("Any", (), {"__eq__": lambda self, other: True})
        auto key = code_.constant_text(code_.field(at, "key"));
        At value = file_.names.function_at(code_.field(at, "value"));
        if (key && key->starts_with("__") && value != kNowhere) judge(*key, value, at);
      }
    }
  }

 private:
  // Outside of a class only some functions compare an object.
  bool is_method(At function, std::string_view name) const {
    if (code_.around(function, Form::kClass) != kNowhere) return true;
    if (code_.is_c()) return name.starts_with("operator");
    if (code_.is_script())
      return code_.is(function, "method_definition") || code_.is(code_.parent(function), Form::kPair) ||
             (code_.is(code_.parent(function), Form::kAssign) &&
              code_.is(code_.left(code_.parent(function)), Form::kMember));
    return code_.grammar() == Grammar::kGo;
  }

  std::string_view name_of(At function) const {
    At name = code_.name_of(function);
    if (code_.is(name, Form::kMember)) name = code_.any_field(name, "property attribute name field");
    return code_.text(name);
  }

  void judge(std::string_view name, At function, At where) {
    for (const ComparisonRow& row : comparisons_of(code_))
      if (is_one_of(name, row.names)) judge(row, name, function, where);
    if (code_.grammar() == Grammar::kPython && is_one_of(name, kOrders) && is_value_type(function) &&
        (always(function, Answer::kTrue) || always(function, Answer::kFalse)))
      add(where, name, "always gives the same answer, in a type of values");
    if (code_.grammar() == Grammar::kPython && name == "__eq__" && !is_value_type(function) &&
        compares_anything(function))
      add_own(where, name, function, "compares with values of other types");
    if (code_.grammar() == Grammar::kPython && is_value_type(function)) {
      if (is_one_of(name, kEqualities)) add_own(where, name, function, "is its own, in a type of values");
      if (is_one_of(name, kOperators) && is_constant(function)) add(where, name, "gives a constant");
    }
    if (code_.is_script() && name == "valueOf" && is_constant(function)) add(where, name, "gives a constant");
    if (code_.is_script() && name == "[Symbol.toPrimitive]")
      add_own(where, name, function, "decides what it is when it is compared");
  }

  void judge(const ComparisonRow& row, std::string_view name, At function, At where) {
    if (code_.grammar() == Grammar::kRust && !is_partial_eq(function)) return;
    if (code_.is_c() && compares_standard_types(function))
      return file_.add_named(
          TellRule::kComparison, where,
          "has a comparison (" + printable(name) + ") that is its own, for a type of the standard library",
          code_.text(code_.field(function, "declarator")));
    if (always(function, row.wrong)) {
      if (!is_stateless(function))
        add(where, name, row.wrong == Answer::kTrue ? "is true for everything" : "is false for everything");
    } else if (name == "__contains__" || name.ends_with("check__") || name == "[Symbol.hasInstance]") {
      return;
    } else if (compares_itself(function)) {
      add(where, name, "compares an object with itself");
    } else if (ignores_other(function) && !is_stateless(function)) {
      add(where, name, "does not look at the other object");
    } else if (compares_parts(function)) {
      add(where, name, "asks for an order or a part, not for equality");
    }
  }

  // A method that the class had is no tell, whatever changes in it.
  void add_own(At where, std::string_view name, At function, std::string_view what) {
    At type = code_.around(function, Form::kClass);
    std::string_view of = type == kNowhere ? std::string_view() : code_.text(code_.name_of(type));
    file_.add_named(TellRule::kComparison, where,
                    "has a comparison (" + printable(name) + ") that " + std::string(what),
                    std::string(of) + "." + std::string(name));
  }

  // The other object is used, but neither is its type asked for nor any of its attributes.
  bool compares_anything(At function) const {
    std::vector<std::string_view> parameters = code_.parameters(function);
    if (parameters.size() != 2) return false;
    std::string_view other = parameters[1];
    bool used = false;
    At body = code_.body(function);
    for (At at = body; at < code_.end(body); ++at) {
      std::string_view text = code_.text(at);
      if (text == "NotImplemented" || text == "super()") return false;
      if (!code_.is(at, Form::kName) || text != other) continue;
      used = true;
      At above = code_.parent(at);
      if (code_.is(above, Form::kMember) && code_.object(above) == at) return false;
      At call = code_.parent(above);
      std::string_view called = code_.is(call, Form::kCall) ? code_.text(code_.callee(call)) : "";
      for (std::string_view asks : {"isinstance", "type", "issubclass", "getattr", "hasattr", "vars", "len",
                                    "dict", "list", "tuple", "set", "sorted"})
        if (called == asks) return false;
      if (called.ends_with("__eq__") || called.ends_with("_check") || code_.is(above, Form::kAssign))
        return false;
    }
    return used;
  }

  void add(At where, std::string_view name, std::string_view what) {
    file_.add(TellRule::kComparison, where,
              "has a comparison (" + printable(name) + ") that " + std::string(what));
  }

  std::optional<bool> truth_of(At value) const {
    if (code_.is(value, Form::kTrue)) return true;
    if (code_.is(value, Form::kFalse)) return false;
    if (auto number = code_.number(value)) return *number != 0;
    if (code_.is(value, Form::kUnary)) {
      std::string_view sign = code_.operator_of(value);
      if (sign == "!" || sign == "not")
        if (auto inner = truth_of(code_.unwrapped(code_.last_child(value)))) return !*inner;
    }
    if (code_.is(value, Form::kCall) && code_.text(value) == "bool(1)") return true;
    return std::nullopt;
  }

  bool always(At function, Answer answer) const {
    std::vector<At> returned = code_.returned(function);
    return !returned.empty() && std::all_of(returned.begin(), returned.end(), [&](At one) {
      auto truth = one == kNowhere ? std::nullopt : truth_of(one);
      return truth && *truth == (answer == Answer::kTrue);
    });
  }

  bool is_constant(At function) const {
    std::vector<At> returned = code_.returned(function);
    return !returned.empty() && std::all_of(returned.begin(), returned.end(), [&](At one) {
      return code_.is(one, Form::kNumber) || code_.is(one, Form::kString) || code_.is(one, Form::kTrue);
    });
  }

  // x == x, self.a == self.a
  bool compares_itself(At function) const {
    At body = code_.body(function);
    for (At at = body; body != kNowhere && at < code_.end(body); ++at) {
      if (!code_.is(at, Form::kBinary)) continue;
      std::string_view sign = code_.operator_of(at);
      bool equality = sign == "==" || sign == "===" || sign == "is";
      if (equality && code_.text(at).size() < 1000 &&
          squeezed(code_.text(code_.left(at))) == squeezed(code_.text(code_.right(at))))
        return true;
    }
    return false;
  }

  // self.size <= other.size, name.startsWith(other.name), and nothing that is equal.
  bool compares_parts(At function) const {
    bool has_part = false;
    At body = code_.body(function);
    for (At at = body; body != kNowhere && at < code_.end(body); ++at) {
      if (code_.is(at, Form::kBinary)) {
        std::string_view sign = code_.operator_of(at);
        if (is_one_of(sign, "== != === !== is in")) return false;
        has_part |= is_one_of(sign, "< <= > >=");
      } else if (code_.is(at, Form::kUnary)) {
        if (is_one_of(code_.operator_of(at), "not !")) return false;  // not (a < b or b < a)
      } else if (code_.is(at, Form::kCall)) {
        std::string_view called = code_.text(code_.callee(at));
        size_t dot = called.find_last_of(".:>");
        std::string name = to_lower(dot == called.npos ? called : called.substr(dot + 1));
        if (is_one_of(name,
                      "startswith starts_with endswith ends_with contains includes hasprefix hassuffix"))
          has_part = true;
        else if (name != "len" && name != "size" && name != "length")
          return false;  // what it calls may compare
      }
    }
    return has_part;
  }

  // The other operand is never named, although the answer can be true.
  bool ignores_other(At function) const {
    std::vector<std::string_view> parameters = code_.parameters(function);
    size_t own = code_.grammar() == Grammar::kPython || code_.grammar() == Grammar::kRust ? 1 : 0;
    bool binary = code_.is_c() ? compares_own_type(function) : parameters.size() == own + 1;
    if (!binary) return false;
    bool true_once = false;
    for (At one : code_.returned(function)) {
      if (one == kNowhere || code_.is(one, Form::kFalse) || code_.text(one) == "NotImplemented") continue;
      if (code_.is(one, Form::kNull)) continue;
      true_once = true;
    }
    if (!true_once) return false;
    At body = code_.body(function);
    std::set<std::string_view> names;
    for (At at = body; at < code_.end(body); ++at) names.insert(code_.text(at));
    if (names.contains("arguments") || names.contains("super()") || names.contains("super")) return false;
    for (std::string_view parameter : parameters) {
      if (parameter == "self") continue;
      // A pattern may use it; in C a parameter without a name can't be used.
      if (parameter.empty() && code_.is_script()) return false;
      if (parameter.empty() || !names.contains(parameter)) return true;
    }
    return false;
  }

  bool is_value_type(At function) const {
    At type = code_.around(function, Form::kClass);
    for (At base : code_.children(code_.field(type, "superclasses")))
      if (is_one_of(code_.text(base), kValueTypes) && file_.names.of(base).starts_with("builtins."))
        return true;
    return false;
  }

  bool is_partial_eq(At function) const {
    At implementation = code_.around(function, Form::kClass);
    return code_.text(code_.field(implementation, "trait")).find("Partial") != std::string_view::npos;
  }

  // All objects of a type without data are equal: an allocator, a unit.
  bool is_stateless(At function) {
    if (!code_.is_c() && code_.grammar() != Grammar::kRust && code_.grammar() != Grammar::kGo) return false;
    std::string type = compared_type(function);
    if (to_lower(type).find("alloc") != type.npos) return true;
    if (types_.empty()) collect_types();
    auto found = types_.find(type);
    if (found == types_.end()) return false;
    At at = found->second, body = code_.any_field(at, "body type");
    if (code_.is(at, "type_spec"))
      return code_.text(body).find('{') != std::string_view::npos && !has_field(body);
    return body == kNowhere ? code_.is(at, "struct_item") : !has_field(body) && !has_base(at);
  }

  void collect_types() {
    types_.emplace("", kNowhere);  // collected
    for (At at = 0; at < code_.size(); ++at) {
      std::string_view kind = code_.type(at);
      if (kind == "struct_specifier" || kind == "class_specifier" || kind == "struct_item" ||
          kind == "type_spec")
        if (std::string_view name = code_.text(code_.field(at, "name")); !name.empty())
          types_.emplace(name, at);
    }
  }

  bool has_field(At body) const {
    for (At at = body; at < code_.end(body); ++at) {
      if (code_.is(at, Form::kFunction))
        at = code_.end(at) - 1;
      else if (code_.is(at, "ordered_field_declaration_list"))
        return true;
      else if (code_.is(at, "field_declaration") && code_.text(at).find('(') == std::string_view::npos)
        return true;
    }
    return false;
  }

  bool has_base(At type) const {
    for (At one : code_.children(type))
      if (code_.is(one, "base_class_clause")) return true;
    return false;
  }

  // C++: operator== for two std::vector<T>.
  bool compares_standard_types(At function) const {
    for (At at = code_.parent(function); at != kNowhere; at = code_.parent(at))
      if (code_.is(at, "namespace_definition") && code_.text(code_.field(at, "name")) == "std") return true;
    std::vector<At> parameters = code_.children(parameters_of(function));
    return parameters.size() == 2 && std::all_of(parameters.begin(), parameters.end(), [&](At one) {
             return code_.text(code_.field(one, "type")).starts_with("std::");
           });
  }

  // C++: with another object of the same type, not with nullptr or the end of a range.
  bool compares_own_type(At function) const {
    std::vector<At> parameters = code_.children(parameters_of(function));
    if (parameters.empty() || parameters.size() > 2) return false;
    auto type = [&](At parameter) {
      std::string_view text = code_.text(code_.field(parameter, "type"));
      return std::string(text.substr(0, text.find('<')));
    };
    std::string own =
        parameters.size() == 2
            ? type(parameters[1])
            : std::string(code_.text(code_.field(code_.around(function, Form::kClass), "name")));
    return type(parameters[0]) == own;
  }

  At parameters_of(At function) const {
    At list = kNowhere;
    for (At at = code_.field(function, "declarator"); at != kNowhere && list == kNowhere;
         at = code_.field(at, "declarator"))
      list = code_.field(at, "parameters");
    return list;
  }

  std::string compared_type(At function) const {
    if (code_.grammar() == Grammar::kRust)
      return std::string(code_.text(code_.field(code_.around(function, Form::kClass), "type")));
    if (code_.grammar() == Grammar::kGo) {
      std::string_view text = code_.text(code_.field(function, "receiver"));
      text = text.substr(0, text.find_last_not_of(" )") + 1);
      return std::string(text.substr(text.find_last_of(" *(") + 1));
    }
    std::vector<At> parameters = code_.children(parameters_of(function));
    if (!parameters.empty()) {
      std::string_view text = code_.text(code_.field(parameters[0], "type"));
      return std::string(text.substr(0, text.find('<')));
    }
    return std::string(code_.text(code_.field(code_.around(function, Form::kClass), "name")));
  }

  const Examined& file_;
  const CodeFile& code_;
  std::map<std::string_view, At> types_;  // where each is defined
};

}  // namespace

void find_catches(const Examined& file) {
  const CodeFile& code = file.code;
  for (At at = 0; at < code.size(); ++at) {
    if (code.grammar() == Grammar::kPython) {
      if (code.is(at, Form::kCatch)) find_python_catch(file, at);
      if (code.is(at, Form::kFunction)) find_swallowing_exit(file, at);
    } else if (code.is_script()) {
      find_script_catch(file, at);
    } else if (code.grammar() == Grammar::kJava && code.is(at, "catch_type") &&
               !rethrows(code, code.around(at, Form::kCatch))) {
      std::string_view type = code.text(at);
      if (type.find("AssertionError") != type.npos)
        file.add(TellRule::kAssertionErrors, at, "catches assertion errors");
    }
  }
}

void find_comparisons(const Examined& file) {
  Comparisons(file).run();
}

}  // namespace suit::tells
