"""The account of pytest's tests as a plugin; see sitecustomize.py and account.h."""
import os

import pytest
import sitecustomize as base

account = base.account


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


def pytest_configure(config):
    is_worker = hasattr(config, "workerinput")
    if is_worker:
        os.environ.pop("SUIT_WATCHER_WITHIN", None)
    if account and account.begin("pytest"):
        config.pluginmanager.register(Accounts())
