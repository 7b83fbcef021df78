# Sourced, with `name` set, by the scripts that make something once, whole or not at all, in a cache outside the tree.
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

# One at a time. The lock goes when this process does, however it ends; a program that might outlive it is started with 9>&-.
lock() {
  mkdir -p "$cache"
  exec 9>"$cache/$name.lock"
  flock 9
}

# A folder `work`, gone at the end. What a killed run left goes too: nobody else can be using it while the lock is held.
begin_work() {
  rm -rf "$cache/$name"-building.*
  work=$(mktemp -d "$cache/$name-building.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
}

# install_packages FOLDER: the npm packages that its lock file names, into `work`.
install_packages() {
  cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$work/"
  (cd "$work" && npm ci --ignore-scripts --no-progress >log 2>&1 9>&-) || {
    tail -n 15 "$work/log" >&2
    fail "npm could not install the packages that ${1##*/}/package-lock.json names"
  }
}
