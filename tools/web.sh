#!/bin/sh
# Builds the workbench's page. usage: tools/web.sh OUTDIR | tools/web.sh run SCRIPT | tools/web.sh packages. Its npm packages
# are installed once into a cache outside the tree; "packages" does only that. "run" runs a script of web/package.json.
set -eu
web=$(cd "$(dirname "$0")/../web" && pwd)
out=${1:?usage: tools/web.sh OUTDIR | tools/web.sh run SCRIPT | tools/web.sh packages}
case "$out" in run | packages | /*) ;; *) out=$PWD/$out ;; esac
name=web
. "$web/../tools/cached.sh"
need node npm
packages=$cache/web-$(cat "$web/package.json" "$web/package-lock.json" | sha256sum | cut -c1-12)
lock
if [ ! -d "$packages" ]; then
  begin_work
  install_packages "$web"
  mv "$work" "$packages"
fi
# A developer's own folder is kept.
if [ -L "$web/node_modules" ] || [ ! -e "$web/node_modules" ]; then ln -sfn "$packages/node_modules" "$web/node_modules"; fi
[ "$out" != packages ] || exit 0
if [ "$out" = run ]; then
  cd "$web"
  exec npm run --silent "$2" 9>&-
fi
log=$(cd "$web" && node build.mjs "$out" 2>&1) || fail "$log"
for page in app.js app.css index.html icon.svg; do gzip -9nkf "$out/$page"; done
