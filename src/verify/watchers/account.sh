# Sourced before an accounted check; see account.h. /var/suit holds these programs.
export SUIT_WATCHER_PYTHONPATH=/var/suit PYTHONPATH=/var/suit${PYTHONPATH:+:$PYTHONPATH}
export NODE_OPTIONS="--require=/var/suit/node.cjs${NODE_OPTIONS:+ $NODE_OPTIONS}"
export GTEST_OUTPUT=${GTEST_OUTPUT:-xml:/dev/shm/suit-gtest/}
export PATH="/var/suit:$PATH"

# Called after it: reports what GoogleTest's programs wrote.
suit_report() {
  [ -d /dev/shm/suit-gtest ] || return 0
  for suit_xml in /dev/shm/suit-gtest/*.xml; do
    [ -f "$suit_xml" ] || continue
    suit_name=${suit_xml##*/}
    sed -n "s/[\\\\]//g; s/^ *<testcase name=\"\([^\"]*\)\".* status=\"\([a-z]*\)\" result=\"\([a-z]*\)\".* classname=\"\([^\"]*\)\"\(.*\)/\4.\1 \2 \3 \5/p; s/^ *<failure .*/failure/p" "$suit_xml" |
      awk -v run="$suit_name" -v name="GoogleTest" '
        function put() { if (test != "") { print "{\"test\":\"" test "\",\"outcome\":\"" outcome "\",\"run\":\"" run "\"}"; ++count } test = "" }
        BEGIN { print "{\"began\":\"" name "\",\"run\":\"" run "\"}" }
        /^failure$/ { outcome = "failed"; next }
        { put(); test = $1; outcome = $2 == "run" && $3 == "completed" ? "passed" : "skipped" }
        END { put(); print "{\"ended\":" count + 0 ",\"run\":\"" run "\"}" }' >"$SUIT_WATCHER_OUT"
  done
}
