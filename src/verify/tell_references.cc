// Rules that follow from what a name stands for.
#include <algorithm>
#include <map>

#include "base/glob.h"
#include "base/text.h"
#include "verify/tell_rules.h"

namespace suit::tells {
namespace {

// Which use of a name is a tell.
enum class When {
  kUsed,          // any
  kRead,          // any but setting it
  kSet,           // setting it, or an attribute below it
  kCalled,        // a direct call
  kEndsWell,      // a call with status 0, without one, or with one that is not known; passing it on
  kEndsWellHere,  // the same, in a file that is not a program
  kEndsImport,    // the same with status 0 or none, when the file is imported
  kImported,      // a module that only tests import
};

enum Languages : uint8_t { kPython = 1, kScript = 2, kC = 4, kGo = 8, kRust = 16, kJava = 32, kAll = 63 };

struct ReferenceRow {
  uint8_t languages;
  std::string_view names;  // dotted, blank-separated; * as in a glob
  When when;
  TellRule rule;
  std::string_view reason;
};

using enum TellRule;
constexpr std::string_view kEnds = "ends the process", kStack = "inspects the call stack",
                           kLooks = "looks for a test run", kPatches = "changes the language or the runner",
                           kSkips = "skips a test", kImports = "imports a test runner",
                           kHooks = "hooks into the interpreter", kMoves = "changes the working folder";
constexpr ReferenceRow kRows[] = {
    {kAll,
     "env.PYTEST_* env.JEST_* env.VITEST env.VITEST_* env.NODE_TEST_CONTEXT env.MOCHA_* env.NOSE_* "
     "env.GTEST_* "
     "env.CTEST_* env.RUST_TEST_* env.TOX_* env.SUIT_* env.CI env.CONTINUOUS_INTEGRATION env.GITHUB_ACTIONS "
     "env.GITLAB_CI env.TRAVIS env.CIRCLECI env.BUILDKITE env.JENKINS_URL",
     When::kRead, kTestEnvironment, kLooks},
    {kPython,
     "sys._getframe sys._current_frames sys._getframemodulename inspect.stack inspect.currentframe "
     "inspect.getouterframes inspect.getinnerframes traceback.extract_stack traceback.walk_stack "
     "traceback.format_stack",
     When::kUsed, kTestEnvironment, kStack},
    {kPython, "gc.get_objects gc.get_referrers gc.get_referents", When::kUsed, kTestEnvironment,
     "searches the interpreter's objects"},
    {kPython, "sys._called_from_test __main__ __main__.*", When::kUsed, kTestEnvironment, kLooks},
    {kScript, "require.main.*", When::kUsed, kTestEnvironment, kLooks},
    {kScript, "Error().stack", When::kUsed, kTestEnvironment, kStack},
    {kScript, "Error.prepareStackTrace", When::kUsed, kTestEnvironment, kStack},
    {kScript,
     "import.meta.vitest import.meta.jest describe expect jest beforeEach afterEach beforeAll afterAll "
     "jasmine",
     When::kUsed, kTestEnvironment, kLooks},
    {kC,
     "program_invocation_name program_invocation_short_name __progname __progname_full getprogname "
     "testing testing.* Catch.* doctest doctest.*",
     When::kUsed, kTestEnvironment, kLooks},
    {kC, "backtrace backtrace_symbols stacktrace.current boost.stacktrace.stacktrace", When::kCalled,
     kTestEnvironment, kStack},
    {kGo, "runtime.Caller runtime.Callers runtime.CallersFrames runtime/debug.Stack runtime.Stack",
     When::kUsed, kTestEnvironment, kStack},
    {kGo, "testing.Testing", When::kUsed, kTestEnvironment, kLooks},
    {kRust, "std.thread.current().name std.backtrace.Backtrace.* backtrace.*", When::kUsed, kTestEnvironment,
     kStack},
    {kJava, "Thread.currentThread().getStackTrace StackWalker.getInstance", When::kUsed, kTestEnvironment,
     kStack},

    {kPython, "os._exit", When::kEndsWell, kProcessEnd, kEnds},
    {kPython, "os.abort signal.raise_signal faulthandler._sigabrt", When::kUsed, kProcessEnd, kEnds},
    {kPython, "os.execv os.execve os.execvp os.execvpe os.execl os.execle os.execlp os.execlpe", When::kUsed,
     kProcessEnd, "replaces the process"},
    {kPython, "sys.exit builtins.exit builtins.quit builtins.SystemExit", When::kEndsImport, kProcessEnd,
     "ends the process when it is imported"},
    {kScript, "process.reallyExit", When::kUsed, kProcessEnd, kEnds},
    {kScript, "process.exit", When::kEndsWellHere, kProcessEnd, kEnds},
    {kC, "_exit _Exit quick_exit", When::kEndsWell, kProcessEnd, kEnds},
    {kC, "exit", When::kEndsWellHere, kProcessEnd, kEnds},
    {kC, "execl execlp execle execv execvp execve execvpe fexecve", When::kCalled, kProcessEnd,
     "replaces the process"},
    {kC, "syscall", When::kCalled, kProcessEnd, "calls the kernel directly"},
    {kGo,
     "syscall.RawSyscall syscall.RawSyscall6 golang.org/x/sys/unix.RawSyscall syscall.SYS_EXIT "
     "syscall.SYS_EXIT_GROUP golang.org/x/sys/unix.SYS_EXIT golang.org/x/sys/unix.SYS_EXIT_GROUP",
     When::kUsed, kProcessEnd, "calls the kernel directly"},
    {kRust, "libc.syscall", When::kUsed, kProcessEnd, "calls the kernel directly"},
    {kC, "set_terminate", When::kCalled, kProcessEnd, "handles failures of the process"},
    {kGo, "os.Exit", When::kEndsWellHere, kProcessEnd, kEnds},
    {kGo, "syscall.Exit golang.org/x/sys/unix.Exit", When::kEndsWell, kProcessEnd, kEnds},
    {kRust, "std.process.exit", When::kEndsWellHere, kProcessEnd, kEnds},
    {kRust, "libc._exit libc.exit nix.libc._exit", When::kEndsWell, kProcessEnd, kEnds},
    {kJava, "System.exit", When::kEndsWellHere, kProcessEnd, kEnds},

    {kPython, "pytest _pytest unittest nose nose2 pytest.* _pytest.* unittest.* nose.* nose2.*",
     When::kImported, kRunner, kImports},
    {kScript,
     "test test/* mocha jest jest/* @jest/* vitest vitest/* jasmine ava tap tape chai uvu uvu/* "
     "@testing-library/* jest-* mocha/*",
     When::kImported, kRunner, kImports},
    {kGo, "testing testing/* github.com/stretchr/testify/*", When::kImported, kRunner, kImports},
    {kJava, "org.junit.* org.testng.* org.mockito.*", When::kImported, kRunner, kImports},
    {kPython,
     "builtins.* unittest.* pytest.* _pytest.* nose.* math.* cmath.* operator.* random.* time.* datetime.* "
     "json.* re.* decimal.* fractions.* functools.* itertools.* collections.* statistics.* string.* "
     "inspect.* traceback.* difflib.* types.* copy.* os.* sys.exit sys._getframe sys.settrace "
     "pathlib.* io.* csv.* tempfile.* subprocess.* shutil.* hashlib.* glob.* zipfile.* sqlite3.* struct.* "
     "textwrap.* pprint.* enum.* dataclasses.* abc.* bisect.* heapq.* array.* contextlib.* importlib.*",
     When::kSet, kRunner, kPatches},
    {kScript,
     "Object.* Function.* Array.* String.* Number.* Boolean.* Error.* RegExp.* Date.* Promise.* Map.* Set.* "
     "Symbol.* Math.* JSON.* Reflect.* Buffer.* process.exit process.reallyExit process.emit process.on "
     "process.abort process.kill process.hrtime process.stdout.write process.stderr.write assert assert.* "
     "test.* mocha.* jest.* vitest.* expect expect.* describe it.* fs.* util.* path.* child_process.* "
     "timers.* "
     "crypto.* vm.* require.* module.constructor.*",
     When::kSet, kRunner, kPatches},
    {kPython, "sys.settrace sys.setprofile threading.settrace threading.setprofile sys.monitoring.*",
     When::kUsed, kRunner, kHooks},
    {kPython, "sys.meta_path sys.path_hooks sys.meta_path.* sys.path_hooks.*", When::kUsed, kRunner, kHooks},
    {kPython, "ctypes.pythonapi ctypes.memmove ctypes.memset ctypes.py_object", When::kUsed, kRunner, kHooks},
    {kPython,
     "sys.modules.setdefault sys.modules.update sys.modules.pop sys.modules.__setitem__ sys.modules.clear",
     When::kUsed, kRunner, "changes the loaded modules"},
    {kPython, "sys.modules.*", When::kSet, kRunner, "changes the loaded modules"},
    {kPython, "sys.path.insert site.addsitedir", When::kCalled, kRunner, "changes where modules are found"},
    {kPython, "os.chdir os.fchdir", When::kUsed, kRunner, kMoves},
    {kScript, "process.chdir", When::kUsed, kRunner, kMoves},
    {kPython, "random.seed random.setstate numpy.random.seed numpy.random.set_state", When::kCalled, kRunner,
     "sets the random numbers that tests share"},
    {kScript,
     "module._load module.prototype.* module.Module.* module._extensions module._resolveFilename "
     "require.cache require.extensions process.binding process._linkedBinding process.dlopen "
     "module.registerHooks module.register",
     When::kUsed, kRunner, kHooks},
    {kScript, "vm.*", When::kUsed, kComputedCode, "runs text as code"},

    {kPython,
     "pytest.skip pytest.xfail pytest.importorskip pytest.mark.* unittest.SkipTest unittest.skip "
     "unittest.skipIf unittest.skipUnless unittest.case.SkipTest nose.SkipTest _pytest.outcomes.skip "
     "_pytest.outcomes.xfail _pytest.outcomes.importorskip _pytest.outcomes.Skipped",
     When::kUsed, kSkip, kSkips},
    {kC, "GTEST_SKIP", When::kUsed, kSkip, kSkips},
};

uint8_t language_of(const CodeFile& code) {
  switch (code.grammar()) {
    case Grammar::kPython:
      return kPython;
    case Grammar::kC:
    case Grammar::kCpp:
      return kC;
    case Grammar::kGo:
      return kGo;
    case Grammar::kRust:
      return kRust;
    case Grammar::kJava:
      return kJava;
    default:
      return kScript;
  }
}

// The rows of one language, by name.
class Rows {
 public:
  explicit Rows(uint8_t language) {
    for (const ReferenceRow& row : kRows) {
      if (!(row.languages & language)) continue;
      for (std::string_view name : split(row.names, ' '))
        (name.find('*') == name.npos ? exact_ : globs_).emplace(name, &row);
    }
  }

