#!/usr/bin/env python3
"""How many small Python programs with one fault `suit fix` repairs, and how many of the repairs are right.

usage: bench/repair.py path/to/suit [--budget 120s] [--seeded N]. --seeded replaces the fault listed here by N faults from
mutation that the tests detect, spread over the program. Each program has tests that the search sees, and further inputs that it
does not. A repair that passes the tests is plausible; one that also agrees with the right program on the further inputs is right.
"""
import ast
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import time

# name, right line, faulty line (both within the program), program, seen tests as (arguments, result), further arguments
PROGRAMS = [
    ("gcd", "gcd(b, a % b)", "gcd(a % b, b)",
     "def gcd(a, b):\n    if b == 0:\n        return a\n    return gcd(b, a % b)\n",
     [((12, 8), 4), ((17, 5), 1), ((0, 3), 3), ((100, 75), 25)], [(35, 21), (8, 12), (1, 1), (270, 192), (5, 0)]),
    ("bits", "n &= n - 1", "n ^= n - 1",
     "def bits(n):\n    count = 0\n    while n:\n        n &= n - 1\n        count += 1\n    return count\n",
     [((0,), 0), ((1,), 1), ((7,), 3), ((8,), 1), ((255,), 8)], [(1023,), (1025,), (6,), (12345,)]),
    ("flat", "result.extend(flat(item))", "result.append(flat(item))",
     "def flat(items):\n    result = []\n    for item in items:\n        if isinstance(item, list):\n            result.extend(flat(item))\n"
     "        else:\n            result.append(item)\n    return result\n",
     [(([1, [2, 3]],), [1, 2, 3]), (([],), []), (([[[1]]],), [1])], [([1, [2, [3, [4]]], 5],), ([[], [[]]],), (["a", ["b"]],)]),
    ("best_sum", "here = max(0, here + number)", "here = here + number",
     "def best_sum(numbers):\n    best = 0\n    here = 0\n    for number in numbers:\n        here = max(0, here + number)\n"
     "        best = max(best, here)\n    return best\n",
     [(([4, -5, 2, 1, -1, 3],), 5), (([0, -1, 2, -1, 3, -1, 0],), 4), (([],), 0), (([-1, -2],), 0)],
     [([3, 4, 5],), ([-2, 1, -3, 4, -1, 2, 1, -5, 4],), ([1, -1, 1],)]),
    ("primes", "range(2, most + 1)", "range(2, most)",
     "def primes(most):\n    found = []\n    for n in range(2, most + 1):\n        if all(n % p > 0 for p in found):\n            found.append(n)\n"
     "    return found\n",
     [((1,), []), ((2,), [2]), ((4,), [2, 3]), ((11,), [2, 3, 5, 7, 11])], [(20,), (0,), (31,), (3,)]),
    ("rpn", "'-': b - a", "'-': a - b",
     "def rpn(tokens):\n    stack = []\n    for token in tokens:\n        if isinstance(token, float):\n            stack.append(token)\n"
     "        else:\n            a = stack.pop()\n            b = stack.pop()\n            stack.append({'+': a + b, '-': b - a, '*': a * b}[token])\n"
     "    return stack.pop()\n",
     [(([3.0, 5.0, "+", 2.0, "-"],), 6.0), (([2.0, 2.0, "+"],), 4.0), (([7.0, 4.0, "-"],), 3.0)],
     [([1.0, 2.0, 3.0, "-", "-"],), ([7.0, 4.0, "*"],), ([9.0, 2.0, "-", 3.0, "-"],)]),
    ("pascal", "range(0, r + 1)", "range(0, r)",
     "def pascal(n):\n    rows = [[1]]\n    for r in range(1, n):\n        row = []\n        for c in range(0, r + 1):\n"
     "            up = rows[r - 1][c - 1] if c > 0 else 0\n            right = rows[r - 1][c] if c < r else 0\n            row.append(up + right)\n"
     "        rows.append(row)\n    return rows\n",
     [((1,), [[1]]), ((2,), [[1], [1, 1]]), ((4,), [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1]])], [(3,), (6,)]),
    ("reach", "        seen.add(node)\n", "",
     "def reach(start, goal, edges):\n    seen = set()\n    def go(node):\n        if node in seen:\n            return False\n        if node == goal:\n"
     "            return True\n        seen.add(node)\n        return any(go(near) for near in edges.get(node, []))\n    return go(start)\n",
     [((1, 3, {1: [2], 2: [3]}), True), ((1, 9, {1: [2], 2: [1]}), False), ((1, 1, {}), True)],
     [(1, 4, {1: [2, 3], 2: [1], 3: [1]}), (1, 4, {1: [2, 3], 3: [1, 4]}), (1, 5, {1: [1, 2], 2: [5]})]),
    ("to_base", "digits[i] + result", "result + digits[i]",
     "def to_base(number, base):\n    digits = '0123456789ABCDEF'\n    result = ''\n    while number > 0:\n        i = number % base\n"
     "        number = number // base\n        result = digits[i] + result\n    return result\n",
     [((31, 16), "1F"), ((41, 2), "101001"), ((44, 5), "134")], [(27, 16), (255, 16), (8, 8), (1, 2)]),
    ("drain", "while todo:", "while True:",
     "def drain(todo):\n    todo = list(todo)\n    done = []\n    while todo:\n        item = todo.pop(0)\n        done.append(item)\n        if item > 1:\n"
     "            todo.append(item - 2)\n    return done\n",
     [(([3],), [3, 1]), (([],), []), (([4, 1],), [4, 1, 2, 0])], [([2, 2],), ([9],), ([0],)]),
]


