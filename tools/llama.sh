#!/bin/sh
# Builds the part of llama.cpp that Suit links, once, into a cache outside the tree, and prints that folder.
#   tools/llama.sh            the libraries; CMake calls this
#   tools/llama.sh where      the folder, without building
#   tools/llama.sh tools      llama-bench and ggml-rpc-server, for the benchmark and for trials; never installed
# SUIT_LLAMA_SYSTEM=VERSION: the system has libllama itself, so only the parts that it does not install are built.
# The sources are a release of llama.cpp, as a git bundle in the npm package node-llama-cpp.
set -eu
package=node-llama-cpp
version=3.22.1
integrity=sha512-bltIipuWmc123H7tMIgDGKSsSrhmhlQYeVUC48XTjVW7XGJJiJJyCdlTMzQ/LiWoPkGDpcL4FviDpgw7qfTiDw==
commit=de3ff815ea7d559ee917f063901b8986f038abc6
release=0.5.0

here=$(cd "$(dirname "$0")" && pwd)
what=${1:-libraries}
system=${SUIT_LLAMA_SYSTEM:-}
case "$what" in libraries | where | tools) ;; *) echo "usage: tools/llama.sh [where|tools]" >&2; exit 2 ;; esac

# The same compiler for every preset: the archives are plain and fit a sanitised or a clang build too.
CC=${SUIT_LLAMA_CC:-gcc}
CXX=${SUIT_LLAMA_CXX:-g++}
export CC CXX
recipe=$({ cat "$here/llama.sh" "$here/llama/"*; "$CXX" -dumpfullversion -dumpmachine; echo "$system"; } | sha256sum | cut -c1-12)
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/suit
base=$cache/llama-$release-$recipe
case "$what" in
  where) echo "$base"; exit 0 ;;
  libraries) target=$base ;;
  tools) target=$base-tools ;;
esac
if [ -d "$target" ]; then
  echo "$target"
  exit 0
fi

say() { echo "llama.cpp: $1" >&2; }
fail() {
  say "$1" >&2
  exit 1
}
for tool in npm git cmake openssl; do
  command -v "$tool" >/dev/null || fail "$tool is missing; tools/setup.sh installs it"
done
mkdir -p "$cache"
# One at a time. The lock goes when this process does, however it ends.
exec 9>"$cache/llama.lock"
flock -n 9 || { say "waiting for another build of it"; flock 9; }
if [ -d "$target" ]; then
  echo "$target"
  exit 0
fi
# What a killed run left; nobody else can be using it while we hold the lock.
rm -rf "$cache"/llama-building.*
work=$(mktemp -d "$cache/llama-building.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
log=$work/log
run() { "$@" >>"$log" 2>&1 9>&- || { tail -n 25 "$log" >&2; fail "'$1' failed"; }; }

# The tarball is kept: the libraries and the tools are made of the same.
tarball=$cache/$package-$version.tgz
intact() { [ -f "$1" ] && [ "sha512-$(openssl dgst -sha512 -binary "$1" | openssl base64 -A)" = "$integrity" ]; }
if ! intact "$tarball"; then
  say "fetching $package@$version (36 MB)"
  (cd "$work" && run npm pack --silent "$package@$version")
  intact "$work/$package-$version.tgz" || fail "$package@$version is not the package that was pinned: its sha512 differs"
  mv -f "$work/$package-$version.tgz" "$tarball"
fi
run tar -xzf "$tarball" -C "$work" package/llama/gitRelease.bundle
run git -c init.defaultBranch=main init -q "$work/source"
run git -C "$work/source" fetch -q "$work/package/llama/gitRelease.bundle" HEAD
[ "$(git -C "$work/source" rev-parse FETCH_HEAD)" = "$commit" ] || fail "the bundle holds another commit than was pinned"
run git -c advice.detachedHead=false -C "$work/source" checkout -q FETCH_HEAD

launcher=""
command -v ccache >/dev/null && launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
generator=""
command -v ninja >/dev/null && generator="-G Ninja"
say "building release $release ($what; once, some minutes)"
# The work folder's name differs from run to run; ccache must not see it.
CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1
export CCACHE_BASEDIR CCACHE_NOHASHDIR
# shellcheck disable=SC2086  # words on purpose
run cmake $generator -S "$here/llama" -B "$work/build" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_INSTALL_PREFIX=$work/install" \
  "-DLLAMA_SOURCE=$work/source" "-DSUIT_SYSTEM_LLAMA=$([ -n "$system" ] && echo ON || echo OFF)" $launcher
if [ "$what" = tools ]; then
  run cmake --build "$work/build" --parallel "$(nproc)" --target llama-bench ggml-rpc-server
  mkdir "$work/install"
  for tool in llama-bench ggml-rpc-server; do
    run cp "$(find "$work/build" -name "$tool" -type f -perm -u+x | head -n 1)" "$work/install/"
  done
else
  run cmake --build "$work/build" --parallel "$(nproc)"
  run cmake --install "$work/build"
fi
# Whole or not at all.
sync -f "$work/install" 2>/dev/null || true
mv -T "$work/install" "$target"
say "built"
echo "$target"
