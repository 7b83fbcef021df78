#!/usr/bin/env python3
"""Judges the patches of tests/tampering, each of which games its check, with `suit verify`.

usage: bench/tampering.py path/to/suit [--frameworks a,b] [--kinds a,b] [--names text,…] [--sample N] [--json] [-j N]
       [--no-naive] [--keep FILE]

First every project and game is verified without a judge: the base's check fails (or passes, for a green base), the honest fix passes
and has the right results, and the game's patch passes its check although the probe shows that nothing is fixed. A game for which that does not
hold is an error of the suite. Then each patch is judged in a copy of its base. Prints a table for each framework and kind, and the names
of the accepted ones. --json prints one line for each patch instead. --no-naive omits the first part. --sample N takes N games spread over
the kinds and frameworks, always the same. --keep appends each verdict to a file.

Exit status: 0 none accepted; 1 some accepted, or an error of the suite; 2 a wrong argument.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "tampering"))
import folders
import suite

LIMIT = "180s"


def sample(games, count):
    """One of each kind, then a second of each kind …; within a kind the least used framework first, then by a digest of the name."""
    by_kind = collections.defaultdict(list)
    for game in sorted(games, key=lambda game: hashlib.sha256(game.name.encode()).hexdigest()):
        by_kind[game.kind].append(game)
    chosen, used = [], collections.Counter()
    while len(chosen) < count and any(by_kind.values()):
        for kind in suite.KINDS:
            if by_kind[kind] and len(chosen) < count:
                game = min(by_kind[kind], key=lambda game: used[game.framework] + game.project.seconds / 4)
                by_kind[kind].remove(game)
                used[game.framework] += 1
                chosen.append(game)
    return chosen


class Scene:
    """One project: its base, and what was found out about it."""

    def __init__(self, project, scratch):
        self.project, self.scratch = project, scratch
        self.base = scratch / project.name / "base"
        folders.make_base(project, self.base)

    def copy(self, name, placed=None):
        folder = folders.copy_of(self.base, self.scratch / self.project.name / name.replace("/", "-"))
        for path, content in (placed or {}).items():
            folders.write(folder, path, content)
        return folder

    def naive(self, name, patch="", placed=None):
        """Whether the check passes, whether the probe says that the fault is fixed, and the output."""
        folder = self.copy(name, placed)
        if patch:
            folders.apply_patch(folder, patch, name)
        home = folder.with_name(folder.name + "-home")
        passed, output = folders.passes_naively(folder, home)
        fixed = None
        if self.project.probe:
            command, wanted = self.project.probe
            fixed = folders.run(command, folder, home)[1] == wanted
        shutil.rmtree(folder)
        shutil.rmtree(home, ignore_errors=True)
        return passed, fixed, output

    def faults_of_project(self):
        project, faults = self.project, []
        passed, fixed, output = self.naive("as-is")
        if passed != project.green:
            faults.append(f"{project.name}: the check {'passes' if passed else 'fails'} on the base:\n{output[-700:]}")
        if fixed is not None and fixed != project.green:
            faults.append(f"{project.name}: the probe {'holds' if fixed else 'fails'} on the base")
        passed, fixed, output = self.naive("fix", self.patch("fix", project.fix))
        if not passed or fixed is False:
            faults.append(f"{project.name}: the honest fix {'fails its check' if not passed else 'fails the probe'}:\n{output[-700:]}")
        return faults

    def faults_of_game(self, game, patch):
        try:
            return self.faults_of_patch(game, patch)
        except folders.Fault as fault:
            return [str(fault)]

    def faults_of_patch(self, game, patch):
        passed, fixed, output = self.naive(game.name, patch, game.placed)
        if not passed:
            return [f"{game.name}: does not pass its check:\n{output[-700:]}"]
        if fixed and game.probe and not self.project.green:
            return [f"{game.name}: the probe holds, so the fault is fixed"]
        return []

    def patch(self, name, edits):
        return folders.patch_of(self.base, edits, name)

    def judge(self, suit, patches, jobs, folder=None):
        """id -> the verdict's JSON."""
        lines = "".join(json.dumps({"id": name, "patch": patch}) + "\n" for name, patch in patches.items())
        done = subprocess.run([suit, "verify", "--all", str(jobs), "--limit", LIMIT], input=lines, cwd=folder or self.base, capture_output=True, text=True,
                              env=dict(os.environ, PATH=folders.PATH, SUIT_CONFIG="/nonexistent", LANG="C.UTF-8"))
        found = {}
        for line in done.stdout.splitlines():
            verdict = json.loads(line)
            if "error" in verdict:
                raise folders.Fault(f"{self.project.name}: {line}")
            found[verdict["id"]] = verdict
        if set(found) != set(patches):
            raise folders.Fault(f"{self.project.name}: no verdict on {sorted(set(patches) - set(found))[:3]}: {done.stderr[-500:]}")
        return found

    def judge_games(self, suit, patches, games, jobs):
        verdicts = self.judge(suit, {"fix": self.patch("fix", self.project.fix), **{game.name: patches[game] for game in games if not game.placed}}, jobs)
        for game in games:
            if game.placed:
                folder = self.copy(game.name, game.placed)
                verdicts |= self.judge(suit, {game.name: patches[game]}, 1, folder)
                shutil.rmtree(folder)
        return verdicts


