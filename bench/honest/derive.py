#!/usr/bin/env python3
"""Finds the honest changes of bench/honest.py and writes changes.jsonl.

usage: bench/honest/derive.py add SUIT ORIGIN:NAME[=VERSION,...]...
                                              finds releases and a check of new packages, and adds them to packages.json
       bench/honest/derive.py [NAME...]       derives the changes of these packages, or of all; pairs of releases that have some are left alone

A change is kept only if the check passes by hand before and after it, and:
  code   only code files change; the tests are those of the base
  tests  only test files change, lines are only added, and more tests pass than before
  both   code and tests change. "rewritten": the base's tests fail with the new code. "added": they pass, and new ones fail without it
Two changes of one pair never share a piece, but a whole release may contain the pieces of others. HONEST_PAIRS, HONEST_LOOKED_AT,
HONEST_MOST (changes of each part from one pair), HONEST_RUNS, HONEST_MOST_S and HONEST_CHECK override what is chosen and how much.
No verdict of suit decides here; packages whose check does not run in its sandbox on the releases themselves are dropped by `add`.
"""
import ast
import json
import os
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

import material

try:
    import pytest  # of the environment of the checks, which this program starts itself in
except ImportError:
    pytest = None

LIMIT_S = 40
MOST_S = float(os.environ.get("HONEST_MOST_S", "2.5"))  # processor seconds of a check
MOST = [int(one) for one in os.environ.get("HONEST_MOST", "3,2,6").split(",")]  # changes of each part from one pair of releases
RUNS = int(os.environ.get("HONEST_RUNS", "22"))  # most runs of the check for pieces of code of one pair
LOOKED_AT = int(os.environ.get("HONEST_LOOKED_AT", "8"))  # the newest releases of a package, of which the pairs are chosen
VERSION = re.compile(rb"version|__date__|copyright", re.IGNORECASE)


# Packages


def versions(origin, name):
    """All releases, oldest first, without those before a release."""
    if origin == "pypi":
        said = subprocess.run(["python3", "-m", "pip", "index", "versions", name], capture_output=True, text=True).stdout
        found = re.search(r"Available versions: (.*)", said)
        listed = found[1].split(", ")[::-1] if found else []
    elif origin == "npm":
        said = subprocess.run(["npm", "view", name, "versions", "--json"], capture_output=True, text=True).stdout
        listed = json.loads(said or "[]")
        listed = listed if isinstance(listed, list) else [listed]
        listed.sort(key=lambda one: [int(part) for part in re.findall(r"\d+", one)[:3]])
    elif origin == "debian":
        return debian_versions(name)
    else:
        return []
    return [one for one in listed if re.fullmatch(r"v?\d+(\.\d+)*(\.post\d+)?", one)]


