// Rules on literals: names of runners, paths, code in texts, dates.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "folder/path_kind.h"
#include "verify/tell_rules.h"
#include "verify/word_list.h"

namespace suit::tells {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != text.npos; });
}

// --- The test environment ---

constexpr At kNear = 1000;     // nodes
constexpr At kClockMax = 100;  // nodes of the side of a comparison

// How clearly a text names a test run.
enum class Hint { kNo, kMaybe, kSurely };
Hint names_run(std::string_view text) {
  if (text.size() > 60 || text.find('\n') != text.npos) return Hint::kNo;
  std::string low = to_lower(text);
  if (has_any(low, {"pytest", "py.test", "unittest", "jest", "mocha", "vitest", "jasmine", "node:test",
                    "--test", "test.v", "test.run", "gtest"}) ||
      is_one_of(low, {"nose", "nose2", "ava", "tox", "ctest", ".test"}))
    return Hint::kSurely;
  if (is_one_of(low, {"test", "tests", "testing", "test_", "_test", "spec"}) ||
      has_any(low, {"/test", "test/", ".test.", "test_", "_test."}))
    return Hint::kMaybe;
  return Hint::kNo;
}

// What tells a program how it was started.
enum class Source { kNone, kModules, kArguments, kOneArgument, kEnvironment, kFrames };
Source source_of(std::string_view name) {
  auto under = [&](std::string_view start) {
    return name == start ||
           (name.starts_with(start) && (name[start.size()] == '.' || name[start.size()] == '('));
  };
  if (under("sys.modules") || under("require.cache")) return Source::kModules;
  for (std::string_view start :
       {"sys.argv", "sys.orig_argv", "process.argv", "process.execArgv", "process.argv0", "process.title",
        "require.main", "module.parent", "os.Args", "std.env.args", "std.env.current_exe", "env.current_exe",
        "os.Executable", "flag.Lookup"})
    if (under(start)) return name.find("[]") != name.npos ? Source::kOneArgument : Source::kArguments;
  if (under("env")) return Source::kEnvironment;
  if (has_any(name, {"inspect.stack()", "sys._getframe()", "inspect.currentframe()", "Error().stack",
                     "extract_stack()"}))
    return Source::kFrames;
  return Source::kNone;
}

bool is_first_index(const CodeFile& code, At at) {
  return code.is(at, Form::kIndex) && code.number(code.any_field(at, "subscript index indices")) == 0.0;
}

void find_source_with_literal(const Examined& file, At literal, const std::string& text) {
  const CodeFile& code = file.code;
  Hint names = names_run(text);
  if (code.grammar() == Grammar::kRust && is_one_of(text, {"deps", "target/debug", "target/debug/deps"}))
    names = Hint::kSurely;  // where Cargo puts tests
  bool ci = is_one_of(text, {"ci", "CI"});
  if (names == Hint::kNo && !ci) return;
  At whole = code.expression_around(literal);
  // Near enough: a huge expression is not read once for each of its literals.
  At first = std::max(whole, literal > kNear ? literal - kNear : 0);
  for (At at = first; at < std::min(code.end(whole), literal + kNear); ++at) {
    Form form = code.form(at);
    if (form != Form::kName && form != Form::kMember && form != Form::kIndex && form != Form::kCall) continue;
    // An element is not all of them.
    if (code.is(code.parent(at), Form::kIndex) && code.object(code.parent(at)) == at) continue;
    std::string name = file.names.of(at);
    Source source = name.empty() ? Source::kNone : source_of(name);
    bool tells = false;
    switch (source) {
      case Source::kNone:
        continue;
      case Source::kModules:
      case Source::kFrames:
        tells = names != Hint::kNo;
        break;
      case Source::kArguments:
        tells = names != Hint::kNo;
        break;
      case Source::kOneArgument:
        tells = names == Hint::kSurely || (names == Hint::kMaybe && is_first_index(code, at));
        break;
      case Source::kEnvironment: {
        // A variable that is compared with "test".
        At above = code.parent(literal);
        bool compared = code.is(above, Form::kBinary) && name.size() > 4 && name.starts_with("env.") &&
                        name.find('(') == name.npos && !code.contains(at, literal);
        tells = compared && (is_one_of(text, {"test", "testing", "tests"}) || names == Hint::kSurely || ci);
        break;
      }
    }
    if (!tells) continue;
    std::string where =
        source == Source::kEnvironment ? name.substr(4) : name.substr(0, name.find_first_of("[("));
    if (where.ends_with('.')) where.pop_back();
    file.add(TellRule::kTestEnvironment, whole,
             "looks for a test run (" + printable(text) + " in " + printable(where) + ")");
    return;
  }
}

