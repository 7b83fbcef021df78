# Read by the shell of a watched check, before it: sets up the probes of Node and of C and C++; Python's is on PYTHONPATH.
# Silent for the same reason as collect.sh.
case "$PWD" in
  *\"* | *\\*) ;;
  *) export NODE_OPTIONS="--require=\"$PWD/.suit-probe/node.cjs\" ${NODE_OPTIONS:-}" ;;
esac
if [ "$SUIT_PROBE" = trace ]; then
  export NODE_V8_COVERAGE=/tmp/.suit-probe/v8
  export CCACHE_DISABLE=1
  mkdir -p /tmp/.suit-probe/bin
  for name in cc gcc c++ g++; do
    real=$(command -v "$name") || continue
    printf '#!/bin/sh\nreal="%s"\n. "%s/.suit-probe/compiler.sh"\n' "$real" "$PWD" >"/tmp/.suit-probe/bin/$name"
    [ -e /tmp/.suit-probe/crash.o ] || "$real" -O1 -c .suit-probe/crash.c -o /tmp/.suit-probe/crash.o 2>/dev/null
  done
  if real=$(command -v ctest); then
    printf '#!/bin/sh\nreal="%s"\n. "%s/.suit-probe/ctest.sh"\n' "$real" "$PWD" >/tmp/.suit-probe/bin/ctest
  fi
  chmod +x /tmp/.suit-probe/bin/* 2>/dev/null
  PATH=/tmp/.suit-probe/bin:$PATH
  # Compiled without the probe; this is a copy that is thrown away.
  find . -name '*.o' -type f -delete 2>/dev/null
fi
