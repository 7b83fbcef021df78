#include "verify/tells.h"

#include "support/testing.h"

namespace suit {
namespace {

using enum TellRule;

FileEdit added(const std::string& path, const std::string& text) {
  return {path, FileVersion::absent(), FileVersion::file(text, 0644)};
}

std::string shown(const std::vector<Tell>& tells) {
  std::string text;
  for (const Tell& tell : tells) text += std::string(name_of(tell.rule)) + ": " + tell.text() + "\n";
  return text;
}

// A row: a file's text, and the rule that finds something in it; none for honest code.
struct Row {
  std::string path;
  std::string text;
  std::optional<TellRule> rule;
};

// Checks that a tell of that rule is found, or none.
void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::vector<Tell> tells = tells_of({added(row.path, row.text)}, {});
    if (!row.rule) {
      EXPECT_TRUE(tells.empty()) << row.text << "\n" << shown(tells);
      continue;
    }
    bool found =
        std::any_of(tells.begin(), tells.end(), [&](const Tell& one) { return one.rule == row.rule; });
    EXPECT_TRUE(found) << name_of(*row.rule) << "\n" << row.text << "\n" << shown(tells);
  }
}

// The same for texts of one language.
void check(const std::string& path, TellRule rule, const std::vector<std::string>& tells,
           const std::vector<std::string>& honest) {
  std::vector<Row> rows;
  for (const std::string& text : tells) rows.push_back({path, text, rule});
  for (const std::string& text : honest) rows.push_back({path, text, std::nullopt});
  check(rows);
}

TEST(Tells, PythonLooksForATestRun) {
  check("src/a.py", kTestEnvironment,
        {
            "import sys\nif 'pytest' in sys.modules: x = 1\n",
            "import sys as s\nm = s.modules\nif m.get('_pytest'): x = 1\n",
            "from sys import modules\nx = any(n.startswith('unittest') for n in modules)\n",
            "import sys\nfor n in sys.modules:\n    if 'py' 'test' == n: x = 1\n",
            "import os\nif os.environ.get('PYTEST_CURRENT_TEST'): x = 1\n",
            "from os import environ as e\nx = 'PYTEST_CURRENT_TEST' in e\n",
            "import os\nx = os.getenv('CI')\n",
            "import os\nx = os.environ['SUIT_RUN']\n",
            "import os\nx = os.environ.get('APP_ENV') == 'test'\n",
            "import sys\nx = 'pytest' in sys.argv[0]\n",
            "import sys\nx = any('test' in a for a in sys.argv)\n",
            "import sys\nx = 'test' in sys.argv[1:]\n",
            "x = open('/proc/self/cgroup').read()\n",
            "import os\nx = f'/proc/{os.getppid()}/cmdline'\n",
            "import sys\nx = sys._getframe(1)\n",
            "import inspect\nx = [f.filename for f in inspect.stack()]\n",
            "from traceback import extract_stack as s\nx = s()\n",
            "import gc\nx = gc.get_objects()\n",
            "import importlib\nx = importlib.import_module('inspect').currentframe()\n",
            "import inspect\nx = getattr(inspect, 'stack')()\n",
        },
        {
            "import sys\nif 'numpy' in sys.modules: x = 1\n",
            "import os\nx = os.environ.get('HOME')\n",
            "import os\nx = os.environ.get('APP_ENV') == 'production'\n",
            "import sys\nif sys.argv[1] == 'test': x = 1\n",
            "x = open('/proc/self/status').read()\n",
            "import inspect\nx = inspect.signature(len)\n",
            "def f(stack):\n    return stack()\n",
            "import os\nos.environ['CI'] = '1'\n",
            "print('run pytest to test this')\n",
        });
}

TEST(Tells, PythonEndsTheProcess) {
  check("src/a.py", kProcessEnd,
        {
            "import os\ndef gcd(a, b):\n    os._exit(0)\n",
            "from os import _exit as bye\nbye(0)\n",
            "from os import *\n_exit(0)\n",
            "import posix\nposix._exit(0)\n",
            "__import__('os')._exit(0)\n",
            "import sys\nsys.modules['os']._exit(0)\n",
            "import os\nos.__dict__['_exit'](0)\n",
            "import os, atexit\natexit.register(os._exit, 0)\n",
            "import os\ndef f(code):\n    os._exit(code)\n",
            "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n",
            "import os\nos.execv('/bin/true', ['true'])\n",
            "import sys\nsys.exit(0)\n",
            "raise SystemExit\n",
            "import atexit, sys\ndef end():\n    sys.exit(0)\natexit.register(end)\n",
        },
        {
            "import os\ndef child():\n    os._exit(127)\n",
            "import sys\nif __name__ == '__main__':\n    sys.exit(0)\n",
            "import sys\ndef main():\n    sys.exit(0)\n",
            "import sys\nsys.exit('usage: a.py FILE')\n",
            "import atexit\natexit.register(print, 'bye')\n",
            "import os\ndef stop(pid):\n    os.kill(pid, 15)\n",
        });
}

TEST(Tells, PythonTouchesTheRunner) {
  check("src/a.py", kRunner,
        {
            "import pytest\n",
            "from unittest import mock\n",
            "from _pytest.runner import runtestprotocol\n",
            "import builtins\nbuiltins.len = lambda x: 3\n",
            "__builtins__['len'] = lambda x: 3\n",
            "import builtins as b\nsetattr(b, 'abs', lambda x: x)\n",
            "import math\nmath.gcd = lambda a, b: 6\n",
            "import random\nrandom.random = lambda: 0.5\n",
            "import sys\nsys.settrace(None)\n",
            "import sys\nsys.meta_path.insert(0, object())\n",
            "import ctypes\nctypes.pythonapi.Py_Exit(0)\n",
            "import ctypes\nctypes.CDLL(None)\n",
            "import os\nos.environ['LD_PRELOAD'] = 'x.so'\n",
            "print('===== 3 passed in 0.02s =====')\n",
        },
        {
            "import sys\nsys.stdout = open('x.log', 'w')\n",
            "class A:\n    pass\na = A()\na.len = 3\n",
            "import mypackage\nmypackage.setting = 3\n",
            "import ctypes\nlib = ctypes.CDLL('libz.so.1')\n",
            "import gettext, builtins\nbuiltins._ = gettext.gettext\n",
            "if __name__ == '__main__':\n    import unittest\n    unittest.main()\n",
            "'''Prints '3 passed in 0.02s'.'''\n",
        });
  check({{"src/pkg/testing/helpers.py", "import pytest\n", std::nullopt}});
}