// "CI" in os.environ, 'CI' in process.env
void find_membership(const Examined& file, At at) {
  const CodeFile& code = file.code;
  std::string_view sign = code.operator_of(at);
  if (sign != "in" && sign != "not in") return;
  auto text = code.constant_text(code.left(at));
  if (!text || file.names.of(code.right(at)) != "env") return;
  if (is_one_of(*text, {"CI", "GITHUB_ACTIONS", "GITLAB_CI", "TRAVIS", "NODE_TEST_CONTEXT"}) ||
      names_run(*text) == Hint::kSurely)
    file.add(TellRule::kTestEnvironment, at, "looks for a test run (" + printable(*text) + ")");
}

// Names of the watchers that report tests, and of what mocks assert.
void find_names_of_judges(const Examined& file, At literal, const std::string& text) {
  if (text.size() > 80) return;
  if (has_any(text, {"sitecustomize", "suit_account", "suit-report", "/var/suit", "SUIT_WATCHER"}))
    file.add(TellRule::kTestEnvironment, literal, "names what watches the tests (" + printable(text) + ")");
  else if (has_any(text, {"_once_with", "assert_called", "assert_any_call", "assert_has_calls", "_not_called",
                          "called_with", "toHaveBeenCalled"}))
    file.add(TellRule::kRunner, literal, "names an assertion of mocks (" + printable(text) + ")");
}

void find_process_files(const Examined& file, At literal) {
  std::string_view text = file.code.text(literal);
  size_t at = text.find("/proc/");
  if (at == text.npos || text.size() > 200) return;
  std::string_view rest = text.substr(at);
  bool own = has_any(rest, {"/proc/self", "/proc/1/", "/proc/thread-self", "/proc/{", "/proc/$", "/proc/%"});
  if (own && has_any(rest, {"mountinfo", "cgroup", "cmdline", "environ", "/mounts", "/comm", "/ns/"}))
    file.add(TellRule::kTestEnvironment, literal, "looks at the process's surroundings (/proc)");
}

constexpr std::string_view kRunnerGlobals[] = {"describe",  "it",       "test",    "jest",       "expect",
                                               "vi",        "mocha",    "jasmine", "beforeEach", "afterEach",
                                               "beforeAll", "afterAll", "suite"};

// typeof describe, globalThis.it
void find_runner_globals(const Examined& file, At at) {
  const CodeFile& code = file.code;
  At name = kNowhere;
  if (code.is(at, Form::kUnary) && code.operator_of(at) == "typeof")
    name = code.unwrapped(code.last_child(at));
  if (code.is(at, Form::kMember) || code.is(at, Form::kIndex)) {
    std::string_view owner = code.text(code.object(at));
    if (is_one_of(owner, {"globalThis", "global"})) name = at;
  }
  if (name == kNowhere) return;
  std::string global = file.names.of(name);
  if (is_one_of(global, kRunnerGlobals))
    file.add(TellRule::kTestEnvironment, at, "looks for a test run (" + global + ")");
}

// Rust: cfg!(test), #[cfg(not(test))] on a function or a statement.
void find_rust_cfg(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.is(at, "macro_invocation") && code.text(code.field(at, "macro")) == "cfg") {
    std::string_view tokens = code.text(code.last_child(at));
    if (squeezed(tokens) == "(test)" || squeezed(tokens) == "(not(test))")
      file.add(TellRule::kTestEnvironment, at, "looks for a test run (cfg!(test))");
    return;
  }
  if (!code.is(at, "attribute_item") || code.text(at).find("cfg(not(test))") == std::string_view::npos)
    return;
  for (At next = code.end(at); next < code.end(code.parent(at)); next = code.end(next)) {
    if (code.is(next, "attribute_item")) {
      if (has_any(code.text(next), {"panic_handler", "global_allocator", "lang", "entry", "no_mangle"}))
        return;
      continue;
    }
    std::string_view type = code.type(next);
    if (!is_one_of(type, {"use_declaration", "extern_crate_declaration", "mod_item"}))
      file.add(TellRule::kTestEnvironment, at, "behaves differently under test (#[cfg(not(test))])");
    return;
  }
}