def debian_versions(name):
    """One version for each patch of the source package."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["sh", material.HERE.parent.parent / "tests" / "repair" / "apt_sources.sh", material.cache() / "apt"], check=True)
        said = subprocess.run(["apt-cache", "showsrc", name], capture_output=True, text=True, env=dict(os.environ, APT_CONFIG=str(material.cache() / "apt" / "apt.conf"))).stdout
        found = re.findall(r"^Version: (?:\d+:)?(.*)", said, re.MULTILINE)
        if not found:
            return []
        version = sorted(found, key=lambda one: [int(part) for part in re.findall(r"\d+", one)])[-1]
        path = material.archive({"name": name, "origin": "debian"}, version)
        if not path:
            return []
        with tarfile.open(path) as opened:
            opened.extractall(place, filter="data")
        subprocess.run(f"tar -xf {place}/*.debian.tar* -C {place}", shell=True, check=True)
        return [f"{version}#{count}" for count in range(len(material.series(pathlib.Path(place) / "debian" / "patches" / "series")) + 1)]


PYTEST = "python3 -m pytest -q -p no:cacheprovider"


def checks(package, files):
    """Commands that may run the tests, the plainest first."""
    if package["origin"] == "npm":
        script = json.loads(files["package.json"][0]).get("scripts", {})
        text = " ".join(script.get(name, "") for name in ("test", "tests-only", "unit", "test:unit"))
        folders = [name for name in ("test", "tests", "spec") if any(path.startswith(name + "/") for path in files)]
        alone = [path for path in files if re.fullmatch(r"(test|tests|[\w-]+\.test|test[\w-]*)\.(c|m)?js", path)]
        for folder in folders:
            glob = f"{folder}/*.js" if any(re.fullmatch(folder + r"/[^/]+\.js", path) for path in files) else f"{folder}/*.*js"
            if "node:test" in b"".join(c for p, (c, _) in files.items() if p.startswith(folder)).decode(errors="replace"):
                yield "", f"node --test {folder}/"
            if "mocha" in text:
                yield "mocha", f"node_modules/.bin/mocha --reporter dot --recursive {folder}"
            yield "tape", f"node_modules/.bin/tape '{glob}'"
        for path in alone:
            if b"node:test" in files[path][0]:
                yield "", f"node --test {path}"
            if "mocha" in text:
                yield "mocha", f"node_modules/.bin/mocha --reporter dot {path}"
            yield "tape", f"node_modules/.bin/tape {path}"
        return
    if package["origin"] == "crate":
        yield "", "cargo test -q --offline"
        return
    where = "PYTHONPATH=src " if any(path.startswith("src/") and path.endswith(".py") for path in files) else ""
    tests = [path for path in files if re.search(r"(^|/)(test_[^/]*|[^/]*_tests?|tests?)\.py$", path) and not material.ASIDE.search(path)]
    tops = sorted({re.match(r"(.*?(^|/)(tests?|testing))/|(.+)", path)[0].rstrip("/") for path in tests})
    folders = [top for top in tops if not top.endswith(".py")] or tops
    if folders:
        chosen = " ".join(folders)
        yield "", f"{where}{PYTEST} {chosen}"
        yield "", f"{where}{PYTEST} -o addopts= {chosen}"
        if len(folders) == 1 and any(path.startswith(folders[0]) and b"unittest" in contents for path, (contents, _) in files.items()):
            yield "", f"{where}python3 -m unittest discover -t . -s {chosen}"
        yield "", f"{where}{PYTEST} -o addopts= -o filterwarnings= -p no:warnings {chosen}"


def tried(folder, package, state, check):
    folder.set(state)
    folder.clean()
    found = re.fullmatch(r"(?:PYTHONPATH=(\S+) )?python3 -m pytest ([^|&;$]*)", check)
    if found and pytest and not loaded_here(state):
        return forked_pytest(folder.root, found[1], shlex.split(found[2]))
    return material.run_check(folder.root, check, LIMIT_S)


def loaded_here(state):
    """Whether this process has loaded a module of the package: a fork would test that one."""
    tops = {re.match(r"(?:src/)?([^/.]+)", path)[1] for path in state if path.endswith(".py") and re.match(r"(?:src/)?([^/.]+)", path)}
    return bool((tops - {"tests", "test"}) & {name.partition(".")[0] for name in sys.modules})


def forked_pytest(root, python_path, words):
    """As material.run_check(), in a fork of this process, which has loaded pytest already: half the time of a new Python."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as home:
        begun = time.monotonic()
        child = os.fork()
        if not child:
            try:
                os.setsid()
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
                sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)
                os.chdir(root)
                variables = material.environment(home) | {"PYTHONDONTWRITEBYTECODE": "1"}
                os.environ.clear()
                os.environ.update(variables)
                sys.dont_write_bytecode = True
                sys.path[:1] = [str(root)] + ([os.path.join(root, python_path)] if python_path else [])
                if python_path:
                    os.environ["PYTHONPATH"] = python_path
                code = int(pytest.main(words))
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
            except BaseException as error:
                os.write(2, repr(error).encode())
                os._exit(99)
        status = None
        while time.monotonic() - begun < LIMIT_S:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            status = None
            time.sleep(.02)
        if status is None:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
        output.seek(0)
        return None if status is None else status == 0, output.read().decode(errors="replace"), time.monotonic() - begun


