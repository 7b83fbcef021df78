#!/usr/bin/env python3
"""Secrets that masking finds, and its false positives, against detect-secrets, in one run.

usage: bench/secrets.py path/to/suit [--no-peer]

The labelled set is generated with a fixed seed: a line for each published format (random tokens of the documented alphabet and
length, so that no file contains one), lines with secrets identified by context, and lines that only look like secrets. Each is a
file; `suit pack` reads them all. A secret is found if it is masked and everything around it is unchanged. Then ten packages of
this machine, where any masked line counts as wrong.
The peer is installed from PyPI into a temporary folder; a line that it reports counts as found.
"""
import base64
import json
import pathlib
import random
import re
import string
import subprocess
import sys
import tempfile
import time

PEER = "detect-secrets==1.5.0"
ALNUM = string.ascii_letters + string.digits
ALPHABETS = {"a": ALNUM, "h": "0123456789abcdef", "u": string.ascii_uppercase + "234567", "d": "123456789", "w": ALNUM + "_-", "b": ALNUM + "+/", "l": string.ascii_lowercase, "s": ALNUM + "!@#%^*?~"}
SECRET = re.compile("\x01(.*?)\x02", re.S)


def made(pattern, rng):
    """<a36> is 36 letters and digits; <g> a UUID; the text in {{…}} is the secret."""
    def one(match):
        kind, count = match[1], match[2]
        if kind == "g":
            h = lambda n: "".join(rng.choice(ALPHABETS["h"]) for _ in range(n))
            return f"{h(8)}-{h(4)}-4{h(3)}-a{h(3)}-{h(12)}"
        if kind == "B":  # of name:password
            return base64.b64encode(("admin:" + made("<a9>", rng)).encode()).decode()
        text = "".join(rng.choice(ALPHABETS[kind]) for _ in range(int(count)))
        return text if kind not in "asw" or re.search(r"\d", text) else text[:-1] + "7"
    return re.sub(r"<([ahudwblsgB])(\d*)>", one, pattern).replace("{{", "\x01").replace("}}", "\x02")


LINES = ["TOKEN={}", "  \"token\": \"{}\",", "token: {}", "client = Client('{}')", "see {} for it", "curl -H \"X-Key: {}\" https://api.example.com"]

KEYS = ["RSA", "EC", "DSA", "OPENSSH", "ENCRYPTED", ""]
WRAPS = [("", "\n"), ("    ", "\n"), ("  \"", "\\n\"\n"), ("+", "\n"), ("# ", "\n"), ("", "\\n")]


def section(name):
    text = (pathlib.Path(__file__).parent / "secrets.txt").read_text()
    text = text.split(f"[{name}]\n")[1].split("\n# ")[0]
    return text.strip("\n").splitlines()


def labelled():
    """(text with the secret between two marks, or without one) for each line."""
    rng = random.Random(20240817)
    found, none = [], []
    for number, pattern in enumerate(p for line in section("issued") for p in line.split("|")):
        one = pattern if "{{" in pattern else "{{" + pattern + "}}"
        for frame in (LINES[number % len(LINES)], LINES[(number + 2) % len(LINES)]):
            found.append(made(frame.replace("{}", one), rng))
    for pattern in section("standing"):
        found.append(made(pattern.replace("~", "\n") if "~ " in pattern or pattern.endswith("~") else pattern, rng))
    for kind in KEYS:
        name = f"{kind} PRIVATE".strip() + " KEY-----"
        for begin, end in WRAPS:
            body = [made("<b64>", rng) for _ in range(5)] + [made("<b20>", rng)]
            found.append("".join(f"{begin}\x01{line}\x02{end}" for line in ["-----BEGIN " + name, *body, "-----END " + name]))
    for line in section("harmless"):
        for pattern in line.split("|") if "||" not in line else [line]:
            text = pattern.replace("~", "\n") if pattern.startswith("- name") else pattern
            none += [re.sub("[\x01\x02]", lambda m: {"\x01": "{{", "\x02": "}}"}[m[0]], made(text, rng)) for _ in range(2 if "<" in pattern else 1)]
    return found, none


def packed(suit, folder):
    """The text of each file as shown by `suit pack`."""
    out = subprocess.run([suit, "pack", "--format", "json", "--no-cache", str(folder)], capture_output=True, check=True).stdout
    return {one["path"]: one.get("content") for one in json.loads(out)["files"] if one.get("content") is not None}