  template <class Visit>
  void each(std::string_view name, const Visit& visit) const {
    for (auto [it, last] = exact_.equal_range(name); it != last; ++it) visit(*it->second);
    for (const auto& [glob, row] : globs_) {
      std::string_view head = std::string_view(glob).substr(0, glob.find('*'));
      bool called = name.ends_with("()");  // what a call gives is not what it calls
      if (name.starts_with(head) && !called && glob_matches(glob, name)) visit(*row);
    }
  }

 private:
  std::multimap<std::string, const ReferenceRow*, std::less<>> exact_, globs_;
};

// A use of a name, not its declaration.
bool is_use(const CodeFile& code, At at) {
  Form form = code.form(at);
  if (form != Form::kName && form != Form::kMember && form != Form::kIndex && form != Form::kCall)
    return false;
  At above = code.parent(at);
  if (above == kNowhere) return false;
  std::string_view field = code.field_name(at);
  if (form == Form::kName) {
    if (code.is(above, Form::kMember) && code.object(above) != at) return false;
    if (code.is(above, "keyword_argument") && field == "name") return false;
    if (code.is(above, Form::kAssign) && code.left(above) == at) return false;
    if ((code.is(above, Form::kFunction) || code.is(above, Form::kClass)) && field == "name") return false;
    if (code.type(above).ends_with("declarator") || code.type(above).find("parameter") != std::string::npos)
      return false;
  }
  return true;
}

bool is_set(const CodeFile& code, At at) {
  At above = code.parent(at);
  return code.is(above, Form::kAssign) && code.left(above) == at;
}

// The condition of `if __name__ == "__main__"`, under which an imported file does nothing.
bool is_under_main(const CodeFile& code, At at) {
  for (At test = code.around(at, Form::kIf); test != kNowhere; test = code.around(test, Form::kIf))
    if (code.text(code.field(test, "condition")).find("__name__") != std::string_view::npos) return true;
  return false;
}

class References {
 public:
  explicit References(const Examined& file) : file_(file), code_(file.code), rows_(language_of(file.code)) {}

