"""Records which lines each test of a check's Python processes runs, or judges a candidate, failing tests first.

Loaded by every Python process of the check (PYTHONPATH); for pytest see suit_pytest.py. Python 3.6 and later.
SUIT_WATCHER is "list", "trace", "record" or "judge"; results go to SUIT_WATCHER_OUT/PID.json, one JSON object per line.
Or it is "account": each result is written to the pipe SUIT_WATCHER_OUT at once; see account.h.
"""
import atexit
import json
import os
import signal
import sys
import threading
import time

MODE = os.environ.get("SUIT_WATCHER", "")
OUT = os.environ.get("SUIT_WATCHER_OUT", "")
ROOT = os.environ.get("SUIT_WATCHER_ROOT", os.getcwd()) + os.sep
HIDDEN = ROOT + ".suit-watcher"
TEST_S = float(os.environ.get("SUIT_WATCHER_TEST_S", "0") or 0)
CPU_S = float(os.environ.get("SUIT_WATCHER_CPU_S", "0") or 0)  # per test, in processor time: independent of the load
FIRST = set(filter(None, os.environ.get("SUIT_WATCHER_FIRST", "").split("\n")))
ENOUGH_S = 10.0
ONLY = bool(os.environ.get("SUIT_WATCHER_ONLY"))  # only the tests in FIRST
ALL = bool(os.environ.get("SUIT_WATCHER_ALL"))  # trace every test, however long it takes
SKIP = set(filter(None, os.environ.get("SUIT_WATCHER_SKIP", "").split("\n")))
RECORDED = set(filter(None, os.environ.get("SUIT_WATCHER_RECORDED", "").split("\n")))  # record calls to functions of these files
CALLS_MAX = 60
STOP = bool(os.environ.get("SUIT_WATCHER_STOP"))  # an account may end at its first failure


PATH, ENVIRONMENT = list(sys.path), dict(os.environ)


class TestTimeout(BaseException):
    """A test exceeded its limit. Not an Exception, so that the test's `except Exception` does not swallow it."""


class Record:
    """The lines and result of one test, or the code outside of tests."""

    def __init__(self, test):
        self.test, self.lines, self.outcome, self.late, self.started = test, {}, "", False, time.monotonic()

    def text(self):
        lines = {name[len(ROOT):]: sorted(found) for name, found in self.lines.items()}
        return json.dumps({"test": self.test, "outcome": self.outcome, "late": self.late, "lines": lines,
                           "ms": int((time.monotonic() - self.started) * 1000)})


class Watcher:
    def __init__(self):
        self.outside = self.now = Record("")
        self.kept, self.owner, self.timeouts, self.slowest_s, self.forked = [], os.getpid(), 0, 0.0, False

    def begin(self, test):
        self.now = Record(test)

    def is_enough(self, test):
        """A part of the passing tests suffices; tracing makes them many times slower."""
        return MODE == "trace" and not ALL and test not in FIRST and time.monotonic() - self.outside.started > ENOUGH_S

    def end(self, outcome):
        if self.now is self.outside:
            return
        self.now.outcome = outcome
        if outcome == "passed":
            self.slowest_s = max(self.slowest_s, time.monotonic() - self.now.started)
        self.kept.append(self.now.text())
        self.now = self.outside

    def write(self):
        if os.getpid() != self.owner or not OUT:
            return
        if self.now is not self.outside:  # ended in the middle of a test
            self.end("failed")
        sys.settrace(None)
        sys.setprofile(None)
        if MODE != "judge":
            self.kept += what_was_called() if MODE == "record" else [self.outside.text(), how_it_was_started()]
            path = os.path.join(OUT, "%d" % self.owner)
            with open(path + ".open", "w") as out:
                out.write("\n".join(self.kept) + "\n")
            os.rename(path + ".open", path + ".json")
        self.owner = -1


watcher = Watcher()


class Account:
    """Writes results to a pipe as they come. Sentinels are tests of our own, some of which must fail: code that changes what tests
    report also changes theirs."""

    def __init__(self):
        self.pipe, self.runner, self.owner, self.count = None, "", os.getpid(), 0

    def begin(self, runner):
        """False within a test of another runner: what a tested runner does with its own tests is not this check's account."""
        if self.pipe is not None or os.environ.get("SUIT_WATCHER_WITHIN") or not os.path.exists(OUT):
            return False
        os.environ["SUIT_WATCHER_WITHIN"] = "1"
        pipe, identity, owner = os.open(OUT, os.O_WRONLY | getattr(os, "O_CLOEXEC", 0)), os.urandom(12).hex(), self.owner
        write, getpid, dumps = os.write, os.getpid, json.dumps  # the tested code may replace them

        def put(**record):
            if getpid() == owner:
                write(pipe, (dumps(dict(record, run=identity)) + "\n").encode())

        self.pipe, self.runner = put, runner
        put(began=runner, process=self.owner)
        return True

    def test(self, name, outcome):
        self.count += 1
        self.pipe(test=name if len(name) < 1000 else name[:1000] + "…", outcome=outcome)

    def sentinel(self, outcome, fails):
        self.pipe(sentinel="failed" if fails else "passed", outcome=outcome)

    def end(self):
        if self.pipe:
            self.pipe(ended=self.count)


