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
step log
step trust
printf '\nThat was a sample. In a folder of your own: %s do "…"; %s serve, for the workbench; %s --help\n' "$suit" "$suit" "$suit"