def passing_check(folder, package, states, first):
    """A check that passes on all states, and the most processor seconds it takes. Tests that fail here on any of them (network, tools,
    another Python) are left out by name."""
    for chosen, check in ([("", first)] if first else []) + list(checks(package, states[0])):
        if chosen and not (folder.root / "node_modules" / chosen).exists():
            continue
        left_out = set()
        for _ in range(3):
            results, took = [], []
            for state in states:
                begun = processor_s()
                results.append(tried(folder, package, state, " ".join([check, *sorted(left_out)])))
                took.append(processor_s() - begun)
                if results[-1][0] is None or took[-1] > MOST_S:
                    return None, took[-1]
            if all(result[0] and material.tests_passed(result[1]) for result in results):
                return " ".join([check, *sorted(left_out)]), max(took)
            if PYTEST not in check:
                break
            output = "\n".join(result[1] for result in results)
            counts = [material.tests_passed(result[1]) or 0 for result in results]
            broken = set(re.findall(r"^ERROR (\S+\.py)(?: |$)", output, re.MULTILINE))
            failed = {name for name in re.findall(r"^(?:FAILED|ERROR) (\S+::[^\s\[]+)", output, re.MULTILINE)}
            more = {f"--ignore={name}" for name in broken} | {f"--deselect={name}" for name in failed}
            if not more - left_out or len(left_out | more) > 12 or not broken and min(counts) < 5:
                break
            left_out |= more
    return None, 0


def processor_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_sandbox(suit, folder, state, check):
    """Whether the check passes under suit on the release itself."""
    folder.clean()
    folder.commit(state)
    patch = "--- /dev/null\n+++ b/honest-nothing.txt\n@@ -0,0 +1 @@\n+nothing\n"
    done = subprocess.run([suit, "verify", "--limit", "120s", "--check", check], input=patch, cwd=folder.root, capture_output=True, text=True, env=material.suit_environment())
    lines = done.stdout.splitlines()
    if not lines:
        raise SystemExit(f"suit says nothing: {done.stderr}")
    verdict = json.loads(lines[-1])
    return verdict.get("verdict") == "accepted", json.dumps(verdict)[-600:]


def add(names, suit, most):
    table = material.packages()
    for written in names:
        origin, _, name = written.partition(":")
        name, _, wanted = name.partition("=")
        known = table.get(name, {"pairs": []})
        if len(known["pairs"]) >= most:
            continue
        listed = wanted.split(",") if wanted else versions(origin, name)
        if len(listed) < 2:
            print(f"{name}: fewer than two releases", flush=True)
            continue
        package = {"name": name, "origin": origin} | {key: known[key] for key in ("runner", "leave_out", "source", "sha256") if key in known}
        releases = {}
        for version in reversed(listed[-LOOKED_AT:]):
            found = material.tree(package, version)
            if not found or not any(material.is_test(path) for path in found):
                break
            releases[version] = found
        if len(releases) < 2:
            print(f"{name}: no tests in its archives ({listed[-1]})", flush=True)
            continue
        pairs = list(known["pairs"])
        if origin == "npm" and not pairs:
            try:
                package["runner"] = npm_runners(next(iter(releases.values())))
            except subprocess.CalledProcessError:
                print(f"{name}: npm can't install what its tests need", flush=True)
                continue
        with tempfile.TemporaryDirectory() as place:
            folder = material.Folder(pathlib.Path(place) / name.replace("/", "_"), package)
            check, why = pairs[0]["check"] if pairs else os.environ.get("HONEST_CHECK"), "no pair of releases differs"
            for old, new in richest(releases, LOOKED_AT):
                if len(pairs) >= most:
                    break
                if any(one["new"] == new for one in pairs):
                    continue
                found, seconds = passing_check(folder, package, [releases[new], releases[old]], check)
                if found and not pairs:
                    sound, said = in_sandbox(suit, folder, releases[new], found)
                    if not sound:
                        why = f"not in the sandbox: {said}"
                        break
                if not found:
                    why = f"no check passes, {seconds:.1f} s"
                    if not pairs and seconds > MOST_S:
                        break
                    continue
                check = found
                pairs.append({"old": old, "new": new, "check": found, "seconds": round(seconds, 1)})
            if len(pairs) < most:
                print(f"  {name}: {why}", flush=True)
        if pairs:
            used = {version for pair in pairs for version in (pair["old"], pair["new"])}
            package["pairs"] = pairs
            package["sha256"] = package.get("sha256", {}) | {version: material.digest_of(material.archive(package, version)) for version in sorted({one.partition("#")[0] for one in used})}
            with material.alone("lists"):
                table = material.packages() | {name: package}
                material.write_packages(table)
        print(f"{name}: {len(pairs)} pairs; {pairs[-1]['check'] if pairs else ''} {pairs[-1]['seconds'] if pairs else ''}", flush=True)


