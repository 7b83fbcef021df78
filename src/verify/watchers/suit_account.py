"""The account of pytest's tests as a plugin; see sitecustomize.py and account.h."""
import ast
import os
import sys

import pytest
import sitecustomize as base

account = base.account
REACHING = [path for path in os.environ.pop("SUIT_WATCHER_REACHING", "").split("\n") if path]


class Sentinel(pytest.Function):
    """A test of our own. It needs no fixture, so that it changes nothing for the others."""

    def setup(self):
        pass


Sentinel.__name__ = Sentinel.__qualname__ = "Function"


def common_parent(item, following):
    """The collector in which a test can run between these two without setting up or tearing down anything."""
    if following is None:
        return item.session
    chain = following.listchain()
    shared = [node for node in item.listchain()[:-1] if node in chain]
    return shared[-1]


class Accounts:
    def __init__(self):
        from _pytest.runner import runtestprotocol
        self.run, self.waiting, self.outcome = runtestprotocol, [], {}

    def try_sentinel(self, parent, following):
        test, fails = self.waiting.pop()
        try:
            item = Sentinel.from_parent(parent, name="test_" + os.urandom(4).hex(), callobj=lambda: test())
            reports = self.run(item, log=False, nextitem=following)
            bad = any(report.failed for report in reports)
            passed = any(report.passed and report.when == "call" for report in reports)
            outcome = "failed" if bad else "passed" if passed else "skipped"
        except Exception:  # a plugin that expects more of an item
            outcome = "error"
        account.sentinel(outcome, fails)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session):
        self.waiting = base.sentinels()
        count = len(session.items)
        self.places = {0, count - 1, base.number_below(count), base.number_below(count)}
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        is_place = account.count in self.places
        if is_place and account.count == 0:
            self.try_sentinel(item.session, item)
            self.try_sentinel(item.session, item)
        self.outcome[item.nodeid] = "skipped"
        yield
        account.test(item.nodeid, self.outcome.pop(item.nodeid))
        if is_place and self.waiting:
            self.try_sentinel(common_parent(item, nextitem), nextitem)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        result = yield
        report = result.get_result()
        if item.nodeid not in self.outcome:
            return
        if report.failed:
            self.outcome[item.nodeid] = "failed"
        elif report.passed and report.when == "call" and self.outcome[item.nodeid] != "failed":
            self.outcome[item.nodeid] = "skipped" if hasattr(report, "wasxfail") else "passed"

    def pytest_collectreport(self, report):
        if report.failed:
            account.test(report.nodeid or "collection", "failed")

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session):
        yield
        while self.waiting:
            self.try_sentinel(session, None)
        account.end()


def imported_by(path, name, is_package):
    """The names of the modules that a file of Python code imports, also within functions."""
    try:
        with open(path, "rb") as file:
            nodes = list(ast.walk(ast.parse(file.read())))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            for one in node.names:
                yield one.name
        elif isinstance(node, ast.ImportFrom):
            whole = name.split(".")
            above = whole[:len(whole) - node.level + is_package] if node.level else []
            source = ".".join(above + ([node.module] if node.module else []))
            yield source
            for one in node.names:
                yield source + "." + one.name


class Reach:
    """Which modules import a changed file, directly or not."""

    def __init__(self, root, changed):
        self.changed = {os.path.realpath(os.path.join(root, path)) for path in changed}
        self.root = os.path.realpath(root) + os.sep
        self.known = {}
        # What a function imports may not be loaded yet: "pkg/core.py" is pkg.core, or core.
        self.names = set()
        for path in changed:
            parts = path[:-len(".py")].split("/")
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            self.names.update(".".join(parts[i:]) for i in range(len(parts)))

    def file_of(self, name):
        path = getattr(sys.modules.get(name), "__file__", None)
        path = os.path.realpath(path) if path else None
        return path if path and path.startswith(self.root) else None

    def reaches(self, first):
        waiting, seen = [first], set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            path = self.file_of(name)
            if path in self.changed or (name not in sys.modules and name in self.names):
                return True
            if path:
                if name not in self.known:
                    self.known[name] = set(imported_by(path, name, os.path.basename(path) == "__init__.py"))
                waiting += self.known[name]
            if "." in name:
                waiting.append(name.rpartition(".")[0])  # a package is executed before what is in it
        return False


class OnlyReaching:
    """Leaves those tests that reach a changed file; none if that is more than half of them."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, session, config, items):
        reach, kept = Reach(base.ROOT, REACHING), {}

        def is_kept(item):
            module = getattr(item, "module", None)
            name = getattr(module, "__name__", None)
            if name not in kept:
                here = os.path.dirname(str(item.fspath)) + os.sep
                helpers = [other for other, loaded in list(sys.modules.items())
                           if other.rpartition(".")[2] == "conftest" and here.startswith(os.path.dirname(getattr(loaded, "__file__", None) or "?") + os.sep)]
                kept[name] = name is None or any(reach.reaches(one) for one in [name, *helpers])
            return kept[name]

        chosen = [item for item in items if is_kept(item)]
        items[:] = chosen if 2 * len(chosen) <= len(items) else []


def pytest_configure(config):
    if REACHING:
        config.pluginmanager.register(OnlyReaching())
    is_worker = hasattr(config, "workerinput")
    if is_worker:
        os.environ.pop("SUIT_WATCHER_WITHIN", None)
    if account and account.begin("pytest"):
        config.pluginmanager.register(Accounts())
