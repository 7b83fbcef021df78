#!/bin/sh
# Time of `make run` from scratch: a clean clone with its own empty caches. Debian's packages stay installed, so apt is
# excluded. Prints the phases. usage: bench/build_time.sh [COMMIT]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q "$top" "$work/suit"
[ -z "${1:-}" ] || git -C "$work/suit" checkout -q "$1"
cd "$work/suit"
export XDG_CACHE_HOME="$work/cache" CCACHE_DIR="$work/ccache"
cores=$(nproc) begin=$(date +%s.%N)
make run >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
end=$(date +%s.%N)
# The newest file of each phase.
when() { stat -c %Y.0 "$@" 2>/dev/null | sort -n | tail -n 1; }
libraries=$(when "$work"/cache/suit/llama-* "$work"/cache/suit/grammars-*)
binary=$(when build/release/suit)
awk -v cores="$cores" -v begin="$begin" -v libraries="$libraries" -v binary="$binary" -v end="$end" 'BEGIN {
  printf "{\"cores\": %d, \"libraries_s\": %.0f, \"suit_s\": %.0f, \"demo_s\": %.0f, \"total_s\": %.0f}\n", cores, libraries - begin, binary - libraries, end - binary, end - begin }'
