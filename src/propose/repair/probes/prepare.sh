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
  cp .suit-probe/compiler.sh .suit-probe/ctest.sh .suit-probe/crash.c /tmp/.suit-probe/
  for name in cc gcc c++ g++; do
    real=$(command -v "$name") || continue
    printf '#!/bin/sh\nreal="%s"\n. /tmp/.suit-probe/compiler.sh\n' "$real" >"/tmp/.suit-probe/bin/$name"
  done
  if real=$(command -v cc || command -v gcc || command -v c++ || command -v g++); then
    (
      cd /tmp/.suit-probe && echo 'int main(void) { return 0; }' >trial.c || exit
      "$real" -x c -O1 -fPIC -c crash.c -o crash.o && "$real" --coverage -x c trial.c -x none crash.o -o trial && ./trial || rm -f crash.o
    ) >/dev/null 2>&1
  fi
  if real=$(command -v ctest); then
    printf '#!/bin/sh\nreal="%s"\n. /tmp/.suit-probe/ctest.sh\n' "$real" >/tmp/.suit-probe/bin/ctest
  fi
  chmod +x /tmp/.suit-probe/bin/* 2>/dev/null
  PATH=/tmp/.suit-probe/bin:$PATH
  # Compiled without the probe; this is a copy that is thrown away.
  find . -name '*.o' -type f -delete 2>/dev/null
fi
