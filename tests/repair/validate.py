#!/usr/bin/env python3
"""validate.py [NAME…]: verifies for every case of cases.json (or only the named packages and
ids) that the pristine package passes its check and the faulty one fails it, twice, within the
package's time limit. A check that exceeds the limit has failed: "hangs". Prints a table, and
exits 1 if a case is invalid.

--packages checks only the pristine packages; --times writes the durations of the pristine checks (of
the second run, which reuses the first one's build output) into packages.json."""

import argparse
import collections
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import cases

# Python validates byte code by a file's size and modification second: too coarse for edits in place.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def check(package, folder, log):
    """Runs the package's check; returns 'passes', 'fails' or 'hangs', and the seconds it took."""
    start = time.monotonic()
    with open(log, "wb") as output:
        process = subprocess.Popen(package["check"], shell=True, cwd=folder, env=ENVIRONMENT,
                                   stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            result = "fails" if process.wait(package["limit"]) else "passes"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            result = "hangs"
    return result, time.monotonic() - start


def show(name, package, kind, split, results, seconds, verdict):
    print(f"{name:24} {package:16} {kind:7} {split:12} {results:24} {seconds:6.1f} s  {verdict}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", action="store_true")
    parser.add_argument("--times", action="store_true")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()

    by_package = collections.defaultdict(list)
    for case in cases.cases():
        by_package[case["package"]].append(case)
    packages = cases.packages()
    bad = held = 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="repair-") as scratch:
        log = pathlib.Path(scratch) / "log"
        for name, package in packages.items():
            wanted = [case for case in by_package[name]
                      if not arguments.names or {name, case["id"]} & set(arguments.names)]
            if not wanted and (arguments.names and name not in arguments.names):
                continue
            folder = pathlib.Path(scratch) / name
            cases.unpack(package, folder)
            first, cold = check(package, folder, log)
            second, warm = check(package, folder, log)
            good = (first, second) == ("passes", "passes")
            show("-", name, "", "pristine", f"{first} {second}", cold,
                 f"warm {warm:.1f} s" if good else "BAD")
            if not good:
                bad += 1
                print(log.read_text(errors="replace")[-3000:])
            if arguments.times:
                package["seconds"] = round(warm, 1)
            for case in [] if arguments.packages else wanted:
                take_back = cases.apply(case, folder)
                first, seconds = check(package, folder, log)
                second, _ = check(package, folder, log)
                take_back()
                expected = case.get("fault", "fails")
                good = first == second == expected
                bad += not good
                held += good
                show(case["id"], name, case["kind"], case["split"], f"{first} {second}", seconds,
                     "holds" if good else "BAD")
            subprocess.run(["rm", "-rf", folder], check=True)
    if arguments.times:
        with open(cases.HERE / "packages.json", "w", encoding="utf-8") as file:
            json.dump(list(packages.values()), file, indent=2, ensure_ascii=False)
            file.write("\n")
    print(f"{held} cases hold, {bad} bad, {time.monotonic() - start:.0f} s")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