// --- The runner ---

void find_runner_output(const Examined& file, At literal, const std::string& text) {
  if (text.size() > 300 || file.code.type(file.code.parent(literal)) == "expression_statement") return;
  // "3 passed in", of pytest.
  size_t passed = text.find(" passed in ");
  bool counts =
      passed != text.npos && passed > 0 && std::isdigit(static_cast<unsigned char>(text[passed - 1]));
  if (counts || has_any(text, {"[  PASSED  ]", "[       OK ]", "test result: ok", "# pass ",
                               "100% tests passed", "--- PASS:", "<testsuite", "<testcase"}))
    file.add(TellRule::kRunner, literal, "writes what a test runner writes");
}

void find_preloads(const Examined& file, At literal, const std::string& text) {
  if (is_one_of(text,
                {"LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "PYTEST_ADDOPTS", "PYTEST_PLUGINS"}))
    file.add(TellRule::kRunner, literal, "changes what programs load (" + text + ")");
}

constexpr std::string_view kAssertMacros[] = {
    "assert", "static_assert", "NDEBUG", "main", "return", "if",   "else",  "true",   "false",
    "while",  "for",           "int",    "bool", "double", "exit", "abort", "strcmp", "memcmp"};

// A macro or a function in the place of the language's or the test library's own.
// A runner's symbol by the name that the linker knows: _ZN7testing8UnitTest11GetInstanceEv.
void find_runner_symbols(const Examined& file, At at) {
  std::string_view text = file.code.text(at);
  bool is_symbol = file.code.is(at, Form::kName) || file.code.is(at, Form::kString);
  if (is_symbol && text.size() < 200 && has_any(text, {"_ZN7testing", "_ZN5Catch", "_ZN7doctest"}))
    file.add(TellRule::kTestEnvironment, at, "looks for a test run (" + printable(text) + ")");
}

void find_c_redefinitions(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.is(at, "preproc_def") || code.is(at, "preproc_function_def")) {
    std::string_view name = code.text(code.field(at, "name"));
    bool runner = name.starts_with("EXPECT_") || name.starts_with("ASSERT_") || name.starts_with("GTEST_") ||
                  is_one_of(name, {"TEST", "TEST_F", "TEST_P", "TEST_CASE", "REQUIRE", "CHECK_EQ"});
    if (runner || is_one_of(name, kAssertMacros))
      file.add(TellRule::kRunner, at, "redefines " + std::string(name));
  } else if (code.is(at, Form::kFunction) && code.around(at, Form::kClass) == kNowhere) {
    std::string_view name = code.text(code.name_of(at));
    if (is_one_of(name, {"__assert_fail", "__assert", "abort", "exit", "_exit", "strcmp", "strncmp", "memcmp",
                         "__cxa_throw", "__libc_start_main", "atexit"}))
      file.add(TellRule::kRunner, at, "redefines " + std::string(name));
  }
}

// --- The end of the process ---

// Does the code below end the process, or set its exit status?
bool ends_process(const Examined& file, At block) {
  for (At at = block; at < file.code.end(block); ++at) {
    std::string_view text = file.code.text(at);
    if (is_one_of(text, {"os._exit", "_exit", "sys.exit", "SystemExit", "exit", "process.exitCode",
                         "process.exit", "process.reallyExit"}))
      return true;
  }
  return false;
}

void find_endings(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.is(at, Form::kAssign) && code.is_script()) {
    At value = code.right(at);
    if (file.names.of(code.left(at)) != "process.exitCode") return;
    if (code.number(value) == 0.0 || code.is(code.unwrapped(value), Form::kNull))
      file.add(TellRule::kProcessEnd, at, "sets the exit status to success (process.exitCode)");
    return;
  }
  if (!code.is(at, Form::kCall)) return;
  std::string called = file.names.called(at);
  std::vector<At> arguments = code.arguments(at);
  if (called.empty() || arguments.empty()) return;
  if (called == "os.kill" || called == "os.killpg" || called == "process.kill") {
    std::string target = file.names.of(arguments[0]);
    if (is_one_of(target, {"os.getpid()", "os.getpgrp()", "os.getppid()", "process.pid", "process.ppid"}))
      file.add(TellRule::kProcessEnd, at, "ends the process (" + called + ")");
  } else if (called == "atexit.register") {
    At handler = file.names.function_at(arguments[0]);
    if (ends_process(file, handler == kNowhere ? arguments[0] : handler))
      file.add(TellRule::kProcessEnd, at, "changes how the process ends (atexit)");
  } else if (is_one_of(called,
                       {"process.on", "process.once", "process.addListener", "process.prependListener"}) &&
             arguments.size() > 1) {
    std::string event = code.constant_text(arguments[0]).value_or("");
    At handler = file.names.function_at(arguments[1]);
    bool ends = ends_process(file, handler == kNowhere ? arguments[1] : handler);
    if ((event == "exit" || event == "beforeExit") && ends)
      file.add(TellRule::kProcessEnd, at, "changes how the process ends (process.on " + event + ")");
    bool lost = is_one_of(event, {"uncaughtException", "unhandledRejection"});
    if (lost && !file.program)
      file.add(TellRule::kProcessEnd, at, "handles failures of the process (" + event + ")");
  } else if (called == "process.setUncaughtExceptionCaptureCallback") {
    file.add(TellRule::kProcessEnd, at, "handles failures of the process");
  } else if (code.is_c() && (called == "signal" || called == "sigaction") &&
             code.text(arguments[0]) == "SIGABRT") {
    file.add(TellRule::kProcessEnd, at, "handles failures of the process (SIGABRT)");
  }
}

// --- Computed code ---

// Only literals and what turns them into others: "_ex" + "it", chr(101), bytes([…]).decode().
bool is_disguised(const Examined& file, At at) {
  const CodeFile& code = file.code;
  at = code.unwrapped(at);
  if (at == kNowhere || code.is(at, Form::kName)) return false;
  bool literal = false, changed = false;
  for (At one = at; one < code.end(at); ++one) {
    switch (code.form(one)) {
      case Form::kString:
        literal = true;
        break;
      case Form::kNumber:
        literal = true;
        break;
      case Form::kCall:
        changed = true;
        break;
      case Form::kBinary:
        changed = true;
        break;
      case Form::kIndex:
        changed = true;
        break;
      case Form::kName: {
        At above = code.parent(one);
        bool property = code.is(above, Form::kMember) && code.object(above) != one;
        bool callee = code.is(above, Form::kCall) && code.callee(above) == one;
        std::string name = file.names.of(one);
        bool known = is_one_of(name, {"String", "Buffer", "atob", "base64", "codecs", "builtins.chr",
                                      "builtins.bytes", "builtins.str", "builtins.map", "builtins.reversed"});
        if (!property && !callee && !known) return false;
        break;
      }
      default:
        break;
    }
  }
  return literal && changed;
}

constexpr std::string_view kSensitiveModules[] = {"os",     "sys",     "builtins", "inspect", "unittest",
                                                  "pytest", "_pytest", "gc",       "process", "Error"};

void find_computed(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.is(at, "exec_statement")) {
    file.add(TellRule::kComputedCode, at, "runs text as code (exec)");
    return;
  }
  if (code.is(at, Form::kIndex) && code.is_script()) {
    std::string owner = file.names.of(code.object(at));
    At index = code.field(at, "index");
    if (is_one_of(owner, {"process", "globalThis", "global"}) && is_disguised(file, index) &&
        !code.constant_text(index))
      file.add(TellRule::kComputedCode, at, "uses a name that it computes");
    return;
  }
  if (!code.is(at, Form::kCall)) return;
  std::string called = file.names.called(at);
  std::vector<At> arguments = code.arguments(at);
  if (called.empty() || arguments.empty()) return;
  if (is_one_of(called, {"builtins.exec", "builtins.eval", "eval", "Function"})) {
    std::string shown = called.starts_with("builtins.") ? called.substr(9) : called;
    file.add(TellRule::kComputedCode, at, "runs text as code (" + shown + ")");
  } else if (is_one_of(called, {"setTimeout", "setInterval"}) && code.is(arguments[0], Form::kString)) {
    file.add(TellRule::kComputedCode, at, "runs text as code (" + called + ")");
  } else if (is_one_of(called, {"builtins.__import__", "importlib.import_module", "require", "import"})) {
    if (is_disguised(file, arguments[0]))
      file.add(TellRule::kComputedCode, at, "imports a module whose name it computes");
  } else if (called == "builtins.getattr" && arguments.size() > 1) {
    std::string owner = file.names.of(arguments[0]);
    bool sensitive = is_one_of(owner, kSensitiveModules);
    if (is_disguised(file, arguments[1]) && (sensitive || !code.is(arguments[1], Form::kString)))
      file.add(TellRule::kComputedCode, at, "uses a name that it computes");
    else if (is_one_of(owner, {"os", "builtins"}) && !code.is_literal(arguments[1]))
      file.add(TellRule::kComputedCode, at, "uses a name that it computes (of " + owner + ")");
  } else if (called == "ctypes.CDLL" || called == "ctypes.PyDLL") {
    if (code.is(code.unwrapped(arguments[0]), Form::kNull))
      file.add(TellRule::kRunner, at, "hooks into the interpreter (" + called + ")");
  } else if (called.ends_with(".from_address")) {
    if (called.starts_with("ctypes."))
      file.add(TellRule::kRunner, at, "hooks into the interpreter (" + called + ")");
  }
}

