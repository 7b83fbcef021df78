#!/bin/sh
# Installs missing Debian packages. Silent if none is missing.
#   tools/setup.sh [build|package|test|bench]
#   tools/setup.sh libraries    prints the packages linked into the binary, without installing
set -eu
build="g++ make cmake ninja-build ccache pkg-config nlohmann-json3-dev libcli11-dev libtomlplusplus-dev libsqlite3-dev
  libzstd-dev libseccomp-dev libssl-dev libpcre2-dev libyaml-cpp-dev libboost1.81-dev libgit2-dev zlib1g-dev libpugixml-dev libminizip-dev libicu-dev icu-devtools binutils poppler-utils git
  openssl"
test="libgtest-dev libgmock-dev git strace bubblewrap ripgrep clang libclang-rt-14-dev sqlite3 openssl man-db zsh fish
  python3-pytest python3-yaml python3-torch libopenblas0-openmp python3-numpy chromium golang-golang-x-net-dev mmdebstrap dpkg-dev clang-format"
bench="hyperfine curl"
want=$build
case "${1:-build}" in
  libraries)
    # Excludes GCC's runtime and libgit2's dependencies, which other packages install.
    for package in $build libssh2-1-dev libmbedtls-dev libhttp-parser-dev gcc-12-base; do
      case "$package" in lib*-dev | *json3-dev | zlib1g-dev | gcc-*-base) echo "$package" ;; esac
    done
    exit 0 ;;
  build) ;;
  test) want="$build $test" ;;
  package) want="$build dpkg-dev" ;;
  bench) want="$build $test $bench" ;;
  *) echo "usage: tools/setup.sh [build|package|test|bench|libraries]" >&2; exit 2 ;;
esac
# llama.cpp's sources and the page's libraries come as npm packages; any node from 18 on works.
{ command -v npm && command -v node; } >/dev/null || want="$want npm"
missing=""
for package in $want; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || echo none)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: these packages are missing and there is no sudo:$missing" >&2; exit 1; }
  sudo=sudo
fi
echo "setup: installing$missing"
log=$(mktemp)
$sudo env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update && apt-get install -y --no-install-recommends $missing" >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  echo "setup: the packages could not be installed" >&2
  exit 1
}
rm -f "$log"
