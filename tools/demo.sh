#!/bin/sh
# The main workflow on a small sample folder: proposal, checks, diff, apply, undo; then a fix without a model. usage:
# tools/demo.sh path/to/suit
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

printf '\nA test that fails, fixed by search, with no model:\n'
trap 'rm -rf "$folder" "$folder.fix"' EXIT
mkdir -p "$folder.fix/test"
cd "$folder.fix"
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
printf '\n$ node --test\n'
node --test | grep -E '^# (pass|fail)'
step log
cat <<TEXT

That was Suit on two samples: a rename, checked in a sandbox, applied to all files at once and taken back; and a failing test
that now passes. Nothing was applied unchecked, and \`suit undo\` takes the fix back too.

Next:
  make install                    puts suit, its manual and completions into /usr/local (PREFIX=\$HOME/.local for yourself alone)
  cd YOUR/FOLDER && suit doctor   says what would be checked there, and how
  suit do "rename OLD to NEW"     proposes, checks, shows; applies what you accept
  suit                            opens the workbench in a browser
  suit model add --help           has a model propose, behind the same checks
Until it is installed, it is $suit
TEXT
