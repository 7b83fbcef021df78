# Stands in for a compiler in a watched check: what it compiles tells which lines ran, and what it links does so also where it crashes.
links=yes
for word in "$@"; do
  case "$word" in
    -c | -S | -E | -M | -MM | -r | -shared | -fsyntax-only) links= ;;
  esac
done
if [ -n "$links" ] && [ $# -gt 0 ] && [ -f /tmp/.suit-probe/crash.o ]; then set -- "$@" -x none /tmp/.suit-probe/crash.o; fi
exec "$real" --coverage "$@"