def richest(releases, most):
    """The adjacent pairs whose difference promises the most changes: rewritten lines of tests, added ones, code."""
    order = list(reversed(releases))
    scored = []
    for old, new in zip(order, order[1:]):
        difference = material.Difference(releases[old], releases[new])
        rewritten = added = code = 0
        for path in difference.paths:
            hunks = difference.hunks(path) or []
            if material.is_test(path):
                rewritten += sum(a_from < a_to and b_from < b_to for a_from, a_to, b_from, b_to in hunks)
                added += sum(a_from == a_to for a_from, a_to, _, _ in hunks)
            elif material.is_code(path):
                code += len(hunks)
        if code or added:
            scored.append((3 * min(rewritten, 20) * bool(code) + min(added, 10) + min(code, 20), old, new))
    return [pair[1:] for pair in sorted(scored, reverse=True)[:most]]


def npm_runners(files):
    """The npm packages that the tests and the code load, with exact versions, and the runner."""
    described = json.loads(files["package.json"][0])
    spans = {**described.get("devDependencies", {}), **described.get("dependencies", {})}
    text = b"\n".join(contents for path, (contents, _) in files.items() if re.search(r"\.[cm]?js$", path)).decode(errors="replace")
    loaded = set(re.findall(r"""(?:require\(|from |import )['"]([^'"./][^'"]*)['"]""", text))
    loaded = {"/".join(one.split("/")[:2 if one.startswith("@") else 1]) for one in loaded}
    wanted = {name: span for name, span in spans.items() if name in loaded and name not in ("tape", "mocha") and not re.match("git|http|file", span)}
    wanted |= {"tape": "5"} if "tape" in spans else {"mocha": "10"} if "mocha" in spans else {}
    specs = sorted(f"{name}@{span}" for name, span in wanted.items())
    if not specs:
        return []
    try:
        folder = material.runner(specs)
    except subprocess.CalledProcessError:
        sound = []
        for spec in specs:
            try:
                material.runner([spec])
                sound.append(spec)
            except subprocess.CalledProcessError:
                print(f"  npm can't install {spec}")
        folder = material.runner(sound)
        wanted = {name: span for name, span in wanted.items() if f"{name}@{span}" in sound}
    return [f"{name}@{json.loads((folder / name / 'package.json').read_text())['version']}" for name in sorted(wanted)]


# Changes


def meaning(path, contents):
    """What a change must alter to count: for Python the syntax tree without documentation, else the lines that are not comments."""
    if contents is None:
        return None
    text = contents.decode("utf-8", errors="replace")
    if path.endswith(".py"):
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node, False) is not None:
                node.body = node.body[1:]
        return ast.dump(tree)
    return "".join(line.strip() for line in text.splitlines() if not re.match(r"\s*(//|\*|/\*|#(?!\s*(if|el|end|def|inc)))", line))