def agrees(right, fixed, name, further, seconds=20):
    """Runs in a separate process with a limit: the repaired program may hang."""
    program = "import json,sys\ngiven=json.load(sys.stdin)\nfor text in given['programs']:\n    names={}\n    exec(text,names)\n" \
              "    print(json.dumps([names[given['name']](*eval(a)) for a in given['further']]))\n"
    given = json.dumps({"programs": [right, fixed], "name": name, "further": [repr(one) for one in further]})
    try:
        ran = subprocess.run([sys.executable, "-c", program], input=given, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    lines = ran.stdout.splitlines()
    return ran.returncode == 0 and len(lines) == 2 and lines[0] == lines[1]


COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In}
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mod, ast.Mod: ast.FloorDiv}


def places(tree):
    """All single faults: each a function that changes a copy of the tree, given the node's number in ast.walk's order."""
    for at, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
            yield at, lambda one: setattr(one, "ops", [COMPARISONS[type(one.ops[0])]()] + one.ops[1:])
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            yield at, lambda one: setattr(one, "op", OPERATORS[type(one.op)]())
            yield at, lambda one: one.__dict__.update(left=one.right, right=one.left)
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield at, lambda one: setattr(one, "value", one.value + 1)
            yield at, lambda one: setattr(one, "value", one.value - 1)
        if isinstance(node, ast.Call) and len(node.args) == 2:
            yield at, lambda one: one.args.reverse()
        if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Name):
            yield at, lambda one: one.__dict__.update(copy.deepcopy(one.args[0]).__dict__) if isinstance(one.args[0], ast.Call) else None
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            for other in sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - {node.id}):
                yield at, lambda one, other=other: setattr(one, "id", other)
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            for i in range(len(block) if isinstance(block, list) and len(block) > 1 else 0):
                yield at, lambda one, field=field, i=i: getattr(one, field).pop(i)


def seeded(right, name, seen, most):
    """Faulty versions that the tests detect, spread over the program."""
    tree, found = ast.parse(right), {}
    for at, change in places(tree):
        faulty = copy.deepcopy(tree)
        change(list(ast.walk(faulty))[at])
        text = ast.unparse(faulty) + "\n"
        if text != ast.unparse(tree) + "\n" and not agrees(right, text, name, [given for given, _ in seen], seconds=2):
            found.setdefault(text, None)
    texts = list(found)
    return [texts[i * len(texts) // min(most, len(texts))] for i in range(min(most, len(texts)))]


def main():
    suit = os.path.abspath(sys.argv[1])
    budget = sys.argv[sys.argv.index("--budget") + 1] if "--budget" in sys.argv else "120s"
    print("| program | plausible | right | same text | candidates | first after s | in all s |\n|---|---|---|---|---|---|---|")
    most = int(sys.argv[sys.argv.index("--seeded") + 1]) if "--seeded" in sys.argv else 0
    plausible = rightly = faults = 0
    for name, right_line, faulty_line, right, seen, further in PROGRAMS:
        assert right.count(right_line) == 1, name
        right = ast.unparse(ast.parse(right)) + "\n" if most else right
        for number, faulty in enumerate(seeded(right, name, seen, most) if most else [right.replace(right_line, faulty_line)]):
            faults += 1
            with tempfile.TemporaryDirectory() as folder:
                with open(folder + "/program.py", "w") as out:
                    out.write(faulty)
                with open(folder + "/test_program.py", "w") as out:
                    out.write("import pytest\nfrom program import %s\n\n@pytest.mark.parametrize('given, wanted', %r)\n"
                              "def test_it(given, wanted):\n    assert %s(*given) == wanted\n" % (name, seen, name))
                began = time.monotonic()
                ran = subprocess.run([suit, "fix", "--yes", "--budget", budget, "--check", "/usr/bin/python3 -m pytest -q"], cwd=folder,
                                     capture_output=True, text=True, env=dict(os.environ, SUIT_CONFIG="/nonexistent"))
                took = time.monotonic() - began
                fixed = open(folder + "/program.py").read()
            good = ran.returncode == 0 and agrees(right, fixed, name, further)
            plausible += ran.returncode == 0
            rightly += good
            judged = re.search(r"(\d+) candidates? judged", ran.stdout)
            first = re.search(r"first after ([\d.]+) s", ran.stdout)
            print("| %s | %s | %s | %s | %s | %s | %.0f |" % (
                name + (" %d" % (number + 1) if most else ""), "yes" if ran.returncode == 0 else "no", "yes" if good else "no",
                "yes" if fixed == right else "no", judged.group(1) if judged else "", first.group(1) if first else "", took), flush=True)
            if os.environ.get("SHOW"):
                print("  ", ran.stdout.replace("\n", "\n   "))
    print("\n%d of %d plausible, %d of these right" % (plausible, faults, rightly))


main()
