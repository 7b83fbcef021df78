#!/usr/bin/env python3
"""HTML to Markdown against its peers, in one run: speed and completeness.

usage: bench/read.py path/to/read_bench. Pages: 20 MB of Debian's doc packages (Sphinx, DocBook, Doxygen, Texinfo), fetched once into
$SUIT_BENCH_CACHE or ~/.cache/suit-bench. Peers: turndown with its GFM plugin, @kreuzberg/html-to-markdown-node (npm). CPU seconds of
the best of three runs, one process each. Completeness covers the main part of each page: all except what its generator marks as frame.
"""
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

CACHE = pathlib.Path(os.environ.get("SUIT_BENCH_CACHE", pathlib.Path.home() / ".cache" / "suit-bench"))
PEERS = ["@kreuzberg/html-to-markdown-node@3.7.2", "turndown@7.2.5", "turndown-plugin-gfm@1.0.2"]
# Classes, ids and roles of the frame around the main part, as each package's generator names them; MB used of each.
SPHINX = {"navigation", "related", "sphinxsidebar", "footer", "mobile-nav", "search"}
PACKAGES = {"python3.11-doc": (SPHINX, 7), "postgresql-doc-15": ({"navheader", "navfooter"}, 6),
            "libstdc++-12-doc": ({"navheader", "navfooter", "top", "nav-path", "footer", "summary"}, 4), "cmake-doc": (SPHINX, 3)}

NODE = """
const fs = require('fs'), pages = fs.readFileSync(0, 'utf8').trim().split('\\n').map(path => fs.readFileSync(path, 'utf8'));
const [peer, folder] = process.argv.slice(1);
let convert;
if (peer === 'kreuzberg') { const tool = require('@kreuzberg/html-to-markdown-node'); convert = page => tool.convert(page).content || ''; }
else { const Turndown = require('turndown'), tool = new Turndown({headingStyle: 'atx', codeBlockStyle: 'fenced'}); tool.use(require('turndown-plugin-gfm').gfm); convert = page => tool.turndown(page); }
let best = 1e9, results;
for (let run = 0; run < (peer === 'kreuzberg' ? 3 : 1); ++run) {
  const begun = process.cpuUsage();
  results = pages.map(page => { try { return convert(page); } catch (error) { return ''; } });
  const used = process.cpuUsage(begun);
  best = Math.min(best, (used.user + used.system) / 1e6);
}
results.forEach((text, i) => fs.writeFileSync(folder + '/' + i, text));
console.log(JSON.stringify({cpu_s: best}));
"""


def npm_folder():
    folder = CACHE / "npm-html"
    if not (folder / "node_modules" / "turndown").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *PEERS], check=True)
    return folder


def pages():
    chosen = []
    for package, (_, megabytes) in PACKAGES.items():
        folder = CACHE / "html" / package
        if not folder.is_dir():
            with tempfile.TemporaryDirectory() as work:
                subprocess.run(["apt-get", "download", package], cwd=work, check=True, stdout=subprocess.DEVNULL)
                folder.mkdir(parents=True)
                subprocess.run("dpkg-deb -x *.deb " + str(folder), shell=True, cwd=work, check=True)
        size = 0
        for path in sorted(folder.rglob("*.html")):
            if path.is_symlink() or not 2000 < path.stat().st_size < 1_000_000 or size > megabytes * 1_000_000:
                continue
            size += path.stat().st_size
            chosen.append((package, path))
    return chosen