def alters(path, before, after):
    """Whether the change parses and alters what runs, beyond a version number."""
    if before is not None and after is not None:
        gone, come = set(before.splitlines()), set(after.splitlines())
        if all(not line.strip() or VERSION.search(line) for line in gone ^ come):
            return False
    try:
        return meaning(path, before) != meaning(path, after)
    except (SyntaxError, ValueError, RecursionError):
        return False


def owners(path, contents):
    """{line from 0: name of the definition that it is in}; None outside Python."""
    if not path.endswith(".py"):
        return None
    try:
        module = ast.parse(contents)
    except (SyntaxError, ValueError):
        return None
    named = {}

    def visit(body, prefix, depth):
        for node in body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                begin = min([node.lineno] + [one.lineno for one in node.decorator_list])
                for line in range(begin - 1, node.end_lineno):
                    named[line] = prefix + node.name
                if isinstance(node, ast.ClassDef) and depth < 2:
                    visit(node.body, f"{prefix}{node.name}.", depth + 1)

    visit(module.body, "", 0)
    return named


IMPORT = re.compile(r"\s*(import\s|from\s|use\s|#include|const .*= require\(|var .*= require\()")


def groups(difference, path):
    """Coherent sets of hunks of a file: those of one definition, or near each other; with the imports that they use. (title, hunks)"""
    hunks = difference.hunks(path)
    if hunks is None:
        return []
    old, new = difference.old[path][0], difference.new[path][0]
    old_names, new_names = owners(path, old), owners(path, new)
    a, b = material.lines_of(old), material.lines_of(new)
    imports, found, last = [], {}, None
    for number, (a_from, a_to, b_from, b_to) in enumerate(hunks):
        text = a[a_from:a_to] + b[b_from:b_to]
        if all(IMPORT.match(line) or not line.strip() for line in text) and any(line.strip() for line in text):
            imports.append(number)
            continue
        key = None
        if old_names is not None and new_names is not None:
            names = [new_names.get(line) for line in range(b_from, b_to)] + [old_names.get(line) for line in range(a_from, a_to)]
            names = [name for name in names if name]
            key = names[0] if names else None
        if key is None:
            near = last is not None and a_from - hunks[last[1]][1] <= 4
            key = last[0] if near else f"line {b_from + 1}"
        found.setdefault(key, []).append(number)
        last = (key, number)
    out = []
    for key, numbers in found.items():
        words = set(re.findall(r"\w+", "".join(line for n in numbers for line in b[hunks[n][2]:hunks[n][3]])))
        used = [n for n in imports if words & set(re.findall(r"\w+", "".join(b[hunks[n][2]:hunks[n][3]]))) - {"import", "from", "as", "const", "var", "require", "use"}]
        out.append((key, sorted(numbers + used)))
    return out


class Work:
    """One pair of releases: tries sets of units by running the check."""

    def __init__(self, folder, package, pair, difference):
        self.folder, self.package, self.pair, self.difference = folder, package, pair, difference
        self.found, self.seen, self.runs = [], set(), 0

    def run(self, state):
        self.runs += 1
        return tried(self.folder, self.package, state, self.pair["check"])

    def keep(self, part, base, units, title):
        before, after = self.difference.states(base, units)
        mark = material.fingerprint(before, after)
        self.seen.add(mark)
        self.found.append({"package": self.package["name"], "old": self.pair["old"], "new": self.pair["new"], "part": part, "base": base, "units": units,
                           "title": title, "fingerprint": mark})

    def states(self, base, units):
        """The folder before and after; None if they are equal or already used."""
        before, after = self.difference.states(base, units)
        return None if before == after or material.fingerprint(before, after) in self.seen else (before, after)

    def count(self, part):
        return sum(one["part"] == part for one in self.found)


