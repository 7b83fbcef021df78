#!/usr/bin/env python3
"""Two builds of suit in one run: start-up, verdict, pack and the workbench's page. bench/compare.py OLD NEW

Each measurement alternates between the two binaries; the ratio is of the medians, new by old. Needs about 200 MB below
TMPDIR, and /usr/include to pack.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

QUIET = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(action):
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def command(folder, *words, text=None):
    def run():
        done = subprocess.run(words, cwd=folder, input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode:
            sys.exit(f"{words}: {done.returncode}: {done.stderr.decode()}")

    return run


class Server:
    def __init__(self, binary, folder):
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--json"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        said = json.loads(self.process.stdout.readline())
        self.port, self.token = said["port"], said["token"]

    def get(self, path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request) as answer:
            answer.read()

    def first_of(self, *paths):
        for path in paths:
            try:
                self.get(path)
                return path
            except urllib.error.HTTPError:
                continue
        sys.exit(f"none of {paths} is served")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


# A folder with a pending proposal over 300 files.
def folder_with_proposal(binary, parent, name):
    folder = os.path.join(parent, name)
    for i in range(300):
        body = "".join(f"int value_{i}_{j} = old_name({j});\n" for j in range(20))
        write(f"{folder}/src/file_{i}.c", body)
    subprocess.run([binary, "do", "--no-checks", "rename old_name to new_name"], cwd=folder, **QUIET)
    return folder


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binaries = [os.path.abspath(path) for path in sys.argv[1:]]
    os.environ["SUIT_CONFIG"] = "/nonexistent"
    scratch = tempfile.mkdtemp()
    rows = []

    def measure(name, actions, repetitions):
        for action in actions:
            action()
        times = [[], []]
        for i in range(repetitions):
            for which in (i % 2, 1 - i % 2):
                times[which].append(timed(actions[which]))
        old, new = (statistics.median(one) for one in times)
        rows.append((name, old, new))
        print(json.dumps({"name": name, "old_ms": round(old, 2), "new_ms": round(new, 2), "ratio": round(new / old, 3)}))
        sys.stdout.flush()

    try:
        folders = [folder_with_proposal(binary, scratch, f"folder{i}") for i, binary in enumerate(binaries)]
        pairs = list(zip(binaries, folders))
        measure("start-up: suit --version", [command(f, b, "--version") for b, f in pairs], 200)
        measure("start-up: suit status", [command(f, b, "status") for b, f in pairs], 200)
        patch = b"--- a/src/file_1.c\n+++ b/src/file_1.c\n@@ -1 +1 @@\n-int value_1_0 = old_name(0);\n+int value_1_0 = 1;\n"
        check = ["--check", "test -f src/file_1.c"]
        measure("verdict: suit verify", [command(f, b, "verify", *check, text=patch) for b, f in pairs], 200)
        measure(
            "verdict: rename in 300 files, dry run",
            [command(f, b, "do", "--dry-run", *check, "rename old_name to newest") for b, f in pairs],
            20,
        )
        own = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")
        measure("pack: src", [command(own, b, "pack") for b in binaries], 15)
        measure("pack: /usr/include", [command("/usr/include", b, "pack", "--budget", "100k") for b in binaries], 5)
        servers = [Server(b, f) for b, f in pairs]
        try:
            # What the first page asks for; builds before the table of functions took no `full`.
            full = [server.first_of("/api/status?full=true", "/api/status") for server in servers]
            measure("page: GET /api/status, full", [lambda s=s, p=p: s.get(p) for s, p in zip(servers, full)], 200)
            for path in ("/api/proposals", "/api/proposals/2", "/api/proposals/2/units?first=0&count=100"):
                measure("page: GET " + path, [lambda s=s: s.get(path) for s in servers], 200)
        finally:
            for server in servers:
                server.stop()
        starts = []
        for binary, folder in pairs:

            def start(binary=binary, folder=folder):
                server = Server(binary, folder)
                server.get("/api/status")
                server.stop()

            starts.append(start)
        measure("page: from start to status and end", starts, 30)
    finally:
        shutil.rmtree(scratch)
    print("\n| | old, ms | new, ms | new by old |\n|---|---|---|---|")
    for name, old, new in rows:
        print(f"| {name} | {old:.2f} | {new:.2f} | {new / old:.2f} |")


if __name__ == "__main__":
    main()
