#!/bin/sh
# Fetches and builds what CMake will ask for (llama.cpp, grammars, tables, the page's packages) at the same time, so that one
# downloads while another compiles. Says nothing where all is in the cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
failed=$(mktemp)
trap 'rm -f "$failed"' EXIT
for part in "llama.sh" "grammars.sh" "tokens.sh" "web.sh packages"; do
  # shellcheck disable=SC2086  # words on purpose
  { "$here"/$part >/dev/null || echo "$part" >>"$failed"; } &
done
wait
[ ! -s "$failed" ] || { echo "prepare: failed: $(paste -sd' ' "$failed")" >&2; exit 1; }
