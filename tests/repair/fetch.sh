#!/bin/sh
# fetch.sh DIR PACKAGE…: fetches the archives of packages in packages.json into DIR, and the npm test runners that they need
# into DIR/runners. Existing files are kept. Every archive is checked against the sha256 in packages.json; a runner's parts
# against the integrity in its lock file.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 2 ]; then
  echo "usage: fetch.sh DIR PACKAGE..." >&2
  exit 2
fi
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
temporary=
trap 'if [ -n "$temporary" ]; then rm -rf "$temporary"; fi' EXIT
trap 'exit 1' INT TERM

# Prints: origin, name at its origin, version, archive, sha256, runner (or -).
described() {
  python3 - "$here/packages.json" "$1" <<'END'
import json, sys
for package in json.load(open(sys.argv[1])):
    if package["name"] == sys.argv[2]:
        print(package["origin"], package.get("source", package["name"]), package["version"],
              package["archive"], package["sha256"], package.get("runner", "-"))
        break
else:
    sys.exit("fetch.sh: no package " + sys.argv[2])
END
}

for package in "$@"; do
  description=$(described "$package")
  # shellcheck disable=SC2086  # six words
  set -- $description
  origin=$1 source=$2 version=$3 archive=$4 sum=$5 runner=$6

  if [ ! -f "$dir/$archive" ]; then
    : "${temporary:=$(mktemp -d)}"
    mkdir -p "$temporary/get"
    case $origin in
      debian)
        [ -f "$temporary/apt/apt.conf" ] || sh "$here/apt_sources.sh" "$temporary/apt"
        # Only the upstream project's archive; its checksum verifies the version.
        (cd "$temporary/get" &&
          APT_CONFIG=$temporary/apt/apt.conf apt-get source -qq --download-only --tar-only "$source" >&2) ||
          [ -f "$temporary/get/$archive" ] || exit 1
        ;;
      npm)
        (cd "$temporary/get" && npm pack --silent "$source@$version" >&2)
        ;;
    esac
    echo "$sum  $temporary/get/$archive" | sha256sum -c --quiet - >&2
    mv "$temporary/get/$archive" "$dir/$archive.part"
    mv "$dir/$archive.part" "$dir/$archive"
  fi

  if [ "$runner" != - ] && [ ! -d "$dir/runners/$runner" ]; then
    rm -rf "$dir/runners/$runner.part"
    mkdir -p "$dir/runners"
    cp -R "$here/runners/$runner" "$dir/runners/$runner.part"
    (cd "$dir/runners/$runner.part" && npm ci --silent --ignore-scripts --no-audit --no-fund >&2)
    mv "$dir/runners/$runner.part" "$dir/runners/$runner"
  fi
done
