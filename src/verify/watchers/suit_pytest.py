"""The watcher as a pytest plugin; see sitecustomize.py."""
import os
import unittest

import _pytest.assertion.util
import pytest
import sitecustomize as base

FIRST_FILES = {name.split("::")[0] for name in base.FIRST}


def is_needless(path, config):
    return base.ONLY and os.path.isfile(path) and os.path.relpath(path, str(config.rootdir)) not in FIRST_FILES


if hasattr(pytest, "version_tuple"):  # since 7.0 the parameter has another name
    def pytest_ignore_collect(collection_path, config):
        return True if is_needless(str(collection_path), config) else None
else:
    def pytest_ignore_collect(path, config):
        return True if is_needless(str(path), config) else None


def is_expected(item):
    """Does the unittest expect to fail?"""
    test = getattr(getattr(item, "obj", None), "__func__", getattr(item, "obj", None))
    return getattr(test, "__unittest_expecting_failure__", False) or getattr(getattr(item, "cls", None), "__unittest_expecting_failure__", False)


class Enough:
    """Skips tests that need no tracing. A separate object, since a plugin can have each hook only once."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item):
        return True if base.watcher.is_enough(item.nodeid) else None


# Ends a candidate at its first failure. Reporting the failure would take longer than the tests.
def out():
    base.watcher.write()
    os._exit(1)


def pytest_configure(config):
    if base.MODE == "judge":
        config.option.maxfail = 1  # one failure decides the verdict
    config.pluginmanager.register(Enough())


def pytest_collectreport(report):
    if base.MODE == "judge" and report.failed:
        out()


def pytest_collection_modifyitems(session, config, items):
    items[:] = [item for item in items if item.nodeid not in base.SKIP and (not base.ONLY or item.nodeid in base.FIRST)]
    items.sort(key=lambda item: item.nodeid not in base.FIRST)  # stable: the others keep their order


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    base.watcher.begin(item.nodeid)
    item.suit_outcome = "skipped"
    yield
    base.watcher.end(item.suit_outcome)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_setup(item):
    with base.TimeLimit():
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    if base.MODE == "judge":
        _pytest.assertion.util._reprcompare = None
    with base.TimeLimit():
        yield


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    # Failures that the test expects (a mark, a call, unittest's decorator) do not count. pytest's report below decides that too, but
    # creating the report of a real failure takes longer than most tests.
    if base.MODE == "judge" and call.excinfo and not item.get_closest_marker("xfail"):
        if not isinstance(call.excinfo.value, (pytest.skip.Exception, pytest.xfail.Exception, unittest.SkipTest)) and not is_expected(item):
            out()
    result = yield
    report = result.get_result()
    if report.failed:
        item.suit_outcome = "failed"
    elif report.passed and report.when == "call":
        item.suit_outcome = "passed"