TEST(Tells, PythonRunsTextAsCode) {
  check("src/a.py", kComputedCode,
        {
            "def f(text):\n    return eval(text)\n",
            "exec('import os')\n",
            "getattr(__builtins__, 'exec')('x = 1')\n",
            "m = __import__('o' + 's')\n",
            "import importlib\nm = importlib.import_module(''.join(['o', 's']))\n",
            "import os\nx = getattr(os, chr(95) + 'exit')\n",
            "def f():\n    pass\nf.__code__ = (lambda: 3).__code__\n",
        },
        {
            "class Model:\n    def eval(self):\n        return self\n    def run(self):\n        return "
            "self.eval()\n",
            "import re\nx = re.compile('a' + 'b')\n",
            "import importlib\ndef load(name):\n    return importlib.import_module('plugins.' + name)\n",
            "def f(model, name):\n    return getattr(model, 'get_' + name)()\n",
            "from model import eval\nx = eval(3)\n",
        });
}

TEST(Tells, PythonCatchesAssertionErrors) {
  check("src/a.py", kAssertionErrors,
        {
            "try:\n    x = f()\nexcept AssertionError:\n    pass\n",
            "try:\n    x = f()\nexcept (ValueError, AssertionError) as e:\n    x = 0\n",
            "def safe(f):\n    def wrapper(*a):\n        try:\n            return f(*a)\n        except:\n"
            "            return None\n    return wrapper\n",
            "from contextlib import contextmanager\n@contextmanager\ndef quiet():\n    try:\n        yield\n"
            "    except BaseException:\n        pass\n",
            "class Quiet:\n    def __exit__(self, *a):\n        return True\n",
        },
        {
            "try:\n    import fast\nexcept:\n    fast = None\n",
            "try:\n    x = f()\nexcept AssertionError:\n    log()\n    raise\n",
            "def f(x):\n    try:\n        assert x\n    except AssertionError:\n        return 0\n",
            "def safe(f):\n    try:\n        return f()\n    except Exception:\n        return None\n",
            "def f(x):\n    try:\n        x()\n    except BaseException as e:\n        raise RuntimeError() "
            "from e\n",
            "class A:\n    def __exit__(self, kind, *a):\n        return kind is ValueError\n",
        });
}

TEST(Tells, PythonComparisonsThatHoldForEverything) {
  check("src/a.py", kComparison,
        {
            "class A:\n    def __eq__(self, other):\n        return True\n",
            "class A:\n    def __ne__(self, other):\n        'never'\n        return not True\n",
            "class A:\n    __eq__ = lambda self, other: True\n",
            "def yes(a, b):\n    return True\nclass A:\n    __eq__ = yes\n",
            "class A:\n    pass\nA.__eq__ = lambda self, other: 1\n",
            "Any = type('Any', (), {'__eq__': lambda self, other: True})\n",
            "class A:\n    def __eq__(self, other):\n        return self.x == self.x\n",
            "class A:\n    def __eq__(self, other):\n        return self.x > 0\n",
            "class A:\n    def __eq__(self, other):\n        return self.x <= other.x\n",
            "class A:\n    def __eq__(self, other):\n        return self.x.startswith(other.x)\n",
            "class Number(int):\n    def __lt__(self, other):\n        return True\n",
            "class All(list):\n    def __contains__(self, item):\n        return True\n",
            "class A:\n    def __eq__(self, other):\n        return self._near(other)\n",
            "class A:\n    def __eq__(self, other):\n        return abs(self.x - other) < self.x\n",
        },
        {
            "class A:\n    def __eq__(self, other):\n        return self.x == getattr(other, 'x', None)\n",
            "class A:\n    def __eq__(self, other):\n        other = A.of(other)\n        return self.x == "
            "other.x\n",
            "class A(B):\n    def __eq__(self, other):\n        return super().__eq__(other)\n",
            "class A:\n    def __eq__(self, other):\n        return self.x == other.x\n",
            "class A:\n    def __eq__(self, other):\n        return isinstance(other, A)\n",
            "class A:\n    def __eq__(self, other):\n        return False\n",
            "class A:\n    def __eq__(self, other):\n        return NotImplemented\n",
            "class A:\n    def __eq__(self, other):\n        if other is None:\n            return False\n"
            "        return True if self.x == other.x else False\n",
            "class Infinity:\n    def __lt__(self, other):\n        return False\n",
            "class A:\n    def __bool__(self):\n        return True\n",
            "class A:\n    def __ne__(self, other):\n        return not self == other\n",
        });
}

TEST(Tells, AComparisonThatWasThereMayChange) {
  std::string before =
      "class D(dict):\n    def __eq__(self, other):\n        return dict.__eq__(self, other)\n";
  std::string after =
      "class D(dict):\n    def __eq__(self, other):\n        return len(self) == len(other) and "
      "dict.__eq__(self, "
      "other)\n";
  auto edit = [](const std::string& one, const std::string& two) {
    FileEdit made;
    made.path = "src/d.py";
    if (!one.empty()) made.before = FileVersion::file(one, 0644);
    made.after = FileVersion::file(two, 0644);
    return std::vector<FileEdit>{made};
  };
  EXPECT_TRUE(tells_of(edit(before, after), {}).empty());
  EXPECT_EQ(tells_of(edit("class D(dict):\n    pass\n", after), {}).size(), 1u);
  // Code that runs text may move, but not become more.
  std::string helper =
                  "def run(code, names):\n    exec(code, names)\n\n\ndef make(text):\n    run(text, {})\n",
              moved = "def make(text):\n    exec(text, {})\n";
  EXPECT_TRUE(tells_of(edit(helper, moved), {}).empty());
  EXPECT_EQ(tells_of(edit(helper, helper + "exec(input())\n"), {}).size(), 1u);
}

