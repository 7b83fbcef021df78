#!/bin/sh
# Writes the licences of Suit and of everything linked into its binary. usage: tools/licences.sh OUT LLAMA GRAMMARS TOKENS WEB.
# LLAMA and GRAMMARS are the folders printed by tools/llama.sh and tools/grammars.sh; TOKENS and WEB are folders of npm
# packages.
set -eu
out=${1:?} llama=${2:?} grammars=${3:?} tokens=${4:?} web=${5:?}
here=$(cd "$(dirname "$0")" && pwd)
part=$(mktemp "$out.XXXXXX")
trap 'rm -f "$part"' EXIT
add() {  # NAME FILE
  printf '\n%s\n%s\n%s\n\n' "$rule" "$1" "$rule"
  cat "$2"
}
rule=------------------------------------------------------------------------
# npm packages that are not part of the binary: they compile, check or test.
is_tool() { case "$1" in esbuild | typescript | playwright-core | axe-core | undici-types | @types/* | @esbuild/* | tree-sitter-cli) return 0 ;; esac; return 1; }
npm_packages() {  # FOLDER, a node_modules
  for file in "$1"/*/[Ll][Ii][Cc][Ee][Nn][SsCc][Ee]* "$1"/@*/*/[Ll][Ii][Cc][Ee][Nn][SsCc][Ee]*; do
    [ -f "$file" ] || continue
    package=${file#"$1/"} package=${package%/*}
    is_tool "$package" || add "npm: $package" "$file"
  done
}
{
  echo "Suit is licensed under the Apache License 2.0, the first text below. The licences of the works linked into its binary follow."
  add Suit "$here/../LICENSE"
  add llama.cpp "$llama/LICENSE"
  npm_packages "$grammars/node_modules"
  npm_packages "$tokens"
  npm_packages "$web"
  for package in $("$here/setup.sh" libraries); do
    file=/usr/share/doc/$package/copyright
    [ -f "$file" ] || { echo "licences: $package has no $file" >&2; exit 1; }
    add "Debian: $package" "$file"
  done
} >"$part"
chmod 644 "$part"
mv "$part" "$out"
trap - EXIT
