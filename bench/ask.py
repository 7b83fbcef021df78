#!/usr/bin/env python3
"""Rank of the file that answers a question among the passages found by `suit ask`, on eight packages' sources.

usage: bench/ask.py path/to/suit. Debian's sources are fetched once into $SUIT_BENCH_CACHE or ~/.cache/suit-bench.
The questions and their answering files were chosen before anything was measured.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

CACHE = pathlib.Path(os.environ.get("SUIT_BENCH_CACHE", pathlib.Path.home() / ".cache" / "suit-bench")) / "ask"
APT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "repair" / "apt_sources.sh"

# Source package, folder in its archive, then questions, each with the files that answer it.
QUESTIONS = {
    ("jinja2", "Jinja2-*"): [
        ("how are templates loaded from the file system?", ["src/jinja2/loaders.py"]),
        ("where is the source of a template split into tokens?", ["src/jinja2/lexer.py"]),
        ("how does the sandbox decide that an attribute is unsafe?", ["src/jinja2/sandbox.py"]),
        ("how is compiled bytecode cached?", ["src/jinja2/bccache.py"]),
        ("where are undefined variables handled?", ["src/jinja2/runtime.py"]),
        ("how does the tojson filter escape characters?", ["src/jinja2/utils.py", "src/jinja2/filters.py"]),
        ("what does a loop's previtem do?", ["src/jinja2/runtime.py"]),
        ("which test covers the sandbox?", ["tests/test_security.py"]),
        ("in which release was autoescape added?", ["CHANGES.rst"]),
    ],
    ("golang-github-spf13-cobra", "cobra-*"): [
        ("how are flags marked as mutually exclusive?", ["flag_groups.go"]),
        ("where are the number of arguments validated?", ["args.go"]),
        ("how are suggestions for a mistyped command found?", ["command.go"]),
        ("where is the zsh completion script generated?", ["zsh_completions.go"]),
        ("how is documentation written as man pages?", ["doc/man_docs.go"]),
        ("how is the default help command added?", ["command.go"]),
    ],
    ("node-express", "express-*"): [
        ("how is a redirect response sent?", ["lib/response.js"]),
        ("how does the router match parameters in a path?", ["lib/router/layer.js", "lib/router/index.js"]),
        ("where is trust proxy compiled?", ["lib/utils.js"]),
        ("how is the view engine looked up?", ["lib/view.js"]),
        ("how does req.fresh decide that a response is stale?", ["lib/request.js"]),
        ("in which version was res.sendFile added?", ["History.md"]),
    ],
    ("redis", "redis-*"): [
        ("how is the append only file rewritten in the background?", ["src/aof.c"]),
        ("how are keys evicted when memory is full?", ["src/evict.c"]),
        ("how are expired keys deleted actively?", ["src/expire.c"]),
        ("how does partial resynchronization with a replica work?", ["src/replication.c"]),
        ("how is a hash slot computed for a key in the cluster?", ["src/cluster.c", "src/crc16.c"]),
        ("how does hyperloglog count cardinality?", ["src/hyperloglog.c"]),
        ("where is the slow log kept?", ["src/slowlog.c"]),
    ],
    ("curl", "curl-*"): [
        ("how are cookies matched to a host?", ["lib/cookie.c"]),
        ("how does the connection cache reuse a connection?", ["lib/conncache.c", "lib/url.c"]),
        ("how is HSTS stored in a file?", ["lib/hsts.c"]),
        ("how is digest authentication computed?", ["lib/vauth/digest.c", "lib/http_digest.c"]),
    ],
    ("node-commander", "commander.js-*"): [
        ("how is the help text formatted?", ["lib/help.js"]),
        ("how are options with choices checked?", ["lib/option.js"]),
        ("how are similar command names suggested?", ["lib/suggestSimilar.js"]),
    ],
    ("rust-ripgrep", "ripgrep-*"): [
        ("how is the output colored?", ["crates/printer/src/color.rs"]),
        ("how are compressed files decompressed before searching?", ["crates/cli/src/decompress.rs"]),
        ("how are the preprocessor globs used?", ["crates/core/search.rs"]),
    ],
    ("lz4", "lz4-*"): [
        ("how is a frame header decoded?", ["lib/lz4frame.c"]),
        ("how does high compression find the longest match?", ["lib/lz4hc.c"]),
    ],
}


def fetch():
    for (package, pattern), _ in QUESTIONS.items():
        if list(CACHE.glob(pattern)):
            continue
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            subprocess.run(["sh", str(APT), f"{work}/apt"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run(["apt-get", "source", "-qq", "--download-only", "--tar-only", package], cwd=work, check=True,
                           stdout=subprocess.DEVNULL, env=dict(os.environ, APT_CONFIG=f"{work}/apt/apt.conf"))
            for archive in pathlib.Path(work).glob("*.orig.tar.*"):
                subprocess.run(["tar", "-xf", str(archive), "-C", str(CACHE)], check=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    suit = str(pathlib.Path(sys.argv[1]).resolve())
    fetch()
    ranks = []
    for (package, pattern), questions in QUESTIONS.items():
        folder = next(CACHE.glob(pattern))
        for question, right in questions:
            told = subprocess.run([suit, "ask", "--no-cache", "--json", question], cwd=folder, check=True, capture_output=True, text=True)
            paths = list(dict.fromkeys(passage["path"] for passage in json.loads(told.stdout)["passages"]))
            rank = next((at + 1 for at, path in enumerate(paths) if path in right), 0)
            ranks.append(rank)
            print(json.dumps({"package": package, "question": question, "rank": rank, "first": paths[0] if paths else ""}))
    print(f"\n| first | among three | among five | questions |\n|---|---|---|---|")
    print("| " + " | ".join(str(sum(0 < rank <= most for rank in ranks)) for most in (1, 3, 5)) + f" | {len(ranks)} |")


main()
