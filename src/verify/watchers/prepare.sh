# Sourced before a watched check: sets up the watchers for Node, C and C++; Python's is on PYTHONPATH. Silent, as collect.sh.
case "$PWD" in
  *\"* | *\\*) ;;
  *) export NODE_OPTIONS="--require=\"$PWD/.suit-watcher/node.cjs\" ${NODE_OPTIONS:-}" ;;
esac
if [ "$SUIT_WATCHER" = trace ]; then
  export NODE_V8_COVERAGE=/tmp/.suit-watcher/v8
  export CCACHE_DISABLE=1
  mkdir -p /tmp/.suit-watcher/bin
  cp .suit-watcher/compiler.sh .suit-watcher/ctest.sh .suit-watcher/crash.c /tmp/.suit-watcher/
  for name in cc gcc c++ g++; do
    real=$(command -v "$name") || continue
    printf '#!/bin/sh\nreal="%s"\n. /tmp/.suit-watcher/compiler.sh\n' "$real" >"/tmp/.suit-watcher/bin/$name"
  done
  if real=$(command -v cc || command -v gcc || command -v c++ || command -v g++); then
    (
      cd /tmp/.suit-watcher && echo 'int main(void) { return 0; }' >trial.c || exit
      "$real" -x c -O1 -fPIC -c crash.c -o crash.o && "$real" --coverage -x c trial.c -x none crash.o -o trial && ./trial || rm -f crash.o
    ) >/dev/null 2>&1
  fi
  if real=$(command -v ctest); then
    printf '#!/bin/sh\nreal="%s"\n. /tmp/.suit-watcher/ctest.sh\n' "$real" >/tmp/.suit-watcher/bin/ctest
  fi
  chmod +x /tmp/.suit-watcher/bin/* 2>/dev/null
  PATH=/tmp/.suit-watcher/bin:$PATH
  # Objects compiled without the watcher; this is a temporary copy.
  find . -name '*.o' -type f -delete 2>/dev/null
fi
