#!/bin/sh
# Makes the tiny test model, once, and prints the folder with tiny.gguf, aye.gguf (a LoRA adapter) and losses.txt:
#   tools/tiny/make.sh [OUT_DIR]      OUT_DIR gets links to the files
# Kept outside the tree under the digest of this folder's files: edits to the sources and documents that it is trained on
# do not train it again. Takes some minutes on one core.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
recipe=$(cat "$here/"*.py "$here/"*.sh "$here/"*.jinja | sha256sum | cut -c1-12)
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/suit
target=$cache/tiny-$recipe

finish() {
  if [ $# -gt 0 ]; then
    mkdir -p "$1"
    ln -sf "$target"/* "$1/"
  fi
  echo "$target"
  exit 0
}
[ -d "$target" ] && finish "$@"
mkdir -p "$cache"
exec 9>"$cache/tiny.lock"
flock -n 9 || { echo "tiny model: waiting for another run that makes it" >&2; flock 9; }
[ -d "$target" ] && finish "$@"
# The system's Python has Debian's packages; one that stands before it in PATH may not.
python=""
for candidate in python3 /usr/bin/python3; do
  [ -z "$python" ] && "$candidate" -c 'import torch, numpy' 2>/dev/null && python=$candidate
done
[ -n "$python" ] || { echo "tiny model: python3-torch is missing; tools/setup.sh test installs it" >&2; exit 1; }
rm -rf "$cache"/tiny-making.*
work=$(mktemp -d "$cache/tiny-making.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
# OpenBLAS takes processors newer than itself for the oldest that there are, and is four times as slow then.
if grep -q '^flags.* avx512f .*avx512vl' /proc/cpuinfo; then
  export OPENBLAS_CORETYPE=SkylakeX
elif grep -q '^flags.* avx2 ' /proc/cpuinfo; then
  export OPENBLAS_CORETYPE=Haswell
fi
echo "tiny model: training it (once, some minutes)" >&2
PYTHONDONTWRITEBYTECODE=1 "$python" "$here/train.py" "$here/../.." "$work" >"$work/log.txt" 2>&1 9>&- || { tail -n 20 "$work/log.txt" >&2; exit 1; }
echo "tiny model: $(cat "$work/losses.txt")" >&2
chmod 755 "$work"
mv -T "$work" "$target"
finish "$@"
