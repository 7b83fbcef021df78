#!/usr/bin/env python3
"""What a verdict costs beyond the check: `suit verify` as a whole process.

usage: bench/overhead.py path/to/suit [--runs N] [--seconds S]

1. Checks of some seconds (pytest, unittest, node:test; two thirds computing, one third waiting) and changes of code only. Each run judges another change,
   alternately with the check alone in the changed folder. The base's account is known from the two verdicts before.
2. A check of `true` in a folder with one file, against `bwrap --ro-bind / / true` and bwrap with the namespaces of Suit's sandbox.
Prints medians and ratios.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

CODE = {"py": "def total(values):\n    result = 0\n    for value in values:\n        result += value\n    return result\n",
        "js": '"use strict";\nfunction total(values) {\n  let result = 0;\n  for (const value of values) result += value;\n  return result;\n}\nmodule.exports = { total };\n'}
PYTEST = """import time
import pytest
from totals import total


@pytest.mark.parametrize("part", range(20))
def test_total(part):
    until = time.process_time() + SECONDS / 30
    while time.process_time() < until:
        assert total(range(100)) == 4950
    time.sleep(SECONDS / 60)
"""
UNITTEST = """import time
import unittest
from totals import total


class Total(unittest.TestCase):
    pass


def make(part):
    def test(self):
        until = time.process_time() + SECONDS / 30
        while time.process_time() < until:
            self.assertEqual(total(range(100)), 4950)
        time.sleep(SECONDS / 60)
    return test


for part in range(20):
    setattr(Total, "test_%d" % part, make(part))
"""
NODE = """"use strict";
const test = require("node:test");
const assert = require("node:assert");
const { total } = require("../totals.js");
const values = Array.from({ length: 100 }, (_, i) => i);
for (let part = 0; part < 20; ++part)
  test("total " + part, async () => {
    const until = process.cpuUsage().user + SECONDS * 1e6 / 30;
    while (process.cpuUsage().user < until) assert.strictEqual(total(values), 4950);
    await new Promise((done) => setTimeout(done, SECONDS * 1000 / 60));
  });
"""
KINDS = {"pytest": ("py", "tests/test_total.py", PYTEST, "PYTHONPATH=. /usr/bin/python3 -m pytest -q -p no:cacheprovider"),
         "unittest": ("py", "tests/test_total.py", UNITTEST, "PYTHONPATH=. /usr/bin/python3 -m unittest discover -s tests"),
         "node:test": ("js", "test/total.test.js", NODE, "node --test test/")}


def patch_of(language, number):
    """Adds a line that computes nothing."""
    name, sign = ("totals.py", "    unused = ") if language == "py" else ("totals.js", "  const unused = ")
    line = 2 if language == "py" else 3
    end = "" if language == "py" else ";"
    before = CODE[language].splitlines()[line - 1]
    return f"--- a/{name}\n+++ b/{name}\n@@ -{line} +{line},2 @@\n {before}\n+{sign}{number}{end}\n", name


def timed(command, **options):
    begun = time.monotonic()
    done = subprocess.run(command, capture_output=True, **options)
    return time.monotonic() - begun, done


def long_checks(suit, runs, seconds, home):
    print("| check | check alone | with the verdict | ratio |\n|---|---|---|---|")
    ratios = []
    for kind, (language, test, text, check) in KINDS.items():
        if language == "js" and not shutil.which("node"):
            continue
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place) / "project"
            (root / test).parent.mkdir(parents=True)
            (root / ("totals." + language)).write_text(CODE[language])
            (root / test).write_text(text.replace("SECONDS", str(seconds)))
            for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-qm", "base"]):
                subprocess.run(["git", *words], cwd=root, check=True)
            environment = {**os.environ, "XDG_STATE_HOME": home, "SUIT_CONFIG": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
            alone, judged = [], []
            for number in range(runs + 2):
                patch, name = patch_of(language, number)
                took, done = timed([suit, "verify", "--check", check], input=patch.encode(), cwd=root, env=environment)
                if done.returncode != 0:
                    raise SystemExit(f"{kind}: not accepted: {done.stdout.decode()}{done.stderr.decode()}")
                copy = pathlib.Path(place) / "copy"
                shutil.copytree(root, copy)
                subprocess.run(["git", "apply", "--unidiff-zero"], input=patch.encode(), cwd=copy, check=True)
                took_alone, done = timed(["sh", "-c", check], cwd=copy, env=environment)
                assert done.returncode == 0, done.stderr
                shutil.rmtree(copy)
                if number >= 2:
                    judged.append(took)
                    alone.append(took_alone)
            ratios += [a / b for a, b in zip(judged, alone)]
            print(f"| {kind} | {statistics.median(alone):.2f} s | {statistics.median(judged):.2f} s | {statistics.median(a / b for a, b in zip(judged, alone)):.2f} |", flush=True)
    print(f"\nMedian of {len(ratios)} ratios: {statistics.median(ratios):.2f}")


def true_check(suit, runs, home):
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place) / "project"
        root.mkdir()
        (root / "a.txt").write_text("one\n")
        environment = {**os.environ, "XDG_STATE_HOME": home, "SUIT_CONFIG": "/nonexistent"}
        patch = "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n".encode()
        commands = {"bwrap": ["bwrap", "--ro-bind", "/", "/", "true"],
                    "bwrap with namespaces": ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--unshare-all", "sh", "-c", "true"],
                    "suit verify": [suit, "verify", "--check", "true"]}
        times = {name: [] for name in commands}
        for _ in range(runs * 10):
            for name, command in commands.items():
                took, done = timed(command, input=patch if name == "suit verify" else b"", cwd=root, env=environment)
                assert done.returncode == 0, done.stderr
                times[name].append(took)
        floor = statistics.median(times["bwrap"])
        print("\n| a check of `true` | ms | ratio |\n|---|---|---|")
        for name, all_times in times.items():
            print(f"| {name} | {statistics.median(all_times) * 1000:.1f} | {statistics.median(all_times) / floor:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suit")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        long_checks(os.path.abspath(arguments.suit), arguments.runs, arguments.seconds, home)
        true_check(os.path.abspath(arguments.suit), arguments.runs, home)


if __name__ == "__main__":
    main()