def code_units(difference):
    """(title, units) of code that alters something, whole files and their groups, smallest first."""
    whole, parts = [], []
    for path in difference.paths:
        if not material.is_code(path):
            continue
        before, after = (side.get(path, (None,))[0] for side in (difference.old, difference.new))
        if not alters(path, before, after):
            continue
        whole.append((path, [{"path": path, "hunks": None}]))
        split = groups(difference, path)
        if len(split) > 1:
            for key, hunks in split:
                if alters(path, before, difference.mixed(path, set(hunks), "old")):
                    parts.append((f"{path}: {key}", [{"path": path, "hunks": hunks}]))
    return whole, parts


def spread(values, most):
    return values if len(values) <= most else [values[i * len(values) // most] for i in range(most)]


def failing_hunks(difference, output):
    """Units of test files that touch the tests named as failing; whole files where only the file is known."""
    names = set(re.findall(r"^(?:FAILED|ERROR) ([^\s:]+)(?:::(\S+))?", output, re.MULTILINE))
    changed = [path for path in difference.paths if material.is_test(path)]
    # unittest names a module, a class and a function; a module that can't be loaded as a test of its own loader.
    for dotted in re.findall(r"^(?:FAIL|ERROR): \w+ \(([\w.]+)\)", output, re.MULTILINE):
        dotted = dotted.removeprefix("unittest.loader._FailedTest.")
        for path in changed:
            module = path.removesuffix(".py").replace("/", ".")
            if path.endswith(".py") and (dotted + ".").startswith(module + "."):
                names.add((path, dotted[len(module) + 1:].replace(".", "::")))
    units = {}
    for path, name in names:
        hunks = difference.hunks(path) if path in changed else None
        if not name or hunks is None:
            if path in changed:
                units[path] = None
            continue
        qualified = re.sub(r"\[.*", "", name).replace("::", ".")
        old_names, new_names = owners(path, difference.old[path][0]), owners(path, difference.new[path][0])
        if old_names is None or new_names is None:
            units[path] = None
            continue
        touching = {n for n, (a_from, a_to, b_from, b_to) in enumerate(hunks)
                    if any(old_names.get(line) == qualified for line in range(a_from, max(a_to, a_from + 1)))
                    or any(new_names.get(line) == qualified for line in range(b_from, b_to))}
        if not touching:  # what it reads may be data outside of it
            units[path] = None
        elif units.get(path, set()) is not None:
            units.setdefault(path, set()).update(touching)
    return [{"path": path, "hunks": None if hunks is None else sorted(hunks)} for path, hunks in sorted(units.items()) if hunks is None or hunks]


def pieces(units, difference):
    """What a change covers: two changes of one pair and part never share a piece."""
    return {(unit["path"], hunk) for unit in units for hunk in (unit["hunks"] or range(len(difference.hunks(unit["path"]) or [0])))}


def covered_by(work, part):
    """The pieces in the changes of this part that were found, without those that are a whole release."""
    return {piece for one in work.found if one["part"] == part and not one["title"].startswith("all code") for piece in pieces(one["units"], work.difference)}


def merged(units, more):
    found = {unit["path"]: unit["hunks"] for unit in units}
    for unit in more:
        path = unit["path"]
        either = None in (unit["hunks"], found.get(path, []))
        found[path] = None if either else sorted({*found.get(path, []), *unit["hunks"]})
    return [{"path": path, "hunks": hunks} for path, hunks in sorted(found.items())]


def derive_release(work):
    """The whole release: its code alone if the old tests pass with it, else with the tests."""
    difference = work.difference
    code = [{"path": path, "hunks": None} for path in difference.paths if material.is_code(path)]
    tests = [{"path": path, "hunks": None} for path in difference.paths if material.is_test(path) and not path.endswith((".pyc", ".orig"))]
    whole, _ = code_units(difference)
    if not whole or not tests:
        return
    states, together = work.states("old", code), work.states("old", code + tests)
    passed = work.run(states[1])[0] if states else None
    if passed:
        if len(whole) > 2:
            work.keep("code", "old", code, "all code of the release")
        # Not if it is little more than what was found before.
        all_code = pieces(code, difference)
        covered = covered_by(work, "both")
        only_tests = work.states("old", tests)
        if together and only_tests and 2 * len(all_code & covered) <= len(all_code) and work.run(together[1])[0] and work.run(only_tests[1])[0] is False:
            work.keep("both", "old", code + tests, "all code and tests of the release")
            work.found[-1]["kind"] = "added"
    elif passed is False and together and work.run(together[1])[0]:
        work.keep("both", "old", code + tests, "all code of the release")
        work.found[-1]["kind"] = "rewritten"


def words_of(units, difference):
    found = set()
    for unit in units:
        hunks = difference.hunks(unit["path"])
        if hunks:
            a, b = material.lines_of(difference.old[unit["path"]][0]), material.lines_of(difference.new[unit["path"]][0])
            for n in unit["hunks"] or range(len(hunks)):
                found |= set(re.findall(r"\w{3,}", "".join(a[hunks[n][0]:hunks[n][1]] + b[hunks[n][2]:hunks[n][3]])))
    return found


def derive_from_new(work, most_code, most_both, most_runs):
    """Reverts a piece of code in the new release. If the tests pass without it, it is a change of code only. If some fail, what the release
    did to them is reverted too; if the rest passes, the piece and its tests are a change."""
    difference, begun = work.difference, work.runs
    whole, parts = code_units(difference)
    covered = {part: covered_by(work, part) for part in ("code", "both")}
    added = [(path, n) for path in difference.paths if material.is_test(path) for n, hunk in enumerate(difference.hunks(path) or []) if hunk[0] == hunk[1]]
    split = {units[0]["path"] for _, units in parts}
    for title, code in spread(parts, max(12, RUNS - 10)) + [one for one in spread(whole, 6) if one[0] not in split]:
        if work.runs - begun > most_runs or work.count("both") >= most_both and work.count("code") >= most_code:
            break
        if pieces(code, difference) & (covered["code"] | covered["both"]):
            continue
        states = work.states("new", code)
        passed, output, _ = work.run(states[0]) if states else (None, "", 0)
        if passed and work.count("code") < most_code:
            work.keep("code", "new", code, title)
            covered["code"] |= pieces(code, difference)
        if passed is not False or work.count("both") >= most_both:
            continue
        exact = failing_hunks(difference, output)
        chosen = [named for named in [hunks_with_missing_names(difference, output)] if named] + [exact] * bool(exact)
        if "FAILED" not in output and not exact:
            wanted = words_of(code, difference)
            near = sorted(added, key=lambda one: -len(wanted & words_of([{"path": one[0], "hunks": [one[1]]}], difference)))
            chosen += [[{"path": path, "hunks": [n]}] for path, n in near[:2]] + [[{"path": path, "hunks": None}] for path in sorted({path for path, _ in near})[:1]]
        for tests in chosen:
            if pieces(tests, difference) & covered["both"]:
                continue
            together = work.states("new", code + tests)
            passed, output, _ = work.run(together[0]) if together else (None, "", 0)
            if passed is False:  # others fail now, such as those that follow a failing one
                tests = merged(tests, failing_hunks(difference, output))
                together = None if pieces(tests, difference) & covered["both"] else work.states("new", code + tests)
                passed = work.run(together[0])[0] if together else None
            if passed:
                work.keep("both", "new", code + tests, title)
                work.found[-1]["kind"] = kind_of(work, work.found[-1])
                covered["both"] |= pieces(code + tests, difference)
                break


def hunks_with_missing_names(difference, output):
    """Units of test files with the names whose absence stopped the tests."""
    names = set(filter(None, sum(re.findall(r"cannot import name '(\w+)'|has no attribute '(\w+)'|name '(\w+)' is not defined", output), ())))
    found = []
    for path in difference.paths:
        hunks = difference.hunks(path) if names and material.is_test(path) else None
        if hunks:
            a, b = material.lines_of(difference.old[path][0]), material.lines_of(difference.new[path][0])
            numbers = [n for n, (a_from, a_to, b_from, b_to) in enumerate(hunks) if names & set(re.findall(r"\w+", "".join(a[a_from:a_to] + b[b_from:b_to])))]
            if numbers:
                found.append({"path": path, "hunks": numbers})
    return found


def kind_of(work, change):
    """Of code with tests, cut from the new release: "rewritten" if the tests of the base fail with the new code, else "added"."""
    tests = [unit for unit in change["units"] if material.is_test(unit["path"])]
    only_code, _ = work.difference.states("new", tests)
    return "added" if work.run(only_code)[0] else "rewritten"


def derive_tests(work, most):
    difference, candidates = work.difference, []
    passed, output, _ = work.run(difference.new)
    full = material.tests_passed(output)
    if not passed or not full:
        return
    for path in difference.paths:
        if not material.is_test(path) or path not in difference.new or os.path.splitext(path)[1] not in material.CODE:
            continue
        if path not in difference.old:
            candidates.append((path, [{"path": path, "hunks": None}]))
            continue
        hunks = difference.hunks(path) or []
        lines = material.lines_of(difference.new[path][0]) if hunks else []
        for number, (a_from, a_to, b_from, b_to) in enumerate(hunks):
            added = lines[b_from:b_to]
            if a_from == a_to and any(line.strip() for line in added):
                candidates.append((f"{path}: line {b_from + 1}", [{"path": path, "hunks": [number]}]))
    for title, units in spread(candidates, most + 3):
        if work.count("tests") >= most:
            break
        states = work.states("new", units)
        if not states:
            continue
        passed, output, _ = work.run(states[0])
        if passed and (material.tests_passed(output) or 0) < full:
            work.keep("tests", "new", units, title)


def save(name, pair, found):
    place = material.HERE / "changes.jsonl"
    with material.alone("lists"):
        listed = [one for one in (material.changes() if place.exists() else []) if (one["package"], one["old"], one["new"]) != (name, pair["old"], pair["new"])]
        listed = sorted(listed + found, key=lambda one: (one["package"], one["old"], one["part"], one["title"]))
        place.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in listed), encoding="utf-8")


