#!/bin/sh
# Builds the workbench's page. usage: tools/web.sh OUTDIR | tools/web.sh run SCRIPT
# The npm packages that it needs are installed once into a cache outside the tree. "run" runs a script of web/package.json.
set -eu
web=$(cd "$(dirname "$0")/../web" && pwd)
out=${1:?usage: tools/web.sh OUTDIR | tools/web.sh run SCRIPT}
case "$out" in run | /*) ;; *) out=$PWD/$out ;; esac
fail() {
  echo "workbench: $1" >&2
  exit 1
}
for tool in node npm; do
  command -v "$tool" >/dev/null || fail "$tool is missing; tools/setup.sh installs it"
done
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/suit
packages=$cache/web-$(cat "$web/package.json" "$web/package-lock.json" | sha256sum | cut -c1-12)
mkdir -p "$cache"
# One at a time. The lock goes when this process does, however it ends.
exec 9>"$cache/web.lock"
flock 9
if [ ! -d "$packages" ]; then
  rm -rf "$cache"/web-installing.*
  work=$(mktemp -d "$cache/web-installing.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  cp "$web/package.json" "$web/package-lock.json" "$web/.npmrc" "$work/"
  (cd "$work" && npm ci --ignore-scripts --no-progress >log 2>&1 9>&-) || {
    tail -n 15 "$work/log" >&2
    fail "npm could not install the packages that web/package-lock.json names"
  }
  mv "$work" "$packages"
fi
# A folder of the developer's own stays.
if [ -L "$web/node_modules" ] || [ ! -e "$web/node_modules" ]; then ln -sfn "$packages/node_modules" "$web/node_modules"; fi
if [ "$out" = run ]; then
  cd "$web"
  exec npm run --silent "$2" 9>&-
fi
log=$(cd "$web" && node build.mjs "$out" 2>&1) || fail "$log"
for name in app.js app.css index.html icon.svg; do gzip -9nkf "$out/$name"; done
