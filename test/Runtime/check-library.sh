#!/bin/sh
# libtccrt.so exports what tccrt.h declares and nothing else, needs only the C library, and is under 1 MB.
set -eu
library=$1 header=$2
fail() { echo "check-library: $*" >&2; exit 1; }

# A declaration may span lines; its name is what stands before the first parenthesis.
declared=$(tr '\n' ' ' <"$header" | grep -o 'TCCRT_API [^;(]*(' | grep -o 'tccrt_[a-z0-9_]*(' | tr -d '(' | sort)
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort)
[ "$declared" = "$exported" ] || fail "declared and exported differ:
$declared
--
$exported"

readelf -d "$library" | grep NEEDED | grep -vE 'lib(c|dl|pthread|gcc_s)\.so|ld-linux' &&
  fail "needs a library beyond libc"

size=$(wc -c <"$library")
[ "$size" -lt 1000000 ] || fail "has $size bytes"
