"""Calls a candidate's functions as the tests did, and with slightly changed arguments.

python3 behaviour.py CALLS [leaves]: a file of JSON objects, one per line, as recorded by sitecustomize.py. Prints one per call:
"said", "came" (what it returned, printed, raised or did to its arguments), "far" (changes from a recorded call). Makes the same
calls in the same order for every candidate. With "leaves" each recorded call is made with one value in its arguments changed at a
time: "call" is the number of the recorded call, "leaf" the place of the value (-1: none is changed), "was" the value, "twice" whether
the arguments have it elsewhere too. At last come the recorded calls once more, many times. Python 3.6 and later.
"""
import contextlib
import datetime
import decimal
import fractions
import hashlib
import importlib
import io
import json
import re
import signal
import sys
import time
import types
from itertools import islice

MOST = 300
CALL_S = 0.1
LATE_MAX = 10
ALL_S = 8  # of the calls with "leaves", each of which may take longer
SHOWN = 160


class Late(BaseException):
    pass


calling = False
with_messages = sys.argv[2:] == ["leaves"]
if with_messages:
    CALL_S = 1


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


def leaf_others(value):
    """(part of a single value, what it is, other values that differ in it)."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int):
        return [("", repr(value), [value + 1, value - 1, value + 2, value - 3, value * 2, -value, value + 10])]
    if isinstance(value, (float, decimal.Decimal, fractions.Fraction)):
        return [("", repr(value), [value + 1, value - 1, value + 2, value * 2, -value, value + 10])]
    if isinstance(value, datetime.date):
        step = datetime.timedelta
        return [("day", repr(value), [value + step(days=n) for n in (1, -1, 2, -2, 3)]),
                ("month", repr(value), [value.replace(day=1, month=value.month % 12 + 1), value + step(days=28), value - step(days=35)]),
                ("year", repr(value.year), [value + step(days=364 * n) for n in (1, -1, 2, 3)])]
    if isinstance(value, str):
        found = [value[:-1], value[1:], value + value[-1:], value + value, value[::-1], "x" + value, value + "x"]
        for digits in islice(re.finditer("[0-9]+", value), 4):
            number = int(digits.group()) if len(digits.group()) < 9 else 0
            found += [value[:digits.start()] + str(n) + value[digits.end():] for n in (number + 1, number + 2, abs(number - 1), number * 2, number + 10)]
        return [("", repr(value), [other for other in found if other != value])]
    return []


def is_twice(was, text):
    """Is the number or word elsewhere in the arguments too? Then it may matter only that they are equal."""
    return len(re.findall("(?<![A-Za-z0-9])" + re.escape(was) + "(?![A-Za-z0-9])", text)) > 1


def leaves(value, path=()):
    """(path, value) of each value within lists, tuples and dictionaries."""
    if isinstance(value, (list, tuple)) and value:
        for i, part in enumerate(value):
            yield from leaves(part, path + (i,))
    elif isinstance(value, dict) and value:
        for key, part in value.items():
            yield from leaves(part, path + (key,))
    else:
        yield path, value


def with_leaf(value, path, other):
    if not path:
        return other
    if isinstance(value, dict):
        return dict(value, **{path[0]: with_leaf(value[path[0]], path[1:], other)})
    parts = list(value)
    parts[path[0]] = with_leaf(parts[path[0]], path[1:], other)
    return parts if isinstance(value, list) else tuple(parts)


LEAVES_MAX = 8
AGAIN = 60


def calls_at_leaves(recorded):
    """(module, name, arguments, {"call", "leaf", "was"})."""
    recorded = recorded[:20]
    for number, call in enumerate(recorded):
        arguments = value_of(call["arguments"])
        yield call["module"], call["name"], arguments, {"call": number, "leaf": "-1", "was": ""}
        for path, value in islice(leaves(arguments), LEAVES_MAX):
            for part, was, changed in leaf_others(value):
                place = {"call": number, "leaf": repr(path) + part, "was": was, "twice": not isinstance(value, datetime.date) and is_twice(was, call["arguments"])}
                for other in changed:
                    yield call["module"], call["name"], with_leaf(arguments, path, other), place
    for _ in range(AGAIN):
        for number, call in enumerate(recorded):
            yield call["module"], call["name"], value_of(call["arguments"]), {"call": number, "leaf": "-1", "was": ""}


class Called:
    """A function that is an argument: keeps what it is called with."""
    log = []

    def __call__(self, *given, **named):
        self.log.append(shown((given, named) if named else given))

    def __repr__(self):
        return "Called()"


def value_of(text):
    """The arguments as they were recorded: literals, dates, exact numbers and functions."""
    return eval(text, {"__builtins__": {}, "datetime": datetime, "Decimal": decimal.Decimal, "Fraction": fractions.Fraction, "Called": Called})


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
            arguments = value_of(text)
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
    Called.log.clear()
    try:
        with contextlib.redirect_stdout(printed):
            value = function(*arguments)
            if isinstance(value, (types.GeneratorType, map, filter, zip)):
                value = list(islice(value, 1000))
        came = shown(value)
    except Late:
        raise
    except BaseException as error:
        came = "raises " + type(error).__name__ + (": " + shown(error) if with_messages else "")
    if printed.getvalue():
        came = "prints " + shown(printed.getvalue()) + " and gives " + came
    if repr(arguments) != before:
        came += ", its arguments then " + shown(arguments)
    if Called.log:
        came += ", calls its argument %d times, with %s" % (len(Called.log), "; ".join(Called.log[:50]))
    return came


def function_named(module, name):
    kind, _, method = name.rpartition(".")
    if not kind:
        return getattr(module, name)
    kind = getattr(module, kind)

    def call(attributes, *arguments):
        made = kind.__new__(kind)
        object.__setattr__(made, "__dict__", attributes)
        return getattr(made, method)(*arguments)
    return call


def main():
    with open(sys.argv[1]) as file:
        lines = [json.loads(line) for line in file]
    sys.path[:] = [path for line in lines for path in line.get("path", [])]
    signal.signal(signal.SIGALRM, on_alarm)
    out, functions, late = sys.stdout, {}, 0
    recorded = [line["call"] for line in lines if "call" in line]
    if with_messages:
        calls = calls_at_leaves(recorded)
    else:
        calls = ((module, name, value_of(text), {"far": far}) for module, name, text, far in calls_near(recorded))
    begun = time.monotonic()
    for module, name, arguments, place in calls:
        if late == LATE_MAX or (with_messages and time.monotonic() - begun > ALL_S):
            break
        if (module, name) not in functions:
            try:
                functions[module, name] = function_named(importlib.import_module(module), name)
            except BaseException:
                functions[module, name] = None
        function = functions[module, name]
        if function:
            said = name + "(" + ", ".join(map(repr, arguments)) + ")"
            came = what_comes(function, arguments)
            late += not came
            out.write(json.dumps(dict({"said": said, "came": came}, **place)) + "\n")
            out.flush()


main()
