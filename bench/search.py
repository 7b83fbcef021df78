#!/usr/bin/env python3
"""Passage search in a kernel's source (1.3 GB) against SQLite's FTS5 on the same passages, in one run.

usage: bench/search.py path/to/search_bench [folder]. The folder is Debian's linux-source, fetched once into $SUIT_BENCH_CACHE or
~/.cache/suit-bench; or your own. Questions: 500 headings and first lines of comments from its documentation, drawn with a seed.
The indexes are in a temporary folder; both are in the page cache when they are queried.
"""
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from context import linux, tree


def questions(folder):
    found = set()
    for path in sorted(folder.rglob("*.rst")):
        lines = path.read_text(errors="replace").splitlines()
        found.update(a.strip() for a, b in zip(lines, lines[1:]) if re.fullmatch(r"[=\-~^]{4,}", b.strip()))
    for path in sorted(folder.rglob("*.c"))[::7]:
        found.update(match[1] for match in re.finditer(r"^/\*\*\n \* \w+\(?\)? ?- (.+)$", path.read_text(errors="replace"), re.M))
    usable = sorted(one for one in found if 3 <= len(one.split()) <= 14)
    return random.Random(1).sample(usable, min(500, len(usable)))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    if len(sys.argv) == 3:
        folder = pathlib.Path(sys.argv[2])
    else:
        (linux() / "kernel").exists() or (linux() / "kernel").symlink_to("whole")
        folder = tree("kernel")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as work:
        asked = pathlib.Path(work, "questions")
        asked.write_text("\n".join(questions(folder)) + "\n")
        subprocess.run([sys.argv[1], str(folder), work, str(asked)], check=True)


main()
