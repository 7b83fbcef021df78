#!/bin/sh
# Runs all benchmarks of a build: bench/run.sh BUILD_DIR. Prints JSON lines and tables, and writes the lines to
# BUILD_DIR/bench.jsonl. Needs some GB in TMPDIR or /var/tmp.
set -eu
build=${1:?usage: bench/run.sh BUILD_DIR}
for tool in git bwrap rg curl; do
  command -v "$tool" >/dev/null || { echo "bench: $tool is missing: Suit is compared with it" >&2; exit 1; }
done
echo "$(date -u +%F)  $(uname -sr)  $(nproc) cores  $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg)"
echo
: >"$build/bench.jsonl"
for subject in startup ledger verdict verdict_rate rename edits edit_formats provider llama serve; do
  "$build/bench/${subject}_bench" >"$build/bench.out"
  cat "$build/bench.out"
  grep '^{' "$build/bench.out" >>"$build/bench.jsonl"
done
rm -f "$build/bench.out"
echo "the JSON lines are in $build/bench.jsonl"
