#!/bin/sh
# Makes the root of a fresh Debian, of this machine's release and from its own package sources, once, into a cache outside the
# tree, and prints that tar file. The test of the packages installs into a copy of it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=debian
. "$here/cached.sh"
. /etc/os-release
target=$cache/debian-root-$(printf '%s' "$VERSION_CODENAME $(uname -m)" "$(cat "$here/debian_root.sh")" | sha256sum | cut -c1-12).tar
if [ ! -f "$target" ]; then
  need mmdebstrap
  lock
fi
if [ ! -f "$target" ]; then
  begin_work
  echo "debian: fetching the packages of a fresh system (once, a minute)" >&2
  sources=$(grep -lws "$VERSION_CODENAME" /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources || true)
  [ -n "$sources" ] || fail "apt has no source for $VERSION_CODENAME"
  # shellcheck disable=SC2086  # words on purpose
  mmdebstrap --variant=minbase "$VERSION_CODENAME" "$work/root.tar" $sources >"$work/log" 2>&1 9>&- || {
    tail -n 15 "$work/log" >&2
    fail "mmdebstrap could not make a root of $VERSION_CODENAME"
  }
  mv "$work/root.tar" "$target"
fi
echo "$target"
