#!/usr/bin/env python3
"""Share of the files touched by a commit that are in the context, with the commit's message as the question.

usage: bench/budget.py path/to/suit [path/to/repository [commits]]. Without a repository: 50 commits from the histories of four
packages (Go, Go, C; shell, Python and YAML) in Debian's golang-github-go-git-go-git-fixtures-dev, fetched once into
$SUIT_BENCH_CACHE or ~/.cache/suit-bench. Uses the newest commits that change one to twelve existing files. Checks out the parent
of each and asks with 8k, 32k and 128k tokens: `suit pack --ask`; BM25 over words only, best files first, whole, as many as fit;
and files in repomix's order, by path, cut at the budget. A file is in the context if it is shown whole or by its signatures; the
second figure counts only whole ones. Files that the commit creates can't be there.
"""
import base64
import collections
import gzip
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BUDGETS = [8_000, 32_000, 128_000]
CACHE = pathlib.Path(os.environ.get("SUIT_BENCH_CACHE", pathlib.Path.home() / ".cache" / "suit-bench"))
FIXTURES = "golang-github-go-git-go-git-fixtures-dev"
# The pack of each history, and the number of its commits to use.
HISTORIES = {"go-git": ("3559b3b47e695b33b0913237a4df3357e739831c", 16), "storable": ("0d3d824fb5c930e7e7e1f0f399f2976847d31fd3", 7),
             "rumprun-xen": ("7861f2632868833a35fe5e4ab94f99638ec5129b", 14), "spinnaker": ("f2e0a8889a746f7600e07d2246a2e29a72f696be", 14)}


def git(where, *words):
    return subprocess.run(["git", *words], cwd=where, capture_output=True, check=True, text=True, errors="replace").stdout


def commits(repository, most):
    found = []
    for commit in git(repository, "rev-list", "--no-merges", "HEAD").split():
        if len(found) == most:
            break
        changed = [line.split("\t") for line in git(repository, "show", "--format=", "--name-status", "--no-renames", commit).splitlines()]
        touched = [path for kind, path in changed if kind in "MD"]
        if 1 <= len(touched) <= 12:
            found.append((commit, git(repository, "show", "-s", "--format=%B", commit).strip(), touched))
    return found


def histories():
    """Each repository, with its longest history checked out, and its number of commits."""
    folder = CACHE / "histories"
    if not folder.is_dir():
        with tempfile.TemporaryDirectory() as work:
            subprocess.run(["apt-get", "download", FIXTURES], cwd=work, check=True, stdout=subprocess.DEVNULL)
            subprocess.run("dpkg-deb -x *.deb .", shell=True, cwd=work, check=True)
            packs = next(pathlib.Path(work).rglob("data.go")).read_text()
            for name, (pack, _) in HISTORIES.items():
                begin = packs.index("compressed: `", packs.index(f'"/data/pack-{pack}.pack": {{')) + len("compressed: `")
                place = os.path.join(work, "histories", name)
                git(work, "init", "-q", place)
                subprocess.run(["git", "index-pack", "--stdin"], cwd=place, check=True, stdout=subprocess.DEVNULL,
                               input=gzip.decompress(base64.b64decode(packs[begin:packs.index("`", begin)].replace("\n", ""))))
                objects = git(place, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)").split("\n")
                made = [line.split()[1] for line in objects if line.startswith("commit ")]
                git(place, "checkout", "-q", "--detach", max(made, key=lambda commit: int(git(place, "rev-list", "--count", commit))))
            CACHE.mkdir(parents=True, exist_ok=True)
            subprocess.run(["mv", os.path.join(work, "histories"), str(folder)], check=True)
    return [(str(folder / name), most) for name, (_, most) in HISTORIES.items()]


def words(text):
    return [word.lower() for part in re.findall(r"[A-Za-z0-9]+", text) for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", part)]


def bm25(files, question):
    counts = {path: collections.Counter(words(path) * 4 + words(text)) for path, text in files.items()}
    sizes = {path: sum(count.values()) for path, count in counts.items()}
    mean = sum(sizes.values()) / max(1, len(sizes))
    scores = collections.Counter()
    for word in set(words(question)):
        holders = [path for path in counts if counts[path][word]]
        rarity = math.log(1 + (len(counts) - len(holders) + .5) / (len(holders) + .5))
        for path in holders:
            times = counts[path][word]
            scores[path] += rarity * times * 2.2 / (times + 1.2 * (.25 + .75 * sizes[path] / mean))
    return [path for path, _ in scores.most_common()]


def cut(order, tokens, budget):
    kept, used = set(), 0
    for path in order:
        if used + tokens[path] <= budget:
            kept.add(path)
            used += tokens[path]
    return kept


def measure(suit, repository, most, hits):
    with tempfile.TemporaryDirectory() as place:
        tree = os.path.join(place, "tree")
        git(repository, "worktree", "add", "--detach", "-q", tree, "HEAD")
        environment = dict(os.environ, XDG_CACHE_HOME=place, SUIT_CONFIG="/nonexistent")

        def pack(*options):
            done = subprocess.run([suit, "pack", tree, "--format", "json", *options], env=environment, capture_output=True, check=True)
            return json.loads(done.stdout)["files"]

        try:
            for commit, message, touched in commits(repository, most):
                git(tree, "checkout", "-q", "-f", "--detach", commit + "^")
                whole = {file["path"]: file for file in pack() if "content" in file}
                tokens = {path: file["tokens"] for path, file in whole.items()}
                there = [path for path in touched if path in whole]
                if not there:
                    continue
                ranked = bm25({path: file["content"] for path, file in whole.items()}, message)
                for budget in BUDGETS:
                    shown = {file["path"]: file["shown"] for file in pack("--budget", str(budget), "--ask", message)}
                    for way, kept in (("suit", {path for path in shown if shown[path] != "name"}), ("suit, whole", {path for path in shown if shown[path] == "whole"}),
                                      ("BM25 alone", cut(ranked, tokens, budget)), ("by path", cut(sorted(whole), tokens, budget))):
                        hits[way, budget].append(sum(path in kept for path in there) / len(there))
        finally:
            git(repository, "worktree", "remove", "--force", tree)


def main():
    suit = os.path.abspath(sys.argv[1])
    asked = [(os.path.abspath(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 50)] if len(sys.argv) > 2 else histories()
    hits = {(way, budget): [] for way in ("suit", "suit, whole", "BM25 alone", "by path") for budget in BUDGETS}
    for repository, most in asked:
        measure(suit, repository, most, hits)
    print(f"{len(hits['suit', BUDGETS[0]])} commits, share of the touched files in the context\n")
    print("| | " + " | ".join(f"{budget // 1000}k" for budget in BUDGETS) + " |\n|---" * 1 + "|---" * len(BUDGETS) + "|")
    for way in ("suit", "suit, whole", "BM25 alone", "by path"):
        print(f"| {way} | " + " | ".join(f"{sum(hits[way, budget]) / len(hits[way, budget]):.0%}" for budget in BUDGETS) + " |")


main()
