#!/usr/bin/env python3
"""`suit verify` against running the check in a loop in one copied folder; memory of a sandbox; leftovers.

usage: bench/verify.py path/to/suit [python] [cmake] [memory] [leaks]. The candidates are one-token edits of the project. The figures are
valid only if both ways reach the same verdicts: the number of equal verdicts is printed.
"""
import difflib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "repair"))
import cases

ENVIRONMENT = dict(os.environ, SUIT_CONFIG="/nonexistent", PYTHONDONTWRITEBYTECODE="")
SWAPS = {" + ": " - ", " - ": " + ", " < ": " <= ", " > ": " >= ", " == ": " != ", " 1": " 2", " 0": " 1", " and ": " or ", " not ": " ", "True": "False"}


def edits(root, paths, most):
    """(path, text before, text after), spread over the files."""
    found = []
    for path in paths:
        text = (root / path).read_text()
        for match in re.finditer("|".join(map(re.escape, SWAPS)), text):
            found.append((path, text, text[:match.start()] + SWAPS[match[0]] + text[match.end():]))
    return [found[i * len(found) // most] for i in range(most)]


def patch(edit):
    path, before, after = edit
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), "a/" + path, "b/" + path)
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def run_by_hand(folder, check):
    """The exit status; None if it hangs: then all its processes are killed, so that they do not slow down later measurements."""
    process = subprocess.Popen(["sh", "-c", check], cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def by_hand(root, check, all_edits):
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    run_by_hand(copy, check)  # later runs reuse its build output
    took, passed = 0, []
    for number, (path, before, after) in enumerate(all_edits):
        (copy / path).write_text(after)
        if path.endswith(".py"):  # Python validates byte code by size and second: it would confuse two edits in one second
            os.utime(copy / path, (number, number))
        begun = time.monotonic()
        status = run_by_hand(copy, check)
        if status is not None:
            took += time.monotonic() - begun
        passed.append(None if status is None else status == 0)
        (copy / path).write_text(before)
    return passed, took


def by_suit(suit, root, check, all_edits, *options):
    lines = "".join(json.dumps({"id": i, "patch": patch(edit)}) + "\n" for i, edit in enumerate(all_edits))
    begun = time.monotonic()
    done = subprocess.run([suit, "verify", "--limit", "30s", "--check", check, *options], input=lines, cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    took = time.monotonic() - begun
    verdicts = {line["id"]: line["verdict"] == "accepted" for line in map(json.loads, done.stdout.splitlines())}
    return [verdicts[i] for i in range(len(all_edits))], took


WAYS = (("--all", "0"), ("--all", "0", "--warm"), ("--all", "0", "--unconfirmed"))


def compare(suit, name, root, check, hand_check, all_edits, ways=WAYS):
    hand, hand_s = by_hand(root, hand_check, all_edits)
    # A candidate that hangs takes as long as the limit.
    all_edits = [edit for edit, passed in zip(all_edits, hand) if passed is not None]
    hand = [passed for passed in hand if passed is not None]
    rate = len(all_edits) / hand_s
    print(f"| {name} | by hand | {rate:.1f} | 1.0 | {sum(hand)} of {len(hand)} | |")
    for options in ways:
        ours, ours_s = by_suit(suit, root, check, all_edits, *options)
        same = sum(a == b for a, b in zip(hand, ours))
        print(f"| {name} | suit verify {' '.join(options)} | {len(ours) / ours_s:.1f} | {len(ours) / ours_s / rate:.2f} | {sum(ours)} of {len(ours)} | {same} |", flush=True)


def python_package(suit):
    package = cases.packages()["toolz"]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "toolz"
        cases.unpack(package, str(root))
        sources = [str(path.relative_to(root)) for path in sorted((root / "toolz").glob("*.py"))]
        compare(suit, "toolz, pytest", root, package["check"], package["check"] + " -x", edits(root, sources, 80))
        shutil.rmtree(root.with_name("copy"))
        compare(suit, "toolz, many", root, package["check"], package["check"] + " -x", edits(root, sources, 240), WAYS[2:])


def cmake_project(suit):
    """Ten small libraries with a test each: measures the rebuilding, not the code."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "project"
        root.mkdir()
        listing = ["cmake_minimum_required(VERSION 3.20)", "project(parts C)", "enable_testing()"]
        for i in range(10):
            (root / f"part{i}.c").write_text(
                f"int part{i}_sum(const int *n, int count) {{\n  int sum = 0;\n  for (int i = 0; i < count; ++i) sum = sum + n[i];\n  return sum;\n}}\n"
                f"int part{i}_most(const int *n, int count) {{\n  int most = n[0];\n  for (int i = 1; i < count; ++i)\n    if (n[i] > most) most = n[i];\n"
                f"  return most;\n}}\n")
            (root / f"test{i}.c").write_text(
                f"int part{i}_sum(const int *, int);\nint part{i}_most(const int *, int);\nint main(void) {{\n  int n[] = {{3, 1, 4, 1, 5}};\n"
                f"  return !(part{i}_sum(n, 5) == 14 && part{i}_most(n, 5) == 5 && part{i}_sum(n, 0) == 0);\n}}\n")
            listing += [f"add_library(part{i} part{i}.c)", f"add_executable(test{i} test{i}.c)", f"target_link_libraries(test{i} part{i})",
                        f"add_test(NAME test{i} COMMAND test{i})"]
        (root / "CMakeLists.txt").write_text("\n".join(listing) + "\n")
        check = "cmake -B build >/dev/null && cmake --build build >/dev/null && ctest --test-dir build -Q"
        compare(suit, "CMake, ctest", root, check, check, edits(root, [f"part{i}.c" for i in range(10)], 60))


def lines_of(path):
    try:
        return pathlib.Path(path).read_text().splitlines()
    except OSError:
        return []


def family(pid):
    children = [int(one) for task in os.listdir(f"/proc/{pid}/task") for line in lines_of(f"/proc/{pid}/task/{task}/children") for one in line.split()]
    return [pid] + [one for child in children for one in family(child)]


def proportional_bytes(pids):
    return sum(int(line.split()[1]) * 1024 for pid in pids for line in lines_of(f"/proc/{pid}/smaps_rollup") if line.startswith("Pss:"))


def waiting(suit, count, folder):
    """Memory of suit and its descendants, with this many checks sleeping concurrently."""
    lines = "".join(json.dumps({"id": i, "patch": f"--- /dev/null\n+++ b/{i}.txt\n@@ -0,0 +1 @@\n+x\n"}) + "\n" for i in range(count))
    process = subprocess.Popen([suit, "verify", "--all", str(count), "--check", "exec sleep 3"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               cwd=folder, env=ENVIRONMENT, text=True)
    process.stdin.write(lines)
    process.stdin.close()
    time.sleep(2)
    memory = proportional_bytes(family(process.pid))
    process.wait()
    return memory


def memory(suit):
    with tempfile.TemporaryDirectory() as folder:
        few, many = waiting(suit, 1, folder), waiting(suit, 33, folder)
        print(f"\nmemory of each sandbox at once, with a check asleep in it: {(many - few) / 32 / 1e6:.2f} MB (proportional); with one, all of it: {few / 1e6:.1f} MB")


def leaks(suit):
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([suit, "verify", "--all", "0", "--check", "true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder,
                                   env=ENVIRONMENT, text=True)
        print("\n| verdicts | resident MB | files open | processes | mounts of the machine | in /tmp and /var/tmp |\n|---|---|---|---|---|---|")
        for i in range(10_001):
            process.stdin.write(json.dumps({"id": i, "patch": f"--- /dev/null\n+++ b/{i}.txt\n@@ -0,0 +1 @@\n+x\n"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["verdict"] == "accepted"
            if i in (100, 1_000, 5_000, 10_000):
                pids = family(process.pid)
                resident = sum(int(line.split()[1]) for pid in pids for line in lines_of(f"/proc/{pid}/status") if line.startswith("VmRSS:"))
                files = sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)
                print(f"| {i:,} | {resident / 1000:.1f} | {files} | {len(pids)} | {len(lines_of('/proc/self/mountinfo'))} | "
                      f"{len(os.listdir('/tmp')) + len(os.listdir('/var/tmp'))} |", flush=True)
        process.stdin.close()
        process.wait()


def main():
    suit = os.path.abspath(sys.argv[1])
    parts = {"python": python_package, "cmake": cmake_project, "memory": memory, "leaks": leaks}
    wanted = sys.argv[2:] or list(parts)
    if {"python", "cmake"} & set(wanted):
        print("| project | way | verdicts a second | against by hand | passed | of these the same |\n|---|---|---|---|---|---|", flush=True)
    for name in wanted:
        parts[name](suit)


main()