account = Account() if MODE == "account" else None


# Called by the negative controls' versions of tests; see controls.h.

def asserted(test):
    """In place of an assertion: fails, and reports that it did."""
    if account and account.pipe:
        account.pipe(asserted=test)
    raise AssertionError("replaced")


def other(value):
    """Another value than this one, of its type if that is simple: near it, as a lenient comparison might take both for one."""
    if type(value) is bool:
        return not value
    if isinstance(value, int):
        return int(value) + 1
    if isinstance(value, float):
        return 2 * abs(float(value)) + 7919  # beyond any tolerance
    if isinstance(value, str):
        text = str.__str__(value)
        blank = next((i for i, c in enumerate(text) if c.isspace()), -1)
        return text[:blank] + " " + text[blank:] if blank >= 0 else "other " + text
    if isinstance(value, bytes):
        return b"other " + bytes(value)
    if type(value) in (list, tuple) and value:
        return type(value)([other(value[0])]) + value[1:]
    return object()


def number_below(limit):
    return int.from_bytes(os.urandom(6), "big") % max(1, limit)


def sentinels():
    """Pairs of a test and whether it must fail. The first and the last must."""
    import unittest
    number = (1 << 20) + number_below(1 << 40)
    other = number + 1 + number_below(1 << 20)
    case = unittest.TestCase()

    def compare_numbers(a=number, b=number):
        assert a == b

    def compare_texts(a=str(number), b=str(number)):
        assert a == b, "differs"

    def compare_lists(a=number, b=number):
        case.assertEqual([a], [b])

    right = [(compare_numbers, False), (compare_texts, False), (compare_lists, False)]
    wrong = [(lambda: compare_numbers(number, other), True), (lambda: compare_texts(str(number), str(other)), True),
             (lambda: compare_lists(number, other), True)]
    for tests in (right, wrong):
        tests.append(tests.pop(number_below(3)))
    return wrong[:1] + right[:2] + wrong[1:2] + right[2:] + wrong[2:]


def how_it_was_started():
    """The process's start and the modules that it loaded from outside the folder: input for a fork server."""
    modules = [name for name, module in list(sys.modules.items())
               if getattr(getattr(module, "__spec__", None), "name", None) == name
               and not is_ours(getattr(module, "__file__", None) or "") and not name.startswith(("__main__", "pytest_", "suit_", "sitecustomize"))]
    return json.dumps({"started": {"executable": sys.executable, "unwatched": watcher.forked, "arguments": getattr(sys, "orig_argv", []), "path": PATH,
                                   "environment": ENVIRONMENT, "modules": modules}})


def is_ours(name):
    return name.startswith(ROOT) and not name.startswith(HIDDEN)


files = {}  # Python's file name → path, "" if outside the folder


def path_of(name):
    path = files.get(name)
    if path is None:
        path = "" if name.startswith("<") else os.path.abspath(name)
        path = files[name] = path if is_ours(path) else ""
    return path


def trace(frame, event, _):
    """Called for each new frame; returns the callback for its lines."""
    name = path_of(frame.f_code.co_filename)
    if not name:
        return None
    add = watcher.now.lines.setdefault(name, set()).add

    def each(inner, what, __):
        if what == "line":
            add(inner.f_lineno)
        return each

    add(frame.f_lineno)
    return each


def on_fork():
    watcher.forked = True  # the child's lines are not recorded


def watch_lines():
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=on_fork)
    if not hasattr(sys, "monitoring"):
        threading.settrace(trace)
        sys.settrace(trace)
        return
    monitoring = sys.monitoring
    monitoring.use_tool_id(monitoring.COVERAGE_ID, "suit")

    def line(code, number):
        name = path_of(code.co_filename)
        if name:
            watcher.now.lines.setdefault(name, set()).add(number)
        return monitoring.DISABLE  # until restart_events(), at the next test

    monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, line)
    monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)
    begin = watcher.begin

    def begin_again(test):
        begin(test)
        monitoring.restart_events()

    watcher.begin = begin_again


