"""Calls a candidate's functions as the tests did, and with slightly changed arguments.

python3 behaviour.py CALLS: a file of JSON objects, one per line, as recorded by sitecustomize.py. Prints one per call: "said",
"came" (what it returned, printed, raised or did to its arguments), "far" (changes from a recorded call). Makes the same calls
in the same order for every candidate. Python 3.6 and later.
"""
import ast
import contextlib
import hashlib
import importlib
import io
import json
import re
import signal
import sys
import types
from itertools import islice

MOST = 300
CALL_S = 0.1
LATE_MAX = 10
SHOWN = 160


class Late(BaseException):
    pass


calling = False


def on_alarm(_, __):
    if calling:
        raise Late()


def others(value):
    """Values similar to this one, as a person might try them."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, 0, 1, -value, value * 2]
    if isinstance(value, float):
        return [0.0, value + 0.5, -value]
    if isinstance(value, (str, bytes)):
        return [value[:0], value[:-1], value[1:], value + value[-1:], value[::-1], value + value]
    if isinstance(value, (list, tuple)):
        whole = [value[:0], value[:-1], value[1:], value + value[-1:], value[::-1]]
        places = range(len(value)) if len(value) <= 3 else (0, len(value) // 2, len(value) - 1)
        return whole + [value[:i] + type(value)([other]) + value[i + 1:] for i in places for other in others(value[i])[:4]]
    if isinstance(value, dict):
        found = [{}] + [{key: value[key] for key in value if key != gone} for gone in islice(value, 3)]
        return found + [dict(value, **{key: other}) for key in islice(value, 3) if isinstance(key, str) for other in others(value[key])[:3]]
    if isinstance(value, set):
        # An empty set has no literal that Python before 3.9 evaluates.
        return [value - {one} for one in islice(sorted(value, key=repr), 3)] if len(value) > 1 else []
    return []


def calls_near(recorded):
    """(module, name, text of the arguments, far): the recorded ones, then those one and two changes away, short ones first."""
    known, now, far = set(), [(call["module"], call["name"], call["arguments"]) for call in recorded], 0
    found = []
    while now and len(found) < MOST and far <= 2:
        fresh = sorted(set(now) - known, key=lambda call: (len(call[2]), call))[:MOST - len(found)]
        known.update(fresh)
        found += [call + (far,) for call in fresh]
        now, far = [], far + 1
        for module, name, text in fresh:
            arguments = ast.literal_eval(text)
            for i, value in enumerate(arguments):
                for other in others(value):
                    changed = arguments[:i] + [other] + arguments[i + 1:]
                    if type(other) is type(value) and len(repr(changed)) < 400:
                        now.append((module, name, repr(changed)))
    return found


def shown(value):
    text = re.sub(r" at 0x[0-9a-f]+", "", repr(value))
    return text if len(text) <= SHOWN else text[:SHOWN] + "… (" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8] + ")"


def what_comes(function, arguments):
    """Returns "" if it did not end or its result can't be shown."""
    global calling
    try:
        calling = True
        signal.setitimer(signal.ITIMER_REAL, CALL_S, CALL_S)  # repeats in case the call swallows the first
        return outcome(function, arguments)
    except BaseException:
        return ""
    finally:
        calling = False
        signal.setitimer(signal.ITIMER_REAL, 0)


def outcome(function, arguments):
    before, printed = repr(arguments), io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            value = function(*arguments)
            if isinstance(value, (types.GeneratorType, map, filter, zip)):
                value = list(islice(value, 1000))
        came = shown(value)
    except Late:
        raise
    except BaseException as error:
        came = "raises " + type(error).__name__
    if printed.getvalue():
        came = "prints " + shown(printed.getvalue()) + " and gives " + came
    if repr(arguments) != before:
        came += ", its arguments then " + shown(arguments)
    return came


def main():
    with open(sys.argv[1]) as file:
        lines = [json.loads(line) for line in file]
    sys.path[:] = [path for line in lines for path in line.get("path", [])]
    signal.signal(signal.SIGALRM, on_alarm)
    out, functions, late = sys.stdout, {}, 0
    for module, name, text, far in calls_near([line["call"] for line in lines if "call" in line]):
        if late == LATE_MAX:
            break
        if (module, name) not in functions:
            try:
                functions[module, name] = getattr(importlib.import_module(module), name)
            except BaseException:
                functions[module, name] = None
        function = functions[module, name]
        if function:
            arguments = ast.literal_eval(text)
            said = name + "(" + ", ".join(map(repr, arguments)) + ")"
            came = what_comes(function, arguments)
            late += not came
            out.write(json.dumps({"said": said, "came": came, "far": far}) + "\n")
            out.flush()


main()