  void run() {
    imports();
    for (At at = 0; at < code_.size(); ++at) {
      if (code_.is(at, Form::kImport)) {
        at = code_.end(at) - 1;
        continue;
      }
      if (code_.is(at, Form::kAssign) || code_.is(at, Form::kCall)) writes(at);
      if (is_use(code_, at)) use(at);
      if (code_.is_c() || code_.grammar() == Grammar::kRust) symbol(at);
    }
  }

 private:
  // What defines a function under another's name.
  void symbol(At at) {
    auto says = [&](std::string_view word) { return code_.text(at).find(word) != std::string_view::npos; };
    std::string_view type = code_.type(at);
    bool renames = false;
    if (type == "gnu_asm_expression" || type == "asm_statement")
      renames = code_.around(at, Form::kFunction) == kNowhere;
    else if (type == "attribute_specifier" || type == "attribute")
      renames = says("alias") || says("ifunc") || says("weakref") || says("constructor");
    else if (type == "attribute_item")  // Rust
      renames = says("link_section") || says("link_name") || says("export_name");
    else if (type == "preproc_call")
      renames = says("redefine_extname") || says("weak ");
    if (renames) file_.add(TellRule::kRunner, at, "gives a symbol another name, or code another place");
  }

  void imports() {
    if (is_about_tests(file_.path)) return;
    for (const auto& [name, at] : file_.names.imports())
      rows_.each(name, [&, at = at, &name = name](const ReferenceRow& row) {
        if (row.when == When::kImported && !is_under_main(code_, at)) add(row, at, name);
      });
  }