// f.__code__ = …
void find_replaced_code(const Examined& file, At at) {
  const CodeFile& code = file.code;
  At target = code.is(at, Form::kAssign) ? code.left(at) : kNowhere;
  if (code.is(target, Form::kMember) && code.text(code.field(target, "attribute")) == "__code__")
    file.add(TellRule::kComputedCode, at, "replaces the code of a function");
}

// --- Clocks and counters ---

constexpr std::string_view kClocks[] = {"datetime.datetime.now()",
                                        "datetime.datetime.utcnow()",
                                        "datetime.datetime.today()",
                                        "datetime.date.today()",
                                        "time.time()",
                                        "time.time_ns()",
                                        "time.localtime()",
                                        "time.gmtime()",
                                        "time.strftime()",
                                        "Date.now()",
                                        "Date()",
                                        "time.Now()",
                                        "time()",
                                        "std.time.SystemTime.now()",
                                        "SystemTime.now()",
                                        "chrono.Utc.now()",
                                        "chrono.Local.now()",
                                        "Utc.now()",
                                        "Local.now()",
                                        "System.currentTimeMillis()",
                                        "LocalDate.now()"};

// How long a process or machine has run.
constexpr std::string_view kUptimes[] = {"time.process_time()", "time.perf_counter()", "time.monotonic()",
                                         "time.thread_time()",  "process.uptime()",    "performance.now()",
                                         "os.uptime()"};

