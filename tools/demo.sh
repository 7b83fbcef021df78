#!/bin/sh
# The main job on a small sample folder: proposal, checks, diff, apply, undo. usage: tools/demo.sh path/to/suit
set -eu
suit=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >src/record.h <<'C'
#pragma once
// parse_line turns a line into a number.
int parse_line(const char* text);
C
cat >src/record.cc <<'C'
#include "record.h"

int parse_line(const char* text) {
  int value = 0;
  while (*text >= '0' && *text <= '9') value = value * 10 + (*text++ - '0');
  return value;
}
C
cat >src/main.cc <<'C'
#include "record.h"

int main() { return parse_line("42") == 42 ? 0 : 1; }
C
printf 'test:\n\tg++ -Wall -o /tmp/sample src/*.cc && /tmp/sample && echo "the sample works"\n' >Makefile

step() {
  printf '\n\033[1m$ suit %s\033[0m\n' "$*"
  "$suit" "$@"
}
[ -t 1 ] || step() { printf '\n$ suit %s\n' "$*"; "$suit" "$@"; }
step doctor
step do --yes "rename the function parse_line to parse_record, including comments"
printf '\n$ grep -rn parse_ src\n'
grep -rn parse_ src
step undo
printf '\n$ grep -rn parse_ src\n'
grep -rn parse_ src

printf '\nA test that fails, mended by search, with no model:\n'
trap 'rm -rf "$folder" "$folder.mend"' EXIT
mkdir -p "$folder.mend/test"
cd "$folder.mend"
cat >wrap.js <<'JS'
// Breaks a text into lines of at most `width` characters.
exports.wrap = (text, width) => {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length >= width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? line + " " + word : word;
    }
  }
  if (line) lines.push(line);
  return lines;
};
JS
cat >test/wrap.test.js <<'JS'
const test = require("node:test"), assert = require("node:assert");
const { wrap } = require("../wrap.js");
test("a line may be full", () => assert.deepStrictEqual(wrap("a bb ccc", 4), ["a bb", "ccc"]));
test("but no fuller", () => assert.deepStrictEqual(wrap("a bb ccc", 3), ["a", "bb", "ccc"]));
test("a long word stands alone", () => assert.deepStrictEqual(wrap("abcdef g", 3), ["abcdef", "g"]));
test("nothing is no line", () => assert.deepStrictEqual(wrap("", 3), []));
JS
printf '{"scripts": {"test": "node --test"}}\n' >package.json
step fix --yes --budget 60s
step undo
cd "$folder"
step log
step trust
printf '\nThat was a sample. In a folder of your own: %s do "…"; %s serve, for the workbench; %s --help\n' "$suit" "$suit" "$suit"
