#!/usr/bin/env python3
"""places.py SEED COUNT FILE…: draws COUNT random lines of code from the files, to seed faults
without bias. Excludes blank lines, comments, doc strings, imports, includes, function heads and
lines of brackets. Prints each with the two lines before and after it."""

import random
import re
import sys

DULL = re.compile(r"\s*(#|//|/?\*|import\b|from\b|include\b|def\b|class\b|@|'use|\"use|var \w+ = require"
                  r"|else\W*$|try\W*$|\W*$|[^=()]*$)")


def places(path):
    text = open(path, encoding="utf-8").read()
    if path.endswith(".py"):  # Blanks the lines of doc strings.
        text = re.sub(r'("""|\'\'\').*?\1', lambda found: "\n" * found.group().count("\n"), text,
                      flags=re.S)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not DULL.match(line) and line.startswith((" ", "\t")):
            yield path, number, lines


seed, count, *files = sys.argv[1:]
everywhere = [place for path in files for place in places(path)]
for path, number, lines in random.Random(int(seed)).sample(everywhere, int(count)):
    print(f"== {path}:{number + 1}")
    print("\n".join(lines[max(0, number - 2):number + 3]))