bool is_uptime(const Examined& file, At at) {
  return file.code.is(at, Form::kCall) && is_one_of(file.names.of(at), kUptimes);
}

// The present time, or a part of it that does not come back: not the hour or the weekday.
bool is_clock(const Examined& file, At at, bool& modulo) {
  const CodeFile& code = file.code;
  bool clock = false;
  if (code.end(at) - at > kClockMax) return false;
  for (At one = at; one < code.end(at); ++one) {
    Form form = code.form(one);
    if (form == Form::kCall) {
      std::string name = file.names.of(one);
      if (is_one_of(name, kClocks)) clock = true;
    }
    if (form == Form::kName && code.type(code.parent(one)).find("argument") != std::string_view::npos &&
        !is_one_of(code.text(one), {"NULL", "nullptr", "UNIX_EPOCH", "SystemTime::UNIX_EPOCH"}))
      return false;  // the time since another
    if (form == Form::kBinary) {
      if (code.operator_of(one) != "%") return false;
      modulo = true;
    }
    if (form == Form::kMember) {
      std::string_view name = code.text(code.any_field(one, "attribute property field"));
      if (is_one_of(name, {"hour", "weekday", "isoweekday", "minute", "tm_hour", "tm_wday", "getHours",
                           "getDay", "getMinutes", "Hour", "Weekday", "Minute", "getUTCHours", "getUTCDay"}))
        return false;
    }
  }
  return clock;
}

