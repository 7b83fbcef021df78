"""Loads pytest and the system modules that the folder's tests import, then forks a process for each candidate.

Started by the sandbox (python3 -c TEXT MODULE...) outside of the folder and unconfined. No code of the folder may run before
suit_wait_for_run() returns, which happens only in a run's own confined process. Python 3.10 and later.
A run is a JSON object: "environment", "path" (sys.path at Python's start), "arguments" (sys.orig_argv).
"""
import sys

sys.path[:] = [path for path in sys.path if path]  # not from where it was started

import atexit
import ctypes
import gc
import importlib
import json
import os
import runpy
import threading


def load(names):
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException:  # the run that imports it sees the same error
            pass


def wait_for_run():
    library = ctypes.PyDLL(os.environ["SUIT_FORK_LIBRARY"])
    library.suit_wait_for_run.restype = ctypes.c_char_p
    run = library.suit_wait_for_run()
    ctypes.pythonapi.PyOS_AfterFork_Child()
    return json.loads(run)


def become(run):
    """Sets up the process as if Python had been started with the run's arguments."""
    os.environ.clear()
    os.environ.update(run["environment"])
    os.makedirs(run["environment"]["SUIT_WATCHER_OUT"], exist_ok=True)
    sys.path[:] = run["path"]
    sys.orig_argv = run["arguments"]
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    sys.modules.pop("sitecustomize", None)
    import sitecustomize
    words = run["arguments"][1:]
    if words[0] == "-m":
        sys.path.insert(0, os.getcwd())
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, os.path.dirname(os.path.abspath(words[0])))
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


def exit_code(end):
    if end.code is None or isinstance(end.code, int):
        return (end.code or 0) & 255
    print(end.code, file=sys.stderr)
    return 1


def main():
    load(sys.argv[1:])
    gc.collect()
    gc.freeze()
    if threading.active_count() > 1:
        sys.exit("a module of these starts a thread, which no fork takes along")
    run, code = wait_for_run(), 0
    try:
        become(run)
    except SystemExit as end:
        code = exit_code(end)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    if run["environment"].get("SUIT_WATCHER") != "judge":
        out = run["environment"]["SUIT_WATCHER_OUT"]
        sys.stdout.write(run["mark"])
        for name in sorted(os.listdir(out)):
            with open(os.path.join(out, name)) as seen:
                sys.stdout.write(seen.read())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


main()