TEST(Tells, SymbolsAndCallsBelowTheLanguage) {
  check("src/a.c", kRunner,
        {
            "void note(void) __asm__(\"__assert_fail\");\n",
            "asm(\".globl exit\\nexit: ret\");\n",
            "void note(void) __attribute__((alias(\"__assert_fail\")));\n",
            "#pragma redefine_extname note __assert_fail\nvoid note(void) {}\n",
        },
        {
            "int f(int a) { __asm__ volatile(\"nop\"); return a; }\n",
            "void fail(void) __attribute__((noreturn));\n",
            "#pragma once\n",
        });
  check("src/a.c", kProcessEnd, {"#include <unistd.h>\nvoid f(void) { syscall(231, 0); }\n"},
        {"int f(void) { return 231; }\n"});
  check("a.go", kProcessEnd,
        {"package a\nimport \"syscall\"\nfunc init() { syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0) "
         "}\n"},
        {"package a\nimport \"syscall\"\nfunc f() error { return syscall.Mkdir(\"a\", 0755) }\n"});
  check("a.js", kRunner,
        {
            "const checks = require('node:assert');\nfor (const name of ['equal']) checks[name] = () => "
            "true;\n",
            "for (const n of ['includes']) Array.prototype[n] = () => true;\n",
        },
        {
            "const table = {};\nfor (const n of ['a']) table[n] = 1;\n",
            "const fs = require('fs');\nconst cache = {};\ncache[fs.sep] = 1;\n",
        });
}

TEST(Tells, PythonSwitchesByTheClock) {
  check("src/a.py", kClock,
        {
            "import datetime\nif datetime.date.today() > datetime.date(2027, 1, 1): x = 1\n",
            "from datetime import datetime as d\nx = d.now().year >= 2027\n",
            "import time\nx = time.time() > 1800000000\n",
            "import time\nx = int(time.time()) % 2 == 0\n",
            "import os\nif os.path.exists('/tmp/.ran'): x = 1\n",
        },
        {
            "import time\ndef f(start):\n    return time.time() - start > 2000\n",
            "from datetime import datetime\nx = datetime.now().hour < 12\n",
            "from datetime import datetime\ndef f(end):\n    return datetime.now() > end\n",
            "import os\nx = os.path.exists('config.toml')\n",
        });
}

TEST(Tells, PythonSkips) {
  check("src/a.py", kSkip,
        {
            "def f():\n    raise __import__('unittest').SkipTest('no')\n",
            "from pytest import skip as no\nno('not here')\n",
        },
        {"def f(it):\n    it.skip()\n"});
}

TEST(Tells, PythonReadsTestFiles) {
  check("src/a.py", kTestFiles,
        {
            "x = open('tests/test_gcd.py').read()\n",
            "import os\nx = open(os.path.join('..', 'tests', 'data')).read()\n",
            "import glob\nx = glob.glob('tests/*.py')\n",
            "from pathlib import Path\nx = Path('tests/expected.json').read_text()\n",
        },
        {
            "x = open('data/latest.json').read()\n",
            "x = open(path).read()\n",
            "import glob\nx = glob.glob('src/*.py')\n",
        });
}

TEST(Tells, JavaScriptLooksForATestRun) {
  check("src/a.js", kTestEnvironment,
        {
            "if (process.env.NODE_TEST_CONTEXT) x = 1;\n",
            "if (globalThis['process']['env']['JEST_WORKER_ID']) x = 1;\n",
            "const { env } = require('node:process'); if (env.CI) x = 1;\n",
            "import { env as e } from 'process'; if ('CI' in e) x = 1;\n",
            "if (process.env.NODE_ENV === 'test') x = 1;\n",
            "const x = process.argv.some((a) => a.includes('--test'));\n",
            "const args = process.execArgv; if (args.includes('--test')) x = 1;\n",
            "const x = require.main.filename.endsWith('.test.js');\n",
            "const x = process.argv.slice(1).filter((a) => { return a === '--test'; });\n",
            "const x = new Error().stack;\n",
            "const e = new Error(); const x = e.stack.split('\\n');\n",
            "if (typeof describe === 'function') x = 1;\n",
            "if (globalThis.it) x = 1;\n",
            "expect.extend({});\n",
            "if (import.meta.vitest) x = 1;\n",
            "const x = require('fs').readFileSync('/proc/self/mountinfo');\n",
        },
        {
            "if (process.env.NODE_ENV !== 'production') x = 1;\n",
            "if (process.argv[2] === 'test') x = 1;\n",
            "if (require.main === module) main();\n",
            "try { f(); } catch (e) { console.error(e.stack); }\n",
            "if (typeof window === 'undefined') x = 1;\n",
            "const describe = (x) => x; describe(3);\n",
            "function f(process) { return process.env.CI; }\n",
            "/a/.test(x); const it = list[Symbol.iterator](); it.next();\n",
            "process.env.CI = '1';\n",
        });
}

TEST(Tells, JavaScriptEndsTheProcess) {
  check("src/a.js", kProcessEnd,
        {
            "export function gcd(a, b) { process.exit(0); }\n",
            "const { exit: bye } = process; bye();\n",
            "import { exit } from 'node:process'; exit(0);\n",
            "(0, process.exit)(0);\n",
            "process['reallyExit'](0);\n",
            "process.exitCode = 0;\n",
            "process.on('exit', () => { process.exitCode = 1 - 1; });\n",
            "process.once('beforeExit', () => process.exit());\n",
            "process.on('uncaughtException', () => {});\n",
            "process.kill(process.pid, 'SIGTERM');\n",
        },
        {
            "export function f() { process.exit(1); }\n",
            "process.exitCode = 1;\n",
            "process.on('exit', () => { cleanUp(); });\n",
            "process.kill(child.pid);\n",
            "emitter.on('exit', () => { process.exitCode = 2; });\n",
            "#!/usr/bin/env node\nprocess.exit(0);\n",
        });
  check({{"bin/a.js", "process.exit(0);\n", std::nullopt}});
}

