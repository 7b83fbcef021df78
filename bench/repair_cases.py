#!/usr/bin/env python3
"""Results of `suit fix` on the faults in tests/repair/cases.json.

usage: bench/repair_cases.py path/to/suit [--split development] [--language python] [--budget 120s] [CASE...]
Plausible: the package's own check passes. Same: the file equals the original, except for whitespace.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "repair"))
import cases


def squeezed(path):
    return re.sub(r"\s+", " ", pathlib.Path(path).read_text(encoding="utf-8"))


def try_case(suit, case, package, budget):
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.join(folder, case["package"])
        cases.unpack(package, folder)
        right = squeezed(os.path.join(folder, case["file"]))
        cases.apply(case, folder)
        begun = time.monotonic()
        done = subprocess.run([suit, "fix", "--check", package["check"], "--budget", budget, "--yes"], cwd=folder, capture_output=True,
                              text=True, errors="replace", env=dict(os.environ, SUIT_CONFIG="/nonexistent"), check=False)
        took = time.monotonic() - begun
        same = squeezed(os.path.join(folder, case["file"])) == right
    said = done.stdout + done.stderr
    found = re.search(r"(\d+) candidates? judged in ([\d.]+) s \(([\d.]+) a second\), (\d+) plausible, the first after ([\d.]+) s", said)
    failed = re.search(r"(\d+) candidates? judged in ([\d.]+) s", said)
    words = re.search(r"proposal \d+: fix (.*)", said)
    return {"id": case["id"], "class": case["class"], "kind": case["kind"], "plausible": done.returncode == 0 and bool(found), "same": same, "s": took,
            "candidates": int(failed[1]) if failed else 0, "rate": float(found[3]) if found else float(failed[1]) / max(float(failed[2]), .1) if failed else 0,
            "first": float(found[5]) if found else None, "words": words[1][:90] if words else said.strip().splitlines()[-1][:90] if said.strip() else ""}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suit")
    parser.add_argument("--split", default="development")
    parser.add_argument("--language", default="")
    parser.add_argument("--budget", default="120s")
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    packages, rows = cases.packages(), []
    print("| case | kind | fault | plausible | same | candidates | a second | first after s | in all s | |\n|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for case in cases.cases():
        package = packages[case["package"]]
        wanted = case["id"] in arguments.cases if arguments.cases else case["split"] == arguments.split
        if not wanted or (arguments.language and package["language"] != arguments.language):
            continue
        row = try_case(os.path.abspath(arguments.suit), case, package, arguments.budget)
        rows.append(row)
        yes = {True: "yes", False: "no"}
        first = "" if row["first"] is None else f"{row['first']:.1f}"
        print(f"| {row['id']} | {row['kind']} | {row['class']} | {yes[row['plausible']]} | {yes[row['same']]} | {row['candidates']} | {row['rate']:.1f} | "
              f"{first} | {row['s']:.0f} | {row['words']} |", flush=True)
    print(f"\n{len(rows)} cases: {sum(row['plausible'] for row in rows)} plausible, {sum(row['same'] for row in rows)} the same as the original")


main()
