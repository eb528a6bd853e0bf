#!/usr/bin/env bash
# embed.sh BUILD SOURCE CXX: installs, builds docs/examples/embed against the package, trains in C++, runs an artifact in C.
set -euo pipefail
build=$1 source=$2 cxx=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/tcc" >"$work/install.log"
cmake -S "$source/docs/examples/embed" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/tcc" -DCMAKE_CXX_COMPILER="$cxx" >"$work/configure.log"
cmake --build "$work/build"
"$work/build/train"
"$build/bin/tcc" "$source/docs/examples/mlp.mlir" --shape=x=2x784 -o "$work/model.so" >"$work/report"
"$work/build/infer" "$work/model.so"
# Any batch, through the typed function of the header that lies beside the library.
"$build/bin/tcc" "$source/docs/examples/mlp.mlir" -o "$work/digits.so" >"$work/report"
for rows in 0 1 33; do "$work/build/infer" "$work/digits.so" "$rows"; done
"${cxx/++/}" -std=c99 -Wall -Werror -I"$work/tcc/include" -I"$work" "$source/test/E2E/batches.c" -L"$work/tcc/lib" -ltccrt \
  -Wl,-rpath,"$work/tcc/lib" -lm -o "$work/batches"
"$work/batches" "$work/digits.so"
# No header of LLVM's is among those installed, and the C program needs no compiler.
! grep -rlE '#include ["<](mlir|llvm)/' "$work/tcc/include"
! ldd "$work/build/infer" | grep -E 'LLVM|MLIR|libtcc\.so|libtcc-compiler'