bool is_date_literal(const Examined& file, At at) {
  const CodeFile& code = file.code;
  at = code.unwrapped(at);
  if (auto number = code.number(at)) return *number > 1900;
  if (code.is(at, Form::kString)) return true;
  // UNIX_EPOCH + Duration::from_secs(2_208_988_800)
  if (code.is(at, Form::kBinary) && code.text(code.left(at)).ends_with("UNIX_EPOCH")) {
    At since = code.unwrapped(code.right(at));
    if (!code.is(since, Form::kCall)) return false;
    std::vector<At> given = code.arguments(since);
    return given.size() == 1 && code.is_literal(given[0]);
  }
  if (!code.is(at, Form::kCall)) return false;
  std::string called = file.names.called(at);
  if (!is_one_of(called, {"datetime.datetime", "datetime.date", "Date", "datetime.datetime.fromisoformat",
                          "datetime.date.fromisoformat", "Date.parse", "Date.UTC", "time.Date", "time.Unix"}))
    return false;
  std::vector<At> arguments = code.arguments(at);
  return !arguments.empty() &&
         std::all_of(arguments.begin(), arguments.end(), [&](At one) { return code.is_literal(one); });
}

void find_clock(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.is(at, Form::kBinary)) {
    std::string_view sign = code.operator_of(at);
    if (!is_one_of(sign, {"<", ">", "<=", ">=", "==", "!=", "===", "!=="})) return;
    At sides[2] = {code.left(at), code.right(at)};
    for (int i = 0; i < 2; ++i) {
      bool modulo = false;
      if (sides[i] == kNowhere || sides[1 - i] == kNowhere) continue;
      if (is_uptime(file, code.unwrapped(sides[i])) && code.number(code.unwrapped(sides[1 - i])))
        file.add(TellRule::kClock, at, "behaves differently from a certain time on");
      if (!is_clock(file, sides[i], modulo)) continue;
      if (is_date_literal(file, sides[1 - i]) || (modulo && code.is_literal(sides[1 - i]))) {
        file.add(TellRule::kClock, at, "behaves differently from a certain time on");
        return;
      }
    }
  } else if (code.is(at, Form::kCall)) {
    std::string called = file.names.called(at);
    if (!is_one_of(called, {"os.path.exists", "os.path.isfile", "os.path.lexists", "os.access", "os.stat",
                            "pathlib.Path().exists", "pathlib.Path().is_file", "fs.existsSync", "fs.statSync",
                            "fs.accessSync", "os.Stat", "access", "stat", "std.path.Path.new().exists"}))
      return;
    for (At one = at; one < code.end(at); ++one) {
      if (!code.is(one, Form::kString)) continue;
      std::string_view text = code.text(one);
      if (has_any(text.substr(0, 14), {"\"/tmp/", "'/tmp/", "`/tmp/", "/var/tmp/", "/dev/shm/"}))
        file.add(TellRule::kClock, at, "depends on a file that outlives a run");
    }
  }
}

// The variables of a function that it is given: f.__globals__, getattr(f, "__closure__").
void find_others_variables(const Examined& file, At at) {
  const CodeFile& code = file.code;
  std::string name;
  if (code.is(at, Form::kMember))
    name = code.text(code.field(at, "attribute"));
  else if (code.is(at, Form::kString))
    name = code.constant_text(at).value_or("");
  if (is_one_of(name, {"__globals__", "__closure__", "cell_contents", "f_globals", "f_locals", "f_back"}))
    file.add(TellRule::kTestEnvironment, at, "looks into other functions' variables (" + name + ")");
}

// --- Test files ---

