#include "verify/tell_names.h"

#include <algorithm>

#include "base/text.h"

namespace suit::tells {
namespace {

constexpr int kExpressionDepthMax = 40;
constexpr size_t kNameBytesMax = 200;

// Beginnings of dotted names that mean the same.
struct Synonym {
  std::string_view from, to;
};
constexpr Synonym kPythonSynonyms[] = {
    {"builtins.__builtins__.", "builtins."},
    {"__builtin__.", "builtins."},
    {"six.moves.builtins.", "builtins."},
    {"posix.", "os."},
    {"nt.", "os."},
    {"os.environb.", "env."},
    {"os.environ.", "env."},
};
constexpr Synonym kScriptSynonyms[] = {
    {"assert/strict", "assert"},
    {"globalThis.", ""},
    {"global.", ""},
    {"window.", ""},
    {"self.", ""},
    {"node:", ""},
    {"process.env.", "env."},
    {"import.meta.env.", "env."},
    {"Deno.env.", "env."},
};
constexpr Synonym kCSynonyms[] = {{"std.", ""}, {".", ""}};

std::span<const Synonym> synonyms_of(const CodeFile& file) {
  if (file.grammar() == Grammar::kPython) return kPythonSynonyms;
  if (file.is_script()) return kScriptSynonyms;
  if (file.is_c()) return kCSynonyms;
  return {};
}

// Calls with a constant text that stand for something else.
enum class Stands { kVariable, kModule, kMember, kDictionary, kArgument };
struct CallRow {
  std::string_view called;
  Stands stands;
};
constexpr CallRow kCalls[] = {
    // Environment variables.
    {"os.getenv", Stands::kVariable},
    {"os.getenvb", Stands::kVariable},
    {"env.get", Stands::kVariable},
    {"env.pop", Stands::kVariable},
    {"env.setdefault", Stands::kVariable},
    {"env.__getitem__", Stands::kVariable},
    {"env.hasOwnProperty", Stands::kVariable},
    {"getenv", Stands::kVariable},
    {"secure_getenv", Stands::kVariable},
    {"os.Getenv", Stands::kVariable},
    {"os.LookupEnv", Stands::kVariable},
    {"syscall.Getenv", Stands::kVariable},
    {"std.env.var", Stands::kVariable},
    {"std.env.var_os", Stands::kVariable},
    {"System.getenv", Stands::kVariable},
    // Modules.
    {"builtins.__import__", Stands::kModule},
    {"importlib.import_module", Stands::kModule},
    {"importlib.__import__", Stands::kModule},
    {"sys.modules.get", Stands::kModule},
    {"require", Stands::kModule},
    {"module.require", Stands::kModule},
    {"import", Stands::kModule},
    {"process.getBuiltinModule", Stands::kModule},
    // Attributes.
    {"builtins.getattr", Stands::kMember},
    {"Reflect.get", Stands::kMember},
    {"builtins.vars", Stands::kDictionary},
    // Another form of the argument.
    {"builtins.list", Stands::kArgument},
    {"builtins.set", Stands::kArgument},
    {"builtins.tuple", Stands::kArgument},
    {"builtins.sorted", Stands::kArgument},
    {"builtins.iter", Stands::kArgument},
    {"builtins.str", Stands::kArgument},
    {"os.path.basename", Stands::kArgument},
    {"Object.keys", Stands::kArgument},
    {"Object.values", Stands::kArgument},
    {"Object.entries", Stands::kArgument},
    {"Array.from", Stands::kArgument},
    {"JSON.stringify", Stands::kArgument},
    {"String", Stands::kArgument},
};

bool is_computed_name(std::string_view name) {
  return name.empty() || name.find_first_of(" \t\n()[]{}") != name.npos;
}

}  // namespace

Names::Names(const CodeFile& file) : file_(file), enclosing_(file.size(), kNowhere) {
  for (At at = 1; at < file_.size(); ++at) {
    At above = file_.parent(at);
    bool scope = file_.is(above, Form::kFunction) || file_.is(above, Form::kClass);
    enclosing_[at] = scope ? above : enclosing_[above];
  }
  collect();
  collected_ = true;
}

void Names::bind(At at, std::string_view name, std::string stands_for) {
  if (stands_for.size() > kNameBytesMax) return;
  scopes_[scope_of(at)].stands_for.emplace(std::string(name), std::move(stands_for));
}

void Names::collect() {
  // Declarations first: an assignment's value may name what a later line declares.
  for (At at = 0; at < file_.size(); ++at) declare(at);
  for (At at = 0; at < file_.size(); ++at) {
    if (file_.is(at, Form::kAssign)) {
      assign(file_.left(at), file_.right(at));
    } else if (file_.is(at, "for_statement") || file_.is(at, "for_in_clause") ||
               file_.is(at, "for_in_statement")) {
      // An element of sys.modules is still about sys.modules.
      At target = file_.field(at, "left");
      std::string all = of(file_.unwrapped(file_.field(at, "right")));
      if (file_.is(target, Form::kName) && !all.empty()) {
        // A comprehension's name holds in the comprehension; the enclosing scope is near enough.
        bind(at, file_.text(target), all + ".[]");
      }
    } else if (file_.is(at, Form::kCall)) {
      collect_call(at);
    } else if (file_.is(at, "with_item")) {
      At value = file_.field(at, "value");
      if (At alias = file_.field(value, "alias"); file_.is(value, "as_pattern") && alias != kNowhere)
        assign(alias + 1, value + 1);
    }
  }
}

// A module that the call loads; the elements that it gives to a function.
void Names::collect_call(At at) {
  std::string called = this->called(at);
  for (const CallRow& row : kCalls)
    if (row.stands == Stands::kModule && row.called == called && called != "sys.modules.get")
      if (std::string module = of(at); module != called + "()") imports_.emplace_back(module, at);
  At callee = file_.callee(at);
  std::vector<At> arguments = file_.arguments(at);
  if (!file_.is_script() || !file_.is(callee, Form::kMember) || arguments.empty()) return;
  if (!file_.is(arguments[0], Form::kFunction)) return;
  std::string_view method = file_.text(file_.field(callee, "property"));
  std::string all = of(file_.object(callee));
  std::vector<std::string_view> parameters = file_.parameters(arguments[0]);
  if (all.empty() || parameters.empty() || parameters[0].empty()) return;
  for (std::string_view one : {"some", "every", "find", "findIndex", "filter", "map", "forEach", "flatMap"})
    if (one == method) scopes_[arguments[0]].stands_for.emplace(std::string(parameters[0]), all + ".[]");
}

void Names::declare(At at) {
  if (file_.is(at, Form::kImport)) {
    if (file_.grammar() == Grammar::kPython) import_python(at);
    if (file_.is_script()) import_script(at);
    if (file_.grammar() == Grammar::kGo) import_go(at);
    if (file_.grammar() == Grammar::kRust) import_rust(file_.field(at, "argument"), "");
    if (file_.grammar() == Grammar::kJava && at + 1 < file_.end(at)) {
      std::string name(file_.text(at + 1));
      imports_.emplace_back(name, at);
      bind(at, std::string_view(name).substr(name.rfind('.') + 1), name);
    }
    return;
  }
  if (file_.is(at, Form::kFunction)) {
    At name = file_.any_field(at, "name declarator");
    if (name != kNowhere) {
      Scope& scope = scopes_[scope_of(at)];
      std::string text(file_.text(file_.name_of(at)));
      scope.declared.insert(text);
      scope.functions.emplace(text, at);
    }
    declare_parameters(at);
  } else if (file_.is(at, "field_declaration") && file_.is_c()) {
    At declarator = file_.field(at, "declarator");
    if (file_.is(declarator, "function_declarator"))
      scopes_[scope_of(at)].declared.emplace(file_.text(file_.field(declarator, "declarator")));
  } else if (file_.is(at, Form::kClass)) {
    if (At name = file_.field(at, "name"); name != kNowhere)
      scopes_[scope_of(at)].declared.emplace(file_.text(name));
  } else if (file_.is(at, "for_statement") || file_.is(at, "for_in_clause") ||
             file_.is(at, "for_in_statement") || file_.is(at, "as_pattern_target") ||
             file_.is(at, "range_clause")) {
    At target = file_.is(at, "as_pattern_target") ? at : file_.field(at, "left");
    for (At one = target; target != kNowhere && one < file_.end(target); ++one)
      if (file_.is(one, Form::kName) && !file_.is(file_.parent(one), Form::kMember))
        scopes_[scope_of(at)].declared.emplace(file_.text(one));
  } else if (file_.is(at, "catch_clause")) {
    if (At name = file_.field(at, "parameter"); file_.is(name, Form::kName))
      scopes_[scope_of(at)].declared.emplace(file_.text(name));
  } else if (file_.is(at, Form::kAssign)) {
    At target = file_.left(at);
    if (file_.is(target, Form::kList) || file_.is(target, "object_pattern") ||
        file_.is(target, "array_pattern")) {
      for (At one : file_.children(target))
        if (file_.is(one, Form::kName) || file_.is(one, "shorthand_property_identifier_pattern"))
          scopes_[scope_of(at)].declared.emplace(file_.text(one));
    }
    if (file_.is(target, Form::kName)) {
      std::string name(file_.text(target));
      scopes_[scope_of(at)].declared.insert(name);
      if (At value = file_.unwrapped(file_.right(at)); file_.is(value, Form::kFunction))
        scopes_[scope_of(at)].functions.emplace(name, value);
    }
  }
}

// Also those within patterns.
void Names::declare_parameters(At function) {
  Scope& scope = scopes_[function];
  At list = file_.any_field(function, "parameters parameter declarator");
  if (list == kNowhere) return;
  for (At at = list; at < file_.end(list); ++at) {
    std::string_view field = file_.field_name(at);
    bool is_default = at != list && (field == "right" || field == "value" || field == "type");
    if (is_default) {
      at = file_.end(at) - 1;
    } else if (file_.is(at, Form::kName) || file_.is(at, "shorthand_property_identifier_pattern")) {
      scope.declared.emplace(file_.text(at));
    }
  }
}

void Names::import_python(At at) {
  At module = file_.field(at, "module_name");
  std::string from(file_.text(module));
  if (file_.is(at, "future_import_statement")) return;
  if (!from.empty()) imports_.emplace_back(from, at);
  for (At one : file_.children(at)) {
    if (one == module) continue;
    if (file_.is(one, "wildcard_import")) star_imports_.push_back(from);
    if (file_.field_name(one) != "name") continue;
    At path = file_.is(one, "aliased_import") ? file_.field(one, "name") : one;
    std::string name(file_.text(path));
    std::string whole = from.empty() ? name : from + "." + name;
    // A well-known module that another module passes on: from .compat import os.
    if (!from.empty() && (name == "os" || name == "sys" || name == "builtins")) whole = name;
    if (from.empty()) imports_.emplace_back(name, at);
    if (!from.empty()) imports_.emplace_back(whole, at);
    if (At alias = file_.field(one, "alias"); alias != kNowhere) {
      bind(at, file_.text(alias), normalised(whole));
    } else if (from.empty()) {
      std::string top = name.substr(0, name.find('.'));
      bind(at, top, normalised(top));
    } else {
      bind(at, name, normalised(whole));
    }
  }
}

void Names::import_script(At at) {
  At source = kNowhere;
  for (At inner = at + 1; inner < file_.end(at); ++inner)
    if (file_.field_name(inner) == "source") source = inner;
  if (source == kNowhere) return;
  std::string module = normalised(file_.constant_text(source).value_or(""));
  imports_.emplace_back(module, at);
  for (At inner = at + 1; inner < file_.end(at); ++inner) {
    if (file_.is(inner, "import_specifier")) {
      At name = file_.field(inner, "name"), alias = file_.field(inner, "alias");
      bind(at, file_.text(alias == kNowhere ? name : alias),
           file_.text(name) == "default" ? module : normalised(module + "." + std::string(file_.text(name))));
      inner = file_.end(inner) - 1;
    } else if (file_.is(inner, "identifier")) {
      bind(at, file_.text(inner), module);  // a default or a namespace
    }
  }
}

void Names::import_go(At at) {
  for (At inner = at + 1; inner < file_.end(at); ++inner) {
    if (!file_.is(inner, "import_spec")) continue;
    std::string path = file_.constant_text(file_.field(inner, "path")).value_or("");
    At name = file_.field(inner, "name");
    imports_.emplace_back(path, inner);
    if (file_.is(name, "dot")) {
      star_imports_.push_back(path);
    } else {
      std::string_view last = std::string_view(path).substr(path.rfind('/') + 1);
      bind(at, name == kNowhere ? last : file_.text(name), path);
    }
  }
}

void Names::import_rust(At at, std::string prefix) {
  if (at == kNowhere) return;
  auto dotted = [&](At path) {
    std::string name;
    for (char c : file_.text(path))
      if (c != ':')
        name += c;
      else if (!name.ends_with('.'))
        name += '.';
    return prefix.empty() ? name : prefix + "." + name;
  };
  if (file_.is(at, "scoped_use_list")) {
    At path = file_.field(at, "path");
    std::string inner = path == kNowhere ? prefix : dotted(path);
    for (At one : file_.children(file_.field(at, "list"))) import_rust(one, inner);
  } else if (file_.is(at, "use_as_clause")) {
    bind(at, file_.text(file_.field(at, "alias")), dotted(file_.field(at, "path")));
  } else if (!file_.is(at, "use_wildcard")) {
    std::string whole = dotted(at);
    imports_.emplace_back(whole, at);
    bind(at, std::string_view(whole).substr(whole.rfind('.') + 1), whole);
  }
}

void Names::assign(At target, At value) {
  target = file_.unwrapped(target);
  value = file_.unwrapped(value);
  if (target == kNowhere || value == kNowhere) return;
  if (file_.is(target, Form::kName)) {
    std::string name = of(value);
    if (!name.empty() && name != "builtins." + std::string(file_.text(target)))
      bind(target, file_.text(target), name);
    return;
  }
  if (file_.is(target, Form::kList) && file_.is(value, Form::kList)) {
    std::vector<At> targets = file_.children(target), values = file_.children(value);
    for (size_t i = 0; i < std::min(targets.size(), values.size()); ++i)
      if (file_.is(targets[i], Form::kName))
        if (std::string name = of(values[i]); !name.empty()) bind(target, file_.text(targets[i]), name);
    return;
  }
  if (!file_.is(target, "object_pattern")) return;
  std::string whole = of(value);
  if (whole.empty()) return;
  for (At one : file_.children(target)) {
    std::string key(file_.text(one));
    At bound = one;
    if (file_.is(one, "pair_pattern")) {
      key = file_.text(file_.field(one, "key"));
      bound = file_.field(one, "value");
    }
    bind(target, file_.text(bound), normalised(whole + "." + key));
  }
}

std::string Names::normalised(std::string name) const {
  if (file_.grammar() == Grammar::kPython)
    if (size_t at = name.find(".__dict__."); at != name.npos) name.replace(at, 10, ".");
  for (bool again = true; again;) {
    again = false;
    for (const Synonym& one : synonyms_of(file_))
      if (name.starts_with(one.from) && (name.size() > one.from.size() || !one.from.ends_with('.'))) {
        name.replace(0, one.from.size(), one.to);
        again = true;
      }
  }
  if (name == "os.environ" || name == "process.env") return "env";
  if (name == "builtins.__builtins__") return "builtins";
  return name.size() > kNameBytesMax ? "" : name;
}

std::string Names::of(At at) const {
  if (at == kNowhere || !collected_) return of(at, 0);
  auto [known, added] = known_.try_emplace(at);
  if (added) known->second = of(at, 0);
  return known->second;
}

std::string Names::of(At at, int depth) const {
  at = file_.unwrapped(at);
  if (at == kNowhere || depth > kExpressionDepthMax) return "";
  if (file_.is(at, "meta_property")) return "import.meta";
  switch (file_.form(at)) {
    case Form::kName:
      return of_name(at);
    case Form::kMember: {
      At property = file_.any_field(at, "attribute property field name");
      if (property == kNowhere) return "";
      At owner = file_.object(at);
      if (owner == kNowhere || owner == property)  // C++: ::exit
        return file_.is_c() ? normalised(std::string(file_.text(property))) : "";
      // A path is made of names, not of variables.
      std::string whole =
          file_.is(owner, "namespace_identifier") ? std::string(file_.text(owner)) : of(owner, depth + 1);
      return whole.empty() ? "" : normalised(whole + "." + std::string(file_.text(property)));
    }
    case Form::kIndex: {
      std::string whole = of(file_.object(at), depth + 1);
      At index = file_.any_field(at, "subscript index indices");
      auto key = file_.constant_text(index);
      if (whole.empty() || file_.is(index, "slice")) return whole;
      if (whole == "sys.modules" && key) return normalised(*key);
      if (whole == "builtins.globals()" && key) return normalised("builtins." + *key);
      return key && !is_computed_name(*key) ? normalised(whole + "." + *key) : whole + ".[]";
    }
    case Form::kCall:
      return of_call(at, depth);
    default:
      if (file_.is(at, "import")) return "import";
      if (file_.is(at, "this")) return "this";
      return "";
  }
}

std::string Names::of_name(At at) const {
  std::string_view name = file_.text(at);
  bool direct = true;
  for (At scope = scope_of(at);; scope = scope_of(scope)) {
    auto found = scopes_.find(scope);
    // Names of a class are not those of its methods, but in C++ and Java.
    bool visible =
        direct || !file_.is(scope, Form::kClass) || file_.is_c() || file_.grammar() == Grammar::kJava;
    if (found != scopes_.end() && visible) {
      if (auto one = found->second.stands_for.find(name); one != found->second.stands_for.end())
        return one->second;
      if (found->second.declared.contains(name)) return "";
    }
    if (scope == kNowhere) break;
    direct = false;
  }
  if (file_.grammar() == Grammar::kPython) {
    static const std::set<std::string_view> from_os = {"_exit", "abort", "execv", "execve", "execvp"};
    for (const std::string& module : star_imports_)
      if ((module == "os" || module == "posix") && from_os.contains(name)) return "os." + std::string(name);
    return normalised("builtins." + std::string(name));
  }
  if (file_.grammar() == Grammar::kGo)
    return star_imports_.empty() ? "" : star_imports_.front() + "." + std::string(name);
  return std::string(name);
}

std::string Names::called(At call, int depth) const {
  At callee = file_.callee(call), object = file_.field(call, "object");
  if (file_.grammar() != Grammar::kJava || object == kNowhere) return of(callee, depth + 1);
  std::string whole = of(object, depth + 1);
  return whole.empty() ? "" : whole + "." + std::string(file_.text(callee));
}

std::string Names::of_call(At at, int depth) const {
  At callee = file_.callee(at);
  std::string called = this->called(at, depth);
  std::vector<At> arguments = file_.arguments(at);
  if (called.empty()) {
    // " ".join(sys.argv)
    bool joins = file_.is(callee, Form::kMember) && file_.text(file_.field(callee, "attribute")) == "join" &&
                 file_.is(file_.object(callee), Form::kString);
    return joins && !arguments.empty() ? of(arguments[0], depth + 1) : "";
  }
  if (!arguments.empty()) {
    for (const CallRow& row : kCalls) {
      if (row.called != called) continue;
      if (row.stands == Stands::kArgument) return of(arguments[0], depth + 1);
      if (row.stands == Stands::kDictionary) {
        std::string whole = of(arguments[0], depth + 1);
        return whole.empty() ? "" : whole + ".__dict__";
      }
      bool member = row.stands == Stands::kMember;
      if (member && arguments.size() < 2) break;
      auto text = file_.constant_text(arguments[member ? 1 : 0]);
      if (!text || is_computed_name(*text)) break;
      if (row.stands == Stands::kVariable) return "env." + *text;
      if (row.stands == Stands::kModule) return normalised(*text);
      std::string whole = of(arguments[0], depth + 1);
      return whole.empty() ? "" : normalised(whole + "." + *text);
    }
  }
  return called + "()";
}

std::vector<Write> Names::writes(At at) const {
  std::vector<Write> found;
  if (file_.is(at, Form::kAssign)) {
    At value = file_.right(at);
    std::vector<At> targets{file_.unwrapped(file_.left(at))};
    if (file_.is(targets[0], Form::kList)) targets = file_.children(targets[0]);
    for (At target : targets)
      if (file_.is(target, Form::kMember) || file_.is(target, Form::kIndex))
        if (std::string name = of(target); !name.empty()) found.push_back({name, value});
    return found;
  }
  if (!file_.is(at, Form::kCall)) return found;
  std::string called = this->called(at);
  std::vector<At> arguments = file_.arguments(at);
  bool sets = called == "builtins.setattr" || called == "Reflect.set" || called == "Object.defineProperty" ||
              called == "Reflect.defineProperty" || called == "builtins.delattr";
  if (sets && arguments.size() >= 2) {
    if (std::string whole = of(arguments[0]); !whole.empty())
      found.push_back({normalised(whole + "." + file_.constant_text(arguments[1]).value_or("*")),
                       arguments.size() > 2 ? arguments[2] : kNowhere});
  } else if ((called == "Object.assign" || called == "Object.defineProperties" ||
              called == "Object.setPrototypeOf") &&
             !arguments.empty()) {
    if (std::string whole = of(arguments[0]); !whole.empty()) found.push_back({whole + ".*", kNowhere});
  } else if (called.ends_with(".__dict__.update") || called.ends_with(".__dict__.__setitem__")) {
    found.push_back({called.substr(0, called.find(".__dict__")) + ".*", kNowhere});
  } else if (called.ends_with(".__setattr__") && arguments.size() == 2) {
    std::string whole = called.substr(0, called.rfind('.'));
    found.push_back({whole + "." + file_.constant_text(arguments[0]).value_or("*"), arguments[1]});
  }
  return found;
}

At Names::function_named(At name) const {
  std::string_view text = file_.text(name);
  for (At scope = scope_of(name);; scope = scope_of(scope)) {
    if (auto found = scopes_.find(scope); found != scopes_.end())
      if (auto one = found->second.functions.find(text); one != found->second.functions.end())
        return one->second;
    if (scope == kNowhere) return kNowhere;
  }
}

At Names::function_at(At at) const {
  at = file_.unwrapped(at);
  if (file_.is(at, Form::kFunction)) return at;
  return file_.is(at, Form::kName) ? function_named(at) : kNowhere;
}

}  // namespace suit::tells