def derive(names):
    listed = material.changes() if (material.HERE / "changes.jsonl").exists() else []
    done = {(one["package"], one["old"], one["new"]) for one in listed}
    for name, package in material.packages().items():
        if names and name not in names or all((name, pair["old"], pair["new"]) in done for pair in package["pairs"]):
            continue
        with tempfile.TemporaryDirectory() as root:
            folder = material.Folder(pathlib.Path(root) / name.replace("/", "_"), package)
            for pair in package["pairs"]:
                if (name, pair["old"], pair["new"]) in done:
                    continue
                trees = [material.tree(package, pair[side]) for side in ("old", "new")]
                work = Work(folder, package, pair, material.Difference(*trees))
                derive_from_new(work, MOST[0], MOST[2], RUNS)
                derive_release(work)
                derive_tests(work, MOST[1])
                print(f"{name} {pair['old']} {pair['new']}: {[work.count(part) for part in material.PARTS]} in {work.runs} runs", flush=True)
                save(name, pair, work.found)


if __name__ == "__main__":
    interpreter = material.python() / "bin" / "python3"
    if pathlib.Path(sys.prefix) != material.python():
        os.execv(interpreter, [interpreter, *sys.argv])
    if sys.argv[1:2] == ["add"]:
        add(sys.argv[3:], os.path.abspath(sys.argv[2]), int(os.environ.get("HONEST_PAIRS", "4")))
    else:
        derive(sys.argv[1:])
