#!/bin/sh
# Stands before ctest, cargo and go in an accounted check: starts the real program and reports its tests.
name=${0##*/}
PATH=$(printf '%s' "$PATH" | sed 's,/var/suit:,,g')
export PATH
run=$name$$
# A nested runner's tests are not this check's.
if [ -n "$SUIT_WATCHER_WITHIN" ] || [ ! -p "$SUIT_WATCHER_OUT" ]; then exec "$name" "$@"; fi

put() {
  awk -v run="$run" -v name="$name" '
    BEGIN { print "{\"began\":\"" name "\",\"run\":\"" run "\"}" }
    { gsub(/[\\"]/, ""); outcome = $1; sub(/^[a-z]+ /, ""); print "{\"test\":\"" $0 "\",\"outcome\":\"" outcome "\",\"run\":\"" run "\"}"; ++count }
    END { print "{\"ended\":" count + 0 ",\"run\":\"" run "\"}" }' >"$SUIT_WATCHER_OUT"
}

# Runs the program with its output in a file as well; its exit status is in $status.
with_copy() {
  copy=/dev/shm/suit-$run
  { "$@" 2>&1; echo $? >"$copy.status"; } | tee "$copy"
  read -r status <"$copy.status"
}

case "$name ${1:-}" in
  "cargo test" | "cargo t" | "cargo nextest")
    with_copy "$name" "$@"
    sed -n 's/^test \(.*\) \.\.\. ok$/passed \1/p; s/^test \(.*\) \.\.\. FAILED$/failed \1/p; s/^test \(.*\) \.\.\. ignored.*/skipped \1/p' "$copy" | put
    exit "$status"
    ;;
  "go test")
    shift
    with_copy "$name" test -v "$@"
    sed -n 's/^ *--- PASS: \([^ ]*\).*/passed \1/p; s/^ *--- FAIL: \([^ ]*\).*/failed \1/p; s/^ *--- SKIP: \([^ ]*\).*/skipped \1/p' "$copy" | put
    exit "$status"
    ;;
  ctest*)
    for word in "$@"; do
      case "$word" in -N | --show-only* | --version | --help* | -S | -D | --output-junit | --build-and-test | -T | -M | --dashboard) exec "$name" "$@" ;; esac
    done
    xml=/dev/shm/suit-$run.xml
    "$name" "$@" --output-junit "$xml"
    status=$?
    if [ -f "$xml" ]; then
      sed -n 's/.*<testcase name="\([^"]*\)".* status="run".*/passed \1/p; s/.*<testcase name="\([^"]*\)".* status="fail".*/failed \1/p; s/.*<testcase name="\([^"]*\)".* status="\(disabled\|notrun\)".*/skipped \1/p' "$xml" | put
    fi
    exit "$status"
    ;;
esac
exec "$name" "$@"