class Main(html.parser.HTMLParser):
    """Headings, cells, lines of code and links of a page's main part, and the links of the frame around it."""
    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, frame_names):
        super().__init__(convert_charrefs=True)
        self.frame_names, self.depth, self.within = frame_names, 0, None
        self.headings, self.cells, self.code, self.links, self.frame = [], [], [], set(), set()
        self.heading = self.cell = self.pre = None

    def handle_starttag(self, tag, attributes):
        attributes = {key: value or "" for key, value in attributes}
        if tag not in self.VOID:
            self.depth += 1
        names = set((attributes.get("class", "") + " " + attributes.get("id", "") + " " + attributes.get("role", "")).split())
        if self.within is None and names & self.frame_names:
            self.within = self.depth
        href = attributes.get("href", "") if tag == "a" else ""
        if href and not href.startswith("#") and "headerlink" not in attributes.get("class", ""):
            (self.links if self.within is None else self.frame).add(href)
        if self.within is not None:
            return
        if re.fullmatch("h[1-6]", tag):
            self.heading = ""
        if tag in ("td", "th"):
            self.cell = ""
        if tag == "pre":
            self.pre = ""

    def handle_endtag(self, tag):
        if re.fullmatch("h[1-6]", tag) and self.heading is not None:
            self.headings.append(self.heading)
            self.heading = None
        if tag in ("td", "th") and self.cell is not None:
            self.cells.append(self.cell)
            self.cell = None
        if tag == "pre" and self.pre is not None:
            self.code += self.pre.splitlines()
            self.pre = None
        if tag not in self.VOID:
            if self.within == self.depth:
                self.within = None
            self.depth -= 1

    def handle_data(self, data):
        if self.heading is not None:
            self.heading += data
        if self.cell is not None:
            self.cell += data
        if self.pre is not None:
            self.pre += data


def squeezed(text):
    return re.sub(r"[\W_]+", "", text).lower()


def plain_link(link):
    return urllib.parse.unquote(re.sub(r"\\(.)", r"\1", link.strip()))


def kept(source, text, frame_names):
    main = Main(frame_names)
    main.feed(source)
    lines = text.splitlines()
    headings = {squeezed(re.sub(r"\]\([^)]*\)", "", line)) for line in lines if line.lstrip(" >:-").startswith("#")}
    rows = squeezed(" ".join(re.sub(r"\]\([^)]*\)", "", line) for line in lines if line.lstrip(" >").startswith("|")))
    fenced, inside = set(), False
    for line in lines:
        if line.lstrip(" >:-").startswith("```"):
            inside = not inside
        elif inside:
            fenced.add(squeezed(line))
    links = {plain_link(link) for link in re.findall(r"\]\(<?((?:[^()\s>]|\\[()]|\([^()]*\))*)", text)}

    def share(wanted, found):
        wanted = [one for one in wanted if one]
        return sum(1 for one in wanted if one in found), len(wanted)
    only_frame = main.frame - main.links
    return {"headings": share((squeezed(re.sub("[¶#]$", "", heading.strip())) for heading in main.headings), headings), "cells": share((squeezed(cell) for cell in main.cells if len(cell) < 60), rows),
            "code": share((squeezed(line) for line in main.code), fenced), "links": share((plain_link(link) for link in main.links), links), "frame": share((plain_link(link) for link in only_frame), links)}


def main():
    tool = os.path.abspath(sys.argv[1])
    chosen, npm = pages(), npm_folder()
    paths = "\n".join(str(path) for _, path in chosen) + "\n"
    sources = [path.read_text(encoding="utf-8", errors="replace") for _, path in chosen]
    size = sum(path.stat().st_size for _, path in chosen)
    print(f"{len(chosen)} pages, {size / 1e6:.1f} MB\n\n| | CPU s | MB/s | headings | table cells | lines of code | links | links of the frame |\n|---|---|---|---|---|---|---|---|")
    speeds = {}
    for name, command in {"suit": [tool], "kreuzberg": ["node", "-e", NODE, "kreuzberg"], "turndown": ["node", "-e", NODE, "turndown"]}.items():
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(command + [folder], input=paths, capture_output=True, text=True, check=True, cwd=npm)
            seconds = json.loads(done.stdout)["cpu_s"]
            total = {}
            for i, (package, _) in enumerate(chosen):
                text = (pathlib.Path(folder) / str(i)).read_text(encoding="utf-8", errors="replace")
                for what, (found, wanted) in kept(sources[i], text, PACKAGES[package][0]).items():
                    before = total.get(what, (0, 0))
                    total[what] = (before[0] + found, before[1] + wanted)
        speeds[name] = size / 1e6 / seconds
        shares = " | ".join(f"{100 * found / max(1, wanted):.1f}%" for found, wanted in total.values())
        print(f"| {name} | {seconds:.2f} | {speeds[name]:.1f} | {shares} |", flush=True)
    print(f"\nsuit is {speeds['suit'] / speeds['kreuzberg']:.1f} times as fast as kreuzberg, {speeds['suit'] / speeds['turndown']:.1f} times as turndown")


main()
