#!/bin/sh
# Builds tree-sitter and the grammars that Suit links, once, into a cache outside the tree, and prints that folder.
# The sources are npm packages, pinned by tools/grammars/package-lock.json. CMake calls this.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=grammars
. "$here/cached.sh"
# The same compiler for every preset: the archive is plain and fits a sanitised or a clang build too.
CC=${SUIT_GRAMMARS_CC:-gcc}
recipe=$({ cat "$here/grammars.sh" "$here/grammars/package-lock.json"; "$CC" -dumpfullversion -dumpmachine; } | sha256sum | cut -c1-12)
target=$cache/grammars-$recipe
if [ ! -d "$target" ]; then
  need node npm "$CC" ar
  lock
fi
if [ ! -d "$target" ]; then
  begin_work
  echo "grammars: fetching and building tree-sitter (once, below a minute)" >&2
  install_packages "$here/grammars"
  packages=$work/node_modules
  runtime=$packages/tree-sitter/vendor/tree-sitter/lib
  mkdir -p "$work/install/include/tree_sitter"
  cp "$runtime/include/tree_sitter/api.h" "$work/install/include/tree_sitter/"
  {
    echo "runtime $runtime/src/lib.c"
    for source in "$packages"/tree-sitter-*/src/*.c "$packages"/tree-sitter-*/*/src/*.c; do
      [ -f "$source" ] || continue
      folder=${source%/src/*}
      echo "$(basename "$folder")-$(basename "$source" .c) $source"
    done
  } >"$work/sources"
  xargs -P "$(nproc)" -n 2 sh -c '
    "$0" -O2 -std=c11 -D_DEFAULT_SOURCE -w -I"$1/include" -I"$1/src" -I"$(dirname "$4")" -c "$4" -o "$2/$3.o"' \
    "$CC" "$runtime" "$work" <"$work/sources" >>"$work/log" 2>&1 9>&- || {
    tail -n 15 "$work/log" >&2
    fail "a grammar did not compile"
  }
  for package in "$packages"/tree-sitter*; do
    [ ! -f "$package/LICENSE" ] || install -D -m 644 "$package/LICENSE" "$work/install/node_modules/$(basename "$package")/LICENSE"
  done
  ar rcs "$work/install/libgrammars.a" "$work"/*.o
  mv -T "$work/install" "$target"
fi
echo "$target"
