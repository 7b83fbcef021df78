// What names in a source file stand for, as one dotted name whatever way it is written: os._exit after
// "from os import _exit as bye", after "import os as o; o._exit", in getattr(os, "_exit"); process.exit in
// globalThis["process"]["exit"]; env.CI in os.environ.get("CI"). Follows imports, simple assignments and
// constant texts in one file; no values that are computed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "verify/tell_code.h"

namespace suit::tells {

// A place that sets an attribute of something: an assignment, setattr(), Object.defineProperty() …
struct Write {
  std::string name;  // of what is set; "unittest.TestCase.*" if the attribute is computed
  At value;          // what it is set to; kNowhere if not known
};

class Names {
 public:
  // Keeps a reference.
  explicit Names(const CodeFile& file);

  // "" if not known: a parameter, a local variable with another value. In Python a name that the file does
  // not define is a built-in: "builtins.eval".
  std::string of(At at) const;
  // What the node sets, if it does.
  std::vector<Write> writes(At at) const;
  // Of a call: what is called.
  std::string called(At call) const { return called(call, 0); }
  // The dotted name of each imported module or name, with the node that imports it.
  const std::vector<std::pair<std::string, At>>& imports() const { return imports_; }
  // The function of that name in the file; kNowhere if there is none or its name stands for something else.
  At function_named(At name) const;
  // The function that the node is, or that it names.
  At function_at(At at) const;

 private:
  struct Scope {
    std::map<std::string, std::string, std::less<>> stands_for;
    std::map<std::string, At, std::less<>> functions;
    std::set<std::string, std::less<>> declared;
  };

  void collect();
  void collect_call(At at);
  void declare(At at);
  void declare_parameters(At function);
  void assign(At target, At value);
  void bind(At at, std::string_view name, std::string stands_for);
  void import_python(At at);
  void import_script(At at);
  void import_go(At at);
  void import_rust(At at, std::string prefix);
  At scope_of(At at) const { return enclosing_[at]; }
  std::string of(At at, int depth) const;
  std::string called(At call, int depth) const;
  std::string of_name(At at) const;
  std::string of_call(At at, int depth) const;
  std::string normalised(std::string name) const;

  const CodeFile& file_;
  std::vector<At> enclosing_;  // of each node, the function or class that contains it
  std::map<At, Scope> scopes_;
  std::vector<std::pair<std::string, At>> imports_;
  std::vector<std::string> star_imports_;
  bool collected_ = false;
  mutable std::unordered_map<At, std::string> known_;
};

}  // namespace suit::tells
