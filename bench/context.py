#!/usr/bin/env python3
"""`suit pack` and the tokenizer against their peers, in one run.

usage: bench/context.py path/to/suit [tokens] [small] [middle] [kernel]. The trees are parts of Debian's linux-source, fetched once into
$SUIT_BENCH_CACHE or ~/.cache/suit-bench. Peers: repomix (npm), gpt-tokenizer and tiktoken (npm); the floor of packing is
`git ls-files -z | xargs -0 cat >/dev/null`. Figures are medians of CPU seconds (user and system).
"""
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CACHE = pathlib.Path(os.environ.get("SUIT_BENCH_CACHE", pathlib.Path.home() / ".cache" / "suit-bench"))
REPOMIX = "repomix@1.4.2"
TOKENIZERS = ["gpt-tokenizer@4.0.0", "tiktoken@1.0.22"]
MIDDLE = ["kernel", "mm", "lib", "block", "ipc", "init", "crypto"]


def measured(command, cwd, env=None, out=subprocess.DEVNULL):
    """(exit code, CPU seconds, wall seconds, peak MB, last line of standard error)"""
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, env=dict(os.environ, **(env or {})), stdout=out, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - begun
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, took, usage.ru_maxrss / 1024, lines[0] if lines else ""


def medians(results):
    return [results[0][0]] + [statistics.median(result[i] for result in results) for i in (1, 2, 3)] + [results[0][4]]


def packages(names):
    folder = CACHE / "npm"
    if not all((folder / "node_modules" / name.split("@")[0]).is_dir() for name in names):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *names], check=True)
    return folder / "node_modules"


def linux():
    folder = CACHE / "linux"
    if not (folder / "whole").is_dir():
        work = CACHE / "fetch"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        subprocess.run(["apt-get", "download", "linux-source-6.1"], cwd=work, check=True, stdout=subprocess.DEVNULL)
        subprocess.run("dpkg-deb --fsys-tarfile *.deb | tar -x --wildcards './usr/src/*.tar.xz' && tar -xf usr/src/*.tar.xz", shell=True, cwd=work, check=True)
        folder.mkdir(parents=True, exist_ok=True)
        next(path for path in work.glob("linux-source-*") if path.is_dir()).rename(folder / "whole")
        shutil.rmtree(work)
    return folder


def tree(name):
    folder = linux()
    path = folder / name
    if not path.is_dir():
        os.makedirs(path)
        for part in MIDDLE if name == "middle" else ["ipc", "init"]:
            shutil.copytree(folder / "whole" / part, path / part)
    if not (path / ".git").is_dir():
        subprocess.run("git init -q && git add -A -f && git -c user.name=b -c user.email=b@b commit -qm all", shell=True, cwd=path, check=True)
    return path


