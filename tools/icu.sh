#!/bin/sh
# Makes the part of ICU's data that Suit uses (encodings, word boundaries, normalisation), once, in a cache outside the tree, and prints
# that folder: icu.dat, and `symbol`, the name that ICU's library calls it by. usage: icu.sh LIBICUDATA. CMake calls this.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=icu
. "$here/cached.sh"
PATH=$PATH:/usr/sbin
library=$1
target=$cache/icu-$(cat "$here/icu.sh" "$library" | sha256sum | cut -c1-12)
if [ ! -d "$target" ]; then
  need ar nm objcopy icupkg
  lock
fi
if [ ! -d "$target" ]; then
  begin_work
  mkdir "$work/install"
  cd "$work"
  member=$(ar t "$library" | grep '_dat\.o$') || fail "$library holds no data"
  ar p "$library" "$member" >data.o
  nm data.o | sed -n 's/.* \(icudt[0-9]*_dat\)$/\1/p' >install/symbol
  package=${member%_dat.o}.dat  # icudt72l.dat: icupkg takes the names within from that of the file
  objcopy -O binary -j .rodata data.o "$package"
  icupkg -l "$package" >all.txt
  grep -E -x \
    -e 'cnvalias\.icu' -e 'nfkc(_cf)?\.nrm' -e 'brkitr/((root|ja|res_index)\.res|(char|line[a-z_]*|sent|title|word)\.brk|[a-z]*dict\.dict)' \
    -e '(gb18030|windows-(874|936|949|950)-2000|euc-jp-2007|jisx-212|macos-(0_2|7_3)-10\.2|iso-8859_.*)\.cnv' \
    -e 'ibm-(943_P15A-2003|970_P110_P110-2006_U2|1375_P100-2008|1383_P110-1999|5478_P100-1995|949_P11[0A]-1999|1363_P11B-1998|1373_P100-2002|1386_P100-2001|954_P101-2007)\.cnv' \
    -e 'ibm-(534[6-9]|5350|5354|944[7-9]|91[2-5]|1089|9005|5012|92[013]|878|1168|866|437|85[0258]|1125)_.*\.cnv' \
    all.txt >kept.txt
  grep -v -x -F -f kept.txt all.txt >left_out.txt
  mkdir out
  icupkg -r left_out.txt "$package" "out/$package" >log 2>&1 || { tail -n 5 log >&2; fail "the data could not be cut down"; }
  mv "out/$package" install/icu.dat
  mv -T install "$target"
fi
echo "$target"