class Called:
    """In place of a function that is an argument."""

    def __repr__(self):
        return "Called()"


def value_of(text):
    """The value of literals, dates, exact numbers and such functions, as behaviour.py reads them."""
    import datetime
    import decimal
    import fractions
    return eval(text, {"__builtins__": {}, "datetime": datetime, "Decimal": decimal.Decimal, "Fraction": fractions.Fraction, "Called": Called})


missed = []  # names of functions that were called and can't be recorded
calls = {}  # recorded: (module, name, text of the arguments)


def record(frame, event, _):
    """Called for each call: records those from other files to a module's function, if the arguments are literals."""
    code = frame.f_code
    if event != "call" or missed[40:] or path_of(code.co_filename)[len(ROOT):] not in RECORDED or code.co_name == "<module>":
        return
    if frame.f_back and path_of(frame.f_back.f_code.co_filename)[len(ROOT):] in RECORDED:
        return
    sys.setprofile(None)
    try:
        name, values = call_of(frame, code)
        text = repr([Called() if callable(value) and not isinstance(value, type) else value for value in values])
        is_plain = len(text) < 1000 and repr(value_of(text)) == text
        if is_plain and len(calls) < CALLS_MAX:
            calls[frame.f_globals.get("__name__"), name, text] = True
        if not is_plain or "." in name:  # what a method does may not show
            missed.append(code.co_name)
    except Exception:
        missed.append(code.co_name)
    sys.setprofile(record)


def call_of(frame, code):
    """The name and arguments of a module's function or of a method, whose object stands for its attributes. Defaults are left out."""
    function, name = frame.f_globals.get(code.co_name), code.co_name
    values = [frame.f_locals[one] for one in code.co_varnames[:code.co_argcount]]
    if function is None and code.co_varnames[:1] == ("self",):
        kind = type(values[0])
        if frame.f_globals.get(kind.__name__) is not kind or name.startswith("__"):
            raise ValueError
        function, name = getattr(kind, name), kind.__name__ + "." + name
        values[0] = dict(vars(values[0]))
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if function.__code__ is not code or code.co_flags & 12:
        raise ValueError
    named = code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
    if any(frame.f_locals[one] is not (function.__kwdefaults__ or {}).get(one, frame) for one in named):
        raise ValueError
    defaults = list(function.__defaults__ or ())
    while defaults and values and values[-1] is defaults.pop():
        values.pop()
    return name, values


def what_was_called():
    lines = [json.dumps({"path": [os.path.abspath(path) for path in sys.path], "executable": sys.executable})]
    lines += [json.dumps({"missed": missed[0]})] if missed else []
    return lines + [json.dumps({"call": {"module": module, "name": name, "arguments": text}}) for module, name, text in calls]


def on_terminate(_, __):
    watcher.now.late = True  # the whole check's limit ended it; its result is unknown
    watcher.write()
    os._exit(124)


def on_alarm(_, frame):
    if frame and frame.f_code.co_filename == __file__:  # an exception here would stop the watcher; the alarm repeats
        return
    watcher.timeouts += 1
    watcher.now.late = True
    raise TestTimeout("the test ran past its time limit")


def limit():
    # After one test hung, the others get less time.
    return TEST_S if not watcher.timeouts else min(TEST_S, max(1.0, 5 * watcher.slowest_s))


class TimeLimit:
    def __enter__(self):
        if TEST_S and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGALRM, on_alarm)
            signal.setitimer(signal.ITIMER_REAL, limit(), 0.2)  # repeats in case the test continues
            if CPU_S:
                signal.signal(signal.SIGPROF, on_alarm)
                signal.setitimer(signal.ITIMER_PROF, CPU_S, 0.2)
            if MODE == "judge":  # a loop in C code runs no Python handler: the kernel kills it, which counts as a failure
                signal.setitimer(signal.ITIMER_VIRTUAL, (CPU_S or TEST_S) + 0.15)

    def __exit__(self, *_):
        if TEST_S:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def watch_unittest():
    """Watches unittest's own runner; suit_pytest.py watches pytest's tests."""
    import unittest.case as case
    run = case.TestCase.run

    def watched(self, result=None):
        if result is None or "_pytest" in sys.modules or watcher.now is not watcher.outside:
            return run(self, result)
        if self.id() in SKIP or (ONLY and self.id() not in FIRST) or watcher.is_enough(self.id()):
            return result
        before = len(result.failures) + len(result.errors) + len(getattr(result, "unexpectedSuccesses", []))
        watcher.begin(self.id())
        try:
            with TimeLimit():
                return run(self, result)
        except TestTimeout as late:
            result.addError(self, (Exception, Exception(str(late)), None))
            return result
        finally:
            after = len(result.failures) + len(result.errors) + len(getattr(result, "unexpectedSuccesses", []))
            watcher.end("failed" if after > before else "passed")
            if MODE == "judge" and after > before:
                result.stop()

    case.TestCase.run = watched


