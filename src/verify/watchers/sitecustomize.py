"""What a check's Python processes do: which lines each test runs, or how a candidate fares, failing tests first.

Read by every Python process of the check (PYTHONPATH); with pytest it is a plugin of the same name. Python 3.6 on.
SUIT_WATCHER is "list", "trace", "record" or "judge"; what is found goes to SUIT_WATCHER_OUT/PID.json, one JSON object a line.
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
CPU_S = float(os.environ.get("SUIT_WATCHER_CPU_S", "0") or 0)  # of a test; a busy machine does not use it up
FIRST = set(filter(None, os.environ.get("SUIT_WATCHER_FIRST", "").split("\n")))
ENOUGH_S = 10.0
ONLY = bool(os.environ.get("SUIT_WATCHER_ONLY"))  # no test but FIRST
SKIP = set(filter(None, os.environ.get("SUIT_WATCHER_SKIP", "").split("\n")))
RECORDED = set(filter(None, os.environ.get("SUIT_WATCHER_RECORDED", "").split("\n")))  # files whose functions are
CALLS_MAX = 60


PATH, ENVIRONMENT = list(sys.path), dict(os.environ)


class TestTimeout(BaseException):
    """A test ran past its limit. Not an Exception: the test's own `except Exception` must not swallow it."""


class Record:
    """What one test did, or, with no test, what ran outside of them."""

    def __init__(self, test):
        self.test, self.lines, self.outcome, self.late, self.started = test, {}, "", False, time.monotonic()

    def text(self):
        lines = {name[len(ROOT):]: sorted(found) for name, found in self.lines.items()}
        return json.dumps({"test": self.test, "outcome": self.outcome, "late": self.late, "lines": lines,
                           "ms": int((time.monotonic() - self.started) * 1000)})


class Watcher:
    def __init__(self):
        self.outside = self.now = Record("")
        self.kept, self.owner, self.timeouts, self.slowest_s = [], os.getpid(), 0, 0.0

    def begin(self, test):
        self.now = Record(test)

    def is_enough(self, test):
        """Of tests that pass, some tell as much as all; watched they may take many times as long."""
        return MODE == "trace" and test not in FIRST and time.monotonic() - self.outside.started > ENOUGH_S

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
        if self.now is not self.outside:  # it was cut short in the middle of a test
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


def how_it_was_started():
    """And what it loaded that is not the folder's: what a fork server must know to stand in for this process."""
    modules = [name for name, module in list(sys.modules.items())
               if getattr(getattr(module, "__spec__", None), "name", None) == name
               and not is_ours(getattr(module, "__file__", None) or "") and not name.startswith(("__main__", "pytest_", "suit_", "sitecustomize"))]
    return json.dumps({"started": {"executable": sys.executable, "arguments": getattr(sys, "orig_argv", []), "path": PATH,
                                   "environment": ENVIRONMENT, "modules": modules}})


def is_ours(name):
    return name.startswith(ROOT) and not name.startswith(HIDDEN)


files = {}  # file name as Python has it → its path, "" where it is not the folder's


def path_of(name):
    path = files.get(name)
    if path is None:
        path = "" if name.startswith("<") else os.path.abspath(name)
        path = files[name] = path if is_ours(path) else ""
    return path


def trace(frame, event, _):
    """Called for each new frame; returns what is called for its lines."""
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


def watch_lines():
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


calls = {}  # (module, name, text of the arguments), of those recorded


def record(frame, event, _):
    """Called for each call: keeps one of a module's function from elsewhere, if its arguments can be written down."""
    code = frame.f_code
    if event != "call" or len(calls) >= CALLS_MAX or code.co_flags & 12 or path_of(code.co_filename)[len(ROOT):] not in RECORDED:
        return
    if frame.f_back and path_of(frame.f_back.f_code.co_filename)[len(ROOT):] in RECORDED:
        return
    function = frame.f_globals.get(code.co_name)
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if getattr(function, "__code__", None) is not code or code.co_kwonlyargcount:
        return
    import ast
    sys.setprofile(None)
    try:
        arguments = [frame.f_locals[name] for name in code.co_varnames[:code.co_argcount]]
        text = repr(arguments)
        if len(text) < 1000 and repr(ast.literal_eval(text)) == text:
            calls[frame.f_globals.get("__name__"), code.co_name, text] = True
    except Exception:
        pass
    sys.setprofile(record)


def what_was_called():
    lines = [json.dumps({"path": [os.path.abspath(path) for path in sys.path], "executable": sys.executable})]
    return lines + [json.dumps({"call": {"module": module, "name": name, "arguments": text}}) for module, name, text in calls]


def on_terminate(_, __):
    watcher.now.late = True  # the limit of all ended it, whatever it would have come to
    watcher.write()
    os._exit(124)


def on_alarm(_, frame):
    if frame and frame.f_code.co_filename == __file__:  # an exception here would end the watching; the alarm comes again
        return
    watcher.timeouts += 1
    watcher.now.late = True
    raise TestTimeout("the test ran past its time limit")


def limit():
    # Where one hung already, the next need not prove it for as long.
    return TEST_S if not watcher.timeouts else min(TEST_S, max(1.0, 5 * watcher.slowest_s))


class TimeLimit:
    def __enter__(self):
        if TEST_S and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGALRM, on_alarm)
            signal.setitimer(signal.ITIMER_REAL, limit(), 0.2)  # again, should the test go on regardless
            if CPU_S:
                signal.signal(signal.SIGPROF, on_alarm)
                signal.setitimer(signal.ITIMER_PROF, CPU_S, 0.2)
            if MODE == "judge":  # an endless loop within C sees no handler: the kernel ends it, which is a failure like any other
                signal.setitimer(signal.ITIMER_VIRTUAL, (CPU_S or TEST_S) + 0.15)

    def __exit__(self, *_):
        if TEST_S:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def watch_unittest():
    """For unittest's own runner; pytest's tests are told of by its hooks."""
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


if MODE:
    os.environ["PYTEST_ADDOPTS"] = "-p suit_pytest -p no:cacheprovider " + os.environ.get("PYTEST_ADDOPTS", "")
    atexit.register(watcher.write)
    if MODE != "judge":
        open(os.path.join(OUT, "%d.open" % os.getpid()), "w").close()  # collect.sh waits for it to become the record
    try:
        signal.signal(signal.SIGTERM, on_terminate)
    except ValueError:
        pass
    if MODE == "trace":
        watch_lines()
    if MODE == "record":
        threading.setprofile(record)
        sys.setprofile(record)
    if not any("pytest" in word for word in getattr(sys, "orig_argv", sys.argv)):
        watch_unittest()