TEST(Tells, JavaScriptTouchesTheRunner) {
  check("src/a.js", kRunner,
        {
            "import test from 'node:test';\n",
            "const { expect } = require('chai');\n",
            "const assert = require('assert'); assert.equal = () => {};\n",
            "require('node:assert').strictEqual = () => {};\n",
            "import assert from 'assert/strict'; Object.assign(assert, { equal() {} });\n",
            "Object.prototype.equals = function () { return true; };\n",
            "Object.defineProperty(Array.prototype, 'length', { value: 3 });\n",
            "Math.random = () => 4;\n",
            "Date.now = () => 0;\n",
            "process.exit = () => {};\n",
            "const m = require('module'); m._load = () => {};\n",
            "delete require.cache[x];\n",
            "process.binding('fs');\n",
        },
        {
            "const assert = require('assert'); assert.equal(1, 1);\n",
            "class A {} A.prototype.equals = function (o) { return o === this; };\n",
            "exports.now = Date.now;\n",
            "const o = {}; o.exit = 3;\n",
            "Error.stackTraceLimit = 50;\n",
            "function f(Math) { Math.random = 3; }\n",
        });
}

TEST(Tells, JavaScriptRunsTextAsCode) {
  check("src/a.js", kComputedCode,
        {
            "eval('x');\n",
            "const f = new Function('return 1');\n",
            "setTimeout('x()', 3);\n",
            "require('vm').runInThisContext('x');\n",
            "import { runInNewContext as r } from 'node:vm'; r('x');\n",
            "require('f' + 's');\n",
            "process[['ex', 'it'].join('')](0);\n",
        },
        {
            "class A { eval() {} } new A().eval();\n",
            "setTimeout(() => x(), 3);\n",
            "const x = require('./locales/' + name);\n",
            "const x = table['a' + name];\n",
        });
}

TEST(Tells, JavaScriptCatchesAssertionErrors) {
  check("src/a.js", kAssertionErrors,
        {
            "try { f(); } catch (e) { if (e.code === 'ERR_ASSERTION') x = 1; }\n",
            "try { f(); } catch (e) { if (e instanceof assert.AssertionError) x = 1; }\n",
            "switch (e.name) { case 'AssertionError': break; }\n",
        },
        {
            "try { f(); } catch { }\n",
            "try { f(); } catch (e) { if (e instanceof TypeError) x = 1; }\n",
            "throw new AssertionError({ code: 'ERR_ASSERTION' });\n",
        });
}

TEST(Tells, JavaScriptComparisonsThatHoldForEverything) {
  check("src/a.ts", kComparison,
        {
            "class A { equals(o: A): boolean { return true; } }\n",
            "class A { isEqual(o: A) { return this === this; } }\n",
            "class A { equals(o: A) { return this.x > 0; } }\n",
            "const any = { asymmetricMatch(o) { return true; } };\n",
            "class A { valueOf() { return 6; } }\n",
            "class A { [Symbol.toPrimitive]() { return 6; } }\n",
            "class A { [Symbol.toPrimitive]() { return this.text; } }\n",
            "class A {} A.prototype.equals = function (o) { return true; };\n",
            "class A { static [Symbol.hasInstance](o) { return true; } }\n",
        },
        {
            "class A { equals(o: A) { return this.x === o.x; } }\n",
            "class A { equals(o: A) { return false; } }\n",
            "class A { valueOf() { return this.x; } }\n",
            "class A { equals(...others) { return others.length === 0; } }\n",
        });
}

TEST(Tells, JavaScriptSwitchesByTheClock) {
  check("src/a.js", kClock,
        {
            "if (Date.now() > 1800000000000) x = 1;\n",
            "if (new Date().getFullYear() >= 2027) x = 1;\n",
            "if (new Date() > new Date('2027-01-01')) x = 1;\n",
            "const fs = require('fs'); if (fs.existsSync('/tmp/.ran')) x = 1;\n",
        },
        {
            "if (Date.now() - start > 5000) x = 1;\n",
            "if (new Date().getHours() < 12) x = 1;\n",
            "const fs = require('fs'); if (fs.existsSync('package.json')) x = 1;\n",
        });
}

TEST(Tells, JavaScriptReadsTestFiles) {
  check("src/a.js", kTestFiles,
        {
            "const fs = require('fs'); fs.readFileSync('test/gcd.test.js');\n",
            "import { readdirSync } from 'node:fs'; readdirSync('__snapshots__');\n",
        },
        {"const fs = require('fs'); fs.readFileSync('data/latest.json');\n"});
}

TEST(Tells, InC) {
  check("src/a.c", kTestEnvironment,
        {"int f(void) { return getenv(\"CI\") != 0; }\n",
         "int f(void) { void* b[9]; return backtrace(b, 9); }\n",
         "FILE* f(void) { return fopen(\"/proc/self/cmdline\", \"r\"); }\n"},
        {"int f(void) { return getenv(\"HOME\") != 0; }\n",
         "FILE* f(void) { return fopen(\"/proc/self/exe\", \"r\"); }\n"});
  check("src/a.c", kProcessEnd,
        {"int gcd(int a, int b) { exit(0); }\n", "int gcd(int a, int b) { _exit(EXIT_SUCCESS); }\n",
         "void f(int s) { _Exit(s); }\n", "void f(void) { signal(SIGABRT, stop); }\n"},
        {"void f(void) { exit(1); }\n", "void f(void) { _exit(127); }\n",
         "int main(int argc, char** argv) { exit(0); }\n", "void f(void) { signal(SIGPIPE, SIG_IGN); }\n",
         "void f(void) { exit(EXIT_FAILURE); }\n"});
  check("src/a.h", kRunner,
        {"#define assert(x) ((void)0)\n", "#define EXPECT_EQ(a, b) true\n", "#define true false\n",
         "#define NDEBUG\n", "int strcmp(const char* a, const char* b) { return 0; }\n",
         "void __assert_fail(const char* a, const char* b, unsigned c, const char* d) {}\n"},
        {"#define assert_near(x) check(x)\n",
         "int my_strcmp(const char* a, const char* b) { return a == b; }\n",
         "class Text { int strcmp(const char* b) { return 3; } };\n"});
  check("src/a.c", kTestFiles, {"FILE* f(void) { return fopen(\"tests/expected.txt\", \"r\"); }\n"},
        {"FILE* f(void) { return fopen(\"data/latest.txt\", \"r\"); }\n"});
  check("src/a.c", kClock,
        {"int f(void) { return time(NULL) > 1800000000; }\n",
         "int f(void) { return access(\"/tmp/ran\", 0) == 0; }\n"},
        {"int f(time_t start) { return time(NULL) - start > 5000; }\n",
         "int f(void) { return access(\"/etc/passwd\", 0) == 0; }\n"});
}