def reason(verdict):
    """In one line, why the verdict is not `accepted`."""
    said = list(verdict.get("asks", [])) + [one.get("message", str(one)) if isinstance(one, dict) else str(one) for one in verdict.get("refusals", [])]
    for key in ("tampered", "tampering", "reasons", "why", "cannot_judge"):
        value = verdict.get(key)
        said += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    said += [f"{check['name']}: {check.get('detail', check['outcome'])}" for check in verdict.get("checks", []) if check.get("outcome") != "passed"]
    return " | ".join(" ".join(str(one).split()) for one in said)[:300]


def table(title, rows, names):
    shown = [name for name in ("accepted", "asks", "refused", "tampered", "cannot_judge", "invalid") if name in names or name in ("accepted", "asks", "refused", "tampered")]
    shown += sorted(names - set(shown))
    print(f"\n| {title} | games | " + " | ".join(shown) + " |\n|---|" + "---|" * (len(shown) + 1))
    total = collections.Counter()
    for row, counts in rows.items():
        total += counts
        print(f"| {row} | {sum(counts.values())} | " + " | ".join(str(counts[name]) for name in shown) + " |")
    print(f"| all | {sum(total.values())} | " + " | ".join(str(total[name]) for name in shown) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suit")
    parser.add_argument("--frameworks", default="")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--names", default="", help="only games whose names contain one of these texts")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-naive", action="store_true")
    parser.add_argument("--naive-only", action="store_true", help="do not judge")
    parser.add_argument("--keep", metavar="FILE")
    parser.add_argument("-j", dest="jobs", type=int, default=1)
    options = parser.parse_args()
    suit = os.path.abspath(options.suit)

    def wanted(text, names):
        return not text or any(part in names for part in text.split(","))

    begun, projects, skipped = time.monotonic(), [], []
    for project in suite.projects():
        if wanted(options.frameworks, {project.framework}):
            lacking = folders.missing(project)
            (skipped if lacking else projects).append((project, lacking))
    for project, lacking in skipped:
        print(f"skipped: {project.name} ({len(project.games)} games): {', '.join(lacking)} not found", file=sys.stderr)
    games = [game for project, _ in projects for game in project.games
             if wanted(options.kinds, {game.kind}) and (not options.names or any(part in game.name for part in options.names.split(",")))]
    if options.sample:
        games = sample(games, options.sample)
    if not games:
        parser.error("no game is left")

    faults, results, controls = [], [], []
    with tempfile.TemporaryDirectory(prefix="tampering-") as scratch:
        for project, _ in projects:
            own = [game for game in games if game.project is project]
            if not own:
                continue
            found, patches, verdicts = [], {}, {}
            try:
                scene = Scene(project, pathlib.Path(scratch))
                for game in own:
                    try:
                        patches[game] = scene.patch(game.name, game.edits)
                    except folders.Fault as fault:
                        found.append(str(fault))
                own = list(patches)
                if not options.no_naive:
                    found += scene.faults_of_project()
                    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
                        for one in pool.map(scene.faults_of_game, own, patches.values()):
                            found += one
                if not options.naive_only:
                    verdicts = scene.judge_games(suit, patches, own, options.jobs)
            except folders.Fault as fault:
                found.append(str(fault))
            faults += found
            for fault in found:
                print("error of the suite: " + fault, file=sys.stderr, flush=True)
            if not verdicts:
                continue
            controls.append((project.name, verdicts["fix"]))
            for game in own:
                verdict = verdicts[game.name]
                line = {"name": game.name, "framework": game.framework, "kind": game.kind, "trick": game.trick, "verdict": verdict["verdict"],
                        "reason": reason(verdict), "duration_ms": verdict.get("duration_ms")}
                results.append(line)
                if options.json:
                    print(json.dumps(line), flush=True)
                if options.keep:
                    with open(options.keep, "a", encoding="utf-8") as kept:
                        kept.write(json.dumps({**line, "answer": verdict}) + "\n")
            if not options.json:
                counts = collections.Counter(line["verdict"] for line in results if line["name"].startswith(project.name + "/"))
                print(f"{project.name}: " + ", ".join(f"{count} {name}" for name, count in counts.most_common()), flush=True)

    accepted = [line for line in results if line["verdict"] == "accepted"]
    if not options.json and results:
        names = {line["verdict"] for line in results}
        for title, key in (("framework", "framework"), ("kind", "kind")):
            rows = collections.defaultdict(collections.Counter)
            for line in results:
                rows[line[key]][line["verdict"]] += 1
            table(title, rows, names)
        print(f"\nhonest fixes: {sum(verdict['verdict'] == 'accepted' for _, verdict in controls)} of {len(controls)} accepted")
        for name, verdict in controls:
            if verdict["verdict"] != "accepted":
                print(f"  {name}: {verdict['verdict']}: {reason(verdict)}")
        if accepted:
            print(f"\naccepted: {len(accepted)}")
            for line in accepted:
                print(f"  {line['name']} ({line['kind']}): {line['trick']}")
    print(f"{len(results)} patches, {len(accepted)} accepted, {len(faults)} errors of the suite, {time.monotonic() - begun:.0f} s", file=sys.stderr)
    sys.exit(1 if accepted or faults else 0)


if __name__ == "__main__":
    main()
