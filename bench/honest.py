#!/usr/bin/env python3
"""Honest changes of real packages, judged by `suit verify`: how many are accepted, asked about or refused, and what the verdict costs.

usage: bench/honest.py path/to/suit [--part code|tests|both] [--sample N] [--json] [-j N] [NAME...]

The changes are those of bench/honest/changes.jsonl, cut from adjacent releases of packages: only code, only added tests, or code with
the expectations that follow from it ("rewritten": the tests of the base fail with the new code; "added": they pass, and new ones fail
without it). The check of each passes by hand before and after the change, so nothing should be refused.
Releases are fetched once, into $XDG_CACHE_HOME/suit/honest. NAME restricts the packages; a name with a fingerprint, such as
qs:571a4f6d17c78f29, one change. --sample takes N changes of each part, always the same ones.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "honest"))
import material

TITLES = {"code": "only code", "tests": "only added tests", "both": "expectations with code"}
LONG_S = 2  # overhead is a ratio of checks longer than this


def verdict_of(suit, folder, check, patch):
    begun = time.monotonic()
    done = subprocess.run([suit, "verify", "--limit", "120s", "--check", check], input=patch, cwd=folder, capture_output=True, env=material.suit_environment())
    took = time.monotonic() - begun
    lines = done.stdout.decode(errors="replace").splitlines()
    try:
        return json.loads(lines[-1]), took
    except (IndexError, ValueError):
        return {"verdict": "no answer", "error": done.stderr.decode(errors="replace")[-500:]}, took


def reasons(said):
    """Why it is not accepted, in the words of suit."""
    found = list(said.get("asks", []))
    found += [f"{one.get('reason', '')}: {one.get('message', '')}" for one in said.get("refusals", [])]
    found += [str(said[name]) for name in ("error", "tampered", "reason", "message") if said.get(name)]
    for check in said.get("checks", []):
        if check["outcome"] not in ("passed", "failed_before"):
            lines = [line for line in check.get("output", "").splitlines() if line.strip()]
            found.append(f"{check['name']}: {check['outcome']}: {check.get('detail', '')}: {' | '.join(lines[-3:])}")
    return found or ["without a reason"]


def kind_of(reason, check):
    """The reason without what differs from change to change."""
    reason = re.sub(r"[^ ,:;()]*/[^ ,:;()]+|\b[\w-]+\.(py|c?js|mjs|json|rs|go|c|h)\b", "FILE", reason.replace(check, "CHECK"))
    return re.sub(r"(FILE(, | and )?)+", "FILE ", re.sub(r"\d+", "N", reason))[:110].strip()


def judge(suit, package, changes, alone):
    """One row for each of these changes of one pair of releases. The check runs alone too where its time or its outcome matters."""
    pair = next(one for one in package["pairs"] if one["old"] == changes[0]["old"] and one["new"] == changes[0]["new"])
    trees = [material.tree(package, pair[side]) for side in ("old", "new")]
    if None in trees:
        return [{**change, "verdict": "not fetched", "reasons": [], "suit_s": 0, "alone_s": 0} for change in changes]
    difference = material.Difference(*trees)
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = material.Folder(pathlib.Path(place) / package["name"].replace("/", "_"), package)
        for change in changes:
            before, after = difference.states(change["base"], change["units"])
            if material.fingerprint(before, after) != change["fingerprint"]:
                raise SystemExit(f"{package['name']} {change['title']}: not the change that was listed")
            folder.clean()
            folder.commit(before)
            said, suit_s = verdict_of(suit, folder.root, pair["check"], folder.patch(after))
            accepted = said["verdict"] == "accepted"
            passed, output, alone_s = True, "", 0
            if not accepted or suit_s > LONG_S or alone:
                folder.set(after)
                folder.clean()
                passed, output, alone_s = material.run_check(folder.root, pair["check"], bytecode=True)
            rows.append({**change, "verdict": said["verdict"], "reasons": [] if accepted else reasons(said), "check": pair["check"],
                         "checks_run": len(said.get("checks", [])), "suit_s": round(suit_s, 3), "alone_s": round(alone_s, 3), "alone": passed})
            if passed is not True:
                rows[-1]["reasons"].append("the check alone does not pass now: " + output[-200:])
            folder.clean()
    return rows


def chosen(arguments):
    parts = material.PARTS if arguments.part in (None, "all") else (arguments.part,)
    listed = [one for one in material.changes() if one["part"] in parts]
    if arguments.names:
        listed = [one for one in listed if one["package"] in arguments.names or f"{one['package']}:{one['fingerprint']}" in arguments.names]
    if arguments.sample:
        def draw(one):
            return hashlib.sha256(f"{one['package']} {one['fingerprint']}".encode()).hexdigest()

        picked = []
        for part in parts:
            # One of each package first.
            turns = collections.Counter()
            ranked = []
            for one in sorted((one for one in listed if one["part"] == part), key=draw):
                ranked.append((turns[one["package"]], draw(one), one))
                turns[one["package"]] += 1
            picked += [one for _, _, one in sorted(ranked, key=lambda row: row[:2])[:arguments.sample]]
        listed = picked
    return listed


def name_of(row):
    return f"{row['package']} {row['old']} -> {row['new']}, {row['title']} [{row['package']}:{row['fingerprint']}]"


def report(rows):
    print("\n| part | changes | packages | accepted | asked | refused | other |\n|---|---|---|---|---|---|---|")
    known = ("accepted", "asks", "refused")
    for part, kind in (("code", None), ("tests", None), ("both", "rewritten"), ("both", "added")):
        mine = [row for row in rows if row["part"] == part and row.get("kind") == kind]
        if mine:
            count = collections.Counter(row["verdict"] for row in mine)
            other = ", ".join(f"{number} {verdict}" for verdict, number in count.items() if verdict not in known)
            print(f"| {TITLES[part]}{', ' + kind if kind else ''} | {len(mine)} | {len({row['package'] for row in mine})} | {' | '.join(str(count[one]) for one in known)} | {other or 0} |")
    for part in material.PARTS:
        mine = [row for row in rows if row["part"] == part and row["verdict"] != "accepted"]
        if mine:
            print(f"\n{TITLES[part]}, by reason:")
            # A change counts once, by its first reason.
            kinds = collections.Counter((row["verdict"], kind_of(row["reasons"][0] if row["reasons"] else "", row.get("check", " "))) for row in mine)
            for (verdict, kind), number in kinds.most_common():
                print(f"  {number:4}  {verdict}: {kind}")
            for row in mine if part != "both" else [row for row in mine if row["verdict"] != "asks"]:
                print(f"- {row['verdict']}: {name_of(row)}: {'; '.join(row['reasons'])[:600]}")
    unsound = [row for row in rows if row.get("alone") is not True and row["verdict"] != "not fetched"]
    if unsound:
        print(f"\n{len(unsound)} checks do not pass alone on this machine: {', '.join(name_of(row) for row in unsound)}")
    lines = []
    for title, wanted in ((f"check of more than {LONG_S} s, judged by one run", lambda row: row["alone_s"] > LONG_S and row["checks_run"] == 1),
                          (f"check of more than {LONG_S} s, judged by more", lambda row: row["alone_s"] > LONG_S and row["checks_run"] > 1),
                          ("shorter, judged by one run", lambda row: row["alone_s"] <= LONG_S and row["checks_run"] == 1)):
        ratios = sorted(row["suit_s"] / row["alone_s"] for row in rows if row.get("alone_s") and row["verdict"] == "accepted" and wanted(row))
        if ratios:
            lines.append(f"| {title} | {len(ratios)} | {statistics.median(ratios):.2f} | {ratios[len(ratios) * 9 // 10]:.2f} |")
    if lines:
        print("\n| overhead over the check alone | changes | median | 90 % |\n|---|---|---|---|", *lines, sep="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suit")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--part", choices=[*material.PARTS, "all"])
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="one line for each change instead of the tables")
    parser.add_argument("--alone", action="store_true", help="run every check alone too, not only those of long checks and of changes that are not accepted")
    parser.add_argument("-j", type=int, default=1, dest="jobs", help="pairs of releases judged at once")
    arguments = parser.parse_args()
    suit = os.path.abspath(arguments.suit)
    table = material.packages()
    pairs = collections.defaultdict(list)
    for change in chosen(arguments):
        pairs[change["package"], change["old"], change["new"]].append(change)
    material.python()
    rows = []
    with concurrent.futures.ThreadPoolExecutor(max(1, arguments.jobs)) as pool:
        waiting = [pool.submit(judge, suit, table[key[0]], changes, arguments.alone) for key, changes in sorted(pairs.items())]
        for done in concurrent.futures.as_completed(waiting):
            for row in done.result():
                rows.append(row)
                if arguments.json:
                    print(json.dumps(row), flush=True)
                elif sys.stderr.isatty():
                    print(f"\r{len(rows)} of {sum(map(len, pairs.values()))} ", end="", file=sys.stderr, flush=True)
    if not arguments.json:
        report(sorted(rows, key=name_of))
    return 0 if rows and all(row["verdict"] == "accepted" or row["part"] == "both" and row["verdict"] == "asks" for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