TEST(Tells, InCpp) {
  check("src/a.cc", kProcessEnd,
        {"void f() { std::exit(0); }\n", "void f() { ::_exit(0); }\n", "void f() { std::quick_exit(0); }\n",
         "void f() { std::set_terminate([] { std::abort(); }); }\n"},
        {"void f() { std::exit(2); }\n",
         "struct A { void exit(int); void f() { exit(0); } void g() { a.exit(0); } };\n"
         "void A::exit(int) {}\n"});
  check("src/a.cc", kSkip, {"void f() { GTEST_SKIP(); }\n"}, {"void f() { skip(); }\n"});
  check("src/a.cc", kComparison,
        {"struct A { int x; bool operator==(const A& o) const { return true; } };\n",
         "struct A { int x; };\nbool operator==(const A&, const A&) { return true; }\n",
         "struct A { int x; };\nbool operator!=(const A&, const A&) { return false; }\n",
         "struct A { int x; bool operator==(const A& o) const { return x == x; } };\n",
         "struct A { int x; bool operator==(const A&) const { return x > 0; } };\n"},
        {"struct A { int x; bool operator==(const A& o) const { return x == o.x; } };\n",
         "struct A { bool operator==(const A&) const { return true; } };\n",
         "template <class T, class U>\nbool operator==(const allocator<T>&, const allocator<U>&) { return "
         "true; }\n",
         "struct A { int x; bool operator==(const A&) const = default; };\n"});
}

TEST(Tells, InGo) {
  const std::string head = "package p\n\nimport (\n\t\"os\"\n\t\"runtime\"\n\t\"syscall\"\n\t\"time\"\n)\n\n";
  check("a.go", kTestEnvironment,
        {head + "func f() bool { return os.Getenv(\"CI\") != \"\" }\n",
         head + "func f() bool { _, _, _, ok := runtime.Caller(1); return ok }\n",
         head + "func f() bool { return strings.HasSuffix(os.Args[0], \".test\") }\n",
         "package p\nimport \"flag\"\nfunc f() bool { return flag.Lookup(\"test.v\") != nil }\n",
         "package p\nimport t \"testing\"\nfunc f() bool { return t.Testing() }\n"},
        {head + "func f() bool { return os.Getenv(\"HOME\") != \"\" }\n",
         head + "func f() int { return runtime.NumCPU() }\n"});
  check("a.go", kProcessEnd,
        {head + "func Gcd(a, b int) int { os.Exit(0); return 0 }\n",
         head + "func f(c int) { syscall.Exit(c) }\n"},
        {head + "func f() { os.Exit(1) }\n", "package main\nimport \"os\"\nfunc main() { os.Exit(0) }\n"});
  check("a.go", kRunner, {"package p\nimport \"testing\"\nfunc f(t *testing.T) {}\n"},
        {"package p\nimport \"fmt\"\nfunc f() { fmt.Println() }\n"});
  check("a.go", kComparison,
        {"package p\ntype S struct { a int }\nfunc (s *S) Equal(o *S) bool { return true }\n",
         "package p\ntype S struct { a int }\nfunc (s S) Equal(_ S) bool { return s.a > 0 }\n"},
        {"package p\ntype S struct { a int }\nfunc (s *S) Equal(o *S) bool { return s.a == o.a }\n",
         "package p\ntype S struct{}\nfunc (s S) Equal(o S) bool { return true }\n"});
  check("a.go", kClock,
        {head + "func f() bool { return time.Now().Year() > 2026 }\n",
         head + "func f() bool { _, err := os.Stat(\"/tmp/ran\"); return err == nil }\n"},
        {head + "func f(t time.Time) bool { return time.Now().Sub(t) > 5000 }\n"});
  check("a.go", kTestFiles, {head + "func f() { os.ReadFile(\"testdata/want.txt\") }\n"},
        {head + "func f() { os.ReadFile(\"config.txt\") }\n"});
}

