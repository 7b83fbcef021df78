#!/bin/sh
# Fetches the coding agents that `make test-agents` runs, once, into a cache outside the tree, and prints that folder.
# They are npm packages, pinned by tests/agents/package-lock.json; about 1 GB.
set -eu
here=$(cd "$(dirname "$0")/../tests/agents" && pwd)
name=agents
. "$here/../../tools/cached.sh"
target=$cache/agents-$(cat "$here/package.json" "$here/package-lock.json" | sha256sum | cut -c1-12)
if [ ! -d "$target" ]; then
  need node npm
  lock
fi
if [ ! -d "$target" ]; then
  begin_work
  echo "agents: fetching Claude Code, codex and opencode (once)" >&2
  install_packages "$here"
  mv -T "$work/node_modules" "$target"
fi
echo "$target"
