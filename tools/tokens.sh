#!/bin/sh
# Makes the tables that Suit links (of its tokenizers; of HTML's character references), once, in a cache outside the tree, and prints
# that folder. Ranks, Unicode's properties and the references' names come from npm packages, pinned by
# tools/tokens/package-lock.json, which stay there too: one is what the tests compare with. CMake calls this.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=tokens
. "$here/cached.sh"
target=$cache/tokens-$(cat "$here/tokens.sh" "$here/tokens/package-lock.json" "$here/tokens/tables.mjs" | sha256sum | cut -c1-12)
if [ ! -d "$target" ]; then
  need node npm
  lock
fi
if [ ! -d "$target" ]; then
  begin_work
  echo "tokens: fetching the ranks and names and making their tables (once, some seconds)" >&2
  install_packages "$here/tokens"
  mkdir "$work/install"
  node "$here/tokens/tables.mjs" "$work/node_modules" "$work/install" || fail "the tables could not be made"
  mv "$work/node_modules" "$work/install/"
  mv -T "$work/install" "$target"
fi
echo "$target"