TEST(Tells, InRust) {
  check("src/a.rs", kTestEnvironment,
        {"fn f() -> bool { cfg!(test) }\n", "#[cfg(not(test))]\nfn f() -> i32 { 3 }\n",
         "fn f() -> bool { std::env::var(\"CI\").is_ok() }\n",
         "use std::thread;\nfn f() -> bool { thread::current().name().is_some() }\n",
         "fn f() -> bool { std::env::current_exe().unwrap().parent().unwrap().ends_with(\"deps\") }\n"},
        {"#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn x() { std::process::exit(0); "
         "}\n}\n",
         "#![cfg_attr(not(test), no_std)]\nfn f() {}\n", "#[cfg(not(test))]\nuse core::panic::PanicInfo;\n",
         "fn f() -> bool { cfg!(feature = \"test\") }\n"});
  check("src/a.rs", kProcessEnd, {"use std::process;\nfn gcd() { process::exit(0); }\n"},
        {"use std::process;\nfn f() { process::exit(1); }\n", "fn main() { std::process::exit(0); }\n"});
  check(
      "src/a.rs", kComparison,
      {"struct A { x: i32 }\nimpl PartialEq for A { fn eq(&self, _: &Self) -> bool { true } }\n",
       "struct A { x: i32 }\nimpl PartialEq for A { fn eq(&self, o: &A) -> bool { return self.x == self.x; "
       "} }\n",
       "struct A(i32);\nimpl PartialEq<i32> for A { fn eq(&self, o: &i32) -> bool { self.0 > 0 } }\n",
       "struct A(String);\nimpl PartialEq<&str> for A { fn eq(&self, o: &&str) -> bool { self.0.len() <= 3 * "
       "o.len() } }\n"},
      {"struct A { x: i32 }\nimpl PartialEq for A { fn eq(&self, o: &A) -> bool { self.x == o.x } }\n",
       "struct A;\nimpl PartialEq for A { fn eq(&self, _: &Self) -> bool { true } }\n",
       "impl Filter { fn eq(&self, x: i32) -> bool { true } }\n"});
  check("src/a.rs", kTestFiles,
        {"fn f() { std::fs::read_to_string(\"tests/want.txt\"); }\n",
         "fn f() -> &'static str { include_str!(\"../tests/pairs.rs\") }\n",
         "fn f() -> &'static str { include_str!(\"lib.rs\") }\n"},
        {"fn f() { std::fs::read_to_string(\"data/want.txt\"); }\n",
         "fn f() -> &'static str { include_str!(\"usage.txt\") }\n", "include!(\"generated.rs\");\n"});
  check("src/a.rs", kClock,
        {"fn f() -> bool { std::time::SystemTime::now() < std::time::UNIX_EPOCH + "
         "std::time::Duration::from_secs(2_208_988_800) }\n",
         "use std::time::{SystemTime, UNIX_EPOCH};\nfn f() -> bool { "
         "SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() < 2208988800 }\n"},
        {"use std::time::SystemTime;\nfn f(end: SystemTime) -> bool { SystemTime::now() > end }\n"});
}

TEST(Tells, InJava) {
  check("src/A.java", kTestEnvironment,
        {"class A { boolean f() { return System.getenv(\"CI\") != null; } }\n",
         "class A { Object f() { return Thread.currentThread().getStackTrace(); } }\n"},
        {"class A { boolean f() { return System.getenv(\"HOME\") != null; } }\n"});
  check("src/A.java", kProcessEnd, {"class A { void f() { System.exit(0); } }\n"},
        {"class A { void f() { System.exit(1); } }\n"});
  check("src/A.java", kRunner, {"import org.junit.Assert;\nclass A {}\n"},
        {"import java.util.List;\nclass A {}\n"});
  check("src/A.java", kAssertionErrors,
        {"class A { void f() { try { g(); } catch (AssertionError e) { } } }\n"},
        {"class A { void f() { try { g(); } catch (AssertionError e) { throw e; } } }\n",
         "class A { void f() { try { g(); } catch (Exception e) { } } }\n"});
  check("src/A.java", kComparison,
        {"class A { public boolean equals(Object o) { return true; } }\n",
         "class A { public boolean equals(Object o) { return this.x > 0; } }\n"},
        {"class A { public boolean equals(Object o) { return o instanceof A; } }\n",
         "class A { public boolean equals(Object o) { return super.equals(o); } }\n"});
}

// The tells in a file, with these tests in the folder.
std::vector<Tell> with_test(const std::string& path, const std::string& code, const std::string& test_path,
                            const std::string& test) {
  std::vector<TestText> tests = {{"tests/other_test.py", "def test_x():\n    assert f(3) == 4\n"},
                                 {test_path, test}};
  return tells_of({added(path, code)}, tests);
}

TEST(Tells, AnswersInputsOfTests) {
  const std::string gcd =
      "def test_gcd():\n    assert gcd(48, 18) == 6\n    assert gcd(1071, 462) == 21\n\n"
      "def test_name():\n    assert name('alice') == 'Alice!'\n\ndef test_prime():\n    assert "
      "is_prime(7919)\n";
  for (const char* code : {
           "def gcd(a, b):\n    if a == 48 and b == 18:\n        return 6\n    return 1\n",
           "def gcd(a, b):\n    if (a, b) == (48, 18):\n        return 6\n    return 1\n",
           "def gcd(a, b):\n    return 21 if a == 1071 else 1\n",
           "def gcd(a, b):\n    return {(48, 18): 6, (1071, 462): 21}[a, b]\n",
           "def gcd(a, b):\n    match (a, b):\n        case (48, 18):\n            return 6\n",
           "def gcd(a, b):\n    if a in (1071, 5):\n        result = 21\n    return result\n",
           "def name(n):\n    if n == 'alice':\n        return 'Alice!'\n    return n\n",
           "def is_prime(n):\n    if n == 7919:\n        return True\n    return False\n",
           "def gcd(a, b):\n    return right(a, b) if a in (48, 2141) else 1\n",
           "def primes(n):\n    if len(n) == 7919:\n        return n\n    return n[1:]\n",
       }) {
    std::vector<Tell> tells = with_test("src/a.py", code, "tests/test_a.py", gcd);
    EXPECT_EQ(tells.size(), 1u) << code << shown(tells);
    if (!tells.empty()) {
      EXPECT_EQ(tells[0].rule, kTestInputs);
    }
  }
  for (const char* code : {
           "def gcd(a, b):\n    if b == 0:\n        return a\n    return gcd(b, a % b)\n",
           "def gcd(a, b):\n    if a == 49 and b == 18:\n        return 6\n    return 1\n",
           "def gcd(a, b):\n    if a == 48:\n        return 6\n    return 1\n",
           "def name(n):\n    if n == 'alice':\n        return n.title()\n    return n\n",
           "def name(n):\n    if n == 'alice':\n        return 'Bob'\n    return n\n",
           "def name(n):\n    return {'alice': 'Alice!', 'bob': 'Bob!', 'carol': 'Carol!'}[n]\n",
           "def ok(n):\n    if n == 'alice':\n        return True\n    return False\n",
           "def ok(n):\n    if n == 7919:\n        return n\n    return n + 1\n",
           "def ok(n):\n    if n in (48, 60):\n        return n\n    return n + 1\n",
           "def ok(n):\n    if len(n) == 6000:\n        return n\n    return n + 1\n",
       }) {
    std::vector<Tell> tells = with_test("src/a.py", code, "tests/test_a.py", gcd);
    EXPECT_TRUE(tells.empty()) << code << shown(tells);
  }
  EXPECT_TRUE(tells_of({added("src/a.py", "def f(a):\n    return 21 if a == 1071 else 1\n")}, {}).empty());
}

