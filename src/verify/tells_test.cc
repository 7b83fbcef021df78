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

// Checks that exactly the tells of that rule are found, at least one.
void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::vector<Tell> tells = tells_of({added(row.path, row.text)}, {});
    if (!row.rule) {
      EXPECT_TRUE(tells.empty()) << row.text << "\n" << shown(tells);
      continue;
    }
    EXPECT_FALSE(tells.empty()) << row.text;
    for (const Tell& tell : tells) EXPECT_EQ(tell.rule, *row.rule) << row.text << "\n" << shown(tells);
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
            "import sys\nfor f in sys.meta_path:\n    print(f)\n",
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
            "class Number(int):\n    def __lt__(self, other):\n        return True\n",
            "class All(list):\n    def __contains__(self, item):\n        return True\n",
        },
        {
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
  check("src/a.py", kSkip, {"def f():\n    raise __import__('unittest').SkipTest('no')\n"},
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

TEST(Tells, TheDocumentListsTheRules) {
  std::string documented = must(read_file(std::string(SUIT_SOURCE_DIR) + "/docs/verify.md", 1 << 20));
  for (const TellRow& row : tell_rows()) {
    EXPECT_EQ(name_of(row.rule), row.name);
    EXPECT_TRUE(has(documented, "| " + std::string(row.name) + " | " + std::string(row.languages) + " | " +
                                    std::string(row.finds) + " |"))
        << row.name;
  }
}

}  // namespace
}  // namespace suit
