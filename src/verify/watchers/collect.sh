# Sourced after a watched check: prints the watchers' records, one JSON object per line. gcov's objects belong to the test of
# the line before them. Errors here are silent: they cost a hint, not a verdict, and would mix with the records.
unset NODE_OPTIONS NODE_V8_COVERAGE
# A process that exceeded the check's limit has just been terminated and may still be writing.
if [ "$suit_status" = 124 ]; then
  for open in /tmp/.suit-watcher/*.open; do
    pid=${open##*/}
    pid=${pid%.open}
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      if [ -e "/tmp/.suit-watcher/$pid.json" ] || ! kill -0 "$pid" 2>/dev/null; then break; fi
      sleep 0.1
    done
  done
fi
cat /tmp/.suit-watcher/*.json 2>/dev/null
for open in /tmp/.suit-watcher/[0-9]*.open; do
  case "$open" in
    *.node.open) ;;
    *) if [ -e "$open" ]; then echo '{"started":{"unwatched":true}}'; fi ;;
  esac
done
if [ -d /tmp/.suit-watcher/v8 ] || ls /tmp/.suit-watcher/*.node.open >/dev/null 2>&1; then node .suit-watcher/node.cjs collect 2>/dev/null; fi
if [ -d /tmp/.suit-watcher/bin ] && command -v gcov >/dev/null; then
  echo '{"test":""}'
  find . -name '*.gcda' -exec gcov -t --json-format {} + 2>/dev/null
  for folder in /tmp/.suit-watcher/gcov/*; do
    [ -f "$folder/outcome" ] || continue
    cat "$folder/outcome"
    find "$folder" -name '*.gcda' | while read -r data; do
      notes=${data#"$folder"}
      cp "${notes%.gcda}.gcno" "$(dirname "$data")/" 2>/dev/null
    done
    find "$folder" -name '*.gcda' -exec gcov -t --json-format {} + 2>/dev/null
  done
fi
