#!/bin/sh
# apt_sources.sh DIR: creates in DIR a separate apt configuration, DIR/apt.conf, with the source packages of the machine's own
# Debian archives, and reads their index. It changes nothing in the machine's configuration and needs no root. Use it with
# `APT_CONFIG=DIR/apt.conf apt-get source --download-only NAME`.
set -eu

mkdir -p "$1/sources" "$1/lists/partial" "$1/archives/partial" "$1/empty"
dir=$(cd "$1" && pwd)

# Converts the machine's entries for binary packages to source packages. Both of apt's formats: one entry per line (.list), and
# stanzas (.sources).
eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
rm -f "$dir"/sources/*
for file in "$list" "$parts"/*.list; do
  if [ -f "$file" ]; then
    # A list without Debian entries is not an error; if there is none at all, apt-get reports it below.
    sed -n -e 's/^deb[[:space:]]/deb-src /p' "$file" | grep -i debian \
      > "$dir/sources/$(basename "$file" .list).list" || true
  fi
done
for file in "$parts"/*.sources; do
  if [ -f "$file" ] && grep -qi '^URIs:.*debian' "$file"; then
    sed -e 's/^Types:.*/Types: deb-src/' "$file" > "$dir/sources/$(basename "$file")"
  fi
done

cat > "$dir/apt.conf" <<END
Dir::Etc::sourcelist "$dir/empty/none";
Dir::Etc::sourceparts "$dir/sources";
Dir::Etc::preferencesparts "$dir/empty";
Dir::State::lists "$dir/lists";
Dir::Cache "$dir";
Dir::Cache::archives "$dir/archives";
APT::Sandbox::User "";
APT::Get::Only-Source "true";
APT::Update::Post-Invoke-Success "";
Acquire::Languages "none";
Acquire::IndexTargets::deb-src::DEP-11::DefaultEnabled "false";
END
APT_CONFIG=$dir/apt.conf apt-get update -qq >&2