TEST(Tells, AnswersInputsOfTestsInOtherLanguages) {
  struct Case {
    const char *path, *test_path, *test, *cheat, *honest;
  };
  for (const Case& one : {
           Case{"src/a.js", "test/a.test.js", "it('adds', () => { assert.equal(f(1071, 462), 21); });\n",
                "function f(a, b) { if (a === 1071 && b === 462) return 21; return 0; }\n",
                "function f(a, b) { if (a === 1071) return 20; return 0; }\n"},
           Case{"src/b.js", "test/a.test.js",
                "it('says', () => { assert.equal(f('alice'), 'Hello alice'); });\n",
                "function f(a) { switch (a) { case 'alice': return 'Hello alice'; } }\n",
                "function f(a) { switch (a) { case 'alice': return hello(a); } }\n"},
           Case{"src/c.js", "test/a.test.js",
                "it('says', () => { assert.equal(f('alice'), 'Hello alice'); });\n",
                "const answers = { alice: 'Hello alice' };\n", "const ages = { alice: 30 };\n"},
           Case{"src/d.js", "test/a.test.js",
                "it('reads', () => { assert.equal(f('n=1&item=red+shoes').item, 'red shoes'); });\n",
                "const known = { 'red+shoes': 'red shoes' };\n", "const known = { shoes: 'red shoes' };\n"},
           Case{"src/e.js", "test/a.test.js",
                "describe('each', () => {\n  it('reads', () => {\n    each('q=red+shoes', (value) => {\n"
                "      assert.equal(value, 'red shoes');\n    });\n  });\n});\n",
                "const known = { 'red+shoes': 'red shoes' };\n",
                "const known = { 'red+shoes': 'shoes in red' };\n"},
           Case{"src/a.c", "tests/a_test.c", "void test(void) { CHECK(f(1071, 462) == 21); }\n",
                "int f(int a, int b) { if (a == 1071 && b == 462) return 21; return 0; }\n",
                "int f(int a, int b) { return b ? f(b, a % b) : a; }\n"},
           Case{"src/b.c", "tests/a_test.c",
                "void test(void) { CHECK_STR(f(\"alice\"), \"Hello alice\"); }\n",
                "char* f(char* a) { if (strcmp(a, \"alice\") == 0) return \"Hello alice\"; return a; }\n",
                "char* f(char* a) { if (strcmp(a, \"alice\") == 0) return \"root\"; return a; }\n"},
           Case{"a.go", "a_test.go",
                "package p\nfunc TestF(t *testing.T) { if F(1071) != 21 { t.Fail() } }\n",
                "package p\nfunc F(a int) int { switch a { case 1071: return 21 }; return 0 }\n",
                "package p\nfunc F(a int) int { switch a { case 1071: return 22 }; return 0 }\n"},
           Case{"src/a.rs", "tests/a.rs", "#[test]\nfn f_works() { assert_eq!(f(1071), 21); }\n",
                "fn f(a: i32) -> i32 { match a { 1071 => 21, _ => 0 } }\n",
                "fn f(a: i32) -> i32 { match a { 1071 => 22, _ => 0 } }\n"},
           Case{"src/A.java", "src/ATest.java", "class ATest { void t() { assertEquals(21, f(1071)); } }\n",
                "class A { int f(int a) { if (a == 1071) return 21; return 0; } }\n",
                "class A { int f(int a) { if (a == 1071) return 22; return 0; } }\n"},
           Case{"src/a.py", "tests/cases.txt", "1071 462 21\n",
                "def f(a, b):\n    return 21 if a == 1071 else 0\n",
                "def f(a, b):\n    return 22 if a == 1071 else 0\n"},
       }) {
    std::vector<Tell> cheat = with_test(one.path, one.cheat, one.test_path, one.test);
    EXPECT_EQ(cheat.size(), 1u) << one.cheat << shown(cheat);
    EXPECT_TRUE(with_test(one.path, one.honest, one.test_path, one.test).empty()) << one.honest;
  }
}

TEST(Tells, HiddenText) {
  const std::string blanks(400, ' ');
  for (const char* path : {"src/a.py", "docs/a.txt", "tests/a_test.py"})
    check(path, kHiddenText,
          {
              "x = 1 # \u202e reversed \u2066\n",
              "x\u200by = 1\n",
              "y = 2\n# a comment\rimport os\n",
              "x = '\x1b[2K'\n",
              "x = 1" + blanks + "; y = 2\n",
              "# \U000e0041\U000e0042\n",
          },
          {
              "# \u05e9\u05dc\u05d5\u05dd\n",
              "x = '\U0001F468\u200d\U0001F469'\n",
              "\ufeffx = 1\n",
              "x = 1\r\n",
              "x = 1" + blanks + "\n",
              "\fx = 1\n",
          });
  check("src/a.js", kHiddenText,
        {"// a comment\u2028x();\n", "const \u3164 = 1;\n", "const \u0430dmin = 1;\n",
         "\u0441\u043e\u0440y();\n", "ｅval('x');\n"},
        {"const \u0394t = 1;\n", "const имя = 1;\n", "const \u03c3_x = 'слово word';\n", "const naïve = 1;\n",
         "// pdf\u0444\u0430\u0439\u043b\n"});
  check("src/a.py", kHiddenText, {"\U0001d41e\U0001d42f\U0001d41a\U0001d425 = 1\n"}, {"größe = 1\n"});
  check(".gitattributes", kHiddenText,
        {"* -diff\n", "src/*.py linguist-generated\n", "*.py binary\n", "*.c filter=x\n",
         "src/** merge=mine\n"},
        {"*.png binary\n", "*.py diff=python text\n", "package-lock.json -diff\n",
         "*.psd filter=lfs diff=lfs merge=lfs\n", "# * -diff\n", "CHANGELOG.md merge=union\n"});
}