def packages():
    """The first ten installed on this machine."""
    lib = pathlib.Path("/usr/lib/python3/dist-packages")
    places = [lib / name for name in ("cryptography", "oauthlib", "jwt", "httplib2", "pygments", "_pytest", "setuptools", "launchpadlib", "yaml", "more_itertools", "pkg_resources")]
    places += [pathlib.Path(place) for place in ("/usr/include/openssl", "/usr/lib/node_modules/npm/lib", "/usr/share/nodejs/npm/lib", "/usr/include/boost/beast", "/usr/include/boost/asio")]
    return [place for place in places if place.is_dir()][:10]


class Peer:
    def __init__(self, work):
        self.program = work / "venv/bin/detect-secrets"
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True)
        subprocess.run([str(work / "venv/bin/pip"), "install", "-q", PEER], check=True)

    def lines(self, folder):
        """(path, line) of each finding."""
        out = subprocess.run([str(self.program), "scan", "--all-files", "--no-verify", "."], cwd=folder, capture_output=True, check=True).stdout
        reported = set()
        for path, all in json.loads(out)["results"].items():
            reported |= {(path.removeprefix("./"), one["line_number"]) for one in all}
        return reported


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(arguments) != 1:
        sys.exit(__doc__)
    suit = str(pathlib.Path(arguments[0]).resolve())
    found, none = labelled()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as work:
        work = pathlib.Path(work)
        peer = None if "--no-peer" in sys.argv else Peer(work)
        folder = work / "labelled"
        folder.mkdir()
        wanted = {}
        for number, text in enumerate(found + none):
            name = f"{number:04}.txt"
            plain = re.sub("[\x01\x02]", "", text)
            (folder / name).write_text(plain, newline="")
            wanted[name] = (plain, text)
        shown = packed(suit, folder)
        reported = peer.lines(folder) if peer else set()
        hit = exact = peer_hit = false = peer_false = 0
        missed = []
        for number, (name, (plain, text)) in enumerate(wanted.items()):
            secrets, got = [m[1] for m in SECRET.finditer(text)], shown.get(name, plain)
            if number >= len(found):
                false += got != plain
                peer_false += any(path == name for path, _ in reported)
                if got != plain:
                    print(f"wrong: {plain!r} became {got!r}", file=sys.stderr)
                continue
            gone = all(s not in got for s in secrets if not s.startswith("-----"))
            beside = re.fullmatch("".join(re.escape(part) if i % 2 == 0 else r"\[masked[^\]]*\]" for i, part in enumerate(re.split("[\x01\x02]", text))), got)
            beside = beside or ("\n" not in plain and gone and "PRIVATE" in plain and got.startswith("[masked"))
            hit += gone
            exact += bool(gone and beside and got.count("\n") == plain.count("\n"))
            peer_hit += any(path == name for path, _ in reported)
            if not (gone and beside):
                missed.append((plain, got))
        for plain, got in missed:
            print(f"missed: {plain[:150]!r} became {got[:150]!r}", file=sys.stderr)
        print(json.dumps({"labelled": len(found) + len(none), "secrets": len(found), "harmless": len(none), "suit_found": hit, "suit_exact": exact, "suit_false": false, "peer_found": peer_hit, "peer_false": peer_false}))
        print(f"\n| {len(found)} secrets, {len(none)} harmless lines | found | and nothing beside it changed | harmless ones taken |\n|---|---|---|---|")
        print(f"| `suit pack` | {hit} ({hit / len(found):.3f}) | {exact} | {false} |")
        if peer:
            print(f"| {PEER} | {peer_hit} ({peer_hit / len(found):.3f}) | – | {peer_false} |")
        print("\n| package | lines | Suit: masked | in 1,000 | s | peer: reported | in 1,000 | s |\n|---|---|---|---|---|---|---|---|")
        sums = [0, 0, 0]
        for place in packages():
            begun = time.monotonic()
            texts = packed(suit, place)
            took = time.monotonic() - begun
            lines = wrong = 0
            for path, text in texts.items():
                before = (place / path).read_bytes()
                try:
                    old = before.decode()
                except UnicodeDecodeError:
                    continue
                masked = lambda t: sum("[masked" in line for line in t.split("\n"))
                lines += old.count("\n") + 1
                wrong += max(masked(text) - masked(old), 0)
            begun = time.monotonic()
            theirs = len(peer.lines(place)) if peer else 0
            sums = [sums[0] + lines, sums[1] + wrong, sums[2] + theirs]
            print(f"| {place} | {lines} | {wrong} | {wrong * 1000 / lines:.3f} | {took:.1f} | {theirs} | {theirs * 1000 / lines:.3f} | {time.monotonic() - begun:.1f} |", flush=True)
        print(f"| all | {sums[0]} | {sums[1]} | {sums[1] * 1000 / sums[0]:.3f} | | {sums[2]} | {sums[2] * 1000 / sums[0]:.3f} | |")


main()