def size_of(path):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=path, capture_output=True, check=True).stdout.split(b"\0")[:-1]
    return len(listed), sum(os.lstat(os.path.join(os.fsencode(path), name)).st_size for name in listed)


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def pack(suit, name, rounds):
    """Alternates the ways, `rounds` times, so that load affects all of them; runs Suit three times in each round."""
    path = tree(name)
    files, size = size_of(path)
    repomix = str(packages([REPOMIX]) / ".bin" / "repomix")
    with tempfile.TemporaryDirectory() as place:
        environment = {"XDG_CACHE_HOME": place, "SUIT_CONFIG": "/nonexistent"}
        out = os.path.join(place, "out.xml")
        question = ["--budget", "100k", "--ask", "how does the scheduler pick the next task?"]
        ways = {"floor: git ls-files, cat": (["sh", "-c", "git ls-files -z | xargs -0 cat >/dev/null"], "any"),
                "suit pack, cold": ([suit, "pack"], "cold"), "suit pack, warm": ([suit, "pack"], "warm")}
        if name != "kernel":
            ways |= {"suit pack --compress, cold": ([suit, "pack", "--compress"], "cold"), "suit pack --compress, warm": ([suit, "pack", "--compress"], "warm"),
                     "suit map, cold": ([suit, "map"], "cold")}
        ways |= {"suit pack --budget 100k --ask, warm": ([suit, "pack", *question], "warm"), "repomix": ([repomix, "-o", out, "--quiet"], "once")}
        if name != "kernel":
            ways["repomix --compress"] = ([repomix, "-o", out, "--quiet", "--compress"], "once")
        results = {way: [] for way in ways}
        for _ in range(rounds):
            for way, (command, state) in ways.items():
                for _ in range(1 if state == "once" or name == "kernel" else 3):
                    if state == "cold":
                        shutil.rmtree(os.path.join(place, "suit"), ignore_errors=True)
                    results[way].append(measured(command, path, environment))
    print(f"\n{name}: {files} files, {size / 1e6:.1f} MB\n\n| | CPU s | against the floor | wall s | peak MB | |\n|---|---|---|---|---|---|")
    middle = {way: medians(all_of_it) for way, all_of_it in results.items()}
    for way, result in middle.items():
        row(way, f"{result[1]:.2f}", f"{result[1] / middle['floor: git ls-files, cat'][1]:.1f}", f"{result[2]:.2f}", f"{result[3]:.0f}",
            result[4].split(":")[0] if result[0] == 0 else f"exit {result[0]}: {result[4]}")
    print(f"\nrepomix / suit pack, cold: {middle['repomix'][1] / middle['suit pack, cold'][1]:.1f}")
    for way in ("suit pack --compress, cold", "suit map, cold") if name != "kernel" else ():
        print(f"repomix --compress / {way}: {middle['repomix --compress'][1] / middle[way][1]:.1f}")


def tokens(suit):
    text = b""
    for file in sorted((linux() / "whole" / "drivers" / "net").rglob("*.c")):
        text += file.read_bytes()
        if len(text) > 20_000_000:
            break
    modules = packages(TOKENIZERS)
    with tempfile.NamedTemporaryFile(suffix=".txt") as code:
        code.write(text)
        code.flush()
        bench = pathlib.Path(suit).parent / "bench" / "tokenizer_bench"
        script = """
const fs = require('fs'), text = fs.readFileSync(process.argv[1], 'utf8');
const time = (name, count) => { const begun = process.hrtime.bigint(); const n = count(); const s = Number(process.hrtime.bigint() - begun) / 1e9;
  console.log(`| ${name} | ${(text.length / 1e6 / s).toFixed(1)} | ${n} |`); };
const gpt = require('gpt-tokenizer/encoding/o200k_base'); gpt.encode('warm');
time('gpt-tokenizer o200k', () => gpt.encode(text, {disallowedSpecial: new Set()}).length);
const { get_encoding } = require('tiktoken'); const encoding = get_encoding('o200k_base'); encoding.encode('warm');
time('tiktoken (WebAssembly) o200k', () => encoding.encode(text, [], []).length);
"""
        theirs = ["node", "--max-old-space-size=8000", "-e", script, code.name]
        speeds, rest = {}, {}
        for _ in range(3):  # alternating, so that load affects all of them
            for command in ([bench, code.name], theirs):
                ran = subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ, NODE_PATH=str(modules)))
                for line in ran.stdout.splitlines():
                    _, name, value, rest[name], _ = line.split("|")
                    speeds.setdefault(name, []).append(value)
        print(f"\ntokenizing {len(text) / 1e6:.1f} MB of C, one thread; the median of three runs\n\n| | MB/s | tokens |\n|---|---|---|")
        middle = {name: sorted(values, key=lambda value: float(value.split()[-2] if "ms" in value else value))[1] for name, values in speeds.items()}
        for name, value in middle.items():
            print(f"|{name}|{value}|{rest[name]}|")
        print(f"\nsuit / gpt-tokenizer, o200k: {float(middle[' suit o200k ']) / float(middle[' gpt-tokenizer o200k ']):.1f}")


def main():
    suit = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:] or ["tokens", "small", "middle", "kernel"]
    if "tokens" in wanted:
        tokens(suit)
    if "small" in wanted:
        pack(suit, "small", 3)
    if "middle" in wanted:
        pack(suit, "middle", 3)
    if "kernel" in wanted:
        (linux() / "kernel").exists() or (linux() / "kernel").symlink_to("whole")
        pack(suit, "kernel", 1)


if __name__ == "__main__":
    main()
