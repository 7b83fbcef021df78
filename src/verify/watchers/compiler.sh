# Replaces a compiler in a watched check: compiles with coverage, and links crash.c so that coverage survives a crash. If that
# does not link, it is omitted.
links=yes
inputs=
for word in "$@"; do
  case "$word" in
    -c | -S | -E | -M | -MM | -r | -shared | -fsyntax-only) links= ;;
    *.c | *.cc | *.cpp | *.cxx | *.C | *.o | *.a) inputs=yes ;;
  esac
done
if [ "$links$inputs" = yesyes ] && [ -f /tmp/.suit-watcher/crash.o ]; then
  said=/tmp/.suit-watcher/link.$$
  if "$real" --coverage "$@" -x none /tmp/.suit-watcher/crash.o 2>"$said"; then
    cat "$said" >&2
    exit 0
  fi
fi
exec "$real" --coverage "$@"