  // A part of a library for tests: imports of a runner are its purpose.
  static bool is_about_tests(std::string_view path) {
    std::string low = to_lower(path);
    for (std::string_view word : {"test", "mock", "fixture"})
      if (low.find(word) != low.npos) return true;
    return false;
  }

  void writes(At at) {
    for (const Write& write : file_.names.writes(at)) {
      std::string name = write.name;
      rows_.each(name, [&](const ReferenceRow& row) {
        if (row.when == When::kSet && !is_harmless_write(name)) add(row, at, name);
      });
    }
  }

  static bool is_harmless_write(std::string_view name) {
    for (std::string_view one : {"builtins._", "Error.stackTraceLimit", "Error().stack"})
      if (name == one) return true;
    // An attribute of what a built-in name stands for: Python's own can't be set.
    if (name.starts_with("builtins.") && name.find('.', 9) != name.npos) return true;
    if (name.find("()") != name.npos) return true;
    // A computed property of a module, an object of the language or a prototype is one of its functions;
    // deeper it is an entry of a table.
    size_t computed = name.find(".[]");
    if (computed == name.npos) return false;
    std::string_view of = name.substr(0, computed);
    if (of.ends_with(".prototype")) of.remove_suffix(10);
    return computed + 3 != name.size() || of.find('.') != of.npos;
  }

  void use(At at) {
    std::string name = file_.names.of(at);
    if (name.ends_with("()") && code_.call_of(at) == at) name = file_.names.called(at);
    if (name.empty()) return;
    if (name.ends_with("._exit") && name != "os._exit" && code_.is(at, Form::kMember)) name = "os._exit";
    rows_.each(name, [&](const ReferenceRow& row) {
      if (applies(row.when, at)) add(row, at, name);
    });
  }

  bool applies(When when, At at) const {
    At above = code_.call_of(at);
    bool called = above != kNowhere;
    switch (when) {
      case When::kUsed:
        return true;
      case When::kRead:
        return !is_set(code_, at);
      case When::kCalled:
        return called;
      case When::kEndsWell:
        return !called || status_of(above) != Status::kBad;
      case When::kEndsWellHere:
        return !file_.program && !is_under_main(code_, at) && called && status_of(above) == Status::kGood &&
               code_.function_name(at) != "main";
      case When::kEndsImport: {
        bool raised = code_.is(code_.parent(at), Form::kThrow);
        return (called ? status_of(above) == Status::kGood : raised) &&
               !file_.path.ends_with("__main__.py") && code_.around(at, Form::kFunction) == kNowhere &&
               !is_under_main(code_, at);
      }
      case When::kSet:
      case When::kImported:
        return false;
    }
    return false;
  }

  enum class Status { kGood, kBad, kUnknown };
  Status status_of(At call) const {
    std::vector<At> arguments = code_.arguments(call);
    if (arguments.empty()) return Status::kGood;
    At status = code_.unwrapped(arguments[0]);
    if (code_.is(status, Form::kNull) || code_.is(status, Form::kFalse)) return Status::kGood;
    if (code_.text(status) == "EXIT_SUCCESS" || code_.text(status) == "os.EX_OK") return Status::kGood;
    if (code_.text(status) == "EXIT_FAILURE") return Status::kBad;
    if (auto number = code_.number(status)) return *number == 0 ? Status::kGood : Status::kBad;
    return code_.is(status, Form::kString) ? Status::kBad : Status::kUnknown;
  }

  void add(const ReferenceRow& row, At at, const std::string& name) {
    std::string shown = name.starts_with("env.")        ? name.substr(4)
                        : name.starts_with("builtins.") ? name.substr(9)
                                                        : name;
    At call = code_.call_of(at);
    file_.add(row.rule, call == kNowhere ? at : call,
              std::string(row.reason) + " (" + printable(shown) + ")");
  }

  const Examined& file_;
  const CodeFile& code_;
  Rows rows_;
};

}  // namespace

void find_references(const Examined& file) {
  References(file).run();
}

}  // namespace suit::tells