def account_for_unittest(case):
    """Reports the tests of unittest's own runner; suit_account.py reports those of pytest."""
    run, make, make_result = case.TestCase.run, case.TestCase, sys.modules["unittest.result"].TestResult
    within, waiting = [], []

    def length(result, *names):
        return sum(len(getattr(result, name, [])) for name in names)

    def counts(result):
        return length(result, "failures", "errors", "unexpectedSuccesses"), length(result, "skipped", "expectedFailures")

    def try_sentinel():
        test, fails = waiting.pop()
        name = "test_" + os.urandom(4).hex()
        result = make_result()
        run(type("Test" + os.urandom(3).hex(), (make,), {name: lambda self: test()})(name), result)
        bad, skipped = counts(result)
        account.sentinel("failed" if bad else "skipped" if skipped or not result.testsRun else "passed", fails)

    def accounted(self, result=None):
        if within or result is None or not (account.pipe or account.begin("unittest")) or account.runner != "unittest":
            return run(self, result)
        if not account.count:
            waiting[:] = sentinels()
            try_sentinel()
            try_sentinel()
            try_sentinel()
            atexit.register(finish)
        bad, skipped = counts(result)
        within.append(self)
        try:
            return run(self, result)
        finally:
            within.pop()
            now_bad, now_skipped = counts(result)
            if now_bad > bad and STOP:
                result.stop()
            account.test(self.id(), "failed" if now_bad > bad else "skipped" if now_skipped > skipped else "passed")
            if len(waiting) > 1:
                try_sentinel()

    from contextlib import contextmanager
    sub_test = case.TestCase.subTest

    @contextmanager
    def accounted_part(self, *all, **named):
        """Parts of a test are cases of it."""
        method = getattr(self, self._testMethodName, None)
        may_fail = getattr(self, "__unittest_expecting_failure__", False) or getattr(method, "__unittest_expecting_failure__", False)
        outcome = "failed"
        try:
            with sub_test(self, *all, **named):
                try:
                    yield
                    outcome = "passed"
                except case.SkipTest:
                    outcome = "skipped"
                    raise
        finally:
            if within and within[-1] is self and not may_fail:
                account.test("%s[%s]" % (self.id(), repr((all, sorted(named.items())))[:200]), outcome)

    def finish():
        while waiting and os.getpid() == account.owner:
            try_sentinel()
        account.end()

    case.TestCase.run = accounted
    case.TestCase.subTest = accounted_part


class OnImport:
    """Waits for the first import of unittest: importing it for each process would take longer than most do."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "unittest.case":
            return None
        from importlib.machinery import PathFinder
        sys.meta_path.remove(OnImport)
        spec = PathFinder.find_spec(name, path)
        load = spec.loader.exec_module

        def load_and_watch(module):
            load(module)
            account_for_unittest(module)

        spec.loader.exec_module = load_and_watch
        return spec


def run_hidden():
    """Runs the sitecustomize that this one hides."""
    from importlib.machinery import PathFinder
    own = os.path.dirname(os.path.abspath(__file__))
    found = PathFinder.find_spec("sitecustomize", [path for path in sys.path if os.path.abspath(path or ".") != own])
    if found and found.origin:
        with open(found.origin, "rb") as file:
            exec(compile(file.read(), found.origin, "exec"), {"__name__": "sitecustomize", "__file__": found.origin})


def is_pytest():
    return any("pytest" in word for word in getattr(sys, "orig_argv", sys.argv))


if account:
    os.environ["PYTEST_ADDOPTS"] = ("-p suit_account " + os.environ.get("PYTEST_ADDOPTS", "")).strip()
    try:
        run_hidden()
    except Exception:  # Python also goes on without it
        pass
    if not is_pytest():
        sys.meta_path.insert(0, OnImport)
elif MODE:
    os.environ["PYTEST_ADDOPTS"] = "-p suit_pytest -p no:cacheprovider " + os.environ.get("PYTEST_ADDOPTS", "")
    atexit.register(watcher.write)
    if MODE != "judge":
        open(os.path.join(OUT, "%d.open" % os.getpid()), "w").close()  # collect.sh waits until the record replaces it
    try:
        signal.signal(signal.SIGTERM, on_terminate)
    except ValueError:
        pass
    if MODE == "trace":
        watch_lines()
    if MODE == "record":
        threading.setprofile(record)
        sys.setprofile(record)
    if not is_pytest():
        watch_unittest()
