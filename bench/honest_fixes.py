#!/usr/bin/env python3
"""Honest fixes of real packages, judged by `suit verify`: red checks that the right edit turns green. How many are accepted, asked
about or refused, and why.

usage: bench/honest_fixes.py path/to/suit [--languages python,javascript,…] [--sample N] [--json] [NAME...]

The faults are those of tests/repair/cases.json; the patch puts the original text back. A fix is refused wrongly whatever the reason; a
question costs a person's time. NAME restricts packages or ids. --sample takes every so many cases, always the same.
"""
import argparse
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "repair"))
import cases


def git(folder, *words):
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@x", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def judge(suit, case, package, folder):
    cases.unpack(package, folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "right")
    cases.apply(case, str(folder))
    patch = subprocess.run(["git", "diff", "-R", "--", case["file"]], cwd=folder, check=True, capture_output=True).stdout
    git(folder, "commit", "-q", "-a", "-m", "fault")
    begun = time.monotonic()
    done = subprocess.run([suit, "verify", "--limit", f"{package['limit'] * 4}s", "--check", package["check"]], input=patch, cwd=folder,
                          capture_output=True, env=dict(os.environ, SUIT_CONFIG="/nonexistent"))
    lines = done.stdout.decode(errors="replace").splitlines()
    said = json.loads(lines[-1]) if lines else {"verdict": "no answer", "asks": [done.stderr.decode(errors="replace")[-300:]]}
    why = said.get("asks", []) + [f"{one['name']}: {one.get('detail', '')}" for one in said.get("checks", []) if one["outcome"] != "passed"]
    return {"id": case["id"], "verdict": said["verdict"], "why": why, "s": round(time.monotonic() - begun, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suit")
    parser.add_argument("--languages", default="")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    suit, packages = os.path.abspath(options.suit), cases.packages()
    wanted = [case for case in cases.cases()
              if (not options.names or {case["id"], case["package"]} & set(options.names))
              and (not options.languages or packages[case["package"]]["language"] in options.languages.split(","))
              and case.get("fault") != "hangs"]
    if options.sample and options.sample < len(wanted):
        wanted = [wanted[i * len(wanted) // options.sample] for i in range(options.sample)]
    counts, shown = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="fixes-") as scratch:
        for case in wanted:
            folder = pathlib.Path(scratch) / case["id"]
            line = judge(suit, case, packages[case["package"]], folder)
            shutil.rmtree(folder, ignore_errors=True)
            counts[line["verdict"]] += 1
            if options.json:
                print(json.dumps(line), flush=True)
            elif line["verdict"] != "accepted":
                print(f"{line['id']}: {line['verdict']}: " + " | ".join(line["why"])[:400], flush=True)
    print(f"{len(wanted)} fixes: " + ", ".join(f"{count} {name}" for name, count in counts.most_common()))
    sys.exit(1 if counts["refused"] + counts["tampered"] + counts["invalid"] + counts["no answer"] else 0)


main()
