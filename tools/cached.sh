# Sourced, with `name` set, by scripts that build something once, atomically, in a cache outside the tree.
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/suit

fail() {
  echo "$name: $1" >&2
  exit 1
}

need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "$tool is missing; tools/setup.sh installs it"
  done
}

# One process at a time. The lock is released when this process ends; start programs that may outlive it with 9>&-.
lock() {
  mkdir -p "$cache"
  exec 9>"$cache/$name.lock"
  flock 9
}

# A folder `work`, removed at exit. Also removes leftovers of killed runs: the lock ensures that nobody uses them.
begin_work() {
  rm -rf "$cache/$name"-building.*
  work=$(mktemp -d "$cache/$name-building.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
}

# install_packages FOLDER: installs the npm packages of its lock file into `work`.
install_packages() {
  cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$work/"
  (cd "$work" && npm ci --ignore-scripts --no-progress >log 2>&1 9>&-) || {
    tail -n 15 "$work/log" >&2
    fail "npm could not install the packages of ${1##*/}/package-lock.json"
  }
}