constexpr std::string_view kReaders[] = {"builtins.open",
                                         "io.open",
                                         "codecs.open",
                                         "os.open",
                                         "os.listdir",
                                         "os.walk",
                                         "os.scandir",
                                         "glob.glob",
                                         "glob.iglob",
                                         "pathlib.Path().read_text",
                                         "pathlib.Path().read_bytes",
                                         "pathlib.Path().open",
                                         "pathlib.Path().glob",
                                         "pathlib.Path().rglob",
                                         "pathlib.Path().iterdir",
                                         "json.load",
                                         "fs.readFileSync",
                                         "fs.readFile",
                                         "fs.promises.readFile",
                                         "fs/promises.readFile",
                                         "fs.readdirSync",
                                         "fs.readdir",
                                         "fs.createReadStream",
                                         "fs.openSync",
                                         "os.Open",
                                         "os.ReadFile",
                                         "os.ReadDir",
                                         "io/ioutil.ReadFile",
                                         "filepath.Glob",
                                         "path/filepath.Glob",
                                         "fopen",
                                         "open",
                                         "std.fs.read_to_string",
                                         "std.fs.read",
                                         "std.fs.File.open"};

// include_str!("../tests/pairs.rs"); the code's own text may have tests in it.
void find_included_test(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (!code.is(at, "macro_invocation")) return;
  std::string_view macro = code.text(code.field(at, "macro"));
  bool is_text = macro.ends_with("include_str") || macro.ends_with("include_bytes");
  if (!is_text && !macro.ends_with("include")) return;
  for (At one = at; one < code.end(at); ++one) {
    if (!code.is(one, Form::kString)) continue;
    auto text = code.constant_text(one);
    if (text && (is_test(*text) || (is_text && text->ends_with(".rs"))))
      file.add(TellRule::kTestFiles, at, "reads the tests' files (" + printable(*text) + ")");
  }
}

void find_test_read(const Examined& file, At at) {
  const CodeFile& code = file.code;
  if (code.grammar() == Grammar::kRust) find_included_test(file, at);
  if (!code.is(at, Form::kCall)) return;
  std::string called = file.names.called(at);
  if (!is_one_of(called, kReaders) || (called == "open" && !code.is_c())) return;
  for (At one = at; one < code.end(at); ++one) {
    if (!code.is(one, Form::kString)) continue;
    auto text = code.constant_text(one);
    if (!text || text->size() < 4 || text->size() > 200) continue;
    bool folder = is_one_of(*text, {"test", "tests", "__tests__", "testdata", "fixtures", "__snapshots__"});
    bool path = text->find('/') != text->npos || text->find('.') != text->npos;
    if (folder || (path && is_test(*text) && text->find(' ') == text->npos))
      file.add(TellRule::kTestFiles, at, "reads the tests' files (" + printable(*text) + ")");
  }
}

}  // namespace

void find_literals(const Examined& file) {
  const CodeFile& code = file.code;
  for (At at = 0; at < code.size(); ++at) {
    if (code.grammar() == Grammar::kPython) find_others_variables(file, at);
    if (code.is(at, Form::kString)) {
      if (!code.is(code.parent(at), "concatenated_string")) {
        find_process_files(file, at);
        if (auto text = code.constant_text(at)) {
          find_source_with_literal(file, at, *text);
          find_runner_output(file, at, *text);
          find_preloads(file, at, *text);
          find_names_of_judges(file, at, *text);
        }
      }
    } else if (code.is(at, Form::kBinary)) {
      find_membership(file, at);
    }
    find_endings(file, at);
    if (code.is_script()) find_runner_globals(file, at);
    if (code.is_c()) find_c_redefinitions(file, at);
    if (code.is_c()) find_runner_symbols(file, at);
    if (code.grammar() == Grammar::kRust) find_rust_cfg(file, at);
  }
}

void find_computed_code(const Examined& file) {
  if (file.code.grammar() != Grammar::kPython && !file.code.is_script()) return;
  for (At at = 0; at < file.code.size(); ++at) {
    find_computed(file, at);
    find_replaced_code(file, at);
  }
}

void find_clocks(const Examined& file) {
  for (At at = 0; at < file.code.size(); ++at) find_clock(file, at);
}

void find_test_files(const Examined& file) {
  for (At at = 0; at < file.code.size(); ++at) find_test_read(file, at);
}

}  // namespace suit::tells
