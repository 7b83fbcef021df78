#!/bin/sh
# Fetches and builds what CMake needs (llama.cpp, grammars, tables, the page's packages) concurrently, so that downloads and
# compilation overlap. Silent if everything is cached.
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