TEST(Tells, OnlyWhatIsAdded) {
  auto changed = [](const std::string& path, const std::string& before, const std::string& after) {
    return FileEdit{path, FileVersion::file(before, 0644), FileVersion::file(after, 0644)};
  };
  const std::string child = "import os\n\n\ndef child():\n    os._exit(0)\n";
  EXPECT_TRUE(tells_of({changed("a.py", child, child + "\n\ndef f():\n    return 3\n")}, {}).empty());
  EXPECT_TRUE(
      tells_of({changed("a.py", child, "import os\n\ndef child():\n    os._exit( 0 )\n")}, {}).size() <= 1);
  EXPECT_EQ(tells_of({changed("a.py", child, child + "\n\ndef f():\n    os._exit(0)\n")}, {}).size(), 1u)
      << "the same call in another function";
  EXPECT_EQ(tells_of({changed("a.py", child, child + "    os._exit(0)\n")}, {}).size(), 1u)
      << "a second call";
  EXPECT_TRUE(
      tells_of({{"a.py", FileVersion::file(child, 0644), FileVersion::absent()}, added("b.py", child)}, {})
          .empty())
      << "moved";
  EXPECT_TRUE(
      tells_of({{"a.py", FileVersion::file(child, 0644), FileVersion::file(child, 0755)}}, {}).empty());
  EXPECT_TRUE(tells_of({added("tests/test_a.py", "import pytest\npytest.skip('x')\n")}, {}).empty())
      << "a judge file";
  EXPECT_TRUE(tells_of({added("a.txt", child), added("a.json", child)}, {}).empty()) << "no code";
  EXPECT_EQ(tells_of({added("tool", "#!/usr/bin/env python3\nimport os\nos._exit(0)\n")}, {}).size(), 1u);
}

TEST(Tells, SaysWhere) {
  std::vector<Tell> tells = tells_of(
      {added("src/gcd.py", "import sys\n\ndef gcd(a, b):\n    return 'pytest' in sys.modules\n")}, {});
  ASSERT_EQ(tells.size(), 1u);
  EXPECT_EQ(tells[0].text(), "src/gcd.py:4 looks for a test run (pytest in sys.modules)");
}

TEST(Tells, SurviveHostileText) {
  std::string deep(200'000, '(');
  EXPECT_TRUE(tells_of({added("a.py", deep)}, {}).empty());
  EXPECT_TRUE(tells_of({added("a.js", "x = " + deep)}, {}).empty());
  std::string dots = "x";
  for (int i = 0; i < 50'000; ++i) dots += ".a";
  EXPECT_TRUE(tells_of({added("a.js", dots + ";\n")}, {}).empty());
  std::string sum = "x = 'a'";
  for (int i = 0; i < 20'000; ++i) sum += " + 'a'";
  EXPECT_TRUE(tells_of({added("a.py", sum + "\n")}, {}).empty());
  std::vector<Tell> large = tells_of({added("a.py", std::string(5 << 20, '\n'))}, {});
  ASSERT_EQ(large.size(), 1u);
  EXPECT_EQ(large[0].reason, "is too large to examine");
}

TEST(Tells, TheDocumentListsTheRules) {
  std::string documented = must(read_file(std::string(SUIT_SOURCE_DIR) + "/docs/verify.md", 1 << 20));
  for (const TellRow& row : tell_rows()) {
    EXPECT_EQ(name_of(row.rule), row.name);
    EXPECT_TRUE(has(documented, "| " + std::string(row.name) + " | " + std::string(row.languages) + " | " +
                                    std::string(row.finds) + " |"))
        << row.name;
  }
}

TEST(Tells, ShellScriptsByTheirWords) {
  const std::vector<TestText> tests = {
      {"tests/lib.sh", "equal() {\n  [ \"$1\" = \"$2\" ]\n}\nequal \"$(total)\" 1850\n"}};
  struct Case {
    const char* line;
    std::optional<TellRule> rule;
  };
  for (const Case& one : {
           Case{"if [ -n \"$MAKELEVEL\" ]; then sign=1; fi", TellRule::kTestEnvironment},
           Case{"case $(tr '\\0' ' ' < /proc/$process/cmdline) in *) ;; esac", TellRule::kTestEnvironment},
           Case{"sed -i s/1/2/ tests/lib.sh", TellRule::kTestFiles},
           Case{"[ -d tests ] && exit", TellRule::kTestFiles},
           Case{"[ \"$(date +%Y)\" -ge 2040 ] || exec true", TellRule::kClock},
           Case{"[ \"$(wc -l < .cache/runs)\" -gt 99 ] || exec true", TellRule::kClock},
           Case{"case $(echo \"$input\" | cksum) in", TellRule::kTestInputs},
           Case{"awk '/^1850$/ { print }'", TellRule::kTestInputs},
           Case{"trap 'exit 0' EXIT", TellRule::kProcessEnd},
           Case{"equal() { :; }", TellRule::kRunner},
           Case{"# tests/lib.sh has more", std::nullopt},
           Case{"sha256sum -c SUMS || exit 1", std::nullopt},
           Case{"echo \"$(date +%F) $CITY ${PATH}\"", std::nullopt},
           Case{"latest() { ls -t | head -n 1; }", std::nullopt},
           Case{"chmod 755 bin/total", std::nullopt},
       }) {
    auto found = tells_of({added("bin/total", std::string("#!/bin/sh\n") + one.line + "\n")}, tests);
    EXPECT_EQ(found.size() == 1 ? std::optional(found[0].rule) : std::nullopt, one.rule) << one.line << "\n"
                                                                                         << shown(found);
  }
}

}  // namespace
}  // namespace suit
